"""Matrix fields of a differential operator with shifts (`operators`): ₚF_q at any argument and Meijer's G.

Their matrices are made when they are asked for. A trajectory is made by acting on rows of polynomials in n, with no
matrix in more variables than n, so its cost does not depend on the number of axes. The rank is the degree of the
operator: max(p, q + 1) for ₚF_q, at z = 1 and p = q + 1 one less.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import lcm

from flint import fmpq_poly, fmpz_poly

from analysis.errors import InputError, echo
from analysis.exact.matrices import PolynomialRows
from analysis.exact.rational_functions import RationalFunction, variable
from analysis.exact.rationals import flint
from analysis.fields.matrix_fields import STEP_NAME, Matrix, MatrixField, check_trajectory, lean
from analysis.fields.operators import Factor, Operator

MOST_PARAMETERS = 12  # above, and below
_OFTEN = 3  # steps between two looks for common factors


class _Made(Mapping[str, Matrix]):
    """The matrices of an operator, each made once."""

    def __init__(self, operator: Operator, variables: Sequence[str], argument: Fraction | str) -> None:
        self._operator, self._known = operator, dict[str, Matrix]()
        self._point = {name: variable(name, variables).top for name in operator.axes}
        one = RationalFunction.constant(1, variables).top
        if isinstance(argument, str):
            self._argument = variable(argument, variables).top, one
        else:
            self._argument = one * argument.numerator, one * argument.denominator

    def __getitem__(self, axis: str) -> Matrix:
        if axis not in self._known:
            if axis not in self._point:
                raise KeyError(axis)
            self._known[axis] = self._make(axis)
        return self._known[axis]

    def __iter__(self) -> Iterator[str]:
        return iter(self._point)

    def __len__(self) -> int:
        return len(self._point)

    def _make(self, axis: str) -> Matrix:
        one = self._argument[1] * 0 + 1
        step = self._operator.step(self._point, axis, 1, self._argument, self.rank)
        units = [[one * int(i == j) for j in range(self.rank)] for i in range(self.rank)]
        return tuple(
            tuple(RationalFunction.of(entry * step.top, step.bottom) for entry in step.times(row)) for row in units
        )

    @property
    def rank(self) -> int:
        return len(self._operator.coefficients(self._point, self._argument)) - 1

    def commute(self, first: str, second: str) -> bool:
        return self._operator.commutes(self._point, (first, second), self._argument)


_NONE = Operator(())


@dataclass(frozen=True)
class OperatorField(MatrixField):
    """The field of an operator; `argument` is z, a number or the name of a parameter.

    >>> hypergeometric_field(8, 7).at(z=1).rank
    7
    """

    matrices: _Made = field(hash=False)
    operator: Operator = _NONE
    argument: Fraction | str = "z"

    @cached_property
    def rank(self) -> int:
        return self.matrices.rank

    @property
    def variables(self) -> tuple[str, ...]:
        return _variables(self.operator, self.parameters)

    def violations(self) -> list[tuple[str, str]]:
        """As for all fields, by remainders of the operator.

        >>> hypergeometric_field(8, 7).at(z=1).violations()
        []
        """
        return [pair for pair in combinations(self.axes, 2) if not self.matrices.commute(*pair)]

    def at(self, **values: Fraction | int) -> "MatrixField":
        """The field at an argument; raises InputError for a name that is no parameter, or an argument 0."""
        for name, value in values.items():
            if name not in self.parameters:
                raise InputError(f"parameter {echo(name)}", ", ".join(self.parameters) or "a field with parameters")
            if value == 0:
                raise InputError(f"{self.name} at {name} = 0", "an argument other than 0, where the series is 1")
            return operator_field(self.name, self.operator, Fraction(value), self.source)
        return self

    def rule(self) -> dict[str, str]:
        """The equation of F and the step along each axis, θ = z d/dz: what matrices of many axes are too long to show.

        >>> list(hypergeometric_field(2, 1, ("a", "b", "c")).rule().values())
        ['(θ + c - 1) θ F = z (θ + a) (θ + b) F', '1 + θ/a', '1 + θ/b', '(1 + θ/c)^-1 at c + 1']
        """
        sides = [[f for f in self.operator.factors if f.lower is lower] for lower in (False, True)]
        upper, lower = (" ".join(f.text for f in side) or "1" for side in sides)
        z = "" if self.argument == 1 else f"{self.argument} "
        sign = "-" if self.operator.sign < 0 else ""
        return {"equation": f"{upper} F = {sign}{z}{lower} F"} | {
            a: self.operator.factor(a).step_text for a in self.axes
        }

    def steps(self, start: Sequence[Fraction | int], direction: Sequence[int]) -> PolynomialRows:
        """As for all fields, by rows of polynomials in n."""
        check_trajectory(self, start, direction)
        for order in (_interleaved(direction), _one_by_one(direction), _one_by_one(direction)[::-1]):
            try:
                return self._along(start, direction, order)
            except ZeroDivisionError:
                continue
        raise InputError(
            f"direction {tuple(direction)}, with a pole at every step from {', '.join(map(str, start))}",
            "a start and a direction without",
        )

    def _along(self, start: Sequence[Fraction | int], direction: Sequence[int], order: Sequence[int]) -> PolynomialRows:
        """The product of single steps, each of them along the axis of that index."""
        assert isinstance(self.argument, Fraction)
        argument = fmpq_poly([self.argument.numerator]), fmpq_poly([self.argument.denominator])
        at = {
            axis: fmpq_poly([flint(Fraction(first) - step), step])
            for axis, first, step in zip(self.axes, start, direction, strict=True)
        }
        rows = [[fmpq_poly([int(i == j)]) for j in range(self.rank)] for i in range(self.rank)]
        for count, index in enumerate(order, start=1):
            axis, one = self.axes[index], 1 if direction[index] > 0 else -1
            step = self.operator.step(at, axis, one, argument, self.rank)
            rows = [step.times(row) for row in rows]
            at[axis] = at[axis] + one
            if count % _OFTEN == 0:
                rows = [[fmpq_poly(entry) for entry in row] for row in _lean_rows(rows)]
        return _lean_rows(rows)


def operator_field(name: str, operator: Operator, argument: Fraction | str, source: str) -> OperatorField:
    """The field of an operator at an argument, a number or a name."""
    parameters = (argument,) if isinstance(argument, str) else ()
    made = _Made(operator, _variables(operator, parameters), argument)
    return OperatorField(name, operator.axes, parameters, made, None, source, operator, argument)


def hypergeometric_field(
    p: int, q: int, axes: Sequence[str] = (), argument: str = "z", source: str = ""
) -> OperatorField:
    """The field of ₚF_q(a₁, …; b₁, …; z), its axes a1, …, b1, … unless others are named.

    >>> hypergeometric_field(2, 1).violations(), hypergeometric_field(2, 3).rank
    ([], 4)
    """
    if not (0 <= p <= MOST_PARAMETERS and 0 <= q <= MOST_PARAMETERS and p + q):
        raise InputError(f"{p}F{q}", f"up to {MOST_PARAMETERS} parameters above and below, and one at least")
    names = list(axes) or [*(f"a{i + 1}" for i in range(p)), *(f"b{j + 1}" for j in range(q))]
    factors = [Factor(name, lower=True) for name in names[:p]]
    factors += [Factor(name, offset=-1) for name in names[p:]]
    operator = Operator((*factors, Factor(None)))
    return operator_field(f"{p}F{q}", operator, argument, source or "differential equation of the series")


def meijer_field(m: int, n: int, p: int, q: int) -> OperatorField:
    """The field of Meijer's G^{m,n}_{p,q}(z): axes a1, … ap, b1, … bq, its argument ± z with the sign of (−1)^(p−m−n).

    G(b + 1) = ∓(ϑ − b) G, above for the first m of the b, and G(a − 1) = ±(ϑ + 1 − a) G, above for the first n of the a
    (DLMF 16.19, 16.21).

    >>> meijer_field(1, 1, 2, 2).violations(), meijer_field(2, 0, 1, 3).rank
    ([], 3)
    """
    if not (0 <= n <= p <= MOST_PARAMETERS and 0 <= m <= q <= MOST_PARAMETERS and p + q):
        raise InputError(f"G({m},{n};{p},{q})", f"G(m,n;p,q), n ≤ p ≤ {MOST_PARAMETERS}, m ≤ q ≤ {MOST_PARAMETERS}")
    lower = [Factor(f"a{i + 1}", -1, 1, True, 1 if i < n else -1) for i in range(p)]
    upper = [Factor(f"b{j + 1}", -1, 0, False, -1 if j < m else 1) for j in range(q)]
    operator = Operator((*lower, *upper), -1 if (p - m - n) % 2 else 1)
    return operator_field(f"G({m},{n};{p},{q})", operator, "z", "differential equation of Meijer's G")


def _variables(operator: Operator, parameters: Sequence[str]) -> tuple[str, ...]:
    return *operator.axes, *parameters, STEP_NAME


def _interleaved(direction: Sequence[int]) -> list[int]:
    """Indices of axes, near the straight line, where the entries have the least degrees."""
    steps = [((2 * k + 1) / abs(d), i) for i, d in enumerate(direction) for k in range(abs(d))]
    return [i for _, i in sorted(steps)]


def _one_by_one(direction: Sequence[int]) -> list[int]:
    return [i for i, d in enumerate(direction) for _ in range(abs(d))]


def _lean_rows(rows: Sequence[Sequence[fmpq_poly]]) -> PolynomialRows:
    scale = lcm(*(int(entry.denom()) for row in rows for entry in row))
    return lean([[fmpz_poly((entry * scale).numer()) for entry in row] for row in rows])
