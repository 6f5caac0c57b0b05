"""Dynamics metrics a second against the straightforward way, and the whole set of 1,768,900 formulas with its memory.

    python -m benchmarks.bench_dynamics [--formulas 20]

The straightforward way computes exact convergents to depth 2,000, −ln|pₙ/qₙ − p₂ₙ/q₂ₙ| and the reduced denominators at
a few depths, and fits η, γ and β to them, as published code does. It gets random convergent formulas of the same set;
ours is the table of all formulas, written to disk, in this process on all processors.
"""

import argparse
import random
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
from gmpy2 import gcd, log
from rich.console import Console
from rich.table import Table

from analysis.dynamics.findings import dynamics
from analysis.dynamics.reduction import reduction_order
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth
from benchmarks.aims import measured
from benchmarks.plain import convergents
from results.metrics import read_metrics, write_metrics
from search.domains import Range, coefficient_box
from search.metrics import packed_metrics
from search.screens.warm import warm

SEED = 1
DEPTH = 2_000
FITTED_AT = (200, 400, 600, 800, 1_000)
BOX = coefficient_box(2, 2, Range(-5, 5))
REDUCED = [("34n^3+51n^2+27n+5", "-n^6"), ("11n^2+11n+3", "n^4"), ("6n+3", "-n^2"), ("2n+1", "n^2"), ("8n", "(2n-1)^4")]


def fitted_metrics(pcf: PCF) -> tuple[np.ndarray, float] | None:
    """(η, γ, β, constant) by least squares, and δ at the last depth, from exact convergents; None where a q is 0."""
    kept = {}
    for n, (p, q) in enumerate(convergents(pcf.a.coefficients, pcf.b.coefficients, DEPTH), 1):
        if n in FITTED_AT or n // 2 in FITTED_AT:
            kept[n] = p, q, gcd(p, q)
    errors, sizes = [], []
    for n in FITTED_AT:
        (p, q, common), (p_deep, q_deep, _) = kept[n], kept[2 * n]
        difference = abs(p * q_deep - q * p_deep)
        if not difference or not q or not q_deep:
            return None
        errors.append(float(log(abs(q)) + log(abs(q_deep)) - log(difference)))
        sizes.append(float(log(abs(q) // common)))
    x = np.array(FITTED_AT, dtype=float)
    columns = np.stack([x * np.log(x) - x, x, np.log(x), np.ones_like(x)], axis=1)
    fit = np.linalg.lstsq(columns, np.array(errors), rcond=None)[0]
    return fit, errors[-1] / sizes[-1] - 1 if sizes[-1] else np.nan


def whole_set(folder: Path) -> tuple[float, int]:
    """Seconds for the table of the whole set, screens and writing included, and its size in bytes."""
    start = time.perf_counter()
    for index in range(BOX.shard_count):
        write_metrics(folder / "box.db", 1, index, packed_metrics(BOX, index))
    elapsed = time.perf_counter() - start
    assert len(read_metrics(folder / "box.db", 1)) == BOX.size
    return elapsed, sum(file.stat().st_size for file in (folder / "box.db.metrics" / "1").iterdir())


def straightforward(count: int, table: np.ndarray) -> tuple[float, float]:
    """Seconds a formula of the straightforward way, and its mean error in γ, on random convergent rows of the table."""
    generator = random.Random(SEED)
    convergent = np.flatnonzero((table["status"] == 0) & (table["gamma"] != 0))
    rows = [table[generator.choice(convergent)] for _ in range(count)]
    start = time.perf_counter()
    misses = []
    for row in rows:
        found = fitted_metrics(PCF(*(Polynomial.of(row[side].tolist()) for side in "ab")))
        if found is not None:
            misses.append(abs(found[0][1] - row["gamma"]))
    return (time.perf_counter() - start) / count, float(np.mean(misses))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--formulas", type=int, default=20, help="formulas of the straightforward way (default 20)")
    count = parser.parse_args().formulas
    console = Console()
    warm()
    with tempfile.TemporaryDirectory() as name:
        elapsed, size = whole_set(Path(name))
        table = read_metrics(Path(name) / "box.db", 1)
        seconds, miss = straightforward(count, table)
    shown = Table("way", "formulas /s", "ratio", "mean error of γ", title="status, η, γ, c, β, trivial δ, ρ")
    shown.add_row(f"convergents to {DEPTH:,} and a fit", f"{1 / seconds:,.1f}", "1×", f"{miss:.1e}")
    shown.add_row("whole set, to disk", f"{BOX.size / elapsed:,.0f}", f"{BOX.size / elapsed * seconds:,.0f}×", "exact")
    console.print(shown)
    measured("metrics of convergence, a formula", elapsed / BOX.size * 1e3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"whole set: {elapsed:.1f} s, {size / 1e6:.0f} MB on disk, at most {peak:.0f} MB of memory")

    exact = Table("a", "b", "δ", "exactly", "ms", title="δ of one formula, exact, from depths 256, 512 and 1,024")
    for a, b in REDUCED:
        pcf = PCF.parse(a, b)
        start = time.perf_counter()
        rates = growth(pcf)
        assert isinstance(rates, Growth)
        found = dynamics(pcf, rates, reduction_order(pcf)).delta
        milliseconds = (time.perf_counter() - start) * 1e3
        if (a, b) == REDUCED[0]:
            measured("δ of the fraction of ζ(3)", milliseconds)
        if found is not None:
            exact.add_row(a, b, f"{found.value:.6f}", found.exact, f"{milliseconds:.1f}")
    console.print(exact)


if __name__ == "__main__":
    main()
