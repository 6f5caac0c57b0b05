"""Keeping a campaign: nothing lost, nothing doubled, whatever the order of the work and whoever is killed."""

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.formula import Formula
from results.campaigns import Campaign, Candidate
from results.queries import Query, formulas
from results.schema import MIGRATIONS
from results.store import Store
from tests.results.conftest import without_counts


def start(store: Store, **changes) -> Campaign:
    settings = {"kind": "pcf", "shards": 4, "size": 40, "digits": 50} | changes
    return store.start_campaign({"coefficients": [-5, 5]}, **settings)


def contents(store: Store) -> dict[str, list[tuple]]:
    """All rows that must not depend on the order of the work (times and row numbers of batches may)."""
    queries = {
        "formulas": "SELECT * FROM formulas ORDER BY id",
        "identities": "SELECT * FROM identities ORDER BY id",
        "sightings": "SELECT * FROM sightings ORDER BY campaign, formula",
        "shards": "SELECT campaign, shard, raw, candidates FROM shards ORDER BY campaign, shard",
    }
    return {name: store.database.conn.execute(query).fetchall() for name, query in queries.items()}


def test_the_same_campaign_started_again_is_the_same_row(store: Store) -> None:
    first, again = start(store), start(store)
    assert first == again
    assert len(store.campaigns()) == 1
    assert start(store, digits=60).id != first.id


def test_history_tells_of_every_run_how_it_went_and_ended(store: Store) -> None:
    first, other = start(store), start(store, digits=60)
    runs = [store.begin_run(campaign) for campaign in (first.id, other.id, first.id)]
    store.report_run(runs[0], {"examined": 3})
    store.report_run(runs[2], {"examined": 5}, "finished")
    killed, ended = store.history(first.id)
    assert (killed.run, killed.outcome, killed.ended, killed.report) == (
        runs[0],
        None,
        None,
        {"examined": 3},
    )
    assert (ended.run, ended.outcome, ended.report["examined"]) == (runs[2], "finished", 5)
    assert [run.campaign for run in store.history()] == [first.id, other.id, first.id]


def test_a_shard_set_aside_is_told_until_it_is_done(store: Store) -> None:
    campaign = start(store)
    store.record_set_aside(campaign.id, 1, tries=3, error="ValueError: odd")
    store.record_set_aside(campaign.id, 1, tries=4, error="ValueError: odd")
    assert [(row.shard, row.tries) for row in store.set_aside(campaign.id)] == [(1, 4)]
    assert store.status(campaign.id).set_aside == 1 and 1 in store.pending_shards(campaign.id)
    store.record_screened_shard(campaign.id, 1, [], raw=10)
    assert store.set_aside(campaign.id) == []


def test_a_campaign_of_any_size_can_be_described(store: Store) -> None:
    assert store.campaign(start(store, size=10**30).id).size == 10**30


def test_an_unknown_campaign_is_told_with_those_there_are(store: Store) -> None:
    start(store)
    with pytest.raises(InputError, match="campaign 7 is not in the store; allowed: 1"):
        store.status(7)


def test_a_shard_is_kept_once(store: Store) -> None:
    campaign = start(store)
    found = [Candidate("2*n + 1", "n**2", 3, "1", True), Candidate("1", "1", 2)]
    assert store.record_screened_shard(campaign.id, 2, found, raw=10) == 2
    before = contents(store)
    assert store.record_screened_shard(campaign.id, 2, found, raw=10) == 0
    assert contents(store) == before
    assert list(store.pending_shards(campaign.id)) == [0, 1, 3]


def test_shards_by_the_million_are_listed_without_being_held(store: Store) -> None:
    campaign = start(store, shards=10**12)
    for shard in (0, 1, 5, 10**12 - 1):
        store.record_screened_shard(campaign.id, shard, [], raw=1)
    assert list(itertools.islice(store.pending_shards(campaign.id), 5)) == [2, 3, 4, 6, 7]
    finished = start(store, shards=2, digits=51)
    for shard in (1, 0):
        store.record_screened_shard(finished.id, shard, [], raw=1)
    assert list(store.pending_shards(finished.id)) == []


def test_a_formula_met_in_several_shards_is_one_row_with_all_its_raw_formulas(store: Store) -> None:
    campaign = start(store)
    for shard in range(3):
        store.record_screened_shard(campaign.id, shard, [Candidate("2*n + 1", "n**2", shard + 1)], raw=10)
    assert store.counts()["formulas"] == 1
    assert contents(store)["sightings"][0][2] == 1 + 2 + 3


def test_an_exception_inside_a_shard_leaves_neither_rows_nor_mark(store: Store) -> None:
    campaign = start(store)

    def broken():
        yield Candidate("1", "1", 1)
        yield Candidate("2", "1", -1)  # a count that the schema refuses

    before = contents(store)
    with pytest.raises(Exception, match="CHECK"):
        store.record_screened_shard(campaign.id, 0, broken(), raw=10)
    assert contents(store) == before
    assert 0 in store.pending_shards(campaign.id)


def test_an_exception_inside_a_batch_leaves_nothing_of_it(store: Store, formula) -> None:
    with pytest.raises(ValueError, match="without the key"):
        store.record_examined(map(Formula.from_json, [formula(), {"b": "n**2"}]))
    assert contents(store)["formulas"] == []


def test_an_examined_formula_is_no_longer_pending(store: Store, formula) -> None:
    campaign = start(store)
    store.record_screened_shard(campaign.id, 0, [Candidate("2*n + 1", "n**2", 3, "1", True)], raw=10)
    (pending,) = store.pending_formulas(campaign.id)
    assert (pending.a, pending.b, pending.reduction_order, pending.factorial_reduction) == (
        "2*n + 1",
        "n**2",
        "1",
        True,
    )
    store.record_examined(map(Formula.from_json, [formula()]), campaign=campaign.id, seconds=0.25)
    assert store.pending_formulas(campaign.id) == []
    status = store.status(campaign.id)
    assert (status.examined, status.identified, status.factorial_reduction) == (1, 1, 1)
    assert status.seconds == 0.25


def test_pending_formulas_are_paged_by_id(store: Store) -> None:
    campaign = start(store)
    store.record_screened_shard(campaign.id, 0, [Candidate(str(n), "1", 1) for n in range(1, 24)], raw=10)
    pages, after = [], 0
    while page := store.pending_formulas(campaign.id, limit=5, after=after):
        pages += page
        after = page[-1].id
    assert pages == store.pending_formulas()
    assert len({pending.id for pending in pages}) == 23


def test_a_campaign_is_finished_only_when_nothing_is_pending(store: Store, formula) -> None:
    campaign = start(store, shards=1)
    with pytest.raises(RuntimeError):
        store.finish_campaign(campaign.id)
    store.record_screened_shard(campaign.id, 0, [Candidate("2*n + 1", "n**2", 1)], raw=1)
    with pytest.raises(RuntimeError):
        store.finish_campaign(campaign.id)
    store.record_examined(map(Formula.from_json, [formula()]), campaign=campaign.id)
    store.finish_campaign(campaign.id)
    assert store.unfinished_campaigns() == []


def test_a_formula_that_cannot_be_examined_does_not_hold_the_campaign(store: Store) -> None:
    campaign = start(store, shards=1)
    store.record_screened_shard(campaign.id, 0, [Candidate("1", "1", 1)], raw=1)
    store.record_failed((pending.id, "ran out of time") for pending in store.pending_formulas(campaign.id))
    assert store.status(campaign.id).failed == 1
    store.finish_campaign(campaign.id)


def test_more_digits_ask_for_a_formula_again_and_fewer_do_not(store: Store, formula) -> None:
    met = [Candidate("2*n + 1", "n**2", 1)]
    first, more, fewer = start(store, digits=50), start(store, digits=80), start(store, digits=20)
    store.record_screened_shard(first.id, 0, met, raw=1)
    store.record_examined(map(Formula.from_json, [formula()]), campaign=first.id)
    assert store.record_screened_shard(fewer.id, 0, met, raw=1) == 0
    assert store.record_screened_shard(more.id, 0, met, raw=1) == 1
    assert [len(store.pending_formulas(campaign.id)) for campaign in (first, more, fewer)] == [0, 1, 0]


def test_other_constants_ask_only_for_formulas_without_a_name(store: Store, formula) -> None:
    met = [Candidate("2*n + 1", "n**2", 1), Candidate("n", "1", 1)]
    pi, whole = start(store, constants="pi"), start(store, constants="")
    store.record_screened_shard(pi.id, 0, met, raw=1)
    store.record_examined(map(Formula.from_json, [formula(), formula(a="n", b="1", identity=None)]), campaign=pi.id)
    assert store.record_screened_shard(whole.id, 0, met, raw=1) == 1
    assert [pending.a for pending in store.pending_formulas(whole.id)] == ["n"]
    assert store.pending_formulas(pi.id) == []


def test_two_campaigns_that_wait_for_one_formula_each_get_what_they_ask(store: Store, formula) -> None:
    few, many = start(store, digits=30), start(store, digits=90)
    for campaign in (few, many):
        store.record_screened_shard(campaign.id, 0, [Candidate("2*n + 1", "n**2", 1)], raw=1)
    store.record_examined(map(Formula.from_json, [formula()]), campaign=few.id)
    assert store.pending_formulas(few.id) == []
    assert len(store.pending_formulas(many.id)) == 1
    store.record_examined(map(Formula.from_json, [formula()]), campaign=many.id)
    assert store.pending_formulas() == []


def test_what_is_known_of_a_formula_is_never_lost(store: Store, formula) -> None:
    store.record_examined(map(Formula.from_json, [formula(evidence="certified", delta=-0.063)]))
    store.record_examined(
        map(Formula.from_json, [formula(identity=None, limit="1.27", digits=2, evidence="numeric", delta=None)])
    )
    (row,) = map(Formula.as_json, formulas(store, Query()))
    assert row["identity"]["constant"] == "pi"
    assert (row["digits"], len(row["limit"]), row["evidence"], row["delta"]) == (38, 40, "certified", -0.063)


def examined(a: str, b: str) -> dict:
    return {"a": a, "b": b, "status": "convergent", "limit": "1.5", "digits": 2, "evidence": "numeric"}


def ran(events, batch: int) -> dict[str, list[tuple]]:
    """What a store holds after a campaign whose shards and pauses for the exact stage come in this order."""
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "found.db") as store:
        campaign = start(store)
        for event in [*events, "pause"]:
            if event != "pause":
                met = [Candidate(f"{n}*n + 1", "n**2", n) for n in range(event + 2, event + 7)]
                store.record_screened_shard(campaign.id, event, met, raw=10)
                continue
            while pending := store.pending_formulas(campaign.id, limit=batch):
                store.record_examined(
                    map(Formula.from_json, [examined(formula.a, formula.b) for formula in pending]),
                    campaign=campaign.id,
                )
        store.finish_campaign(campaign.id)
        return contents(store)


@settings(max_examples=10)
@given(order=st.permutations([0, 1, 2, 3, "pause", "pause"]), batch=st.integers(1, 7))
def test_the_store_does_not_depend_on_the_order_of_shards_and_batches(order, batch: int) -> None:
    assert ran(order, batch) == ran([0, 1, 2, 3], 100)


def test_a_process_killed_while_it_writes_leaves_whole_shards_only(place: Path) -> None:
    script = (
        "import sys\n"
        "from results.campaigns import Candidate\n"
        "from results.store import Store\n"
        "store = Store.create(sys.argv[1])\n"
        "campaign = store.start_campaign({}, kind='pcf', shards=10**6, size=10**8, digits=50)\n"
        "for done, shard in enumerate(store.pending_shards(campaign.id)):\n"
        "    met = [Candidate(f'{shard}*n + {k}', 'n', 1) for k in range(50)]\n"
        "    store.record_screened_shard(campaign.id, shard, met, raw=50)\n"
        "    if not done:\n"
        "        print('one shard is written', flush=True)\n"
    )
    for wait in (0.05, 0.11, 0.23):
        writer = subprocess.Popen([sys.executable, "-c", script, str(place)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(wait)
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        with Store.open(place) as store:
            assert store.database.conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            counts = store.counts()
            assert counts["shards"] > 0
            assert counts["formulas"] == counts["sightings"] == 50 * counts["shards"]


def test_two_stores_write_the_same_campaign_without_doubling(place: Path) -> None:
    with Store.create(place) as one, Store.open(place) as other:
        campaign = start(one, shards=20)
        for shard, store in zip(range(20), itertools.cycle([one, other, other])):
            for writer in (store, one):
                writer.record_screened_shard(campaign.id, shard, [Candidate("1", "1", 1)], raw=2)
        assert contents(one) == contents(other)
        assert one.status(campaign.id).raw_screened == 40
        assert contents(one)["sightings"][0][2] == 20


def test_signed_fractions_are_kept_with_their_shard(store: Store, signed) -> None:
    campaign = start(store, kind="esma", digits=1000)
    assert store.record_found_shard(campaign.id, 0, map(Formula.from_json, [signed]), raw=100) == 1
    assert store.record_found_shard(campaign.id, 0, map(Formula.from_json, [signed]), raw=100) == 0
    store.record_found_shard(campaign.id, 1, map(Formula.from_json, [signed]), raw=100)
    status = store.status(campaign.id)
    assert (status.shards_done, status.raw_screened, status.formulas, status.pending) == (2, 200, 1, 0)


def test_every_reference_between_tables_holds(store: Store, formula, signed) -> None:
    campaign = start(store, kind="esma")
    store.record_examined(map(Formula.from_json, [formula(family="gauss-1")]))
    store.record_found_shard(campaign.id, 0, map(Formula.from_json, [signed]), raw=1)
    assert store.database.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    assert store.counts()["constants"] == 2


def test_constants_are_described(store: Store, formula) -> None:
    def named(constant: str) -> dict[str, object]:
        return {"constant": constant, "mobius": [[0, 4], [1, 0]], "expression": "x", "latex": "x", "digits": 50}

    own = {"name": "mine", "expression": "pi+1", "latex": "m", "sympy": "(pi + 1)", "tags": []}
    store.start_campaign({"own_constants": [own]}, kind="pcf", shards=1, size=1, digits=50)
    store.record_examined(
        map(Formula.from_json, [formula(identity=named(name)) for name in ("mine", "no such constant")])
    )
    store.record_examined(map(Formula.from_json, [formula(a="2*n + 9", identity=named("log(2)"))]))
    rows = {row["name"]: row for row in store.database.query("SELECT * FROM constants")}
    assert (rows["log(2)"]["latex"], rows["log(2)"]["expression"]) == (r"\log(2)", "log(2)")
    assert rows["log(2)"]["value"].startswith("0.693147180559945309417232121458")
    assert rows["mine"]["value"].startswith("4.14159265358979") and rows["mine"]["source"] == "campaign"


def counted(store: Store, campaign: Campaign) -> tuple[int, ...]:
    """What a status counts, row by row."""
    rows = store.database.conn.execute(
        "SELECT f.kind, f.stage, f.status, f.constant, f.factorial_reduction FROM sightings s"
        " JOIN formulas f ON f.id = s.formula WHERE s.campaign = ?", (campaign.id,),
    ).fetchall()  # fmt: skip
    waiting = store.pending_formulas(campaign.id)
    failed = sum(stage == "failed" for _, stage, *_ in rows)
    rational = sum(
        constant == "1" or (bool(constant) and status == "terminating") for _, _, status, constant, _ in rows
    )
    named = sum(bool(constant) and constant != "1" and status == "convergent" for _, _, status, constant, _ in rows)
    reduced = sum(bool(reduction) for *_, reduction in rows)
    return len(rows), len(waiting), len(rows) - len(waiting) - failed, failed, named, rational, reduced


def told(store: Store, campaign: Campaign) -> tuple[int, ...]:
    now = store.status(campaign.id)
    return now.formulas, now.pending, now.examined, now.failed, now.identified, now.rational, now.factorial_reduction


def agree(store: Store, *campaigns: Campaign) -> bool:
    return all(told(store, one) == counted(store, one) for one in campaigns)


RATIONAL = {"constant": "1", "mobius": [[3, 0], [0, 4]], "expression": "3/4", "latex": "3/4", "digits": 50}


def test_a_status_counts_what_the_rows_say(store: Store, formula) -> None:
    changes = [{}, {"identity": None}, {"identity": RATIONAL}, {"status": "terminating", "identity": RATIONAL}]
    less, more, chance = start(store), start(store, digits=30, name="more", constants="pi"), random.Random(1)
    seen = []
    for number in range(80):
        of, which, kind = chance.choice((less, more)), chance.randrange(12), chance.randrange(5)
        a = f"{which + 2}*n + 1"
        if kind == 0:
            store.record_screened_shard(of.id, number, [Candidate(a, "n**2", 1, None, which % 2 == 0)], raw=1)
        elif kind == 1:
            store.record_failed([(pending.id, "none") for pending in store.pending_formulas(of.id, limit=1)])
        else:
            found = formula(a=a, digits=30, **changes[(kind + which) % 4])
            store.record_examined([Formula.from_json(found)], campaign=of.id)
        assert agree(store, less, more), number
        seen += [told(store, less), told(store, more)]
    assert all(map(any, zip(*seen, strict=True)))
    store.database.conn.execute("DELETE FROM sightings WHERE formula % 2")
    assert agree(store, less, more)


def test_a_store_from_before_gets_its_counts(place: Path, formula) -> None:
    with Store.create(place) as store:
        campaign = start(store)
        found = [Candidate(f"{k}*n + 1", "n**2", 1, None, k == 3) for k in (2, 3, 4)]
        store.record_screened_shard(campaign.id, 0, found, raw=9)
        store.record_examined([Formula.from_json(formula(identity=RATIONAL))], campaign=campaign.id)
        before = told(store, campaign)
        without_counts(store, next(i for i, step in enumerate(MIGRATIONS) if "CREATE TABLE tallies" in "".join(step)))
    with Store.read(place) as store:
        assert told(store, campaign) == before == counted(store, campaign) and before[:2] == (3, 2)


def test_status_is_json_with_exact_sizes(store: Store) -> None:
    status = store.status(start(store, size=10**20).id).as_json()
    assert json.loads(json.dumps(status))["size"] == "1" + "0" * 20


def test_views_for_people_can_all_be_read(store: Store, formula, signed) -> None:
    campaign = start(store, kind="esma")
    store.record_examined(map(Formula.from_json, [formula(), formula(a="2*n + 3", identity=None)]))
    store.record_found_shard(campaign.id, 0, map(Formula.from_json, [signed]), raw=1)
    rows = {view: store.database.conn.execute(f"SELECT count(*) FROM {view}").fetchone()[0] for view in VIEWS}
    assert rows == {
        "v_conjectures": 1,
        "v_unidentified": 1,
        "v_signed_fractions": 1,
        "v_constants": 2,
        "v_families": 0,
        "v_campaigns": 1,
    }


VIEWS = ("v_conjectures", "v_unidentified", "v_signed_fractions", "v_constants", "v_families", "v_campaigns")
