"""One driver for a campaign: a lock that dies with its holder.

The lock is one of the operating system (flock) on a small file beside the store. However a driver ends, kill -9 and a
crash included, the system lets go of it; a file that is left behind locks nothing, and the next driver takes it over.
Campaigns have locks of their own, so several may run into one store at once.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.errors import InputError, echo

# `in_hand` holds the lock for a moment when it looks: whoever wants it tries again for so long.
PATIENCE_SECONDS, RETRY_SECONDS = 0.5, 0.05


class InHandError(InputError):
    """Another process drives this campaign."""


def lock_file(store: Path, campaign: int) -> Path:
    """The file whose lock the driver of a campaign holds.

    >>> lock_file(Path("box.db"), 2).as_posix()
    'box.db-campaign-2.lock'
    """
    return store.with_name(f"{store.name}-campaign-{campaign}.lock")


@contextmanager
def holding(store: Path, campaign: int) -> Iterator[None]:
    """Hold a campaign as its only driver. Raises InHandError when another process does."""
    place = lock_file(store, campaign)
    descriptor = _taken(place, campaign)
    try:
        with suppress(OSError):  # on a full disk the lock holds all the same
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"process {os.getpid()} on {socket.gethostname()}".encode())
        yield
    finally:
        with suppress(OSError):
            place.unlink()  # while it is still held: nobody can take this file in between
        os.close(descriptor)


def in_hand(store: Path, campaign: int) -> bool:
    """Whether a living process drives this campaign now."""
    try:
        descriptor = os.open(lock_file(store, campaign), os.O_RDONLY)
    except OSError:
        return False
    try:
        return not _lock(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _taken(place: Path, campaign: int) -> int:
    """The open file, locked."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise InputError(
                f"{echo(place)}: {error.strerror}", "a folder that can be written", "copy the store elsewhere"
            ) from error
        if _lock(descriptor, fcntl.LOCK_EX):
            if _is_at(descriptor, place):
                return descriptor
        elif time.monotonic() > deadline:
            holder = os.read(descriptor, 200).decode(errors="replace")
            os.close(descriptor)
            raise InHandError(
                f"campaign {campaign} is being run by {holder or 'another process'}",
                "one driver for a campaign",
                "see how it goes with `discover status --watch`",
            )
        else:
            time.sleep(RETRY_SECONDS)
        os.close(descriptor)


def _lock(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(descriptor: int, place: Path) -> bool:
    """Whether the open file is still the one of this name: its holder may have removed it before it let go."""
    with suppress(OSError):
        return os.path.samestat(os.fstat(descriptor), place.stat())
    return False
