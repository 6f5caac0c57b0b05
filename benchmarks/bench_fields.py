"""Trajectory matrices of ₚF_q fields against ramanujantools: the same field, start and direction, in one run.

    python -m benchmarks.bench_fields

Times are processor seconds; each library makes its field first, and both times are told. Both matrices are compared at
one n up to a scalar. The last direction, of 313 steps, is Brown and Zudilin's, from ramanujantools' own benchmark.
"""

import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

import sympy
from ramanujantools import Position
from ramanujantools.cmf import pFq
from rich.console import Console
from rich.table import Table

from analysis.fields.operator_fields import hypergeometric_field
from benchmarks.aims import measured

BROWN_ZUDILIN = [42, 17, 16, 15, 14, 13, 12, 11, 24, 25, 26, 27, 28, 29, 30]
CASES: tuple[tuple[int, int, str, list[int], list[int]], ...] = (
    (3, 2, "1/2", [1, 1, 1, 2, 2], [1, 1, 1, 2, 2]),
    (4, 3, "1", [1, 1, 2, 2, 3, 3, 4], [1, 1, 2, 2, 3, 3, 4]),
    (8, 7, "1", [1] * 8 + [2] * 7, [1] * 8 + [2] * 7),
    (8, 7, "1", [5, *[2] * 7, *[4] * 7], BROWN_ZUDILIN),
)
CHECKED_AT = 19


def _timed(action: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = action()
    return time.process_time() - start, result


def _position(p: int, values: Sequence[int]) -> Position:
    return Position.from_list(values[:p], "x") | Position.from_list(values[p:], "y")


def _agree(theirs: Any, ours: Any, start: int) -> bool:
    """Whether both are multiples of each other at one n."""
    n = sympy.Symbol("n")
    one = [Fraction(int(sympy.Rational(x).p), int(sympy.Rational(x).q)) for x in theirs.subs({n: CHECKED_AT})]
    other = [int(entry(CHECKED_AT + start)) for row in ours for entry in row]
    return all(a * other[0] == b * one[0] for a, b in zip(one, other, strict=True))


def main() -> None:
    table = Table("field, steps", "ramanujantools: field, matrix, s", "ours: field, matrix, s", "times faster", "agree")
    made: dict[tuple[int, int, str], tuple[float, Any]] = {}
    for p, q, z, start, direction in CASES:
        if (p, q, z) not in made:
            made[p, q, z] = _timed(partial(pFq, p, q, sympy.Rational(z)))
        field_time, theirs = made[p, q, z]
        known_time, known = _timed(partial(hypergeometric_field(p, q).at, z=Fraction(z)))
        at, along = _position(p, start), _position(p, direction)
        slow, matrix = _timed(partial(theirs.trajectory_matrix, along, at))
        fast, steps = _timed(partial(known.steps, start, direction))
        if direction == BROWN_ZUDILIN:
            measured("trajectory of 8F7 at 1, 15 axes", slow / fast)
        agree = any(_agree(matrix, steps, shift) for shift in (0, 1))
        table.add_row(f"{p}F{q} at {z}, {sum(direction)}", f"{field_time:.2f}, {slow:.2f}",
                      f"{known_time:.3f}, {fast:.3f}", f"{slow / fast:.0f}", "yes" if agree else "NO")  # fmt: skip
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
