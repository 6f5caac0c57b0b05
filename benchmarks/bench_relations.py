"""Möbius relations a second, against mpmath.pslq at equal digits; whole library a value; false relations.

    python benchmarks/bench_relations.py [--values 200]

Both sides get the same numbers at the same precision and the same bound on the coefficients: what the guard of
analysis.numbers.relations lets four equal coefficients cost.
"""

import argparse
import random
import time
from collections.abc import Callable

import mpmath
from flint import arb, ctx
from rich.console import Console
from rich.table import Table

from analysis.constants.library import built_in_library, constant
from analysis.exact.mobius import Mobius
from analysis.numbers.identification import identify, identify_decimal
from analysis.numbers.margin import MARGIN
from analysis.numbers.relations import find_mobius

SEED = 1
PSLQ_STEPS = 10**6  # never the limit: pslq ends at the bound on the coefficients
RANDOM_REALS = 1_000  # the promise is made for this many


def _best_rate(action: Callable[[], object], count: int, rounds: int = 3) -> float:
    """Calls a second, the best of a few rounds: the machine may be shared."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - start)
    return count / best


def _values(digits: int, count: int, related: bool) -> list[arb]:
    generator = random.Random(SEED)
    pi = constant("pi").value(digits + 10)
    values = []
    for _ in range(count):
        if related:
            p, q, r, s = (generator.randint(1, 999) for _ in range(4))
            x = Mobius(p, q, -r, s)(pi) if p * s + q * r else pi
        else:
            x = arb(generator.randrange(1, 10**digits)) / arb(10) ** digits * 4
        values.append(arb(x.mid(), abs(x.mid()) * arb(10) ** -digits))
    return values


def _compare(digits: int, count: int, related: bool) -> tuple[float, float, bool]:
    largest = int(10 ** ((digits - MARGIN) / 4) / 2)
    with ctx.workdps(digits + 20), mpmath.workdps(digits):
        values, pi = _values(digits, count, related), constant("pi").value(digits)
        theirs = [mpmath.mpf(x.mid().str(digits + 5, radius=False)) for x in values]
        ours_found = [find_mobius(pi, x) is not None for x in values]

        def pslq(x: mpmath.mpf) -> object:
            return mpmath.pslq([1, +mpmath.pi, x, mpmath.pi * x], maxcoeff=largest, maxsteps=PSLQ_STEPS)

        some = theirs[: max(10, count // 10)]
        agree = ours_found[: len(some)] == [pslq(x) is not None for x in some]
        ours_rate = _best_rate(lambda: [find_mobius(pi, x) for x in values], count)
        theirs_rate = _best_rate(lambda: [pslq(x) for x in some], len(some))
    return ours_rate, theirs_rate, agree


def relations_table(count: int) -> Table:
    """One relation with π, found and not found, at several precisions."""
    table = Table("digits", "case", "ours /s", "mpmath.pslq /s", "ratio", "same answers", title="one Möbius relation")
    for digits in (40, 80, 150):
        for related in (True, False):
            ours, theirs, agree = _compare(digits, count, related)
            case = "found" if related else "not found"
            table.add_row(str(digits), case, f"{ours:,.0f}", f"{theirs:,.0f}", f"{ours / theirs:.1f}×", str(agree))
    return table


def library_table(count: int) -> Table:
    """A value that matches nothing, against the whole library."""
    library = built_in_library()
    generator = random.Random(SEED)
    bits = [generator.getrandbits(400) for _ in range(count)]
    table = Table("search", "ms a value", "identities", title=f"random values against {len(library)} constants")
    for label, screened in (("screened, 50 digits", True), ("full, 50 digits", False)):
        identify(lambda digits: constant("pi").value(digits), library, screened=screened)
        start = time.perf_counter()
        found = sum(identify(lambda _, x=x: arb(x) / 2**399, library, screened=screened) is not None for x in bits)
        table.add_row(label, f"{(time.perf_counter() - start) / count * 1e3:.2f}", str(found))
    start = time.perf_counter()
    texts = [f"0.{generator.randrange(10**99, 10**100)}" for _ in range(RANDOM_REALS)]
    found = sum(identify_decimal(text, library).identity is not None for text in texts)
    elapsed = (time.perf_counter() - start) / RANDOM_REALS * 1e3
    table.add_row(f"full, {RANDOM_REALS:,} reals of 100 digits", f"{elapsed:.2f}", str(found))
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=200, help="values a measurement (default 200)")
    count = parser.parse_args().values
    console = Console()
    console.print(relations_table(count))
    console.print(library_table(count))


if __name__ == "__main__":
    main()
