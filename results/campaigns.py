"""What the store knows of a campaign: the values that pass between the store and whoever drives it."""

from dataclasses import asdict, dataclass
from typing import Any

from analysis.exact.json_values import exact


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
class Pending:
    """One formula that waits for the exact stage."""

    id: int
    a: str
    b: str
    reduction_order: str | None
    factorial_reduction: bool | None


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign: `description` is the domain and settings as JSON, `digest` their hash, `size` counts raw formulas.

    digits and constants ("" for the whole library) are what the exact stage is asked for; times are ISO 8601 in UTC.
    """

    id: int
    digest: str
    name: str
    kind: str
    description: dict[str, Any]
    shards: int
    size: int
    digits: int
    constants: str
    started: str
    finished: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """How far a campaign is; all counts are of the store's rows at one moment.

    raw_screened: raw formulas in the done shards; formulas: distinct canonical ones met; seconds: work done, all runs;
    set_aside: shards that failed in every try so far.
    """

    campaign: Campaign
    shards_done: int
    raw_screened: int
    formulas: int
    pending: int
    examined: int
    failed: int
    identified: int
    rational: int
    factorial_reduction: int
    seconds: float
    runs: int
    set_aside: int

    def as_json(self) -> dict[str, Any]:
        """The same as one flat JSON object; `size` and `raw_screened` are decimal strings beyond 2⁵³."""
        flat: dict[str, Any] = exact(asdict(self))
        return flat.pop("campaign") | flat
