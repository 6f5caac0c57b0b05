"""An ESMA campaign: left-hand sides of one constant under all sign periods, shard by shard into a store.

    kind = "esma"
    name = "of e"                            # this and the next two are optional
    digits = 1000                            # to which values are compared
    depth = 100                              # terms used of each sequence

    [domain]                                 # the keys are those of `discover search esma`; only constant is needed
    constant = "e"
    degree = 1
    height = 2
    periods = "1:2"

The linked PCFs of a shard are written first, which is harmless to do twice, then its fractions with the mark that it is
done, in one transaction: a campaign stopped at any moment goes on without losing or doubling a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self

from analysis.errors import InputError
from analysis.esma.approval import DEFAULT_DEPTH, DEFAULT_DIGITS, LEAST_DEPTH, MOST_DEPTH
from analysis.formula import SIGNED
from discovery.campaigns import check_keys, toml
from discovery.driver import FoundPass
from results.campaigns import Campaign as CampaignRow
from results.store import Store
from search.domains.ranges import Range
from search.domains.rational_functions import RationalFunctions
from search.engines import Engine
from search.tasks import esma_task

FILE_KEYS: dict[str, type] = {"kind": str, "name": str, "digits": int, "depth": int, "domain": dict}
DOMAIN_KEYS: dict[str, type] = {"constant": str, "degree": int, "height": int, "periods": str}
LEAST_DIGITS, MOST_DIGITS = 50, 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EsmaCampaign:
    """What to search and how far to take it; equal campaigns are the same campaign in a store.

    depth: terms used of each sequence; digits: to which the value of an approved fraction is compared. Raises
    InputError for anything that cannot be searched.

    >>> EsmaCampaign.of("e", periods="1:2").domain.size
    576
    """

    kind: ClassVar[str] = SIGNED

    domain: RationalFunctions
    depth: int = DEFAULT_DEPTH
    digits: int = DEFAULT_DIGITS
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not LEAST_DEPTH <= self.depth <= MOST_DEPTH:
            raise InputError(f"depth {self.depth}", f"{LEAST_DEPTH} to {MOST_DEPTH:,} terms")
        if not LEAST_DIGITS <= self.digits <= MOST_DIGITS:
            raise InputError(f"{self.digits} digits", f"{LEAST_DIGITS} to {MOST_DIGITS:,}")

    @classmethod
    def of(cls, constant: str, degree: int = 1, height: int = 2, periods: str = "1:2", **settings: Any) -> Self:
        """From the options of `discover search esma`."""
        from analysis.constants.library import constant as constant_of

        name = constant_of(constant).name
        return cls(domain=RationalFunctions(name, degree, height, Range.parse(periods)), **settings)

    @classmethod
    def from_content(cls, content: Mapping[str, Any], folder: Path) -> Self:
        """From the content of a campaign file in `folder`; nothing in it is a path."""
        check_keys(content, FILE_KEYS)
        domain = content.get("domain", {})
        check_keys(domain, DOMAIN_KEYS)
        if "constant" not in domain:
            raise InputError("no constant in [domain]", "a [domain] table with " + ", ".join(DOMAIN_KEYS))
        return cls.of(**domain, **{key: content[key] for key in ("name", "digits", "depth") if key in content})

    @classmethod
    def from_store(cls, row: CampaignRow) -> Self:
        """The campaign of a row of a store."""
        try:
            domain = RationalFunctions.from_dict(row.description["domain"])
            return cls(domain=domain, depth=row.description["depth"], digits=row.digits, name=row.name)
        except (KeyError, TypeError, AttributeError, OverflowError) as error:
            raise InputError(
                f"campaign {row.id} with a description of another kind ({error})", "ESMA campaigns"
            ) from None

    def description(self) -> dict[str, Any]:
        """The JSON that the store keeps; with `digits` it says all that the rows depend on."""
        return {"domain": self.domain.as_dict(), "depth": self.depth}

    @property
    def constants_text(self) -> str:
        """The constant of the left-hand sides."""
        return self.domain.constant

    def make_domain(self) -> RationalFunctions:
        """The left-hand sides and sign periods."""
        return self.domain

    def make_pass(self, store: Store, row: CampaignRow, engine: Engine) -> FoundPass:
        """What the driver works through."""
        task = partial(esma_task, self.domain.as_dict(), depth=self.depth, digits=self.digits)
        return FoundPass(store, row, engine, task)

    def to_toml(self) -> str:
        """A campaign file for this campaign."""
        lines = [f"# up to {self.domain.size:,} pairs of a left-hand side and signs", f"kind = {toml(self.kind)}"]
        lines += [f"name = {toml(self.name)}"] if self.name else []
        lines += [f"digits = {self.digits}", f"depth = {self.depth}", "", "[domain]"]
        return "\n".join(lines + [f"{key} = {toml(value)}" for key, value in self.domain.as_dict().items()]) + "\n"
