"""How campaigns go, for whoever looks from outside: rates, hits, workers, time left, failures; and their history.

Everything is read from the store, where a run reports every few seconds, and from the lock that tells whether its
driver lives (`results.locks`): a run without an end whose lock is free was killed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rich.live import Live
from rich.markup import escape
from rich.table import Table

from discovery.progress import duration
from results.locks import in_hand
from results.store import Store
from results.terminal import console

RUNNING, KILLED = "running", "killed"
SHOWN_OUTCOME = 60  # characters of an outcome in a table


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
                live.update(status_table(rows), refresh=True)
            else:
                shown.print(status_table(rows))
            if not any(row["run"] is not None and row["run"]["outcome"] == RUNNING for row in rows):
                return bool(rows)
            time.sleep(every)


def status_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """How far campaigns are, one row each, from `standings`."""
    left = ("id", "name", "state")
    right = (
        "domain",
        "screened",
        "candidates",
        "waiting",
        "examined",
        "identified",
        "rational",
        "failed",
        "set aside",
        "runs",
    )
    table = _table(left, (*right, "workers", "screened/s", "examined/s", "lost", "left"))
    for row in rows:
        share = int(row["raw_screened"]) / int(row["size"]) if int(row["size"]) else 1.0
        counts = ("formulas", "pending", "examined", "identified", "rational", "failed", "set_aside", "runs")
        table.add_row(
            str(row["id"]),
            escape(row["name"]),
            _state(row),
            f"{int(row['size']):,}",
            f"{share:.1%}",
            *(f"{row[name]:,}" for name in counts),
            *_live_figures(row["run"]),
        )
    return table


def reasons(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Why formulas of campaigns failed, one line for each reason, from `standings`."""
    for row in rows:
        for failure in row["failures"]:
            yield f"campaign {row['id']}: {failure['formulas']:,} failed: {failure['reason']}"


def history_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Runs of campaigns, one row each, from `history`."""
    figures = ("workers", "examined", "identified", "lost", "raised", "stragglers")
    table = _table(("run", "campaign", "name", "engine", "started", "ended", "outcome"), figures)
    for row in rows:
        report = row["report"] or {}
        outcome = row["outcome"] or ""
        table.add_row(
            *(str(row[name]) for name in ("run", "campaign")),
            escape(row["name"]),
            *(row[name] or "" for name in ("engine", "started", "ended")),
            escape(outcome if len(outcome) <= SHOWN_OUTCOME else outcome[: SHOWN_OUTCOME - 1] + "…"),
            *(str(report.get(name, "")) for name in figures),
        )
    return table


class _Nothing:
    """Stands where no live display is wanted."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *exception: object) -> None:
        return None


def _table(left: Sequence[str], right: Sequence[str]) -> Table:
    table = Table(box=None, header_style="bold")
    for name in left:
        table.add_column(name)
    for name in right:
        table.add_column(name, justify="right")
    return table


def _state(row: Mapping[str, Any]) -> str:
    if row["finished"]:
        return "finished"
    if row["run"] is not None and row["run"]["outcome"] == RUNNING:
        return RUNNING
    return "unfinished: discover resume"


def _live_figures(run: Mapping[str, Any] | None) -> list[str]:
    """Workers, rates, lost runs and time left of a run that goes on."""
    if run is None or run["outcome"] != RUNNING or not run["report"]:
        return [""] * 5
    report = run["report"]
    left = "" if report["seconds_left"] is None else duration(report["seconds_left"])
    rates = (f"{report['screened_per_second']:,.0f}", f"{report['examined_per_second']:,.1f}")
    return [f"{report['workers']:,}", *rates, f"{report['lost']:,}", left]
