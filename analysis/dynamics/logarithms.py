"""Exact rates: ln of a quadratic number, a rational number, rational multiples of ln p and of π cot(πr), added up."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import lcm
from operator import mul

from flint import arb

from analysis.exact.balls import accurate_float, exact_ball
from analysis.exact.printing import signed_sum
from analysis.exact.quadratic import Quadratic

# Powers of p are drawn into the argument of the logarithm while the exponent is at most this.
_LARGEST_POWER = 64
# Denominator up to which rational multiples of ln p are put together with the argument.
_LARGEST_DENOMINATOR = 4
# cot(πr) = Σ y √d where it is a quadratic number, as pairs (d, y).
_QUADRATIC_COTANGENTS: Mapping[Fraction, tuple[tuple[int, Fraction], ...]] = {
    Fraction(1, 3): ((3, Fraction(1, 3)),),
    Fraction(1, 4): ((1, Fraction(1)),),
    Fraction(1, 6): ((3, Fraction(1)),),
    Fraction(1, 8): ((1, Fraction(1)), (2, Fraction(1))),
    Fraction(3, 8): ((1, Fraction(-1)), (2, Fraction(1))),
    Fraction(1, 12): ((1, Fraction(2)), (3, Fraction(1))),
    Fraction(5, 12): ((1, Fraction(2)), (3, Fraction(-1))),
}


@dataclass(frozen=True)
class LogSum:
    """ln(argument) + rational + Σ exponent · ln p + Σ factor · π cot(πr).

    `primes` and `cotangents` are sorted tuples of (p, exponent) and (r, factor), none of them 0, 0 < r < 1/2.

    Equal numbers need not have equal forms: `of` draws whole powers of primes into the argument.
    """

    argument: Quadratic
    rational: Fraction = Fraction(0)
    primes: tuple[tuple[int, Fraction], ...] = ()
    cotangents: tuple[tuple[Fraction, Fraction], ...] = ()

    @classmethod
    def of(
        cls,
        argument: Quadratic,
        rational: Fraction,
        primes: Mapping[int, Fraction],
        cotangents: Mapping[Fraction, Fraction] | None = None,
    ) -> "LogSum":
        """With |argument|; whole multiples of ln p are drawn into it.

        >>> LogSum.of(Quadratic.sqrt(2) * 4 + 4, Fraction(4), {2: Fraction(-2), 3: Fraction(1, 2)})
        log(1 + sqrt(2)) + 4 + log(3)/2
        """
        argument = argument if argument.sign() > 0 else -argument
        left = []
        for p, exponent in sorted(primes.items()):
            whole = int(exponent) if abs(exponent) <= _LARGEST_POWER else 0
            argument *= Fraction(p) ** whole
            if rest := exponent - whole:
                left.append((p, rest))
        return cls(argument, rational, tuple(left), tuple(sorted((cotangents or {}).items())))

    def ball(self) -> arb:
        """The number at the current precision."""
        total = self.argument.ball().log() + exact_ball(self.rational)
        for p, exponent in self.primes:
            total += arb(p).log() * exponent.numerator / exponent.denominator
        for r, factor in self.cotangents:
            cotangent = exact_ball(r).cot_pi()
            total += arb.pi() * cotangent * factor.numerator / factor.denominator
        return total

    def __float__(self) -> float:
        return accurate_float(self.ball)

    def as_logarithm(self) -> tuple[Quadratic, int] | None:
        """(x, k) where the number is ln(x)/k with a small k; None where other terms stand beside logarithms.

        >>> LogSum.of(Quadratic.rational(3), Fraction(0), {3: Fraction(1, 2)}).as_logarithm()
        (27, 2)
        """
        k = lcm(*(exponent.denominator for _, exponent in self.primes))
        if self.rational or self.cotangents or k > _LARGEST_DENOMINATOR:
            return None
        whole = LogSum.of(reduce(mul, [self.argument] * k), Fraction(0), {p: k * x for p, x in self.primes})
        return None if whole.primes else (whole.argument, k)

    @property
    def terms(self) -> int:
        """How many terms the text has."""
        return len(self._pieces())

    def __str__(self) -> str:
        """Text that sympy parses.

        >>> LogSum(Quadratic.rational(3), cotangents=((Fraction(1, 3), Fraction(1, 2)), (Fraction(2, 5), Fraction(1))))
        log(3) + sqrt(3)*pi/6 + pi*cot(2*pi/5)
        """
        return signed_sum(self._pieces())

    def _pieces(self) -> list[str]:
        one = Quadratic.rational(1)
        pieces = [] if self.argument == one else [self.argument.log_text()]
        pieces += [str(self.rational)] if self.rational else []
        pieces += [_multiple(exponent, f"log({p})") for p, exponent in self.primes]
        roots: dict[int, Fraction] = {}
        others = []
        for r, factor in self.cotangents:
            for d, y in _QUADRATIC_COTANGENTS.get(r, ()):
                roots[d] = roots.get(d, Fraction(0)) + y * factor
            if r not in _QUADRATIC_COTANGENTS:
                others.append(_multiple(factor, f"pi*cot({_multiple(r, 'pi')})"))
        pieces += [_multiple(y, "pi" if d == 1 else f"sqrt({d})*pi") for d, y in sorted(roots.items()) if y]
        return pieces + others

    __repr__ = __str__


def _multiple(factor: Fraction, thing: str) -> str:
    top, bottom = factor.numerator, factor.denominator
    product = thing if abs(top) == 1 else f"{abs(top)}*{thing}"
    return ("-" if top < 0 else "") + product + (f"/{bottom}" if bottom > 1 else "")
