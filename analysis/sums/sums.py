"""S(n) = Σ F(n, k) over its natural range or a given one: the recurrence, proved with its boundary.

The range is where no factorial of the denominator is that of a negative integer; what the boundary contributes is found
by the checker of certificates (`analysis.proofs.telescoping`), which decides alone what is proved.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpz_mpoly, fmpz_poly

from analysis.errors import InputError, echo
from analysis.exact.polynomials import Polynomial
from analysis.proofs.boundaries import NTerm
from analysis.proofs.certificate import Certificate
from analysis.proofs.reading import Rejected
from analysis.proofs.telescoping import End, SumStatement, prove, read_certificate, read_summand
from analysis.reading.expressions import parse_expression, words
from analysis.reading.typography import with_binomials
from analysis.sums.summands import ALLOWED, summand
from analysis.telescoping.claims import polynomial_rows, summand_json
from analysis.telescoping.telescopers import MOST_ORDER, Telescoper, telescoper
from analysis.telescoping.terms import HypergeometricTerm

SHOWN_TERMS = 8
_TRIMMED = 3  # steps by which a range that the denominators bound too generously is narrowed


@dataclass(frozen=True)
class Sum:
    """A sum with its proved recurrence; `certificate` is the JSON that `verify_sum` reads."""

    text: str
    term: HypergeometricTerm
    found: Telescoper
    proved: SumStatement
    certificate: Certificate

    @property
    def coefficients(self) -> tuple[Polynomial, ...]:
        """c₀ … c_J with Σ c_i(n) S(n−i) = Σ extra(n) for n ≥ first."""
        return tuple(Polynomial.from_flint(c) for c in self.found.coefficients)

    @property
    def homogeneous(self) -> tuple[tuple[Polynomial, ...], int] | None:
        """A recurrence without extra term, and its first n; None where several extra terms stand."""
        extra = self.proved.extra
        if not extra:
            return self.coefficients, self.proved.first
        return _homogeneous(self.found.coefficients, extra[0], self.proved.first) if len(extra) == 1 else None

    @property
    def ratio_text(self) -> str:
        """R(n, k), numerator and denominator in factors.

        >>> summed("binomial(n,k)^2").ratio_text
        '-k^2*(3n-2k)/n^2'
        """
        top, bottom = factored(self.found.top), factored(self.found.bottom)
        return top if bottom == "1" else f"{top}/{bottom}" if _single(bottom) else f"{top}/({bottom})"

    def terms(self, count: int = SHOWN_TERMS) -> list[Fraction]:
        """S(start), S(start + 1), …; none of an infinite sum."""
        start = self.proved.start
        if self.proved.upper is None:
            return []
        return [self.proved.sum(n) for n in range(start, start + count)]


def summed(
    text: str,
    lower: End | None = None,
    upper: End | None = None,
    *,
    infinite: bool = False,
    most_order: int = MOST_ORDER,
) -> Sum:
    """The sum of a summand given as text. Raises InputError where no recurrence is found or can be proved.

    >>> apery = summed("binomial(n,k)^2*binomial(n+k,k)^2")
    >>> [str(c) for c in apery.coefficients], apery.proved.first
    (['n**3', '-34*n**3 + 51*n**2 - 27*n + 5', 'n**3 - 3*n**2 + 3*n - 1'], 2)
    >>> [str(s) for s in apery.terms(4)]
    ['1', '5', '73', '1445']
    """
    text = with_binomials(text)
    node = parse_expression(text)
    if "k" not in words(node):
        raise InputError(f"summand {echo(text)} without k", ALLOWED, "k runs, n is the argument of the sum")
    term = summand(node, text)
    found = telescoper(term, most_order)
    if found is None:
        raise InputError(
            f"a summand with no recurrence of order ≤ {most_order} in reach", "summands with a simpler recurrence"
        )
    refusals = []
    for low, high in _ranges(term, lower, upper, infinite):
        try:
            return _proved(text, term, found, low, high)
        except Rejected as error:
            refusals.append(str(error))
    raise InputError(
        f"a summand whose recurrence is not proved: {refusals[0]}", "a vanishing boundary", "try --from, --to"
    )


def factored(p: fmpz_mpoly) -> str:
    """A polynomial in n and k in factors."""
    if not p:
        return "0"
    content, parts = p.factor()
    texts = [] if abs(content) == 1 and parts else [str(abs(content))]
    for factor, exponent in sorted(((_plain(f), int(e)) for f, e in parts), key=lambda one: (len(one[0]), one[0])):
        base = factor if len(factor) == 1 else f"({factor})"
        texts.append(base if exponent == 1 else f"{base}^{exponent}")
    return ("-" if content < 0 else "") + "*".join(texts)


def _single(text: str) -> bool:
    return "*" not in text and "/" not in text


def _plain(p: fmpz_mpoly) -> str:
    """Terms by falling powers of n, as 3n^2*k-2k+1."""
    text = ""
    for (i, j), c in sorted(p.to_dict().items(), reverse=True):
        size = "" if abs(c) == 1 and i + j else str(abs(c))
        names = "*".join(name + (f"^{e}" if e > 1 else "") for name, e in (("n", i), ("k", j)) if e)
        text += ("-" if c < 0 else "+" if text else "") + size + names
    return text


def _proved(text: str, term: HypergeometricTerm, found: Telescoper, low: End, high: End | None) -> Sum:
    claim: Certificate = {
        "version": 1,
        "kind": "telescoping",
        "text": text,
        "summand": summand_json(term),
        "lower": list(low),
        "upper": None if high is None else list(high),
        "recurrence": [str(Polynomial.from_flint(c)) for c in found.coefficients],
        "certificate": [polynomial_rows(found.top), polynomial_rows(found.bottom)],
    }
    recurrence = tuple(Polynomial.from_flint(c).coefficients for c in found.coefficients)
    certificate = read_certificate(claim["certificate"])
    proved = prove(read_summand(claim["summand"]), low, high, recurrence, certificate)
    extra = [one.as_json() for one in proved.extra]
    claim = {**claim, "first": proved.first, "start": proved.start, "extra": extra}
    if high is not None:
        claim["initial"] = [str(proved.sum(n)) for n in range(proved.start, max(proved.first, proved.start + 1))]
    return Sum(text, term, found, proved, claim)


def _ranges(
    term: HypergeometricTerm, lower: End | None, upper: End | None, infinite: bool
) -> Iterator[tuple[End, End | None]]:
    """Ranges to try: the given ends, else the natural ones; else from 0 or 1, and to infinity or n."""
    lows: list[End] = [lower] if lower is not None else [*natural_ends(term, 1), (0, 0), (0, 1)]
    highs: list[End | None]
    if infinite:
        highs = [None]
    elif upper is not None:
        highs = [upper]
    else:
        highs = [*natural_ends(term, -1)] or [*([None] if _depends_on_n(term) else []), (1, 0)]
    for high in highs:
        yield from ((low, high) for low in dict.fromkeys(lows))


def natural_ends(term: HypergeometricTerm, side: int) -> list[End]:
    """The ends beyond which the summand is 0, from below (side 1) or from above (−1), the tightest first.

    Without factorials that make it 0 it ends above where those of the numerator are infinite. Where k is bounded by a
    fraction of n, the line is that of the next integer slope, moved inward a little as well: there the summand is 0
    or, if it is infinite, the fraction itself is the end.

    >>> from analysis.sums.summands import parse_summand
    >>> natural_ends(parse_summand("binomial(n,2k)*binomial(2k,k)"), -1)
    [(1, 0), (1, -1), (1, -2), (1, -3), (1, 0, 2)]
    """
    ends = _ends(term, side, -1) or (_ends(term, side, 1) if side < 0 else [])
    if not ends:
        return []
    (slope, rest), size = max(
        (((side * (-a // size), -side * (c // size)), size if a % size else 1) for a, c, size in ends),
        key=lambda end: (side * end[0][0], side * end[0][1]),
    )
    whole: list[End] = [(slope, rest + side * t) for t in range(1 if size == 1 else _TRIMMED + 1)]
    a, c, size = max(ends, key=lambda end: (Fraction(-end[0], end[2]), Fraction(-end[1], end[2])))
    return [*whole, (-side * a, -side * c, size)] if a % size else whole


def _ends(term: HypergeometricTerm, side: int, sign: int) -> list[tuple[int, int, int]]:
    """(α, γ, |β|) of factorials with exponents of that sign: L = αn + βk + γ ≥ 0 is side·k ≥ −(αn + γ)/|β|."""
    lengths = [atom.length for atom, e in term.rising if e * sign > 0 and atom.v == 1 and atom.length.k * side > 0]
    return [(length.n, length.constant, abs(length.k)) for length in lengths]


def _depends_on_n(term: HypergeometricTerm) -> bool:
    rational = int(term.top.degrees()[0]) or int(term.bottom.degrees()[0])
    return bool(rational) or term.base_n != 1 or any(atom.length.n for atom, _ in term.rising)


def _homogeneous(
    coefficients: tuple[fmpz_poly, ...], extra: NTerm, first: int
) -> tuple[tuple[Polynomial, ...], int] | None:
    """h(n−1) ρ_b(n) Lₙ = … : the recurrence of one order more that Lₙ S = h(n), h(n)/h(n−1) = ρ, makes."""
    back = fmpz_poly([-1, 1])
    top, bottom = fmpz_poly(list(extra.top)), fmpz_poly(list(extra.bottom))
    up, down = top * bottom(back) * extra.base.numerator, bottom * top(back) * extra.base.denominator
    for u, v, slope, e in extra.rising:
        steps = range(-abs(slope), 0) if slope > 0 else range(abs(slope))
        factor = fmpz_poly([1])
        for t in steps:
            factor *= fmpz_poly([u + v * t, v * slope])
        factor **= abs(e)
        if (slope > 0) == (e > 0):
            up *= factor
        else:
            down *= factor
    moved = [c(back) for c in coefficients]
    zero = fmpz_poly([])
    combined = [down * x - up * y for x, y in zip([*coefficients, zero], [zero, *moved], strict=True)]
    common = zero
    for c in combined:
        common = common.gcd(c)
    if int(combined[0][combined[0].degree()]) < 0:
        common = -common
    made = tuple(Polynomial.from_flint(c // common) for c in combined)
    begins = first + 1
    excused = (r for p in (common, down) for r in Polynomial.from_flint(p).integer_roots())
    return made, max([begins, *(r + 1 for r in excused)])
