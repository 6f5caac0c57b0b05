"""A picture of δ by direction in a matrix field."""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, degrees
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import InputError

if TYPE_CHECKING:
    from analysis.families.fans import Measured

FORMATS = (".png", ".svg", ".pdf")


def save_fan(found: Sequence[Measured], name: str, path: Path) -> None:
    """Write δ against the angle of the direction (two axes) or its number in the fan; above the line 0 it proves
    irrationality. Raises InputError for a file of another kind than FORMATS."""
    if path.suffix not in FORMATS:
        raise InputError(f"--plot {path}", f"a file that ends in {', '.join(FORMATS)}")
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    flat = all(len(one.trajectory.direction) == 2 for one in found)
    points = []
    for number, one in enumerate(found):
        i, j = one.trajectory.direction[:2]
        points.append((degrees(atan2(j, i)) if flat else float(number), one))
    points.sort(key=lambda point: point[0])
    figure, axes = pyplot.subplots(figsize=(7, 4), layout="constrained")
    axes.plot([x for x, _ in points], [one.delta or 0.0 for _, one in points], marker="o", linewidth=0.8)
    for x, one in points:
        axes.annotate(",".join(map(str, one.trajectory.direction)), (x, one.delta or 0.0), fontsize=7, xytext=(3, 4),
                      textcoords="offset points")  # fmt: skip
    axes.axhline(0, color="black", linewidth=0.6)
    axes.set_xlabel("angle of the direction, degrees" if flat else "direction, by number")
    axes.set_ylabel("δ")
    axes.set_title(name)
    figure.savefig(path)
    pyplot.close(figure)
