"""An ESMA campaign: left-hand sides of one constant under all sign periods, shard by shard into a store.

One outcome is one shard. Its linked PCFs are written first, which is harmless to do twice, then its fractions with the
mark that it is done, in one transaction: a campaign stopped at any moment goes on without losing or doubling a row.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from analysis.errors import InputError
from analysis.esma.approval import DEFAULT_DEPTH, DEFAULT_DIGITS, LEAST_DEPTH, MOST_DEPTH
from discovery.driver import Ran, Watch
from discovery.runs import open_run
from results.campaigns import Campaign as CampaignRow
from results.store import Store
from search.domains.ranges import Range
from search.domains.rational_functions import RationalFunctions
from search.engines import Scheduler, open_engine
from search.tasks import esma_task, perform

LEAST_DIGITS, MOST_DIGITS = 50, 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EsmaCampaign:
    """What to search and how far to take it; equal campaigns are the same campaign in a store.

    depth: terms used of each sequence; digits: to which the value of an approved fraction is compared. Raises
    InputError for anything that cannot be searched.

    >>> EsmaCampaign.of("e", periods="1:2").domain.size
    576
    """

    domain: RationalFunctions
    depth: int = DEFAULT_DEPTH
    digits: int = DEFAULT_DIGITS
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not LEAST_DEPTH <= self.depth <= MOST_DEPTH:
            raise InputError(f"depth {self.depth}", f"{LEAST_DEPTH} to {MOST_DEPTH:,} terms")
        if not LEAST_DIGITS <= self.digits <= MOST_DIGITS:
            raise InputError(f"{self.digits} digits", f"{LEAST_DIGITS} to {MOST_DIGITS:,}")

    @classmethod
    def of(cls, constant: str, degree: int = 1, height: int = 2, periods: str = "1:2", **settings: Any) -> Self:
        """From the options of `discover search esma`."""
        from analysis.numbers.constants import constant as constant_of

        name = constant_of(constant).name
        return cls(domain=RationalFunctions(name, degree, height, Range.parse(periods)), **settings)

    @classmethod
    def from_store(cls, row: CampaignRow) -> Self:
        """The campaign of a row of a store."""
        try:
            domain = RationalFunctions.from_dict(row.description["domain"])
            return cls(domain=domain, depth=row.description["depth"], digits=row.digits, name=row.name)
        except (KeyError, TypeError) as error:
            raise InputError(
                f"campaign {row.id} with a description of another kind ({error})", "ESMA campaigns"
            ) from None

    def description(self) -> dict[str, Any]:
        """The JSON that the store keeps; with `digits` it says all that the rows depend on."""
        return {"domain": self.domain.as_dict(), "depth": self.depth}


def run_esma(
    store: Store,
    campaign: EsmaCampaign,
    *,
    engine: str = "inline",
    workers: int | None = None,
    address: str | None = None,
    watch: Watch = lambda standing: None,
) -> Ran:
    """Run `campaign`, or what is left of it, into `store`; a finished one starts no engine.

    Ctrl-C (KeyboardInterrupt) stops the engine and leaves the store ready to resume.
    """
    started = time.monotonic()
    domain = campaign.domain
    row = store.start_campaign(
        campaign.description(),
        kind="esma",
        shards=domain.shard_count,
        size=domain.size,
        digits=campaign.digits,
        constants=domain.constant,
        name=campaign.name,
    )
    failures: list[str] = []
    with open_run(store, row, engine) as run:
        if run is None:
            return Ran(row, time.monotonic() - started, nothing_to_do=True)
        status, standing = store.status(row.id), run.standing
        standing.screened, standing.shards_done = status.raw_screened, status.shards_done
        standing.examined = standing.identified = status.examined
        standing.set_aside = status.set_aside
        with open_engine(engine, perform, workers, address) as opened:
            scheduler = Scheduler(opened)
            standing.workers = opened.workers
            watch(standing)
            for outcome in scheduler.outcomes(_tasks(store, campaign, row.id)):
                run.report(scheduler)
                shard, result = outcome.task["shard"], outcome.result
                if result is None:
                    failures.append(f"shard {shard} set aside after {outcome.tries} tries: {outcome.error}")
                    store.record_set_aside(row.id, shard, tries=outcome.tries, error=outcome.error or "")
                    standing.set_aside += 1
                    continue
                if result["pcfs"]:
                    store.record_examined(result["pcfs"])
                store.record_esma_shard(row.id, shard, result["rows"], raw=result["raw"], seconds=result["seconds"])
                standing.screened += result["raw"]
                standing.shards_done += 1
                standing.shards_now += 1
                standing.screen_seconds += result["seconds"]
                standing.examined += len(result["rows"])
                standing.identified += len(result["rows"])
                watch(standing)
        if not failures:
            store.finish_campaign(row.id)
    return Ran(row, time.monotonic() - started, nothing_to_do=False, failures=tuple(failures))


def _tasks(store: Store, campaign: EsmaCampaign, id: int) -> Iterator[dict[str, Any]]:
    domain = campaign.domain.as_dict()
    for shard in store.pending_shards(id):
        yield esma_task(domain, shard, campaign.depth, campaign.digits)
