"""Reading the TOML files that users write, with one line for whatever keeps one from being read."""

import tomllib
from pathlib import Path
from typing import Any

from analysis.errors import InputError, echo


def read_toml(path: str | Path, what: str, expected: str) -> dict[str, Any]:
    """The content of a file. Raises InputError for one that cannot be read or is not TOML.

    what: the kind of file, for the first message; expected: what one holds, for the second.

    >>> read_toml("no such file.toml", "library file", "tables")
    Traceback (most recent call last):
    analysis.errors.InputError: library file 'no such file.toml': No such file or directory; allowed: ...TOML file
    """
    try:
        with Path(path).open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise InputError(f"{what} {echo(path)}: {error.strerror}", "a readable TOML file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not TOML ({error})", expected) from None
