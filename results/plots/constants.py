"""The web of constants as a picture: nodes on a circle, the most frequent first, edges as wide as they are frequent."""

from math import cos, degrees, log1p, pi, sin

from results.people import shown
from results.plots.picture import INK, Picture, new_figure, plot_style
from results.plots.style import COLOURS, label
from results.web import Edge, Web

MOST_NODES = 40  # beyond, labels run into each other
_KINDS = {"formula": COLOURS[0], "family": COLOURS[1], "link": COLOURS[2]}


def constants_plot(web: Web) -> Picture:
    """Constants that stand in one formula are joined; families and links have colours of their own."""
    names = drawn(web)
    at = {name: 2 * pi * i / len(names) for i, name in enumerate(names)}
    figure, titles = new_figure(6.6, 6.6), {}
    with plot_style():
        axes = figure.add_subplot()
        axes.set_axis_off()
        axes.set_aspect("equal")
        axes.set_xlim(-1.45, 1.45)
        axes.set_ylim(-1.45, 1.45)
        figure.suptitle("The web of constants", x=0.02, ha="left")
        shown = _one_a_pair([edge for edge in web.edges if edge.first in at and edge.second in at])
        for i, edge in enumerate(shown):
            ends = [at[edge.first], at[edge.second]]
            (line,) = axes.plot(
                [cos(t) for t in ends], [sin(t) for t in ends],
                color=_KINDS[edge.kind], linewidth=0.6 + 0.6 * log1p(edge.count), alpha=0.7, zorder=1,
            )  # fmt: skip
            line.set_gid(f"tie-{i}")
            titles[f"tie-{i}"] = [f"{label(edge.first)} and {label(edge.second)}: {edge.count:,}, {_tie(edge)}"]
        for i, name in enumerate(names):
            x, y = cos(at[name]), sin(at[name])
            (dot,) = axes.plot([x], [y], "o", color=INK, markersize=3 + log1p(web.nodes[name]), zorder=2)
            dot.set_gid(f"constant-{i}")
            titles[f"constant-{i}"] = [f"{label(name)}: {web.nodes[name]:,} formulas"]
            turned = degrees(at[name]) if x >= 0 else degrees(at[name]) - 180
            side = "left" if x >= 0 else "right"
            axes.text(
                1.06 * x, 1.06 * y, label(name), ha=side, va="center", rotation=turned, rotation_mode="anchor"
            )  # fmt: skip
        for kind in sorted({edge.kind for edge in shown}):
            axes.plot([], [], color=_KINDS[kind], label=kind)
        figure.legend(loc="outside lower left", ncols=3)
    return Picture("constants", figure, titles)


def drawn(web: Web) -> list[str]:
    """The most frequent constants each of which is tied to another of them."""
    names, found = list(web.nodes), list[str]()
    for count in range(min(MOST_NODES, len(names)), len(names) + 1):
        among = set(names[:count])
        ends = {end for edge in web.edges if {edge.first, edge.second} <= among for end in (edge.first, edge.second)}
        if len(ends) > MOST_NODES and found:
            break
        found = [name for name in names[:count] if name in ends][:MOST_NODES]
    return found


def _tie(edge: Edge) -> str:
    expression = edge.as_json()["expression"]
    return shown(expression) if expression else edge.kind


def _one_a_pair(edges: list[Edge]) -> list[Edge]:
    """The strongest tie of each pair: a formula before a family before a link."""
    found: dict[tuple[str, str], Edge] = {}
    for kind in _KINDS:
        for edge in edges:
            if edge.kind == kind:
                found.setdefault((edge.first, edge.second), edge)
    return list(found.values())
