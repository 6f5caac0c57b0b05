"""Forms: templates whose parameters run through ranges, as one side of a domain or as both with shared parameters."""

from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from analysis.errors import InputError, echo
from analysis.formulas.templates import Template, parse_template
from search.domains.polynomial_sets import PolynomialSet
from search.domains.ranges import Range
from search.domains.ranks import MACHINE_BOUND, IntegerArray, mixed_radix_digits


@dataclass(frozen=True)
class Form(PolynomialSet):
    """A template such as x0*(n^3+(n+1)^3)+x1*(2n+1) with its parameters in ranges; sorted ((name, range), …).

    Ranks count parameter points, the last parameter running slowest; points that give the same polynomial, or zero, are
    members of their own.

    >>> form = Form.of("x0*(n^3+(n+1)^3)+x1*(2n+1)", {"x0": Range(1, 20), "x1": Range(-20, 20)})
    >>> form.size, form.rows(0, 1).tolist()
    (820, [[-19, -37, 3, 2]])
    """

    text: str
    ranges: tuple[tuple[str, Range], ...]

    @classmethod
    def of(cls, text: str, ranges: dict[str, Range]) -> "Form":
        """With the ranges of the parameters that occur; raises InputError when one has no range."""
        template = parse_template(text)
        missing = [name for name in template.parameters if name not in ranges]
        if missing:
            raise InputError(
                f"parameter {missing[0]} without a range",
                "a range for every parameter",
                f"add --let {missing[0]}=LOW:HIGH",
            )
        return cls(text, tuple((name, ranges[name]) for name in template.parameters))

    def __post_init__(self) -> None:
        if not self.template.terms:
            raise InputError(f"form {echo(self.text)}, which is zero", "a polynomial that is not zero")

    @cached_property
    def template(self) -> Template:
        return parse_template(self.text)

    @property
    def degree(self) -> int:  # type: ignore[override]
        return max(polynomial.degree for _, polynomial in self.template.terms)

    @property
    def size(self) -> int:
        return prod(values.count for _, values in self.ranges)

    @property
    def symmetric(self) -> bool:
        """Odd in its parameters, which lie in symmetric ranges: then negating the point negates the polynomial."""
        return self.parity == 1 and self.ranges_symmetric

    @property
    def ranges_symmetric(self) -> bool:
        return all(values.symmetric for _, values in self.ranges)

    @property
    def parity(self) -> int | None:
        """1 when all monomials in the parameters have odd degree, 0 when even, None when mixed."""
        parities = {sum(exponents) % 2 for exponents, _ in self.template.as_parameter_polynomials()}
        return parities.pop() if len(parities) == 1 else None

    def rows(self, start: int, stop: int) -> IntegerArray:
        return self.rows_at(parameter_points(self.ranges, start, stop), stop - start)

    def rows_at(self, points: dict[str, IntegerArray], count: int) -> IntegerArray:
        """Rows for `count` points; Python integers where the largest possible sum does not fit 64 bits."""
        heights = dict(self.ranges)
        bound = sum(
            prod(heights[name].height ** exponent for name, exponent in monomial)
            * max(abs(c) for c in polynomial.coefficients)
            for monomial, polynomial in self.template.terms
        )
        dtype = np.int64 if bound < MACHINE_BOUND else object
        rows = np.zeros((count, self.degree + 1), dtype=dtype)
        for monomial, polynomial in self.template.terms:
            values = np.ones(count, dtype=dtype)
            for name, exponent in monomial:
                values = values * points[name].astype(dtype) ** exponent
            for power, coefficient in enumerate(polynomial.coefficients):
                if coefficient:
                    rows[:, power] += values * coefficient
        return rows

    def as_dict(self) -> dict[str, Any]:
        return {"kind": "form", "text": self.text, "let": {name: str(values) for name, values in self.ranges}}


def parameter_points(ranges: tuple[tuple[str, Range], ...], start: int, stop: int) -> dict[str, IntegerArray]:
    """Values of the parameters at the points of ranks start ≤ r < stop, the last name running slowest."""
    digits = mixed_radix_digits(start, stop - start, [values.count for _, values in ranges])
    points: dict[str, IntegerArray] = {}
    for (name, values), digit in zip(ranges, digits, strict=True):
        machine = max(values.height, values.count) < MACHINE_BOUND
        points[name] = (digit if machine else digit.astype(object)) + values.low
    return points
