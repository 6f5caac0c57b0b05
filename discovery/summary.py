"""What a campaign found, on one screen: the funnel from raw formulas to identified ones, constants, conjectures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from discovery.progress import duration
from results.campaigns import Campaign, Status
from results.queries import Query, count, formulas, sql_rows
from results.store import Store

BEST = 10  # conjectures shown, by irrationality measure
SHOWN_TEXT = 48  # characters of a formula or an expression in a table


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts and best rows of one campaign.

    constants: (name, number of formulas), most frequent first; best: rows as in the contract, largest δ first;
    seconds: of this run.
    """

    status: Status
    convergent: int
    constants: tuple[tuple[str, int], ...]
    best: tuple[dict[str, Any], ...]
    seconds: float

    @classmethod
    def of(cls, store: Store, campaign: Campaign, seconds: float) -> Summary:
        """Read from the store what `campaign` has found so far."""
        per_constant = sql_rows(
            store.path,
            "SELECT f.constant, count(*) AS formulas FROM sightings s JOIN formulas f ON f.id = s.formula"  # noqa: S608
            f" WHERE s.campaign = {int(campaign.id)} AND f.constant IS NOT NULL GROUP BY f.constant ORDER BY 2 DESC, 1",
        )
        best = Query(campaign=campaign.id, identified=True, order_by="-delta", limit=BEST)
        return cls(
            status=store.status(campaign.id),
            convergent=count(store, Query(campaign=campaign.id, status="convergent")),
            constants=tuple((row["constant"], row["formulas"]) for row in per_constant),
            best=tuple(formulas(store, best)),
            seconds=seconds,
        )

    def as_json(self) -> dict[str, Any]:
        """The same as one JSON object: the status of the campaign and what it found."""
        return self.status.as_json() | {
            "convergent": self.convergent,
            "by_constant": dict(self.constants),
            "best": list(self.best),
            "run_seconds": round(self.seconds, 3),
        }

    def show(self, console: Console) -> None:
        """Print it as tables."""
        status = self.status
        funnel = Table("stage", "formulas", box=None, header_style="bold", title=f"campaign {status.campaign.name}")
        funnel.columns[1].justify = "right"
        for stage, number in (
            ("in the domain", status.campaign.size),
            ("screened", status.raw_screened),
            ("passed the screens, distinct canonical ones", status.formulas),
            ("with full factorial reduction", status.factorial_reduction),
            ("examined", status.examined),
            *([("failed", status.failed)] if status.failed else []),
            ("convergent", self.convergent),
            ("identified", status.identified),
        ):
            funnel.add_row(stage, f"{number:,}")
        console.print(funnel)
        if self.constants:
            console.print(_constants_table(self.constants))
        if self.best:
            console.print(_conjectures_table(self.best))
        console.print(f"{duration(self.seconds)} this run, {duration(status.seconds)} of work in all")


def status_table(all_of_them: Sequence[Status]) -> Table:
    """How far campaigns are, one row each."""
    table = Table(box=None, header_style="bold")
    for name in ("id", "name"):
        table.add_column(name)
    for name in ("domain", "screened", "candidates", "waiting", "examined", "failed", "identified", "runs"):
        table.add_column(name, justify="right")
    table.add_column("state")
    for one in all_of_them:
        share = one.raw_screened / one.campaign.size if one.campaign.size else 1.0
        numbers = (one.formulas, one.pending, one.examined, one.failed, one.identified, one.runs)
        table.add_row(
            str(one.campaign.id),
            one.campaign.name,
            f"{one.campaign.size:,}",
            f"{share:.1%}",
            *(f"{number:,}" for number in numbers),
            "finished" if one.campaign.finished else "unfinished: discover resume",
        )
    return table


def _constants_table(constants: Sequence[tuple[str, int]]) -> Table:
    table = Table("constant", "formulas", box=None, header_style="bold")
    table.columns[1].justify = "right"
    for name, number in constants:
        table.add_row(name, f"{number:,}")
    return table


def _conjectures_table(rows: Sequence[dict[str, Any]]) -> Table:
    table = Table("a(n)", "b(n)", "equals", "δ", "digits", "evidence", box=None, header_style="bold")
    for row in rows:
        delta = "" if row["delta"] is None else f"{row['delta']:.4f}"
        texts = (row["a"], row["b"], row["identity"]["expression"])
        table.add_row(*(_short(text) for text in texts), delta, str(row["digits"]), row["evidence"] or "")
    return table


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else text[: SHOWN_TEXT - 1] + "…"
