"""Factors of order 2: both parts of a direct sum, none where there is none, and starts that obey one."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient
from analysis.formulas.pcf import PCF
from analysis.formulas.recurrence import Recurrence
from analysis.transformations.closure import direct_sum
from analysis.values.lower_factors import restricted
from analysis.values.second_order_factors import second_order_factors

PAIRS = [
    (("2n+1", "n^2"), ("11n^2+11n+3", "n^4")),
    (("n+3", "2n+5"), ("3n-1", "-2n^2+n+7")),
    (("5", "5n+4"), ("2n+3", "-n^2+2n+1")),
    (("3n+1", "-2n^2+5"), ("n^2+4n+5", "2n^4+3n^3+1")),
]


def _normal(factor: Sequence[Polynomial]) -> list[Quotient]:
    return [Quotient.polynomial(d) / Quotient.polynomial(factor[0]) for d in factor[1:]]


@pytest.mark.parametrize("pair", PAIRS)
def test_both_parts_of_a_direct_sum_are_found(pair: tuple[tuple[str, str], tuple[str, str]]) -> None:
    parts = [Recurrence.from_pcf(PCF.parse(*texts)) for texts in pair]
    found = [_normal(factor) for factor in second_order_factors(direct_sum(*parts).coefficients)]
    assert len(found) == 2 and all(_normal(part.coefficients) in found for part in parts)


def test_a_generic_recurrence_has_none() -> None:
    coefficients = ["n^2+1", "-(3n^2+n)", "n^2+5", "n-4", "2n^2-1"]
    recurrence = Recurrence.of(coefficients, 9, [0, 0, 0, 1], [1, 0, 0, 0])
    assert not list(second_order_factors(recurrence.coefficients))


def test_a_start_that_obeys_a_factor_is_examined_as_that() -> None:
    apery = Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5])
    whole = direct_sum(apery, Recurrence.from_pcf(PCF.parse("2n+1", "n^2"))).advanced(6)
    terms = apery.advanced(6).terms(6)
    start = [[Fraction(int(u.p), int(u.q)) for u in side] for side in zip(*terms[:4], strict=True)]
    first = apery.advanced(6).first - 2 + 4
    given = Recurrence(whole.coefficients, first, tuple(start[0]), tuple(start[1]))
    lower = restricted(given)
    assert lower is not None and lower.order == 2
