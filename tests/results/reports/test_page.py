"""The page: one file, well formed, with everything escaped; in a browser it sorts, filters, and says no error."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from analysis.formula import Formula
from results.reports.html_writer import html_document
from results.reports.report import report
from results.store import Store

from .browser import CHROMIUM, DRIVER, Browser

needs_browser = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None, reason="chromium or chromedriver is not installed"
)
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Reader(HTMLParser):
    """Collects tags, ids, attributes and text; fails on a tag closed out of turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, key, value or "") for key, value in attrs]
        self.ids += [value or "" for key, value in attrs if key == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page(place: Path, **options: Any) -> str:
    with Store.read(place) as store:
        return html_document(report(store, date="1 May 2026", **options))


@pytest.mark.parametrize("which", ["small", "structured", "hostile"])
def test_the_page_is_well_formed_and_needs_no_network(which: str, request: pytest.FixtureRequest) -> None:
    text = page(request.getfixturevalue(which))
    found = Reader(text)
    assert len(found.ids) == len(set(found.ids))
    targets = [value for tag, key, value in found.attributes if key in ("src", "href", "xlink:href") and tag != "a"]
    assert all(target.startswith("#") for target in targets)
    links = [value for tag, key, value in found.attributes if tag == "a" and key == "href"]
    assert all(link.startswith("#") and link[1:] in found.ids for link in links)
    assert "url(http" not in text and "@import" not in text


def test_an_empty_store_makes_a_page(place: Path) -> None:
    Store.create(place).close()
    assert "no formula yet" in Reader(page(place)).text


def test_names_cannot_break_out_of_the_page(hostile: Path) -> None:
    found = Reader(page(hostile, title="</title><script>window.broken=1</script>"))
    assert found.tags.count("script") == 1
    assert "img" not in found.tags
    assert not [key for _, key, _ in found.attributes if key.startswith("on")]
    assert "${title} $title" in found.text


def test_the_page_can_be_read_without_eyes(structured: Path) -> None:
    text = page(structured)
    found = Reader(text)
    assert '<html lang="en">' in text
    assert found.tags.count("main") == found.tags.count("h1") == 1
    for figure in re.findall(r"<figure.*?</figure>", text, re.DOTALL):
        assert re.search(r'role="img" aria-label="[^"]{20,}"', figure)
    for table in re.findall(r"<table.*?</thead>", text, re.DOTALL):
        assert "<caption" in table
        assert table.count("<th") - table.count("<thead") == table.count('<th scope="col"')
    levels = [int(tag[1]) for tag in found.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def contrast(one: str, other: str) -> float:
    """WCAG 2.1's contrast ratio of two colours like #1b1b1b."""

    def luminance(colour: str) -> float:
        if len(colour) == 4:
            colour = "#" + "".join(2 * c for c in colour[1:])
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_stands_out_in_both_themes(small: Path) -> None:
    roots = re.findall(r":root \{(.*?)\}", page(small), re.DOTALL)
    assert len(roots) == 2
    for root in roots:
        colours = dict(re.findall(r"--(\w+): (#\w+)", root))
        for name in ("ink", "soft", "accent", "proved", "certified", "linked", "numeric"):
            for ground in ("paper", "tint"):
                assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


@pytest.fixture
def shown(small: Path, tmp_path: Path, formula: Callable[..., dict[str, Any]]) -> Path:
    """The page of a store with a few hundred formulas."""
    with Store.open(small) as store:
        store.record_examined(
            map(Formula.from_json, [formula(a=f"{k}*n + 1", b="n**2 + n", delta=k / 1000) for k in range(2, 302)])
        )
    place = tmp_path / "report.html"
    place.write_text(page(small), encoding="utf-8")
    return place


TABLE = "#table-all tbody tr"
SEARCH = "#all ~ .controls input[type=search]"


@needs_browser
@pytest.mark.parametrize("dark", [False, True])
def test_the_table_filters_and_sorts_in_a_browser(shown: Path, tmp_path: Path, dark: bool) -> None:
    with Browser(tmp_path / "profile", dark=dark) as browser:
        browser.open(shown)
        assert browser.run("return document.compatMode") == "CSS1Compat"
        assert browser.run(f"return document.querySelectorAll('{TABLE}').length") == 50
        for _ in range(2):
            browser.click(".scroll:has(#table-all) + .more")
        assert browser.run(f"return document.querySelectorAll('{TABLE}').length") == 304
        browser.type(SEARCH, "123n + 1")
        assert browser.run(f"return document.querySelectorAll('{TABLE}').length") == 1
        assert browser.run("return document.querySelector('#all ~ .count').textContent") == "1 of 304 formulas"
        browser.run(f"const s = document.querySelector('{SEARCH}'); s.value = ''; s.dispatchEvent(new Event('input'))")
        browser.click("#table-all thead th:nth-child(6) button")
        browser.click("#table-all thead th:nth-child(6) button")
        first = browser.run(f"return document.querySelector('{TABLE}').cells[5].textContent")
        assert float(first) == 0.301
        heading = "return document.querySelector('#table-all thead th:nth-child(6)').getAttribute('aria-sort')"
        assert browser.run(heading) == "descending"
        # Formulas have a size, plots are seen, nothing sticks out of the window.
        assert browser.run("return document.querySelector('.statement math').getBoundingClientRect().height") > 40
        assert browser.run("return document.querySelector('figure svg').getBoundingClientRect().width") > 400
        assert browser.run("return document.querySelectorAll('figure svg title').length") > 3
        assert browser.run("return document.documentElement.scrollWidth <= window.innerWidth")
        wanted = "rgb(21, 23, 26)" if dark else "rgb(253, 253, 251)"
        assert browser.run("return getComputedStyle(document.body).backgroundColor") == wanted
        assert browser.errors() == []


@needs_browser
def test_decimals_names_and_words_are_found_together(shown: Path, tmp_path: Path) -> None:
    wanted = {
        "pi": 302, "π numeric": 301, "π proved": 1, "e": 1, "1.2732395447351626861510701": 304,
        "1.27323954473516268615107011 11n+1": 1, "pi 1.9": 0, "4/pi 2n - 3": 0, "n^2+n  12*n + 1": 1,
    }  # fmt: skip
    with Browser(tmp_path / "profile") as browser:
        browser.open(shown)
        typing = f"const s = document.querySelector('{SEARCH}'); s.dispatchEvent(new Event('input'));"
        asking = f"{typing} return document.querySelector('#all ~ .count').textContent"
        found = {}
        for typed in wanted:
            told = browser.run(asking.replace("s.disp", f"s.value = {json.dumps(typed)}; s.disp"))
            found[typed] = int(told.split()[0])
        assert found == wanted
        assert browser.errors() == []


@needs_browser
def test_the_page_is_read_without_javascript(shown: Path, tmp_path: Path) -> None:
    with Browser(tmp_path / "profile", script=False) as browser:
        browser.open(shown)
        assert browser.run(f"return document.querySelectorAll('{TABLE}').length") == 20
        assert browser.run("return document.querySelectorAll('.controls').length") == 0
        assert "The first 20 of 304 rows" in browser.run("return document.querySelector('#all ~ .more').textContent")


@needs_browser
def test_no_name_runs_as_a_script(hostile: Path, tmp_path: Path) -> None:
    place = tmp_path / "report.html"
    place.write_text(page(hostile), encoding="utf-8")
    with Browser(tmp_path / "profile") as browser:
        browser.open(place)
        assert browser.run("return window.broken") is None
        assert browser.errors() == []


@needs_browser
def test_the_page_fits_a_telephone(shown: Path, tmp_path: Path) -> None:
    with Browser(tmp_path / "profile") as browser:
        browser.telephone()
        browser.open(shown)
        assert browser.fits_a_telephone()
