"""Sums over poles that are not rational: quadratic and quartic ones with elementary sums, and values of ψ.

    Σ z^j (c + e (j + s))/((j + s)² + d) over j ≥ 0, z = ±1:  with x = s + √−d and y = s − √−d

1/((j + s)² + d) = (1/(j + y) − 1/(j + x))/(2√−d) and (j + s)/((j + s)² + d) = (1/(j + x) + 1/(j + y))/2. Σ z^j/(j + x)
is (ψ((x + 1)/2) − ψ(x/2))/2 at z = −1 and stands for −ψ(x) at z = 1, where all parts together converge, the
multiples of 1/j adding up to 0. For d > 0 the values at x and y are conjugates. Source: DLMF 5.7.6.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from analysis.proofs.certificate import End
from analysis.proofs.polynomials import Poly, trimmed
from analysis.proofs.quadratic_sums import HALF, LARGEST, Quadratic, outer_and_core, quadratic_multiples, square_root
from analysis.proofs.quartic_sums import Quartic, Term, product
from analysis.proofs.reading import Rejected, fraction, items

MOST = 24  # sums of one kind
IRRATIONAL = ("quadratics", "quartics", "digammas")


@dataclass(frozen=True)
class OverQuadratic:
    """(c + e (j + s))/((j + s)² + d), no pole rational."""

    c: Fraction
    e: Fraction
    s: Fraction
    d: Fraction

    @classmethod
    def read(cls, row: object) -> "OverQuadratic":
        return cls(*map(fraction, items(row, 4, 4)))

    def spelt(self) -> list[str]:
        """As certificates write it."""
        return [str(x) for x in (self.c, self.e, self.s, self.d)]

    @property
    def known(self) -> bool:
        small = max(abs(x.numerator) + x.denominator for x in (self.c, self.e, self.s, self.d)) <= LARGEST
        return small and 0 < self.s <= 1 and bool(self.d) and any((self.c, self.e)) and square_root(-self.d) is None

    def quotient(self, _: Fraction) -> tuple[Poly, Poly]:
        """Numerator and denominator, polynomials in j."""
        constant, middle, above = self.s**2 + self.d, 2 * self.s, self.c + self.e * self.s
        scale = lcm(*(x.denominator for x in (constant, middle, above, self.e)))
        return trimmed((int(above * scale), int(self.e * scale))), (int(constant * scale), int(middle * scale), scale)

    def terms(self, z: Fraction) -> Iterator[Term]:
        """The sum as multiples of constants.

        >>> list(OverQuadratic.read(["0", "1", "1/2", "3/4"]).terms(Fraction(1)))
        [(Fraction(-1, 1), 're_digamma(1/2,1/2*sqrt(3))')]
        """
        if z == 1:
            yield from self._values(Fraction(-1), Fraction(1), Fraction(0))
        else:
            yield from self._values(HALF, HALF, HALF)
            yield from self._values(-HALF, HALF, Fraction(0))

    def _values(self, factor: Fraction, by: Fraction, more: Fraction) -> Iterator[Term]:
        """With factor · ψ(by x + more) in place of Σ z^j/(j + x)."""
        outer, core = outer_and_core(abs(self.d))
        root, inverse = f"sqrt({core})", factor * self.c * outer / abs(self.d)
        s, y = by * self.s + more, product(by * outer, root) if core > 1 else str(by * outer)
        scaled = f"{root}*" if core > 1 else ""
        if self.d > 0:
            found = [(-inverse, f"{scaled}im_digamma({s},{y})"), (factor * self.e, f"re_digamma({s},{y})")]
        else:
            x, over = f"digamma({s}+{y})", f"digamma({s}-{y})"
            found = [(-inverse / 2, f"{scaled}{x}"), (inverse / 2, f"{scaled}{over}")]
            found += [(factor * self.e / 2, x), (factor * self.e / 2, over)]
        yield from ((c, name) for c, name in found if c)


OverIrrational = Quadratic | Quartic | OverQuadratic
_READ: Sequence[Callable[[object], OverIrrational]] = (Quadratic.read, Quartic.read, OverQuadratic.read)


@dataclass(frozen=True)
class Irrational:
    """Summands over poles that are not rational."""

    quadratics: tuple[Quadratic, ...] = ()
    quartics: tuple[Quartic, ...] = ()
    digammas: tuple[OverQuadratic, ...] = ()

    @classmethod
    def of(cls, summands: Sequence[OverIrrational]) -> "Irrational":
        """Those of a list, by their kinds."""
        quadratics = tuple(one for one in summands if isinstance(one, Quadratic))
        quartics = tuple(one for one in summands if isinstance(one, Quartic))
        return cls(quadratics, quartics, tuple(one for one in summands if isinstance(one, OverQuadratic)))

    @classmethod
    def read(cls, claim: Mapping[str, object], z: Fraction) -> "Irrational":
        """Those of a certificate; raises Rejected for sums without names."""
        rows = [items(claim.get(key, []), 0, MOST) for key in IRRATIONAL]
        found = cls.of([read(row) for read, of_kind in zip(_READ, rows, strict=True) for row in of_kind])
        if not found.known(z):
            raise Rejected("a sum over irrational poles without a name")
        return found

    @property
    def summands(self) -> list[OverIrrational]:
        """All of them."""
        return [*self.quadratics, *self.quartics, *self.digammas]

    def known(self, z: Fraction) -> bool:
        """Whether all sums have names, and are few."""
        return not self or (
            abs(z) == 1
            and all(one.known for one in self.summands)
            and max(len(self.quadratics), len(self.quartics), len(self.digammas)) <= MOST
        )

    def spelt(self) -> End:
        """As certificates write them."""
        quadratics, quartics, digammas = ([one.spelt() for one in getattr(self, key)] for key in IRRATIONAL)
        found: End = {}
        if quadratics:
            found["quadratics"] = quadratics
        if quartics:
            found["quartics"] = quartics
        if digammas:
            found["digammas"] = digammas
        return found

    def __bool__(self) -> bool:
        return bool(self.quadratics or self.quartics or self.digammas)

    def quotients(self, z: Fraction) -> list[tuple[Poly, Poly]]:
        """The summands, each a quotient of polynomials in j."""
        return [one.quotient(z) for one in self.summands]

    def multiples(self, z: Fraction) -> tuple[list[Term], Fraction]:
        """Their sum as multiples of constants, and a rational number."""
        terms, rest = quadratic_multiples(self.quadratics, z)
        gathered: defaultdict[str, Fraction] = defaultdict(Fraction, {name: c for c, name in terms})
        for quartic in self.quartics:
            more, constant = quartic.terms(z)
            rest += constant
            for c, name in more:
                gathered[name] += c
        for one in self.digammas:
            for c, name in one.terms(z):
                gathered[name] += c
        return [(c, name) for name, c in gathered.items() if c], rest


NONE = Irrational()
