"""Everything known about a product of matrices, and the one door for formulas of all kinds.

With a start of two rows the value is that of a column's scalar recurrence, and the other columns must tend to the same.
With k rows each entry has a limit over the chosen one: within one column from the column's recurrence, between columns
by Richardson's extrapolation of exact products at n, 2n, 4n, …
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from flint import arb, ctx, fmpq, fmpz_mat

from analysis.constants.library import Library
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.examination import examine
from analysis.formulas.pcf import Equivalent
from analysis.formulas.product import MatrixProduct
from analysis.formulas.reading import Formula
from analysis.formulas.recurrence import Recurrence
from analysis.formulas.series import Series
from analysis.numbers.limits import Limit
from analysis.recurrence_examination import ball_of, examine_recurrence, identity_json, identity_of
from analysis.transformations.cyclic_vectors import column_recurrence
from analysis.values.recurrence_limits import RecurrenceLimits, common_digits

_COMPARED_DIGITS = 12  # to which limits of columns are compared
_FIRST, _DOUBLINGS = 64, 8  # of the depths between columns
_LEAST_AGREED = 5


def examine_formula(formula: Formula, *, digits: int, library: Library) -> dict[str, Any]:
    """The contract's JSON of a formula of any kind.

    >>> from analysis.constants.library import built_in_library
    >>> from analysis.formulas.reading import read_formula
    >>> series = read_formula({"kind": "series", "coefficients": ["n+1", "-n/2"], "first": 1, "u": ["1/2"]})
    >>> found = examine_formula(series, digits=20, library=built_in_library())
    >>> found["limit"], found["identity"]["expression"]
    ('0.69314718055994530942', 'log(2)')
    """
    match formula:
        case Equivalent(pcf, factor):
            cleared = {} if factor == 1 else {"factor": str(factor)}
            return {"kind": "pcf", **examine(pcf, digits=digits, library=library).as_json(), **cleared}
        case Recurrence():
            return formula.to_json() | examine_recurrence(formula, digits=digits, library=library)
        case Series():
            return formula.to_json() | examine_recurrence(formula.partial_sums(), digits=digits, library=library)
        case _:
            return formula.to_json() | _Product(formula, digits, library).as_json()


@dataclass(frozen=True, eq=False)
class _Product:
    """A product under examination."""

    product: MatrixProduct
    digits: int
    library: Library

    def as_json(self) -> dict[str, Any]:
        return self._quotient() if self.product.is_quotient else self._entries()

    def _quotient(self) -> dict[str, Any]:
        """First row over second, by the first column whose second row does not vanish."""
        columns = self._columns()
        if not columns:
            return {"status": "divergent", "limit": None, "digits": 0, "identity": None,
                    "reason": "the second row is 0"}  # fmt: skip
        found = examine_recurrence(columns[0], digits=self.digits, library=self.library)
        values = [RecurrenceLimits.of(column).limit(_COMPARED_DIGITS) for column in columns[1:]]
        first = RecurrenceLimits.of(columns[0]).limit(_COMPARED_DIGITS)
        if found["status"] == "convergent" and not all(_alike(first, value) for value in values):
            texts = [value.decimal() for value in (first, *values)]
            reason = f"the columns tend to different limits: {', '.join(str(text) for text in texts)}"
            found |= {"status": "divergent", "limit": None, "digits": 0, "identity": None, "reason": reason,
                      "evidence": None, "column_limits": texts}  # fmt: skip
        return found

    def _columns(self) -> list[Recurrence]:
        columns = [column_recurrence(self.product, j) for j in range(self.product.rank)]
        return [column for column in columns if any(column.p) or any(column.q)]

    @cached_property
    def _over(self) -> tuple[int, int]:
        """The entry that the limits are over: the one asked for, else the largest far out."""
        if self.product.over is not None:
            return self.product.over
        state = self.product.partial(self.product.first + _FIRST)
        rows, columns = len(self.product.start), self.product.rank
        return max(((i, j) for i in range(rows) for j in range(columns)), key=lambda at: abs(int(state[at])))

    def _entries(self) -> dict[str, Any]:
        """The limits of all entries over one of them, and for the whole what is known of the row beside that one."""
        row, column = self._over
        rows = range(len(self.product.start))
        within = [self._within(i) for i in rows]
        between = self._between()
        limits = [[self._entry(within[i], between[j], i, j) for j in range(self.product.rank)] for i in rows]
        other = next(i for i in rows if i != row) if len(rows) > 1 else row
        lead = column_recurrence(self.product, column, (other, row))
        found = examine_recurrence(lead, digits=self.digits, library=self.library)
        return found | {"over": [row, column], "limits": limits}

    def _within(self, i: int) -> RecurrenceLimits | None:
        """The limits of the i-th row over the chosen one, within the chosen column."""
        row, column = self._over
        return None if i == row else RecurrenceLimits.of(column_recurrence(self.product, column, (i, row)))

    def _between(self) -> list[Limit]:
        """For each column the limit of its entry over the chosen one, in the chosen row."""
        row, column = self._over
        states, state, at = [], self.product.partial(self.product.first), self.product.first
        for k in range(_DOUBLINGS + 1):
            stop = self.product.first + _FIRST * 2**k
            state = self.product.partial(stop, state, at)
            at = stop
            states.append(_row(state, row))
        return [_extrapolated([fmpq(s[j], s[column]) for s in states if s[column]], self.digits)
                for j in range(self.product.rank)]  # fmt: skip

    def _entry(self, within: RecurrenceLimits | None, between: Limit, i: int, j: int) -> dict[str, Any]:
        row, column = self._over
        if (i, j) == (row, column):
            return {"limit": "1", "digits": self.digits, "identity": None}
        first = Limit("convergent", arb(1), self.digits, "exact", Fraction(1)) if within is None else \
            within.limit(self.digits)  # fmt: skip
        if j != column:
            value = _times(first, between, self.digits)
            return {"limit": value.decimal(), "digits": value.digits, "identity": None}

        def evaluate(wanted: int) -> arb:
            assert within is not None
            return ball_of(first if wanted <= first.digits else within.limit(wanted), wanted)

        identity = identity_json(identity_of(first, evaluate, self.library))
        return {"limit": first.decimal(self.digits), "digits": min(first.digits, self.digits), "identity": identity}


def _row(state: fmpz_mat, row: int) -> list[int]:
    return [int(state[row, j]) for j in range(state.ncols())]


def _alike(first: Limit, second: Limit) -> bool:
    if first.value is None or second.value is None:
        return first.value is None and second.value is None
    if first.value.contains(0) or second.value.contains(0):
        return bool(abs((first.value - second.value).mid()) < arb(10) ** -_LEAST_AGREED)
    return common_digits(first.value, second.value) >= min(first.digits, second.digits, _COMPARED_DIGITS) - 2


def _extrapolated(values: list[fmpq], digits: int) -> Limit:
    """The limit of x(n) with an expansion in 1/n, from n, 2n, 4n, …, with the digits that the last two agree to."""
    if len(values) <= _DOUBLINGS:
        return Limit("undecided", reason="the entry that the limits are over vanishes again and again")
    with ctx.workprec(int(digits * BITS_PER_DIGIT) + 256):
        table = [arb(value) for value in values]
        if all(value == 0 for value in table):
            return Limit("convergent", arb(0), digits, "agreed")
        best = [table[-1], table[-2]]
        for k in range(1, len(values)):
            table = [(2**k * b - a) / (2**k - 1) for a, b in pairwise(table)]
            if len(table) > 1 and _apart(table[-1], table[-2]) < _apart(*best):
                best = [table[-1], table[-2]]
        if best[0].mid() == 0 or abs(best[0].mid()) < _apart(*best) * 100:
            small = abs(arb(values[-1]).mid()) < arb(10) ** -_LEAST_AGREED
            return Limit("convergent", arb(0), 1, "agreed") if small else Limit("undecided", reason="no limit seen")
        right = common_digits(best[1], best[0]) - 1
        return Limit("convergent", best[0].mid(), min(right, digits), "agreed") if right >= 1 else Limit("undecided")


def _apart(first: arb, second: arb) -> arb:
    return abs((first - second).mid())


def _times(first: Limit, second: Limit, digits: int) -> Limit:
    if first.value is None or second.value is None:
        return Limit("undecided")
    with ctx.workprec(int(digits * BITS_PER_DIGIT) + 64):
        return Limit("convergent", (first.value * second.value).mid(), min(first.digits, second.digits), "agreed")
