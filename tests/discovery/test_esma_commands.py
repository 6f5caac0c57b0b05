"""search esma, sequence and transform as users type them."""

from __future__ import annotations

import contextlib
import io
import json
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from analysis.formula import Formula
from discovery.__main__ import main
from discovery.cli.esma import esma
from discovery.cli.sequence import sequence
from discovery.cli.transform import transform
from results.queries import Query, formulas
from results.store import Store

PATIENCE = 120  # seconds for a process on a busy machine

pytestmark = pytest.mark.usefixtures("in_an_empty_folder")

ROOT = Path(__file__).parents[2]
SEARCH = ["search", "esma", "--constant", "e", "--degree", "1", "--height", "2", "--periods", "1:2"]
EULER = ["2", "1", "2", "1", "1", "4", "1", "1", "6", "1", "1", "8", "1", "1", "10", "1", "1", "12", "1", "1", "14"]


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command, run in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(left.value.code or 0), out.getvalue(), err.getvalue()


def rows(path: str | Path, kind: str = "esma") -> list[dict]:
    with Store.read(path) as store:
        return list(map(Formula.as_json, formulas(store, Query(kind=kind))))


def examples(command: click.Command) -> list[str]:
    lines = (command.epilog or "").splitlines()
    return [line.strip() for line in lines if line.startswith("  discover ")]


def test_a_search_stores_fractions_and_the_pcfs_they_contract_to() -> None:
    code, out, _ = run(*SEARCH, "--db", "e.db")
    assert code == 0 and "112 left-hand sides × 4 sign periods of e" in out
    found = rows("e.db")
    assert len({row["lhs"] for row in found}) >= 13
    for key in ("constant", "lhs", "signs", "terms", "recurrence", "interlaced", "digits", "digits_per_term"):
        assert all(row[key] is not None for row in found), key
    linked = {(row["a"], row["b"]): row for row in rows("e.db", "pcf")}
    assert linked["4*n + 2", "1"]["evidence"] == "linked"
    assert linked["4*n + 2", "1"]["identity"]["expression"] == "(1 + E)/(-1 + E)"
    code, out, _ = run(*SEARCH, "--db", "e.db")
    assert code == 0 and "nothing to do" in out
    assert rows("e.db") == found


def test_query_shows_signed_fractions_in_every_format() -> None:
    run("search", "esma", "--constant", "e", "--height", "1", "--periods", "1", "--db", "e.db")
    for format_ in ("table", "json", "csv", "latex"):
        code, out, _ = run("query", "--kind", "esma", "--format", format_, "--db", "e.db")
        assert code == 0 and out.count("\n") >= len(rows("e.db"))


def test_nothing_found_is_exit_code_1() -> None:
    code, out, _ = run("search", "esma", "--constant", "pi", "--height", "1", "--db", "pi.db", "--format", "json")
    assert code == 1 and json.loads(out)["values"] == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ["--constant", "nothing"],
        ["--constant", "sqrt(4)"],
        ["--constant", "e", "--degree", "0"],
        ["--constant", "e", "--height", "-1"],
        ["--constant", "e", "--periods", "2:1"],
        ["--constant", "e", "--periods", "x"],
        ["--constant", "e", "--depth", "3"],
        ["--constant", "e", "--digits", "1"],
        ["--constant", "e", "--degree", "16", "--height", "1000"],
        [],
    ],
)
def test_bad_bounds_are_one_line(wrong: list[str]) -> None:
    code, out, err = run("search", "esma", *wrong, "--db", "e.db")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert not Path("e.db").exists()


ASKED = ("search", "esma", "--constant", "e", "--height", "3", "--periods", "1:2")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("esma") / "whole.db"
    assert run(*ASKED, "--db", path)[0] == 0
    return path


def test_a_killed_search_is_resumed_and_ends_with_the_same_rows(whole: Path, tmp_path: Path) -> None:
    killed = tmp_path / "killed.db"
    command = [sys.executable, "-m", "discovery", *ASKED, "--db", str(killed)]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and started.poll() is None:
        time.sleep(0.05)
        with contextlib.suppress(Exception), Store.read(killed) as store:
            if store.counts()["shards"]:
                break
    started.send_signal(signal.SIGKILL)
    started.wait()
    assert run("resume", "--db", killed)[0] == 0
    assert rows(killed) == rows(whole)
    assert rows(killed, "pcf") == rows(whole, "pcf")


@pytest.mark.ray
def test_ray_finds_the_same_rows(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)  # from where workers can import the rooms, installed or not
    ray = tmp_path / "ray.db"
    assert run(*ASKED, "--engine", "ray", "--workers", "2", "--db", ray)[0] == 0
    assert rows(whole) == rows(ray)


def test_the_pattern_of_e_is_printed() -> None:
    code, out, _ = run("sequence", *EULER)
    assert code == 0
    assert "a(n) = 2 a(n − 3) − a(n − 6)" in out and "2n + 2" in out and "16" in out.splitlines()[-1]
    found = json.loads(run("sequence", *EULER, "--format", "json")[1])
    assert (found["prefix"], found["interlaced"]) == ([2], ["1", "2*n + 2", "1"])


@pytest.mark.parametrize(
    ("terms", "code", "said"),
    [
        (EULER[:15], 1, "3 more would make this pattern sure"),
        (["1", "2", "3"], 1, "too few terms"),
        (["5"] * 8, 0, "closed form          5"),
        (list("314159265358979323846"), 1, "no pattern"),
        ([*map(str, range(1, 15)), "16"], 1, "the next is 16 instead of 15"),
        (["-1", "2", "-4", "8", "-16", "32"], 0, "a(n) = −2 a(n − 1)"),
        ([str(10**400 * n) for n in range(8)], 0, "next terms"),
    ],
)
def test_sequences_get_an_honest_answer(terms: list[str], code: int, said: str) -> None:
    found, out, err = run("sequence", *terms)
    assert (found, err) == (code, "") and said in out


@pytest.mark.parametrize("terms", [["1", "1.5.", "2"], ["one"], ["1"], ["1", "2"], ["9" * 20_000, "1", "2"]])
def test_input_that_is_no_sequence_of_numbers_is_one_line(terms: list[str]) -> None:
    code, out, err = run("sequence", *terms)
    assert (code, out, len(err.splitlines())) == (2, "", 1) and len(err) < 300


@pytest.mark.parametrize(
    "line",
    [
        *examples(sequence),
        *examples(transform),
        *(line for one in transform.commands.values() for line in examples(one)),
    ],
)
def test_examples_of_the_help_run(line: str) -> None:
    code, out, _ = run(*shlex.split(line)[1:])
    assert code == 0 and out


def test_every_command_has_an_example() -> None:
    assert all(examples(command) for command in (esma, sequence, transform, *transform.commands.values()))


def test_transformations_as_json() -> None:
    code, out, _ = run("transform", "bauer-muir", "2", "(2n-1)^2", "--tail", "2n-1", "--format", "json")
    assert code == 0 and json.loads(out) == {"a": "6", "b": "4*n**2 + 4*n + 1", "mobius": [[-1, 1], [3, -7]]}
    code, out, _ = run("transform", "fold", *["2", "3", "2", "5", "2", "7", "2", "9"], "--signs=-+", "--format", "json")
    assert json.loads(out)["terms"][:9] == [1, 1, 2, 1, 1, 4, 1, 1, 6]


@pytest.mark.parametrize(
    "wrong",
    [
        ["contract", "n", "1", "--fold", "0"],
        ["equivalence", "n", "1", "--by", "n"],
        ["bauer-muir", "1", "2", "--tail", "1"],
        ["from-series", "n-3", "n"],
        ["fold", "1", "0", "2"],
        ["fold", "1", "2", "--to", "x"],
        ["extend", "1", "2", "--insert", "1=1"],
        ["extend", "1", "2", "--insert", "1"],
    ],
)
def test_transformations_that_do_not_exist_are_one_line(wrong: list[str]) -> None:
    code, out, err = run("transform", *wrong)
    assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_a_search_is_a_campaign_file_as_well() -> None:
    code, out, _ = run(*SEARCH, "--name", "of e", "--dry-run", "--db", "e.db")
    assert code == 0 and not Path("e.db").exists()
    Path("e.toml").write_text(out)
    code, said, _ = run("run", "e.toml", "--db", "e.db")
    assert code == 0 and "112 left-hand sides × 4 sign periods of e" in said
    code, said, _ = run(*SEARCH, "--db", "e.db")  # the same campaign
    assert code == 0 and "nothing to do" in said
    code, said, _ = run("status", "--db", "e.db", "--format", "json")
    assert (json.loads(said)["name"], json.loads(said)["kind"]) == ("of e", "esma")


def test_a_file_needs_only_a_constant_and_is_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("e.toml").write_text('kind = "esma"\n[domain]\nconstant = "e"\n')

    def pressed(task: object) -> dict:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr("discovery.driver.perform", pressed)
        code, _, said = run("run", "e.toml", "--db", "e.db")
    assert code == 130 and "go on with: discover resume --db e.db" in said
    code, _, _ = run("resume", "--db", "e.db")
    assert code == 0 and len({row["lhs"] for row in rows("e.db")}) >= 13


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('kind = "esma"\n', "no constant in [domain]"),
        ('kind = "esma"\n[domain]\nconstant = "e"\nheights = 3\n', "key 'heights'"),
        ('kind = "esma"\nkeep = "fr"\n[domain]\nconstant = "e"\n', "key 'keep'"),
        ('kind = "esma"\n[domain]\nconstant = "e"\nperiods = 2\n', "periods as a text"),
        ('kind = "esmas"\n[domain]\nconstant = "e"\n', "kind = 'esmas'; allowed: pcf or esma"),
    ],
)
def test_a_bad_file_is_one_line(text: str, said: str) -> None:
    Path("e.toml").write_text(text)
    code, _, error = run("run", "e.toml", "--db", "e.db")
    assert code == 2 and "e.toml: " in error and said in error and error.count("\n") == 1
