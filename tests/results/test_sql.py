"""The user's own SQL: any columns in every format of any rows, and an end to endless statements."""

import io
import json
from pathlib import Path

import pytest

from analysis.errors import InputError
from analysis.formula import Formula
from results.formats import FORMATS, OF_ANY_ROWS
from results.sql import sql_rows
from results.store import Store
from results.tables import write

ENDLESS = "with recursive c(x) as (select 1 union all select x + 1 from c)"


@pytest.fixture
def filled(place: Path, formula) -> Path:
    with Store.create(place) as store:
        store.record_examined(map(Formula.from_json, [formula()]))
    return place


@pytest.mark.parametrize("format", OF_ANY_ROWS)
@pytest.mark.parametrize(
    "statement",
    [
        "select * from formulas",
        "select * from identities",
        "select * from v_conjectures",
        'select *, value as "limit" from formulas',
        "select 'pcf' as kind, 1 as \"limit\", 2 as lhs, null as identity, 3 as dynamics",
        "select 'esma' as kind, '[1]' as signs, 1 as lhs",
        "select x'00ff' as blob, 1e999 as infinite, null as nought, 9223372036854775807 as large, zeroblob(100000)",
        "select count(*), count(*) from formulas",
    ],
)
def test_any_columns_are_written_in_every_format_of_any_rows(statement: str, format: str, filled: Path) -> None:
    stream = io.StringIO()
    assert write(sql_rows(filled, statement), format, stream) == 1
    assert len(stream.getvalue()) < 20_000
    if format == "json":
        json.loads(stream.getvalue())


@pytest.mark.parametrize("format", [name for name in FORMATS if name not in OF_ANY_ROWS])
@pytest.mark.parametrize("statement", ["select * from formulas", "select count(*) from formulas"])
def test_the_formats_of_formulas_refuse_other_rows(statement: str, format: str, filled: Path) -> None:
    with pytest.raises(InputError, match=f"no formulas as text for {format}") as refused:
        write(sql_rows(filled, statement), format, io.StringIO())
    assert all(name in str(refused.value) for name in OF_ANY_ROWS)


@pytest.mark.parametrize(
    "statement", [f"{ENDLESS} select count(*) from c", f"{ENDLESS} select max(x) from c, formulas"]
)
def test_endless_statements_end(statement: str, filled: Path) -> None:
    with pytest.raises(InputError, match=r"more than 0\.2 s.*--sql-seconds"):
        list(sql_rows(filled, statement, seconds=0.2))


def test_the_time_of_whoever_reads_does_not_count(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("results.sql.time.monotonic", lambda: now[0])
    rows = sql_rows(filled, f"{ENDLESS} select x from c limit 100000", seconds=1.0)
    seen = 0
    for row in rows:
        now[0] += 100.0  # between two rows
        seen = row["x"]
    assert seen == 100_000


@pytest.mark.parametrize("statement", ["select zeroblob(1000000000)", "select hex(zeroblob(9000000))"])
def test_values_beyond_all_bounds_are_refused(statement: str, filled: Path) -> None:
    with pytest.raises(InputError, match="too big"):
        list(sql_rows(filled, statement))
