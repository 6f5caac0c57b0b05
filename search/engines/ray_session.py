"""A Ray session: of this machine alone, or a cluster that is joined; begun, watched and left in bounded time.

A local Ray is kept off the network. Two facts of Ray 2.60 decide how: its processes listen on every interface
unless the node's address is 127.0.0.1, and `ray.init` replaces a loopback address by the machine's outer one
unless cluster support is switched off in the environment (the switch is named for Windows and macOS and works
everywhere). It also asks every client for a token, by default one kept in the home folder; here each session
makes its own, so nothing is written there and no other user of the machine can submit work.

Three more facts decide how deaths are survived. The first driver on a node waits in `ray.init` for the first
workers, for ever if one of them dies just then: so none are started ahead, and before a cluster is joined another
process tries it, which can be ended. A worker that dies before it has registered is missed after a minute only, and
a node starts no more workers at once than it has processors: so it may start more. And a driver whose own node or
whose head has died hears of it after a minute or never, and then ends on the spot: so both are knocked at, and Ray
is left alone when they are gone.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from analysis.errors import InputError
from search.engines.base import NICENESS, SINGLE_THREADED, EngineLostError, one_line

LONGEST_REASON = 200  # characters of what Ray says of its own start
LOOPBACK = "127.0.0.1"
LOOPBACK_SWITCH = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
# Time for a host of a cluster to accept a connection.
KNOCK_SECONDS = 5.0
# Between two looks whether the session is alive; and how long it may seem dead, for a host may be busy.
PULSE_SECONDS, LOST_SECONDS = 2.0, 10.0
# Time for another process to join a cluster and leave it, three seconds on a quiet machine; Ray itself gives up after
# twenty. Then for the next one.
TRIAL_SECONDS = (25.0, 50.0, 100.0)
# Tasks and outcomes are small dicts that travel inside the messages; Ray refuses a smaller shared store.
OBJECT_STORE_BYTES = 80 * 2**20
# A Unix socket's path has at most 107 bytes; Ray's own names below the session's folder need up to 75.
LONGEST_PLACE = 15
OFF_THE_NETWORK = {
    LOOPBACK_SWITCH: "0",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
}
# For every node, as `ray start --head --system-config` takes them: see above.
NODE_SETTINGS = {
    "prestart_worker_first_driver": False,
    "worker_maximum_startup_concurrency": 64,
    "worker_niceness": NICENESS,
}
# What the trial runs: it joins and leaves.
_TRIAL = """
import json, logging, sys, ray
ray.init(**json.loads(sys.argv[1]), logging_level=logging.ERROR)
"""


class Session:
    """The Ray session of this process, opened here or found open; the latter is used as it is, and left open.

    address: "host:port" of a running cluster, None for a Ray of this machine alone.
    """

    def __init__(self, address: str | None) -> None:
        self._address = address
        self._folder: str | None = None
        self._opened = False
        self._doors: tuple[tuple[str, int], ...] = ()  # where the head and this node listen
        self._looked = 0.0
        self._answered = 0.0

    def open(self, workers: int) -> Any:
        """Start or join, and give the ray module; workers: processes of a local Ray.

        Raises InputError when no cluster answers.
        """
        trial = None
        if self._address is None:
            _prepare_local_session()
        else:
            _prepare_to_join(self._address)
            if "ray" not in sys.modules or not sys.modules["ray"].is_initialized():
                trial = _begin_trial(self._address)
        import ray

        logging.getLogger("ray").setLevel(logging.ERROR)
        if not ray.is_initialized():
            self._opened = True
            print_nothing(ray, True)
            with _keeping_handlers(), _without_stderr():
                if self._address is None:
                    self._start_local(ray, workers)
                else:
                    _finish_trial(self._address, trial)
                    self._join(ray, self._address)
        node = ray._private.worker._global_node
        host, _, port = ray.get_runtime_context().gcs_address.rpartition(":")
        self._doors = ((host, int(port)), (node.node_ip_address, node.node_manager_port))
        self._answered = time.monotonic()
        return ray

    def look(self) -> None:
        """See now and then whether head and node of this process live; EngineLostError when one does not answer."""
        now = time.monotonic()
        if now - self._looked < PULSE_SECONDS:
            return
        self._looked = now
        if self._answers():
            self._answered = time.monotonic()
        elif now - self._answered > LOST_SECONDS:
            raise self._lost()

    def close(self) -> None:
        """Leave what was opened here; harmless when called twice. Raises EngineLostError as `look`."""
        if self._opened:
            if not self._answers():
                raise self._lost()
            import ray

            ray.shutdown()
            print_nothing(ray, False)
            self._opened = False
        self._remove_folder()

    def _answers(self) -> bool:
        try:
            for door in self._doors:
                socket.create_connection(door, timeout=KNOCK_SECONDS).close()
        except OSError:
            return False
        return True

    def _lost(self) -> EngineLostError:
        self._abandon()
        where = "Ray of this machine" if self._address is None else f"Ray cluster at {self._address}"
        remedy = "nothing is lost: start it again, then `discover resume`"
        return EngineLostError(f"the {where} has died", "one whose head and nodes live", remedy)

    def _abandon(self) -> None:
        """Never speak to Ray again: `ray.shutdown` of a dead session ends this process in the middle of its work."""
        import ray

        atexit.unregister(ray.shutdown)
        self._opened = False
        if self._folder is not None:
            _end_processes(ray)
            self._remove_folder()

    def _remove_folder(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _start_local(self, ray: Any, workers: int) -> None:
        place = tempfile.gettempdir()
        self._folder = tempfile.mkdtemp(prefix="discover-", dir=place if len(place) <= LONGEST_PLACE else "/tmp")
        # Ends run backwards: this one after that of Ray, whose processes write there until they are ended.
        atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        before = {name: os.environ.get(name) for name in SINGLE_THREADED}
        os.environ.update(SINGLE_THREADED)  # inherited by the workers; this process keeps its own setting
        try:
            ray.init(
                address="local",
                num_cpus=workers,
                object_store_memory=OBJECT_STORE_BYTES,
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
                _node_ip_address=LOOPBACK,
                _temp_dir=self._folder,
                _system_config=dict(NODE_SETTINGS),  # Ray writes into it
            )
        except Exception as error:  # Ray raises whatever it likes here, plain Exception too
            self._opened = False
            raise InputError(
                f"Ray of this machine died as it started ({one_line(error)[:LONGEST_REASON]})",
                "a machine with memory and processes to spare",
                "nothing is lost: start it again, or leave out --engine ray",
            ) from error
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value

    @staticmethod
    def _join(ray: Any, address: str) -> None:
        try:
            ray.init(**_joining(address), logging_level=logging.ERROR)
        except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
            raise _nobody_answers(address) from error


def _end_processes(ray: Any) -> None:
    """End what is left of the node that this process has started; asks nobody, so it may be dead already."""
    node = ray._private.worker._global_node
    if node is not None:
        with suppress(Exception):
            node.kill_all_processes(check_alive=False, allow_graceful=False)


@contextmanager
def _without_stderr() -> Iterator[None]:
    """Ray's C++ side writes straight to the file of stderr, which is for our one line."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


@contextmanager
def _keeping_handlers() -> Iterator[None]:
    """Ray puts its own handler of SIGTERM, which leaves at once, in place of ours, which ends the campaign."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)


def print_nothing(ray: Any, quiet: bool) -> None:
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


def _joining(address: str) -> dict[str, Any]:
    return {"address": address, "log_to_driver": False, "runtime_env": {"env_vars": SINGLE_THREADED}}


def _begin_trial(address: str) -> subprocess.Popen[bytes]:
    command, none = [sys.executable, "-c", _TRIAL, json.dumps(_joining(address))], subprocess.DEVNULL
    return subprocess.Popen(command, stdin=none, stdout=none, stderr=none)


def _finish_trial(address: str, trial: subprocess.Popen[bytes] | None) -> None:
    """Wait until another process has joined; one that hangs is ended, and one more tries, with more time."""
    for seconds in TRIAL_SECONDS:
        trial = trial or _begin_trial(address)
        try:
            if trial.wait(seconds) == 0:
                return
            break
        except subprocess.TimeoutExpired:
            pass
        finally:
            trial.kill()
            trial.wait()
            trial = None
    raise _nobody_answers(address)


def _nobody_answers(address: str) -> InputError:
    return InputError(
        f"no Ray cluster answers at {address}",
        'the "host:port" of a running cluster',
        "start one with `ray start --head`, set RAY_AUTH_TOKEN to its token, or leave --address out",
    )
