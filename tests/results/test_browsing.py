"""A store in a browser: Datasette answers, formulas are rendered, nothing can be written or broken out of."""

import asyncio
import json
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import InputError
from analysis.formula import Formula
from results.browsing import QUERIES, browser, render_cell
from results.front_page import front_page, rows_json
from results.store import Store

from .reports.browser import CHROMIUM, DRIVER, Browser

pytest.importorskip("datasette")


def answer(place: Path, path: str) -> tuple[int, str]:
    async def ask() -> tuple[int, str]:
        application = browser(place)
        await application.invoke_startup()
        response = await application.client.get(path)
        return response.status_code, response.text

    return asyncio.run(ask())


@pytest.fixture
def filled(place: Path, formula: Callable[..., dict[str, Any]], signed: dict[str, Any]) -> Path:
    hostile = {"constant": "x<script>", "mobius": [[1, 0], [0, 1]], "expression": "<script>x", "latex": "", "digits": 1}
    with Store.create(place) as store:
        store.record_examined(
            map(Formula.from_json, [formula(factorial_reduction=True), formula(a="n", identity=hostile), signed])
        )
    return place


@pytest.mark.parametrize("name", QUERIES)
def test_every_question_has_an_answer(filled: Path, name: str) -> None:
    status, text = answer(filled, f"/found/{name}?constant=pi")
    assert status == 200
    assert QUERIES[name]["title"] in text
    assert "Invalid SQL" not in text


def test_formulas_are_rendered(filled: Path) -> None:
    status, text = answer(filled, "/found/of_a_constant?constant=pi")
    assert status == 200
    assert "<math><mn>2</mn><mi>n</mi><mo>+</mo><mn>1</mn></math>" in text
    assert "<mfrac><mn>4</mn><mi>π</mi></mfrac>" in text


def test_the_views_are_there(filled: Path) -> None:
    status, text = answer(filled, "/found")
    assert status == 200
    assert {"v_conjectures", "v_constants"} <= set(re.findall(r"v_\w+", text))


def test_text_of_a_store_is_text(filled: Path) -> None:
    _, text = answer(filled, "/found/v_conjectures")
    assert "<script>x" not in text


def test_nothing_can_be_written(filled: Path) -> None:
    status, text = answer(filled, "/found.json?sql=delete+from+formulas")
    assert status == 400
    assert "must be a SELECT" in text


def test_a_missing_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no database"):
        browser(tmp_path / "none.db")


def test_other_columns_are_left_alone() -> None:
    assert render_cell("name", "n") is None
    assert render_cell("a", None) is None
    assert render_cell("a", "not a polynomial!") is None


def rows(place: Path, **asked: str) -> tuple[int, int]:
    """How many formulas the page's table has for what is asked, and how many of them come at once."""
    found = json.loads(rows_json(place, asked))
    return found["total"], len(found["rows"])


@pytest.fixture
def many(filled: Path, formula: Callable[..., dict[str, Any]]) -> Path:
    with Store.open(filled) as store:
        found = [formula(a=f"{k}*n + 1", b="n**2 + n", delta=k / 1000, family="k7") for k in range(3, 123)]
        store.record_examined(map(Formula.from_json, [*found, formula(a="n", b="n", evidence="proved")]))
    return filled


def test_the_first_page_is_small_and_shows_highlights_and_facets(many: Path) -> None:
    status, text = answer(many, "/")
    assert status == 200 and len(text) < 200_000
    assert text.index('<h2 id="highlights') < text.index('<h2 id="formulas') and "Conjectures: digits agree" in text
    assert '<option value="pi">π (122)</option>' in text and '<option value="k7">k7 (120)</option>' in text
    assert text.count("<tr>") < 80 and "<script>x" not in text


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ({}, 123),
        ({"constant": "π"}, 122),
        ({"evidence": "proved"}, 1),
        ({"family": "k7"}, 120),
        ({"min_delta": "0.1"}, 23),
        ({"search": "pi proved"}, 1),
        ({"search": "2n+1"}, 1),
        ({"search": "2n + 1 n^2"}, 1),
        ({"search": "1.27323955"}, 123),
        ({"search": "zeta(3)"}, 0),
        ({"kind": "esma"}, 1),
    ],
)
def test_rows_are_those_that_are_asked_for(many: Path, asked: dict[str, str], total: int) -> None:
    assert rows(many, **asked) == (total, min(total, 50))


def test_rows_come_as_they_are_looked_at(many: Path) -> None:
    assert [rows(many, constant="pi", start=start)[1] for start in ("0", "50", "100", "150")] == [50, 50, 22, 0]


MISTAKES = (("search", "pie"), ("constant", "pie"), ("evidence", "sure"), ("min_delta", "x"), ("min_delta", "nan"),
            ("start", "-1"), ("order", "beauty"), ("kind", "x"))  # fmt: skip


@pytest.mark.parametrize(("name", "text"), MISTAKES)
def test_what_cannot_be_asked_is_told(many: Path, name: str, text: str) -> None:
    with pytest.raises(InputError, match="allowed"):
        rows_json(many, {name: text})
    assert 'role="alert"></p>' not in front_page(many, {name: text}, {})


def test_a_mistake_is_an_answer_too(many: Path) -> None:
    status, text = answer(many, "/-/formulas?search=pie")
    assert (status, "search word 'pie'" in json.loads(text)["error"]) == (400, True)


@pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason="chromium or chromedriver is not installed")
def test_the_page_follows_what_is_typed(many: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = [sys.executable, "-m", "discovery", "serve", "--db", str(many), "--port", str(port)]
    address = f"http://127.0.0.1:{port}/"
    with subprocess.Popen(served, stdout=subprocess.DEVNULL) as server:
        try:
            for _ in range(1200):  # a busy machine takes its time
                try:
                    urllib.request.urlopen(address).close()
                    break
                except OSError:
                    time.sleep(0.25)
            follow(address, tmp_path)
        finally:
            server.terminate()


def follow(address: str, folder: Path) -> None:
    def many_rows() -> Any:
        return browser.run("return document.querySelectorAll('#table-formulas tbody tr').length")

    def until(wanted: int) -> None:
        for _ in range(1200):
            if many_rows() == wanted:
                return
            time.sleep(0.1)
        assert many_rows() == wanted

    with Browser(folder / "profile") as browser:
        browser.open(address)
        assert many_rows() == 50
        browser.run("document.getElementById('more').scrollIntoView()")
        until(100)
        browser.type("input[type=search]", "pi 1.2732 2n+1")
        until(1)
        assert browser.run("return document.querySelector('.count').textContent") == "1 formula"
        assert "2n%2B1" in browser.run("return location.search")
        assert browser.run("return document.documentElement.scrollWidth <= window.innerWidth")
        browser.telephone()
        browser.open(address)
        assert browser.fits_a_telephone()
        assert browser.errors() == []
