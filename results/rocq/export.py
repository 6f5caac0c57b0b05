"""A certificate as a file for Rocq: the statement, with the theorem at its end as a hypothesis, and its steps as data.

The file is complete in itself, or asks for `ContinuedFractions`, the theory that stands beside this module.
"""

from collections.abc import Sequence
from importlib.resources import files
from math import gcd
from typing import Any

from analysis.proofs.chain import EVERY_END, verify
from analysis.proofs.polynomials import multiplied
from analysis.proofs.reading import Mobius, Poly, fraction, polynomial, spelt
from analysis.proofs.series import NAMES
from analysis.proofs.steps import formula
from results.rocq.steps import Coboundary, Inflation, NotExported, Step, looked_at, steps_of

THEORY = "ContinuedFractions"


_REQUIRED = f"Require Import ZArith Reals List Lra {THEORY}.\nImport ListNotations.\nOpen Scope Z_scope.\n"


def theory() -> str:
    """The text of the theory."""
    return (files("results.rocq") / f"{THEORY}.v").read_text(encoding="utf-8")


def rocq(certificate: dict[str, Any], *, complete: bool = True) -> str:
    """The file; with `complete` the theory stands in it. Raises NotExported, and what the checker raises.

    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.links.certificates import link
    >>> found = link(PCF.parse("2n+1", "n^2"), PCF.parse("2n+3", "(n+1)^2"))
    >>> "by_coboundary [1; 2] [0; 0; 1] [3; 2] [1; 2; 1]" in rocq(found.certificate, complete=False)
    True
    """
    verify(certificate)
    steps = steps_of(certificate)
    at = steps[-1].theirs if steps else formula(certificate["formula"])
    end = _without_name(certificate["end"])
    mobius: Mobius = (1, 0, 0, 1)
    if end["kind"] != "formula":
        mobius, constant = EVERY_END[end["kind"]](*at, end)
    else:
        constant = f"the value of PCF({spelt(at[0])}, {spelt(at[1])})"
    parts = [
        theory() if complete else _REQUIRED,
        _hypothesis(end, constant, mobius, at),
        _theorem(formula(certificate["formula"]), steps, mobius, at, end),
    ]
    return "\n".join(parts)


def _hypothesis(end: dict[str, Any], constant: str, mobius: Mobius, at: tuple[Poly, Poly]) -> str:
    p, q, r, s = _lowest(mobius)[0]
    known = (
        f"  converges (fun n => {_function(at[0])}) (fun n => {_function(at[1])})\n"
        f"    (({_linear(p, q)}) / ({_linear(r, s)}))%R.\n"
    )
    if _is_sum(end):
        above, below = (_function(polynomial(one)) for one in end["term ratio"])
        known = f"  Un_cv (partial ({_first(end)})%R (fun n => {above}) (fun n => {below}) {end['start'] + 1}) c.\n"
    return (
        f"(* {_source(end)}\n   c is {constant} *)\n"
        "Definition known (c : R) : Prop :=\n"
        f"  ({_linear(r, s)} <> 0)%R /\\\n{known}"
    )


def _without_name(end: dict[str, Any]) -> dict[str, Any]:
    """A series whose sum has a name, as one of which the sum is spoken of."""
    return {key: value for key, value in end.items() if key not in NAMES}


def _is_sum(end: dict[str, Any]) -> bool:
    """Whether the end is a series that converges: then it is the sum that the hypothesis speaks of."""
    return end["kind"] == "series" and "first" in end


def _first(end: dict[str, Any]) -> str:
    value = fraction(end["first"])
    return f"{value.numerator} / {value.denominator}"


def _source(end: dict[str, Any]) -> str:
    if end["kind"] == "theorem":
        parameters = ", ".join(end["parameters"])
        return f"The theorem '{end['name']}'" + (f" at {parameters}" if parameters else "") + ", a hypothesis:"
    if end["kind"] == "formula":
        return "The last fraction converges, a hypothesis:"
    if _is_sum(end):
        return "The sum of a series, a hypothesis: its first term and the quotients of its terms follow."
    return f"The value of the last fraction by its {end['kind']}, a hypothesis:"


def _theorem(
    ours: tuple[Poly, Poly], steps: Sequence[Step], mobius: Mobius, at: tuple[Poly, Poly], end: dict[str, Any]
) -> str:
    maps = [(step.mobius, 1) if isinstance(step, Inflation) else _lowest(step.mobius) for step in steps]
    total = _lowest(mobius)[0]
    for one, _ in reversed(maps):
        total = multiplied(one, total)
    reduced, factor = _lowest(total)
    lines = [
        "Theorem proved (c : R) : known c ->",
        f"  ({_linear(reduced[2], reduced[3])} <> 0)%R /\\",
        f"  converges (fun n => {_function(ours[0])}) (fun n => {_function(ours[1])})",
        f"    (({_linear(*reduced[:2])}) / ({_linear(*reduced[2:])}))%R.",
        "Proof.",
        "  intros [Hq H].",
        *(_by_series(at, end, *_lowest(mobius)) if _is_sum(end) else _given(at)),
    ]
    for step, (one, multiple) in zip(reversed(steps), reversed(maps), strict=True):
        lines.append(_inflation(step) if isinstance(step, Inflation) else _coboundary(step, one, multiple))
    above, below = _linear(*reduced[:2]), _linear(*reduced[2:])
    lines += [
        f"  apply (stated (fun n => {_function(ours[0])}) (fun n => {_function(ours[1])})",
        f"    {_list(ours[0])} {_list(ours[1])} ({factor}) _ _ ({above})%R ({below})%R) in H;",
        "    [exact H | intro n; cbn [ev]; ring | intro n; cbn [ev]; ring | discriminate | ring | ring].",
        "Qed.",
        "Print Assumptions proved.",
        "",
    ]
    return "\n".join(lines)


def _given(at: tuple[Poly, Poly]) -> list[str]:
    return [
        f"  apply (given _ _ {_list(at[0])} {_list(at[1])}) in H;",
        "    [| intro n; cbn [ev]; ring | intro n; cbn [ev]; ring | exact Hq].",
    ]


def _by_series(at: tuple[Poly, Poly], end: dict[str, Any], mobius: Mobius, multiple: int) -> list[str]:
    solution = [polynomial(one) for one in end["solution"]]
    ratio = [polynomial(one) for one in end["term ratio"]]
    start, first = end["start"], fraction(end["first"])
    count = max(looked_at(solution[0], start), looked_at(solution[1], start), looked_at(ratio[1], start + 1))
    sides = " ".join(map(_list, (*at, *solution, *ratio)))
    entries = " ".join(f"({entry})" for entry in mobius)
    return [
        f"  apply (sum_given _ _ {_list(ratio[0])} {_list(ratio[1])}) in H;",
        "    [| intro n; cbn [ev]; ring | intro n; cbn [ev]; ring].",
        f"  apply (by_series {sides}",
        f"    {start} {count} ({first.numerator}) ({first.denominator}) {entries} ({multiple}) c) in H;",
        "    [| vm_compute; reflexivity | intro E; apply Hq; lra].",
    ]


def _inflation(step: Inflation) -> str:
    sides = " ".join(map(_list, (*step.ours, *step.theirs, step.top, step.bottom)))
    x1, _, _, x4 = step.mobius
    return f"  apply (by_inflation {sides} {step.looked_at} ({x1}) ({x4})) in H;\n    [| vm_compute; reflexivity]."


def _coboundary(step: Coboundary, mobius: Mobius, multiple: int) -> str:
    x, y, z, w = map(_list, step.u)
    cone = step.cone
    bounds = " ".join(map(_list, (*cone.lower, *cone.upper)))
    signs = "; ".join(f"(({sign}), {constant})" for sign, constant in step.signs)
    side, apart, since = step.apart
    record = (
        f"(Coboundary (({x}, {y}), ({z}, {w}))\n     {_list(step.g[0])} {_list(step.g[1])}"
        f" {step.folds[0]} {step.folds[1]} {step.start - 1} {step.looked_at}\n"
        f"     (Cone {cone.start} {bounds})\n"
        f"     {step.ahead} {step.since} {step.degree} [{signs}]"
        f" {step.rate[0]} {step.rate[1]} ({side}) {apart} {since})"
    )
    sides = " ".join(map(_list, (*step.ours, *step.theirs)))
    entries = " ".join(f"({entry})" for entry in mobius)
    applied = f"  apply (by_coboundary {sides}\n    {record}\n    ({multiple}) {entries}) in H;\n"
    return applied + "    [| vm_compute; reflexivity]."


def _lowest(mobius: Mobius) -> tuple[Mobius, int]:
    p, q, r, s = mobius
    divisor = gcd(*mobius) * (-1 if r < 0 or (r == 0 and s < 0) else 1)
    return (p // divisor, q // divisor, r // divisor, s // divisor), divisor


def _list(p: Poly) -> str:
    return f"[{'; '.join(map(str, p))}]"


def _function(p: Poly) -> str:
    return spelt(p).replace("**", "^")


def _linear(p: int, q: int) -> str:
    if not p:
        return str(q)
    lead = "c" if p == 1 else f"{p} * c" if p > 0 else f"({p}) * c"
    return lead + (f" {'-' if q < 0 else '+'} {abs(q)}" if q else "")


__all__ = ["THEORY", "NotExported", "rocq", "theory"]
