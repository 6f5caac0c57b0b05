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
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from analysis.errors import InputError
from analysis.esma.approval import DEFAULT_DEPTH, DEFAULT_DIGITS, LEAST_DEPTH, MOST_DEPTH
from analysis.formula import SIGNED
from discovery.found_campaigns import FoundCampaign
from search.domains.ranges import Range
from search.domains.rational_functions import RationalFunctions


@dataclass(frozen=True, kw_only=True)
class EsmaCampaign(FoundCampaign):
    """A campaign of signed continued fractions.

    depth: terms used of each sequence; digits: to which the value of an approved fraction is compared.

    >>> EsmaCampaign.of("e", periods="1:2").domain.size
    576
    """

    kind: ClassVar[str] = SIGNED
    words: ClassVar[str] = "pairs of a left-hand side and signs"
    domain_class: ClassVar[Any] = RationalFunctions
    domain_keys: ClassVar[Mapping[str, type]] = {"constant": str, "degree": int, "height": int, "periods": str}
    settings: ClassVar[Mapping[str, type]] = {"depth": int}
    digits_allowed: ClassVar[tuple[int, int]] = (50, 100_000)

    depth: int = DEFAULT_DEPTH
    digits: int = DEFAULT_DIGITS

    def __post_init__(self) -> None:
        FoundCampaign.__post_init__(self)
        if not LEAST_DEPTH <= self.depth <= MOST_DEPTH:
            raise InputError(f"depth {self.depth}", f"{LEAST_DEPTH} to {MOST_DEPTH:,} terms")

    @classmethod
    def of(
        cls, constant: str | None = None, degree: int = 1, height: int = 2, periods: str = "1:2", **settings: Any
    ) -> Self:
        """From the options of `discover search esma`."""
        from analysis.constants.library import constant as constant_of

        if constant is None:
            raise cls.without("constant")
        name = constant_of(constant).name
        return cls(domain=RationalFunctions(name, degree, height, Range.parse(periods)), **settings)

    @property
    def constants_text(self) -> str:
        """The constant of the left-hand sides."""
        return str(self.domain.constant)
