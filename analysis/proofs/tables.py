"""Our own tables in TOML, read once a version: what takes tomllib 30 ms is kept as JSON beside the compiled files.

As with Python's own `.pyc`, what is kept holds for the file's time and size, and where nothing can be kept the file is
read again.
"""

import json
import os
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any


def table(path: Path) -> dict[str, Any]:
    """The content of a TOML file without dates.

    >>> sorted(table(Path(__file__).with_name("theorems.toml")))
    ['number', 'theorem']
    """
    state = path.stat()
    kept, stamp = path.parent / "__pycache__" / f"{path.name}.json", [state.st_mtime_ns, state.st_size]
    with suppress(OSError, ValueError):
        found = json.loads(kept.read_bytes())
        if isinstance(found, list) and len(found) == 2 and found[0] == stamp:
            return dict(found[1])
    content = tomllib.loads(path.read_text("utf-8"))
    with suppress(OSError):
        _keep(kept, json.dumps([stamp, content]))
    return content


def _keep(place: Path, text: str) -> None:
    """Written aside and moved, so that nobody reads half of it."""
    place.parent.mkdir(exist_ok=True)
    aside = place.with_name(f"{place.name}.{os.getpid()}")
    aside.write_text(text, "utf-8")
    aside.replace(place)
