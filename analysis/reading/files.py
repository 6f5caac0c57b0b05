"""Files that users name, read whole and with a bound on their size; only plain files, so nothing waits or never ends.

A folder, a device such as /dev/zero, a pipe that nobody writes to, a file of gigabytes: one line says so.
"""

import codecs
import json
import re
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from analysis.errors import InputError, echo

LARGEST_FILE = 2**26  # bytes: a table of a million formulas
LARGEST_TOML = 2**20  # bytes: tomllib's time grows with the square of what is nested
LONGEST_NUMBER = 10_000  # digits of a number in JSON or TOML
DEEPEST = 100  # levels of lists and tables within each other

_ENCODINGS = ((codecs.BOM_UTF8, "UTF-8"), (codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"))
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)
_LONG_NUMBER = re.compile(rf"[0-9_]{{{LONGEST_NUMBER + 1},}}")


def check_plain(path: str | Path, what: str) -> None:
    """Raise InputError for what is no plain file, or is not there; `what` names the kind of file in the message.

    >>> check_plain("/dev/zero", "table")
    Traceback (most recent call last):
    analysis.errors.InputError: table '/dev/zero' is a device; allowed: a file; name a file
    """
    try:
        mode = Path(path).stat().st_mode
    except OSError as error:
        raise InputError(f"{what} {echo(path)}: {error.strerror}", "a file that can be read") from None
    except ValueError:
        raise InputError(f"{what} {echo(path)}", "the name of a file") from None
    for is_kind, kind in _KINDS:
        if is_kind(mode):
            raise InputError(f"{what} {echo(path)} is {kind}", "a file", "name a file")


def read_file(path: str | Path, what: str, largest: int = LARGEST_FILE) -> str:
    """The text of a plain file in UTF-8, with or without a mark in front. Raises InputError for any other."""
    check_plain(path, what)
    try:
        with Path(path).open("rb") as file:
            content = file.read(largest + 1)
    except OSError as error:
        raise InputError(f"{what} {echo(path)}: {error.strerror}", "a file that can be read") from None
    if len(content) > largest:
        raise InputError(f"{what} {echo(path)} of more than {largest:,} bytes", f"at most {largest:,}", "split it")
    return _decoded(content, f"{what} {echo(path)}")


def read_stream(stream: TextIO, what: str, largest: int = LARGEST_FILE) -> str:
    """The text of stdin, with the same bound."""
    try:
        text = stream.read(largest + 1)
    except UnicodeDecodeError:
        raise InputError(f"{what} on stdin that is not UTF-8", "text in UTF-8") from None
    if len(text) > largest:
        raise InputError(f"{what} on stdin of more than {largest:,} characters", f"at most {largest:,}", "split it")
    return text.removeprefix("\ufeff")


def read_input(path: str, what: str, largest: int = LARGEST_FILE) -> str:
    """The text of a file, or of stdin for "-"."""
    return read_stream(sys.stdin, what, largest) if path == "-" else read_file(path, what, largest)


def read_json(text: str, name: str, expected: str) -> Any:
    """The value of a JSON text, with bounded numbers and nesting, NaN and infinities refused. Raises InputError.

    name: the file, for the message; expected: what it should hold.

    >>> read_json('{"a": [1, 2.5]}', "f.json", "a field")
    {'a': [1, 2.5]}
    >>> read_json('{"a": 1, "a": 2}', "f.json", "a field")
    Traceback (most recent call last):
    analysis.errors.InputError: f.json: key 'a' twice; allowed: a field
    """
    try:
        return json.loads(
            text,
            parse_int=lambda digits: int(_short(digits)),
            parse_float=lambda digits: _finite(Decimal(_short(digits))),
            parse_constant=_no_number,
            object_pairs_hook=_once,
        )
    except RecursionError:
        raise InputError(f"{name}: nested too deeply", expected) from None
    except json.JSONDecodeError as error:
        raise InputError(f"{name}: no JSON: {error}", expected) from None
    except ValueError as error:
        raise InputError(f"{name}: {error}", expected) from None


def read_toml(path: str | Path, what: str, expected: str) -> dict[str, Any]:
    """The content of a TOML file. Raises InputError for one that cannot be read or is not TOML.

    what: the kind of file, for the first message; expected: what one holds, for the second.

    >>> read_toml("no such file.toml", "library file", "tables")
    Traceback (most recent call last):
    analysis.errors.InputError: library file 'no such file.toml': No such file or directory; allowed: a file ...
    """
    import tomllib  # few commands read one

    text = read_file(path, what, LARGEST_TOML)
    if _LONG_NUMBER.search(text):
        raise InputError(f"{path}: a number of more than {LONGEST_NUMBER:,} digits", expected)
    try:
        content = tomllib.loads(text)
        deep = _depth_exceeds(content, DEEPEST)
    except RecursionError:
        deep = True
    except (ValueError, OverflowError) as error:  # tomllib's own, and dates that are none
        raise InputError(f"{path}: not TOML ({error})", expected) from None
    if deep:
        raise InputError(f"{path}: nested too deeply", expected)
    return content


def _decoded(content: bytes, name: str) -> str:
    encoding = next((known for mark, known in _ENCODINGS if content.startswith(mark)), "UTF-8")
    if encoding != "UTF-8":
        raise InputError(f"{name} in {encoding}", "text in UTF-8", "save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: byte {error.start + 1:,} is not UTF-8", "text in UTF-8", "save it so") from None


def _short(digits: str) -> str:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"a number of more than {LONGEST_NUMBER:,} digits")
    return digits


class Decimal(float):
    """A float of JSON that remembers how it was written: `str` gives all its digits.

    >>> str(read_json("0.12345678901234567890", "f.json", "a number"))
    '0.12345678901234567890'
    """

    def __new__(cls, text: str) -> "Decimal":
        made = super().__new__(cls, text)
        made.text = text
        return made

    text: str

    def __str__(self) -> str:
        return self.text


def _finite(value: float) -> float:
    if value in (float("inf"), float("-inf")):
        raise ValueError("a number beyond 1e308")
    return value


def _no_number(name: str) -> float:
    raise ValueError(f"{name}, which is no number")


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"key {echo(next(name for name in names if names.count(name) > 1))} twice")
    return found


def _depth_exceeds(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(levels == 0 or _depth_exceeds(one, levels - 1) for one in inner)
