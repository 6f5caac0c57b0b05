"""The shapes of certificates, for whoever makes, keeps and shows them; the checker itself takes nothing for granted."""

from typing import TypedDict


class Fraction(TypedDict):
    """The polynomials of a fraction, as text."""

    a: str
    b: str


class Path(TypedDict):
    """How a fraction goes along a field."""

    u: list[str]
    start: int


Bounds = TypedDict("Bounds", {"from": int, "lower": list[str], "upper": list[str], "ahead": int})


class Step(TypedDict, total=False):
    """One step of a chain: by its kind an inflation, a coboundary, or two directions of a field."""

    kind: str
    to: Fraction
    factor: list[str]
    u: list[str]
    start: int
    folds: list[int]
    bounds: Bounds
    first: list[list[str]]
    second: list[list[str]]
    trajectory: Path
    row: Path
