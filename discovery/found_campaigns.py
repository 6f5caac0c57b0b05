"""What campaigns have in common whose shards come with their formulas examined: recurrences, series, trajectories.

A kind says its domain, its settings beside `digits` and `name`, and how its [domain] table is read; campaign files,
stores and the driver's pass are the same for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self

from analysis.errors import InputError
from discovery.campaigns import check_keys, toml
from discovery.driver import FoundPass
from results.campaigns import Campaign as CampaignRow
from results.store import Store
from search.engines import Engine

FILE_KEYS: dict[str, type] = {"kind": str, "name": str, "digits": int, "domain": dict}
LEAST_DIGITS, MOST_DIGITS = 20, 1_000


@dataclass(frozen=True, kw_only=True)
class FoundCampaign:
    """What to search and how far to take it; equal campaigns are the same campaign in a store.

    domain: with `size`, `shard_count`, `raw(shard)`, `as_dict()`; digits: of each limit. Raises InputError.
    """

    kind: ClassVar[str]
    words: ClassVar[str]  # of what is searched
    domain_keys: ClassVar[Mapping[str, type]]
    settings: ClassVar[Mapping[str, type]] = {}

    domain: Any
    digits: int = 50
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not LEAST_DIGITS <= self.digits <= MOST_DIGITS:
            raise InputError(f"{self.digits} digits", f"{LEAST_DIGITS} to {MOST_DIGITS:,}")

    @classmethod
    def of(cls, **given: Any) -> Self:
        """From the keys of [domain] and the settings beside it."""
        raise NotImplementedError

    @classmethod
    def read_domain(cls, found: Mapping[str, Any]) -> Any:
        """The domain that `as_dict` describes."""
        raise NotImplementedError

    def task(self, shards: Sequence[int]) -> dict[str, Any]:
        """The task of some shards."""
        raise NotImplementedError

    @classmethod
    def from_content(cls, content: Mapping[str, Any], folder: Path | None = None) -> Self:
        """From the content of a campaign file."""
        check_keys(content, {**FILE_KEYS, **cls.settings})
        domain = content.get("domain", {})
        check_keys(domain, cls.domain_keys)
        if not domain:
            raise InputError("no [domain]", "a [domain] table with " + ", ".join(cls.domain_keys))
        return cls.of(**domain, **{key: content[key] for key in ("name", "digits", *cls.settings) if key in content})

    @classmethod
    def from_store(cls, row: CampaignRow) -> Self:
        """The campaign of a row of a store."""
        found = row.description
        try:
            beside = {key: found[key] for key in cls.settings}
            made = cls(domain=cls.read_domain(found["domain"]), digits=row.digits, name=row.name, **beside)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"campaign {row.id} of another kind ({error})", f"campaigns of {cls.words}") from None
        if (now := made.domain.shard_count) != row.shards:  # what is done would have other borders
            raise InputError(f"campaign {row.id} in {row.shards} shards", f"{now}, as made now", "search it anew")
        return made

    def description(self) -> dict[str, Any]:
        """The JSON that the store keeps; with `digits` it says all that the rows depend on."""
        return {"domain": self.domain.as_dict(), **{key: getattr(self, key) for key in self.settings}}

    @property
    def constants_text(self) -> str:
        """Limits are compared with the whole library."""
        return ""

    def make_domain(self) -> Any:
        """The domain."""
        return self.domain

    def make_pass(self, store: Store, row: CampaignRow, engine: Engine) -> FoundPass:
        """What the driver works through."""
        return FoundPass(store, row, engine, self.task)

    def domain_table(self) -> Mapping[str, Any]:
        """The keys of [domain] in a campaign file."""
        return self.domain.as_dict()

    def to_toml(self) -> str:
        """A campaign file for this campaign."""
        beside = {"digits": self.digits, **{key: getattr(self, key) for key in self.settings}}
        named = {"name": self.name} if self.name else {}
        head = {"kind": self.kind, **named, **beside}
        lines = [f"# {self.domain.size:,} {self.words}", *_lines(head), "", "[domain]", *_lines(self.domain_table())]
        return "\n".join(lines) + "\n"


def _lines(table: Mapping[str, Any]) -> list[str]:
    return [f"{key} = {toml(value)}" for key, value in table.items()]
