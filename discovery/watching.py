"""How campaigns go, for whoever looks from outside: rates, hits, workers, time left, failures; and their history.

Everything is read from the store, where a run reports every few seconds, and from the lock that tells whether its
driver lives (`results.locks`): a run without an end whose lock is free was killed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rich.live import Live
from rich.text import Text

from discovery.progress import duration
from results.campaigns import Run, Status
from results.columns import fact_lines, table_lines
from results.locks import in_hand
from results.store import Store
from results.terminal import console

RUNNING, KILLED = "running", "killed"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is, why formulas of it failed, and its last run."""

    status: Status
    failures: Sequence[Mapping[str, Any]]
    run: Run | None

    @property
    def is_running(self) -> bool:
        return self.run is not None and self.run.outcome == RUNNING

    def as_json(self) -> dict[str, Any]:
        """The status as one flat object, with "failures" and "run"."""
        run = None if self.run is None else self.run.as_json()
        return self.status.as_json() | {"failures": self.failures, "run": run}


def standings(store: Store) -> list[Progress]:
    """Each campaign, as it is now."""
    rows = []
    for campaign in store.campaigns():
        runs = history(store, campaign.id)
        status = store.status(campaign.id)
        failures = store.failures(campaign.id) if status.failed else []
        rows.append(Progress(status, failures, runs[-1] if runs else None))
    return rows


def history(store: Store, campaign: int | None = None) -> list[Run]:
    """Every run, in order, of one campaign or of all, with an outcome also where none was written."""
    runs = store.history(campaign)
    newest = {run.campaign: run.run for run in runs}

    def told(run: Run) -> Run:
        if run.ended is not None:
            return run
        alive = newest[run.campaign] == run.run and in_hand(store.path, run.campaign)
        return replace(run, outcome=RUNNING if alive else KILLED)

    return [told(run) for run in runs]


def watch_store(store: Store, every: float, tell: Callable[[dict[str, Any]], None] | None = None) -> bool:
    """Show how campaigns go every so many seconds until none is running; whether there are any.

    tell: gets each campaign's JSON each time; without it a table is redrawn on a terminal, or printed anew.
    """
    shown = console()
    with Live(console=shown, auto_refresh=False) if tell is None and shown.is_terminal else _Nothing() as live:
        while True:
            rows = standings(store)
            if tell is not None:
                for row in rows:
                    tell(row.as_json())
                sys.stdout.flush()
            elif isinstance(live, Live):
                live.update(Text("\n".join(status_lines(rows, shown.width))), refresh=True)
            else:
                print("\n".join(status_lines(rows, None)))
            if not any(row.is_running for row in rows):
                return bool(rows)
            time.sleep(every)


def status_lines(rows: Sequence[Progress], width: int | None) -> Iterator[str]:
    """How far campaigns are, some lines of key and value for each, from `standings`."""
    for row in rows:
        yield from fact_lines(_facts(row), width)
        if row is not rows[-1]:
            yield ""


def _facts(row: Progress) -> Iterator[tuple[str, str]]:
    status, run = row.status, row.run
    size, screened = status.campaign.size, status.raw_screened
    yield f"campaign {status.campaign.id}", f"{status.campaign.name}: {_state(row)}"
    yield "screened", f"{screened:,} of {size:,} ({screened / size if size else 1.0:.1%})"
    waiting = f", {status.pending:,} wait" if status.pending else ""
    yield "examined", f"{status.examined:,} of {status.formulas:,} candidates{waiting}"
    yield "identified", f"{status.identified:,}"
    rest = ("rational", status.rational), ("failed", status.failed), ("shards set aside", status.set_aside)
    yield from ((label, f"{number:,}") for label, number in rest if number)
    if status.runs > 1:
        yield "runs", f"{status.runs:,}"
    if run is not None and row.is_running and run.report:
        yield from _live_figures(run.report)


def reasons(rows: Sequence[Progress]) -> Iterator[str]:
    """Why formulas of campaigns failed, one line for each reason, from `standings`."""
    for row in rows:
        for failure in row.failures:
            yield f"campaign {row.status.campaign.id}: {failure['formulas']:,} failed: {failure['reason']}"


def history_lines(rows: Sequence[Run], width: int | None) -> Iterator[str]:
    """Runs of campaigns, one row each, from `history`."""
    figures = ("examined", "identified", "workers", "lost", "raised", "stragglers")
    told = [name for name in figures if any((row.report or {}).get(name) for row in rows)]
    names = ("run", "campaign", "engine", "started", "took", "outcome", *told)
    cells = [
        [
            str(row.run),
            f"{row.campaign} {row.name}",
            row.engine or "",
            row.started[:16].replace("T", " "),
            _took(row),
            row.outcome or "",
            *(f"{(row.report or {}).get(name) or 0:,}" for name in told),
        ]
        for row in rows
    ]
    return table_lines(names, cells, width, right=("run", *told), whole=("started", "outcome"), first=("campaign",))


def _took(row: Run) -> str:
    if row.ended is None:
        return ""
    return duration((datetime.fromisoformat(row.ended) - datetime.fromisoformat(row.started)).total_seconds())


class _Nothing:
    """Stands where no live display is wanted."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *exception: object) -> None:
        return None


def _state(row: Progress) -> str:
    if row.status.campaign.finished:
        return "finished"
    if row.is_running:
        return RUNNING
    return "unfinished: discover resume"


def _live_figures(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Workers, rates, lost runs and time left of a run that goes on."""
    yield "workers", f"{report['workers']:,}" + (f", {report['lost']:,} tasks lost" if report["lost"] else "")
    rates = f"{report['screened_per_second']:,.0f} screened/s, {report['examined_per_second']:,.1f} examined/s"
    yield "rate", rates
    if report["seconds_left"] is not None:
        yield "left", duration(report["seconds_left"])
