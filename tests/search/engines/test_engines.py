"""All engines promise the same outcomes, a bounded window, and Ray a retry, quiet and loopback only."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.effort import OutOfTimeError, within
from analysis.errors import InputError
from search.engines import Engine, open_engine
from search.engines.base import Outcome
from search.engines.inline import InlineEngine
from search.engines.processes import ProcessEngine
from search.engines.scheduler import Scheduler
from search.tasks import perform

TASKS = [{"n": n} for n in range(23)]


def square(task: dict[str, Any]) -> dict[str, Any]:
    return {"square": task["n"] ** 2}


def odd_ones_fail(task: dict[str, Any]) -> dict[str, Any]:
    if task["n"] % 2:
        raise ValueError(f"odd:\n {task['n']}")
    return {"half": task["n"] // 2}


def die_once(task: dict[str, Any]) -> dict[str, Any]:
    mark = Path(task["mark"])
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"survived": True}


def never_ends(task: dict[str, Any]) -> dict[str, Any]:
    """A loop that never looks at the clock: only the alarm of `analysis.effort` ends it."""

    def loop() -> None:
        while True:
            pass

    with contextlib.suppress(OutOfTimeError):
        within(0.3, loop)
    return {"ended": True}


def sleep(task: dict[str, Any]) -> dict[str, Any]:
    time.sleep(task["seconds"])
    return {"slept": task["seconds"]}


def environment(task: dict[str, Any]) -> dict[str, Any]:
    return {"pid": os.getpid(), "threads": os.environ["NUMBA_NUM_THREADS"]}


@pytest.fixture(scope="module")
def ray_session() -> Iterator[Engine]:
    engine = open_engine("ray", square, workers=2)
    with engine:
        yield engine


@pytest.fixture(params=["inline", "processes", "ray"])
def name(request: pytest.FixtureRequest) -> str:
    if request.param == "ray":
        request.getfixturevalue("ray_session")
    return str(request.param)


def test_every_task_comes_back_once(name: str) -> None:
    with open_engine(name, square, workers=2) as engine:
        found = {outcome.task["n"]: outcome.result for outcome in Scheduler(engine).outcomes(iter(TASKS))}
    assert found == {n: {"square": n * n} for n in range(23)}


def test_window_is_never_exceeded_and_tasks_are_read_lazily(name: str) -> None:
    taken = 0

    def endless() -> Iterator[dict[str, Any]]:
        nonlocal taken
        while True:
            yield {"n": taken}
            taken += 1

    with open_engine(name, square, workers=2) as engine:
        for collected, _ in enumerate(Scheduler(engine).outcomes(endless()), start=1):
            assert engine.in_flight < engine.window
            assert taken <= collected + engine.window
            if collected == 20:
                break


def test_full_window_refuses_more_and_empty_one_has_nothing_to_collect(name: str) -> None:
    with open_engine(name, square, workers=2) as engine:
        with pytest.raises(RuntimeError, match="nothing is in flight"):
            engine.collect()
        while engine.has_room:
            engine.submit({"n": 1})
        with pytest.raises(RuntimeError, match="window is full"):
            engine.submit({"n": 1})


def test_an_exception_in_a_task_is_a_one_line_error_and_stops_nothing(name: str) -> None:
    with open_engine(name, odd_ones_fail, workers=2) as engine:
        outcomes = {outcome.task["n"]: outcome for outcome in Scheduler(engine).outcomes(TASKS)}
    assert outcomes[4].result == {"half": 2} and not outcomes[4].failed
    assert outcomes[7].error == "ValueError: odd: 7" and outcomes[7].failed


@pytest.fixture(params=["processes", "ray"])
def apart(request: pytest.FixtureRequest) -> str:
    """The engines whose workers are processes of their own."""
    if request.param == "ray":
        request.getfixturevalue("ray_session")
    return str(request.param)


@pytest.mark.ray
def test_a_task_runs_again_when_its_worker_is_killed(
    apart: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_engine(apart, die_once, workers=2) as engine:
        scheduler = Scheduler(engine)
        (outcome,) = scheduler.outcomes([{"mark": str(tmp_path / "mark")}])
    assert outcome.result == {"survived": True}
    assert (outcome.tries, scheduler.troubles.lost, scheduler.troubles.raised) == (2, 1, 0)
    if apart == "ray":
        time.sleep(1)  # Ray tells of a dead worker from a thread of its own
    assert capsys.readouterr() == ("", "")


def test_a_dropped_task_is_ended_and_the_next_one_runs(tmp_path: Path) -> None:
    hangs, waits, runs = {"seconds": 600}, {"seconds": 600}, {"seconds": 0}
    with ProcessEngine(sleep, workers=1) as engine:
        for task in (hangs, waits, runs):
            engine.submit(task)
        engine.drop(hangs)
        engine.drop(waits)
        assert engine.collect() == Outcome(runs, {"slept": 0}) and not engine.in_flight


def test_workers_end_with_the_process_that_began_them(tmp_path: Path) -> None:
    script = (
        "import os\nfrom search.engines.processes import ProcessEngine\n"
        "from tests.search.engines.test_engines import environment\n"
        "engine = ProcessEngine(environment, workers=1)\nengine.start()\nengine.submit({})\n"
        "print(engine.collect().result['pid'], flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    path = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path])}
    done = subprocess.run([sys.executable, "-c", script], env=path, capture_output=True, text=True, timeout=60)
    worker = Path("/proc") / done.stdout.strip()
    assert done.stdout.strip()
    for _ in range(600):
        if not worker.exists():
            return
        time.sleep(0.05)
    raise AssertionError(f"{worker} lives on")


def test_the_limit_of_time_ends_what_never_looks_at_the_clock(name: str) -> None:
    with open_engine(name, never_ends, workers=1) as engine:
        engine.submit({})
        assert engine.collect().result == {"ended": True}


@pytest.mark.ray
def test_workers_are_other_single_threaded_processes(apart: str) -> None:
    with open_engine(apart, environment, workers=2) as engine:
        results = [outcome.result or {} for outcome in Scheduler(engine).outcomes(TASKS)]
    assert os.getpid() not in {result["pid"] for result in results}
    assert {result["threads"] for result in results} == {"1"}


@pytest.mark.ray
def test_a_worker_with_other_sources_is_refused_in_one_line(
    ray_session: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ray

    monkeypatch.setattr("search.engines.ray.fingerprint", lambda: "0123456789ab")
    with open_engine("ray", perform, address=ray.get_runtime_context().gcs_address) as engine:
        engine.submit({"kind": "screen"})
        with pytest.raises(
            InputError, match=r"the worker on .* runs another version .*; allowed: sources 0123456789ab"
        ):
            engine.collect()


@pytest.mark.ray
def test_ray_listens_on_loopback_only(ray_session: Engine) -> None:
    ours = set().union(*(_listening_inodes(process) for process in _family()))
    assert len(ours) > 5, "driver, workers, raylet, the server of the state and the agents all listen"
    for address, inode in _listening_sockets():
        if inode in ours:
            assert address in ("0100007F", "0000000000000000FFFF00000100007F")  # 127.0.0.1, as IPv4 and inside IPv6


@pytest.mark.ray
def test_ray_is_quiet_and_leaves_nothing_behind(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(
        "from search.engines import open_engine\n"
        "def echo(task):\n"
        "    return task\n"
        "with open_engine('ray', echo, workers=1) as engine:\n"
        "    engine.submit({'n': 1})\n"
        "    print(engine.collect().result)\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(tmp_path), "HOME": "/proc"}
    for name in [name for name in environment if name.startswith("RAY_")]:
        del environment[name]
    done = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr, done.returncode) == ("{'n': 1}\n", "", 0)
    assert [path.name for path in tmp_path.iterdir()] == ["run.py"]


def test_bad_engine_settings_are_input_errors() -> None:
    with pytest.raises(InputError, match="engine 'slurm'; allowed: inline, processes, ray"):
        open_engine("slurm", square)
    with pytest.raises(InputError, match="at least 1"):
        open_engine("ray", square, workers=0)
    with pytest.raises(InputError, match="address 'nowhere'"):
        open_engine("ray", square, address="nowhere").start()
    with pytest.raises(InputError, match=r"no Ray cluster answers at 127\.0\.0\.1:1;"):
        open_engine("ray", square, address="127.0.0.1:1").start()


def test_inline_runs_a_task_only_when_it_is_asked_for() -> None:
    ran: list[Any] = []
    engine = InlineEngine(lambda task: ran.append(task) or {})
    engine.submit({})
    engine.stop()
    assert ran == [] and engine.in_flight == 0


def _family() -> set[int]:
    """This process and all that descend from it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    family: set[int] = set()
    newest = {os.getpid()}
    while newest:
        family |= newest
        newest = {process for process, parent in parents.items() if parent in newest}
    return family


def _listening_inodes(pid: int) -> set[str]:
    links = (os.readlink(entry.path) for entry in os.scandir(f"/proc/{pid}/fd") if os.path.islink(entry.path))
    return {link[len("socket:[") : -1] for link in links if link.startswith("socket:[")} & {
        inode for _, inode in _listening_sockets()
    }


def _listening_sockets() -> list[tuple[str, str]]:
    """(address in hexadecimal, inode) of every listening TCP socket of this machine."""
    rows = [
        line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return [(row[1].split(":")[0], row[9]) for row in rows if row[3] == "0A"]
