"""sqlite-utils' Database, imported without the pandas and numpy that it loads where they are installed.

It wants them for the types of values that no store of ours holds, and they cost every command up to a second.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

_NOT_NEEDED = ("pandas", "numpy")


def _without_optional_libraries() -> Any:
    hidden = [name for name in _NOT_NEEDED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None makes an import fail
    try:
        return import_module("sqlite_utils").Database
    finally:
        for name in hidden:
            del sys.modules[name]


if TYPE_CHECKING:
    from sqlite_utils import Database
else:
    Database = _without_optional_libraries()
