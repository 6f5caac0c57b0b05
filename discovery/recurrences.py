"""A campaign of recurrences: forms in n with parameters, screened and examined shard by shard into a store.

kind = "recurrence"
name = "near ζ(3)"                       # this and the next are optional
digits = 50                              # of each limit

[domain]                                 # forms with parameters …
forms = ["n^3", "-(2n-1)*(x*n^2-x*n+y)", "(n-1)^3"]
let = { x = "1:20", y = "1:10" }
first = 2

[domain]                                 # … or a box: c₀ = 1, c₁ … c_r of these degrees
degrees = [1, 1, 2]
coefficients = "-2:2"
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
from search.recurrences import KEEP, RecurrenceForms
from search.tasks import recurrence_task

FILE_KEYS: dict[str, type] = {"kind": str, "name": str, "digits": int, "keep": str, "domain": dict}
DOMAIN_KEYS: dict[str, type] = {
    "forms": list, "let": dict, "degrees": list, "coefficients": str, "first": int, "p": list, "q": list,
}  # fmt: skip
LEAST_DIGITS, MOST_DIGITS = 20, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurrenceCampaign:
    """What to search and how far to take it; equal campaigns are the same campaign in a store.

    keep: "full" for denominators that grow like cⁿ, "reduced" for all that pass the p-curvature; digits: of each limit.
    Raises InputError for anything that cannot be searched.

    >>> RecurrenceCampaign.of(degrees=[1, 1], coefficients="-1:1").domain.size
    81
    """

    kind: ClassVar[str] = "recurrence"

    domain: RecurrenceForms
    keep: str = KEEP[0]
    digits: int = 50
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not LEAST_DIGITS <= self.digits <= MOST_DIGITS:
            raise InputError(f"{self.digits} digits", f"{LEAST_DIGITS} to {MOST_DIGITS:,}")
        if self.keep not in KEEP:
            raise InputError(f"keep {echo(self.keep)}", ", ".join(KEEP))

    @classmethod
    def of(
        cls,
        *,
        forms: Sequence[str] = (),
        let: Mapping[str, str] | None = None,
        degrees: Sequence[int] = (),
        coefficients: str | None = None,
        first: int = 1,
        p: Sequence[int] = (),
        q: Sequence[int] = (),
        **settings: Any,
    ) -> Self:
        """From the keys of [domain] and the settings beside it."""
        if forms and not degrees and coefficients is None:
            domain = RecurrenceForms.of(forms, let or {}, first, p, q)
        elif degrees and not forms and not let and coefficients is not None:
            domain = RecurrenceForms.box(degrees, coefficients, first=first, p=p, q=q)
        else:
            raise InputError("no domain", "forms with let, or degrees with coefficients")
        return cls(domain=domain, **settings)

    @classmethod
    def from_content(cls, content: Mapping[str, Any], folder: Path | None = None) -> Self:
        """From the content of a campaign file."""
        check_keys(content, FILE_KEYS)
        domain = content.get("domain", {})
        check_keys(domain, DOMAIN_KEYS)
        return cls.of(**domain, **{key: content[key] for key in ("name", "digits", "keep") if key in content})

    @classmethod
    def from_store(cls, row: CampaignRow) -> Self:
        """The campaign of a row of a store."""
        try:
            domain, keep = RecurrenceForms.from_dict(row.description["domain"]), row.description["keep"]
        except (KeyError, TypeError) as error:
            raise InputError(f"campaign {row.id} of another kind ({error})", "campaigns of recurrences") from None
        return cls(domain=domain, keep=keep, digits=row.digits, name=row.name)

    def description(self) -> dict[str, Any]:
        """The JSON that the store keeps; with `digits` it says all that the rows depend on."""
        return {"domain": self.domain.as_dict(), "keep": self.keep}

    @property
    def constants_text(self) -> str:
        """Limits are compared with the whole library."""
        return ""

    def make_domain(self) -> RecurrenceForms:
        """The forms and their ranges."""
        return self.domain

    def make_pass(self, store: Store, row: CampaignRow, engine: Engine) -> FoundPass:
        """What the driver works through."""
        task = partial(recurrence_task, self.domain.as_dict(), digits=self.digits, keep=self.keep)
        return FoundPass(store, row, engine, task)

    def to_toml(self) -> str:
        """A campaign file for this campaign."""
        lines = [f"# {self.domain.size:,} recurrences", f"kind = {toml(self.kind)}"]
        lines += [f"name = {toml(self.name)}"] if self.name else []
        lines += [f"digits = {self.digits}", f"keep = {toml(self.keep)}", "", "[domain]"]
        return "\n".join(lines + [f"{key} = {toml(value)}" for key, value in self.domain.as_dict().items()]) + "\n"
