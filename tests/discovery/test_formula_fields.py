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


def test_a_plane_and_its_field_are_one(run) -> None:
    code, out = run("34n^3+51n^2+27n+5,-n^6\n10n^3+15n^2+9n+2,-16n^6", "--format", "json")
    found, left = map(json.loads, out.splitlines())
    assert (code, found["field"], left) == (0, "4F3(1)", {"left": []})
    apery, domb = found["formulas"]
    assert apery["direction"] == [-1, 1, -1, 1, 0, 0, 0] and "within" not in domb
    within = apery["within"]
    assert (within["field"], within["direction"], len(within["matrix"])) == ("zeta(3)", [1, 1], 3)


def test_planes_of_one_field_are_put_together(run) -> None:
    code, out = run("34n^3+51n^2+27n+5,-n^6\nn+3,-n")
    assert code == 0 and "field 4F3" not in out and "field zeta(3)" in out
