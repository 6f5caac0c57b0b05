"""Recurrences on the command line: inspect, transform, search, query; the Python face says the same."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from discovery import inspect
from discovery.__main__ import main

Run = Callable[..., tuple[int, str, str]]
APERY = {"kind": "recurrence", "coefficients": ["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], "first": 2,
         "p": [0, 6], "q": [1, 5]}  # fmt: skip
SEARCH = ["search", "recurrence", "--form", "n^3", "--form=-(2n-1)*(17n^2-17n+y)", "--form=(n-1)^3", "--let", "y=4:6",
          "--first", "2", "--start=0,6/1,5"]  # fmt: skip


@pytest.fixture
def run(in_an_empty_folder: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command: exit code, stdout, stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


def test_a_formula_on_the_command_line_and_in_python_is_one(run: Run) -> None:
    code, out, _ = run("inspect", "--formula", json.dumps(APERY), "--format", "json", "--digits", "20")
    found = json.loads(out)
    assert code == 0
    assert found["identity"]["expression"] == "zeta(3)"
    assert inspect(APERY, digits=20).data["limit"] == found["limit"]


@pytest.mark.parametrize(
    "formula",
    [{"kind": "pcf", "a": "n^2+3n+1", "b": "-n^3-n^2"},
     {"kind": "recurrence", "coefficients": ["1", "-(n+3)", "2n+1", "-n"], "first": 3, "p": [1, 1, 2], "q": [1, 3, 1]}],
)  # fmt: skip
def test_a_limit_without_a_name_says_so(run: Run, formula: dict[str, object]) -> None:
    _, out, _ = run("inspect", "--formula", json.dumps(formula), "--format", "json", "--digits", "20")
    found = json.loads(out)
    assert (found["status"], found["identity"], found["reason"]) == ("convergent", None, "no name in reach")


def test_a_file_of_lines_goes_on_after_a_bad_row_and_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "formulas.jsonl"
    bad = {"kind": "recurrence", "coefficients": ["n-5", "1"], "first": 2, "p": [1], "q": [1], "name": "bad"}
    file.write_text("\n".join(json.dumps(one) for one in (APERY | {"name": "Apéry", "source": {"year": 1979}}, bad)))
    code, out, _ = run("inspect", "--input", str(file), "--digits", "20")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert (rows[0]["name"], rows[0]["source"]) == ("Apéry", {"year": 1979})
    assert rows[1]["name"] == "bad"
    assert "n = 5" in rows[1]["error"]


@pytest.mark.parametrize(
    "formula",
    ["{", "[]", '{"kind": "sum"}', '{"kind": "recurrence"}', '{"kind": "product", "matrix": [["1", "n"]]}',
     '{"kind": "recurrence", "coefficients": ["1", "1/(n-3)"], "first": 1, "p": [1], "q": [2]}',
     '{"kind": "recurrence", "coefficients": ["1", "y"], "first": 1, "p": [1], "q": [2]}',
     '{"kind": "series", "coefficients": ["1", "-1"], "first": 1, "u": ["a"]}'],
)  # fmt: skip
def test_bad_formulas_are_told_in_one_line(run: Run, formula: str) -> None:
    code, _, told = run("inspect", "--formula", formula)
    assert code == 2
    assert len(told.splitlines()) == 1


def test_every_digit_of_a_decimal_start_counts(run: Run) -> None:
    digits = "0.1234567890123456789012345678901234567890"
    line = f'{{"kind": "recurrence", "coefficients": ["1", "-2"], "first": 1, "p": [{digits}], "q": [1]}}'
    code, out, _ = run("inspect", "--formula", line, "--format", "json", "--digits", "40")
    assert code == 0
    assert json.loads(out)["limit"] == digits


def test_a_search_is_stored_and_queried_and_done_once(run: Run, tmp_path: Path) -> None:
    store = str(tmp_path / "r.db")
    code, out, _ = run(*SEARCH, "--db", store, "--format", "json")
    assert code == 0
    assert json.loads(out.splitlines()[-1])["identified"] == 1
    code, out, _ = run("query", "--kind", "recurrence", "--db", store, "--format", "json")
    row = json.loads(out)
    assert row["coefficients"] == ["n**3", "-34*n**3 + 51*n**2 - 27*n + 5", "n**3 - 3*n**2 + 3*n - 1"]
    assert row["identity"]["expression"] == "zeta(3)"
    assert run(*SEARCH, "--db", store)[0] == 0
    assert len(run("query", "--db", store, "--format", "json")[1].splitlines()) == 1


def test_an_equation_as_people_write_it_is_the_recurrence(run: Run) -> None:
    written = {"kind": "recurrence", "first": 2, "p": [0, 6], "q": [1, 5],
               "equation": "(n+1)^3 a(n+1) − (2n+1)(17n^2+17n+5) a(n) + n^3·a(n−1) = 0"}  # fmt: skip
    code, out, _ = run("inspect", "--formula", json.dumps(written), "--format", "json", "--digits", "20")
    assert code == 0
    assert json.loads(out)["coefficients"] == ["n**3", "-34*n**3 + 51*n**2 - 27*n + 5", "n**3 - 3*n**2 + 3*n - 1"]


@pytest.mark.parametrize("equation", ["u(n) = u(n-1)*u(n-2)", "u(n) + 1 = u(n-1)", "u(n) = v(n-1)", "n = 2", "u(n)"])
def test_what_is_no_linear_equation_is_refused(run: Run, equation: str) -> None:
    given = {"kind": "recurrence", "first": 2, "p": [1, 2], "q": [1, 3], "equation": equation}
    code, _, told = run("inspect", "--formula", json.dumps(given))
    assert (code, len(told.splitlines())) == (2, 1)


def test_terms_with_denominators_and_interlaced_terms_are_read(run: Run) -> None:
    """1 + (1/1)/(1 + (1/3)/(1 + …)), and e = [2; 1, 2, 1, 1, 4, 1, …]."""
    code, out, _ = run("inspect", "1", "1/(2n-1)", "--format", "json", "--digits", "20")
    cleared = json.loads(out)
    assert (code, cleared["limit"]) == (0, "1.7793063966398014712")
    euler = {"kind": "pcf", "a": ["1", "1", "2n/3+2/3"], "b": ["1"], "name": "e − 1"}
    code, out, _ = run("inspect", "--formula", json.dumps(euler), "--format", "json", "--digits", "20")
    assert json.loads(out)["identity"]["expression"] == "-1 + E"
    code, out, _ = run("inspect", "--formula", '{"kind": "pcf", "a": ["1", "2"], "b": ["1", "1"]}', "--digits", "20")
    assert (code, "√3" in out) == (0, True)
    code, out, _ = run("inspect", "--formula", '{"kind": "pcf", "a": 6, "b": 2}', "--digits", "20")
    assert (code, "√11" in out) == (0, True)


@pytest.mark.parametrize("kind", [[], {}, [1], 3, True, ["pcf"]])
def test_a_kind_that_is_no_text_is_refused_in_one_line(run: Run, kind: object) -> None:
    code, _, told = run("inspect", "--formula", json.dumps({"kind": kind, "a": "1", "b": "1"}))
    assert (code, len(told.splitlines())) == (2, 1)


def test_formulas_of_all_kinds_show_themselves_in_a_notebook() -> None:
    fibonacci = {"kind": "product", "matrix": [["0", "1"], ["1", "1"]]}
    series = {"kind": "series", "coefficients": ["n+1", "-n/2"], "first": 1, "u": ["1/2"]}
    for given, shown in ((APERY, "u_{n - 2}"), (series, "u_{n - 1}"), (fibonacci, "sqrt")):
        assert shown in inspect(given, digits=20)._repr_latex_()


def test_transform_takes_products_of_limits_apart_and_restricts_to_what_a_start_obeys(run: Run) -> None:
    e, apery = '{"kind": "pcf", "a": "n+1", "b": "n+1"}', json.dumps(APERY)
    _, squared, _ = run("transform", "recurrence", "tensor-product", e, apery)
    _, out, _ = run("transform", "recurrence", "split", squared.strip())
    assert [json.loads(line)["limit_of_parts"] for line in out.splitlines()] == ["product", "product"]
    both = {"kind": "recurrence", "equation": "n u(n) = (n+2) u(n-1)", "first": 1, "p": [0], "q": [0]}
    _, longer, _ = run("transform", "recurrence", "direct-sum", apery, json.dumps(both))
    _, out, _ = run("transform", "recurrence", "restrict", longer.strip())
    assert json.loads(out)["coefficients"][0] == "n**3"
    _, out, _ = run("transform", "recurrence", "symmetric-square", apery)
    assert len(json.loads(out)["coefficients"]) == 4


def test_transform_splits_a_sum_of_limits(run: Run) -> None:
    code, out, _ = run(
        "transform", "recurrence", "sum-of-limits", '{"kind": "pcf", "a": "n+1", "b": "n+1"}',
        '{"kind": "pcf", "a": "2n+1", "b": "n^2"}',
    )  # fmt: skip
    assert code == 0
    code, out, _ = run("transform", "recurrence", "split", out.strip())
    assert code == 0
    assert len(out.splitlines()) == 2


def test_series_are_searched_stored_and_resumed(run: Run, tmp_path: Path) -> None:
    store, file = str(tmp_path / "s.db"), tmp_path / "series.toml"
    search = ["search", "series", "--form", "64n^3", "--form=-2*(2n-1)^3", "--factor", "a*n+1", "--let", "a=6:6"]
    code, out, _ = run(*search, "--dry-run")
    file.write_text(out)
    code, out, _ = run("run", str(file), "--db", store, "--format", "json")
    assert (code, json.loads(out.splitlines()[-1])["identified"]) == (0, 1)
    code, out, _ = run("query", "--kind", "series", "--db", store, "--format", "json")
    assert json.loads(out)["identity"]["expression"] == "4/pi"
    assert run("resume", "--db", store)[0] == 0
