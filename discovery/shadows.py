"""A file of the user's that has the name of one of our packages hides it: said in one line that names the file."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from os.path import dirname, realpath  # pathlib takes as long as the rest of this package

PACKAGES = ("analysis", "search", "results")
HOME = dirname(dirname(realpath(__file__)))


def shadow(package: str) -> str | None:
    """The file that would be imported instead of our package; None where it is ours.

    >>> shadow("analysis") is None
    True
    """
    try:
        found = find_spec(package)
    except (ImportError, ValueError):  # a module without a spec: made by hand
        return getattr(sys.modules.get(package), "__file__", None)
    origin = None if found is None else found.origin
    if origin is None or dirname(dirname(realpath(origin))) == HOME:
        return None
    return origin


def refuse_shadows() -> None:
    """Raises ImportError for the first package that something else hides."""
    for package in PACKAGES:
        if (file := shadow(package)) is not None:
            raise ImportError(
                f"{file} hides the package {package} of discovery; allowed: any other name; rename that file, or start"
                " Python in another folder"
            )
