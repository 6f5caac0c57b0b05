"""The report of the store that `make run` makes, on paper and in the browser. `.ci/run` makes the store first."""

import re
from pathlib import Path

import pytest

from results.reports.conjectures import SHORT
from results.reports.pdf import compile_pdf
from results.reports.writing import Written

from .browser import Browser
from .test_latex_report import checked, needs_latex, written
from .test_page import needs_browser

BOX = Path(__file__).parents[3] / "run" / "box.db"
SEARCH = "#all ~ .controls input[type=search]"
TABLE = "#table-all tbody tr"
MOST_PAGES, MOST_BYTES, MOST_SECONDS = 25, 2_000_000, 2.0  # of CPU until the page can be used

pytestmark = pytest.mark.skipif(not BOX.exists(), reason="`make run` has not been called")


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The files of the report that people get by default."""
    return written(BOX, tmp_path_factory.mktemp("box"), pdf=False, detail=SHORT)


@needs_latex
def test_the_document_of_the_box_is_a_paper(box: Written) -> None:
    made = Written(box.page, box.source, compile_pdf(box.source))
    assert checked(made).pages in range(10, MOST_PAGES + 1)


@needs_browser
def test_the_page_of_the_box_is_read_and_filtered_in_a_browser(box: Written, tmp_path: Path) -> None:
    assert box.page.stat().st_size <= MOST_BYTES
    with Browser(tmp_path / "profile") as browser:
        browser.open(box.page)
        rows = f"return document.querySelectorAll('{TABLE}').length"
        assert browser.run(rows) > 20
        assert browser.seconds() <= MOST_SECONDS
        assert browser.run("return document.querySelector('figure svg').getBoundingClientRect().width") > 400

        def found(typed: str) -> int:
            browser.run(f"document.querySelector('{SEARCH}').value = ''")
            browser.type(SEARCH, typed)
            told = browser.run("return document.querySelector('#all ~ .count').textContent")
            return int(re.findall(r"[0-9,]+", told)[0].replace(",", ""))

        assert found("11n + 5n^2") == 0  # no polynomial is written so
        assert 0 < found("2n + 5") < 1_000
        assert 0 < found("π proved") <= found("pi") < found("proved")
        assert found("1.2732395447351626861 proved") > 0
        assert browser.run("return document.documentElement.scrollWidth <= window.innerWidth")
        assert browser.errors() == []
