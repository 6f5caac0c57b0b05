"""Ranges of integers, both ends included, as the command line writes them: -5:5."""

from dataclasses import dataclass

from analysis.errors import InputError, echo
from analysis.reading.numbers import read_integer


@dataclass(frozen=True)
class Range:
    """The integers low, …, high, both included.

    >>> Range.parse("-5:5")
    Range(low=-5, high=5)
    """

    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise InputError(f"empty range {self.low}:{self.high}", "LOW:HIGH with LOW ≤ HIGH")

    @classmethod
    def parse(cls, text: str) -> "Range":
        """From "low:high" or a single integer."""
        low, colon, high = text.partition(":")
        try:
            first, last = read_integer(low), read_integer(high if colon else low)
        except InputError as error:
            raise InputError(
                f"range {echo(text)}", "LOW:HIGH with two integers, such as -5:5", f"found {error.given}"
            ) from None
        return cls(first, last)

    @property
    def count(self) -> int:
        """How many integers; len() may not return more than 2⁶³."""
        return self.high - self.low + 1

    @property
    def symmetric(self) -> bool:
        return self.low == -self.high

    @property
    def height(self) -> int:
        return max(abs(self.low), abs(self.high))

    def __str__(self) -> str:
        return f"{self.low}:{self.high}"
