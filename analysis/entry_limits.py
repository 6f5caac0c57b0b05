"""The limits of all entries of a product of matrices over one of them, each with its identity.

Within the column of the chosen entry a limit is that of the column's recurrence. Another column is that one times a
known power of n (`column_ratios`) where the solution that its row follows stands alone. What this leaves open, such as
rows with zeros, is a recurrence of its own: that of two copies of the matrix, one for each of the two entries.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import product as pairs_of
from typing import Any

from flint import arb, ctx, fmpz_poly

from analysis.constants.identities import Identity, rational_identity
from analysis.constants.library import Library
from analysis.dynamics.closed_numbers import ClosedNumber
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.exact.matrices import RationalMatrix
from analysis.exact.mobius import Mobius
from analysis.formulas.product import MatrixProduct
from analysis.formulas.recurrence import Recurrence
from analysis.numbers.limits import Limit
from analysis.recurrence_examination import Examined, RecurrenceExamination, examine_recurrence, identity_json
from analysis.relations.identities import RelationIdentity, relation_identity
from analysis.relations.terms import quotient
from analysis.transformations.closure import block_sum
from analysis.transformations.cyclic_vectors import column_recurrence
from analysis.values.column_ratios import ColumnRatio, column_ratio

_DEPTH = 64  # at which the largest entry is looked for
_MOST_DOUBLED = 8  # rank of two copies of the matrix


@dataclass(frozen=True)
class EntryLimit:
    """An entry over the chosen one."""

    limit: Limit
    identity: Identity | None = None

    def as_json(self, digits: int) -> dict[str, Any]:
        found = {"limit": self.limit.decimal(digits), "digits": min(self.limit.digits, digits),
                 "identity": identity_json(self.identity)}  # fmt: skip
        return found if self.limit.value is not None else found | {"reason": self.limit.reason}


@dataclass(frozen=True, eq=False)
class EntryLimits:
    """The entries of a product over the one that it names, else over the largest."""

    product: MatrixProduct
    digits: int
    library: Library

    @cached_property
    def over(self) -> tuple[int, int]:
        """The entry that the limits are over: the one asked for, else the largest far out."""
        if self.product.over is not None:
            return self.product.over
        state = self.product.partial(self.product.first + _DEPTH)
        places = pairs_of(range(len(self.product.start)), range(self.product.rank))
        return max(places, key=lambda at: abs(state[at]))

    def of_the_whole(self) -> Examined:
        """What is known of the value of the first other row in the chosen column."""
        other = next((one for one in self._examined if one is not None), None)
        if other is not None and other.recurrence.order > 2:
            return other
        row, column = self.over
        lead = column_recurrence(self.product, column, (row if other is None else int(row == 0), row))
        return examine_recurrence(lead, digits=self.digits, library=self.library)

    def as_json(self) -> list[list[dict[str, Any]]]:
        """Row by row."""
        rows, columns = range(len(self.product.start)), range(self.product.rank)
        return [[self._entry(i, j).as_json(self.digits) for j in columns] for i in rows]

    def _entry(self, i: int, j: int) -> EntryLimit:
        if (i, j) == self.over:
            return self._rational(1)
        if j == self.over[1]:
            return self._within[i]
        moved = self._moved(i, j)
        return self._doubled(i, j) if moved is None else moved

    @cached_property
    def _within(self) -> list[EntryLimit]:
        """The entries of the chosen one's column."""
        return [self._rational(1) if one is None else self._named(one) for one in self._examined]

    @cached_property
    def _examined(self) -> list[RecurrenceExamination | None]:
        """Of each row's entry in the chosen column over the chosen one; None for that itself."""
        row, column = self.over
        found = [column_recurrence(self.product, column, (i, row)) for i in range(len(self.product.start))]
        return [None if i == row else self._examination(one) for i, one in enumerate(found)]

    def _examination(self, recurrence: Recurrence) -> RecurrenceExamination:
        return RecurrenceExamination(recurrence, self.digits, self.library)

    def _rational(self, value: int) -> EntryLimit:
        ball = Limit("convergent", arb(value), self.digits, "exact", Fraction(value))
        return EntryLimit(ball, rational_identity(Fraction(value), self.digits))

    def _named(self, examined: RecurrenceExamination) -> EntryLimit:
        value = examined.limit
        zero = value.value is not None and value.value.contains(0)
        return self._rational(0) if zero else EntryLimit(value, examined.identity)

    def _moved(self, i: int, j: int) -> EntryLimit | None:
        """By the ratio of the columns; None where that does not tell."""
        examined = self._examined[i] or next((one for one in self._examined if one is not None), None)
        if examined is None:
            return None
        growth = examined.limits.growth
        place = growth.q if i == self.over[0] else growth.p
        if place is None or growth.q is None:
            return None
        if not growth.stands_alone(place):
            return EntryLimit(Limit("undecided", reason="solutions of equal size in this row"))
        ratio = self._ratio(j, place)
        if ratio is None:
            return None
        if place != growth.q:
            return self._rational(0) if growth.falls_faster(place, growth.q, ratio.power) else None
        if ratio.power > 0:
            return EntryLimit(Limit("divergent", reason="the quotients tend to infinity"))
        return self._rational(0) if ratio.power < 0 else self._times(self._within[i], ratio.factor)

    def _ratio(self, j: int, place: int) -> ColumnRatio | None:
        if (j, place) not in self._ratios:
            self._ratios[j, place] = column_ratio(self.product.matrix, j, self.over[1], place)
        return self._ratios[j, place]

    @cached_property
    def _ratios(self) -> dict[tuple[int, int], ColumnRatio | None]:
        return {}

    def _times(self, first: EntryLimit, factor: ClosedNumber) -> EntryLimit:
        if first.limit.value is None:
            return first
        with ctx.workprec(int(self.digits * BITS_PER_DIGIT) + 64):
            value = (first.limit.value * factor.ball.real).mid()
        limit = Limit("convergent", value, first.limit.digits, "agreed")
        rational = factor.rational
        named = None if rational is None or first.identity is None else scaled(first.identity, rational)
        return EntryLimit(limit, named)

    def _doubled(self, i: int, j: int) -> EntryLimit:
        """From the recurrence of two copies of the matrix, the entry in one, the chosen one in the other."""
        row, column = self.over
        rank = self.product.rank
        if 2 * rank > _MOST_DOUBLED:
            return EntryLimit(Limit("undecided", reason=f"no limit sought between columns of a product of rank {rank}"))
        zero = [Fraction(0)] * rank
        both = MatrixProduct(
            block_sum(self.product.matrix, self.product.matrix),
            self.product.first,
            ((*self.product.start[i], *zero), (*zero, *self.product.start[row])),
        )
        return self._named(self._examination(column_recurrence(_with_column(both, j, rank + column), j)))


def _with_column(product: MatrixProduct, j: int, k: int) -> MatrixProduct:
    """In other coordinates, where the column j is the old j and k together."""
    change = [[fmpz_poly([int(r == c or (r, c) == (k, j))]) for c in range(product.rank)] for r in range(product.rank)]
    base = RationalMatrix.reduced(change, fmpz_poly([1]))
    start = tuple(tuple(row[c] + (row[k] if c == j else 0) for c in range(product.rank)) for row in product.start)
    return MatrixProduct(base.inverse() @ product.matrix @ base, product.first, start)


def scaled(identity: Identity, factor: Fraction) -> Identity:
    """The identity of a rational multiple of the value; factor ≠ 0.

    >>> from analysis.constants.library import constant
    >>> from analysis.exact.mobius import IDENTITY
    >>> scaled(Identity(constant("pi"), IDENTITY, 50), Fraction(3, 4)).expression
    '3*pi/4'
    """
    if identity.rational is not None:
        return rational_identity(identity.rational * factor, identity.digits)
    p, q = factor.numerator, factor.denominator
    if isinstance(identity, RelationIdentity) and identity.relation.numerator and identity.relation.function is None:
        found = identity.relation
        top, bottom = (tuple((name, k * by) for name, k in terms) for terms, by in
                       ((found.numerator, p), (found.denominator, q)))  # fmt: skip
        return relation_identity(replace(found, text=quotient(top, bottom).text, numerator=top, denominator=bottom))
    return Identity(identity.constant, Mobius(p, 0, 0, q) @ identity.mobius, identity.digits)
