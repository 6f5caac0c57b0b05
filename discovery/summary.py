"""What a campaign found, on one screen: the funnel from raw formulas to identified ones, constants, conjectures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from discovery.progress import duration
from results.campaigns import Campaign, Status
from results.queries import Query, count
from results.row_types import BEST_OF_CONSTANT
from results.store import Store
from results.typed_rows import sound, typed

SHOWN_CONSTANTS = 30  # rows on the screen; the JSON has all
SHOWN_TEXT = 44  # characters of a formula or an expression in a table

# For each constant of a campaign: how many formulas, and the one with the largest δ, the shortest among equals.
_BY_CONSTANT = """
    SELECT constant, formulas, a, b, expression, delta, digits, evidence FROM (
        SELECT f.constant, f.a, f.b, i.expression, f.delta, f.digits, f.evidence,
            count(*) OVER (PARTITION BY f.constant) AS formulas,
            row_number() OVER (
                PARTITION BY f.constant ORDER BY f.delta DESC NULLS LAST, length(f.canonical), f.canonical
            ) AS place
        FROM sightings s JOIN formulas f ON f.id = s.formula JOIN identities i ON i.id = f.identity
        WHERE s.campaign = :campaign
    ) WHERE place = 1 ORDER BY formulas DESC, constant"""


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of one campaign and, for each constant, its best conjecture.

    constants: one row each, most frequent first, with keys constant, formulas, a, b, expression, delta, digits and
    evidence; seconds: of this run.
    """

    status: Status
    convergent: int
    constants: tuple[dict[str, Any], ...]
    seconds: float

    @classmethod
    def of(cls, store: Store, campaign: Campaign, seconds: float) -> Summary:
        """Read from the store what `campaign` has found so far."""
        found = store.database.query(_BY_CONSTANT, {"campaign": campaign.id})
        return cls(
            status=store.status(campaign.id),
            convergent=count(store, Query(campaign=campaign.id, status="convergent")),
            constants=tuple(sound(found, lambda row: typed(row, BEST_OF_CONSTANT), "formulas")),
            seconds=seconds,
        )

    def as_json(self) -> dict[str, Any]:
        """The same as one JSON object: the status of the campaign and what it found."""
        return self.status.as_json() | {
            "convergent": self.convergent,
            "by_constant": list(self.constants),
            "run_seconds": round(self.seconds, 3),
        }

    def show(self, console: Console) -> None:
        """Print it as tables."""
        status = self.status
        funnel = Table(
            "stage", "formulas", box=None, header_style="bold", title=escape(f"campaign {status.campaign.name}")
        )
        funnel.columns[1].justify = "right"
        for stage, number in (
            ("in the domain", status.campaign.size),
            ("screened", status.raw_screened),
            ("passed the screens, distinct canonical ones", status.formulas),
            ("with full factorial reduction", status.factorial_reduction),
            ("examined", status.examined),
            *([("failed", status.failed)] if status.failed else []),
            *([("shards set aside", status.set_aside)] if status.set_aside else []),
            ("convergent", self.convergent),
            ("of these irrational and identified", status.identified),
            ("rational or terminating", status.rational),
        ):
            funnel.add_row(stage, f"{number:,}")
        console.print(funnel)
        rows = _those_of_the_library_first(self.constants)
        if rows:
            console.print(_constants_table(rows[:SHOWN_CONSTANTS]))
        if more := rows[SHOWN_CONSTANTS:]:
            console.print(f"and {sum(row['formulas'] for row in more):,} formulas of {len(more):,} more constants")
        console.print(f"{duration(self.seconds)} this run, {duration(status.seconds)} of work in all")


def _those_of_the_library_first(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Classical constants before values of functions that formulas themselves suggest; each most frequent first."""
    from analysis.constants.library import is_classical

    return sorted(rows, key=lambda row: not is_classical(row["constant"]))


def _constants_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, header_style="bold")
    for name, justify in (("constant", "left"), ("formulas", "right"), ("one of them: a(n)", "left"), ("b(n)", "left")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for name in ("equals", "δ", "evidence"):
        table.add_column(name)
    for row in rows:
        name = "1 (rational)" if row["constant"] == "1" else row["constant"]
        delta = "" if row["delta"] is None else f"{row['delta']:.4f}"
        texts = (_short(row[key]) for key in ("a", "b", "expression"))
        table.add_row(_short(name), f"{row['formulas']:,}", *texts, delta, row["evidence"] or "")
    return table


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else text[: SHOWN_TEXT - 1] + "…"
