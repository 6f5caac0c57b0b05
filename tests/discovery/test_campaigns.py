"""A campaign is the same value from options, from a file and from the store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from discovery.campaign_files import read_campaign
from discovery.campaigns import Campaign
from results.store import Store
from search.tasks import _library

FAMILY = {
    "a_form": "x0*(n^3+(n+1)^3)+x1*(2n+1)",
    "b_form": "-n^6",
    "let": {"x0": "1:20", "x1": "-20:20"},
}
OWN = '[[constant]]\nname = "bernstein"\nexpression = "log(2)^3"\n'


def test_options_file_and_store_give_the_same_campaign(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    options = {"digits": 60, "keep": "fr", "name": "near Apéry", "constants": "zeta(3),bernstein"}
    lets = tuple(f"{name}={values}" for name, values in FAMILY["let"].items())  # type: ignore[attr-defined]
    given = Campaign.from_options(**options, constants_file=str(tmp_path / "own.toml"), **FAMILY | {"let": lets})
    file = tmp_path / "campaign.toml"
    file.write_text('constants_file = "own.toml"\n' + given.to_toml())
    assert read_campaign(file) == given
    with Store.create(tmp_path / "s.db") as store:
        row = store.start_campaign(
            given.description(),
            kind="pcf",
            shards=1,
            size=820,
            digits=given.digits,
            constants=given.constants_text,
            name=given.name,
        )
        again = Campaign.from_store(row)
    assert (again, again.name) == (given, "near Apéry")
    assert again.constants_text == given.constants_text
    assert again.make_domain() == given.make_domain() and given.make_domain().size == 820


@given(
    low=st.integers(-9, 0),
    high=st.integers(1, 9),
    degrees=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    exact=st.booleans(),
    name=st.text(max_size=20),
)
def test_a_box_survives_its_file(
    tmp_path_factory: pytest.TempPathFactory, low: int, high: int, degrees: tuple[int, int], exact: bool, name: str
) -> None:
    a_degree, b_degree = degrees
    box = {"a_degree": a_degree, "b_degree": b_degree, "coefficients": f"{low}:{high}"}
    campaign = Campaign(domain=box | ({"exact_degree": True} if exact else {}), name=name)
    file = tmp_path_factory.mktemp("files") / "campaign.toml"
    file.write_text(campaign.to_toml(), encoding="utf-8", newline="")
    read = read_campaign(file)
    assert (read, read.name) == (campaign, name)


def test_b_may_be_a_product_of_linear_factors() -> None:
    campaign = Campaign.from_options(
        a_degree=3, coefficients="-5:5", b_factors=6, slopes="1:2", offsets="-3:3", b_coefficients="-2:2"
    )
    assert campaign.make_domain().size == (11**4 - 1) * 4 * 8008


def test_each_side_may_have_its_own_coefficients() -> None:
    campaign = Campaign.from_options(a_degree=0, b_degree=0, a_coefficients="1:3", b_coefficients="1:5")
    assert campaign.make_domain().size == 15


def test_own_constants_travel_by_their_fields(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    campaign = Campaign.from_options(
        a_degree=0, b_degree=0, coefficients="1:3", constants_file=str(tmp_path / "own.toml"), constants="bernstein,pi"
    )
    library = _library(json.dumps([campaign.constants, campaign.own_constants]))
    assert [known.name for known in library] == ["bernstein", "pi"]
    assert library[0].value(20).str(15, radius=False) == "0.333024651988929"
    whole = _library(json.dumps([[], campaign.own_constants]))
    assert len(whole) > 40 and whole[-1].name == "bernstein"


def test_a_row_of_another_kind_is_refused(tmp_path: Path) -> None:
    with Store.create(tmp_path / "s.db") as store:
        row = store.start_campaign({"constant": "e"}, kind="esma", shards=1, size=1, digits=50)
    with pytest.raises(InputError, match="campaign 1: description of another kind"):
        Campaign.from_store(row)
