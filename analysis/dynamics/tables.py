"""The exact exponents of millions of fractions at once: status, η, γ, c, β and the trivial δ from three leading terms.

The formulas are those of `analysis.numbers.asymptotics`, worked out for each case of the degrees. With
a = A n^α + A₁ n^(α−1) + A₂ n^(α−2) + … and b = B n^β + B₁ n^(β−1) + … every decision is the sign of an integer:

- β < 2α: η = 2α − β, γ = ln(A²/|B|), and the exponent of n is 2A₁/A − B₁/B + α − β, plus 2B/A² where β = 2α − 1;
- β = 2α, Δ = A² + 4B > 0: γ = ln|λ₁/λ₂|, exponent of n ±(2A₁ − A(α + B₁/B))/√Δ with the sign of A; Δ < 0: no limit;
- β = 2α, Δ = 0: S = B₁ + αB + AA₁/2 decides: S > 0 gives c = 8√S/|A|, S < 0 no limit, S = 0 the next order;
- β > 2α: no limit for B < 0, nor for B > 0 unless β = 2α + 1 (c = 2|A|/√B) or β = 2α + 2 (exponent of n |A|/√B).
"""

from dataclasses import dataclass, fields
from math import nan

import numpy as np

from analysis.dynamics.reduction import growth_order
from analysis.exact.balls import accurate_float
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth

STATUSES = ("convergent", "divergent", "terminating")
CONVERGENT, DIVERGENT, TERMINATING = range(3)

# Leading coefficients up to this size keep every decision in 64 bits: 9,000 times its square is the largest sum, at
# degree 64. Beyond it a formula goes through `exponent_row`.
LARGEST_COEFFICIENT = 2**24


@dataclass(frozen=True, eq=False)
class ExponentTable:
    """Arrays of equal shape: status, an index into STATUSES, and float64 exponents, NaN unless convergent.

    |error| ~ n!^(−eta) e^(−gamma n) e^(−sqrt √n) n^(−beta), like 1/ln n where all four are 0. Convergent says that the
    growth of the solutions decides so; the limit may be infinite. delta is what δ would be without any reduction, NaN
    too where qₙ itself grows no faster than a power of n.
    """

    status: np.ndarray
    eta: np.ndarray
    gamma: np.ndarray
    sqrt: np.ndarray
    beta: np.ndarray
    delta: np.ndarray

    @classmethod
    def empty(cls, shape: tuple[int, ...]) -> "ExponentTable":
        """A table of divergent formulas."""
        numbers = (np.full(shape, nan) for _ in range(5))
        return cls(np.full(shape, DIVERGENT, dtype=np.int8), *numbers)

    def set(self, where: np.ndarray, **values: np.ndarray | float) -> None:
        """Make the formulas of the mask `where` convergent with these exponents, arrays of its shape; 0 for others."""
        self.status[where] = CONVERGENT
        for name in ("eta", "gamma", "sqrt", "beta"):
            value = values.get(name, 0.0)
            getattr(self, name)[where] = value[where] if isinstance(value, np.ndarray) else value


def exponent_table(a: np.ndarray, b: np.ndarray, grid: bool) -> ExponentTable:
    """Exponents of the fractions with ascending coefficients a[i], b[i], or with `grid` of all pairs, row b, column a.

    a, b: integer arrays (rows, degree + 1), int64 or Python integers, no row all zero.

    >>> table = exponent_table(np.array([[1, 2]]), np.array([[0, 0, 1], [0, 0, -2]]), grid=True)
    >>> table.status.tolist(), table.gamma.round(4).tolist()
    ([[0], [1]], [[1.7627], [nan]])
    """
    left, right = _Leading.of(a), _Leading.of(b)
    ends = np.array([_terminates(row) for row in b], dtype=bool)
    large = [(side.largest > LARGEST_COEFFICIENT) for side in (left, right)]
    if grid:
        left, right = left.reshaped((1, -1)), right.reshaped((-1, 1))
        beyond, ends = large[0][None, :] | large[1][:, None], ends[:, None]
    else:
        beyond = large[0] | large[1]
    with np.errstate(all="ignore"):
        table = _table(left, right)
    table.status[np.broadcast_to(ends, table.status.shape)] = TERMINATING
    for place in np.argwhere(beyond):
        i, j = (place[1], place[0]) if grid else (place[0], place[0])
        row = exponent_row(PCF(Polynomial.of(a[i].tolist()), Polynomial.of(b[j].tolist())))
        for name, value in row.items():
            getattr(table, name)[tuple(place)] = value
    for field in fields(table)[1:]:
        getattr(table, field.name)[table.status != CONVERGENT] = nan
    return table


def exponent_row(pcf: PCF) -> dict[str, float]:
    """The same columns for one fraction of any size, through `growth`.

    >>> exponent_row(PCF.parse("n+3", "-n"))
    {'status': 0, 'eta': 1.0, 'gamma': 0.0, 'sqrt': 0.0, 'beta': 4.0, 'delta': 0.0}
    """
    rates = growth(pcf)
    if pcf.termination() is not None or not isinstance(rates, Growth):
        status = TERMINATING if pcf.termination() is not None else DIVERGENT
        return {"status": status, "eta": nan, "gamma": nan, "sqrt": nan, "beta": nan, "delta": nan}
    order, base = growth_order(pcf), accurate_float(lambda: abs(rates.dominant.base.ball()).log())
    trivial = float(rates.eta / order - 1) if order else (rates.gamma / base - 1 if base > 0 else nan)
    return {
        "status": CONVERGENT,
        "eta": float(rates.eta),
        "gamma": rates.gamma,
        "sqrt": float(rates.root),
        "beta": float(rates.power),
        "delta": trivial,
    }


@dataclass(frozen=True, eq=False)
class _Leading:
    """Degree and the three leading coefficients of each row (0 below degree 0); `largest`: the size of the largest."""

    degree: np.ndarray
    first: np.ndarray
    second: np.ndarray
    third: np.ndarray
    largest: np.ndarray

    @classmethod
    def of(cls, rows: np.ndarray) -> "_Leading":
        width = rows.shape[1]
        padded = np.concatenate([np.zeros((len(rows), 2), dtype=rows.dtype), rows], axis=1)
        degree = width - 1 - np.argmax(rows[:, ::-1] != 0, axis=1)
        everyone = np.arange(len(rows))
        leading = np.stack([padded[everyone, degree + 2 - k] for k in range(3)])
        largest = abs(leading).max(axis=0)
        leading[:, largest > LARGEST_COEFFICIENT] = 1  # never used: these rows take the way of one fraction
        first, second, third = leading.astype(np.int64)
        return cls(degree, first, second, third, largest)

    def reshaped(self, shape: tuple[int, int]) -> "_Leading":
        return _Leading(*(getattr(self, field.name).reshape(shape) for field in fields(self)))


def _table(a: _Leading, b: _Leading) -> ExponentTable:
    alpha, beta = np.broadcast_arrays(a.degree, b.degree)
    top, second = (np.broadcast_to(values, alpha.shape) for values in (a.first, a.second))
    right, right_second = (np.broadcast_to(values, alpha.shape) for values in (b.first, b.second))
    table = ExponentTable.empty(alpha.shape)

    factorial = beta < 2 * alpha
    power = 2 * second / top - right_second / right + alpha - beta
    power = power + np.where(beta == 2 * alpha - 1, 2 * right / top**2, 0.0)
    table.set(factorial, eta=2.0 * alpha - beta, gamma=np.log(top**2 / abs(right)), beta=power)

    discriminant = top**2 + 4 * right
    simple = (beta == 2 * alpha) & (discriminant > 0)
    root = np.sqrt(discriminant)
    size = np.sqrt(abs(right))
    half_rate = np.where(right > 0, np.arcsinh(abs(top) / (2 * size)), np.arcsinh(root / (2 * size)))
    power = np.sign(top) * (2 * second * right - top * (alpha * right + right_second)) / (right * root)
    table.set(simple, gamma=2 * half_rate, beta=power)

    _double_roots(table, a, b, (beta == 2 * alpha) & (discriminant == 0))

    split = right > 0
    table.set(split & (beta == 2 * alpha + 1), sqrt=2 * abs(top) / size)
    table.set(split & (beta == 2 * alpha + 2), beta=abs(top) / size)

    order = np.maximum(alpha, beta / 2)
    largest = np.log((abs(top) + root) / 2)  # of the characteristic roots of constant coefficients
    constant = np.where(largest > 0, table.gamma / largest - 1, nan)
    table.delta[...] = np.where(order > 0, table.eta / np.maximum(order, 0.5) - 1, constant)
    return table


def _double_roots(table: ExponentTable, a: _Leading, b: _Leading, where: np.ndarray) -> None:
    """Characteristic root A/2 twice: the residuals of the Riccati equation one and two orders down decide."""
    alpha, top, second, third = a.degree, a.first, a.second, a.third
    twice_square = 2 * (b.second + alpha * b.first) + top * second
    table.set(where & (twice_square > 0), sqrt=8 * np.sqrt(np.maximum(twice_square, 0) / 2) / abs(top) + 0 * b.first)
    lower = b.first * alpha * (2 * alpha - 1) + b.second * (2 * alpha - 1) + b.third
    residual = 2 * top**2 * alpha * (alpha - 1) + 8 * top * second * (alpha - 1) + 8 * top * third + 16 * lower
    square = (top + 2 * second) ** 2 + residual
    table.set(where & (twice_square == 0) & (square >= 0), beta=np.sqrt(np.maximum(square, 0)) / abs(top))


def _terminates(row: np.ndarray) -> bool:
    return any(root >= 1 for root in Polynomial.of(row.tolist()).integer_roots())
