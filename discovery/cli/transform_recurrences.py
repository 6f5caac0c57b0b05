"""The part of `discover transform` on formulas of any kind, given as JSON: recurrences, products, series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from analysis.errors import InputError
from discovery.cli.options import print_json

if TYPE_CHECKING:
    from analysis.formulas.recurrence import Recurrence

TWO = ("direct-sum", "sum-of-limits", "product-of-limits", "gauge")
ONE = ("companion", "recurrence", "contract", "dual", "factors", "split", "shift")
APERY = """'{"kind": "pcf", "a": "34n^3+51n^2+27n+5", "b": "-n^6"}'"""


@click.command(
    "recurrence",
    epilog=f"Examples:\n\n\b\n  discover transform recurrence companion {APERY}\n"
    f"  discover transform recurrence contract {APERY} --fold 2\n",
)
@click.argument("operation", type=click.Choice((*ONE, *TWO)))
@click.argument("formulas", nargs=-1, required=True, metavar="JSON…")
@click.option("--fold", type=int, default=2, show_default=True, metavar="M", help="contract: every M-th convergent.")
@click.option("--start", type=int, default=0, show_default=True, metavar="R", help="contract: from R on; shift: by R.")
def transform_recurrence(operation: str, formulas: tuple[str, ...], fold: int, start: int) -> int:
    """Recurrences, products and series, as JSON, into others; the answer is JSON.

    companion: the product of companion matrices. recurrence: the scalar recurrence of a product (cyclic vector), a
    series or a fraction. contract: every M-th convergent. shift: the same sequences, numbered R lower. dual: the
    adjoint's coefficients. factors: right factors of order 1. split: a sum of limits of two recurrences of order 2.
    direct-sum, sum-of-limits, product-of-limits: of two formulas. gauge: a matrix U(n) with M U(n+1) = g U N that ties
    two of them. Exit code 1: nothing found.
    """
    given = [_recurrence(text) for text in formulas]
    wanted = 2 if operation in TWO else 1
    if len(given) != wanted:
        raise InputError(f"{len(given)} formulas for {operation}", str(wanted))
    found = (
        _OPERATIONS[operation](*given)
        if operation not in ("contract", "shift")
        else _moved(operation, given[0], fold, start)
    )
    for one in found:
        print_json(one)
    return 0 if found else 1


def _recurrence(text: str) -> Recurrence:
    from analysis.reading.files import read_json
    from analysis.transformations.scalar import scalar_recurrence
    from discovery.cli.formulas import FORMULA_OBJECT

    return scalar_recurrence(read_json(text, "formula", FORMULA_OBJECT))


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
    from analysis.values.right_factors import hypergeometric_ratios

    return [{"ratio": str(ratio)} for ratio in hypergeometric_ratios(given.coefficients)]


def _split(given: Recurrence) -> list[dict[str, Any]]:
    from analysis.transformations.tensor_factors import sum_parts

    return [part.to_json() for part in sum_parts(given) or ()]


def _gauge(first: Recurrence, second: Recurrence) -> list[dict[str, Any]]:
    from analysis.transformations.gauge import gauge_between

    found = gauge_between(first, second)
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
    "split": _split,
    "gauge": _gauge,
    "direct-sum": _of_two("direct_sum"),
    "sum-of-limits": _of_two("sum_of_limits"),
    "product-of-limits": _of_two("product_of_limits"),
}
