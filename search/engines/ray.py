"""The engine on Ray: worker processes of this machine, started on demand, or the nodes of a running cluster.

A local Ray is kept off the network. Two facts of Ray 2.60 decide how: its processes listen on every interface
unless the node's address is 127.0.0.1, and `ray.init` replaces a loopback address by the machine's outer one
unless cluster support is switched off in the environment (the switch is named for Windows and macOS and works
everywhere). It also asks every client for a token, by default one kept in the home folder; here each session
makes its own, so nothing is written there and no other user of the machine can submit work.

Workers compute in one thread each, since the tasks themselves fill the processors. On a cluster every run of a task
first compares the sources of its worker with those of this process: results must not depend on where a task runs.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import socket
import tempfile
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from analysis.errors import InputError
from search.engines.base import Engine, Outcome, Work, one_line
from search.version import fingerprint

LOOPBACK = "127.0.0.1"
LOOPBACK_SWITCH = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
# Time for a cluster's host to accept a connection.
KNOCK_SECONDS = 5.0
# Tasks waiting beside the running ones: enough that no worker idles while the driver writes an outcome.
SPARE_TASKS = 2
# Tasks and outcomes are small dicts that travel inside the messages; Ray refuses a smaller shared store.
OBJECT_STORE_BYTES = 80 * 2**20
# A Unix socket's path has at most 107 bytes; Ray's own names below the session's folder need up to 75.
LONGEST_PLACE = 15
SINGLE_THREADED = {
    "NUMBA_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
OFF_THE_NETWORK = {
    LOOPBACK_SWITCH: "0",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
}


class RayEngine(Engine):
    """Runs `work` in Ray worker processes.

    workers: number of processes of a local Ray (None: as many as this machine has processors); with `address`,
        the number of tasks that run at once (None: as many as the cluster has processors).
    address: "host:port" of a running cluster, whose nodes have this package installed.
    Raises InputError from `start` when no cluster answers at `address`.

    A Ray session that this process has opened before is used as it is, and left open.
    """

    def __init__(self, work: Work, workers: int | None = None, address: str | None = None) -> None:
        self._work = work
        self._address = address
        self._asked_workers = workers
        self.workers = workers or os.cpu_count() or 1
        self.window = self.workers + SPARE_TASKS
        self._flying: dict[Any, Mapping[str, Any]] = {}
        self._ready: deque[Any] = deque()  # of those in flight, the ones that have ended
        self._folder: str | None = None
        self._opened = False
        self._remote: Any = None

    @property
    def in_flight(self) -> int:
        return len(self._flying)

    def start(self) -> None:
        if self._address is None:
            _prepare_local_session()
        else:
            _prepare_to_join(self._address)
        import ray

        logging.getLogger("ray").setLevel(logging.ERROR)
        if not ray.is_initialized():
            self._opened = True
            _print_nothing(ray, True)
            if self._address is None:
                self._start_local(ray)
            else:
                self._join(ray, self._address)
        if self._address is not None and self._asked_workers is None:
            self.workers = max(1, int(ray.cluster_resources().get("CPU", 1)))
        self.window = self.workers + SPARE_TASKS
        # Whatever dies is run again by the scheduler, which counts; Ray itself repeats nothing.
        checked = _checked(self._work, None if self._address is None else fingerprint())
        self._remote = ray.remote(num_cpus=1, max_retries=0)(checked)

    def submit(self, task: Mapping[str, Any]) -> None:
        if not self.has_room:
            raise RuntimeError("the window is full: collect an outcome first")
        self.repeat(task)

    def poll(self, seconds: float) -> Outcome | None:
        import ray

        if not self._flying:
            raise RuntimeError("nothing is in flight: submit a task first")
        if not self._ready:
            if not ray.wait(list(self._flying), num_returns=1, timeout=seconds)[0]:
                return None
            self._ready.extend(ray.wait(list(self._flying), num_returns=len(self._flying), timeout=0)[0])
        reference = self._ready.popleft()
        task = self._flying.pop(reference)
        try:
            refusal, result = ray.get(reference)
        except ray.exceptions.RayTaskError as error:
            return Outcome(task, error=one_line(error.cause if error.cause is not None else error))
        except ray.exceptions.RayError as error:
            return Outcome(task, error=one_line(error), lost=True)
        if refusal is not None:
            raise InputError(refusal, f"sources {fingerprint()}, as here", "install the same on all nodes")
        return Outcome(task, result)

    def repeat(self, task: Mapping[str, Any]) -> None:
        self._flying[self._remote.remote(task)] = task

    def drop(self, task: Mapping[str, Any]) -> None:
        import ray

        for reference in [reference for reference, flying in self._flying.items() if flying is task]:
            del self._flying[reference]
            if reference in self._ready:
                self._ready.remove(reference)
            else:
                ray.cancel(reference, force=True)  # the worker may hang, and must be free again

    def stop(self) -> None:
        self._flying.clear()
        self._ready.clear()
        self._remote = None
        if self._opened:
            import ray

            ray.shutdown()
            _print_nothing(ray, False)
            self._opened = False
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _start_local(self, ray: Any) -> None:
        place = tempfile.gettempdir()
        self._folder = tempfile.mkdtemp(prefix="discover-", dir=place if len(place) <= LONGEST_PLACE else "/tmp")
        before = {name: os.environ.get(name) for name in SINGLE_THREADED}
        os.environ.update(SINGLE_THREADED)  # inherited by the workers; this process keeps its own setting
        try:
            ray.init(
                address="local",
                num_cpus=self.workers,
                object_store_memory=OBJECT_STORE_BYTES,
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
                _node_ip_address=LOOPBACK,
                _temp_dir=self._folder,
            )
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value

    @staticmethod
    def _join(ray: Any, address: str) -> None:
        try:
            ray.init(
                address=address,
                log_to_driver=False,
                logging_level=logging.ERROR,
                runtime_env={"env_vars": SINGLE_THREADED},
            )
        except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
            raise _nobody_answers(address) from error


def _checked(
    work: Work, expected: str | None
) -> Callable[[Mapping[str, Any]], tuple[str | None, dict[str, Any] | None]]:
    """`work`, run only where the sources are the `expected` ones: (why not, None) or (None, its result).

    Without an expectation (workers of this machine) nothing is compared. Else the function, being nested, travels
    whole, so that a worker of any version can run it, and looks `work` up where it is.
    """
    if expected is None:
        return lambda task: (None, work(task))
    module, name = work.__module__, work.__qualname__

    def run(task: Mapping[str, Any]) -> tuple[str | None, dict[str, Any] | None]:
        import importlib
        import socket

        try:
            found = importlib.import_module("search.version").fingerprint()
        except ImportError:
            found = "none"
        if found != expected:
            return f"the worker on {socket.gethostname()} runs another version of this package (sources {found})", None
        return None, getattr(importlib.import_module(module), name)(task)

    return run


def _print_nothing(ray: Any, quiet: bool) -> None:
    """Whether Ray keeps off stdout, which is for results: it tells there of every worker that dies.

    `log_to_driver` does not cover these messages; this switch is the one that Ray's own debugger uses.
    """
    ray._private.worker._worker_logs_enabled = not quiet


def _prepare_local_session() -> None:
    """The settings that Ray reads once, when it is imported or first started."""
    for name, value in OFF_THE_NETWORK.items():
        os.environ.setdefault(name, value)
    if os.environ["RAY_AUTH_MODE"] == "token":
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))


def _prepare_to_join(address: str) -> None:
    """See that something listens at `address`: Ray itself would try for two minutes before it says no."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise InputError(f"address {address!r}", 'the "host:port" of a running Ray cluster')
    try:
        with socket.create_connection((host, int(port)), timeout=KNOCK_SECONDS) as connection:
            if connection.getpeername()[0] == LOOPBACK:  # or Ray would look for it at the outer address
                os.environ.setdefault(LOOPBACK_SWITCH, "0")
    except (OSError, OverflowError) as error:
        raise _nobody_answers(address) from error


def _nobody_answers(address: str) -> InputError:
    return InputError(
        f"no Ray cluster answers at {address}",
        'the "host:port" of a running cluster',
        "start one with `ray start --head`, or leave --address out",
    )
