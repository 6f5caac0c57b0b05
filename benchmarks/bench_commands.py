"""What a user waits for: the box of `make run` searched, clustered and verified, its exact stage, and small commands.

    python -m benchmarks.bench_commands [--db FILE]

The box is searched on Ray, and by processes without it, and clustered in a temporary folder; with --db FILE, the store
of an earlier search, only the rest is measured. Seconds are those of the clock, in processes of their own, the best of
a few where they are short; the exact stage and the checker are given in seconds of the processor.
"""

import argparse
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from rich.console import Console
from rich.table import Table

from analysis.constants.library import built_in_library
from analysis.examination import examine
from analysis.formula import Formula
from analysis.formulas.pcf import PCF
from analysis.values.family_keys import rough_key
from benchmarks.aims import measured
from results.queries import Query, formulas
from results.store import Store
from search.tasks import collecting_seldom

SEARCH = ("search", "pcf", "--a-degree", "2", "--b-degree", "2", "--coefficients", "-5:5")
ENGINES = {"ray": "the box, searched", "processes": "the box, searched by processes"}
SAMPLE = 400  # formulas of the box that are drawn, of which few have a relative among them
WARM = 40  # of these, what comes first and is not counted: it loads tables that a campaign loads once
DIGITS = 100
ROUNDS = 7  # of short commands


def discover(*arguments: str) -> tuple[float, float]:
    """(seconds of the clock, of the processor) of one command in a process of its own."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-m", "discovery", *arguments], check=True, capture_output=True)
    elapsed, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return elapsed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def exact_stage(path: Path) -> tuple[list[float], list[float]]:
    """Milliseconds of the processor for each formula of a store, in the order of a campaign; for some drawn, before."""
    with Store.open(path) as store:
        asked = [(formula.pcf, _order(formula)) for formula in formulas(store, Query(kind="pcf"))]
    drawn = _examined(random.Random(1).sample(asked, SAMPLE))
    return _examined(sorted(asked, key=lambda one: rough_key(one[0]))), drawn[WARM:]


def _examined(asked: Iterable[tuple[PCF, Fraction | None]]) -> list[float]:
    library, times = built_in_library(), []
    with collecting_seldom():
        for pcf, order in asked:
            start = time.process_time()
            examine(pcf, digits=DIGITS, library=library, thorough=False, known_order=order)
            times.append((time.process_time() - start) * 1e3)
    return times


def _order(formula: Formula) -> Fraction | None:
    known = formula.measure("reduction_order").value
    return None if known is None else Fraction(known)


def main() -> None:
    """Measure, note the figures, print them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--db", type=Path, help="a store of the box, searched before")
    given = parser.parse_args()
    table = Table("what", "figure")

    def note(name: str, figure: float) -> None:
        measured(name, figure)
        table.add_row(name, f"{figure:.3f}")

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "box.db"
        if given.db is None:
            for engine, name in ENGINES.items():
                path.unlink(missing_ok=True)
                note(name, discover(*SEARCH, "--engine", engine, "--db", str(path))[0])
        else:
            shutil.copy(given.db, path)
        note("the box, clustered", discover("cluster", "run", "--db", str(path))[0])
        note("the box, its proofs checked", discover("verify", "--db", str(path))[1])
        short = {
            "discover --help": ("--help",),
            "discover query --limit 10": ("query", "--limit", "10", "--db", str(path)),
            "discover inspect, a classical fraction": ("inspect", "2n+1", "n^2"),
        }
        for name, arguments in short.items():
            note(name, min(discover(*arguments)[0] for _ in range(ROUNDS)))
        times, drawn = exact_stage(path)
    note("exact stage of the box, mean", sum(times) / len(times))
    note("exact stage of the box, 99 %", sorted(times)[int(0.99 * len(times))])
    note("exact stage, formulas drawn, mean", sum(drawn) / len(drawn))
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
