"""A campaign on a two-node Ray cluster that loses workers, nodes, its head, driver, disk and store: a table.

    python -m benchmarks.faults [--times 10] [--coefficients=-3:3] [--seed 1] [--only worker driver]

The cluster (`benchmarks.two_nodes`) runs a campaign file. Workers, the second node and the driver get SIGKILL at random
moments, each `--times` times; a campaign that ends before that is followed by another. Then the head is killed under
a campaign, the disk, a small tmpfs, is full, another program locks the store, and a node with other sources joins.
Each campaign must end with the rows of an undisturbed inline run, compared by content; exit code 1 where one does not.
A driver that hangs is shown: its stack, the processes and the ends of the logs.
"""

import argparse
import contextlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.two_nodes import (
    ADDRESS,
    ROOT,
    Cluster,
    kill,
    mount_memory,
    raise_loopback,
    run_in_namespaces,
    unmount,
)

INSIDE = "--inside-namespace"
PATIENCE = 900  # seconds for one run of a campaign on a busy machine
HEAD_PATIENCE = 240  # seconds for a driver to see that the head has died
LATEST_KILL = 6.0  # seconds after the start of a run, or the last kill
SMALL_DISK, LARGE_DISK = "size=400k", "size=200m"
_REMOUNT = 32  # MS_REMOUNT
CAMPAIGN = """
digits = 60
constants = ["pi", "e", "bessel_ratio(0,2)"]
[domain]
a_degree = 1
b_degree = 1
coefficients = "{coefficients}"
"""
# `discover`, which writes its stack to stderr when it is asked to.
DISCOVER = """
import faulthandler, signal
faulthandler.register(signal.SIGUSR1, all_threads=True)
from discovery.__main__ import main
main()
"""
# What a campaign found, without times, row numbers and batches.
CONTENTS = {
    "formulas": "SELECT * FROM formulas",
    "identities": "SELECT * FROM identities",
    "sightings": "SELECT * FROM sightings",
    "shards": "SELECT campaign, shard, raw, candidates FROM shards",
    "constants": "SELECT * FROM constants",
    "set aside": "SELECT * FROM set_aside",
}


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return {name: sorted(connection.execute(query), key=repr) for name, query in CONTENTS.items()}


class Faults:
    """Runs one campaign again and again under one kind of fault after the other, and keeps the table."""

    def __init__(self, folder: Path, coefficients: str, seed: int) -> None:
        self.folder = folder
        self.campaign = folder / "campaign.toml"
        self.campaign.write_text(CAMPAIGN.format(coefficients=coefficients))
        self.generator = random.Random(seed)
        self.table = Table("fault", "times", "campaigns", "runs", "tasks lost", "rows", "as undisturbed", "seconds")
        self.equal = True
        whole = folder / "whole.db"
        subprocess.run(self.command(whole, self.campaign), check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        self.expected = contents(whole)
        self.rows = len(self.expected["formulas"])
        self.table.add_row("none, inline", "", "1", "1", "", f"{self.rows:,}", "", "")
        self.cluster = Cluster(folder / "r")

    def command(self, path: Path, campaign: Path, *where: str) -> list[str]:
        return [sys.executable, "-c", DISCOVER, "run", str(campaign), *where, "--db", str(path)]

    def start(self, path: Path, campaign: Path | None = None) -> subprocess.Popen[bytes]:
        # Not from the clone's folder: Ray would put it before the path of every worker, whatever its node has.
        command = self.command(path, campaign or self.campaign, "--address", ADDRESS)
        with self._errors().open("wb") as errors:
            return subprocess.Popen(
                command, env=self.cluster.environment, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=errors
            )

    def wait(self, driver: subprocess.Popen[bytes], seconds: float = PATIENCE) -> int:
        """The exit code of a driver; one that hangs is shown before the exception goes on."""
        try:
            return driver.wait(seconds)
        except subprocess.TimeoutExpired:
            driver.send_signal(signal.SIGUSR1)
            time.sleep(2)
            print(f"the driver hangs for {seconds:.0f} s; it says:", file=sys.stderr)
            print(self._errors().read_text(errors="replace"), self.cluster.told(), sep="\n", file=sys.stderr)
            raise

    def succeed(self, path: Path) -> None:
        """A run of the campaign that ends well."""
        code = self.wait(self.start(path))
        assert code == 0, (code, self._errors().read_text(errors="replace")[-2_000:])

    def end(self, driver: subprocess.Popen[bytes], words: str, seconds: float = PATIENCE) -> None:
        """See a driver end with exit code 2 and a last line that has these words."""
        code, said = self.wait(driver, seconds), self._errors().read_text(errors="replace").splitlines()
        assert code == 2 and said and words in said[-1], (code, said)

    def _errors(self) -> Path:
        return self.folder / "driver.err"

    def kills(self, name: str, times: int, strike: Callable[[subprocess.Popen[bytes]], bool]) -> None:
        """Campaigns with kills at random moments, until there were `times`; driven on until they end."""
        started, struck, paths = time.monotonic(), 0, []
        while struck < times:
            paths.append(self.folder / f"{name.replace(' ', '-')}-{len(paths)}.db")
            while True:
                driver = self.start(paths[-1])
                while struck < times:
                    moment = self.generator.uniform(0.5, LATEST_KILL)
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        driver.wait(moment)
                    if driver.poll() is not None:
                        break
                    struck += strike(driver)
                if self.wait(driver) == 0:
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

    def lost_head(self) -> None:
        """The driver ends in one line when the head dies; it goes on with a new cluster."""
        started, path = time.monotonic(), self.folder / "head.db"
        driver = self.start(path)
        self._wait_for_shard(path)
        assert driver.poll() is None, "the campaign was over before the head could be killed"
        self.cluster.kill_head()
        self.end(driver, "has died", HEAD_PATIENCE)
        self.cluster.restart()
        self.succeed(path)
        self.tell("head killed", 1, [path], started)

    def other_version(self) -> None:
        """A node whose sources differ is refused in one line, as soon as it is given a task."""
        started, other, large = time.monotonic(), self.folder / "other", self.folder / "large.toml"
        for room in ("analysis", "search"):
            shutil.copytree(ROOT / room, other / room, ignore=shutil.ignore_patterns("__pycache__"))
        with (other / "search" / "tasks.py").open("a") as file:
            file.write("# another version\n")
        large.write_text(CAMPAIGN.format(coefficients="-9:9"))
        self.cluster.kill_second_node(other)
        self.end(self.start(self.folder / "version.db", large), "runs another version of this package")
        self.table.add_row("other version", "1", "1", "1", "", "", "refused", f"{time.monotonic() - started:.0f}")

    def full_disk(self) -> None:
        """The driver writes to a disk that fills up, says so in one line, and goes on when there is room."""
        started, disk = time.monotonic(), self.folder / "disk"
        disk.mkdir()
        mount_memory(disk, SMALL_DISK)
        path = disk / "full.db"
        self.end(self.start(path), "the disk is full")
        mount_memory(disk, LARGE_DISK, _REMOUNT)
        self.succeed(path)
        self.tell("full disk", 1, [path], started)
        unmount(disk)

    def locked_store(self) -> None:
        """Another program locks the store until the driver gives up in one line; then it goes on."""
        started, path = time.monotonic(), self.folder / "locked.db"
        driver = self.start(path)
        self._wait_for_shard(path)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)) as other:
            other.execute("BEGIN IMMEDIATE")
            self.end(driver, "locked")
        self.succeed(path)
        self.tell("locked store", 1, [path], started)

    @staticmethod
    def _wait_for_shard(path: Path) -> None:
        """Until the first shard is in the store, and everything found in it waits."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with (
                contextlib.suppress(sqlite3.Error),
                contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as c,
            ):
                if c.execute("SELECT count(*) FROM shards").fetchone()[0]:
                    return
            time.sleep(0.02)
        raise TimeoutError(f"no shard in {path}")


def _inside(arguments: argparse.Namespace) -> int:
    raise_loopback()
    folder = Path(tempfile.mkdtemp(prefix="faults-", dir="/tmp"))
    try:
        faults = Faults(folder, arguments.coefficients, arguments.seed)
        generator, cluster, times = faults.generator, faults.cluster, arguments.times
        cases = _cases(faults, generator, cluster, times)
        try:
            for name, case in cases.items():
                if not arguments.only or name in arguments.only:
                    print(f"{name} …", file=sys.stderr)
                    case()
        finally:
            Console(width=120).print(faults.table)
        return 0 if faults.equal else 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _cases(faults: Faults, generator: random.Random, cluster: Cluster, times: int) -> dict[str, Callable[[], None]]:
    return {
        "worker": lambda: faults.kills("worker killed", times, lambda _: cluster.kill_worker(generator)),
        "node": lambda: faults.kills("node killed", times, lambda _: cluster.kill_second_node()),
        "driver": lambda: faults.kills("driver killed", times, lambda driver: kill(driver.pid)),
        "head": faults.lost_head,
        "disk": faults.full_disk,
        "lock": faults.locked_store,
        "version": faults.other_version,  # the last: its second node stays
    }


KINDS = ("worker", "node", "driver", "head", "disk", "lock", "version")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10, help="kills of each kind (default 10)")
    parser.add_argument("--coefficients", default="-3:3", help="of the box that is searched (default -3:3)")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments (default 1)")
    parser.add_argument("--only", nargs="+", choices=KINDS, help="these kinds of fault")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside_namespace:
        return _inside(arguments)
    return run_in_namespaces("benchmarks.faults", [*sys.argv[1:], INSIDE])


if __name__ == "__main__":
    sys.exit(main())
