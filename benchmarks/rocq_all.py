"""All certificates of a store through Coq's kernel: how many are exported, how many compile, how long.

    python -m benchmarks.rocq_all run/box.db --sample 300        # the same number of each kind of chain
    python -m benchmarks.rocq_all run/box.db --done rocq.jsonl   # goes on where it was stopped

Many certificates go into one file, so that the real numbers are loaded once; where a file does not compile each half
of it is tried, down to the certificate that is at fault. Rows whose certificate is of an older version are proved
again. Needs `coqc` (Debian's package coq).
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from rich.progress import track

from analysis.formula import Formula
from analysis.formulas.pcf import PCF
from analysis.links.placement import placement
from analysis.proofs.chain import verify
from analysis.proofs.reading import Malformed, Rejected
from results.queries import Query, formulas
from results.rocq.export import THEORIES, NotExported, proof, required, theory
from results.store import Store

LONGEST = 300  # seconds of one certificate on the clock
BATCH = 50
AXIOMS = {
    "ClassicalDedekindReals.sig_not_dec",
    "ClassicalDedekindReals.sig_forall_dec",
    "FunctionalExtensionality.functional_extensionality_dep",
}


@dataclass(frozen=True)
class Outcome:
    """What came of a row, seconds of processor (its share of those of its file), and the kinds of its chain."""

    came: str
    seconds: float
    kinds: str


def certificate_of(row: dict[str, Any]) -> dict[str, Any] | None:
    found = row.get("certificate")
    try:
        verify(found)
        return found
    except (Malformed, Rejected):
        placed = placement(PCF.parse(row["a"], row["b"]))
        return None if placed is None or placed.certificate is None else json.loads(json.dumps(placed.certificate))


def kinds_of(certificate: dict[str, Any]) -> str:
    end = certificate["end"]
    rational = " (rational)" if end["kind"] == "series" and "first" not in end else ""
    return ", ".join([*(step["kind"] for step in certificate["steps"]), end["kind"] + rational])


def compiled(texts: Sequence[str], folder: Path) -> Iterator[tuple[str, float]]:
    """For each certificate what came of it, and seconds of processor."""
    came, seconds = _one_file(texts, folder)
    if came == "compiles" or len(texts) == 1:
        yield from [(came, seconds / len(texts))] * len(texts)
        return
    half = len(texts) // 2
    yield from chain(compiled(texts[:half], folder), compiled(texts[half:], folder))


def _one_file(texts: Sequence[str], folder: Path) -> tuple[str, float]:
    modules = [f"Module R{i}.\n{text}End R{i}.\n" for i, text in enumerate(texts)]
    every = " ".join(f"pose proof R{i}.proved." for i in range(len(texts)))
    last = f"Lemma every : True. Proof. {every} exact I. Qed.\nPrint Assumptions every.\n"
    (folder / "proofs.v").write_text("".join([required(THEORIES), *modules, last]), encoding="utf-8")
    before = _processor_seconds()
    try:
        ran = subprocess.run(
            ["coqc", "-q", "proofs.v"], cwd=folder, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return "too slow", _processor_seconds() - before
    seconds = _processor_seconds() - before
    if ran.returncode:
        return f"does not compile: {' '.join(ran.stderr.split())[:200]}", seconds
    axioms = {line.split(":")[0].strip() for line in ran.stdout.splitlines() if line[:1].isalpha()}
    other = axioms - AXIOMS - {"Axioms", "Closed under the global context"}
    return ("compiles" if not other else f"axioms {sorted(other)}"), seconds


def _processor_seconds() -> float:
    """Of the programs that were started and have ended: other work on the machine does not count."""
    used = os.times()
    return used.children_user + used.children_system


def sampled(rows: list[dict[str, Any]], count: int, seed: int) -> list[dict[str, Any]]:
    """At random, as many of each kind of chain as there are."""
    by_kinds = defaultdict(list)
    for row in rows:
        by_kinds[kinds_of(row["certificate"])].append(row)
    chosen = random.Random(seed)
    for same in by_kinds.values():
        chosen.shuffle(same)
    return [row for row in chain(*zip_longest(*by_kinds.values())) if row is not None][:count]


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("store")
    reader.add_argument("--sample", type=int, help="so many rows, the same number of each kind; without, all")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--batch", type=int, default=BATCH, help=f"certificates in one file, {BATCH} if not given")
    reader.add_argument("--done", type=Path, help="a file of what is done, which is read first and added to")
    asked = reader.parse_args()
    with Store.read(asked.store) as store:
        rows = list(map(Formula.as_json, formulas(store, Query(kind="pcf", evidence="proved"))))
    if asked.sample:
        rows = sampled([row for row in rows if row.get("certificate")], asked.sample, asked.seed)
    known = _known(asked.done)
    left = [row for row in rows if _name(row) not in known]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for one in THEORIES:
            (folder / f"{one}.v").write_text(theory(one), encoding="utf-8")
            subprocess.run(["coqc", "-q", f"{one}.v"], cwd=folder, check=True)
        batches = [left[i : i + asked.batch] for i in range(0, len(left), asked.batch)]
        for batch in track(batches, "certificates", disable=not sys.stderr.isatty()):
            known |= (done := dict(examined(batch, folder)))
            if asked.done:
                with asked.done.open("a", encoding="utf-8") as file:
                    file.writelines(
                        json.dumps([key, one.came, one.seconds, one.kinds]) + "\n" for key, one in done.items()
                    )
    _print(known)


def _name(row: dict[str, Any]) -> str:
    return f"{row['a']}; {row['b']}"


def _known(done: Path | None) -> dict[str, Outcome]:
    """What came of the rows that a file says are done."""
    if done is None or not done.exists():
        return {}
    return {name: Outcome(*rest) for name, *rest in map(json.loads, done.read_text(encoding="utf-8").splitlines())}


def examined(rows: Sequence[dict[str, Any]], folder: Path) -> Iterator[tuple[str, Outcome]]:
    """Row by row; the proofs of all of them are compiled together."""
    texts: dict[str, tuple[str, str]] = {}
    for row in rows:
        certificate = certificate_of(row)
        if certificate is None:
            yield _name(row), Outcome("no certificate", 0.0, "")
            continue
        kinds = kinds_of(certificate)
        try:
            texts[_name(row)] = kinds, proof(certificate).text
        except NotExported as error:
            yield _name(row), Outcome(f"not exported: {error}", 0.0, kinds)
    found = compiled([text for _, text in texts.values()], folder) if texts else ()
    for (name, (kinds, _)), (came, seconds) in zip(texts.items(), found, strict=True):
        yield name, Outcome(came, seconds, kinds)


def _print(known: dict[str, Outcome]) -> None:
    for name, one in known.items():
        if one.came != "compiles":
            print(f"{one.came}: {name} ({one.kinds})")
    for what, count in Counter(f"{one.came.split(':')[0]}: {one.kinds}" for one in known.values()).most_common():
        print(f"{count:6} {what}")
    seconds = sorted(one.seconds for one in known.values() if one.seconds)
    if seconds:
        print(f"{sum(seconds):.0f} s of processor for {len(seconds)} certificates, longest {seconds[-1]:.1f}")


if __name__ == "__main__":
    main()
