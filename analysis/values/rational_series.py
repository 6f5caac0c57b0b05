"""Sums Σ R(k) z^k of a rational function R, as one constant: an integer combination of Lerch's Φ(z, m, x), exactly.

Where the parameters of a hypergeometric series pair off modulo the integers its term is R(k) z^k. Partial fractions
give Σ c/(k + x)^m, and Φ(z, m, x) = Σ z^k/(k + x)^m changes by a rational number, and a power of z, when x moves by 1:
one value of x in (0, 1] stands for its class. At z = 1 and z = −1 it is a polygamma value, at x = 1 a polylogarithm
(DLMF 25.11, 25.12, 25.14).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, prod

from flint import fmpq, fmpq_poly, fmpz_poly

from analysis.exact.mobius import Mobius
from analysis.exact.quotients import Quotient
from analysis.exact.rationals import flint, fraction
from analysis.formulas.pcf import PCF
from analysis.proofs.certificate import Certificate, End
from analysis.proofs.irrational_sums import NONE, Irrational, OverIrrational, OverQuadratic
from analysis.proofs.quadratic_sums import HALF, Quadratic
from analysis.proofs.quartic_sums import Quartic
from analysis.proofs.rational_sums import MOST_PARTS, Named, Part, combined, common_multiple, moderate, multiples
from analysis.values.series_forms import SeriesForm
from analysis.values.telescoping import telescoping_part
from analysis.values.term_factors import term_factors

_MOST_POLES = 64  # linear factors of a denominator: parameters that lie further apart suggest nothing
_MOST_TERMS = 8  # values in one combination
_LARGEST = 10**6  # coefficients in one combination


def rational_sum(
    upper: Sequence[Fraction], lower: Sequence[Fraction], z: Fraction, numerators: Sequence[fmpq_poly] = ()
) -> str | None:
    """The constant C with Σ zᵏ Π(u)ₖ/Π(l)ₖ times the polynomials `numerators` = p C + q, p and q rational.

    `lower` holds the 1 of k!. None where the term is no rational function, where the sum is rational, or where the
    combination is too long.

    >>> one, third = Fraction(1), Fraction(1, 3)
    >>> rational_sum([third, one], [third + 1, one], Fraction(-1))           # Σ (−1)^k/(3k + 1)
    '3*log(2)+pi*sqrt(3)'
    >>> rational_sum([one] * 3, [one * 2, one * 2, one], Fraction(1, 2))     # Σ 2^(−k)/(k + 1)²
    'polylog(2,1/2)'
    """
    factors = _factors(upper, lower) if abs(z) <= 1 else None
    if factors is None:
        return None
    poles, zeros = factors
    named = _short(_partial_fractions(poles, prod(numerators, start=_product(zeros)), _product(poles)), z)
    return None if named is None else named[0]


@dataclass(frozen=True)
class NamedSum:
    """A series as factor · constant + rest, and its terms z^k (Σ c/(k + x)^m + z g(k + 1) − g(k)), counted from 0,
    with sums over irrational poles among them."""

    constant: str
    factor: Fraction
    rest: Fraction
    parts: tuple[Part, ...]
    others: Irrational = NONE
    telescoped: Quotient | None = None

    def claim(self) -> End:
        """The terms, as certificates write them."""
        found: End = {"parts": [[str(c), str(x), m] for c, x, m in self.parts]}
        found = {**found, **self.others.spelt()}
        return found if self.telescoped is None else {**found, "telescoped": self.telescoped.texts}

    def certificate(self, form: SeriesForm, pcf: PCF) -> Certificate:
        """That of the series' value, about the constant."""
        whole = form.certificate(pcf)
        return {**whole, "end": {**whole["end"], **self.claim()}, "mobius": self.mobius(form).as_lists()}

    def mobius(self, form: SeriesForm) -> Mobius:
        """The map from the constant to the value of a fraction with this series."""
        k = lcm(self.factor.denominator, self.rest.denominator)
        return form.mobius @ Mobius(int(self.factor * k), int(self.rest * k), 0, k)


def named_sum(form: SeriesForm) -> NamedSum | None:
    """The name of a series of rational terms times z^k; None for others, and where the combination is too long.

    >>> from analysis.values.series_forms import series_form
    >>> found = named_sum(series_form(PCF.parse("n^2+(n+1)^2", "-n^4")))                         # Σ 1/(k + 2)²
    >>> found.constant, found.factor, found.rest
    ('pi^2', Fraction(1, 6), Fraction(-1, 1))
    """
    term = term_factors(form)
    factors = None if term is None or abs(term.argument) > 1 else _factors(term.upper, term.lower)
    if term is None or factors is None:
        return None
    z, (poles, zeros) = term.argument, factors
    above, below = prod(term.numerators, start=_product(zeros)), _product(poles)
    if not above(0):
        return None
    first = fmpq(form.first.numerator, form.first.denominator)
    above *= first * prod((p(0) for p in term.poles), start=below(0)) / above(0)
    split = telescoping_part(above, below, term.poles, z)
    others = irrational_parts(split.classes, z)
    parts = _partial_fractions(poles, split.left, below)
    named = None if others is None else _short(parts, z, others)
    if others is None or named is None or len(parts) > MOST_PARTS:
        return None
    name, factor, rest = named
    g = split.telescoped
    if g is None:
        return NamedSum(name, factor, rest, tuple(parts))
    return NamedSum(name, factor, rest - fraction(g(0)), tuple(parts), others, g)


def irrational_parts(classes: Sequence[tuple[fmpz_poly, Quotient]], z: Fraction) -> Irrational | None:
    """The classes as sums over irrational poles with names; None where one has none.

    >>> k = fmpq_poly([0, 1])
    >>> found = telescoping_part(k + 2, fmpq_poly([1]), [k * k + 2 * k + 2], Fraction(1))
    >>> irrational_parts(found.classes, Fraction(1)).spelt()
    {'quadratics': [['1', '1', '1', 1]], 'digammas': [['0', '1', '1', '1']]}
    """
    found = list[OverIrrational]()
    for f, gathered in classes:
        degree = f.degree()
        s = Fraction(int(f[degree - 1]), int(f[degree]) * degree)
        centre = fmpq_poly([-flint(s), 1])
        poles, top = fmpq_poly(f)(centre) / int(f[degree]), fmpq_poly(gathered.top)(centre)
        top /= int(gathered.bottom[gathered.bottom.degree()])
        for m in range(gathered.bottom.degree() // degree, 0, -1):
            top, digit = divmod(top, poles)
            parts = _over_power(digit, poles, s, m, z)
            if parts is None:
                return None
            found += parts
    whole = Irrational.of(found[::-1])
    return whole if whole.known(z) else None


def _over_power(digit: fmpq_poly, poles: fmpq_poly, s: Fraction, m: int, z: Fraction) -> list[OverIrrational] | None:
    """digit/poles^m at j + s, by what is symmetric there and what is not; None where it is no such sum."""
    turned = int(z == -1 and s == HALF)
    c = [fraction(digit[i]) for i in range(4)]
    even, odd = c[turned::2], c[1 - turned :: 2]
    if poles.degree() == 4 and m == 1 and not poles[1] and not poles[3] and not any(odd):
        return [Quartic(even[0], even[1], s, fraction(poles[2]), fraction(poles[0]))]
    if poles.degree() != 2:
        return None
    found, d = list[OverIrrational](), fraction(poles[0])
    if s in (1, HALF):
        found += [Quadratic(even[0], s, d, m)] if even[0] else []
        c[turned] = Fraction(0)
    if not any(c):
        return found
    return [*found, OverQuadratic(c[0], c[1], s, d)] if m == 1 else None


def _short(parts: Sequence[Part], z: Fraction, others: Irrational = NONE) -> Named | None:
    """The sum as one constant of a few terms; None where it is rational, or longer, or would take seconds."""
    if not moderate(parts, z):
        return None
    terms, rest = multiples(parts, z)
    more, constant = others.multiples(z)
    terms, rest = [*terms, *more], rest + constant
    sizes = [abs(c) for c, _ in terms]
    if not 0 < len(terms) <= _MOST_TERMS or max(sizes) * common_multiple(sizes) > _LARGEST:
        return None
    return combined(terms, rest)


def _factors(
    upper: Sequence[Fraction], lower: Sequence[Fraction]
) -> tuple[Counter[Fraction], Counter[Fraction]] | None:
    """(x: multiplicity) of the factors k + x below and above, up to a constant; None where parameters do not pair."""
    classes: dict[Fraction, tuple[list[Fraction], list[Fraction]]] = defaultdict(lambda: ([], []))
    for side, parameters in enumerate((upper, lower)):
        for parameter in parameters:
            classes[parameter % 1][side].append(parameter)
    below, above = Counter[Fraction](), Counter[Fraction]()
    for tops, bottoms in classes.values():
        if len(tops) != len(bottoms):
            return None
        for top, bottom in zip(sorted(tops), sorted(bottoms), strict=True):
            if abs(bottom - top) > _MOST_POLES:
                return None
            start, steps = min(top, bottom), int(abs(bottom - top))
            (below if bottom > top else above).update(start + i for i in range(steps))
    common = below & above
    return below - common, above - common


def _partial_fractions(poles: Counter[Fraction], above: fmpq_poly, below: fmpq_poly) -> list[Part]:
    """(c, x, m) with above/below = Σ c/(k + x)^m, m ≤ 0 and x = 0 in the polynomial part; below = Π(k + pole)."""
    whole, rest = divmod(above, below)
    found = [(fraction(c), Fraction(0), -i) for i, c in enumerate(whole.coeffs()) if c]
    for x, order in poles.items():
        at_pole = rest(fmpq_poly([fmpq(-x.numerator, x.denominator), 1]))
        series = [fraction(at_pole[i]) for i in range(order)]  # in powers of k + x
        for other in poles.elements():
            if other != x:
                series = _over(series, other - x)
        found += [(c, x, order - i) for i, c in enumerate(series) if c]
    return found


def _product(roots: Counter[Fraction]) -> fmpq_poly:
    """Π (k + x)."""
    return prod((fmpq_poly([fmpq(x.numerator, x.denominator), 1]) for x in roots.elements()), start=fmpq_poly([1]))


def _over(series: list[Fraction], constant: Fraction) -> list[Fraction]:
    quotient: list[Fraction] = []
    for c in series:
        quotient.append((c - (quotient[-1] if quotient else 0)) / constant)
    return quotient
