"""Apéry limits: lim pₙ/qₙ for the sum q and the solution p of the same recurrence with p = 0, 1 at first.

Where the recurrence holds for q a few steps earlier if q(n) = 0 for n < start, p is continued likewise: it then has
no more free values than for second order. Source: Apéry, Astérisque 61 (1979); Almkvist, van Straten and Zudilin,
Proc. Edinburgh Math. Soc. 54 (2011), "Apéry limits"; Chamberland and Straub, Amer. Math. Monthly 128 (2021).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from analysis.constants.identities import Identity
from analysis.constants.library import Library
from analysis.exact.polynomials import Polynomial
from analysis.formulas.recurrence import Recurrence
from analysis.recurrence_examination import Examined, FractionImage, examine_recurrence
from analysis.sums.closed_forms import determined_from

_LEAST_DIGITS = 2  # of a limit that is shown


@dataclass(frozen=True)
class AperyLimit:
    """The recurrence with p and q, and what is known of lim p/q."""

    recurrence: Recurrence
    examined: Examined

    @property
    def start(self) -> int:
        """Where the values of p begin."""
        return self.recurrence.first - self.recurrence.order

    @property
    def identity(self) -> Identity | None:
        return self.examined.identity

    @property
    def evidence(self) -> str | None:
        return self.examined.evidence

    def decimal(self) -> str:
        return self.examined.limit.decimal() or ""

    def as_json(self) -> dict[str, Any]:
        pcf = self.examined.pcf if isinstance(self.examined, FractionImage) else None
        return {
            "p": {"from": self.start, "values": [int(x) if x.denominator == 1 else str(x) for x in self.recurrence.p]},
            "limit": self.decimal(),
            "digits": self.examined.limit.digits,
            "identity": None if self.identity is None else self.identity.as_json(self.evidence == "proved"),
            "evidence": self.evidence,
            "fraction": None if pcf is None else {"a": str(pcf.a), "b": str(pcf.b)},
        }


def apery_limit(
    coefficients: Sequence[Polynomial], first: int, q: Callable[[int], Fraction], digits: int, library: Library
) -> AperyLimit | None:
    """The limit for q, which obeys the recurrence for n ≥ first; None where there is none that is certain.

    >>> from analysis.constants.library import built_in_library
    >>> from analysis.sums.sums import summed
    >>> apery = summed("binomial(n,k)^2*binomial(n+k,k)^2")
    >>> found = apery_limit(apery.coefficients, 2, apery.proved.sum, 30, built_in_library())
    >>> found.identity.expression, found.evidence
    ('zeta(3)/6', 'proved')
    """
    order = len(coefficients) - 1
    if order < 2:
        return None
    first = determined_from(coefficients, first)
    values = [q(n) for n in range(first - order, first)]
    recurrence = Recurrence(tuple(coefficients), first, tuple(_second(coefficients, first, values)), tuple(values))
    found = examine_recurrence(recurrence, digits=digits, library=library)
    unsure = found.limit.ground == "agreed"
    if found.limit.status != "convergent" or found.limit.digits < _LEAST_DIGITS or unsure:
        return None
    return AperyLimit(recurrence, found)


def _second(coefficients: Sequence[Polynomial], first: int, values: Sequence[Fraction]) -> list[Fraction]:
    """p at first − r, …, first − 1: 0, 1 and what follows of it if q begins so, else 0, …, 0, 1."""
    start, size = first - len(values), len(values)
    p = [Fraction(0), Fraction(1)]
    for n in range(start + 2, first):
        lead = coefficients[0](n)
        if not lead or _residue(coefficients, n, values[: n - start + 1]):
            return [Fraction(0)] * (size - 1) + [Fraction(1)]
        p.append(-_residue(coefficients, n, [*p, Fraction(0)]) / lead)
    return p


def _residue(coefficients: Sequence[Polynomial], n: int, values: Sequence[Fraction]) -> Fraction:
    """Σ c_i(n) u(n−i) for the values …, u(n−1), u(n), after zeros."""
    return sum((c(n) * u for c, u in zip(coefficients, reversed(values), strict=False)), Fraction(0))
