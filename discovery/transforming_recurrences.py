"""The part of `transform` on formulas of any kind: recurrences, products, series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError, echo

if TYPE_CHECKING:
    from analysis.formulas.recurrence import Recurrence

TWO = ("direct-sum", "sum-of-limits", "product-of-limits", "tensor-product", "gauge")
ONE = (
    "companion", "recurrence", "series", "contract", "dual", "factors", "restrict", "split", "shift",
    "symmetric-square",
)  # fmt: skip
NOTHING = {  # what it means that an operation finds nothing
    "series": "none: q is not hypergeometric",
    "factors": "no right factor of order 1, 2 or r - 1",
    "restrict": "the start obeys no recurrence of lower order",
    "split": "no products and sums of solutions of order 1 and 2",
    "gauge": "no such matrix ties the two",
}
_SPLIT_DIGITS = 50  # to which the parts of a limit are named


def transformed(operation: str, formulas: Sequence[Mapping[str, Any]], fold: int, start: int) -> list[dict[str, Any]]:
    """What an operation makes of one or two formulas, as JSON objects; none where nothing is found.

    >>> found = transformed("recurrence", [{"kind": "pcf", "a": "n", "b": "1"}], 2, 0)
    >>> found[0]["coefficients"]
    ['1', '-n', '-1']
    """
    from analysis.transformations.scalar import scalar_recurrence

    if operation not in (*ONE, *TWO):
        raise InputError(f"operation {echo(operation)}", ", ".join((*ONE, *TWO)))
    given = [scalar_recurrence(one) for one in formulas]
    wanted = 2 if operation in TWO else 1
    if len(given) != wanted:
        raise InputError(f"{operation} of {len(given)}", f"{wanted} formula{'s' * (wanted > 1)}")
    if operation in ("contract", "shift"):
        return _moved(operation, given[0], fold, start)
    found: list[dict[str, Any]] = _OPERATIONS[operation](*given)
    return found


def _moved(operation: str, given: Recurrence, fold: int, start: int) -> list[dict[str, Any]]:
    from analysis.transformations.closure import contracted

    return [(contracted(given, fold, start) if operation == "contract" else given.shifted(start)).to_json()]


def _companion(given: Recurrence) -> list[dict[str, Any]]:
    from analysis.transformations.cyclic_vectors import companion_product

    return [companion_product(given).to_json()]


def _dual(given: Recurrence) -> list[dict[str, Any]]:
    from analysis.transformations.closure import dual

    return [{"kind": "recurrence", "coefficients": [str(c) for c in dual(given)], "first": given.first}]


def _factors(given: Recurrence) -> list[dict[str, Any]]:
    from analysis.values.hypergeometric_solutions import hypergeometric_ratios
    from analysis.values.lower_factors import lower_factors
    from analysis.values.second_order_factors import second_order_factors

    found: list[dict[str, Any]] = [{"ratio": str(ratio)} for ratio in hypergeometric_ratios(given.coefficients)]
    factors = [*lower_factors(given), *(second_order_factors(given.coefficients) if given.order > 3 else ())]
    return found + [{"coefficients": [str(d) for d in factor]} for factor in factors]


def _split(given: Recurrence) -> list[dict[str, Any]]:
    from analysis.constants.library import built_in_library
    from analysis.limits_of_parts import limit_of_parts

    found = limit_of_parts(given, digits=_SPLIT_DIGITS, library=built_in_library())
    told = {} if found is None else found.as_json()
    return [part | {"limit_of_parts": told["limit_of_parts"]} for part in told.get("parts", ())]


def _restrict(given: Recurrence) -> list[dict[str, Any]]:
    from analysis.values.lower_factors import restricted

    return _at_most_one(restricted(given))


def _series(given: Recurrence) -> list[dict[str, Any]]:
    from analysis.values.slow_series import as_series

    return _at_most_one(as_series(given))


def _gauge(first: Recurrence, second: Recurrence) -> list[dict[str, Any]]:
    from analysis.transformations.gauge import gauge_between

    return _at_most_one(gauge_between(first, second))


def _at_most_one(found: Any) -> list[dict[str, Any]]:
    return [] if found is None else [found.to_json()]


def _of_two(name: str) -> Any:
    def operation(first: Recurrence, second: Recurrence) -> list[dict[str, Any]]:
        from analysis.transformations import closure

        return [getattr(closure, name)(first, second).to_json()]

    return operation


_OPERATIONS: dict[str, Any] = {
    "companion": _companion,
    "recurrence": lambda given: [given.to_json()],
    "dual": _dual,
    "factors": _factors,
    "restrict": _restrict,
    "series": _series,
    "split": _split,
    "symmetric-square": lambda given: _of_two("product_of_limits")(given, given),
    "tensor-product": _of_two("product_of_limits"),
    "gauge": _gauge,
    "direct-sum": _of_two("direct_sum"),
    "sum-of-limits": _of_two("sum_of_limits"),
    "product-of-limits": _of_two("product_of_limits"),
}
