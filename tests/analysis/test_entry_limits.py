"""The limits of all entries of a product over one of them: what the exact products tend to, with their names."""

from typing import Any

import pytest
from flint import fmpq

from analysis.constants.library import built_in_library
from analysis.entry_limits import EntryLimits
from analysis.formulas.product import MatrixProduct

SUMS = [["1", "1/n^3", "1/n^2"], ["0", "1", "0"], ["0", "0", "1"]]  # rows of zeros, one entry for each sum
GOSPER = [
    ["-n/(2(2n+1))", "1/(2n(2n+1))", "1/n^4"],
    ["0", "-n/(2(2n+1))", "5/(4n^2)"],
    ["0", "0", "1"],
]
HALF = [["n^2", "-n^2", "n^2"], ["-2n", "2n^2+2n", "-4n^2-2n"], ["-1", "1", "2n^2-1"]]  # ₃F₂ at 1/2
GENERIC = [["n+1", "2", "1"], ["3", "n+2", "1"], ["1", "1", "n+4"]]


def entries(matrix: list[list[str]], over: tuple[int, int] | None = None) -> tuple[EntryLimits, list[list[Any]]]:
    made = EntryLimits(MatrixProduct.of(matrix, 1, over=over), 30, built_in_library())
    return made, made.as_json()


def names(found: list[list[Any]]) -> list[list[str | None]]:
    return [[entry["identity"] and entry["identity"]["expression"] for entry in row] for row in found]


def test_entries_in_other_columns_and_rows_with_zeros_have_their_names() -> None:
    assert names(entries(SUMS, (1, 1))[1]) == [["1", "zeta(3)", "pi**2/6"], ["0", "1", "0"], ["0", "0", "1"]]


def test_gospers_product_has_two_zeta_values() -> None:
    assert [row[2] for row in names(entries(GOSPER, (2, 2))[1])] == ["zeta(5)", "zeta(3)", "1"]


@pytest.mark.parametrize("matrix", [HALF, GENERIC], ids=["₃F₂", "generic"])
def test_limits_are_what_exact_products_tend_to(matrix: list[list[str]]) -> None:
    made, found = entries(matrix)
    state = made.product.partial(1_000)
    lead = state[made.over]
    for i, row in enumerate(found):
        for j, entry in enumerate(row):
            assert float(fmpq(state[i, j], lead)) == pytest.approx(float(entry["limit"]), abs=5e-3), (i, j)
