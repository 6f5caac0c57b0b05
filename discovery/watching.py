"""How campaigns go, for whoever looks from outside: rates, hits, workers, time left, failures; and their history.

Everything is read from the store, where a run reports every few seconds, and from the lock that tells whether its
driver lives (`results.locks`): a run without an end whose lock is free was killed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.live import Live
from rich.text import Text

from discovery.progress import duration
from results.columns import fact_lines, table_lines
from results.locks import in_hand
from results.store import Store
from results.terminal import console

RUNNING, KILLED = "running", "killed"


def standings(store: Store) -> list[dict[str, Any]]:
    """The status of each campaign as JSON, with "failures", why formulas failed, and "run", the last one.

    Of the run: its engine, times, outcome and last report.
    """
    rows = []
    for campaign in store.campaigns():
        runs = history(store, campaign.id)
        status = store.status(campaign.id).as_json()
        failures = store.failures(campaign.id) if status["failed"] else []
        rows.append(status | {"failures": failures, "run": runs[-1] if runs else None})
    return rows


def history(store: Store, campaign: int | None = None) -> list[dict[str, Any]]:
    """Every run, in order, of one campaign or of all, with "outcome" also where none was written."""
    runs = store.history(campaign)
    newest = {run["campaign"]: run["run"] for run in runs}
    for run in runs:
        if run["ended"] is None:
            alive = newest[run["campaign"]] == run["run"] and in_hand(store.path, run["campaign"])
            run["outcome"] = RUNNING if alive else KILLED
    return runs


def watch_store(store: Store, every: float, tell: Callable[[Mapping[str, Any]], None] | None = None) -> bool:
    """Show how campaigns go every so many seconds until none is running; whether there are any.

    tell: gets each campaign's standing each time; without it a table is redrawn on a terminal, or printed anew.
    """
    shown = console()
    with Live(console=shown, auto_refresh=False) if tell is None and shown.is_terminal else _Nothing() as live:
        while True:
            rows = standings(store)
            if tell is not None:
                for row in rows:
                    tell(row)
                sys.stdout.flush()
            elif isinstance(live, Live):
                live.update(Text("\n".join(status_lines(rows, shown.width))), refresh=True)
            else:
                print("\n".join(status_lines(rows, None)))
            if not any(row["run"] is not None and row["run"]["outcome"] == RUNNING for row in rows):
                return bool(rows)
            time.sleep(every)


def status_lines(rows: Sequence[Mapping[str, Any]], width: int | None) -> Iterator[str]:
    """How far campaigns are, some lines of key and value for each, from `standings`."""
    for row in rows:
        yield from fact_lines(_facts(row), width)
        if row is not rows[-1]:
            yield ""


def _facts(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    size, screened = int(row["size"]), int(row["raw_screened"])
    yield f"campaign {row['id']}", f"{row['name']}: {_state(row)}"
    yield "screened", f"{screened:,} of {size:,} ({screened / size if size else 1.0:.1%})"
    waiting = f", {row['pending']:,} wait" if row["pending"] else ""
    yield "examined", f"{row['examined']:,} of {row['formulas']:,} candidates{waiting}"
    yield "identified", f"{row['identified']:,}"
    for key, label in (("rational", "rational"), ("failed", "failed"), ("set_aside", "shards set aside")):
        if row[key]:
            yield label, f"{row[key]:,}"
    if row["runs"] > 1:
        yield "runs", f"{row['runs']:,}"
    run = row["run"]
    if run is not None and run["outcome"] == RUNNING and run["report"]:
        yield from _live_figures(run["report"])


def reasons(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Why formulas of campaigns failed, one line for each reason, from `standings`."""
    for row in rows:
        for failure in row["failures"]:
            yield f"campaign {row['id']}: {failure['formulas']:,} failed: {failure['reason']}"


def history_lines(rows: Sequence[Mapping[str, Any]], width: int | None) -> Iterator[str]:
    """Runs of campaigns, one row each, from `history`."""
    figures = ("examined", "identified", "workers", "lost", "raised", "stragglers")
    told = [name for name in figures if any((row["report"] or {}).get(name) for row in rows)]
    names = ("run", "campaign", "engine", "started", "took", "outcome", *told)
    cells = [
        [
            str(row["run"]),
            f"{row['campaign']} {row['name']}",
            row["engine"] or "",
            str(row["started"])[:16].replace("T", " "),
            _took(row),
            row["outcome"] or "",
            *(f"{(row['report'] or {}).get(name) or 0:,}" for name in told),
        ]
        for row in rows
    ]
    return table_lines(names, cells, width, right=("run", *told), whole=("started", "outcome"), first=("campaign",))


def _took(row: Mapping[str, Any]) -> str:
    if row["ended"] is None:
        return ""
    return duration((datetime.fromisoformat(row["ended"]) - datetime.fromisoformat(row["started"])).total_seconds())


class _Nothing:
    """Stands where no live display is wanted."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *exception: object) -> None:
        return None


def _state(row: Mapping[str, Any]) -> str:
    if row["finished"]:
        return "finished"
    if row["run"] is not None and row["run"]["outcome"] == RUNNING:
        return RUNNING
    return "unfinished: discover resume"


def _live_figures(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Workers, rates, lost runs and time left of a run that goes on."""
    yield "workers", f"{report['workers']:,}" + (f", {report['lost']:,} tasks lost" if report["lost"] else "")
    rates = f"{report['screened_per_second']:,.0f} screened/s, {report['examined_per_second']:,.1f} examined/s"
    yield "rate", rates
    if report["seconds_left"] is not None:
        yield "left", duration(report["seconds_left"])
