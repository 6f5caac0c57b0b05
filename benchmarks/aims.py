"""What the figures are held against: times of published code on this kind of machine, and what this project aims at.

    python -m benchmarks.aims

Each benchmark notes its figures (`measured`); this prints the last of each beside reference and aim: met, or missed by
how much. `make bench` runs all of them and ends with this table.
"""

import json
import os
import platform
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

FIGURES = Path("run/figures.jsonl")


@dataclass(frozen=True)
class Aim:
    """One figure that is measured: its unit, what is aimed at (more, or less, is better), and who had which before."""

    unit: str
    aim: float
    more: bool = False
    reference: float | None = None
    whose: str = ""

    def missed(self, figure: float) -> float:
        """How many times the figure is worse than the aim; at most 1 where it is met.

        >>> Aim("s", 10).missed(5), Aim("/s", 10, more=True).missed(5)
        (0.5, 2.0)
        """
        return self.aim / figure if self.more else figure / self.aim

    def ratio(self, figure: float) -> float | None:
        """How many times better than the reference."""
        if self.reference is None:
            return None
        return figure / self.reference if self.more else self.reference / figure


def against(unit: str, reference: float, whose: str) -> Aim:
    """A figure that others have published: the aim is theirs."""
    return Aim(unit, reference, reference=reference, whose=whose)


AIMS = {
    "metrics of convergence, a formula": against("ms", 660, "published code, depth 2,000"),
    "test for factorial reduction, a formula": against("ms", 5.9, "published code, depth 1,402"),
    "δ of the fraction of ζ(3)": against("ms", 77, "ramanujantools, depth 1,000"),
    "ESMA for e, degree 1, height 2": against("s", 10.2, "published code, periods 1 and 2; ours 1 to 3"),
    "ESMA for tan(1), degree 1, height 2": against("s", 19.6, "published code, periods 1 and 2"),
    "one Möbius relation, 80 digits, found": against("ms", 0.5, "mpmath.pslq"),
    "one Möbius relation, 80 digits, not found": against("ms", 2.3, "mpmath.pslq"),
    "relation of 4 numbers, found": Aim("× lindep", 1, more=True),
    "relation of 4 numbers, not found": Aim("× lindep", 1, more=True),
    "relation of 4 numbers, not found, to mpmath": Aim("× pslq", 10, more=True),
    "identify an unknown number of 80 digits": Aim("s", 1),
    "limit and δ, 3F2 at 1/2": Aim("× ramanujantools", 10, more=True),
    "limit and δ, 8F7 at 1": Aim("× ramanujantools", 10, more=True),
    "trajectory of 8F7 at 1, 15 axes": Aim("× ramanujantools", 10, more=True),
    "Apéry's recurrence to 1,000 digits": Aim("× its fraction", 1.2),
    "exact stage of the box, mean": Aim("ms", 2),
    "exact stage of the box, 99 %": Aim("ms", 20),
    "exact stage, formulas drawn, mean": Aim("ms", 2),
    "the box, searched": Aim("s", 15),
    "the box, searched by processes": Aim("s", 15),
    "the box, clustered": Aim("s", 30),
    "the box, its proofs checked": Aim("s", 20),
    "degree (3, 6), full reductions, a thread": Aim("/s", 1e12 / 3600 / 2, more=True, reference=4.35e6, whose="screen"),
    "discover --help": Aim("s", 0.12),
    "discover query --limit 10": Aim("s", 0.25),
    "discover inspect, a classical fraction": Aim("s", 0.35),
    "slowest question to a large store": Aim("s", 0.1),
    "driver, an examined formula": Aim("ms", 0.125, reference=0.25, whose="before"),
    "exact stage, 1 to 2 workers of Ray": Aim("×", 1.9, more=True),
    "screens, 1 to 2 workers of Ray": Aim("×", 1.9, more=True),
}


def measured(name: str, figure: float) -> None:
    """Note a figure for the table; `name` is one of `AIMS`."""
    assert name in AIMS, name
    FIGURES.parent.mkdir(exist_ok=True)
    with FIGURES.open("a") as file:
        file.write(json.dumps({"name": name, "figure": figure}) + "\n")


def machine() -> str:
    """Processor, cores and Python of this machine."""
    models = (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
              if line.startswith("model name"))  # fmt: skip
    return f"{next(models, platform.machine())}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main() -> None:
    """Print the table."""
    noted = [json.loads(line) for line in FIGURES.read_text().splitlines()] if FIGURES.exists() else []
    figures = {row["name"]: row["figure"] for row in noted}
    table = Table("what", "figure", "reference", "ratio", "aim", "", title=machine())
    for name, aim in AIMS.items():
        better = "≥" if aim.more else "≤"
        reference = "" if aim.reference is None else f"{aim.reference:,g} {aim.whose}"
        shown, ratio, verdict = "not measured", "", ""
        if name in figures:
            figure = figures[name]
            shown, times, missed = f"{figure:,.4g} {aim.unit}", aim.ratio(figure), aim.missed(figure)
            ratio = "" if times is None else f"{times:,.1f}×"
            verdict = "met" if missed <= 1 else f"missed: {missed:.2f} times"
        table.add_row(name, shown, reference, ratio, f"{better} {aim.aim:,.4g}", verdict)
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
