"""A Ray cluster of two nodes in namespaces of its own (network, processes, mounts), whose parts can be killed.

Nothing outside can reach it, no other Ray of this machine is touched, and all of it ends with the script that made it.
Linux, with user namespaces or as root.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import random
import secrets
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from search.engines.ray_session import NODE_SETTINGS

ROOT = Path(__file__).parent.parent
ADDRESS = "127.0.0.1:6379"
START_SECONDS = 300  # for one `ray start` on a busy machine
START_TRIALS = 3  # there `ray start` gives up a node that is slow to register, which is no fault of ours
_SET_FLAGS, _INTERFACE_UP = 0x8914, 0x41  # SIOCSIFFLAGS; IFF_UP | IFF_RUNNING
LOG_LINES = 12


def run_in_namespaces(module: str, arguments: list[str]) -> int:
    """Run `python -m module arguments` in namespaces of its own; its exit code."""
    spaces = ["--net", "--mount", "--mount-proc", "--pid", "--fork", "--kill-child"]
    spaces += ["--map-root-user"] if os.geteuid() else []
    return subprocess.run(["unshare", *spaces, sys.executable, "-m", module, *arguments], cwd=ROOT).returncode


def raise_loopback() -> None:
    """A new network namespace has a loopback interface that is down."""
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh22x", b"lo", _INTERFACE_UP))


def mount_memory(place: Path, options: str, flags: int = 0) -> None:
    if ctypes.CDLL(None, use_errno=True).mount(b"tmpfs", bytes(place), b"tmpfs", flags, options.encode()):
        raise OSError(ctypes.get_errno(), f"mount {place}")


def unmount(place: Path) -> None:
    ctypes.CDLL(None).umount(bytes(place))


def members() -> dict[int, tuple[int, str]]:
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


def kill(process: int) -> bool:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


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
        self._others = set(members())
        self.start()

    def start(self) -> None:
        settings = f"--system-config={json.dumps(NODE_SETTINGS)}"
        self._start("--head", "--port=6379", "--include-dashboard=false", f"--temp-dir={self._place}", settings)
        self._head = set(members())
        self.start_second()

    def start_second(self, path: Path = ROOT) -> None:
        """path: of the sources that its workers run."""
        self._start(f"--address={ADDRESS}", path=path)

    def _start(self, *options: str, path: Path = ROOT) -> None:
        ray = str(Path(sys.executable).with_name("ray"))
        own = ["--num-cpus=1", "--node-ip-address=127.0.0.1", "--object-store-memory=80000000"]
        environment, none = self.environment | {"PYTHONPATH": str(path)}, subprocess.DEVNULL
        command = [ray, "start", *options, *own]
        for _ in range(START_TRIALS):
            before = set(members())
            with tempfile.TemporaryFile() as errors:  # no pipe: what has been started keeps its end open
                code = subprocess.call(
                    command, env=environment, timeout=START_SECONDS, stdin=none, stdout=none, stderr=errors
                )
                errors.seek(0)
                said = errors.read()[-1_000:].decode(errors="replace")
            if not code:
                return
            print(f"ray start ended with {code}: {said}", file=sys.stderr)
            for process in set(members()) - before:
                kill(process)
        raise ChildProcessError(f"ray did not start in {START_TRIALS} trials: {' '.join(options)}")

    def workers(self) -> list[int]:
        return [
            process
            for process, (_, line) in members().items()
            if line.startswith("ray::") and "Agent" not in line.split(" ")[0]  # agents are parts of a node
        ]

    def kill_worker(self, generator: random.Random) -> bool:
        """One worker of either node; False where none has started yet."""
        if not (workers := self.workers()):
            return False
        return kill(generator.choice(workers))

    def kill_second_node(self, path: Path = ROOT) -> bool:
        """The whole second node at once: its raylet, its workers and whatever else it started; then a new one."""
        found = members()
        raylets = {process for process, (_, line) in found.items() if "raylet/raylet" in line.split(" ")[0]}
        gone = raylets - self._head
        if not gone:
            return False
        for process, (parent, line) in found.items():
            if parent in gone or process in gone or (process not in self._head and _is_helper(line)):
                kill(process)
        self.start_second(path)
        return True

    def kill_head(self) -> None:
        """What makes the head a head: its raylet and the server of the cluster's state."""
        for process, (_, line) in members().items():
            if process in self._head and line.split(" ")[0].endswith(("gcs/gcs_server", "raylet/raylet")):
                kill(process)

    def restart(self) -> None:
        """A new cluster after what is left of the old one is gone."""
        while left := set(members()) - self._others:
            for process in left:
                kill(process)
            time.sleep(0.1)
        self.start()

    def told(self) -> str:
        """The processes of the namespace, and the last lines of the logs of both nodes."""
        lines = [f"{process:>7} {parent:>7} {line[:90]}" for process, (parent, line) in members().items()]
        for log in sorted((self._place / "session_latest" / "logs").glob("raylet*.out")):
            with contextlib.suppress(OSError):
                tail = [line[:200] for line in log.read_text(errors="replace").splitlines() if "state-dump" not in line]
                lines += ["", str(log.name), *tail[-LOG_LINES:]]
        return "\n".join(lines)


def _is_helper(line: str) -> bool:
    return "log_monitor.py" in line or "dashboard/agent.py" in line or "runtime_env/agent" in line
