"""A campaign with metrics: the table of all formulas beside the store, complete also after a stop."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import InputError
from discovery import driver
from discovery.campaign_files import read_campaign
from discovery.campaigns import Campaign
from discovery.driver import run_campaign
from results.metrics import read_metrics
from results.store import Store

CAMPAIGN = Campaign(
    domain={"a_degree": 1, "b_degree": 2, "coefficients": "-2:2"},
    keep="fr",
    metrics="all",
    digits=20,
    constants=("pi",),
)


@pytest.fixture
def four_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.domains.domains.LEAST_GRID_SHARD", 400)


@pytest.mark.usefixtures("four_shards")
def test_the_table_has_every_formula_of_the_domain(tmp_path: Path) -> None:
    with Store.create(tmp_path / "box.db") as store:
        run_campaign(store, CAMPAIGN)
    table = read_metrics(tmp_path / "box.db", 1)
    assert len(table) == CAMPAIGN.make_domain().size == 2_976
    assert len({(tuple(row["a"]), tuple(row["b"])) for row in table}) == len(table)
    assert len(list((tmp_path / "box.db.metrics" / "1").iterdir())) == CAMPAIGN.make_domain().shard_count > 1


@pytest.mark.usefixtures("four_shards")
def test_a_stopped_campaign_goes_on_to_the_same_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.create(tmp_path / "whole.db") as store:
        run_campaign(store, CAMPAIGN)
    whole, calls = driver.perform, itertools.count()

    def stopped(task: Mapping[str, Any]) -> dict[str, Any]:
        if task["kind"] == "screen" and next(calls) == 1:
            raise KeyboardInterrupt
        return whole(task)

    with Store.create(tmp_path / "box.db") as store:
        monkeypatch.setattr(driver, "perform", stopped)
        with pytest.raises(KeyboardInterrupt):
            run_campaign(store, CAMPAIGN)
        assert len(read_metrics(tmp_path / "box.db", 1)) < 2_976
        monkeypatch.setattr(driver, "perform", whole)
        run_campaign(store, Campaign.from_store(store.unfinished_campaigns()[0]))
    assert read_metrics(tmp_path / "box.db", 1).tobytes() == read_metrics(tmp_path / "whole.db", 1).tobytes()


def test_metrics_are_part_of_what_a_campaign_is(tmp_path: Path) -> None:
    plain = Campaign(domain=CAMPAIGN.domain, keep="fr", digits=20, constants=("pi",))
    assert "metrics" not in plain.description()
    assert CAMPAIGN.description() == plain.description() | {"metrics": "all"}
    file = tmp_path / "campaign.toml"
    file.write_text(CAMPAIGN.to_toml())
    assert read_campaign(file) == CAMPAIGN
    with pytest.raises(InputError, match="metrics 'some'"):
        Campaign(domain=CAMPAIGN.domain, metrics="some")
