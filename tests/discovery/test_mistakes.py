"""What people do wrong, as a list: one helpful line each, exit code 2, no traceback, nothing written and nothing lost.

`mistakes.toml` has the mistakes, over all commands and the Python face, with what the line must say: what was given and
what is allowed. A few are run as processes of their own; the others in this one.
"""

from __future__ import annotations

import contextlib
import io
import shlex
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import discovery
from analysis.errors import InputError
from analysis.formula import Formula
from discovery.__main__ import main
from results.store import Store

KNOWN = tomllib.loads(Path(__file__).with_name("mistakes.toml").read_text(encoding="utf-8"))
AS_PROCESSES = 5  # of the list, evenly spread


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What stands in the folder of somebody who makes mistakes."""
    place = tmp_path_factory.mktemp("mistakes")
    (place / "folder").mkdir()
    (place / "text.db").write_text("not a database\n" * 50)
    (place / "other.csv").write_text("x,y\n1,2\n")
    (place / "bad.toml").write_text("[domain]\na_degre = 1\n")
    (place / "bad.json").write_text('{"steps": 1')
    with contextlib.closing(sqlite3.connect(place / "foreign.db")) as connection:
        connection.execute("create table sheep (name)")
        connection.commit()
    identity = {"constant": "pi", "mobius": [[0, 4], [1, 0]], "expression": "4/pi", "latex": "", "digits": 50}
    row = {"a": "2*n + 1", "b": "n**2", "status": "convergent", "limit": "1.2732", "digits": 4, "evidence": "numeric"}
    with Store.create(place / "small.db") as store:
        store.record_examined([Formula.from_json(row | {"identity": identity, "dynamics": {}, "delta": -0.2})])
    return place


@pytest.fixture
def there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("DISCOVER_DB", raising=False)
    return folder


def contents(folder: Path) -> dict[str, Any]:
    """Every file of a folder: the rows of a store, the bytes of others."""
    found: dict[str, Any] = {}
    for place in sorted(folder.rglob("*")):
        if place.name == "small.db":
            with contextlib.closing(sqlite3.connect(place)) as connection:
                found[place.name] = list(connection.iterdump())
        elif not place.name.startswith("small.db-"):
            found[str(place.relative_to(folder))] = place.read_bytes() if place.is_file() else None
    return found


def helpful(line: str, says: list[str]) -> bool:
    """Whether the line names what was given and what is allowed, and is no more than a line."""
    return all(said in line for said in says) and len(line) < 700 and "Error(" not in line and "Traceback" not in line


def refused(words: list[str]) -> tuple[Any, str, str]:
    """Exit code, stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as left:
        main(words)
    return left.value.code, out.getvalue(), err.getvalue()


def test_the_list_is_long() -> None:
    assert len(KNOWN["mistake"]) >= 100 and len(KNOWN["call"]) >= 45


def test_every_mistaken_command_is_told_in_one_line_and_writes_nothing(there: Path) -> None:
    before, wrong = contents(there), []
    limit = sys.get_int_max_str_digits()
    for mistake in KNOWN["mistake"]:
        code, out, err = refused(shlex.split(mistake["command"]))
        one_line = err.startswith("discover: ") and err.count("\n") == 1
        if (code, out) != (2, "") or not one_line or not helpful(err, mistake["says"]):
            wrong.append((mistake["command"], code, out[:200], err))
    sys.set_int_max_str_digits(limit)
    assert wrong == []
    assert contents(there) == before


def test_every_mistaken_call_is_told_in_one_line_and_writes_nothing(there: Path) -> None:
    before, wrong = contents(there), []
    for mistake in KNOWN["call"]:
        try:
            getattr(discovery, mistake["function"])(*mistake["arguments"], **mistake.get("options", {}))
        except InputError as error:
            if not helpful(str(error), mistake["says"]):
                wrong.append((mistake, str(error)))
        else:
            wrong.append((mistake, "no error"))
    assert wrong == []
    assert contents(there) == before


@pytest.mark.parametrize("mistake", KNOWN["mistake"][:: len(KNOWN["mistake"]) // AS_PROCESSES])
def test_some_as_processes(mistake: Mapping[str, Any], there: Path) -> None:
    before = contents(there)
    done = subprocess.run(
        [sys.executable, "-m", "discovery", *shlex.split(mistake["command"])],
        cwd=there, env={"PYTHONPATH": str(Path(discovery.__file__).parents[1])},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert helpful(done.stderr, mistake["says"])
    assert contents(there) == before
