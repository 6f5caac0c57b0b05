"""Writing files that others read: whole or not at all, and only where the user said.

A file is written under a temporary name in its folder and renamed when it is complete, so nobody ever sees half of
one. A link is not followed: what it points to would be overwritten by whoever made the link.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.errors import InputError, echo


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """A new file to write to, which becomes `path` when the block ends, and is removed when it raises.

    Raises InputError where `path` is a link or no file, or its folder cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder) / "a.txt") as new:
    ...         _ = new.write_text("whole")
    ...     (Path(folder) / "a.txt").read_text()
    'whole'
    """
    place = Path(path)
    check_output(place)
    new = place.with_name(f".{place.name[:100]}.{secrets.token_hex(4)}{place.suffix[:10]}")
    try:
        os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666))
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise InputError(
            f"{echo(path)}: {getattr(error, 'strerror', error)}", "a file in a folder you may write"
        ) from None
    try:
        yield new
        os.replace(new, place)
    finally:
        with suppress(OSError):
            new.unlink()


def write_text(path: str | Path, text: str) -> None:
    """Write a text file whole. Raises InputError as `replacing`."""
    with replacing(path) as new:
        new.write_text(text, encoding="utf-8")


def check_output(path: Path) -> None:
    """Raise InputError for a link, and for what is neither absent nor a plain file."""
    try:
        if path.is_symlink():
            raise InputError(f"{echo(path)} is a link", "a file", "remove the link or name what it points to")
        if path.exists() and not path.is_file():
            raise InputError(f"{echo(path)} is no plain file", "the name of a file")
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{echo(path)} cannot be written", "the name of a file") from None


def output_folder(path: str | Path) -> Path:
    """The folder of this name, made if need be. Raises InputError for a link or a file."""
    place = Path(path)
    if place.is_symlink():
        raise InputError(f"--output {echo(path)} is a link", "a folder", "name the folder that it points to")
    if place.exists() and not place.is_dir():
        raise InputError(f"--output {echo(path)} is a file", "a folder", "name a new or an existing folder")
    place.mkdir(parents=True, exist_ok=True)
    return place
