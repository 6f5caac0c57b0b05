"""Commands about campaigns and stores as functions: run, resume, what clusters, links and proofs of a store are worth.

What a command prints as JSON, its function returns.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from discovery.frames import Rows
from discovery.notebook import Formulas, query

if TYPE_CHECKING:
    from discovery.driver import Searchable
    from results.store import Store


def run(file: str | Path, db: str | Path, *, engine: str = "inline", workers: int | None = None) -> dict[str, Any]:
    """Run a campaign file, or what is left of it, into a store; its status then, as `discover run` tells it."""
    from discovery.campaign_files import read_campaign
    from results.store import Store

    campaign = read_campaign(file)
    with Store.create(db) as store:
        return _run(store, campaign, engine, workers)[1]


def resume(db: str | Path, *, campaign: int | None = None, engine: str = "inline", workers: int | None = None) -> Rows:
    """Go on with the campaigns of a store that were stopped, and with formulas out of time; how they stand then."""
    from discovery.campaign_files import stored_campaign
    from results.store import Store

    with Store.open(db) as store:
        store.ask_again_for_late(campaign)
        rows = [store.campaign(campaign)] if campaign is not None else store.unfinished_campaigns()
        return Rows(_run(store, stored_campaign(row), engine, workers)[1] for row in rows if row.finished is None)


def search_recurrence(
    db: str | Path, *, engine: str = "inline", workers: int | None = None, **options: Any
) -> Formulas:
    """Search recurrences into a store; options are the keys of [domain] in a campaign file, keep, digits and name."""
    from discovery.recurrences import RecurrenceCampaign

    return _searched(db, RecurrenceCampaign.asked(options), engine, workers)


def search_series(db: str | Path, *, engine: str = "inline", workers: int | None = None, **options: Any) -> Formulas:
    """Search series into a store; options are the keys of [domain] in a campaign file, keep, digits and name."""
    from discovery.recurrences import SeriesCampaign

    return _searched(db, SeriesCampaign.asked(options), engine, workers)


def search_product(db: str | Path, *, engine: str = "inline", workers: int | None = None, **options: Any) -> Formulas:
    """Search products into a store; options are the keys of [domain] in a campaign file, keep, digits and name."""
    from discovery.recurrences import ProductCampaign

    return _searched(db, ProductCampaign.asked(options), engine, workers)


def search_field(
    db: str | Path, field: Any, *, engine: str = "inline", workers: int | None = None, **options: Any
) -> Formulas:
    """Search the trajectories of a field, by its name or its JSON, into a store; options as in a campaign file."""
    from discovery.field_campaign import TrajectoryCampaign

    return _searched(db, TrajectoryCampaign.asked(options, field=field), engine, workers)


def _searched(db: str | Path, campaign: Searchable, engine: str, workers: int | None) -> Formulas:
    from results.store import Store

    with Store.create(db) as store:
        number, _ = _run(store, campaign, engine, workers)
    return query(db, kind=campaign.kind, campaign=number)


def _run(store: Store, campaign: Searchable, engine: str, workers: int | None) -> tuple[int, dict[str, Any]]:
    from discovery.driver import run_campaign

    number = run_campaign(store, campaign, engine=engine, workers=workers).campaign.id
    return number, store.status(number).as_json()


def cluster_members(db: str | Path, number: int) -> Formulas:
    """The formulas of one cluster."""
    return query(db, cluster=number, order_by="a")


def cluster_scores(db: str | Path, *, campaign: int | None = None) -> Rows:
    """How well clusters agree with the exact families of a store, and baselines do."""
    from discovery.clustering import score_store

    return Rows.stored(db, lambda store: score_store(store, campaign)[0])


def cluster_coarse(db: str | Path, *, campaign: int | None = None) -> Rows:
    """The clusters of every formula of the domains that were searched, screened or not."""
    from discovery.clustering import coarse_store

    return Rows.stored(db, lambda store: coarse_store(store, campaign).clusters)


def web(db: str | Path) -> Rows:
    """Which constants stand in one formula, or are tied by families and links; see `discover constants graph`."""
    from results.web import web_of_constants

    return Rows.stored(db, lambda store: web_of_constants(store).edges)


def verify_store(db: str | Path) -> Rows:
    """Every proved formula and link of a store, whether its certificate holds, and what is wrong where it does not."""
    from discovery.verifying import verdicts
    from results.store import Store

    with Store.read(db) as store:
        return Rows({"row": one.name, "holds": one.fault is None, "fault": one.fault} for one in verdicts(store))


def serve(db: str | Path, *, host: str = "127.0.0.1", port: int = 8001) -> None:
    """Browse a store until Ctrl-C; Datasette is an extra."""
    from results.browsing import browser

    application = browser(db)
    import uvicorn

    uvicorn.run(application.app(), host=host, port=port, log_level="warning", lifespan="on")
