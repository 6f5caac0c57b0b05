"""The search of series constant + Σ F(n) u(n): the terms u obey a recurrence whose coefficients are forms in n.

With a recurrence of order 1 these are the sums of hypergeometric terms. What is screened and examined is the recurrence
of the partial sums, of one order more, with the constant sequence 1 as its denominators.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, ClassVar

from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient
from analysis.formulas.recurrence import Recurrence
from analysis.formulas.series import Series, ratio_test
from analysis.reading.numbers import read_rational
from search.domains.ranges import Range
from search.recurrences import RecurrenceForms


@dataclass(frozen=True)
class SeriesForms(RecurrenceForms):
    """forms: c₀ … c_r of the terms' recurrence; p: the first u; factor: the form F; constant: what the sum begins with.

    >>> leibniz = SeriesForms.terms(["1", "1"], "x", {"x": "1:2"}, 1, [1])                # x Σ (−1)ⁿ
    >>> leibniz.size, str(leibniz.recurrence(1)), leibniz.formula(1)["u"]
    (2, '(1) u(n) + (-1) u(n-2) = 0', ['2'])
    """

    least_order: ClassVar[int] = 1

    factor: str = "1"
    constant: str = "0"

    @classmethod
    def terms(
        cls, forms: Sequence[str], factor: str, let: Mapping[str, str], first: int = 1, u: Sequence[int | str] = (),
        constant: str = "0",
    ) -> SeriesForms:  # fmt: skip
        """From texts; the terms start with 0, …, 0, 1 where none are given. Raises InputError."""
        read_rational(constant, "constant")
        given = [read_rational(str(x), "u") for x in u]
        order = len(forms) - 1
        ranges = tuple((name, Range.parse(str(text))) for name, text in let.items())
        start = tuple(int(x) if x.denominator == 1 else str(x) for x in given) or (*[0] * (order - 1), 1)
        return cls(tuple(forms), ranges, first, start, (1,) * len(start), factor, constant)

    @property
    def texts(self) -> tuple[str, ...]:
        return (*self.forms, self.factor)

    def as_dict(self) -> dict[str, Any]:
        found = super().as_dict()
        return {key: found[key] for key in ("forms", "let", "first")} | {
            "u": list(self.p), "factor": self.factor, "constant": self.constant,
        }  # fmt: skip

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> SeriesForms:
        keys = ("forms", "factor", "let", "first", "u", "constant")
        return cls.terms(*(found[key] for key in keys))

    def coefficients(self, index: int) -> list[Polynomial] | None:
        """Of the partial sums' recurrence."""
        made = self._terms(index)
        if made is None:
            return None
        return [made[0], *(after - before for before, after in pairwise(made)), -made[-1]]

    def _terms(self, index: int) -> list[Polynomial] | None:
        """Of the recurrence of F(n) u(n): c_k(n) Π F(n−j), j ≠ k."""
        *c, factor = self.point(index)
        if not (c[0] and c[-1] and factor):
            return None
        shifted = [factor.shift(-k) for k in range(len(c))]
        return [_product([one, *(f for j, f in enumerate(shifted) if j != k)]) for k, one in enumerate(c)]

    def diverges(self, index: int) -> bool:
        """Of hypergeometric terms by their ratio."""
        made = self._terms(index) if self.order == 1 and any(self.p) else None
        return made is not None and ratio_test(-made[1], made[0], self.first) is False

    def series(self, index: int) -> Series | None:
        """The series of a point; None where the terms' recurrence breaks off, as at a zero of F."""
        made = self._terms(index)
        if made is None:
            return None
        factor = self.point(index)[-1]
        u = [Fraction(u) * factor(self.first - self.order + i) for i, u in enumerate(self.p)]
        try:
            terms = Recurrence.from_quotients([Quotient.polynomial(c) for c in made], self.first, u, [1] * self.order)
        except InputError:
            return None
        return Series(terms, Fraction(self.constant))

    def recurrence(self, index: int) -> Recurrence | None:
        """That of the partial sums."""
        made = self.series(index)
        try:
            return None if made is None else made.partial_sums()
        except InputError:
            return None

    def formula(self, index: int) -> dict[str, Any]:
        """The JSON of the series of a point that has one."""
        made = self.series(index)
        assert made is not None
        return made.to_json()


def _product(factors: Sequence[Polynomial]) -> Polynomial:
    total = factors[0]
    for factor in factors[1:]:
        total = total * factor
    return total
