"""Everything known about a product of matrices, and the one door for formulas of all kinds.

With a start of two rows the value is that of a column's scalar recurrence, and the other columns must tend to the same.
With k rows each entry has a limit over the chosen one (`entry_limits`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flint import arb, fmpq, fmpz_mat

from analysis.constants.identities import Identity
from analysis.constants.library import Library
from analysis.entry_limits import EntryLimits
from analysis.exact.mobius import Mobius
from analysis.examination import examine
from analysis.formulas.pcf import PCF, Equivalent
from analysis.formulas.product import MatrixProduct
from analysis.formulas.reading import Formula
from analysis.formulas.recurrence import Recurrence
from analysis.formulas.series import Series
from analysis.numbers.limits import Limit
from analysis.recurrence_examination import Examined, examine_recurrence, fraction_of, identity_json
from analysis.transformations.cyclic_vectors import column_recurrence
from analysis.values.recurrence_limits import RecurrenceLimits, common_digits

_COMPARED_DIGITS = 12  # to which limits of columns are compared
_NEAR, _FAR = 128, 512  # where the columns' distance is looked at
_CLEAR_FALL = 0.4  # of that distance between both, if the limits are one
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
            return formula.to_json() | examine_recurrence(formula, digits=digits, library=library).as_json()
        case Series():
            sums = examine_recurrence(formula.partial_sums(), digits=digits, library=library)
            return formula.to_json() | sums.as_json()
        case _:
            return formula.to_json() | _Product(formula, digits, library).as_json()


def examined_fraction(formula: Formula) -> tuple[PCF, Mobius] | None:
    """The continued fraction that is examined in place of a formula, and the map from its value; None without one.

    >>> from analysis.formulas.reading import read_formula
    >>> e = read_formula({"kind": "series", "coefficients": ["n", "-1"], "first": 1, "u": [1]})
    >>> print(*examined_fraction(e))
    PCF(n+2, -n) Mobius(p=1, q=0, r=1, s=-1)
    """
    match formula:
        case Recurrence():
            return fraction_of(formula)
        case Series():
            return fraction_of(formula.partial_sums())
        case MatrixProduct() if formula.is_quotient:
            columns = _columns(formula, *_partials(formula))
            return fraction_of(columns[_simplest(columns)]) if columns else None
    return None


def _partials(product: MatrixProduct) -> tuple[fmpz_mat, fmpz_mat]:
    near = product.partial(product.first + _NEAR)
    return near, product.partial(product.first + _FAR, near, product.first + _NEAR)


def _columns(product: MatrixProduct, near: fmpz_mat, far: fmpz_mat) -> dict[int, Recurrence]:
    """The scalar recurrences of the columns with a second row that is not 0."""
    return {j: column_recurrence(product, j) for j in range(product.rank) if near[1, j] or far[1, j]}


def _simplest(columns: Mapping[int, Recurrence]) -> int:
    return min(columns, key=lambda j: sum(c.degree for c in columns[j].coefficients))


@dataclass(frozen=True, eq=False)
class _Product:
    """A product under examination."""

    product: MatrixProduct
    digits: int
    library: Library

    def as_json(self) -> dict[str, Any]:
        return self._quotient() if self.product.is_quotient else self._entries()

    def _quotient(self) -> dict[str, Any]:
        """First row over second, by the column whose recurrence is simplest among those with a second row."""
        near, far = _partials(self.product)
        columns = _columns(self.product, near, far) or self._ended()
        if not columns:
            return {"status": "divergent", "limit": None, "digits": 0, "identity": None,
                    "reason": "the second row is 0"}  # fmt: skip
        lead = _simplest(columns)
        found = examine_recurrence(columns[lead], digits=self.digits, library=self.library)
        others = [j for j in columns if j != lead]
        if found.limit.status != "convergent" or not any(self._apart(near, far, lead, j, columns) for j in others):
            proved = found.evidence != "proved" or self._proved_alike(lead, columns, found.identity)
            return found.as_json() if proved else found.as_json() | _of_one_column(found)
        values = [RecurrenceLimits.of(columns[j]).limit(_COMPARED_DIGITS).decimal() for j in columns]
        reason = f"the columns tend to different limits: {', '.join(map(str, values))}"
        return found.as_json() | {"status": "divergent", "limit": None, "digits": 0, "identity": None, "reason": reason,
                                  "evidence": None, "column_limits": values}  # fmt: skip

    def _ended(self) -> dict[int, Recurrence]:
        """A column that is a continued fraction, where that ends with a division by zero."""
        columns = ((j, column_recurrence(self.product, j)) for j in range(self.product.rank))
        return dict(next(([(j, one)] for j, one in columns if fraction_of(one) is not None), ()))

    def _proved_alike(self, lead: int, columns: Mapping[int, Recurrence], identity: Identity | None) -> bool:
        """Whether each column is one that is known, a step before or after and times a number, or proved as it is."""
        known, rows = {lead}, self.product.matrix.rows
        sources = {j: [i for i, row in enumerate(rows) if row[j]] for j in columns}
        steps = [{j, *before} for j, before in sources.items() if len(before) == 1]
        for _ in columns:
            known = known.union(*(pair for pair in steps if pair & known))
        return all(self._proves(columns[j], identity) for j in columns if j not in known)

    def _proves(self, column: Recurrence, identity: Identity | None) -> bool:
        found = examine_recurrence(column, digits=self.digits, library=self.library)
        return found.evidence == "proved" and _same(identity, found.identity)

    def _apart(self, near: fmpz_mat, far: fmpz_mat, i: int, j: int, columns: Mapping[int, Recurrence]) -> bool:
        """Whether two columns tend to different limits: by how their distance falls, in doubt by both limits."""
        before, after = (_distance(state, i, j) for state in (near, far))
        if before is not None and after is not None and after <= max(_CLEAR_FALL * before, 10**-_COMPARED_DIGITS):
            return False
        return not _alike(*(RecurrenceLimits.of(columns[k]).limit(_COMPARED_DIGITS) for k in (i, j)))

    def _entries(self) -> dict[str, Any]:
        """The limits of all entries over one of them, and for the whole what is known of the row beside that one."""
        entries = EntryLimits(self.product, self.digits, self.library)
        return entries.of_the_whole().as_json() | {"over": list(entries.over), "limits": entries.as_json()}


def _same(first: Identity | None, second: Identity | None) -> bool:
    """Whether two identities are seen to be about one number."""
    return first is not None and second is not None and first.expression == second.expression


def _of_one_column(found: Examined) -> dict[str, Any]:
    """What is said where other columns are only seen to tend to a limit that is proved of one."""
    return {"evidence": "certified", "identity": identity_json(found.identity)}


def _distance(state: fmpz_mat, i: int, j: int) -> float | None:
    """|p/q − p′/q′| of two columns beside the first; None where a second row is 0."""
    (p, q), (other_p, other_q) = ((state[0, k], state[1, k]) for k in (i, j))
    return (
        float(abs(arb(fmpq(p * other_q - other_p * q, q * other_q))) / (1 + abs(arb(fmpq(p, q)))))
        if q and other_q
        else None
    )


def _alike(first: Limit, second: Limit) -> bool:
    if first.value is None or second.value is None:
        return first.value is None and second.value is None
    if first.value.contains(0) or second.value.contains(0):
        return bool(abs((first.value - second.value).mid()) < arb(10) ** -_LEAST_AGREED)
    return common_digits(first.value, second.value) >= min(first.digits, second.digits, _COMPARED_DIGITS) - 2
