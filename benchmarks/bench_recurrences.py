"""Limits and δ of trajectories of rank 3 and 7 against ramanujantools, and Apéry's limit as recurrence and as fraction.

    python -m benchmarks.bench_recurrences [--depth 400] [--rounds 3]

Both get the same matrix of a pFq trajectory, the same depth and the same start e₁, e₂, take the last column, and give
p/q in lowest terms, and δ against p/q at twice the depth. Times are the best processor seconds of the rounds. The field
of ₈F₇ at 1 (rank 7, 15 axes) takes ramanujantools half a minute to make, which is counted for neither.
"""

import argparse
import time
from collections.abc import Callable
from math import gcd

import sympy
from ramanujantools import Matrix
from ramanujantools.cmf import pFq
from rich.console import Console
from rich.table import Table

from analysis.exact.balls import log2_integer
from analysis.formulas.pcf import PCF
from analysis.formulas.product import MatrixProduct
from analysis.formulas.recurrence import Recurrence
from analysis.numbers.limits import limit
from analysis.recurrence_examination import limit_of
from benchmarks.aims import measured

FIELDS = ((3, 2, sympy.Rational(1, 2)), (8, 7, sympy.Integer(1)))
DIGITS = 1_000
n = sympy.Symbol("n")


def _best(action: Callable[[], object], rounds: int) -> tuple[float, object]:
    times, result = [], None
    for _ in range(rounds):
        start = time.process_time()
        result = action()
        times.append(time.process_time() - start)
    return min(times), result


def _trajectory(p: int, q: int, z: sympy.Rational) -> Matrix:
    """One step of the diagonal: all upper parameters by 1, all lower ones by 2."""
    upper, lower = sympy.symbols(f"x0:{p}"), sympy.symbols(f"y0:{q}")
    point = {**dict.fromkeys(upper, 1), **dict.fromkeys(lower, 2)}
    return pFq(p, q, z).trajectory_matrix(point, point)


def _theirs(matrix: Matrix, depth: int) -> tuple[str, float]:
    near, far = matrix.limit({n: 1}, [depth, 2 * depth], {n: 1})
    return str(near.as_rational())[:12], near.delta(far.as_float())


def _ours(product: MatrixProduct, depth: int) -> tuple[str, float]:
    near = product.partial(1 + depth)
    far = product.partial(1 + 2 * depth, near, 1 + depth)
    last = product.rank - 1
    p, q, p_far, q_far = (int(state[i, last]) for state in (near, far) for i in (0, 1))
    common = gcd(p, q) * (1 if q > 0 else -1)
    p, q = p // common, q // common
    error = log2_integer(abs(p * q_far - p_far * q)) - log2_integer(q) - log2_integer(abs(q_far))
    return f"{p}/{q}"[:12] if q.bit_length() < 14_000 else "", -error / log2_integer(q) - 1


def _of_trajectories(table: Table, depth: int, rounds: int) -> None:
    for p, q, z in FIELDS:
        matrix = _trajectory(p, q, z)
        texts = [[str(matrix[i, j]) for j in range(matrix.cols)] for i in range(matrix.rows)]
        start = [[int(i == j) for j in range(matrix.cols)] for i in range(2)]
        product = MatrixProduct.of(texts, 1, start)
        theirs, (_, delta) = _best(lambda m=matrix: _theirs(m, depth), 1)  # type: ignore[misc]
        ours, (_, own) = _best(lambda m=product: _ours(m, depth), rounds)  # type: ignore[misc]
        measured(f"limit and δ, {p}F{q} at {z}", theirs / ours)
        table.add_row(f"{p}F{q} at {z}, rank {matrix.rows}, depth {depth}", f"{theirs:.3f} s, δ {delta:.6f}",
                      f"{ours:.3f} s, δ {own:.6f}", f"{theirs / ours:.1f} ×")  # fmt: skip


def _of_apery(table: Table, rounds: int) -> None:
    fraction = PCF.parse("34n^3+51n^2+27n+5", "-n^6")
    recurrence = Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5])
    as_fraction, _ = _best(lambda: limit(fraction, DIGITS), rounds)
    as_recurrence, _ = _best(lambda: limit_of(recurrence, DIGITS), rounds)
    measured("Apéry's recurrence to 1,000 digits", as_recurrence / as_fraction)
    table.add_row(f"Apéry, {DIGITS:,} digits: fraction, recurrence", f"{as_fraction:.4f} s", f"{as_recurrence:.4f} s",
                  f"{as_fraction / as_recurrence:.2f} ×")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--depth", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    table = Table("work", "ramanujantools", "this project", "ratio")
    _of_apery(table, asked.rounds)
    _of_trajectories(table, asked.depth, asked.rounds)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
