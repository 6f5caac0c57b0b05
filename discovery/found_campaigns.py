"""What campaigns have in common whose shards come with their formulas examined: all but those of PCFs.

A kind says its domain, its settings beside `digits` and `name`, and how its [domain] table is read; campaign files,
stores and the driver's pass are the same for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar, Self

from analysis.errors import InputError
from discovery.campaigns import check_keys, toml
from discovery.driver import FoundPass
from results.campaigns import Campaign as CampaignRow
from results.store import Store
from search.engines import Engine
from search.engines.base import Task
from search.tasks import found_task

FILE_KEYS: dict[str, type] = {"kind": str, "name": str, "digits": int, "domain": dict}


@dataclass(frozen=True, kw_only=True)
class FoundCampaign:
    """What to search and how far to take it; equal campaigns are the same campaign in a store.

    domain: with `size`, `shard_count`, `raw(shard)`, `as_dict()`, `from_dict(table)`; digits: of each limit. Raises
    InputError.
    """

    kind: ClassVar[str]
    words: ClassVar[str]  # of what is searched
    domain_class: ClassVar[Any]
    domain_keys: ClassVar[Mapping[str, type]]
    settings: ClassVar[Mapping[str, type]] = {}
    digits_allowed: ClassVar[tuple[int, int]] = (20, 1_000)

    domain: Any
    digits: int = 50
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        least, most = self.digits_allowed
        if not least <= self.digits <= most:
            raise InputError(f"{self.digits} digits", f"{least} to {most:,}")

    @classmethod
    def of(cls, **given: Any) -> Self:
        """From the keys of [domain] and the settings beside it."""
        raise NotImplementedError

    def task(self, shards: Sequence[int]) -> Task:
        """The task of some shards."""
        return found_task(self.kind, self.domain.as_dict(), shards, self.digits, **self._beside())

    def _beside(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in self.settings}

    @classmethod
    def from_content(cls, content: Mapping[str, Any], folder: Path | None = None) -> Self:
        """From the content of a campaign file."""
        check_keys(content, {**FILE_KEYS, **cls.settings})
        domain = content.get("domain", {})
        check_keys(domain, cls.domain_keys)
        if not domain:
            raise cls.without(next(iter(cls.domain_keys)))
        return cls.of(**domain, **{key: content[key] for key in ("name", "digits", *cls.settings) if key in content})

    @classmethod
    def asked(cls, options: Mapping[str, Any], **own: Any) -> Self:
        """From the options of a function in Python; InputError names the one that is unknown or of another type."""
        known = {**cls.domain_keys, "name": str, "digits": int, **cls.settings}
        given = {key: _as_in_a_file(value, known.get(key)) for key, value in options.items()}
        check_keys(given, known)
        return cls.of(**own, **given)

    @classmethod
    def without(cls, key: str) -> InputError:
        """The error that a key of [domain] is missing."""
        return InputError(f"no {key} in [domain]", "a [domain] table with " + ", ".join(cls.domain_keys))

    @classmethod
    def from_store(cls, row: CampaignRow) -> Self:
        """The campaign of a row of a store."""
        found = row.description
        try:
            beside = {key: found[key] for key in cls.settings}
            made = cls(domain=cls.domain_class.from_dict(found["domain"]), digits=row.digits, name=row.name, **beside)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise InputError(f"campaign {row.id} of another kind ({error})", f"campaigns of {cls.words}") from None
        if (now := made.domain.shard_count) != row.shards:  # what is done would have other borders
            raise InputError(f"campaign {row.id} in {row.shards} shards", f"{now}, as made now", "search it anew")
        return made

    def description(self) -> dict[str, Any]:
        """The JSON that the store keeps; with `digits` it says all that the rows depend on."""
        return {"domain": self.domain.as_dict(), **self._beside()}

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
        named = {"name": self.name} if self.name else {}
        head = {"kind": self.kind, **named, "digits": self.digits, **self._beside()}
        lines = [f"# {self.domain.size:,} {self.words}", *_lines(head), "", "[domain]", *_lines(self.domain_table())]
        return "\n".join(lines) + "\n"


def _as_in_a_file(value: Any, kind: type | None) -> Any:
    """A value of Python as a campaign file has it."""
    if kind is str and isinstance(value, int | Fraction) and not isinstance(value, bool):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _lines(table: Mapping[str, Any]) -> list[str]:
    return [f"{key} = {toml(value)}" for key, value in table.items()]
