"""δ by direction in a matrix field: above 0 the limit is irrational, given the denominators."""

from collections.abc import Iterable, Mapping, Sequence
from math import atan2, degrees
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from results.people import field_title
from results.plots.picture import Picture, new_figure, plot_style
from results.plots.style import COLOURS

CELLS = 60.0  # of a point's area, so that neighbours touch
NAMED = 24  # directions written beside their points; more would cover each other


def directions_plot(rows: Iterable[Mapping[str, Any]], field: str, *, name: str = "directions") -> Picture:
    """δ of trajectories, given as rows with keys direction (integers, one for each axis) and delta (None: left out).

    With two axes the directions stand at their angle, else one after the other.
    """
    rows = [row for row in rows if row["delta"] is not None]
    flat = all(len(row["direction"]) == 2 for row in rows)
    points = sorted(
        (degrees(atan2(row["direction"][1], row["direction"][0])) if flat else float(place), row["delta"], place)
        for place, row in enumerate(rows)
    )
    figure = new_figure(6.2, 3.4)
    titles: dict[str, list[str]] = {}
    with plot_style():
        axes = figure.add_subplot()
        axes.axhline(0, color="#888888", linewidth=1.2, linestyle="--")
        if points:
            xs, ys = [x for x, _, _ in points], [y for _, y, _ in points]
            if flat:
                axes.plot(xs, ys, color=COLOURS[0], linewidth=0.6)
            axes.scatter(xs, ys, s=18, color=COLOURS[0], linewidths=0, gid=f"{name}-points")
            texts = [", ".join(map(str, rows[place]["direction"])) for _, _, place in points]
            titles[f"{name}-points"] = [f"direction ({text}): δ = {y:.6g}" for text, y in zip(texts, ys, strict=True)]
            if len(points) <= NAMED:
                _name(axes, xs, ys, texts)
        axes.set_xlabel("angle of the direction, degrees" if flat else "directions, one after the other")
        if not flat:
            axes.set_xticks([])
        axes.set_ylabel("δ, irrationality measure")
        axes.set_title(f"δ by direction in the field {field_title(field)}", loc="left")
    return Picture(name, figure, titles)


def _name(axes: Axes, xs: Sequence[float], ys: Sequence[float], texts: Sequence[str]) -> None:
    """Each direction beside its point, on the side from which the curve does not come or go upwards; lines give way."""
    ground = {"facecolor": axes.get_facecolor(), "edgecolor": "none", "pad": 0}
    for i, (x, y, text) in enumerate(zip(xs, ys, texts, strict=True)):
        left = 0 < i < len(ys) - 1 and ys[i + 1] > y
        axes.annotate(
            f"({text})", (x, y), fontsize=7, ha="right" if left else "left",
            xytext=(-4 if left else 4, 4 if i else -4), textcoords="offset points", bbox=ground,
        )  # fmt: skip
    axes.margins(x=0.09)


def plane_plot(rows: Iterable[Mapping[str, Any]], field: str, axes: tuple[int, int], names: tuple[str, str]) -> Picture:
    """δ of trajectories, given as for `directions_plot`, over the entries of their directions along two axes."""
    rows = [row for row in rows if row["delta"] is not None]
    figure = new_figure(5.4, 4.4)
    with plot_style():
        drawn = figure.add_subplot()
        xs, ys = ([row["direction"][axis] for row in rows] for axis in axes)
        points = drawn.scatter(
            xs, ys, c=[row["delta"] for row in rows], s=CELLS, cmap="viridis", linewidths=0, gid="plane-points"
        )
        figure.colorbar(points, ax=drawn, label="δ, irrationality measure")
        for axis, along in zip((drawn.xaxis, drawn.yaxis), names, strict=True):
            axis.set_label_text(f"steps along {along}")
            axis.set_major_locator(MaxNLocator(integer=True))
        drawn.set_title(f"δ by direction in the field {field_title(field)}", loc="left")
    titles = [f"direction ({', '.join(map(str, row['direction']))}): δ = {row['delta']:.6g}" for row in rows]
    return Picture("plane", figure, {"plane-points": titles})
