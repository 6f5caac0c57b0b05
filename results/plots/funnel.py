"""How many formulas are left after each stage of a search, on a logarithmic scale."""

from collections.abc import Sequence

from matplotlib.ticker import FixedLocator, FuncFormatter

from results.plots.picture import Picture, new_figure, plot_style
from results.plots.style import COLOURS


def funnel_plot(stages: Sequence[tuple[str, int]]) -> Picture:
    """Stages from the first to the last, each with its number of formulas."""
    figure = new_figure(6.2, 0.6 + 0.34 * len(stages))
    with plot_style():
        axes = figure.add_subplot()
        names = [name for name, _ in stages]
        counts = [count for _, count in stages]
        bars = axes.barh(names, counts, color=COLOURS[0], height=0.62)
        axes.set_xscale("symlog", linthresh=1)
        axes.set_xlim(0, max([*counts, 1]) * 12)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes.xaxis.set_major_locator(FixedLocator([10**k for k in range(0, 20, 2)]))
        axes.minorticks_off()
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
        axes.set_xlabel("formulas (logarithmic)")
        axes.set_title("From formulas to proofs", loc="left")
        titles = {}
        for i, (bar, (name, count)) in enumerate(zip(bars, stages, strict=True)):
            bar.set_gid(f"stage-{i}")
            titles[f"stage-{i}"] = [f"{name}: {count:,}"]
            axes.annotate(f"{count:,}", (count, i), xytext=(4, 0), textcoords="offset points", va="center")
    return Picture("funnel", figure, titles)
