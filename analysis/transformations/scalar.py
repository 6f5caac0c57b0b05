"""Any formula as a recurrence: a fraction, the partial sums of a series, a column of a product."""

from collections.abc import Mapping
from typing import Any

from analysis.errors import InputError
from analysis.formulas.pcf import Equivalent
from analysis.formulas.reading import read_formula
from analysis.formulas.recurrence import Recurrence
from analysis.formulas.series import Series
from analysis.transformations.cyclic_vectors import column_recurrence


def scalar_recurrence(data: Mapping[str, Any]) -> Recurrence:
    """The recurrence of the formula that a JSON object describes, with its start. Raises InputError.

    >>> str(scalar_recurrence({"kind": "pcf", "a": "2n+1", "b": "n^2"}))
    '(1) u(n) + (-2n-1) u(n-1) + (-n^2) u(n-2) = 0'
    """
    formula = read_formula(data)
    match formula:
        case Equivalent(pcf, factor):
            made = Recurrence.from_pcf(pcf)
            return made if factor == 1 else made.with_start([factor * value for value in made.p], made.q)
        case Recurrence():
            return formula
        case Series():
            return formula.partial_sums()
        case _:
            for column in range(formula.rank):
                found = column_recurrence(formula, column)
                if any(found.q):
                    return found
    raise InputError("a product whose second row is 0", "a start whose second row stays apart from 0")
