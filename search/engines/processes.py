"""The engine of worker processes of this machine: a fraction of a second to start, nothing that listens anywhere.

Each worker is a fresh interpreter at the other end of a socket that no one else can open: it takes one task at a time
and answers. One that dies comes back as the loss of its task, and another takes its place; one whose task is dropped is
ended. A worker ends by itself when this process does. It computes in one thread, as the tasks fill the processors, and
leaves the driver, which feeds it, the right of way.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections import deque
from contextlib import suppress
from multiprocessing.connection import Connection, wait

from analysis.errors import InputError
from analysis.exact.late import named
from search.engines.base import NICENESS, SINGLE_THREADED, SPARE_TASKS, Engine, Outcome, Task, Work, one_line

_WORKER = "import sys; from search.engines.processes import serve; serve(int(sys.argv[1]), sys.argv[2])"


class ProcessEngine(Engine):
    """Runs `work`, a function of a module, in processes of this machine.

    workers: how many (None: as many as this machine has processors).

    >>> with ProcessEngine(one_line, workers=1) as engine:
    ...     engine.submit({"kind": "no exception"})
    ...     engine.collect().result
    "dict: {'kind': 'no exception'}"
    """

    def __init__(self, work: Work, workers: int | None = None) -> None:
        self._work = f"{_module_of(work)}:{work.__qualname__}"
        self.workers = workers or os.cpu_count() or 1
        self.window = self.workers + SPARE_TASKS
        self._processes: dict[Connection, subprocess.Popen[bytes]] = {}
        self._busy: dict[Connection, Task] = {}
        self._waiting: deque[Task] = deque()

    @property
    def in_flight(self) -> int:
        return len(self._busy) + len(self._waiting)

    def start(self) -> None:
        for _ in range(self.workers):
            self._begin_worker()

    def submit(self, task: Task) -> None:
        self._check_room()
        self.repeat(task)

    def repeat(self, task: Task) -> None:
        self._waiting.append(task)
        self._hand_out()

    def poll(self, seconds: float) -> Outcome | None:
        self._check_flight()
        for line in wait(list(self._busy), seconds):
            assert isinstance(line, Connection)
            outcome = self._heard(line)
            self._hand_out()
            return outcome
        return None

    def _heard(self, line: Connection) -> Outcome:
        task = self._busy.pop(line)
        try:
            result, error = line.recv()
        except (EOFError, OSError):
            code = self._end_worker(line)
            self._begin_worker()
            return Outcome(task, error=f"its worker died (exit code {code})", lost=True)
        return Outcome(task, result, error)

    def _hand_out(self) -> None:
        idle = [line for line in self._processes if line not in self._busy]
        for line in idle[: len(self._waiting)]:
            task = self._busy[line] = self._waiting.popleft()
            with suppress(OSError):  # it has died: seen when its answer is read
                line.send(task)

    def drop(self, task: Task) -> None:
        self._waiting = deque(one for one in self._waiting if one is not task)
        for line in [line for line, one in self._busy.items() if one is task]:
            del self._busy[line]
            self._end_worker(line)
            self._begin_worker()
        self._hand_out()

    def stop(self) -> None:
        self._waiting.clear()
        self._busy.clear()
        for line in list(self._processes):
            self._end_worker(line)

    def _begin_worker(self) -> None:
        ours, theirs = socket.socketpair()
        environment = os.environ | SINGLE_THREADED | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-P", "-c", _WORKER, str(theirs.fileno()), self._work]
        try:
            # Ctrl-C in a terminal goes to the processes of its session: it is for this one, which ends the others.
            process = subprocess.Popen(
                command, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True
            )
        except OSError as error:
            allowed = "a machine with memory and processes to spare"
            raise InputError(f"worker processes cannot be started ({one_line(error)})", allowed) from error
        finally:
            theirs.close()
        self._processes[Connection(ours.detach())] = process

    def _end_worker(self, line: Connection) -> int:
        process = self._processes.pop(line)
        line.close()
        process.kill()
        return process.wait()


def _module_of(work: Work) -> str:
    """Where another interpreter finds it: what was started with `python -m` has its name in its specification."""
    main = sys.modules["__main__"].__spec__
    return main.name if work.__module__ == "__main__" and main is not None else work.__module__


def serve(number: int, place: str) -> None:
    """A worker: answer (result, None) or (None, error) to each task at this file descriptor, until there are none."""
    with suppress(OSError):
        os.nice(NICENESS)
    work = named(place)
    with Connection(number) as line, suppress(EOFError, OSError):  # that this process is not wanted any more
        while True:
            task = line.recv()
            try:
                result, said = work(task), None
            except Exception as error:
                result, said = None, one_line(error)
            line.send((result, said))
