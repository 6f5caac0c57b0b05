"""Tables from outside: what a spreadsheet writes as CSV is read, and any other head is named."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.reading.tables import read_table

CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=5))
def test_what_csv_writes_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows([("name", "a", "b"), *rows])
    found = [tuple(row.values()) for row in read_table(stream.getvalue(), "f.csv", "ab")]
    assert found == rows


def test_blank_lines_are_no_rows_and_missing_cells_are_empty() -> None:
    assert list(read_table('a, b\n\n1\n"2,3",4,5\n', "f", "ab")) == [{"a": "1", "b": ""}, {"a": "2,3", "b": "4"}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "without a head"),
        ("\n1,2\n", "without a head"),
        ("x,y\n1,2\n", "without column a, with 'x, y'"),
        ("a,x\n1,2\n", "without column b"),
        ("A,B\n1,2\n", "without column a"),
        ("a;b\n1;2\n", "semicolons"),
        ("a\tb\n1\t2\n", "tabs"),
        ("a,b,a\n1,2,3\n", "column a twice"),
        ('"a,b\n1,2\n', "f.csv"),
        ("2n+1,n^2\n", "without column a"),
    ],
)
def test_other_heads_are_told_at_once(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_table(text, "f.csv", "ab")
    assert said in str(caught.value) and "columns a, b" in str(caught.value)


@pytest.mark.parametrize("rest", ['"1,2\n', '"1"x,2\n', "1" * 2**21 + ",2\n"])
def test_what_is_no_csv_below_the_head_is_told(rest: str) -> None:
    with pytest.raises(InputError, match=r"f\.csv"):
        list(read_table(f"a,b\n{rest}", "f.csv", "ab"))
