"""Products of polynomial matrices: however they are cut, they are the product of the values."""

from functools import reduce

from flint import fmpz_mat, fmpz_poly
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.exact.matrices import advanced, product
from analysis.formulas.product import MatrixProduct

entries = st.lists(st.integers(-9, 9), max_size=4).map(fmpz_poly)


@settings(max_examples=30, deadline=None)
@given(st.lists(entries, min_size=16, max_size=16), st.integers(-5, 5), st.integers(1, 40))
def test_products_are_those_of_the_values(found: list[fmpz_poly], start: int, count: int) -> None:
    steps = tuple(tuple(found[4 * i : 4 * i + 4]) for i in range(4))
    values = [fmpz_mat(4, 4, [entry(n) for entry in found]) for n in range(start, start + count)]
    state = fmpz_mat([[1, 2, 3, 4], [0, 1, 0, -1]])
    assert product(steps, start, start + count) == reduce(lambda p, q: p * q, values)
    assert advanced(state, steps, start, start + count) == reduce(lambda p, q: p * q, values, state)


def test_a_common_factor_is_left_out_where_it_has_no_zero() -> None:
    rows = [["0", "n-5"], ["n-5", "n-5"]]
    assert MatrixProduct.of(rows, 6).partial(16) == MatrixProduct.of([["0", "1"], ["1", "1"]], 6).partial(16)
    assert not any(MatrixProduct.of(rows, 0).partial(16).entries())
