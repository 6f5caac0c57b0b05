"""Plots: vector, titled, with units, and with nothing of a user taken for markup."""

import math
import xml.etree.ElementTree as ElementTree
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import InputError
from analysis.exact.polynomials import parse_polynomial
from analysis.formula import Formula
from results.plots.directions import directions_plot
from results.plots.dynamics import dynamics_plot
from results.plots.error import error_plot, right_digits
from results.plots.funnel import funnel_plot
from results.plots.style import COLOURS, MARKERS, look

SVG = "{http://www.w3.org/2000/svg}"


def row(place: int, **changes: Any) -> dict[str, Any]:
    return {"a": f"{place}*n + 1", "b": "n**2", "constant": "pi", "cluster": place % 2} | {
        "delta": -0.5 + place / 10, "gamma": float(place), "eta": 0, "beta": 0,
    } | changes  # fmt: skip


def titles(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}title")]


def test_every_point_says_which_formula_it_is() -> None:
    svg = dynamics_plot([row(1), row(2), row(3, constant=None)]).svg()
    found = [title for title in titles(svg) if "a(n) = 2n + 1" in title]
    assert len(found) == 2  # one in each panel
    assert "γ = 2" in found[0]


def test_formulas_at_one_place_are_one_point() -> None:
    svg = dynamics_plot([row(1, a=f"{k}*n") for k in range(50)]).svg()
    assert any("and 47 more" in title for title in titles(svg))
    assert len(titles(svg)) == 2


def test_axes_have_titles_and_meaning() -> None:
    text = "".join(ElementTree.fromstring(dynamics_plot([row(1)]).svg()).itertext())
    assert "irrationality measure" in text
    assert "rate of the error" in text
    assert "δ against γ" in text


def test_the_funnel_says_its_numbers() -> None:
    svg = funnel_plot([("in the domain", 1_768_900), ("proved", 0)]).svg()
    assert "in the domain: 1,768,900" in titles(svg)


def test_text_of_a_plot_follows_the_theme_of_the_page() -> None:
    assert "currentColor" in funnel_plot([("all", 1)]).svg()


def test_names_are_text_and_no_markup() -> None:
    svg = dynamics_plot([row(1, constant="<script>$x_1$&")]).svg()
    assert "<script" not in svg
    assert "<script>$x_1$&" in "".join(ElementTree.fromstring(svg).itertext())


def test_two_plots_on_one_page_share_no_id() -> None:
    first, second = dynamics_plot([row(1)]), dynamics_plot([row(1)], by="cluster", name="clusters")
    ids = [
        {element.get("id") for element in ElementTree.fromstring(plot.svg()).iter()} - {None}
        for plot in (first, second)
    ]
    assert not ids[0] & ids[1]


def test_a_plot_is_the_same_every_time() -> None:
    assert dynamics_plot([row(1)]).svg() == dynamics_plot([row(1)]).svg()


def test_no_rows_still_give_a_picture() -> None:
    assert dynamics_plot([]).svg().startswith("<svg")


@pytest.mark.parametrize(("ending", "start"), [("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG")])
def test_pictures_are_written_in_three_formats(tmp_path: Path, ending: str, start: bytes) -> None:
    place = tmp_path / f"plot.{ending}"
    funnel_plot([("all", 3)]).save(place)
    assert place.read_bytes().startswith(start)


def test_another_ending_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.svg, \.pdf or \.png"):
        funnel_plot([("all", 3)]).save(tmp_path / "plot.bmp")


def test_colours_differ_for_those_who_see_no_red_or_no_green() -> None:
    def seen(colour: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
        red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        return tuple(m[0] * red + m[1] * green + m[2] * blue for m in matrix)

    # Machado, Oliveira, Fernandes 2009, severity 1.0: protanopia and deuteranopia.
    protan = ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052))
    deutan = ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969))
    for matrix in (protan, deutan):
        for one, other in combinations(COLOURS, 2):
            distance = sum((x - y) ** 2 for x, y in zip(seen(one, matrix), seen(other, matrix), strict=True)) ** 0.5
            assert distance > 0.1, (one, other)
    assert len(set(MARKERS)) == len(MARKERS) == len(COLOURS)
    assert look("unknown", ["pi"])[0] == "others"


def test_directions_say_their_delta_and_unknown_ones_are_left_out() -> None:
    rows = [{"direction": (1, 1), "delta": 0.0805}, {"direction": (1, 0), "delta": None}]
    found = titles(directions_plot(rows, "zeta(3)").svg())
    assert found == ["direction (1, 1): δ = 0.0805"]


def test_right_digits_are_those_of_the_convergents() -> None:
    found = dict(
        right_digits(parse_polynomial("1"), parse_polynomial("1"), "1.6180339887498948482045868343656381177", 40)
    )
    assert found[20] == pytest.approx(2 * 21 * math.log10((1 + 5**0.5) / 2) - math.log10(5**0.5), abs=0.35)
    assert max(found.values()) < 37
    svg = error_plot([("golden", Formula("pcf", {"a": "1", "b": "1"}, limit="1.618033988749894"))]).svg()
    assert any(title.startswith("golden: ") for title in titles(svg))
