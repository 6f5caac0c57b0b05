"""A campaign on a two-node Ray cluster that loses workers, a node, its driver, its disk and its store: a table.

    python -m benchmarks.faults [--times 10] [--coefficients=-3:3] [--seed 1] [--only driver]

Two `ray start` processes make the cluster, in namespaces of their own (network, processes, mounts): nothing outside can
reach it, no other Ray of this machine is touched, and all of it ends with the script. Workers, the second node and the
driver get SIGKILL at random moments, each `--times` times; a campaign that ends before that is followed by another. The
disk is a small tmpfs that fills up, and another program holds the store's lock. Each campaign must end with the rows of
an undisturbed inline run, compared by content; exit code 1 where one does not. Linux, with user namespaces or as root.
"""

import argparse
import contextlib
import ctypes
import fcntl
import json
import os
import random
import secrets
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from search.engines.ray_session import NODE_SETTINGS

ROOT = Path(__file__).parent.parent
ADDRESS = "127.0.0.1:6379"
INSIDE = "--inside-namespace"
PATIENCE = 300  # seconds for one run of a campaign on a busy machine
LATEST_KILL = 6.0  # seconds after the start of a run, or the last kill
SMALL_DISK, LARGE_DISK = "size=400k", "size=200m"
# What a campaign found, without times, row numbers and batches.
CONTENTS = {
    "formulas": "SELECT * FROM formulas",
    "identities": "SELECT * FROM identities",
    "sightings": "SELECT * FROM sightings",
    "shards": "SELECT campaign, shard, raw, candidates FROM shards",
    "constants": "SELECT * FROM constants",
    "set aside": "SELECT * FROM set_aside",
}
_SET_FLAGS, _INTERFACE_UP = 0x8914, 0x41  # SIOCSIFFLAGS; IFF_UP | IFF_RUNNING
_REMOUNT = 32  # MS_REMOUNT


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return {name: sorted(connection.execute(query), key=repr) for name, query in CONTENTS.items()}


class Cluster:
    """Two nodes with one worker each; a node that was killed is started again."""

    def __init__(self, place: Path) -> None:
        self.environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": secrets.token_hex(32),
            "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "1",
            "RAY_USAGE_STATS_ENABLED": "0",
        }
        self._place = place
        settings = f"--system-config={json.dumps(NODE_SETTINGS)}"
        self._start("--head", "--port=6379", "--include-dashboard=false", f"--temp-dir={place}", settings)
        self._head = set(_members())
        self.start_second()

    def start_second(self) -> None:
        self._start(f"--address={ADDRESS}")

    def _start(self, *options: str) -> None:
        ray = Path(sys.executable).with_name("ray")
        command = [
            ray,
            "start",
            *options,
            "--num-cpus=1",
            "--node-ip-address=127.0.0.1",
            "--object-store-memory=80000000",
        ]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, env=self.environment, check=True, timeout=PATIENCE, **quiet)

    def workers(self) -> list[int]:
        return [
            process
            for process, (_, line) in _members().items()
            if line.startswith("ray::") and "Agent" not in line.split(" ")[0]  # agents are parts of a node
        ]

    def kill_worker(self, generator: random.Random) -> bool:
        """One worker of either node; False where none has started yet."""
        if not (workers := self.workers()):
            return False
        return _kill(generator.choice(workers))

    def kill_second_node(self, generator: random.Random) -> bool:
        """The whole second node at once: its raylet, its workers and whatever else it started; then a new one."""
        members = _members()
        raylets = {process for process, (_, line) in members.items() if "raylet/raylet" in line.split(" ")[0]}
        gone = raylets - self._head
        if not gone:
            return False
        for process, (parent, _) in members.items():
            if parent in gone or process in gone or (process not in self._head and _is_helper(members[process][1])):
                _kill(process)
        self.start_second()
        return True


def _is_helper(line: str) -> bool:
    return "log_monitor.py" in line or "dashboard/agent.py" in line or "runtime_env/agent" in line


def _members() -> dict[int, tuple[int, str]]:
    """Parent and command line of every process of this namespace but this one: they are all ours."""
    found = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            process = int(entry.name)
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            if state != "Z" and process != os.getpid():
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                found[process] = (int(parent), line)
    return found


def _kill(process: int) -> bool:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


class Faults:
    """Runs one campaign again and again under one kind of fault after the other, and keeps the table."""

    def __init__(self, folder: Path, coefficients: str, seed: int) -> None:
        self.search = ["search", "pcf", "--a-degree", "1", "--b-degree", "1", f"--coefficients={coefficients}"]
        self.search += ["--constants", "pi,e,bessel_ratio(0,2)", "--digits", "60"]
        self.folder = folder
        self.generator = random.Random(seed)
        self.table = Table("fault", "times", "campaigns", "runs", "tasks lost", "rows", "as undisturbed", "seconds")
        self.equal = True
        whole = folder / "whole.db"
        subprocess.run(self.command(whole, inline=True), check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        self.expected = contents(whole)
        self.rows = len(self.expected["formulas"])
        self.table.add_row("none, inline", "", "1", "1", "", f"{self.rows:,}", "", "")
        self.cluster = Cluster(folder / "r")

    def command(self, path: Path, inline: bool = False) -> list[str]:
        where = ["--engine", "inline"] if inline else ["--engine", "ray", "--address", ADDRESS]
        return [sys.executable, "-m", "discovery", *self.search, *where, "--db", str(path)]

    def start(self, path: Path) -> subprocess.Popen[bytes]:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(self.command(path), env=self.cluster.environment, cwd=ROOT, **quiet)

    def kills(self, name: str, times: int, strike: Callable[[subprocess.Popen[bytes]], bool]) -> None:
        """Campaigns with kills at random moments, until there were `times`; driven on until they end."""
        started, struck, campaigns, paths = time.monotonic(), 0, 0, []
        while struck < times:
            campaigns += 1
            paths.append(self.folder / f"{name.replace(' ', '-')}-{campaigns}.db")
            while True:
                driver = self.start(paths[-1])
                while struck < times:
                    moment = self.generator.uniform(0.5, LATEST_KILL)
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        driver.wait(moment)
                    if driver.poll() is not None:
                        break
                    struck += strike(driver)
                if driver.wait(PATIENCE) == 0:
                    break
        self.tell(name, times, paths, started)

    def tell(self, name: str, times: int, paths: list[Path], started: float) -> None:
        equal = all(contents(path) == self.expected for path in paths)
        self.equal &= equal
        runs = lost = 0
        for path in paths:
            with contextlib.closing(sqlite3.connect(path)) as connection:
                told = connection.execute("SELECT count(*), sum(report ->> 'lost') FROM runs").fetchone()
                runs, lost = runs + told[0], lost + (told[1] or 0)
        answer = "yes" if equal else "NO"
        seconds = f"{time.monotonic() - started:.0f}"
        self.table.add_row(name, str(times), str(len(paths)), str(runs), str(lost), f"{self.rows:,}", answer, seconds)

    def full_disk(self) -> None:
        """The driver writes to a disk that fills up, says so in one line, and goes on when there is room."""
        started, disk = time.monotonic(), self.folder / "disk"
        disk.mkdir()
        _mount(disk, SMALL_DISK)
        path = disk / "full.db"
        done = subprocess.run(
            self.command(path), env=self.cluster.environment, cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 2 and "the disk is full" in done.stderr.splitlines()[-1], done.stderr
        _mount(disk, LARGE_DISK, _REMOUNT)
        assert self.start(path).wait(PATIENCE) == 0
        self.tell("full disk", 1, [path], started)
        ctypes.CDLL(None).umount(bytes(disk))

    def locked_store(self) -> None:
        """Another program locks the store until the driver gives up in one line; then it goes on."""
        started, path = time.monotonic(), self.folder / "locked.db"
        driver = subprocess.Popen(
            self.command(path),
            env=self.cluster.environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        while not _has_batches(path):
            time.sleep(0.05)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)) as other:
            other.execute("BEGIN IMMEDIATE")
            _, error = driver.communicate(timeout=PATIENCE)
            assert driver.returncode == 2 and b"locked" in error.splitlines()[-1], error
        assert self.start(path).wait(PATIENCE) == 0
        self.tell("locked store", 1, [path], started)


def _has_batches(path: Path) -> bool:
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as c:
        return bool(c.execute("SELECT count(*) FROM batches").fetchone()[0])
    return False


def _mount(place: Path, options: str, flags: int = 0) -> None:
    if ctypes.CDLL(None, use_errno=True).mount(b"tmpfs", bytes(place), b"tmpfs", flags, options.encode()):
        raise OSError(ctypes.get_errno(), f"mount {place}")


def _raise_loopback() -> None:
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh22x", b"lo", _INTERFACE_UP))


def _inside(arguments: argparse.Namespace) -> int:
    _raise_loopback()
    folder = Path(tempfile.mkdtemp(prefix="faults-", dir="/tmp"))
    try:
        faults = Faults(folder, arguments.coefficients, arguments.seed)
        generator, cluster, times = faults.generator, faults.cluster, arguments.times
        cases: dict[str, Callable[[], None]] = {
            "worker": lambda: faults.kills("worker killed", times, lambda _: cluster.kill_worker(generator)),
            "node": lambda: faults.kills("node killed", times, lambda _: cluster.kill_second_node(generator)),
            "driver": lambda: faults.kills("driver killed", times, lambda driver: _kill(driver.pid)),
            "disk": faults.full_disk,
            "lock": faults.locked_store,
        }
        for name, case in cases.items():
            if arguments.only in (None, name):
                print(f"{name} …", file=sys.stderr)
                case()
        Console(width=120).print(faults.table)
        return 0 if faults.equal else 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10, help="kills of each kind (default 10)")
    parser.add_argument("--coefficients", default="-3:3", help="of the box that is searched (default -3:3)")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments (default 1)")
    parser.add_argument("--only", choices=("worker", "node", "driver", "disk", "lock"), help="one kind of fault")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside_namespace:
        return _inside(arguments)
    spaces = ["--net", "--mount", "--mount-proc", "--pid", "--fork", "--kill-child"]
    spaces += ["--map-root-user"] if os.geteuid() else []
    again = [sys.executable, "-m", "benchmarks.faults", *sys.argv[1:], INSIDE]
    return subprocess.run(["unshare", *spaces, *again], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
