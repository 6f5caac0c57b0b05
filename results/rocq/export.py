"""A certificate as a file for Rocq: the statement, with the theorem at its end as a hypothesis, and its steps as data.

The file is complete in itself, or asks for the theories that stand beside this module.
"""

from collections.abc import Iterable, Sequence
from importlib.resources import files

from analysis.proofs.certificate import Certificate
from analysis.proofs.chain import verify
from analysis.proofs.polynomials import multiplied
from analysis.proofs.reading import Mobius
from analysis.proofs.steps import formula
from results.rocq.chain import Inflation, Step, steps_of
from results.rocq.ends import Known, Proof, functions, known, linear, listed, lowered
from results.rocq.fields import Crossing, Direction
from results.rocq.limits import limit_proof
from results.rocq.minimal_sums import minimal
from results.rocq.steps import Coboundary, Fraction_, NotExported
from results.rocq.sums import sum_proof

THEORIES = (
    "ContinuedFractions",
    "Endings",
    "Fields",
    "Limits",
    "Sums",
    "MinimalSums",
)  # in the order in which they need each other
_REQUIRED = "Require Import ZArith Reals List Bool Lia Lra"
_OPENED = "Import ListNotations.\nOpen Scope Z_scope.\n"


def theory(name: str) -> str:
    """The text of a theory."""
    return (files("results.rocq") / f"{name}.v").read_text(encoding="utf-8")


def rocq(certificate: Certificate, *, complete: bool = True) -> str:
    """The file; with `complete` the theories stand in it. Raises NotExported, and what the checker raises.

    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.links.certificates import link
    >>> found = link(PCF.parse("2n+1", "n^2"), PCF.parse("2n+3", "(n+1)^2"))
    >>> "by_coboundary [1; 2] [0; 0; 1] [3; 2] [1; 2; 1]" in rocq(found.certificate, complete=False)
    True
    """
    found = proof(certificate)
    before = _inlined(found.theories) if complete else required(found.theories)
    return f"{before}\n{found.text}Print Assumptions proved.\n"


def required(theories: Iterable[str]) -> str:
    """The lines that a proof needs before it."""
    return f"{_REQUIRED} {' '.join(theories)}.\n{_OPENED}"


def _inlined(theories: Sequence[str]) -> str:
    """One after the other; only the first loads the reals, and each has names of its own."""
    first, *others = theories
    found = [theory(first)]
    for name in others:
        lines = theory(name).splitlines(keepends=True)
        text = "".join(line for line in lines if not line.startswith("Require Import "))
        found.append(f"Module {name}.\n{text}End {name}.\nImport {name}.\n")
    return "".join(found)


def proof(certificate: Certificate) -> Proof:
    """What stands after the theories. Raises NotExported, and what the checker raises."""
    if certificate.get("kind") == "telescoping":
        return sum_proof(certificate)
    if "terms" in certificate:
        return limit_proof(certificate, proof)
    statement = verify(certificate)
    end = certificate["end"]
    ours = formula(certificate["formula"])
    if end["kind"] == "finite":
        return Proof(_ended(ours, end["at"], _number(statement.mobius)), THEORIES[:2])
    steps = steps_of(certificate)
    last = steps[-1].theirs if steps else ours
    found = minimal(last, end) if end["kind"] == "minimal sum" else known(last, end)
    used = {THEORIES[0], *found.theories, *("Fields" for step in steps if isinstance(step, Crossing))}
    theories = tuple(name for name in THEORIES if name in used)
    text, mobius = _theorem(ours, steps, found)
    return Proof(text, theories, mobius if found.hypothesis else None)


def _number(mobius: Mobius) -> tuple[int, int]:
    """The image of 1 in lowest terms."""
    p, q, r, s = mobius
    (above, _, below, _), _ = lowered((p + q, 0, r + s, 0))
    return above, below


def _quotient(above: int, below: int) -> str:
    return f"({above})%R" if below == 1 else f"(({above}) / {below})%R"


def _ended(ours: Fraction_, at: int, number: tuple[int, int]) -> str:
    """The value of a fraction that ends is computed; inflations before the end change none of it."""
    return (
        f"(* b is 0 at {at}: the fraction ends, and its value is the convergent before. *)\n"
        f"Theorem proved : ends {functions(ours)} {at} {_quotient(*number)}.\n"
        f"Proof. apply (ended _ _ {at} ({number[0]}) {number[1]}); [vm_compute; reflexivity | lra]. Qed.\n"
    )


def _theorem(ours: Fraction_, steps: Sequence[Step], end: Known) -> tuple[str, Mobius]:
    maps = [(step.mobius, 1) if isinstance(step, Inflation) else lowered(step.mobius) for step in steps]
    total = end.mobius
    for one, _ in reversed(maps):
        total = multiplied(one, total)
    carried = [
        _carried(step, one, multiple) for step, (one, multiple) in zip(reversed(steps), reversed(maps), strict=True)
    ]
    stated, closing = (_with_hypothesis if end.hypothesis else _without)(ours, total)
    before = [end.hypothesis] if end.hypothesis else []
    return "\n".join([*before, *stated, "Proof.", *end.opening, *carried, *closing, "Qed.", ""]), lowered(total)[0]


def _with_hypothesis(ours: Fraction_, total: Mobius) -> tuple[list[str], list[str]]:
    (p, q, r, s), factor = lowered(total)
    above, below = linear(p, q), linear(r, s)
    stated = [
        "Theorem proved (c : R) : known c ->",
        f"  ({below} <> 0)%R /\\",
        f"  converges {functions(ours)}",
        f"    (({above}) / ({below}))%R.",
    ]
    closing = [
        f"  apply (stated {functions(ours)}",
        f"    {listed(ours[0])} {listed(ours[1])} ({factor}) _ _ ({above})%R ({below})%R) in H;",
        "    [exact H | intro n; cbn [ev]; ring | intro n; cbn [ev]; ring | discriminate | ring | ring].",
    ]
    return stated, closing


def _without(ours: Fraction_, total: Mobius) -> tuple[list[str], list[str]]:
    number = _quotient(*_number(total))
    stated = [f"Theorem proved : converges {functions(ours)} {number}."]
    closing = [
        f"  apply (stated_number {functions(ours)} {listed(ours[0])} {listed(ours[1])} _ _ {number}) in H;",
        "    [exact H | intro n; cbn [ev]; ring | intro n; cbn [ev]; ring | lra].",
    ]
    return stated, closing


def _carried(step: Step, mobius: Mobius, multiple: int) -> str:
    if isinstance(step, Inflation):
        return _inflation(step)
    kind, record = ("coboundary", _coboundary(step)) if isinstance(step, Coboundary) else ("field", _field(step))
    sides = " ".join(map(listed, (*step.ours, *step.theirs)))
    entries = " ".join(f"({entry})" for entry in mobius)
    applied = f"  apply (by_{kind} {sides}\n    {record}\n    ({multiple}) {entries}) in H;\n"
    return applied + "    [| vm_compute; reflexivity]."


def _inflation(step: Inflation) -> str:
    sides = " ".join(map(listed, (*step.ours, *step.theirs, step.top, step.bottom)))
    x1, _, _, x4 = step.mobius
    return f"  apply (by_inflation {sides} {step.looked_at} ({x1}) ({x4})) in H;\n    [| vm_compute; reflexivity]."


def _coboundary(step: Coboundary) -> str:
    cone = step.cone
    bounds = " ".join(map(listed, (*cone.lower, *cone.upper)))
    signs = "; ".join(f"(({sign}), {constant})" for sign, constant in step.signs)
    side, apart, since = step.apart
    return (
        f"(Coboundary {_matrix(map(listed, step.u))}\n     {listed(step.g[0])} {listed(step.g[1])}"
        f" {step.folds[0]} {step.folds[1]} {step.start - 1} {step.looked_at}\n"
        f"     (Cone {cone.start} {bounds})\n"
        f"     {step.ahead} {step.since} {step.degree} [{signs}]"
        f" {' '.join(map(str, step.rate))} ({side}) {apart} {since})"
    )


def _field(step: Crossing) -> str:
    surfaces = (_matrix(f"[{'; '.join(map(listed, entry))}]" for entry in m) for m in (step.first, step.second))
    matrices = "\n     ".join(surfaces)
    directions = "\n     ".join(map(_direction, (step.row, step.trajectory)))
    return f"(Field {matrices} {step.polya}\n     {directions} {step.finite_at})"


def _direction(one: Direction) -> str:
    lengths = " ".join(map(str, one.block))
    return (
        f"(Direction {_matrix(map(listed, one.u))} {listed(one.g[0])} {listed(one.g[1])}"
        f" {one.skips} {one.looked_at} {str(one.one_ahead).lower()} ({one.sign}) {lengths})"
    )


def _matrix(entries: Iterable[str]) -> str:
    x, y, z, w = entries
    return f"(({x}, {y}), ({z}, {w}))"


__all__ = ["THEORIES", "NotExported", "Proof", "proof", "required", "rocq", "theory"]
