"""How formulas converge: δ, η and γ against each other, coloured by constant or by cluster.

Formulas at the same place become one marker, larger for more of them; a point says what stands there.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from analysis.dynamics.measures import PLOTTED
from results.people import shown_pair
from results.plots.picture import Picture, new_figure, plot_style
from results.plots.style import OTHERS_NAME, groups, label, look

PLACES = 3  # decimals within which two formulas are at the same place
NAMED = 3  # formulas named in the title of one point

LABELS = {measure.name: f"{measure.sign}, {measure.axis}" for measure in PLOTTED}
SIGNS = {measure.name: measure.sign for measure in PLOTTED}
PANELS = (("gamma", "delta"), ("gamma", "eta"))

Row = Mapping[str, Any]


def dynamics_plot(rows: Iterable[Row], *, by: str = "constant", name: str = "dynamics") -> Picture:
    """Scatter plots of `rows`, which have keys a, b, `by` and the measures (numbers or None); one panel each.

    by: "constant" or "cluster"; its most frequent values get colours of their own.
    """
    rows = list(rows)
    shown = groups(_label(row.get(by), by) for row in rows)
    figure = new_figure(3.4 * len(PANELS), 3.3)
    titles: dict[str, list[str]] = {}
    with plot_style():
        for i, (x, y) in enumerate(PANELS):
            axes = figure.add_subplot(1, len(PANELS), i + 1)
            axes.set_xlabel(LABELS[x])
            axes.set_ylabel(LABELS[y])
            axes.set_title(f"{SIGNS[y]} against {SIGNS[x]}", loc="left")
            titles |= _scatter(axes, f"{name}-{i}", rows, x, y, by, shown)
            if i == 0 and axes.collections:
                handles, labels = axes.get_legend_handles_labels()
                figure.legend(handles, labels, loc="outside lower center", ncols=4)
    return Picture(name, figure, titles)


def _scatter(
    axes: Axes, name: str, rows: Sequence[Row], x: str, y: str, by: str, shown: Sequence[str]
) -> dict[str, list[str]]:
    labels = [OTHERS_NAME, *shown]
    places: dict[str, dict[tuple[float, float], list[Row]]] = {name: defaultdict(list) for name in labels}
    for row in rows:
        if _known(row.get(x)) and _known(row.get(y)):
            group = look(_label(row.get(by), by), shown)[0]
            places[group][round(row[x], PLACES), round(row[y], PLACES)].append(row)
    titles = {}
    for i, (group, points) in enumerate(places.items()):
        if not points:
            continue
        _, colour, marker = look(group, shown)
        sizes = [8 + 10 * math.log10(len(here)) for here in points.values()]
        xs, ys = zip(*points, strict=True)
        axes.scatter(xs, ys, s=sizes, c=colour, marker=marker, linewidths=0, alpha=0.8, label=group, gid=f"{name}-{i}")
        titles[f"{name}-{i}"] = [_title(group, place, here, x, y) for place, here in points.items()]
    return titles


def _title(group: str, place: tuple[float, float], here: Sequence[Row], x: str, y: str) -> str:
    named = "; ".join(shown_pair(str(row["a"]), str(row["b"])) for row in here[:NAMED])
    more = f"; and {len(here) - NAMED:,} more" if len(here) > NAMED else ""
    return f"{group}: {SIGNS[x]} = {place[0]:g}, {SIGNS[y]} = {place[1]:g}\n{named}{more}"


def _label(value: Any, by: str) -> str | None:
    if value is None:
        return None
    if by == "cluster":
        return f"cluster {value}"
    return "rational" if value == "1" else label(str(value))


def _known(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)
