"""The infinite families of a store: exact ones by their keys, and those in a parameter found among their members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from analysis.constants.identities import UNITY, Identity
from analysis.constants.library import constant
from analysis.exact.mobius import Mobius
from analysis.families.generalisation import Family, contiguous_families, curved_families, families
from analysis.families.lattice import lattice
from analysis.families.lines import Line
from analysis.families.parameter_values import ClosedValue, NoClosedValue
from analysis.families.places import place_of
from analysis.families.planes import PlaneFamily, plane_family
from analysis.families.terms import polynomial_text
from analysis.fields.family_fields import family_field
from analysis.formula import RATIONAL, Formula, Named, strength
from analysis.formulas.pcf import PCF
from analysis.links.membership import membership
from analysis.notation import families as notation
from analysis.notation.latex import latex
from analysis.notation.tree import separated
from analysis.values.family_keys import FamilyKey, family_key
from discovery.stages import Stages
from results.clusters import FamilyRow
from results.rows import pcf_id

TWO_PARAMETERS = "two parameters"  # the kind, in its description, of a family in k and m
GAUSS = "2F1"  # the kind of exact families around whose formulas values made of Γ-functions are sought


def family_rows(rows: Sequence[Formula], stages: Stages) -> Iterator[FamilyRow]:
    """Every exact family of formulas, and the families in a parameter of those that have a constant.

    The exact families and the steps along k are proved; a value V(k) rests on what the identity of V(0) rests on.
    """
    members: dict[str, list[int]] = defaultdict(list)
    others: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row.family is not None:
            members[row.family].append(place)
        elif (name := row.constant) is not None:
            others[name].append(place)
    groups: list[tuple[str | None, list[int]]] = [(name, group) for name, group in sorted(members.items())]
    groups += [(None, group) for _, group in sorted(others.items())]
    for found in stages.over(lambda group: _of_group(group[0], [rows[place] for place in group[1]]), groups):
        yield from found


def _of_group(name: str | None, group: Sequence[Formula]) -> list[FamilyRow]:
    """The families among the formulas of an exact family by its name, or of one constant outside of them."""
    pcfs = [row.pcf for row in group]
    if name is None:
        return list(_in_parameter(group, curved_families(pcfs)))
    known = min((found for row in group if (found := row.constant) is not None), default=None)
    key = family_key(pcfs[0])
    head = min(range(len(pcfs)), key=lambda place: (len(str(pcfs[place])), str(pcfs[place])))
    exact = [] if key is None else [_exact(name, known, key, pcfs[head])]
    if known is None:
        return exact
    lines = list(_of_one_family(pcfs, head, key))
    return [*exact, *_in_parameter(group, lines), *_in_two_parameters(group, lines, pcfs)]


def _of_one_family(pcfs: Sequence[PCF], head: int, key: FamilyKey | None) -> Iterator[Family]:
    yield from families(pcfs)
    if key is not None and key.kind == GAUSS:
        yield from contiguous_families(pcfs[head], pcfs)


def _exact(name: str, known: str | None, key: FamilyKey, head: PCF) -> FamilyRow:
    """An exact family with its general member, in whole parameters around the shortest one."""
    whole = lattice(head)
    if whole is None:
        return FamilyRow(name, known, "proved", None, None, key.as_json(), kind=key.kind, field=_larger_field(head))
    text = f"a(n) = {whole.a}, b(n) = {whole.b}"
    described = {**key.as_json(), "general": {"a": whole.a, "b": whole.b}}
    shown = latex(separated(notation.general_member(described)))
    return FamilyRow(name, known, "proved", text, shown, described, kind=key.kind, field=_larger_field(head))


def _larger_field(head: PCF) -> dict[str, Any] | None:
    """The field of contiguity in which an exact family lies, by the closed form of a member."""
    found = membership(head)
    return None if found is None else {**found.description, "name": found.field}


def _in_two_parameters(group: Sequence[Formula], lines: Sequence[Family], pcfs: Sequence[PCF]) -> Iterator[FamilyRow]:
    """The first of the families in a parameter that extends to a second one, so extended."""
    extended = ((line, plane) for line in lines if (plane := plane_family(line, pcfs)) is not None)
    for line, plane in islice(extended, 1):
        inside = [group[place] for place, _ in line.members]
        described = _placed(plane.as_json()) | {"kind": TWO_PARAMETERS} | _edge_values(line, plane, inside)
        yield _in_parameters(described, "proved", group, [group[place] for place, _ in plane.members])


def _in_parameters(
    described: dict[str, Any], evidence: str, naming: Sequence[Formula], members: Sequence[Formula]
) -> FamilyRow:
    """The row of a family in one parameter or two, with a constant by which one of `naming` is named."""
    a, b = described["a"], described["b"]
    parts = [*notation.member(described), *notation.steps(described)]
    parts += [tree for value in described.get("values", ()) for tree in notation.values(value)]
    return FamilyRow(
        f"{a}; {b}",
        min((name for row in naming if (name := row.constant) is not None), default=None),
        evidence,
        f"a(n) = {a}, b(n) = {b}",
        ",\\ ".join(map(latex, parts)),
        described,
        [pcf_id(row.a, row.b) for row in members],
        field=_field(described, f"{a}; {b}"),
    )


def _edge_values(line: Family, plane: PlaneFamily, inside: Sequence[Formula]) -> dict[str, Any]:
    """V(0, 0), V(0, m), and V(k, m) in terms of it, else V(k, 0), where they have a closed form."""
    along_k, first = _values(line, inside), _first_identity(line, inside)
    values = [value | {"index": f"{value['index']}, 0"} for value in along_k.get("values", ())]
    if first is not None and not isinstance(plane.values, NoClosedValue):
        for value in plane.values:
            start = plane.between(value.modulus * value.start + value.residue)
            if start is None:
                continue
            values.append(_value(value, _moved_on(first, value.to_t @ start), "m"))
    found: dict[str, Any] = {"V(0)": along_k["V(0)"]}
    general = _general_value(plane)
    if general is not None and first is not None:
        values = [general, *(value for value in values if value["parameter"] == "m")]
    if values:
        found |= {"values": values, "evidence_of_value": _evidence(line, inside)}
    return found


def _general_value(plane: PlaneFamily) -> dict[str, Any] | None:
    """The JSON of V(k, m), with t in V(0, m)."""
    texts = None if plane.value is None else plane.value.texts()
    to_t = None if plane.value is None else plane.value.to_t()
    if texts is None or to_t is None:
        return None
    p, q, r, s = to_t
    top, bottom = notation.linear((p, "V_0_m"), (q, "")), notation.linear((r, "V_0_m"), (s, ""))
    t = top if bottom == "1" else f"({top})/({bottom})"
    kind = "sum" if "f" in texts else "gamma"
    found: dict[str, Any] = {"kind": kind, "parameter": "k", "index": "k, m", "from": 0, "t": t, **texts}
    total = f"Sum(({texts['f']})*({texts['h(j)']}), (j, 0, k - 1))" if "f" in texts else ""
    return found | {"expression": notation.value_text(found, f"({t})", total)}


def _in_parameter(group: Sequence[Formula], found: Iterable[Family]) -> Iterator[FamilyRow]:
    """Families with a member in the store; lines that two ways of looking find are given once."""
    seen: set[Line] = set()
    for family in found:
        if family.members and not seen & {family.line, family.line.moved(0, -1)}:
            seen.add(family.line)
            yield _row(family, [group[place] for place, _ in family.members])


def _row(family: Family, inside: Sequence[Formula]) -> FamilyRow:
    described = _placed(family.as_json()) | {"kind": family.kind} | _values(family, inside)
    return _in_parameters(described, "proved" if family.proof is not None else "linked", inside, inside)


def _placed(described: dict[str, Any]) -> dict[str, Any]:
    """With the field of contiguity in which its own lies."""
    return described | {"place": place_of(described)}


def _field(described: dict[str, Any], name: str) -> dict[str, Any] | None:
    """The verified matrix field of a family in parameters, as JSON; its name is that of the family."""
    found = family_field(described, f"family {name}")
    return None if found is None else found.as_json()


def _values(family: Family, inside: Sequence[Formula]) -> dict[str, Any]:
    """V(0), and V(k) in closed form where a member is identified, or why there is none."""
    first = _first_identity(family, inside)
    found: dict[str, Any] = {"V(0)": first and first.expression}
    if isinstance(family.values, NoClosedValue):
        c2, c1, c0 = (polynomial_text(c) for c in family.values.recurrence)
        return found | {"no_closed_form": family.values.reason, "recurrence": [c0, c1, c2]}
    if first is None:
        return found
    values = [_value(value, _moved_on(first, value.to_t @ _to_start(family, value))) for value in family.values]
    return found | {"values": values, "evidence_of_value": _evidence(family, inside)}


def _evidence(family: Family, inside: Sequence[Formula]) -> str:
    """What V(k) rests on: the identity of the first member that has one, and the steps from there."""
    weakest = next(row.evidence or "numeric" for row in inside if row.identity is not None)
    return min(weakest, "proved" if family.proof is not None else "linked", key=strength)


def _first_identity(family: Family, inside: Sequence[Formula]) -> Identity | None:
    """The identity of V(0), from the first member that has one."""
    for k, row in enumerate(inside):
        if row.identity is not None:
            return _moved(row.identity, family.between(0, k).inverse())
    return None


def _to_start(family: Family, value: ClosedValue) -> Mobius:
    """The map from V(0) to the value at which the form begins."""
    return family.between(0, value.modulus * value.start + value.residue)


def _value(value: ClosedValue, t: Identity, axis: str = "k") -> dict[str, Any]:
    """The JSON of one closed form: the texts of `ClosedValue`, the index, the start, t, and all of it in one text.

    Along the axis m of a family in two parameters the index is that of V(0, m).
    """
    index = axis if value.modulus == 1 else f"{value.modulus}*{axis}" + (f" + {value.residue}" if value.residue else "")
    place = index if axis == "k" else f"0, {index}"
    found: dict[str, Any] = {"kind": value.kind, "parameter": axis, "index": place, "from": value.start}
    found |= {"t": t.expression, "t_mobius": t.as_json()["mobius"], **value.texts(axis)}
    total = (
        f"Sum(({found['f']})*({found['h(j)']}), (j, {value.start}, {axis} - 1))" if value.summand is not None else ""
    )
    return found | {"expression": notation.value_text(found, f"({t.expression})", total)}


def _moved(named: Named, mobius: Mobius) -> Identity:
    """The identity of the image of a value that has this name."""
    known = UNITY if named.constant == RATIONAL else constant(named.constant)
    return Identity(known, mobius @ named.mobius, named.digits)


def _moved_on(identity: Identity, mobius: Mobius) -> Identity:
    return Identity(identity.constant, mobius @ identity.mobius, identity.digits)
