"""A campaign of trajectories of one matrix field, shard by shard into a store.

kind = "trajectory"
name = "3F2 at 1/2"                      # this and the next are optional
digits = 50                              # of each limit

[domain]
field = "3F2"
let = { z = "1/2" }
starts = "1,1,1,2,2; 1/2,1,1,2,2"        # or a number: all starts modulo 1 with denominators up to it
max_norm = 2                             # directions with entries up to this, or directions = "1,1,1,2,2; …"
min_delta = -0.5                         # only trajectories that reach this
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self

from analysis.errors import InputError, echo
from discovery.campaigns import check_keys, toml
from discovery.driver import FoundPass
from results.campaigns import Campaign as CampaignRow
from results.store import Store
from search.engines import Engine
from search.tasks import trajectory_task
from search.trajectories import FieldTrajectories, read_points

FILE_KEYS: dict[str, type] = {"kind": str, "name": str, "digits": int, "domain": dict}
DOMAIN_KEYS: dict[str, type] = {
    "field": str, "let": dict, "starts": str, "directions": str, "max_norm": int, "min_delta": float,
}  # fmt: skip
LEAST_DIGITS, MOST_DIGITS = 20, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TrajectoryCampaign:
    """What to search and how far to take it; equal campaigns are the same campaign in a store.

    Raises InputError for anything that cannot be searched.

    >>> TrajectoryCampaign.of(field="3F2", let={"z": "1/2"}, max_norm=1).domain.size
    243
    """

    kind: ClassVar[str] = "trajectory"

    domain: FieldTrajectories
    digits: int = 50
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not LEAST_DIGITS <= self.digits <= MOST_DIGITS:
            raise InputError(f"{self.digits} digits", f"{LEAST_DIGITS} to {MOST_DIGITS:,}")

    @classmethod
    def of(
        cls,
        *,
        field: Any,
        let: Mapping[str, str] | None = None,
        starts: str | None = None,
        directions: str | None = None,
        max_norm: int | None = None,
        min_delta: float | None = None,
        **settings: Any,
    ) -> Self:
        """From the keys of [domain] and the settings beside it; `field` may be the JSON of one."""
        if directions is not None and max_norm is not None:
            raise InputError("directions and a norm", "one of both")
        given = (starts or "1").strip()
        points = int(given) if given.isdecimal() and len(given) < 4 else read_points(given, "starts")
        along = [] if directions is None else [_integers(p) for p in read_points(directions, "directions")]
        domain = FieldTrajectories.of(field, let, points, along, 1 if max_norm is None else max_norm, min_delta)
        return cls(domain=domain, **settings)

    @classmethod
    def from_content(cls, content: Mapping[str, Any], folder: Path | None = None) -> Self:
        """From the content of a campaign file."""
        check_keys(content, FILE_KEYS)
        domain = content.get("domain", {})
        check_keys(domain, DOMAIN_KEYS)
        if "field" not in domain:
            raise InputError("no field in [domain]", "a [domain] table with " + ", ".join(DOMAIN_KEYS))
        return cls.of(**domain, **{key: content[key] for key in ("name", "digits") if key in content})

    @classmethod
    def from_store(cls, row: CampaignRow) -> Self:
        """The campaign of a row of a store."""
        try:
            domain = FieldTrajectories.from_dict(row.description["domain"])
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"campaign {row.id} of another kind ({error})", "campaigns of trajectories") from None
        return cls(domain=domain, digits=row.digits, name=row.name)

    def description(self) -> dict[str, Any]:
        """The JSON that the store keeps; with `digits` it says all that the rows depend on."""
        return {"domain": self.domain.as_dict()}

    @property
    def constants_text(self) -> str:
        """Limits are compared with the whole library."""
        return ""

    def make_domain(self) -> FieldTrajectories:
        """The starts and directions."""
        return self.domain

    def make_pass(self, store: Store, row: CampaignRow, engine: Engine) -> FoundPass:
        """What the driver works through."""
        return FoundPass(store, row, engine, partial(trajectory_task, self.domain.as_dict(), digits=self.digits))

    def to_toml(self) -> str:
        """A campaign file for this campaign, of a field with a name."""
        found = self.domain
        if not isinstance(found.field, str):
            raise InputError("a campaign file for a field of a file", "a field with a name", "search it at once")
        lines = [f"# {found.size:,} trajectories", f"kind = {toml(self.kind)}"]
        lines += [f"name = {toml(self.name)}"] if self.name else []
        lines += [f"digits = {self.digits}", "", "[domain]", f"field = {toml(found.field)}"]
        lines += [f"let = {toml(dict(found.let))}"] if found.let else []
        lines += [f"starts = {toml(_text(found.starts))}"]
        lines += [f"directions = {toml(_text(found.directions))}"] if found.directions else [f"max_norm = {found.norm}"]
        lines += [] if found.least is None else [f"min_delta = {found.least}"]
        return "\n".join(lines) + "\n"


def _integers(point: Sequence[Any]) -> tuple[int, ...]:
    if any(x.denominator != 1 for x in point):
        raise InputError(f"a direction {echo(', '.join(map(str, point)))}", "integers")
    return tuple(map(int, point))


def _text(points: Sequence[Sequence[Any]]) -> str:
    return "; ".join(",".join(map(str, point)) for point in points)
