"""From formulas to the field that holds the most of them."""

import json
from pathlib import Path

import pytest

from discovery.__main__ import main


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """What the command says of a table of fractions, and its exit code."""

    def ran(rows: str, *options: str) -> tuple[int, str]:
        table = tmp_path / "given.csv"
        table.write_text(f"a,b\n{rows}\n")
        with pytest.raises(SystemExit) as left:
            main(["field", "from-formulas", str(table), *options])
        return int(left.value.code or 0), capsys.readouterr().out

    return ran


def test_the_field_with_most_formulas_comes_first(run) -> None:
    code, out = run("n+3,-n\n34n^3+51n^2+27n+5,-n^6\nn,n\nn^5,n^3+1", "--format", "json")
    first, second, left = map(json.loads, out.splitlines())
    assert (code, first["field"], first["rank"], len(first["formulas"])) == (0, "1F1(1)", 2, 2)
    assert second["field"] == "zeta(3)" and second["formulas"][0]["direction"] == [1, 1]
    assert "certificate" in second["formulas"][0]
    assert left == {"left": [{"a": "n**5", "b": "n**3 + 1"}]}


def test_what_lies_in_no_field_is_listed(run) -> None:
    code, out = run("n^5,n^3+1")
    assert code == 1 and out.startswith("in no field: 1")
