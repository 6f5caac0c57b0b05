"""What a campaign found, on one screen: the funnel from raw formulas to identified ones, constants, conjectures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from discovery.progress import duration
from results import typed_rows as read
from results.campaigns import Campaign, Status
from results.columns import cut, table_lines
from results.queries import Query, count
from results.records import Count, Evidence, MaybeNumber, MaybePolynomial, Record, Text, records
from results.store import Store

SHOWN_CONSTANTS = 30  # rows on the screen; the JSON has all
SHOWN_TEXT = 44  # characters of a formula or an expression in a pipe
UNITY = "1"  # the name under which rational values stand

# For each constant of a campaign: how many formulas, and the one with the largest δ, the shortest among equals.
_BY_CONSTANT = """
    SELECT constant, formulas, a, b, expression, mobius, delta, digits, evidence FROM (
        SELECT f.constant, f.a, f.b, i.expression, i.mobius, f.delta, f.digits, f.evidence,
            count(*) OVER (PARTITION BY f.constant) AS formulas,
            row_number() OVER (
                PARTITION BY f.constant ORDER BY f.delta DESC NULLS LAST, length(f.canonical), f.canonical
            ) AS place
        FROM sightings s JOIN formulas f ON f.id = s.formula JOIN identities i ON i.id = f.identity
        WHERE s.campaign = :campaign
    ) WHERE place = 1 ORDER BY formulas DESC, constant"""


@dataclass(frozen=True, slots=True)
class BestOfConstant(Record):
    """How many formulas a constant has, and the one with the largest δ."""

    constant: Text
    formulas: Count
    a: MaybePolynomial
    b: MaybePolynomial
    expression: Text
    mobius: Annotated[list[list[int]], read.json_of(read.list_of(read.list_of(read.large_integer, 2, 2), 2, 2))]
    delta: MaybeNumber
    digits: Annotated[int | None, read.optional(read.integer(0))]
    evidence: Evidence


@dataclass(frozen=True, slots=True, repr=False)
class Summary:
    """Counts of one campaign and, for each constant, its best conjecture.

    constants: the most frequent first; seconds: of this run.
    """

    status: Status
    convergent: int
    constants: tuple[BestOfConstant, ...]
    seconds: float

    @classmethod
    def of(cls, store: Store, campaign: Campaign, seconds: float) -> Summary:
        """Read from the store what `campaign` has found so far."""
        found = store.database.query(_BY_CONSTANT, {"campaign": campaign.id})
        return cls(
            status=store.status(campaign.id),
            convergent=count(store, Query(campaign=campaign.id, status="convergent")),
            constants=tuple(records(found, BestOfConstant, "formulas")),
            seconds=seconds,
        )

    def as_json(self) -> dict[str, Any]:
        """The same as one JSON object: the status of the campaign and what it found."""
        return self.status.as_json() | {
            "convergent": self.convergent,
            "by_constant": [
                {key: value for key, value in row.as_json().items() if key != "mobius"} for row in self.constants
            ],
            "run_seconds": round(self.seconds, 3),
        }

    def __repr__(self) -> str:
        return "\n".join(self.show(None))

    def show(self, width: int | None) -> Iterator[str]:
        """The lines of it, on a terminal of that width or in a pipe."""
        status = self.status
        funnel = (
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
        )
        yield f"campaign {status.campaign.name}"
        yield from table_lines(["stage", "formulas"], [[s, f"{n:,}"] for s, n in funnel], width, right=["formulas"])
        rows = _those_of_the_library_first(self.constants)
        if rows:
            yield ""
            yield from _constants_table(rows[:SHOWN_CONSTANTS], width)
        if more := rows[SHOWN_CONSTANTS:]:
            yield f"and {sum(row.formulas for row in more):,} formulas of {len(more):,} more constants"
        yield f"{duration(self.seconds)} this run, {duration(status.seconds)} of work in all"


def _those_of_the_library_first(rows: Sequence[BestOfConstant]) -> list[BestOfConstant]:
    """Classical constants, then values of functions that formulas suggest, rationals last; most frequent first."""
    from analysis.constants.library import is_classical

    return sorted(rows, key=lambda row: (row.constant == UNITY, not is_classical(row.constant)))


def _constants_table(rows: Sequence[BestOfConstant], width: int | None) -> Iterator[str]:
    from analysis.formula import Named
    from analysis.notation.unicode import unicode
    from results.people import shown, shown_polynomial

    names = ("constant", "formulas", "one: a(n)", "b(n)", "equals", "δ", "evidence")
    cells = []
    for row in rows:
        name = "rational" if row.constant == UNITY else shown(row.constant)
        delta = "" if row.delta is None else f"{row.delta:.4f}"
        pair = ("" if side is None else shown_polynomial(side) for side in (row.a, row.b))
        value = unicode(Named.from_json(row.as_json()).tree)
        cells.append([name, f"{row.formulas:,}", *pair, value, delta, row.evidence or ""])
    if width is None:
        cells = [[cut(cell, SHOWN_TEXT) for cell in line] for line in cells]
    yield from table_lines(names, cells, width, right=["formulas", "δ"], whole=["evidence"])
