"""A series as a rational combination of several functions, found as an integer relation and given as one constant.

A fraction that is a Möbius image of a series S = k₀ + k₁c₁ + … + kₘcₘ, with rational kᵢ and the functions cᵢ that sums
with its core are made of (`series_constants.series_span`), is an image of the constant k₁c₁ + … + kₘcₘ.
"""

from math import gcd

from flint import arb, ctx

from analysis.constants.library import Constant, constant
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.numbers.margin import affordable
from analysis.numbers.relations import SPARE_BITS, digits_carried, integer_relation, magnitude_bits
from analysis.relations.terms import combination
from analysis.values.series_constants import series_span
from analysis.values.series_forms import SeriesForm

_MOST_FUNCTIONS = 4  # in one combination


def combined_constant(form: SeriesForm, x: arb) -> Constant | None:
    """The combination of which the value x of a fraction with this series is an image; None where none is affordable.

    >>> from analysis.values.series_forms import series_form
    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.numbers.limits import limit
    >>> pcf = PCF.parse("n^3+4n^2+6n+5", "-n^2*(n+1)*(n+3)")                  # Σ (k + 2)/(2 k!²)
    >>> combined_constant(series_form(pcf), limit(pcf, 60).value).name
    '2*besseli(0,2)+besseli(1,2)'
    """
    span = series_span(form)
    digits = digits_carried(x)
    if not 2 <= len(span) <= _MOST_FUNCTIONS or not x.is_finite():
        return None
    with ctx.workprec(int(digits * BITS_PER_DIGIT) + 2 * magnitude_bits(x) + SPARE_BITS):
        series = form.mobius.inverse()(x)
        if not series.is_finite():
            return None
        values = [arb(1), series, *(known.value(int(digits) + 1) for known in span)]
        for relation in integer_relation(values)[:1]:
            shares = relation[2:]
            residual = sum((k * value for k, value in zip(relation, values, strict=True)), start=arb(0))
            if relation[1] and sum(map(bool, shares)) > 1 and affordable(relation, digits) and residual.contains(0):
                return _combination(shares, span)
    return None


def _combination(shares: tuple[int, ...], span: tuple[Constant, ...]) -> Constant:
    common = gcd(*shares) if next(k for k in shares if k) > 0 else -gcd(*shares)
    terms = ((known.expression, share // common) for share, known in zip(shares, span, strict=True) if share)
    return constant(combination(tuple(terms)).text)
