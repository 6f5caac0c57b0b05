"""Ranges of integers, both ends included, as the command line writes them: -5:5."""

from dataclasses import dataclass

from analysis.errors import InputError, echo


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
        try:
            low, _, high = text.partition(":")
            return cls(int(low), int(high if ":" in text else low))
        except InputError:
            raise
        except ValueError:
            raise InputError(f"range {echo(text)}", "LOW:HIGH with two integers, such as -5:5") from None

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
