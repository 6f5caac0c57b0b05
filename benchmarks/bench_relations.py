"""Relations a second, against mpmath.pslq and PARI's lindep at equal digits; whole library a value; false relations.

    python -m benchmarks.bench_relations [--values 200]

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
from analysis.numbers.relations import LOAD_AFTER, find_mobius
from analysis.relations import margin
from analysis.relations.lattices import rows
from analysis.relations.typed import identified
from benchmarks.aims import measured

SEED = 1
ROUNDS = 20  # of lattices, which take less than a millisecond: others use the machine as well
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
            if digits == 80:
                measured(f"one Möbius relation, 80 digits, {case}", 1e3 / ours)
            table.add_row(str(digits), case, f"{ours:,.0f}", f"{theirs:,.0f}", f"{ours / theirs:.1f}×", str(agree))
    return table


def lattices_table(count: int) -> Table:
    """The same vectors for the engine of relations, PARI's lindep and mpmath.pslq, with and without a relation.

    As in a process that has met many lattices, and reduces the next in machine integers.
    """
    for _ in range(LOAD_AFTER // 1_000 + 1):
        rows([arb(k, "1e-30") for k in range(1, 11)], 30)
    head = ("numbers", "digits", "case", "ours /s", "lindep /s", "pslq /s", "to lindep", "to pslq", "same answers")
    table = Table(*head, title="relations over several constants")
    for size, digits in ((4, 60), (6, 80), (8, 100), (12, 120)):
        for related in (True, False):
            case = "found" if related else "not found"
            table.add_row(str(size), str(digits), case, *_three(size, digits, related, count))
    return table


def _three(size: int, digits: int, related: bool, count: int) -> list[str]:
    largest = int(10 ** ((digits - margin.MARGIN - 5) / size))
    generator, few = random.Random(SEED), max(3, count // 8)
    with mpmath.workdps(digits), ctx.workdps(digits + 10):
        vectors = [_vector(generator, size, digits, largest, related) for _ in range(few)]
        decimals = [[x.mid().str(digits, radius=False) for x in vector] for vector in vectors]
        theirs = [[mpmath.mpf(text) for text in texts] for texts in decimals]
        ours_found = [bool(rows(vector, digits)) for vector in vectors]

        tolerance = mpmath.mpf(10) ** (size - digits) * largest

        def pslq(vector: list[mpmath.mpf]) -> bool:
            return (
                mpmath.pslq(vector, maxcoeff=int(size**0.5 * largest) + 1, maxsteps=PSLQ_STEPS, tol=tolerance)
                is not None
            )

        agree = ours_found[:2] == [pslq(vector) for vector in theirs[:2]]
        ours = _best_rate(lambda: [rows(vector, digits) for vector in vectors], few, ROUNDS)
        slow = _best_rate(lambda: [pslq(vector) for vector in theirs[:1]], 1, rounds=1)
    lindep = _lindep_rate(decimals, digits)
    if size == 4:
        _note(related, ours, lindep, slow)
    compared = "–" if lindep is None else f"{ours / lindep:.1f}×"
    shown = "–" if lindep is None else f"{lindep:,.0f}"
    return [f"{ours:,.0f}", shown, f"{slow:,.1f}", compared, f"{ours / slow:.0f}×", str(agree)]


def _note(related: bool, ours: float, lindep: float | None, slow: float) -> None:
    """Note what is aimed at for four numbers."""
    case = "found" if related else "not found"
    if lindep is not None:
        measured(f"relation of 4 numbers, {case}", ours / lindep)
    if not related:
        measured(f"relation of 4 numbers, {case}, to mpmath", ours / slow)


def _vector(generator: random.Random, size: int, digits: int, largest: int, related: bool) -> list[arb]:
    """Random numbers below 1 with errors in the last digit, the last made by the others where they are related."""
    values = [arb(generator.randrange(10**digits)) / arb(10) ** digits for _ in range(size)]
    if related:
        shares = [generator.randint(1, largest) for _ in range(size - 1)]
        values[-1] = sum((k * value for k, value in zip(shares, values, strict=False)), arb(0)) / largest
    return [arb(value.mid(), arb(10) ** -digits) for value in values]


def _lindep_rate(decimals: list[list[str]], digits: int) -> float | None:
    """Calls of PARI's lindep a second; None where the package cypari is not installed."""
    try:
        from cypari import pari
    except ImportError:
        return None
    pari.set_real_precision(digits)
    vectors = [pari("[" + ",".join(texts) + "]") for texts in decimals]
    return _best_rate(lambda: [vector.lindep(digits) for vector in vectors], len(vectors), ROUNDS)


def identify_table(count: int) -> Table:
    """A whole `identify` of numbers that are nothing, and of those that are something."""
    library = built_in_library()
    generator = random.Random(SEED)
    table = Table("numbers", "ms each", "identities", title="discover identify, everything tried")
    few = max(5, count // 10)
    for digits in (60, 80, 100):
        texts = [f"0.{generator.randrange(10 ** (digits - 1), 10**digits)}" for _ in range(few)]
        identified(texts[0], library)
        start = time.perf_counter()
        found = sum(identified(text, library).identity is not None for text in texts)
        elapsed = (time.perf_counter() - start) / few * 1e3
        if digits == 80:
            measured("identify an unknown number of 80 digits", elapsed / 1e3)
        table.add_row(f"{few} random reals of {digits} digits", f"{elapsed:.0f}", str(found))
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
    console.print(lattices_table(count))
    console.print(identify_table(count))
    console.print(library_table(count))


if __name__ == "__main__":
    main()
