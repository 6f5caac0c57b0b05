"""All certificates of a store through Coq's kernel: how many are exported, how many compile, how long.

    python -m benchmarks.rocq_all run/box.db --sample 100
    python -m benchmarks.rocq_all run/box.db --done rocq.jsonl   # goes on where it was stopped

Rows whose certificate is of an older version are proved again. Needs `coqc` (Debian's package coq).
"""

import argparse
import json
import os
import random
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from analysis.formula import Formula
from analysis.formulas.pcf import PCF
from analysis.links.placement import placement
from analysis.proofs.chain import verify
from analysis.proofs.reading import Malformed, Rejected
from results.queries import Query, formulas
from results.rocq.export import THEORY, NotExported, rocq, theory
from results.store import Store

LONGEST = 300  # seconds of one file on the clock


def certificate_of(row: dict[str, Any]) -> dict[str, Any] | None:
    found = row.get("certificate")
    try:
        verify(found)
        return found
    except (Malformed, Rejected):
        placed = placement(PCF.parse(row["a"], row["b"]))
        return None if placed is None or placed.certificate is None else json.loads(json.dumps(placed.certificate))


def compiled(text: str, folder: Path) -> tuple[str, float]:
    """(what came of it, seconds of processor)."""
    (folder / "proof.v").write_text(text, encoding="utf-8")
    before = _processor_seconds()
    try:
        ran = subprocess.run(
            ["coqc", "-q", "proof.v"], cwd=folder, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return "too slow", _processor_seconds() - before
    seconds = _processor_seconds() - before
    axioms = {line.split(":")[0].strip() for line in ran.stdout.splitlines() if line and line[0].isalpha()} - {"Axioms"}
    usual = {"ClassicalDedekindReals.sig_forall_dec", "FunctionalExtensionality.functional_extensionality_dep"}
    if ran.returncode:
        return "does not compile", seconds
    return ("compiles" if axioms <= usual else f"axioms {axioms - usual}"), seconds


def _processor_seconds() -> float:
    """Of the programs that were started and have ended: other work on the machine does not count."""
    used = os.times()
    return used.children_user + used.children_system


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("store")
    reader.add_argument("--sample", type=int, help="so many rows at random; without, all")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--done", type=Path, help="a file of what is done, which is read first and added to")
    asked = reader.parse_args()
    with Store.read(asked.store) as store:
        rows = list(map(Formula.as_json, formulas(store, Query(kind="pcf", evidence="proved", status="convergent"))))
    if asked.sample:
        rows = random.Random(asked.seed).sample(rows, min(asked.sample, len(rows)))
    known = _known(asked.done)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"{THEORY}.v").write_text(theory(), encoding="utf-8")
        subprocess.run(["coqc", "-q", f"{THEORY}.v"], cwd=folder, check=True)
        for row in rows:
            name = f"{row['a']}; {row['b']}"
            if name in known:
                continue
            known[name] = came, took, shape = examined(row, folder)
            print(f"{took:6.1f} s  {came}: {name} ({shape})", flush=True)
            if asked.done:
                with asked.done.open("a", encoding="utf-8") as file:
                    file.write(json.dumps([name, *known[name]]) + "\n")
    for what, count in Counter(f"{came} ({shape})" for came, _, shape in known.values()).most_common():
        print(f"{count:6} {what}")
    seconds = [took for _, took, _ in known.values() if took]
    if seconds:
        print(
            f"seconds of processor a file: median {sorted(seconds)[len(seconds) // 2]:.1f}, longest {max(seconds):.1f}"
        )


def _known(done: Path | None) -> dict[str, tuple[str, float, str]]:
    """What came of the rows that a file says are done."""
    if done is None or not done.exists():
        return {}
    lines = map(json.loads, done.read_text(encoding="utf-8").splitlines())
    return {name: (came, took, shape) for name, came, took, shape in lines}


def examined(row: dict[str, Any], folder: Path) -> tuple[str, float, str]:
    certificate = certificate_of(row)
    if certificate is None:
        return "no certificate", 0.0, ""
    shape = f"{len(certificate['steps'])} steps, {certificate['end']['kind']}"
    try:
        text = rocq(certificate, complete=False)
    except NotExported as error:
        return f"not exported: {error}", 0.0, shape
    return *compiled(text, folder), shape


if __name__ == "__main__":
    main()
