"""The whole ESMA search against a plain one on the same domain in the same run; and on Ray with two workers.

    python -m benchmarks.bench_esma [--degree 1] [--height 2] [--periods 1:3] [--constants pi,e] [--skip-ray]

The plain search does what a first version would: for every value and sign period 100 terms by floor and ceiling in
mpmath at 500 digits, the textbook Berlekamp–Massey algorithm over ℤ/p on Python integers, and for every sequence of
order below 25 the generated fraction compared to 1,000 digits in mpmath. It gets the list of values for nothing. Ours
starts from the bounds of the domain and ends with finished rows.
"""

import argparse
import multiprocessing
import time
from collections.abc import Sequence
from typing import Any

import mpmath
from rich.console import Console
from rich.table import Table

from analysis.formulas.signed import sign_sequence
from analysis.sequences.massey import COMPILE_AFTER, short_recurrences
from benchmarks.aims import AIMS, measured
from search.domains.ranges import Range
from search.domains.rational_functions import RationalFunctions
from search.engines import open_engine
from search.engines.scheduler import Scheduler
from search.tasks import found_task, perform

DEPTH, DIGITS = 100, 1_000
EXTRACTION_DIGITS = 500  # as in the published search
PRIME = 2**31 - 1
VERIFIED_TERMS = 2_000
SHARDS_OF_A_TASK = 8  # half a second of work, about what the driver groups
ROUNDS = 3  # of ours, the best counts: the machine may be shared; each in a process of its own, with nothing remembered
SCALING_BOX = (2, 4, Range(1, 2))  # degree, height, periods: seconds of work; a worker loads the compiler for one


def plain_terms(y: mpmath.mpf, signs: Sequence[int]) -> list[int]:
    terms = []
    for sign in signs:
        term = int(mpmath.floor(y)) if sign > 0 else int(mpmath.ceil(y))
        terms.append(term)
        rest = sign * (y - term)
        if rest == 0:
            break
        y = 1 / rest
    return terms


def plain_massey(sequence: Sequence[int], prime: int) -> list[int]:
    """The textbook algorithm (Massey 1969) over the field with `prime` elements."""
    c, b, order, gap, last = [1], [1], 0, 1, 1
    for n in range(len(sequence)):
        discrepancy = sequence[n] % prime
        for i in range(1, order + 1):
            if i < len(c):
                discrepancy = (discrepancy + c[i] * sequence[n - i]) % prime
        if discrepancy == 0:
            gap += 1
            continue
        kept = list(c)
        factor = discrepancy * pow(last, -1, prime) % prime
        c += [0] * (len(b) + gap - len(c))
        for i in range(len(b)):
            c[i + gap] = (c[i + gap] - factor * b[i]) % prime
        if 2 * order <= n:
            order, b, last, gap = n + 1 - order, kept, discrepancy, 1
        else:
            gap += 1
    return [*c, *[0] * (order + 1 - len(c))]


def plain_agrees(y: mpmath.mpf, connection: Sequence[int], terms: Sequence[int], signs: Sequence[int]) -> bool:
    """Whether the fraction that the recurrence generates is y to DIGITS digits."""
    lifted = [x if x < PRIME // 2 else x - PRIME for x in connection]
    order = len(lifted) - 1
    a = list(terms[:order])
    while len(a) < VERIFIED_TERMS:
        a.append(-sum(lifted[k] * a[-k] for k in range(1, order + 1)))
    period = sign_sequence(tuple(signs), len(a))
    value = mpmath.mpf(a[-1])
    for n in range(len(a) - 2, -1, -1):
        if value == 0:
            return False
        value = a[n] + period[n] / value
    return bool(abs(value - y) < mpmath.mpf(10) ** -DIGITS * abs(y))


def plain_search(domain: RationalFunctions) -> tuple[int, float]:
    """(approved fractions, seconds of one core)."""
    values = [value for i in range(domain.shard_count) for found in domain.shard(i) for value, _ in found.members]
    approved = 0
    with mpmath.workdps(DIGITS + 50):
        c = mpmath.mpf(domain.definition.value(DIGITS + 50).str(DIGITS + 50, radius=False))
        start = time.process_time()
        for value in values:
            y = mpmath.polyval(value.numerator[::-1], c) / mpmath.polyval(value.denominator[::-1], c)
            for signs in domain.sign_periods:
                with mpmath.workdps(EXTRACTION_DIGITS):
                    terms = plain_terms(+y, sign_sequence(signs, DEPTH))
                if len(terms) < DEPTH:
                    continue
                connection = plain_massey(terms, PRIME)
                if len(connection) - 1 < DEPTH // 4 and plain_agrees(y, connection, terms, signs):
                    approved += 1
        return approved, time.process_time() - start


def our_search(domain: RationalFunctions, engine: str, workers: int | None) -> tuple[int, float]:
    """(approved fractions, seconds), the start of the engine not counted; inline: seconds of one core."""
    clock = time.process_time if engine == "inline" else time.perf_counter
    shards = range(domain.shard_count)
    groups = [shards[first : first + SHARDS_OF_A_TASK] for first in range(0, len(shards), SHARDS_OF_A_TASK)]
    tasks = [found_task("esma", domain.as_dict(), group, DIGITS, depth=DEPTH) for group in groups]
    with open_engine(engine, perform, workers) as opened:
        warm = found_task("esma", RationalFunctions("sqrt(3)", 1, 1, Range(1, 1)).as_dict(), [0], DIGITS, depth=DEPTH)
        scheduler = Scheduler(opened)
        list(scheduler.outcomes(dict(warm) for _ in range(workers or 1)))
        start = clock()
        found = 0
        for outcome in scheduler.outcomes(tasks):
            assert outcome.result is not None, outcome.error
            found += sum(len(shard["rows"]) for shard in outcome.result["shards"])
        return found, clock() - start


def our_fresh_search(domain: RationalFunctions) -> tuple[int, float]:
    """`our_search` in a child that has the compiled kernel of this process and has searched nothing yet."""
    with multiprocessing.get_context("fork").Pool(1) as child:
        return child.apply(_inline_search, (domain.as_dict(),))


def _inline_search(domain: dict[str, Any]) -> tuple[int, float]:
    return our_search(RationalFunctions.from_dict(domain), "inline", None)


def compare(names: Sequence[str], degree: int, height: int, periods: str) -> Table:
    """One row a constant: seconds of one core for both searches. Constants without a pattern cost the screen alone."""
    table = Table("constant", "sequences", "found, plain", "found, ours", "plain s", "ours s", "times", box=None)
    for name in names:
        domain = RationalFunctions(name, degree, height, Range.parse(periods))
        sequences = domain.count() * len(domain.sign_periods)
        found, ours = min((our_fresh_search(domain) for _ in range(ROUNDS)), key=lambda ran: ran[1])
        theirs_found, theirs = plain_search(domain)
        assert theirs_found <= found, (theirs_found, found)
        aim = f"ESMA for {name}, degree {degree}, height {height}"
        if aim in AIMS:
            measured(aim, ours)
        numbers = (f"{theirs_found}", f"{found}", f"{theirs:.2f}", f"{ours:.3f}", f"{theirs / ours:.0f}")
        table.add_row(name, f"{sequences:,}", *numbers)
    return table


def scaling(name: str) -> Table:
    """Wall seconds of a larger search in this process and on Ray with two workers."""
    domain = RationalFunctions(name, *SCALING_BOX)
    table = Table("engine", "sequences before any are found equal", "wall s", box=None)
    for engine, workers in (("inline", None), ("ray", 2)):
        start = time.perf_counter()
        _, seconds = our_search(domain, engine, workers)
        wall = seconds if engine == "ray" else time.perf_counter() - start
        table.add_row(engine if workers is None else f"{engine}, {workers} workers", f"{domain.size:,}", f"{wall:.2f}")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--degree", type=int, default=1)
    parser.add_argument("--height", type=int, default=2)
    parser.add_argument("--periods", default="1:3")
    parser.add_argument("--constants", default="pi,log(2),e,tan(1)")
    parser.add_argument("--skip-ray", action="store_true")
    options = parser.parse_args()
    short_recurrences([[1, 2, 3]] * COMPILE_AFTER, 2)  # loads the compiled kernel
    console = Console(width=120)
    console.print(compare(options.constants.split(","), options.degree, options.height, options.periods))
    if not options.skip_ray:
        console.print(scaling("pi"))


if __name__ == "__main__":
    main()
