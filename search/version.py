"""Which version of this package a process runs: a digest of the sources that decide what a task gives.

A version number would not do: two clones of one release may have been edited. Equal digests mean equal results.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

ROOMS = ("analysis", "search")  # all that a task runs
DIGEST_BYTES = 6  # two versions with the same digest: one chance in 10¹⁴
_TEXTS = (".py", ".toml")


@cache
def fingerprint() -> str:
    """The digest of this installation, twelve hexadecimal figures, the same on every machine.

    >>> len(fingerprint())
    12
    """
    root = Path(__file__).parent.parent
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for room in ROOMS:
        files = (path for path in (root / room).rglob("*") if path.suffix in _TEXTS)
        for name, path in sorted((path.relative_to(root).as_posix(), path) for path in files):
            digest.update(f"{name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()
