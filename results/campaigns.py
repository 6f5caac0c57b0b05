"""What the store knows of a campaign: the values that pass between the store and whoever drives it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from analysis.exact.json_values import exact
from results import typed_rows as read
from results.records import Count, MaybeText, Record, Text

_OWN_CONSTANT = read.needing(
    read.mapping_of(
        name=read.text(),
        expression=read.text(),
        latex=read.optional(read.text()),
        written=read.optional(read.text()),
        sympy=read.text(),
        tags=read.list_of(read.text()),
        latex_level=read.integer(),
        sympy_level=read.integer(),
    ),
    "name", "expression", "sympy",
)  # fmt: skip
_DESCRIPTION = read.mapping_of(
    domain=read.mapping_of(let=read.values_of(read.text())),
    depth=read.integer(0),
    keep=read.text(),
    metrics=read.text(),
    constants=read.list_of(read.text()),
    own_constants=read.list_of(_OWN_CONSTANT),
    cluster=read.values_of(read.anything),
)
_REPORT = read.mapping_of(
    seconds_left=read.optional(read.number),
    workers=read.integer(0),
    screened_per_second=read.number,
    examined_per_second=read.number,
    **dict.fromkeys(("examined", "identified", "failed", "lost", "raised", "set_aside", "stragglers"), read.integer(0)),
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

    id: Annotated[int, read.integer()]
    a: Annotated[str, read.polynomial]
    b: Annotated[str, read.polynomial]
    reduction_order: MaybeText
    factorial_reduction: Annotated[bool | None, read.optional(read.flag)]


@dataclass(frozen=True, slots=True)
class Campaign(Record):
    """One campaign: `description` is the domain and settings as JSON, `digest` their hash, `size` counts raw formulas.

    digits and constants ("" for the whole library) are what the exact stage is asked for; times are ISO 8601 in UTC.
    """

    id: Annotated[int, read.integer(1)]
    digest: Text
    name: Text
    kind: Text
    description: Annotated[dict[str, Any], read.json_of(_DESCRIPTION)]
    shards: Count
    size: Annotated[int, read.large_integer]
    digits: Annotated[int, read.integer(1)]
    constants: Annotated[str, read.text(read.LONGEST_TEXT)]
    started: Text
    finished: MaybeText


@dataclass(frozen=True, slots=True)
class Run(Record):
    """One run of a campaign; seen: its last report, `report` how it went. A killed one has neither end nor outcome."""

    run: Annotated[int, read.integer()]
    campaign: Annotated[int, read.integer()]
    name: Text
    kind: Text
    engine: MaybeText
    started: Annotated[str, read.moment]
    seen: Annotated[str | None, read.optional(read.moment)]
    ended: Annotated[str | None, read.optional(read.moment)]
    outcome: MaybeText
    report: Annotated[Mapping[str, Any] | None, read.optional(read.json_of(read.optional(_REPORT)))]


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

    campaign: Annotated[Campaign, read.anything]
    shards_done: Count
    raw_screened: Count
    formulas: Count
    pending: Count
    examined: Count
    failed: Count
    identified: Count
    rational: Count
    factorial_reduction: Count
    seconds: Annotated[float, read.number]
    runs: Count
    set_aside: Count

    def as_json(self) -> dict[str, Any]:
        """The same as one flat JSON object; `size` and `raw_screened` are decimal strings beyond 2⁵³."""
        flat: dict[str, Any] = exact(asdict(self))
        return flat.pop("campaign") | flat
