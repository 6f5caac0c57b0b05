"""How fast formulas converge: right digits of the convergents against the number of terms."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import log10
from typing import Any

from analysis.exact.polynomials import Polynomial
from analysis.formula import Formula
from results.people import shown_pair
from results.plots.picture import Picture, new_figure, plot_style
from results.plots.style import COLOURS, MARKERS, label

TERMS = 40  # of each formula: enough to tell straight lines from curves
LOG10_2 = log10(2)


def error_plot(found: Iterable[tuple[str, Formula]]) -> Picture:
    """One curve for each continued fraction that has a limit, to its last digit, named from the highest down."""
    figure = new_figure(6.2, 3.6)
    titles: dict[str, list[str]] = {}
    with plot_style():
        axes = figure.add_subplot()
        curves = [(named, list(right_digits(one.pcf.a, one.pcf.b, one.limit or "0"))) for named, one in found]
        for place, (named, points) in enumerate(sorted(curves, key=_height, reverse=True)):
            again, at = divmod(place, len(COLOURS))  # after a round of colours they come again, hollow and dashed
            look: dict[str, Any] = {"color": COLOURS[at], "linewidth": 1, "linestyle": "--" if again else "-"}
            inside, marker = "none" if again else COLOURS[at], MARKERS[at]
            xs, ys = [n for n, _ in points], [digits for _, digits in points]
            axes.plot(xs, ys, gid=f"error-line-{place}", **look)
            axes.scatter(
                xs, ys, s=14, facecolors=inside, edgecolors=COLOURS[at], marker=marker, linewidths=0.8 * again,
                gid=f"error-{place}", zorder=2,
            )  # fmt: skip
            axes.plot([], [], marker=marker, markersize=4, markerfacecolor=inside, label=named, **look)
            titles[f"error-{place}"] = [f"{named}: {digits:.2f} digits after {n} terms" for n, digits in points]
        axes.set_xlabel("terms n")
        axes.set_ylabel("right digits, −log₁₀ of the error")
        axes.set_title("Right digits against terms", loc="left")
        if axes.collections:
            axes.legend(loc="best", fontsize=8)
    return Picture("error", figure, titles)


def _height(curve: tuple[str, list[tuple[int, float]]]) -> float:
    """The slope of a curve, by which its end stands above others."""
    return curve[1][-1][1] / curve[1][-1][0] if curve[1] else 0.0


def right_digits(a: Polynomial, b: Polynomial, limit: str, terms: int = TERMS) -> Iterator[tuple[int, float]]:
    """(n, −log₁₀|pₙ/qₙ − L|) for n = 1 … terms, as far as the decimal L is exact enough; qₙ = 0 is left out.

    >>> [round(digits, 1) for _, digits in right_digits(Polynomial((1,)), Polynomial((1,)), "1.61803398874989", 3)]
    [0.4, 0.9, 1.3]
    """
    value = Fraction(limit)
    finest = len(limit.partition(".")[2]) - 1
    p, p_before, q, q_before = a(0), 1, 1, 0
    for n in range(1, terms + 1):
        step, partial = b(n), a(n)
        p, p_before = partial * p + step * p_before, p
        q, q_before = partial * q + step * q_before, q
        if q == 0:
            continue
        error = abs(Fraction(p, q) - value)
        if error == 0:
            return
        digits = _log10(error.denominator) - _log10(error.numerator)
        if digits > finest:
            return
        yield n, digits


def _log10(value: int) -> float:
    spare = max(value.bit_length() - 60, 0)
    return log10(value >> spare) + spare * LOG10_2


def error_label(found: Formula) -> str:
    """What a curve is called: by the value, else by the polynomials."""
    return label(found.value) if found.value else shown_pair(found.a, found.b)
