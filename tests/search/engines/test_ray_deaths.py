"""What Ray itself misses is seen: workers that die as they start, a head or a node that is gone, a trial that hangs."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Any

import pytest

from analysis.errors import InputError
from search.engines import ray_session
from search.engines.base import EngineLostError
from search.engines.ray import QUIET_SECONDS, RayEngine
from search.engines.ray_session import Session


class Nothing:
    """A Ray in which nothing ever begins, unless a test says so."""

    exceptions: Any = None

    def __init__(self) -> None:
        self.sent: list[Mapping[str, Any]] = []
        self.cancelled: list[int] = []
        self.begun: list[int] = []

    def remote(self, task: Mapping[str, Any]) -> int:
        self.sent.append(task)
        return len(self.sent) - 1

    def wait(self, flying: list[int], num_returns: int, timeout: float) -> tuple[list[int], list[int]]:
        ready = [stream for stream in flying if stream in self.begun]
        return ready, flying

    def cancel(self, stream: int, force: bool) -> None:
        self.cancelled.append(stream)


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in ("ray", "ray_session"):
        monkeypatch.setattr(f"search.engines.{module}.time", clock)
    return clock


def engine_over(ray: Nothing) -> RayEngine:
    engine = RayEngine(dict, workers=2)
    engine._ray = engine._remote = ray
    for number in range(4):
        engine.submit({"n": number})
    return engine


def test_tasks_that_do_not_begin_are_sent_again_ever_more_patiently(clock: Clock) -> None:
    ray = Nothing()
    engine = engine_over(ray)
    clock.now += 0.9 * QUIET_SECONDS
    assert engine.poll(0) is None and not ray.cancelled
    clock.now += 0.2 * QUIET_SECONDS
    assert engine.poll(0) is None
    assert ray.cancelled == [0, 1, 2, 3] and ray.sent[4:] == ray.sent[:4] and engine.in_flight == 4
    clock.now += 1.5 * QUIET_SECONDS  # a slow start gets more time
    engine.poll(0)
    assert len(ray.sent) == 8
    clock.now += QUIET_SECONDS
    engine.poll(0)
    assert len(ray.sent) == 12 and ray.cancelled == list(range(8))


def test_tasks_that_wait_for_busy_workers_are_left_alone(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    ray = Nothing()
    engine = engine_over(ray)
    for run in list(engine._flying.values())[:2]:  # both workers have one
        run.begun = True
        engine._begun += 1
    clock.now += 1000 * QUIET_SECONDS
    assert engine.poll(0) is None and not ray.cancelled
    engine._forget(0)  # one ends, and the next one does not begin
    clock.now += 1
    engine.poll(0)
    assert ray.cancelled == [2, 3] and ray.sent[4:] == [{"n": 2}, {"n": 3}]


def test_a_dead_head_or_node_is_seen_and_never_spoken_to(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    session, abandoned = Session("head:6379"), []
    monkeypatch.setattr(Session, "_abandon", lambda self: abandoned.append(self))
    with socket.create_server(("127.0.0.1", 0)) as head, socket.create_server(("127.0.0.1", 0)) as node:
        session._doors = (head.getsockname(), node.getsockname())
        session._answered = clock.now
        clock.now += 1000  # it answers again after whatever time
        session.look()
        node.close()
        for _ in range(4):
            clock.now += ray_session.LOST_SECONDS / 4
            session.look()
        clock.now += ray_session.PULSE_SECONDS
        with pytest.raises(EngineLostError, match=r"the Ray cluster at head:6379 has died; .*`discover resume`"):
            session.look()
        session._opened = True  # as at the end of a campaign, before which the head has died
        with pytest.raises(EngineLostError):
            session.close()
    assert abandoned == [session, session]


def test_a_trial_that_hangs_is_ended_and_made_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    mark = tmp_path / "second"
    hang_once = f"import pathlib, time; p = pathlib.Path({str(mark)!r}); p.exists() or (p.touch(), time.sleep(60))"
    monkeypatch.setattr(ray_session, "_TRIAL", hang_once)
    monkeypatch.setattr(ray_session, "TRIAL_SECONDS", (1.5, 60.0))
    ray_session._finish_trial("host:1", ray_session._begin_trial("host:1"))
    assert mark.exists()
    monkeypatch.setattr(ray_session, "_TRIAL", "raise SystemExit(1)")
    with pytest.raises(InputError, match="no Ray cluster answers at host:1"):
        ray_session._finish_trial("host:1", None)


def test_a_ray_that_dies_as_it_starts_is_told_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    class Dying:
        @staticmethod
        def init(**settings: Any) -> None:
            (tmp_path / settings["_temp_dir"] / "session").mkdir()
            raise Exception("The current node timed out\nduring startup.")

    monkeypatch.setattr(ray_session.tempfile, "mkdtemp", lambda **_: str(tmp_path / "discover-x"))
    (tmp_path / "discover-x").mkdir()
    session = Session(None)
    with pytest.raises(InputError, match=r"died as it started \(Exception: .* during startup\.\).*nothing is lost"):
        session._start_local(Dying, 1)
    session.close()
    assert list(tmp_path.iterdir()) == []
