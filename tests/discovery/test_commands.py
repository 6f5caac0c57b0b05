"""Commands as users type them: arguments that begin with a minus sign, tables in, JSON Lines out, help that works."""

from __future__ import annotations

import contextlib
import io
import json
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import discovery
from discovery.__main__ import main
from discovery.cli import discover
from results.store import Store

pytestmark = pytest.mark.usefixtures("in_an_empty_folder")

ROOT = Path(__file__).parents[2]


def run(*arguments: str | Path) -> tuple[int, str]:
    """Exit code and stdout of a command, run in this process."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(left.value.code or 0), out.getvalue()


def commands(
    group: click.Group = discover, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def test_apery_fraction_is_six_over_zeta_three() -> None:
    code, out = run("inspect", "34n^3+51n^2+27n+5", "-n^6", "--format", "json")
    found = json.loads(out)
    assert code == 0 and found["identity"]["expression"] == "6/zeta(3)"
    assert found["limit"].startswith("4.99144423548") and found["digits"] >= 50
    assert found["dynamics"]["reduction_order"] == 3


@pytest.mark.parametrize("arguments", [["-2n-1", "-n^2"], ["--", "-2n-1", "-n^2"], ["--digits", "20", "-2n-1", "-n^2"]])
def test_polynomials_may_begin_with_a_minus_sign(arguments: list[str]) -> None:
    code, out = run("inspect", "--format", "json", *arguments)
    found = json.loads(out)
    assert (code, found["a"], found["b"]) == (0, "-2*n - 1", "-n**2")


def test_options_take_values_that_begin_with_a_minus_sign() -> None:
    family = ["--a-form", "-x*n", "--b-form", "-n^6", "--let", "x=-4:-1"]
    code, out = run("search", "pcf", *family, "--dry-run")
    assert code == 0
    assert tomllib.loads(out)["domain"] == {"a_form": "-x*n", "b_form": "-n^6", "let": {"x": "-4:-1"}}
    code, out = run("search", "pcf", "--a-degree", "1", "--b-degree", "2", "--coefficients", "-5:5", "--dry-run")
    assert (code, tomllib.loads(out)["domain"]["coefficients"]) == (0, "-5:5")


def test_rational_coefficients_are_cleared_and_that_is_said() -> None:
    code, out = run("inspect", "n/2+1", "n^2/4", "--format", "json")
    found = json.loads(out)
    assert (code, found["a"], found["b"], found["factor"]) == (0, "n + 2", "n**2", "1/2")
    assert "its value times 1/2 is that of the above" in run("inspect", "n/2+1", "n^2/4")[1]


def test_a_table_gives_one_object_a_line_in_order() -> None:
    Path("formulas.csv").write_text("\ufeffnote,b,a\ngolden, 1, 1\nodd,n**2,2*n+1\nbad,1,n+\n", encoding="utf-8")
    code, out = run("inspect", "--input", "formulas.csv")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [row["a"] for row in rows] == ["1", "2*n + 1", "n+"]
    assert [row["note"] for row in rows] == ["golden", "odd", "bad"]
    assert [row["identity"]["constant"] for row in rows[:2]] == ["sqrt(5)", "pi"]
    assert "n+" in rows[2]["error"] and "\n" not in rows[2]["error"]


def test_identify_counts_the_digits_as_given() -> None:
    code, out = run("identify", "1.2732395447351626861510701069801148", "0.50000", "--format", "json")
    first, second = map(json.loads, out.splitlines())
    assert (code, first["identity"]["expression"], first["digits"]) == (0, "4/pi", 35)
    assert second["digits"] == 5
    assert run("identify", "0.1234567890123456789012345")[0] == 1


def test_identify_takes_negative_values() -> None:
    code, out = run("identify", "-1.2732395447351626861510701069801148", "--constants", "pi")
    assert (code, out) == (0, "−1.2732395447351626861510701069801148 = −4/π\n")


def test_query_finds_what_a_search_found_and_1_means_nothing() -> None:
    box = ["--a-degree", "1", "--b-degree", "1", "--coefficients", "-1:1", "--constants", "e", "--digits", "30"]
    assert run("search", "pcf", *box)[0] == 0
    code, out = run("query", "--constant", "e", "--format", "json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and {row["identity"]["constant"] for row in rows} == {"e"}
    assert run("query", "--constant", "catalan", "--format", "json") == (1, "")
    assert run("query", "--sql", "select count(*) as n from formulas where constant = 'e'", "--format", "json") == (
        0,
        f'{{"n": {len(rows)}}}\n',
    )
    code, out = run("query", "--format", "csv")
    assert code == 0 and len(out.splitlines()) > len(rows)


def test_the_family_around_apery_has_five_formulas_with_full_reduction() -> None:
    family = ["--a-form", "x0*(n^3+(n+1)^3)+x1*(2n+1)", "--b-form", "-n^6", "--let", "x0=1:20", "--let", "x1=-20:20"]
    assert run("search", "pcf", *family, "--keep", "fr", "--digits", "50")[0] == 0
    code, out = run("query", "--format", "json")
    rows = [json.loads(line) for line in out.splitlines()]
    expected = {(1, 0), (1, 4), (1, 12), (3, -2), (17, -12)}
    a = {(x0, x1): f"{2 * x0}*n**3 + {3 * x0}*n**2 + {3 * x0 + 2 * x1}*n + {x0 + x1}" for x0, x1 in expected}
    assert code == 0 and {row["a"] for row in rows} == {text.replace(" 1*n", " n") for text in a.values()}
    assert all(row["factorial_reduction"] and row["dynamics"]["reduction_order"] == 3 for row in rows)
    assert {row["identity"]["constant"] for row in rows} == {"zeta(3)"}


def test_a_users_own_constants_are_found() -> None:
    Path("own.toml").write_text('[[constant]]\nname = "quarter"\nexpression = "exp(1/4)"\n')
    own = ["--constants-file", "own.toml", "--constants", "quarter"]
    code, out = run("identify", "1.2840254166877414840734205680624364", *own, "--format", "json")
    assert code == 0 and json.loads(out)["identity"]["constant"] == "quarter"
    # (e^(2/k) + 1)/(e^(2/k) − 1) = [k; 3k, 5k, …], here k = 8
    family = ["--a-form", "k*(2n+1)", "--b-form", "1", "--let", "k=8:8", "--keep", "all", "--digits", "40"]
    assert run("search", "pcf", *family, *own)[0] == 0
    code, out = run("query", "--constant", "quarter", "--format", "json")
    assert (
        code == 0
        and json.loads(out)["identity"]["expression"] == "(1 + exp(Rational(1, 4)))/(-1 + exp(Rational(1, 4)))"
    )


def test_constants_list_gives_names_and_values() -> None:
    code, out = run("constants", "list", "--constants", "pi,log(7/3)", "--digits", "12", "--format", "json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [(row["name"], row["value"]) for row in rows] == [("pi", "3.14159265359"), ("log(7/3)", "0.847297860387")]
    assert len(run("constants", "list", "--format", "json")[1].splitlines()) >= 40


@pytest.mark.parametrize(("path", "command"), list(commands()))
def test_every_help_has_examples_that_are_commands_of_ours(path: tuple[str, ...], command: click.Command) -> None:
    code, out = run(*path, "--help")
    lines = out.replace("\\\n", " ").splitlines()  # a command goes on after a backslash
    examples = [shlex.split(line)[1:] for line in lines if line.startswith("    discover ")]
    assert code == 0 and examples, f"no example in `discover {' '.join(path)} --help`"
    for example in examples:
        context = discover.make_context("discover", list(example))
        assert context.command is discover
        assert tuple(example[: len(path)]) == path


def test_the_examples_of_the_first_page_run_one_after_the_other() -> None:
    for example in (
        "inspect 34n^3+51n^2+27n+5 -n^6",
        "search pcf --a-degree 1 --b-degree 2 --coefficients -2:2 --db small.db",
        "query --db small.db --constant pi",
        "status --db small.db",
        "resume --db small.db",
    ):
        assert run(*shlex.split(example))[0] == 0, example


def test_version_is_that_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert run("--version") == (0, f"discover, version {project['version']}\n")
    assert discovery.__version__ == project["version"]


def test_help_and_inspect_load_nothing_heavy() -> None:
    heavy = {"ray", "sklearn", "matplotlib", "numba", "sympy", "scipy", "mpmath"}
    for arguments in (["--help"], ["inspect", "2n+1", "n^2"], ["identify", "3.14159265358979"]):
        script = f"import sys, discovery.__main__ as d\ntry: d.main({arguments})\n"
        script += "finally: print(*sys.modules, file=sys.stderr)"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=60)
        assert done.stdout and not heavy & set(done.stderr.split()), arguments


def test_a_store_whose_search_was_stopped_before_it_began_has_nothing_finished(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Store.create("early.db").close()
    assert run("resume", "--db", "early.db")[0] == 1
    assert capsys.readouterr().err == "no campaign in early.db yet\n"
