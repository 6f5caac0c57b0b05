"""The part of `transform` on formulas of any kind: recurrences, products, series."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from analysis.errors import InputError, echo
from analysis.exact.late import named

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


class Told(Protocol):
    """What is told as JSON: a recurrence, a product, a series, a matrix."""

    def to_json(self) -> dict[str, Any]: ...


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
    if operation in _TOLD:
        return list(_TOLD[operation](given[0]))
    found = _moved(operation, given[0], fold, start) or named(_MADE[operation])(*given)
    return [] if found is None else [found.to_json()]


def _moved(operation: str, given: Recurrence, fold: int, start: int) -> Told | None:
    from analysis.transformations.closure import contracted, product_of_limits

    match operation:
        case "recurrence":
            return given
        case "contract":
            return contracted(given, fold, start)
        case "shift":
            return given.shifted(start)
        case "symmetric-square":
            return product_of_limits(given, given)
    return None


def _dual(given: Recurrence) -> Iterator[dict[str, Any]]:
    from analysis.transformations.closure import dual

    yield {"kind": "recurrence", "coefficients": [str(c) for c in dual(given)], "first": given.first}


def _factors(given: Recurrence) -> Iterator[dict[str, Any]]:
    from analysis.values.hypergeometric_solutions import hypergeometric_ratios
    from analysis.values.lower_factors import lower_factors
    from analysis.values.second_order_factors import second_order_factors

    yield from ({"ratio": str(ratio)} for ratio in hypergeometric_ratios(given.coefficients))
    factors = [*lower_factors(given), *(second_order_factors(given.coefficients) if given.order > 3 else ())]
    yield from ({"coefficients": [str(d) for d in factor]} for factor in factors)


def _split(given: Recurrence) -> Iterator[dict[str, Any]]:
    from analysis.constants.library import built_in_library
    from analysis.limits_of_parts import limit_of_parts

    found = limit_of_parts(given, digits=_SPLIT_DIGITS, library=built_in_library())
    told = {} if found is None else found.as_json()
    yield from (part | {"limit_of_parts": told["limit_of_parts"]} for part in told.get("parts", ()))


_TOLD: Mapping[str, Callable[[Recurrence], Iterator[dict[str, Any]]]] = {
    "dual": _dual, "factors": _factors, "split": _split,
}  # fmt: skip
_MADE = {
    "companion": "analysis.transformations.cyclic_vectors:companion_product",
    "restrict": "analysis.values.lower_factors:restricted",
    "series": "analysis.values.slow_series:as_series",
    "gauge": "analysis.transformations.gauge:gauge_between",
    "direct-sum": "analysis.transformations.closure:direct_sum",
    "sum-of-limits": "analysis.transformations.closure:sum_of_limits",
    **dict.fromkeys(("product-of-limits", "tensor-product"), "analysis.transformations.closure:product_of_limits"),
}
