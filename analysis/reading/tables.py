"""Tables in CSV: a head that names the columns, commas between, UTF-8; what a spreadsheet writes by that name."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from analysis.errors import InputError, echo

LONGEST_CELL = 2**20  # characters: polynomials of degree 64 with coefficients of 10,000 digits fit
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def read_table(text: str, name: str, needed: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """The rows of a table, each as {column: text}, missing cells empty; blank lines are no rows.

    name: the file, for messages. Raises InputError at once for a head without the columns `needed`, later for what is
    no CSV.

    >>> list(read_table("name,a,b\\nx,1,n\\n", "f.csv", "ab"))
    [{'name': 'x', 'a': '1', 'b': 'n'}]
    >>> read_table("a;b\\n1;n\\n", "f.csv", "ab")
    Traceback (most recent call last):
    analysis.errors.InputError: 'f.csv' with semicolons between columns; allowed: a table (CSV) with columns a, b; ...
    """
    csv.field_size_limit(LONGEST_CELL)
    expected = f"a table (CSV) with columns {', '.join(needed)}"
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True, strict=True)
    try:
        head = [column.strip() for column in next(reader, [])]
    except csv.Error as error:
        raise InputError(f"{echo(name)}: {error}", expected) from None
    _check_head(head, name, needed, expected)
    return _rows(reader, head, name, expected)


def _check_head(head: Sequence[str], name: str, needed: Sequence[str], expected: str) -> None:
    if not any(head):
        raise InputError(f"{echo(name)} without a head", expected)
    if missing := [column for column in needed if column not in head]:
        for sign, called in _OTHER_SEPARATORS.items():
            if sign in head[0]:
                raise InputError(f"{echo(name)} with {called} between columns", expected, "write it with commas")
        raise InputError(f"{echo(name)} without column {missing[0]}, with {echo(', '.join(head))}", expected)
    if twice := [column for column in needed if head.count(column) > 1]:
        raise InputError(f"{echo(name)} with column {twice[0]} twice", expected)


def _rows(reader: Iterator[list[str]], head: Sequence[str], name: str, expected: str) -> Iterator[Mapping[str, str]]:
    try:
        for cells in reader:
            if cells:
                yield dict.fromkeys(head, "") | dict(zip(head, cells, strict=False))
    except csv.Error as error:
        raise InputError(f"{echo(name)}: {error}", expected) from None
