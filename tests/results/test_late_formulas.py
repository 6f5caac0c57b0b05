"""Formulas that ran out of time: kept with what was found, marked, told of by status, and asked for again by resume."""

from collections.abc import Callable
from typing import Any

from analysis.formula import Formula
from results.campaigns import Candidate
from results.store import Store

REASON = "out of time for a name"


def test_a_formula_out_of_time_is_kept_marked_and_asked_for_again(
    store: Store, formula: Callable[..., dict[str, Any]]
) -> None:
    campaign = store.start_campaign({}, kind="pcf", shards=1, size=9, digits=38)
    store.record_screened_shard(campaign.id, 0, [Candidate("2*n + 1", "n**2", 3)], raw=9)
    late = formula(identity=None, out_of_time=True, reason=REASON)
    store.record_examined(map(Formula.from_json, [late]), campaign=campaign.id)
    status = store.status(campaign.id)
    assert (status.pending, status.failed, status.examined) == (0, 1, 0)
    assert store.failures(campaign.id) == [{"reason": REASON, "formulas": 1}]
    (kept,) = store.database.query("SELECT value, digits FROM formulas")
    assert kept == {"value": late["limit"], "digits": 38}

    store.finish_campaign(campaign.id)
    assert store.ask_again_for_late() == 1
    assert store.campaign(campaign.id).finished is None
    assert [waiting.a for waiting in store.pending_formulas(campaign.id)] == ["2*n + 1"]

    store.record_examined(map(Formula.from_json, [formula()]), campaign=campaign.id)
    assert store.status(campaign.id).failed == 0 and store.ask_again_for_late(campaign.id) == 0


def test_other_failures_are_not_asked_for_again(store: Store) -> None:
    campaign = store.start_campaign({}, kind="pcf", shards=1, size=9, digits=38)
    store.record_screened_shard(campaign.id, 0, [Candidate("2*n + 1", "n**2", 3)], raw=9)
    store.record_failed((waiting.id, "ValueError: no") for waiting in store.pending_formulas(campaign.id))
    assert store.ask_again_for_late() == 0
    assert store.failures(campaign.id) == [{"reason": "ValueError: no", "formulas": 1}]
