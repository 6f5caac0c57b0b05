"""A series whose terms obey a recurrence: value = constant + Σ u(n), over the listed terms and all that follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient
from analysis.formulas.recurrence import Recurrence


@dataclass(frozen=True)
class Series:
    """`terms` carries u as its p (its q is 1): c₀(n) u(n) + … + c_r(n) u(n−r) = 0 for n ≥ first.

    >>> geometric = Series.of(["2", "-1"], 1, [1], 0)                        # 1 + 1/2 + 1/4 + …
    >>> [str(p / q) for p, q in geometric.partial_sums().terms(4)]
    ['0', '1', '3/2', '7/4']
    """

    terms: Recurrence
    constant: Fraction

    @classmethod
    def of(
        cls, coefficients: Sequence[str], first: int, u: Sequence[Fraction | int], constant: Fraction | int = 0
    ) -> "Series":
        """From texts of polynomials or rational functions in n. Raises InputError."""
        return cls(Recurrence.of(coefficients, first, u, [1] * len(u)), Fraction(constant))

    @property
    def u(self) -> tuple[Fraction, ...]:
        return self.terms.p

    def partial_sums(self) -> Recurrence:
        """The recurrence of order r + 1 of S(n) = constant + Σ_{k ≤ n} u(k), over the constant sequence 1."""
        c = [Quotient.polynomial(coefficient) for coefficient in self.terms.coefficients]
        differences = [c[0], *(after - before for before, after in pairwise(c)), -c[-1]]
        sums = list(accumulate(self.u, initial=self.constant))
        return Recurrence.from_quotients(differences, self.terms.first, sums, [1] * len(sums))

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON."""
        return {
            "kind": "series",
            "coefficients": [str(c) for c in self.terms.coefficients],
            "first": self.terms.first,
            "u": [str(value) for value in self.u],
            "constant": str(self.constant),
        }

    def __str__(self) -> str:
        return f"{self.constant} + Σ u(n), {self.terms}"


def ratio_test(top: Polynomial, bottom: Polynomial, first: int) -> bool | None:
    """Whether Σ u converges where u ≠ 0 and bottom(n) u(n) = top(n) u(n−1) for n ≥ first; None where it breaks off.

    With the ratio ±(1 + e/n + O(1/n²)) the terms are (±1)ⁿ n^e up to a factor that tends to a number ≠ 0 (Gauss), and
    from some n on their moduli are monotone: the sum converges for e < −1, an alternating one for e < 0.

    >>> n, ahead, one = (Polynomial.of(c) for c in ([0, 1], [1, 1], [1]))
    >>> ratio_test(n, ahead, 1), ratio_test(-n, ahead, 1), ratio_test(n * n, ahead * ahead, 1), ratio_test(-one, one, 1)
    (False, True, True, False)
    """
    if any(root >= first for root in top.integer_roots()):
        return None
    grows = (top.degree, abs(top.leading)), (bottom.degree, abs(bottom.leading))
    if grows[0] != grows[1]:
        return grows[0] < grows[1]
    return _exponent(top) - _exponent(bottom) < (-1 if top.leading == bottom.leading else 0)


def _exponent(p: Polynomial) -> Fraction:
    """x with p(n) = lead · n^degree (1 + x/n + …)."""
    return Fraction(p.coefficients[-2], p.leading) if p.degree else Fraction(0)
