"""The report of the store that `make run` makes, on paper and in the browser. `.ci/run` makes the store first."""

import re
from pathlib import Path

import pytest

from results.reports.html_writer import html_document
from results.reports.report import report
from results.store import Store

from .browser import Browser
from .test_latex_report import checked, needs_latex, written
from .test_page import needs_browser

BOX = Path(__file__).parents[3] / "run" / "box.db"
SEARCH = "#all ~ .controls input[type=search]"
TABLE = "#table-all tbody tr"

pytestmark = pytest.mark.skipif(not BOX.exists(), reason="`make run` has not been called")


@needs_latex
def test_the_document_of_the_box_compiles(tmp_path: Path) -> None:
    assert checked(written(BOX, tmp_path / "report")).pages in range(20, 100)


@needs_browser
def test_the_page_of_the_box_is_read_and_filtered_in_a_browser(tmp_path: Path) -> None:
    place = tmp_path / "report.html"
    with Store.read(BOX) as store:
        place.write_text(html_document(report(store, date="1 May 2026")), encoding="utf-8")
    with Browser(tmp_path / "profile") as browser:
        browser.open(place)
        assert browser.run("return document.querySelector('figure svg').getBoundingClientRect().width") > 400
        browser.type(SEARCH, "11n + 5n^2")  # no polynomial is written so
        assert browser.run(f"return document.querySelectorAll('{TABLE}').length") == 0
        browser.run(f"document.querySelector('{SEARCH}').value = ''")
        browser.type(SEARCH, "2n + 5")
        found, whole = re.findall(r"[0-9,]+", browser.run("return document.querySelector('#all ~ .count').textContent"))
        assert 0 < int(found.replace(",", "")) < int(whole.replace(",", ""))
        assert browser.run("return document.documentElement.scrollWidth <= window.innerWidth")
        assert browser.errors() == []
