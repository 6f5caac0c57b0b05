"""Who hears of damaged rows of a store: whoever asked to, else the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_hearers: list[Callable[[str], object]] = []


def tell(line: str) -> None:
    """Tell of damage in one line."""
    if _hearers:
        _hearers[-1](line)
        return
    import logging  # takes longer than to print what a command finds

    logging.getLogger(__name__).warning(line)


@contextmanager
def heard_by(hearer: Callable[[str], object]) -> Iterator[None]:
    """Damage met inside is told to the hearer.

    >>> lines = []
    >>> with heard_by(lines.append):
    ...     tell("row 7 of formulas is damaged")
    >>> lines
    ['row 7 of formulas is damaged']
    """
    _hearers.append(hearer)
    try:
        yield
    finally:
        _hearers.remove(hearer)
