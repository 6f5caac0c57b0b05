"""Base equations: the fractions with deg a ≤ 1 and deg b ≤ 2 that a fraction of higher degree may be equivalent to.

Coboundaries and inflation keep the local data of a recurrence: the size of its solutions at infinity up to n^(k/2), and
at the finite singularities, the roots of b modulo 1, the parity of their number. A fraction with a closed form has
leading coefficients, one or two roots and one coefficient more, so these data leave finitely many of them: b keeps the
leading coefficient and takes the classes of roots with odd multiplicity (where there are none, one class twice), and
a's constant coefficient follows from the exponents, which depend on it linearly. The coboundary then decides.
Source: Cha, van Hoeij and Levy, Solving recurrence relations using local invariants, ISSAC 2010.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product
from math import ceil

from flint import fmpq, fmpq_poly, fmpz_poly

from analysis.coboundaries.contractions import may_be_equivalent
from analysis.coboundaries.singularities import in_steps, singularities
from analysis.exact.polynomials import Polynomial
from analysis.exact.quadratic import Quadratic
from analysis.exact.rationals import fraction
from analysis.exact.shifts import shift_classes
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth

MOST_CANDIDATES = 24
_ONE_STEP = (1, 1)
_ONE = fmpz_poly([1])


def base_equations(pcf: PCF) -> Iterator[PCF]:
    """The canonical fractions with a closed form whose local data are those of a canonical fraction of higher degree.

    >>> [str(base) for base in base_equations(PCF.parse("n^2+4n+5", "2n^4+4n^3"))][:2]
    ['PCF(2n+5, 8n^2)', 'PCF(n+4, 2n^2)']
    """
    if (pcf.a.degree <= 1 and pcf.b.degree <= 2) or not isinstance(growth(pcf), Growth):
        return
    candidates = (base for leading, b in _shapes(pcf) for base in _with_exponents(pcf, leading, b))
    for base in islice(dict.fromkeys((*_constant(pcf), *candidates)), MOST_CANDIDATES):
        if may_be_equivalent(pcf, base, _ONE_STEP):
            yield base


def alternating_bases(pcf: PCF) -> Iterator[tuple[PCF, int]]:
    """Fractions c, (n − r)(n − s), as Brouncker's, of which two or three steps may be one of a canonical fraction.

    Their error alternates and falls like n^(−c), so c follows from the power, r and s from the singularities.

    >>> next(alternating_bases(PCF.parse("32n^2+96n+78", "-256n^4-1024n^3-1504n^2-960n-225")))
    (PCF(2, 4n^2-4n+1), 2)
    """
    rates = growth(pcf)
    if not isinstance(rates, Growth) or rates.eta or rates.base != Quadratic.rational(1) or not rates.power.is_rational:
        return
    for steps in (2, 3):
        classes = {steps * c % 1: size for c, size in singularities(pcf).items()}
        roots = [c for c, size in classes.items() for _ in range(size)]
        if len(roots) == 2 and in_steps(classes, steps) == dict(singularities(pcf)):
            at = [fmpq(*root.as_integer_ratio()) for root in roots]
            for constant, ahead in product((0, 1, -1), (0, 1)):
                b = fmpq_poly([-at[0] + ahead, 1]) * fmpq_poly([-at[1], 1])
                base = _canonical(0, fraction(rates.power.x) + constant, b)
                if base is not None and base.termination() is None and may_be_equivalent(pcf, base, (1, steps)):
                    yield base, steps


def _constant(pcf: PCF) -> Iterator[PCF]:
    if pcf.b.degree == 2 * pcf.a.degree and not _odd(pcf.b.flint):
        yield PCF(Polynomial.of([pcf.a.leading]), Polynomial.of([pcf.b.leading])).canonical().pcf


def _shapes(pcf: PCF) -> Iterator[tuple[int, fmpq_poly]]:
    """(a's leading coefficient, b) of the bases that inflation takes to these degrees."""
    half = (pcf.b.degree + 1) // 2
    if pcf.b.degree % 2 == 0 and pcf.a.degree == half + 1:
        if not _odd(pcf.b.flint):
            yield pcf.a.leading, fmpq_poly([pcf.b.leading])
        return
    if pcf.a.degree > half or pcf.a.degree < half - 1:
        return
    leading = pcf.a.leading if pcf.a.degree == half else 0
    for roots in _roots(pcf.b.flint, pcf.b.degree % 2):
        yield leading, roots * pcf.b.leading


def _odd(b: fmpz_poly) -> list[fmpz_poly]:
    """One factor of b for each class modulo shifts whose members are odd in number."""
    return [factor for factor, count in shift_classes(b, _ONE) if count % 2]


def _linear(b: fmpz_poly) -> list[fmpz_poly]:
    """One linear factor of b for each class of its rational roots."""
    return [factor for factor, _ in shift_classes(b, _ONE) if factor.degree() == 1]


def _roots(b: fmpz_poly, odd: int) -> Iterator[fmpq_poly]:
    """The monic polynomials of degree 2 − odd that b may be reduced to, each class by two members of other parity."""
    left = _odd(b)
    degree = sum(factor.degree() for factor in left)
    if degree > 2 or degree % 2 != odd:
        return
    choices = [left] if left else [[factor, factor] for factor in _linear(b)]
    for factors in choices:
        monic = [_monic(factor) for factor in factors]
        whole = fmpq_poly([1])
        for factor in monic[1:]:
            whole *= factor
        for step in (0, 1):
            yield whole * monic[0](fmpq_poly([step, 1]))


def _monic(p: fmpz_poly) -> fmpq_poly:
    """The factor with leading coefficient 1, a rational root shifted to −1 < r ≤ 0: so the fraction does not end."""
    monic = fmpq_poly(p) / int(p[p.degree()])
    return monic(fmpq_poly([ceil(fraction(-monic[0])), 1])) if p.degree() == 1 else monic


def _with_exponents(pcf: PCF, leading: int, b: fmpq_poly) -> Iterator[PCF]:
    """The constant coefficients of a with which the exponents are those of `pcf`, up to half integers."""
    if b.degree() == 1 and not leading:
        base = _canonical(leading, Fraction(pcf.a.leading), b)
        if base is not None:
            yield base
        return
    wanted, (first, second) = _data(pcf), (_data(_canonical(leading, Fraction(c), b)) for c in (1, 2))
    if wanted is None or first is None or second is None:
        return
    for which, step in product((0, 1), (0, 1)):
        constant = _through(first[which], second[which], wanted[which] + step)
        base = None if constant is None else _canonical(leading, constant, b)
        if base is not None:
            yield base


def _through(first: Quadratic, second: Quadratic, wanted: Quadratic) -> Fraction | None:
    """Where an affine function that is `first` at 1 and `second` at 2 has a value; None for no rational number."""
    try:
        slope = second - first
        found = None if slope.sign() == 0 else (wanted - first) / slope + 1
    except ValueError:  # numbers of different fields
        return None
    return fraction(found.x) if found is not None and found.is_rational else None


def _data(pcf: PCF | None) -> tuple[Quadratic, Quadratic] | None:
    rates = None if pcf is None else growth(pcf)
    return (rates.power, rates.root * rates.root) if isinstance(rates, Growth) else None


def _canonical(leading: int, constant: Fraction, b: fmpq_poly) -> PCF | None:
    scale = constant.denominator * int(b.denom())
    a = Polynomial.of([int(constant * scale), leading * scale])
    made = b * scale * scale
    if not a or made.degree() < 0:
        return None
    return PCF(a, Polynomial.from_flint(fmpz_poly([int(c) for c in made.coeffs()]))).canonical().pcf
