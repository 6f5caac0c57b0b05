"""Campaigns as real processes: two engines, kill -9 and Ctrl-C all end with the same rows."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import termios
import time
from array import array
from functools import partial
from pathlib import Path
from typing import IO

import pytest

from tests.discovery.in_process import discover

BOX = [
    "--a-degree",
    "1",
    "--b-degree",
    "1",
    "--coefficients",
    "-2:2",
    "--constants",
    "pi,e,bessel_ratio(0,2)",
    "--digits",
    "40",
]
SEARCH = ["search", "pcf", *BOX]
WIDE = ["search", "pcf", "--a-degree", "3", "--b-degree", "3", "--coefficients", "-9:9"]
PATIENCE = 120  # seconds for a process on a busy machine


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "discovery", *map(str, arguments)]


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What a campaign found, without times, row numbers and batches."""
    tables = {
        "formulas": "*",
        "identities": "*",
        "sightings": "*",
        "shards": "campaign, shard, raw, candidates",
        "constants": "*",
    }
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return {
            name: sorted(connection.execute(f"select {what} from {name}"), key=repr) for name, what in tables.items()
        }


def wait_for_batches(path: Path, number: int) -> None:
    """Until the running campaign has kept so many batches of examined formulas."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as c,
        ):
            if c.execute("select count(*) from batches").fetchone()[0] >= number:
                return
        time.sleep(0.01)
    raise TimeoutError(f"no {number} batches in {path}")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of an undisturbed inline run."""
    path = tmp_path_factory.mktemp("whole") / "whole.db"
    done = discover(*SEARCH, "--db", path, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    summary = json.loads(done.stdout)
    assert summary["examined"] == summary["formulas"] > 100 and summary["pending"] == summary["failed"] == 0
    assert {"pi", "e", "bessel_ratio(0,2)"} & {row["constant"] for row in summary["by_constant"]}
    return path


def test_the_search_again_has_nothing_to_do(whole: Path) -> None:
    before = contents(whole)
    for arguments in (SEARCH, ["resume"]):
        done = discover(*arguments, "--db", whole, *(["--engine", "ray"] if arguments == SEARCH else []))
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("nothing to do")
    assert contents(whole) == before


def test_status_tells_of_every_campaign(whole: Path) -> None:
    (line,) = discover("status", "--db", whole, "--format", "json").stdout.splitlines()
    status = json.loads(line)
    assert status["raw_screened"] == status["size"] == 24 * 24
    assert status["finished"] is not None and status["digits"] == 40
    assert "finished" in discover("status", "--db", whole).stdout


@pytest.mark.ray
def test_ray_gives_the_same_rows_and_kill_9_loses_none(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "ray.db"
    with subprocess.Popen(command(*SEARCH, "--engine", "ray", "--workers", "2", "--db", path)) as killed:
        wait_for_batches(path, 2)
        killed.kill()
    assert killed.returncode == -signal.SIGKILL
    assert len(contents(path)["shards"]) > 0
    go_on = command("resume", "--db", path, "--engine", "ray", "--workers", "2")
    done = subprocess.run(go_on, capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (0, "")
    assert contents(path) == contents(whole)


@pytest.mark.parametrize("batches", [0, 2])
def test_kill_9_of_an_inline_run_loses_nothing_and_doubles_nothing(whole: Path, tmp_path: Path, batches: int) -> None:
    path = tmp_path / "killed.db"
    with subprocess.Popen(command(*SEARCH, "--db", path), stdout=subprocess.DEVNULL) as killed:
        wait_for_batches(path, batches)
        killed.kill()
    done = discover("resume", "--db", path)
    if batches:
        assert killed.returncode == -signal.SIGKILL
    else:  # killed so early that the store may not know of the campaign
        done = discover(*SEARCH, "--db", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert contents(path) == contents(whole)


@pytest.mark.ray
@pytest.mark.parametrize("engine", ["inline", "processes", "ray"])
def test_ctrl_c_stops_at_once_and_says_how_to_go_on(tmp_path: Path, engine: str) -> None:
    path = tmp_path / "stopped.db"
    wide = [*WIDE, "--engine", engine, *([] if engine == "inline" else ["--workers", "1"])]
    with subprocess.Popen(
        command(*wide, "--db", path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a terminal sends Ctrl-C to all processes of the session
    ) as process:
        try:
            wait_for_batches(path, 1)
            os.killpg(process.pid, signal.SIGINT)
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert (process.returncode, out) == (130, "")
    assert err == f"discover: stopped; nothing is lost, go on with: discover resume --db {path}\n"
    (status,) = [json.loads(line) for line in discover("status", "--db", path, "--format", "json").stdout.splitlines()]
    assert status["finished"] is None and status["size"] > 10**10


@pytest.mark.ray
@pytest.mark.parametrize(
    ("sign", "engine"), [(signal.SIGTERM, "inline"), (signal.SIGHUP, "processes"), (signal.SIGTERM, "ray")]
)
def test_other_signals_end_a_campaign_like_ctrl_c(tmp_path: Path, sign: signal.Signals, engine: str) -> None:
    path, places = tmp_path / "stopped.db", Path("/tmp")
    before = set(places.glob("discover-*"))
    wide = [*WIDE, "--engine", engine, *([] if engine == "inline" else ["--workers", "1"])]
    default = partial(signal.signal, sign, signal.SIG_DFL)  # whoever runs the tests may ignore it (nohup)
    with subprocess.Popen(
        command(*wide, "--db", path), stderr=subprocess.PIPE, text=True, preexec_fn=default
    ) as process:
        try:
            wait_for_batches(path, 1)
            made = set(places.glob("discover-*")) - before
            process.send_signal(sign)
            _, err = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert process.returncode == 130
    assert err == f"discover: stopped; nothing is lost, go on with: discover resume --db {path}\n"
    if engine == "ray":  # its own folder among those that others may have made meanwhile
        assert any(not place.exists() for place in made)


def wait_until_it_reads(pipe: IO[str]) -> None:
    """Until the process at the other end of a pipe has taken what is written into it."""
    pipe.write("{")
    pipe.flush()
    deadline, left = time.monotonic() + PATIENCE, array("i", [1])
    while left[0] and time.monotonic() < deadline:
        fcntl.ioctl(pipe, termios.FIONREAD, left)
        time.sleep(0.01)
    assert not left[0]


def test_a_signal_ends_any_other_command_in_one_line() -> None:
    with subprocess.Popen(
        command("verify", "-"), stdin=subprocess.PIPE, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        wait_until_it_reads(process.stdin)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (130, "", "discover: stopped\n")


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_a_module_is_imported_has_the_same_exit_code(tmp_path: Path, sign: signal.Signals) -> None:
    """`python -m` ends by the signal, whatever code was asked for, once a KeyboardInterrupt has left `exec` of text."""
    script = f"""
import os, signal, sys
from discovery.stopping import stoppable
signal.signal(signal.SIGINT, signal.default_int_handler)
with stoppable():
    try:
        exec("os.kill(os.getpid(), {int(sign)})")
    except KeyboardInterrupt:
        sys.exit(130)
"""
    (tmp_path / "interrupted.py").write_text(script)
    search_path = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = [sys.executable, "-m", "interrupted"]
    done = subprocess.run(run, capture_output=True, text=True, timeout=PATIENCE, env=search_path)
    assert (done.returncode, done.stderr) == (130, "")


def test_a_full_disk_is_one_line_and_loses_nothing(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "full.db"
    room = 200_000  # bytes of the largest file: enough to begin, too little for the log of all rows

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    with subprocess.Popen(
        command(*SEARCH, "--db", path), stderr=subprocess.PIPE, text=True, preexec_fn=limit
    ) as process:
        _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, len(err.splitlines())) == (2, 1) and "full.db" in err
    done = discover(*SEARCH, "--db", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert contents(path) == contents(whole)
