"""A real store in a temporary folder, and formulas to keep in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from results.store import Store


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "found.db"


@pytest.fixture
def store(place: Path) -> Iterator[Store]:
    with Store.create(place) as opened:
        yield opened


def without_counts(store: Store, version: int) -> None:
    """Make the store one of an earlier version, before it kept counts of its own."""
    connection = store.database.conn
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for statement in (
        *(f"TRIGGER {name}" for (name,) in triggers), "TABLE tallies", "INDEX formulas_asked_again",
        "INDEX formulas_failed",
    ):  # fmt: skip
        connection.execute(f"DROP {statement}")
    connection.execute(f"PRAGMA user_version = {version}")


@pytest.fixture
def formula() -> Callable[..., dict[str, Any]]:
    """Makes the JSON of one examined formula: (2n+1, n²) = 4/π unless told otherwise."""

    def make(**changes: Any) -> dict[str, Any]:
        return {
            "a": "2*n + 1",
            "b": "n**2",
            "status": "convergent",
            "limit": "1.27323954473516268615107010698140931565",
            "digits": 38,
            "evidence": "numeric",
            "identity": {
                "constant": "pi",
                "mobius": [[0, 4], [1, 0]],
                "expression": "4/pi",
                "latex": r"\frac{4}{\pi}",
                "digits": 76,
            },
            "closed_form": None,
            "dynamics": {
                "eta": 0,
                "gamma": 1.7627471740390859,
                "sqrt": 0,
                "beta": 0,
                "reduction_order": 1,
                "eta_reduced": 0,
                "gamma_reduced": 1.8813735870195430,
            },
            "delta": -0.0630,
            "delta_exact": None,
            "family": None,
            "cluster": None,
        } | changes

    return make


@pytest.fixture
def signed() -> dict[str, Any]:
    """The JSON of one signed fraction: (e+1)/(e−1) = [2; 6, 10, …]."""
    return {
        "kind": "esma",
        "constant": "e",
        "lhs": "(E + 1)/(E - 1)",
        "signs": [1],
        "terms": [2, 6, 10, 14],
        "recurrence": [1, -2, 1],
        "interlaced": ["4*n + 2"],
        "digits": 1000,
        "digits_per_term": 4.5,
        "simple_digits_per_term": 4.5,
    }
