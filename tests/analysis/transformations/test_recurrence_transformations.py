"""Recurrences into others: what each transformation does to solutions and limits, by exact terms."""

from fractions import Fraction

import pytest
from flint import fmpq

from analysis.constants.library import built_in_library
from analysis.exact.polynomials import Polynomial, parse_polynomial
from analysis.exact.quotients import Quotient
from analysis.formulas.pcf import PCF
from analysis.formulas.product import MatrixProduct
from analysis.formulas.reading import read_formula
from analysis.formulas.recurrence import Recurrence
from analysis.formulas.series import Series
from analysis.limits_of_parts import limit_of_parts
from analysis.transformations.closure import contracted, direct_sum, dual, product_of_limits, step, sum_of_limits
from analysis.transformations.cyclic_vectors import column_recurrence, companion_product
from analysis.transformations.gauge import gauge_between
from analysis.transformations.scalar_gauge import canonical
from analysis.transformations.tensor_factors import tensor_factors
from analysis.values.hypergeometric_solutions import hypergeometric_ratios
from analysis.values.slow_series import as_series

E = Recurrence.from_pcf(PCF.parse("n+1", "n+1"))
ARCTAN = Recurrence.from_pcf(PCF.parse("2n+1", "n^2"))
ORDER_THREE = Recurrence.of(["n", "-(n+1)", "2", "-n^2"], 1, [1, 2, 5], [1, 1, 3])
APERY = Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5])


def values(recurrence: Recurrence, count: int) -> dict[int, fmpq]:
    """p/q by n, where q is not 0."""
    pairs = recurrence.terms(count)
    return {recurrence.first - recurrence.order + i: p / q for i, (p, q) in enumerate(pairs) if q}


def test_a_companion_product_has_the_sequences_as_rows() -> None:
    product = companion_product(ORDER_THREE)
    state = product.partial(20)
    assert fmpq(state[0, 2], state[1, 2]) == values(ORDER_THREE, 40)[19]


def test_a_cyclic_vector_leads_back_from_the_product() -> None:
    back = column_recurrence(companion_product(ORDER_THREE), 2)
    assert values(back, 10).items() <= {n + 1: v for n, v in values(ORDER_THREE, 40).items()}.items()
    assert back.order == 3


def test_a_block_triangular_product_has_a_column_of_lower_order() -> None:
    product = MatrixProduct.of([["0", "1", "n"], ["1", "n", "1"], ["0", "0", "2"]], 1)
    assert column_recurrence(product, 0).order == 2


def test_sums_of_limits_add_and_products_multiply() -> None:
    added, multiplied = values(sum_of_limits(E, ARCTAN), 12), values(product_of_limits(E, ARCTAN), 12)
    one, other = values(E, 30), values(ARCTAN, 30)
    for n in range(5, 8):
        assert added[n] == one[n] + other[n]
        assert multiplied[n] == one[n] * other[n]


def test_a_direct_sum_annihilates_both() -> None:
    both = direct_sum(E, ARCTAN)
    assert both.order == 4
    for part in (E, ARCTAN):
        terms = part.terms(20)
        for n in range(8, 15):
            total = sum(c(n) * terms[n + 1 - k][1] for k, c in enumerate(both.coefficients))
            assert total == 0


@pytest.mark.parametrize("fold", [2, 3])
@pytest.mark.parametrize("start", [0, 1])
def test_contraction_keeps_every_m_th_convergent(fold: int, start: int) -> None:
    short, long = values(contracted(ORDER_THREE, fold, start), 8), values(ORDER_THREE, 60)
    assert all(value == long[fold * n + start] for n, value in short.items())


def test_the_dual_of_the_dual_is_the_recurrence() -> None:
    once = dual(ORDER_THREE)
    twice = dual(Recurrence(once, 5, (Fraction(1),) * 3, (Fraction(1),) * 3))
    shift = ORDER_THREE.order
    assert [c.shift(shift) for c in twice] == list(ORDER_THREE.coefficients) or list(twice) == list(
        ORDER_THREE.coefficients
    )


def test_a_recurrence_with_a_hypergeometric_denominator_is_a_series() -> None:
    sums = Series.of(["n^2", "-(n+1)", "1"], 3, [1, 2], 5).partial_sums()
    back = as_series(sums.gauged(Quotient.parse("(n+3)/(n+1)")))
    assert back is not None
    known = values(sums, 30)
    assert all(known[n] == value for n, value in values(back.partial_sums(), 12).items())


def test_a_series_and_its_partial_sums() -> None:
    zeta = Series.of(["n^2", "-(n-1)^2"], 2, [1])
    total = sum(Fraction(1, k * k) for k in range(1, 10))
    assert values(zeta.partial_sums(), 10)[9] == fmpq(total.numerator, total.denominator)


@pytest.mark.parametrize(("one", "shift"), [(ORDER_THREE, 0), (ORDER_THREE, 1), (APERY, 1), (APERY, 2)])
def test_a_gauge_is_found_and_holds(one: Recurrence, shift: int) -> None:
    """A shift is one too, with the leading coefficient's powers in its denominators."""
    other = one.gauged(Quotient.parse("(n+2)/(n+1)")).shifted(shift)
    found = gauge_between(one, other)
    assert found is not None
    left = (step(one) @ found.matrix.shift(1)).entries()
    right = (found.matrix @ step(other)).entries()
    assert left == [[found.g * entry for entry in row] for row in right]


def test_two_recurrences_without_a_common_class_have_no_gauge() -> None:
    assert gauge_between(E, ARCTAN) is None


def test_right_factors_of_order_one_of_a_recurrence_of_order_three() -> None:
    """(n! and 2ⁿ n) beside a third: from the direct sum of recurrences of order 1 and one of order 1 more."""
    parts = [Recurrence.of(["1", "-n"], 1, [1], [1]), Recurrence.of(["n-1", "-2n"], 2, [1], [1])]
    both = direct_sum(direct_sum(*parts), Recurrence.of(["1", "-(n+1)(2n+1)/(n+3)"], 1, [1], [1]))
    found = {str(ratio) for ratio in hypergeometric_ratios(both.coefficients)}
    assert found == {"n", "(2*n)/(n - 1)", "(2*n**2 + 3*n + 1)/(n + 3)"}


def test_the_recurrence_of_pi_plus_e_is_a_sum_of_two_fractions() -> None:
    coefficients = [
        "-n^3+2*n^2+7*n+3", "(n+2)*(2*n^4+n^3-26*n^2-48*n-19)", "(n+2)*(n^6+9*n^5+8*n^4-87*n^3-249*n^2-234*n-68)",
        "(n+1)^2*(n+2)*(2*n^5+3*n^4-13*n^3-21*n^2+4)", "-n^3*(n+1)^2*(n+2)*(n^3+n^2-8*n-11)",
    ]  # fmt: skip
    recurrence = Recurrence.of(coefficients, 1, [1, 1, 20, 296], [1, 0, 4, 48])
    factors = tensor_factors([parse_polynomial(text) for text in coefficients])
    assert factors == (PCF.parse("2n+5", "n^2+4n+4"), PCF.parse("n+2", "n+2"))
    found = limit_of_parts(recurrence, digits=20, library=built_in_library())
    assert found is not None
    assert found.as_json()["limit_of_parts"] == "sum"
    parts = [read_formula(part) for part in found.as_json()["parts"]]
    whole, halves = values(recurrence, 12), [values(part, 12) for part in parts if isinstance(part, Recurrence)]
    for n in range(5, 8):
        assert whole[n] == halves[0][n] + halves[1][n]


def test_a_recurrence_of_order_four_that_is_no_product_has_no_parts() -> None:
    coefficients = tuple(Polynomial.of(c) for c in ([1], [-1, 1], [2], [0, 3], [1, 0, 1]))
    assert tensor_factors(coefficients) is None


@pytest.mark.parametrize("ratio", ["-1", "2/3", "(2n+1)/n^2", "(n+3)*(n^2+1)", "1/(n+1)^3", "(3n-1)/(5n+2)"])
def test_scalar_gauges_of_a_recurrence_have_one_form(ratio: str) -> None:
    """Aptekarev's for γ."""
    lower = ["(n-1)^2*(256*(n-1)^3-240*(n-1)^2+64*(n-1)-7)", "-(16*(n-1)+1)*(n-1)^2*(n-2)^2"]
    coefficients = ["16n-31", "-(128*(n-1)^3+40*(n-1)^2-82*(n-1)-45)", *lower]
    gamma = Recurrence.of(coefficients, 3, [0, 2, 31], [1, 3, 50])
    assert canonical(gamma.gauged(Quotient.parse(ratio))) == canonical(gamma.advanced(6))


@pytest.mark.parametrize("ratio", ["-1", "(2n-1)(2n-3)/((2n+5)n)", "(n^2+1)/(3n)", "(n-1)(n-2)(n-3)", "4/(n^2+2n+2)"])
@pytest.mark.parametrize("coefficients", [
    ["n", "2n-1", "(2n-1)(2n-3)^2*n"], ["1", "0", "-n(2n-3)(n-1)"], ["n+1", "n^2+1", "0", "(n^2-2n+2)n^3(2n+1)"],
    ["2n+1", "0", "0", "3n^2*(2n-5)"], ["1", "0", "-(n^2+1)", "0", "9(n^2-2n+2)(n-2)"],
])  # fmt: skip
def test_factors_that_fit_in_several_places_have_one(coefficients: list[str], ratio: str) -> None:
    r = len(coefficients) - 1
    given = Recurrence.of(coefficients, 4, [0, 1, -2, 3][:r], [1, -2, 0, 5][:r])
    assert canonical(given.gauged(Quotient.parse(ratio))) == canonical(given.advanced(4 + r))
