"""The screens against the straightforward test: formulas a second, on this machine, in one run.

The straightforward test computes pₙ and qₙ exactly to depth 1,000 with gmpy2 and looks at how gcd(pₙ, qₙ) grows
between depths 500 and 1,000. It runs on a random sample of the same domain. Both sides have one thread, and seconds are
the processor's: what else the machine does counts little.

    python -m benchmarks.bench_screens
"""

import random
import time
from dataclasses import replace
from itertools import islice
from math import log

import gmpy2
from rich.console import Console
from rich.table import Table

from benchmarks.aims import measured
from benchmarks.plain import convergents
from search.domains import (
    BoxShard,
    CoefficientBox,
    Domain,
    Grid,
    LinearFactors,
    Range,
    Shard,
    coefficient_box,
    cut_for_sieve,
)
from search.screens.screen import Survivors, screen, screen_box, screen_shard, without_ends
from search.screens.warm import warm

DEPTH = 1_000
LEAST_RATE = 0.2  # η′ above this is factorial growth: half an exponent lost to a quadratic field leaves 0.25 or more
SAMPLE = 100  # formulas for the straightforward test: a second or two
SECONDS_LARGE = 10.0  # how long the large domain is screened before its rate is taken
SECONDS_SIEVE = 4.0  # the same for whole boxes
GRIDS_OF_A_SHARD = 2
PAIRS_OF_A_GRID = 2**20
REPEATS = 5  # the box takes a fraction of a second: the best of a few runs

Coefficients = tuple[int, ...]


def main() -> None:
    """Print the table."""
    warm()
    published = coefficient_box(2, 2, Range(-5, 5))
    box = Grid(published.a, published.b, shard_pairs=2**20)
    large = Grid(CoefficientBox(3, Range(-5, 5)), LinearFactors(6, Range(-5, 5), Range(1, 2), Range(-3, 3)))

    table = Table(title="Screens and gcd test, one thread, processor seconds")
    for heading in (
        "domain",
        "formulas",
        "screened",
        "seconds",
        "formulas/s",
        "gcd test/s",
        "ratio",
        "with full reduction",
    ):
        table.add_column(heading, justify="left" if heading == "domain" else "right")
    for name, domain, keep, measure in (
        ("deg ≤ (2, 2), −5…5", box, "screened", _best_of_whole),
        ("deg ≤ (2, 2), −5…5, only full reductions", box, "fr", _best_of_whole),
        ("deg (3, 6), b of linear factors", large, "screened", _bounded),
        ("deg (3, 6), b of linear factors, only full reductions", large, "fr", _bounded),
    ):
        examined, seconds, full = measure(domain, keep)
        rate, plain_rate = examined / seconds, _gcd_test_rate(domain)
        if domain is box and keep == "fr":
            measured("test for factorial reduction, a formula", 1e3 / rate)
        table.add_row(
            name,
            f"{domain.size:,}",
            f"{examined:,}",
            f"{seconds:.3f}",
            f"{rate:,.0f}",
            f"{plain_rate:,.0f}",
            f"{rate / plain_rate:,.0f}×",
            f"{full:,}",
        )
    Console(width=160).print(table)
    Console(width=160).print(sieve_table())


def sieve_table() -> Table:
    """The sieve against the screens that evaluate: whole boxes with some b, and grids out of them, on one thread."""
    kinds = LinearFactors(6, Range(-5, 5), Range(1, 2), Range(-3, 3))
    table = Table("a", "formulas", "kept", "sieved", "formulas/s", "evaluated", "formulas/s", "ratio")
    table.title = "degree (3, 6), b of linear factors, processor seconds"
    for height in (12, 31):
        plain = Grid(CoefficientBox(3, Range(-height, height), exact_degree=True), kinds)
        for keep in ("screened", "fr", "endless"):
            partial = keep == "screened"
            domain = cut_for_sieve(plain, full=not partial)
            others = replace(plain, shard_pairs=PAIRS_OF_A_GRID) if partial else domain
            screen_shard(domain, 0, keep, threads=1)
            examined, seconds, full = _shards(domain, keep, evaluate=False)
            fewer, more_seconds, _ = _shards(others, keep, evaluate=True)
            ratio = examined / seconds / (fewer / more_seconds)
            if (height, keep) == (31, "fr"):
                measured("degree (3, 6), full reductions, a thread", examined / seconds)
            table.add_row(
                f"−{height}…{height}, {keep}", f"{domain.size:,}", f"{full:,}", f"{examined:,}",
                f"{examined / seconds:,.0f}", f"{fewer:,}", f"{fewer / more_seconds:,.0f}", f"{ratio:,.1f}×",
            )  # fmt: skip
    return table


def _shards(domain: Domain, keep: str, evaluate: bool) -> tuple[int, float, int]:
    """(formulas, processor seconds, kept) of random shards, or of grids out of them, for SECONDS_SIEVE."""
    examined = full = 0
    seconds, chance = 0.0, random.Random(3)
    passing = "screened" if keep == "screened" else "fr"
    while seconds < SECONDS_SIEVE:
        shard = domain.shard(chance.randrange(domain.shard_count))
        going_on = without_ends(shard) if keep == "endless" else shard
        for part in _parts(going_on, passing, evaluate, chance):
            started = time.process_time()
            found = screen(part, passing, 1) if isinstance(part, Shard) else screen_box(part, passing, 1)
            seconds += time.process_time() - started
            share = shard.pair_count / going_on.pair_count  # what ends is screened too, by not being looked at
            examined, full = examined + round(found.examined * share), full + len(found) * found.weight
    return examined, seconds, full


def _parts(shard: Shard | BoxShard, keep: str, evaluate: bool, chance: random.Random) -> list[Shard | BoxShard]:
    """What is timed of a shard: all, or of partial reductions, whose number differs from b to b, a few b."""
    if isinstance(shard, Shard):
        return [shard]
    if evaluate:
        return list(islice(shard.grids(), GRIDS_OF_A_SHARD))
    if keep != "screened":
        return [shard]
    return [replace(shard, b=shard.b[chance.sample(range(len(shard.b)), min(4, len(shard.b)))])]


def _best_of_whole(domain: Domain, keep: str) -> tuple[int, float, int]:
    """(formulas, seconds of the best run, formulas with full reduction) of all shards."""
    best = float("inf")
    for _ in range(REPEATS):
        started = time.process_time()
        found = [screen_shard(domain, index, keep, threads=1) for index in range(domain.shard_count)]
        best = min(best, time.process_time() - started)
    return sum(each.examined for each in found), best, sum(map(_full, found))


def _bounded(domain: Domain, keep: str) -> tuple[int, float, int]:
    """The same for shards spread over the domain, as many as SECONDS_LARGE allow."""
    order = random.Random(1).sample(range(domain.shard_count), domain.shard_count)
    examined = full = 0
    started = time.process_time()
    for index in order:
        found = screen_shard(domain, index, keep, threads=1)
        examined, full = examined + found.examined, full + _full(found)
        if time.process_time() - started > SECONDS_LARGE:
            break
    return examined, time.process_time() - started, full


def _full(found: Survivors) -> int:
    return int(found.reduced.sum()) * found.weight


def _gcd_test_rate(domain: Domain) -> float:
    """Formulas a second of the straightforward test."""
    chosen = _sample(domain, SAMPLE)
    started = time.process_time()
    for a, b in chosen:
        gcd_test(a, b)
    return len(chosen) / (time.process_time() - started)


def _sample(domain: Domain, count: int) -> list[tuple[Coefficients, Coefficients]]:
    """Random formulas of the domain, from random shards."""
    chance = random.Random(2)
    chosen: list[tuple[Coefficients, Coefficients]] = []
    while len(chosen) < count:
        shard = domain.shard(chance.randrange(domain.shard_count))
        assert isinstance(shard, Shard)
        for _ in range(min(count, 50)):
            a, b = shard.a[chance.randrange(len(shard.a))], shard.b[chance.randrange(len(shard.b))]
            chosen.append((tuple(a.tolist()), tuple(b.tolist())))
    return chosen[:count]


def gcd_test(a: Coefficients, b: Coefficients, depth: int = DEPTH) -> bool:
    """Whether the reduced denominators grow only exponentially, from exact convergents.

    With ln(qₙ/gcd) = η′ n ln n + γ′ n + …, the difference of its value at n and twice that at n/2 is η′ n ln 2.
    """
    logs = []
    for n, (p, q) in enumerate(convergents(a, b, depth), 1):
        if n in (depth // 2, depth):
            size = max(abs(p), abs(q))
            logs.append(float(gmpy2.log2(size // gmpy2.gcd(p, q))) if size else 0.0)
    return (logs[1] - 2 * logs[0]) * log(2) / (depth * log(2)) < LEAST_RATE


if __name__ == "__main__":
    main()
