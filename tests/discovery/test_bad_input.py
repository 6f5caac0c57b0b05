"""Bad input: one line on stderr that says what is allowed, exit code 2, no traceback, stored rows intact."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.formula import Formula
from discovery.__main__ import main
from results.store import Store
from tests.discovery.in_process import discover as in_process

BOX = ["search", "pcf", "--a-degree", "1", "--b-degree", "1"]


def discover(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """`discover` as a process of its own."""
    command = [sys.executable, "-m", "discovery", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def refused(*arguments: str | Path) -> str:
    """The one line with which a command is refused; run in this process, for speed."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    lines = err.getvalue().splitlines()
    assert (left.value.code, out.getvalue(), len(lines)) == (2, "", 1), (out.getvalue(), err.getvalue())
    assert lines[0].startswith("discover: ") and len(lines[0]) < 400
    return lines[0]


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No store of the user's, and Python's limit on digits as it was."""
    monkeypatch.delenv("DISCOVER_DB", raising=False)
    limit = sys.get_int_max_str_digits()
    yield
    sys.set_int_max_str_digits(limit)


def contents(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one examined formula."""
    path = tmp_path_factory.mktemp("stores") / "filled.db"
    row = {"a": "1", "b": "1", "status": "convergent", "limit": "1.618", "digits": 4, "evidence": "numeric"}
    with Store.create(path) as store:
        store.record_examined(map(Formula.from_json, [row | {"identity": None, "dynamics": {}, "delta": -1.0}]))
    return path


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path / "store.db"))


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("n^^2", "n", "n^^2"),
        ("n+", "n", "n+"),
        ("2n+1", "m", "m"),
        ("__import__('os')", "n", "__import__"),
        ("n", "0", "b(n) = 0"),
        ("n", "n-n", "b(n) = 0"),
        ("n^65", "n", "64"),
        ("n^(10^10)", "n", ""),
        ("(n+1)^64^64", "n", ""),
        ("n", "1/0", ""),
        ("n", "n^-1", ""),
        ("n", "", ""),
        ("(" * 5000 + "n", "n", ""),
        ("9" * 10_001, "1" * 100_000, ""),
    ],
)
def test_polynomials_that_are_none(a: str, b: str, said: str) -> None:
    assert said in refused("inspect", a, b)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["inspect", "n"], "two polynomials"),
        (["inspect", "n", "n", "n"], "extra argument"),
        (["inspect", "n", "n", "--digits", "0"], "--digits"),
        (["inspect", "n", "n", "--digitz", "5"], "--digits"),
        (["inspect", "n", "n", "--format", "xml"], "json"),
        (["inspect", "n", "n", "--constants", "nonsense"], "nonsense"),
        (["inspect", "n", "n", "--constants", "pi,,e"], "pi,,e"),
        (["inspect", "n", "n", "--constants-file", "/nowhere.toml"], "/nowhere.toml"),
        (["inspect", "--input", "/nowhere.csv"], "/nowhere.csv"),
        (["inspect", "--input", "/"], ""),
        (["identify", "3.14x"], "3.14x"),
        (["identify", "nan"], "nan"),
        (["identify", "1e99999999999"], ""),
        (["frobnicate"], "frobnicate"),
        (["search", "pcf"], "a_degree"),
        ([*BOX, "--coefficients", "5:-5"], "empty range 5:-5"),
        ([*BOX, "--coefficients", "few"], "few"),
        ([*BOX, "--coefficients", f"-1:1{'0' * 30}"], "narrow the ranges"),
        ([*BOX, "--coefficients", f"-1:1{'0' * 990}"], "narrow the ranges"),
        (["search", "recurrence", "--degrees", "2,2,2", "--coefficients", f"-1:1{'0' * 990}"], "or more points"),
        ([*BOX, "--coefficients", "0:0"], "0:0"),
        ([*BOX, "--coefficients", "-1:1", "--keep", "some"], "some"),
        ([*BOX, "--coefficients", "-1:1", "--workers", "0"], "--workers"),
        ([*BOX, "--coefficients", "-1:1", "--workers", "2"], "--engine ray"),
        ([*BOX, "--coefficients", "-1:1", "--digits", "20000"], "10,000"),
        ([*BOX, "--coefficients", "-1:1", "--constants", "nonsense"], "nonsense"),
        (["search", "pcf", "--a-degree", "65", "--b-degree", "1", "--coefficients", "-1:1"], "64"),
        (["search", "pcf", "--a-form", "x*n", "--b-form", "n", "--let", "x=3:1"], "empty range 3:1"),
        (["search", "pcf", "--a-form", "x*n", "--b-form", "n"], "--let x"),
        (["search", "pcf", "--a-form", "x*n", "--b-form", "n", "--let", "x"], "NAME=LOW:HIGH"),
        (["search", "pcf", "--a-form", "x*n", "--b-form", "0", "--let", "x=1:2"], "zero"),
        (["query", "--order-by", "beauty"], "beauty"),
        (["query", "--min-delta", "2", "--max-delta", "1"], "empty range"),
        (["query", "--sql", "delete from formulas"], "delete"),
        (["query", "--sql", "select 1; select 2"], ""),
        (["query", "--sql", "selec"], "selec"),
        (["query", "--limit", "-1"], "-1"),
        (["resume", "--campaign", "17"], "17"),
    ],
)
def test_options_that_cannot_be(arguments: list[str], said: str, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCOVER_DB", str(store))
    before = contents(store)
    assert said in refused(*arguments)
    assert contents(store) == before


def test_without_a_command_the_help_is_shown() -> None:
    done = discover()
    assert done.returncode == 2 and "Usage: discover" in done.stdout and done.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [["inspect", "n^^2", "n"], ["inspect", "n", "--digitz"], ["status", "--db", "/nowhere.db"], ["run", "/"]],
)
def test_a_refusal_as_a_process(arguments: list[str]) -> None:
    done = discover(*arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[domain]\na_degree = 1\nb_degree = 1\n", "coefficients"),
        ("[domain]\na_degree = '1'\nb_degree = 1\ncoefficients = '-1:1'\n", "an integer"),
        ("[domain]\na_degree = true\nb_degree = 1\ncoefficients = '-1:1'\n", "an integer"),
        ("[domain]\na_degree = 1\nb_degree = 1\ncoefficients = '2:1'\n", "empty range"),
        ("[domain]\na_degre = 1\n", "a_degre"),
        ("[domain]\na_form = 'x*n'\nb_form = 'n'\nlet = { x = [1, 2] }\n", "LOW:HIGH"),
        ("digits = 'many'\n[domain]\na_degree = 1\n", "an integer"),
        ("constants = [1]\n[domain]\na_degree = 1\n", "names in quotes"),
        ("constants = ['nonsense']\n[domain]\na_degree = 1\n", "nonsense"),
        ("colour = 'red'\n", "colour"),
        ("digits = 50\n", "[domain]"),
        ("domain = 3\n", "a table"),
        ("digits =\n", "not TOML"),
        ("\x00", "not TOML"),
    ],
)
def test_campaign_files_that_cannot_be(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "campaign.toml"
    file.write_text(text)
    line = refused("run", file, "--db", tmp_path / "s.db")
    assert str(file) in line and said in line
    assert not (tmp_path / "s.db").exists()


@pytest.mark.parametrize("command", [["query"], ["status"], ["resume"], ["query", "--sql", "select 1"]])
def test_a_store_that_is_not_there(command: list[str], tmp_path: Path) -> None:
    assert "absent.db" in refused(*command, "--db", tmp_path / "absent.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["query"], ["status"], ["resume"], [*BOX, "--coefficients", "-1:1"]])
@pytest.mark.parametrize("damage", ["text", "header only", "cut", "another program's", "folder"])
def test_a_store_that_is_none_is_refused_and_left_alone(
    command: list[str], damage: str, tmp_path: Path, store: Path
) -> None:
    path = tmp_path / "damaged.db"
    if damage == "folder":
        path.mkdir()
    elif damage == "another program's":
        with sqlite3.connect(path) as connection:
            connection.execute("create table sheep (name)")
        connection.close()
    else:
        whole = store.read_bytes()
        path.write_bytes({"text": b"not a database, " * 100, "header only": whole[:100], "cut": whole[:3000]}[damage])
    before = path.read_bytes() if path.is_file() else None
    assert "damaged.db" in refused(*command, "--db", path)
    assert before is None or path.read_bytes() == before


def test_places_that_cannot_be_written(tmp_path: Path, store: Path) -> None:
    box = [*BOX, "--coefficients", "-1:1", "--db"]
    refused(*box, "/proc/discover.db")  # a folder that nobody may write, not even root
    refused(*box, tmp_path / "no" / "such" / "folder.db")
    refused(*box, store / "below_a_file.db")


def test_a_locked_store_is_refused_and_nothing_is_lost(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("results.connections.BUSY_SECONDS", 0.1)
    with sqlite3.connect(store, isolation_level=None) as other:
        other.execute("begin exclusive")
        line = refused(*BOX, "--coefficients", "-1:1", "--db", store)
        other.execute("rollback")
    other.close()
    assert "store.db" in line
    with Store.read(store) as found:
        assert found.counts()["formulas"] == 1


def test_bad_rows_of_a_table_are_told_in_their_place(tmp_path: Path) -> None:
    table = tmp_path / "formulas.csv"
    table.write_text("value,a,b\nx,1,1\ny,n^^2,1\nz,n,0\n,2,1\n\n1,1\n")
    done = in_process("inspect", "--input", table, "--digits", "20")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (1, "")
    assert ["error" in row for row in rows] == [False, True, True, False, True]
    assert [row["a"] for row in rows[:4]] == ["1", "n^^2", "n", "2"]


@pytest.mark.parametrize("content", [b"", b"x,y\n1,2\n", b"\xff\xfe\x00a,b\n", b"a,b\n\x00,1\n" * 3])
def test_tables_that_are_none(content: bytes, tmp_path: Path) -> None:
    table = tmp_path / "bad.csv"
    table.write_bytes(content)
    done = in_process("inspect", "--input", table)
    assert "Traceback" not in done.stderr
    assert done.returncode == 2 or '"error"' in done.stdout


def test_a_closed_pipe_ends_quietly(store: Path) -> None:
    many = "with recursive c(x) as (select 1 union all select x + 1 from c where x < 200000) select x from c"
    for format in ("json", "csv", "table"):
        command = [sys.executable, "-m", "discovery", "query", "--db", str(store), "--format", format, "--sql", many]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None and process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 0
