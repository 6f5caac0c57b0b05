"""The chain of a certificate, from a formula through steps to its end, and the statement that it proves."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd

from analysis.proofs.ends import ENDS, End
from analysis.proofs.finite import finite
from analysis.proofs.minimal_sums import minimal_sum
from analysis.proofs.polynomials import multiplied, proportional
from analysis.proofs.reading import Malformed, Mobius, Poly, Rejected, integer, items, members, shown, spelt
from analysis.proofs.series import SumOf, series, sum_without_name
from analysis.proofs.steps import STEPS, formula

VERSIONS = (1, 2)  # the second has bounds in its coboundaries; the first is read where it has none
MOST_MAPS = 64  # steps of a chain


@dataclass(frozen=True)
class ValueOf:
    """The value of a fraction."""

    a: Poly
    b: Poly

    def __str__(self) -> str:
        return f"PCF({spelt(self.a)}, {spelt(self.b)})"


@dataclass(frozen=True)
class Statement:
    """PCF(a, b) converges to (p c + q)/(r c + s), c the number that `constant` spells.

    What has no name is `described`: the sum of a series, or the value of another fraction. Such a statement is
    `conditional`: it holds where that fraction converges.
    """

    a: Poly
    b: Poly
    mobius: Mobius
    constant: str
    described: ValueOf | SumOf | None = None

    @property
    def conditional(self) -> bool:
        return isinstance(self.described, ValueOf)

    @property
    def symbol(self) -> str | None:
        """The letter for what has no name."""
        return None if self.described is None else "v" if self.conditional else "S"

    def __str__(self) -> str:
        symbol = self.symbol
        value = f"{ValueOf(self.a, self.b)} = {image(self.mobius, symbol or self.constant)}"
        where = f", {symbol} = {self.constant}" if symbol else ""
        return value + where + (", if that converges" if self.conditional else "")


def verify(certificate: object) -> Statement:
    """The statement that a certificate proves; raises Malformed where it is none, Rejected where it proves nothing.

    >>> step = {"kind": "inflation", "factor": ["3", "1"], "to": {"a": "n", "b": "1"}}
    >>> claim = {"formula": {"a": "3*n", "b": "9"}, "steps": [step], "end": {"kind": "formula"}}
    >>> print(verify({"version": 2, **claim, "mobius": [[3, 0], [0, 1]]}))
    PCF(3*n, 9) = 3*v, v = PCF(n, 1), if that converges
    """
    found = members(certificate, ("version", "formula", "steps", "end", "mobius"))
    if integer(found["version"]) not in VERSIONS:
        raise Malformed(f"certificate version {found['version']}, not one of {VERSIONS}")
    a, b = formula(found["formula"])
    rows = [[integer(entry) for entry in items(row, 2, 2)] for row in items(found["mobius"], 2, 2)]
    total: Mobius = (1, 0, 0, 1)
    at = a, b
    for number, claimed in enumerate(items(found["steps"], 0, MOST_MAPS), start=1):
        kind, step = _kind(claimed, STEPS)
        try:
            mobius, *to = STEPS[kind](*at, step)
        except Rejected as error:
            raise Rejected(f"step {number} ({kind}): {error}") from None
        total, at = multiplied(total, mobius), (to[0], to[1])
    mobius, constant, described = _end(*at, found["end"])
    if isinstance(described, ValueOf) and not found["steps"]:
        raise Rejected("a formula is said to be itself")
    total = multiplied(total, mobius)
    (p, q), (r, s) = rows
    if not proportional(total, (p, q, r, s)):
        raise Rejected(f"the Möbius map is {lowest(total)}")
    return Statement(a, b, lowest(total), constant, described)


def _proved(certificate: object) -> tuple[Poly, Poly, Mobius, str]:
    """What a certificate proves, for a series that is made of others."""
    found = verify(certificate)
    if found.conditional:
        raise Rejected("the value of a source is not proved")
    return found.a, found.b, found.mobius, found.constant


def _series(a: Poly, b: Poly, end: Mapping[str, object]) -> tuple[Mobius, str]:
    return series(a, b, end, _proved)


EVERY_END: dict[str, End] = {"series": _series, "finite": finite, "minimal sum": minimal_sum, **ENDS}


def proved_end(certificate: Mapping[str, object]) -> tuple[Mobius, str]:
    """The map and the constant of the end of a chain without steps, from which a certificate is made."""
    mobius, constant, _ = _end(*formula(certificate["formula"]), certificate["end"])
    return mobius, constant


def _end(a: Poly, b: Poly, claimed: object) -> tuple[Mobius, str, ValueOf | SumOf | None]:
    kind, end = _kind(claimed, {**EVERY_END, "formula": None})
    if kind == "formula":
        members(end, ("kind",))
        value = ValueOf(a, b)
        return (1, 0, 0, 1), str(value), value
    return *EVERY_END[kind](a, b, end), sum_without_name(end)


def _kind(claim: object, known: Mapping[str, object]) -> tuple[str, Mapping[str, object]]:
    kind = claim.get("kind") if isinstance(claim, dict) else None
    if not isinstance(claim, dict) or not isinstance(kind, str) or kind not in known:
        raise Malformed(f"{shown(claim)} where a kind of {', '.join(known)} belongs")
    return kind, claim


def lowest(mobius: Mobius) -> Mobius:
    """The same map by integers without a common divisor, r > 0, or s > 0 where r = 0."""
    p, q, r, s = mobius
    divisor = gcd(*mobius) * (-1 if r < 0 or (r == 0 and s < 0) else 1)
    return p // divisor, q // divisor, r // divisor, s // divisor


def image(mobius: Mobius, constant: str) -> str:
    """The image of a number as text.

    >>> image((0, 4, 1, 0), "pi"), image((-4, 0, 0, -6), "1"), image((1, 2, 1, -1), "e^2")
    ('4/pi', '2/3', '(e^2 + 2)/(e^2 - 1)')
    """
    p, q, r, s = mobius
    if constant == "1":
        top, _, bottom, _ = lowest((p + q, 0, r + s, 0))
        return _quotient(str(top), str(bottom))
    c = constant if all(sign not in constant for sign in "+-/ ") else f"({constant})"
    return _quotient(_linear(p, q, c), _linear(r, s, c))


def _linear(p: int, q: int, c: str) -> str:
    if not p:
        return str(q)
    head = {1: c, -1: f"-{c}"}.get(p, f"{p}*{c}")
    return head if not q else f"({head} {'-' if q < 0 else '+'} {abs(q)})"


def _quotient(top: str, bottom: str) -> str:
    if bottom == "1":
        return top[1:-1] if top.startswith("(") and top.endswith(")") and top.count("(") == 1 else top
    return f"{top}/{f'({bottom})' if '*' in bottom and not bottom.startswith('(') else bottom}"
