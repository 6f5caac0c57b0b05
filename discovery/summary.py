"""What a campaign found, on one screen: the funnel from raw formulas to identified ones, constants, conjectures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from discovery.progress import duration
from results import typed_rows as read
from results.campaigns import Campaign, Status
from results.columns import table_lines
from results.queries import Query, count
from results.records import Count, Evidence, MaybeNumber, MaybePolynomial, Record, Text, records
from results.store import Store

SHOWN_CONSTANTS = 30  # rows on the screen; the JSON has all
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

    def _repr_html_(self) -> str:
        from discovery.frames import html_table

        rows = _those_of_the_library_first(self.constants)[:SHOWN_CONSTANTS]
        stages = html_table(("stage", "formulas"), ((stage, f"{many:,}") for stage, many in self._funnel()))
        constants = html_table(_CONSTANTS, map(_cells, rows)) if rows else ""
        return f"{stages}{constants}<p>{'<br>'.join(self._end())}</p>"

    def _funnel(self) -> list[tuple[str, int]]:
        status = self.status
        return [
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
        ]

    def _end(self) -> Iterator[str]:
        """How many constants are not shown, and the time."""
        if more := _those_of_the_library_first(self.constants)[SHOWN_CONSTANTS:]:
            yield f"and {sum(row.formulas for row in more):,} formulas of {len(more):,} more constants"
        yield f"{duration(self.seconds)} this run, {duration(self.status.seconds)} of work in all"

    def show(self, width: int | None) -> Iterator[str]:
        """The lines of it, on a terminal of that width or in a pipe."""
        yield f"campaign {self.status.campaign.name}"
        stages = [[stage, f"{many:,}"] for stage, many in self._funnel()]
        yield from table_lines(["stage", "formulas"], stages, width, right=["formulas"])
        rows = _those_of_the_library_first(self.constants)
        if rows:
            yield ""
            cells = map(_cells, rows[:SHOWN_CONSTANTS])
            yield from table_lines(_CONSTANTS, cells, width, right=["formulas", "δ"], whole=["evidence"])
        yield from self._end()


def _those_of_the_library_first(rows: Sequence[BestOfConstant]) -> list[BestOfConstant]:
    """Classical constants, then values of functions that formulas suggest, rationals last; most frequent first."""
    from analysis.constants.library import is_classical

    return sorted(rows, key=lambda row: (row.constant == UNITY, not is_classical(row.constant)))


_CONSTANTS = ("constant", "formulas", "one: a(n)", "b(n)", "equals", "δ", "evidence")


def _cells(row: BestOfConstant) -> list[str]:
    """The line of a constant in the table of them."""
    from analysis.formula import Named
    from analysis.notation.unicode import unicode
    from results.people import as_cell, shown, shown_polynomial

    name = "rational" if row.constant == UNITY else shown(row.constant)
    pair = ("" if side is None else shown_polynomial(side) for side in (row.a, row.b))
    value = unicode(Named.from_json(row.as_json()).tree)
    return [name, f"{row.formulas:,}", *pair, value, as_cell(row.delta), row.evidence or ""]
