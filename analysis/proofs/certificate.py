"""The shapes of certificates, for whoever makes, keeps and shows them; the checker itself takes nothing for granted."""

from typing import Any, TypedDict


class Fraction(TypedDict):
    """The polynomials of a fraction, as text."""

    a: str
    b: str


class Path(TypedDict):
    """How a fraction goes along a field."""

    u: list[str]
    start: int


Of = TypedDict("Of", {"from": int, "lower": list[str], "upper": list[str]})


class Bounds(Of, total=False):
    """Of the denominators of a coboundary's second fraction, and "own" of its first one's."""

    ahead: int
    own: Of


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


class Function(TypedDict):
    """The parameters of a hypergeometric function, as text."""

    upper: list[str]
    lower: list[str]


End = TypedDict(  # of a chain, by its kind: a theorem, a closed form, a series with or without a name, …
    "End",
    {
        "kind": str,
        "name": str,
        "parameters": Any,  # a list of a theorem's, a dictionary of a closed form's
        "constant": str,
        "form": str,
        "shift": int,
        "head": str,
        "factor": str,
        "numerator": Function,
        "denominator": Function,
        "solution": list[str],
        "start": int,
        "first": str,
        "term ratio": list[str],
        "parts": Any,
        "quadratics": list[Any],
        "quartics": list[Any],
        "digammas": list[Any],
        "telescoped": Any,
        "accelerated": Any,
        "combination": Any,
        "at": int,
        "summand": Any,
        "recurrence": list[str],
        "certificate": list[list[str]],
        "from": int,
        "lower": list[str],
        "upper": list[str],
        "ratio": str,
        "share": str,
    },
    total=False,
)


class LimitPart(TypedDict, total=False):
    """A fraction whose convergents are in a term of a combination of limits."""

    degree: int
    shift: int
    certificate: "Certificate"
    fraction: Fraction
    bounds: dict[str, Any]
    between: list[str]


class LimitTerm(TypedDict):
    """What is multiplied by one hypergeometric factor: polynomials in the convergents of some fractions."""

    gauge: list[str]
    scale: str
    top: list[list[Any]]
    bottom: list[list[Any]]
    parts: list[LimitPart]


class Certificate(TypedDict, total=False):
    """A chain; with a kind, a combination of limits, or the recurrence of a sum by telescoping."""

    version: int
    formula: Fraction
    steps: list[Step]
    end: End
    mobius: list[list[int]]
    kind: str
    recurrence: Any
    start: int
    terms: list[LimitTerm]
    summand: Any
    lower: Any
    upper: Any
    certificate: Any
    first: int
    extra: Any
    text: str
    initial: Any
