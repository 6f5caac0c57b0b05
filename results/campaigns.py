"""What the store knows of a campaign: the values that pass between the store and whoever drives it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from analysis.exact.json_values import exact
from results.records import Count, MaybeText, Record, Text
from results.typed_rows import (
    LONGEST_TEXT,
    anything,
    flag,
    integer,
    json_of,
    large_integer,
    list_of,
    mapping_of,
    moment,
    needing,
    number,
    optional,
    polynomial,
    text,
    values_of,
)

_OWN_CONSTANT = needing(
    mapping_of(
        name=text(),
        expression=text(),
        latex=optional(text()),
        written=optional(text()),
        sympy=text(),
        tags=list_of(text()),
        latex_level=integer(),
        sympy_level=integer(),
    ),
    "name", "expression", "sympy",
)  # fmt: skip
_DESCRIPTION = mapping_of(
    domain=mapping_of(let=values_of(text())),
    depth=integer(0),
    keep=text(),
    metrics=text(),
    constants=list_of(text()),
    own_constants=list_of(_OWN_CONSTANT),
    cluster=values_of(anything),
)
_REPORT = mapping_of(
    seconds_left=optional(number),
    workers=integer(0),
    screened_per_second=number,
    examined_per_second=number,
    **dict.fromkeys(("examined", "identified", "failed", "lost", "raised", "set_aside", "stragglers"), integer(0)),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One distinct canonical formula met in a shard.

    a, b: canonical polynomial texts; raw_count: raw formulas of the domain that met in it (symmetric ones counted);
    reduction_order: exact, as text like "3" or "3/2"; factorial_reduction: whether it is full, None where not tested.
    """

    a: str
    b: str
    raw_count: int
    reduction_order: str | None = None
    factorial_reduction: bool | None = None


@dataclass(frozen=True, slots=True)
class Pending(Record):
    """One formula that waits for the exact stage."""

    id: Annotated[int, integer()]
    a: Annotated[str, polynomial]
    b: Annotated[str, polynomial]
    reduction_order: MaybeText
    factorial_reduction: Annotated[bool | None, optional(flag)]


@dataclass(frozen=True, slots=True)
class Campaign(Record):
    """One campaign: `description` is the domain and settings as JSON, `digest` their hash, `size` counts raw formulas.

    digits and constants ("" for the whole library) are what the exact stage is asked for; times are ISO 8601 in UTC.
    """

    id: Annotated[int, integer(1)]
    digest: Text
    name: Text
    kind: Text
    description: Annotated[dict[str, Any], json_of(_DESCRIPTION)]
    shards: Count
    size: Annotated[int, large_integer]
    digits: Annotated[int, integer(1)]
    constants: Annotated[str, text(LONGEST_TEXT)]
    started: Text
    finished: MaybeText


@dataclass(frozen=True, slots=True)
class Run(Record):
    """One run of a campaign; seen: its last report, `report` how it went. A killed one has neither end nor outcome."""

    run: Annotated[int, integer()]
    campaign: Annotated[int, integer()]
    name: Text
    kind: Text
    engine: MaybeText
    started: Annotated[str, moment]
    seen: Annotated[str | None, optional(moment)]
    ended: Annotated[str | None, optional(moment)]
    outcome: MaybeText
    report: Annotated[Mapping[str, Any] | None, optional(json_of(optional(_REPORT)))]


@dataclass(frozen=True, slots=True)
class SetAside(Record):
    """A shard that failed in every try so far, with its last error."""

    shard: Count
    tries: Count
    error: Text
    at: Text


@dataclass(frozen=True, slots=True)
class Status(Record):
    """How far a campaign is; all counts are of the store's rows at one moment.

    raw_screened: raw formulas in the done shards; formulas: distinct canonical ones met; seconds: work done, all runs;
    set_aside: shards that failed in every try so far.
    """

    campaign: Annotated[Campaign, anything]
    shards_done: Count
    raw_screened: Count
    formulas: Count
    pending: Count
    examined: Count
    failed: Count
    identified: Count
    rational: Count
    factorial_reduction: Count
    seconds: Annotated[float, number]
    runs: Count
    set_aside: Count

    def as_json(self) -> dict[str, Any]:
        """The same as one flat JSON object; `size` and `raw_screened` are decimal strings beyond 2⁵³."""
        flat: dict[str, Any] = exact(asdict(self))
        return flat.pop("campaign") | flat
