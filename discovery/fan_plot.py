"""A picture of δ by direction in a matrix field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.fields.fans import Measured


def save_fan(found: Sequence[Measured], name: str, path: Path) -> None:
    """Write δ by direction to a file. Raises InputError for its ending."""
    from results.plots.directions import directions_plot

    rows = [{"direction": one.trajectory.direction, "delta": one.delta} for one in found]
    directions_plot(rows, name).save(path)
