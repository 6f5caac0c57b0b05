"""The limit of a trajectory: its name, what proves it, what its δ proves, and whether a claim about it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError

if TYPE_CHECKING:
    from analysis.examination import Examination
    from analysis.fields.fans import Measured

DIGITS = 50  # of the limit by which constants are recognised


@dataclass(frozen=True)
class TrajectoryLimit:
    """A trajectory of rank 2 and the examination of its fraction."""

    measured: Measured
    examined: Examination

    @property
    def proved(self) -> bool:
        """Whether the name of the limit is proved."""
        return self.examined.identity is not None and self.examined.evidence == "proved"

    @property
    def named(self) -> str | None:
        """The value and what its name rests on; None without a name."""
        identity = self.examined.identity
        if identity is None:
            return None
        from results.people import shown

        surely = "proved" if self.proved else f"conjecture, {identity.digits} digits agree"
        return f"{shown(identity.expression)} ({surely})"

    @property
    def statement(self) -> str | None:
        """What δ > 0 proves irrational; None where it proves nothing."""
        return self.stated(str)

    def stated(self, spell: Callable[[str], str]) -> str | None:
        """The statement with its mathematics as `spell` writes it."""
        from analysis.links.irrationality import irrationality

        if self.examined.limit.status != "convergent":
            return None
        return irrationality(self.measured, self.examined.identity, self.proved, spell)

    def about_claim(self, claim: str) -> str:
        """Whether the limit is an image of the constant that somebody's field names, in a few words."""
        from analysis.constants.library import built_in_library
        from analysis.numbers.relations import find_mobius

        try:
            known = built_in_library().find(claim)
        except InputError:
            return "that is none that is known"
        identity, value = self.examined.identity, self.examined.limit.value
        if self.proved and identity is not None and identity.constant.is_same(known):
            return "proved"
        mobius = None if value is None else find_mobius(known.value(DIGITS + 10), value)
        if mobius is None:
            return f"no image of it agrees with the {self.examined.limit.digits} digits of this limit"
        return f"{self.examined.limit.digits} digits of this limit agree with an image of it, which proves nothing"

    def as_json(self, claim: str | None) -> dict[str, Any]:
        """The limit of the fraction with its identity and evidence, the statement, and the claim with its check."""
        found = {key: self.examined.as_json()[key] for key in ("status", "limit", "digits", "evidence", "identity")}
        claimed = {} if claim is None else {"claim": {"constant": claim, "check": self.about_claim(claim)}}
        return {**found, "statement": self.statement, **claimed}


def trajectory_limit(measured: Measured) -> TrajectoryLimit:
    """The limit of a trajectory that has a fraction, examined."""
    from analysis.constants.library import built_in_library
    from analysis.examination import examine

    return TrajectoryLimit(measured, examine(measured.trajectory.pcf, digits=DIGITS, library=built_in_library()))
