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
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from analysis.errors import InputError, echo
from discovery.found_campaigns import FoundCampaign
from search.trajectories import FieldTrajectories, read_points


@dataclass(frozen=True, kw_only=True)
class TrajectoryCampaign(FoundCampaign):
    """A campaign of trajectories.

    >>> TrajectoryCampaign.of(field="3F2", let={"z": "1/2"}, max_norm=1).domain.size
    243
    """

    kind: ClassVar[str] = "trajectory"
    words: ClassVar[str] = "trajectories"
    domain_class: ClassVar[Any] = FieldTrajectories
    domain_keys: ClassVar[Mapping[str, type]] = {
        "field": str, "let": dict, "starts": str, "directions": str, "max_norm": int, "min_delta": float,
    }  # fmt: skip

    @classmethod
    def of(
        cls,
        *,
        field: Any = None,
        let: Mapping[str, str] | None = None,
        starts: str | None = None,
        directions: str | None = None,
        max_norm: int | None = None,
        min_delta: float | None = None,
        **settings: Any,
    ) -> Self:
        """From the keys of [domain] and the settings beside it; `field` may be the JSON of one."""
        if field is None:
            raise cls.without("field")
        if directions is not None and max_norm is not None:
            raise InputError("directions and a norm", "one of both")
        given = (starts or "1").strip()
        points = int(given) if given.isdecimal() and len(given) < 4 else read_points(given, "starts")
        along = [] if directions is None else [_integers(p) for p in read_points(directions, "directions")]
        domain = FieldTrajectories.of(field, let, points, along, 1 if max_norm is None else max_norm, min_delta)
        return cls(domain=domain, **settings)

    def domain_table(self) -> dict[str, Any]:
        """Of a field with a name."""
        found = self.domain
        if not isinstance(found.field, str):
            raise InputError("a campaign file for a field of a file", "a field with a name", "search it at once")
        along = {"directions": _text(found.directions)} if found.directions else {"max_norm": found.norm}
        let = {"let": dict(found.let)} if found.let else {}
        least = {} if found.least is None else {"min_delta": found.least}
        return {"field": found.field, **let, "starts": _text(found.starts), **along, **least}


def _integers(point: Sequence[Any]) -> tuple[int, ...]:
    if any(x.denominator != 1 for x in point):
        raise InputError(f"a direction {echo(', '.join(map(str, point)))}", "integers")
    return tuple(map(int, point))


def _text(points: Sequence[Sequence[Any]]) -> str:
    return "; ".join(",".join(map(str, point)) for point in points)
