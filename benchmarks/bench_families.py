"""Coboundaries and δ along trajectories, against ramanujantools on the same inputs; closed forms a second.

    python -m benchmarks.bench_families [--rounds 3]

ramanujantools looks for U at a degree it is told and with g = 1, so it gets the degree of the solution; ours finds
degree, denominator and g. Its δ of a trajectory is measured at depth DEPTH, ours at the depths of `fans`; the exact δ
is timed too.
"""

import argparse
import time
from collections.abc import Callable
from itertools import product

import sympy
from ramanujantools import Matrix
from ramanujantools.cmf import known_cmfs
from ramanujantools.solvers import CoboundarySolver
from rich.console import Console
from rich.table import Table

from analysis.coboundaries.coboundary import coboundary
from analysis.exact.polynomials import Polynomial
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.fans import approximate_delta, measured
from analysis.fields.trajectories import trajectory
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import growth
from analysis.values.closed_forms import ClosedForm, closed_form

PAIRS = [  # a fraction and its tail: U = M(n), of a degree that ramanujantools is told
    ("2n+1", "n^2", 2),
    ("6n+3", "-n^2", 2),
    ("11n^2+11n+3", "n^4", 4),
    ("34n^3+51n^2+27n+5", "-n^6", 6),
]
TRAJECTORIES = [((1, 1), (1, 1)), ((1, 1), (1, 2)), ((1, 1), (2, 1))]
DEPTH = 1_000
DIGITS = 50
x, y = sympy.symbols("x y")


def _best(action: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def _step(pcf: PCF) -> Matrix:
    a, b = (sum((c * x**k for k, c in enumerate(p.coefficients)), sympy.Integer(0)) for p in (pcf.a, pcf.b))
    return Matrix([[0, b], [1, a]])


def _afresh(left: PCF, right: PCF) -> None:
    growth.cache_clear()
    coboundary(left, right)


def coboundaries(rounds: int, table: Table) -> None:
    for a, b, degree in PAIRS:
        left = PCF.parse(a, b)
        right = left.shifted(1)
        first, second = _step(left), _step(right)
        theirs = _best(lambda: CoboundarySolver.find_coboundary(first, second, degree), 1)  # noqa: B023
        ours = _best(lambda: _afresh(left, right), rounds)  # noqa: B023
        table.add_row(f"coboundary of {left} and its tail", f"{theirs:.4f}", f"{ours:.4f}", f"{theirs / ours:.0f}")


def trajectories(rounds: int, table: Table) -> None:
    known, field = known_cmfs.zeta3(), built_in_field("zeta(3)")
    for start, direction in TRAJECTORIES:
        steps = dict(zip((x, y), direction, strict=True))
        first = dict(zip((x, y), start, strict=True))
        theirs = _best(lambda: known.delta(steps, DEPTH, first), 1)  # noqa: B023
        ours = _best(lambda: approximate_delta(trajectory(field, start, direction)), rounds)  # noqa: B023
        exact = _best(lambda: measured(field, start, direction), rounds)  # noqa: B023
        table.add_row(f"δ of ζ(3) along {direction}", f"{theirs:.4f}", f"{ours:.4f}", f"{theirs / ours:.0f}")
        table.add_row("  the same with its exact value", "", f"{exact:.4f}", f"{theirs / exact:.0f}")


def closed_forms(console: Console) -> None:
    pairs = list(product(product((-2, 1, 3), (1, 2)), product((-3, 2, 5), (-1, 4), (1, 2))))
    formulas = [PCF(Polynomial.of(a), Polynomial.of(b)) for a, b in pairs]
    start = time.perf_counter()
    forms = [form for pcf in formulas if isinstance(form := closed_form(pcf), ClosedForm)]
    found = time.perf_counter()
    values = [form.value(DIGITS) for form in forms]
    done = time.perf_counter()
    console.print(
        f"{len(forms)} closed forms of {len(formulas)} fractions, {len(formulas) / (found - start):.0f} a second;"
        f" {sum(v is not None for v in values)} values to {DIGITS} digits, {len(values) / (done - found):.0f} a second"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    table = Table("task", "ramanujantools, s", "ours, s", "times faster")
    coboundaries(rounds, table)
    trajectories(rounds, table)
    console = Console()
    console.print(table)
    closed_forms(console)


if __name__ == "__main__":
    main()
