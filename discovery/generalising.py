"""The infinite families of a store: exact ones by their keys, and those in a parameter found among their members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from analysis.clusters.generalisation import Family, families
from analysis.clusters.lattice import lattice
from analysis.families.family_keys import FamilyKey, family_key
from analysis.formulas.pcf import PCF
from discovery.links import Row, constant_of
from results.clusters import FamilyRow, pcf_id


def family_rows(rows: Sequence[Row]) -> Iterator[FamilyRow]:
    """Every exact family of formulas given as JSON, and the families in a parameter of those that have a constant.

    Membership of both is proved: the keys are exact, and along k the hypergeometric parameters move by whole numbers.
    """
    members: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["family"] is not None:
            members[row["family"]].append(row)
    for name, group in sorted(members.items()):
        pcfs = [PCF.parse(row["a"], row["b"]) for row in group]
        constant = min((found for row in group if (found := constant_of(row)) is not None), default=None)
        key = family_key(pcfs[0])
        if key is not None:
            yield _exact(name, constant, key, min(pcfs, key=lambda pcf: (len(str(pcf)), str(pcf))))
        if constant is not None:
            yield from (_in_parameter(family, group) for family in families(pcfs))


def _exact(name: str, constant: str | None, key: FamilyKey, head: PCF) -> FamilyRow:
    """An exact family with its general member, in whole parameters around the shortest one."""
    whole = lattice(head)
    if whole is None:
        return FamilyRow(name, constant, "proved", None, None, key.as_json(), kind=key.kind)
    text = f"a(n) = {whole.a}, b(n) = {whole.b}"
    return FamilyRow(name, constant, "proved", text, whole.latex, key.as_json(), kind=key.kind)


def _in_parameter(family: Family, group: Sequence[Row]) -> FamilyRow:
    a, b = family.line.text("a"), family.line.text("b")
    inside = [group[place] for place, _ in family.inside]
    first = inside[0]["identity"]
    description = family.as_json() | {"V(0)": first and first["expression"]}
    return FamilyRow(
        f"{a}; {b}",
        first and first["constant"],
        "proved",
        f"a(n) = {a}, b(n) = {b}",
        family.latex,
        description,
        [pcf_id(row["a"], row["b"]) for row in inside],
    )
