"""A store in a browser: Datasette answers, formulas are rendered, nothing can be written or broken out of."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import InputError
from analysis.formula import Formula
from results.browsing import QUERIES, browser, render_cell
from results.store import Store

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
