"""Stores that others made: whatever is in them, each command ends in time, without a traceback, and steers nothing."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from results.store import Store

ROOT = Path(__file__).parent.parent.parent
SECONDS = 120  # for one command on a busy machine; what hangs would take for ever
COMMANDS = (
    ["status"],
    ["status", "--history"],
    ["status", "--format", "json"],
    *(["query", "--format", format] for format in ("table", "json", "csv", "latex")),
    ["families"],
    ["families", "--format", "latex"],
    ["families", "--verify"],
    ["cluster", "--list"],
    ["cluster", "--components"],
    ["cluster"],
    ["field", "members", "--list"],
    ["verify"],
    ["resume"],
)


def hostile_module():
    spec = importlib.util.spec_from_file_location("hostile", Path(__file__).with_name("hostile.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


HOSTILE = hostile_module()
# Imports what all commands need once, which takes most of the time; then a process for each store, ended by an alarm.
DRIVER = """
import importlib, json, os, signal, sys, traceback
from discovery.__main__ import main
for name in ("discovery.clustering", "discovery.reporting", "results.reports.report", "matplotlib.pyplot"):
    importlib.import_module(name)
seconds, stores = json.loads(sys.argv[1])
def run(commands, out, err):
    signal.alarm(seconds)
    for number, place in ((1, out), (2, err)):
        os.dup2(os.open(place, os.O_WRONLY | os.O_CREAT), number)
    for arguments in commands:
        try:
            main(arguments)
        except SystemExit as left:
            print("\\x00", json.dumps([arguments, left.code]), file=sys.stderr, flush=True)
        except BaseException:
            traceback.print_exc()
    sys.stdout.flush()
running = 0
for store in stores:
    if running == 2:
        os.wait()
        running -= 1
    if os.fork() == 0:
        try:
            run(*store)
        finally:
            os._exit(0)
    running += 1
while running:
    os.wait()
    running -= 1
"""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store with campaigns, runs, formulas of both kinds, families, clusters and links."""
    path = tmp_path_factory.mktemp("good") / "good.db"
    search = ["search", "pcf", "--a-degree", "1", "--b-degree", "1", "--coefficients", "-1:1", "--digits", "30"]
    esma = ["search", "esma", "--constant", "e", "--height", "1", "--depth", "60"]
    for arguments in ([*search, "--constants", "pi,e,bessel_ratio(0,2)"], esma, ["cluster"]):
        done = subprocess.run(
            [sys.executable, "-m", "discovery", *arguments, "--db", path], capture_output=True, text=True, cwd=ROOT
        )
        assert done.returncode in (0, 1), done.stderr
    with Store.read(path) as store:
        counts = store.counts()
        assert min(counts[name] for name in HOSTILE.COLUMNS) > 0, counts
    return path


@pytest.fixture(scope="module")
def answers(good: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """What all commands say of each store, on stdout and stderr."""
    folder = tmp_path_factory.mktemp("hostile")
    stores = HOSTILE.hostile_stores(good, folder) | {"good": good}
    places = {name: (folder / f"{name}.out", folder / f"{name}.err") for name in stores}
    work = [(_commands(path, folder), *map(str, places[name])) for name, path in stores.items()]
    subprocess.run([sys.executable, "-c", DRIVER, json.dumps([SECONDS, work])], check=True, cwd=ROOT)
    return {name: (out.read_text(), err.read_text()) for name, (out, err) in places.items()}


def _commands(path: Path, folder: Path) -> list[list[str]]:
    """What is tried on a store; resume, which writes, comes last."""
    commands = [[*arguments, "--db", str(path)] for arguments in COMMANDS]
    commands.insert(-1, ["report", "--db", str(path), "--output", str(folder / f"{path.stem} report")])
    commands.insert(-1, ["verify", str(path)])
    return commands


@pytest.mark.parametrize("name", [*HOSTILE.SPOILT, "a text", "nothing", "garbage", "an encrypted header",
    "a header alone", "a half", "zeros in the middle", "noise in the middle", "a lost log", "good"])  # fmt: skip
def test_every_command_ends_in_one_of_the_ways_that_are_told(name: str, answers: dict[str, tuple[str, str]]) -> None:
    out, err = answers[name]
    assert "Traceback" not in err, err
    left = [line for line in err.splitlines() if line.startswith("\x00")]
    assert len(left) == len(COMMANDS) + 2
    assert all(line.endswith((" 0]", " 1]", " 2]")) for line in left)
    lines = [line for line in err.splitlines() if not line.startswith("\x00")]
    assert all(len(line) < 1200 for line in lines)
    if name != "good":
        assert lines
    unseen = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    assert not [c for c in out + err.replace("\x00", "") if unicodedata.category(c) in unseen and c not in "\n\t"]


def test_a_good_store_has_no_damaged_row(answers: dict[str, tuple[str, str]]) -> None:
    assert "damaged" not in answers["good"][1]


@pytest.mark.parametrize("name", ["nulls", "blobs", "broken JSON", "infinities", "exponents", "no UTF-8", "degrees"])
def test_damaged_rows_are_told_of_and_the_others_shown(name: str, answers: dict[str, tuple[str, str]]) -> None:
    out, err = answers[name]
    assert "discover: row " in err and " of formulas is damaged: " in err
    if name not in ("no UTF-8", "degrees"):  # in which every row is
        assert all(line in out for line in answers["good"][0].splitlines() if line.startswith('{"a"'))


def test_a_lost_log_is_named(answers: dict[str, tuple[str, str]]) -> None:
    assert "is empty, and there is no log 'a lost log.db-wal'" in answers["a lost log"][1]
