"""A picture of δ by direction in a matrix field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.fields.fans import Measured
    from analysis.fields.matrix_fields import MatrixField


def save_fan(found: Sequence[Measured], field: MatrixField, path: Path, plane: tuple[int, int] | None = None) -> None:
    """Write δ by direction to a file, over two axes where these are given. Raises InputError for its ending."""
    from results.plots.directions import directions_plot, plane_plot

    rows = [{"direction": one.trajectory.direction, "delta": one.delta} for one in found]
    if plane is None:
        directions_plot(rows, field.name).save(path)
    else:
        i, j = plane
        plane_plot(rows, field.name, plane, (field.axes[i], field.axes[j])).save(path)
