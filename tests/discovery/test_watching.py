"""A campaign watched from outside, refused to a second driver, and its history."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from results.locks import holding
from results.store import Store
from tests.discovery.in_process import discover

# Large enough to go on while it is looked at; any number of these formulas is quick to examine.
WIDE = ["search", "pcf", "--a-degree", "2", "--b-degree", "2", "--coefficients", "-9:9", "--digits", "30"]
OTHER = ["search", "pcf", "--a-degree", "0", "--b-degree", "1", "--coefficients", "-1:1", "--constants", "pi"]
PATIENCE = 120  # seconds for a process on a busy machine


def rows(*arguments: str | Path) -> list[dict]:
    return [json.loads(line) for line in discover(*arguments, "--format", "json").stdout.splitlines()]


@pytest.fixture
def driven(tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """A store into which another process drives a campaign, which has reported."""
    path = tmp_path / "s.db"
    command = [sys.executable, "-m", "discovery", *WIDE, "--db", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as driver:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if path.exists():
                with Store.create(path) as store:
                    if any(run.report for run in store.history()):
                        break
            time.sleep(0.1)
        yield path, driver
        driver.kill()


def test_a_driver_is_seen_refuses_a_second_and_lets_another_campaign_in(
    driven: tuple[Path, subprocess.Popen[str]],
) -> None:
    path, driver = driven
    (status,) = rows("status", "--db", path)
    run = status["run"]
    assert (run["outcome"], run["engine"], run["ended"], run["report"]["workers"]) == ("running", "inline", None, 1)
    assert {"screened_per_second", "examined_per_second", "seconds_left", "lost", "set_aside"} <= set(run["report"])
    for again in (WIDE, ["resume"]):
        refused = discover(*again, "--db", path)
        assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (2, "", 1)
        assert f"is being run by process {driver.pid}" in refused.stderr
    done = discover(*OTHER, "--db", path)
    assert (done.returncode, done.stderr) == (0, "")
    driver.send_signal(signal.SIGKILL)
    driver.wait()
    assert [(run["campaign"], run["outcome"]) for run in rows("status", "--history", "--db", path)] == [
        (1, "killed"),
        (2, "finished"),
    ]
    table = discover("status", "--history", "--db", path).stdout
    assert "killed" in table and "finished" in table


def test_watch_goes_on_while_the_campaign_runs_and_then_ends(driven: tuple[Path, subprocess.Popen[str]]) -> None:
    path, driver = driven
    command = [sys.executable, "-m", "discovery", "status", "--watch", "--every", "0.2", "--format", "json"]
    environment = os.environ | {"DISCOVER_DB": str(path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as watch:
        assert watch.stdout is not None
        first, second = (json.loads(watch.stdout.readline()) for _ in range(2))
        assert first["run"]["outcome"] == second["run"]["outcome"] == "running"
        assert second["examined"] >= first["examined"]
        driver.send_signal(signal.SIGINT)
        *_, last = watch.stdout.read().splitlines()
        assert watch.wait(PATIENCE) == 0
    assert json.loads(last)["run"]["outcome"] == "stopped" and json.loads(last)["finished"] is None
    assert "unfinished" in discover("status", "--watch", "--db", path).stdout


def test_watch_of_a_store_without_campaigns_ends_at_once(tmp_path: Path) -> None:
    Store.create(tmp_path / "s.db").close()
    assert discover("status", "--watch", "--db", tmp_path / "s.db").returncode == 1


def test_resume_goes_on_with_the_campaigns_nobody_holds(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with Store.create(path) as store:
        description = {"domain": {"a_degree": 0, "b_degree": 1, "coefficients": "-1:1"}, "keep": "screened"}
        description |= {"constants": ["pi"], "own_constants": []}
        held, free = (
            store.start_campaign(description, kind="pcf", shards=1, size=32, digits=digits, constants="pi").id
            for digits in (30, 31)
        )
        with holding(path, held):
            done = discover("resume", "--db", path)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
        assert [row.id for row in store.unfinished_campaigns()] == [held] and free not in (held, None)


def test_two_campaigns_at_once_leave_the_rows_of_one_after_the_other(tmp_path: Path) -> None:
    boxes = [
        ["search", "pcf", "--a-degree", "1", "--b-degree", "1", f"--coefficients={box}", "--constants", "pi,e"]
        for box in ("-1:1", "-1:2")  # the second contains the first
    ]
    together, apart = tmp_path / "together.db", tmp_path / "apart.db"
    Store.create(together).close()
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "discovery", *box, "--db", str(together)], stdout=subprocess.DEVNULL, stderr=None
        )
        for box in boxes
    ]
    assert [process.wait(PATIENCE) for process in processes] == [0, 0]
    for box in boxes:
        assert discover(*box, "--db", apart).returncode == 0
    found = []
    for path in (together, apart):
        with Store.read(path) as store:
            sighted = (
                "select c.size, f.canonical, s.raw_count from sightings s"
                " join formulas f on f.id = s.formula join campaigns c on c.id = s.campaign order by 1, 2"
            )
            columns = "canonical, stage, status, value, digits, evidence, identity, delta, asked"
            rows = f"select {columns} from formulas order by id"
            found.append([store.database.conn.execute(query).fetchall() for query in (sighted, rows)])
            assert store.unfinished_campaigns() == []
    assert found[0] == found[1] and len(found[0][1]) > 50
