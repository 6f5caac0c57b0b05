"""Records in a file without a name: of a million rows and links as objects, gigabytes would be held."""

import os
from errno import ENOSPC
from tempfile import TemporaryFile

_HEAD = 4  # bytes of a length
_AT_ONCE = 1_024  # bytes read first: most records are shorter


class Spool:
    """Bytes that are appended and read anywhere, also by forked children.

    >>> spool = Spool()
    >>> first, second = spool.append(b"one"), spool.append(b"two" * 1000)
    >>> spool.read(first), len(spool.read(second))
    (b'one', 3000)
    """

    def __init__(self) -> None:
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115  closed with the last that reads it
        self._end = 0

    def append(self, record: bytes) -> int:
        """Write one at the end; the place where it begins. Raises OSError where there is no room."""
        start, whole = self._end, len(record).to_bytes(_HEAD, "big") + record
        if self._file.write(whole) != len(whole):
            raise OSError(ENOSPC, os.strerror(ENOSPC))
        self._end += len(whole)
        return start

    def read(self, start: int) -> bytes:
        """The one that begins there."""
        found = os.pread(self._file.fileno(), _AT_ONCE, start)
        size = int.from_bytes(found[:_HEAD], "big")
        record = found[_HEAD : _HEAD + size]
        return record + os.pread(self._file.fileno(), size - len(record), start + len(found))
