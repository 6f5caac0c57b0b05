"""Links, anchors and names: from the formulas of a store to components with one constant each.

Strongest first:

1. inside each exact family a coboundary to the family's representative, with a certificate; formulas outside the exact
   families are tried against the representatives of their constant, or the first of them;
2. relations of (1, x, y, xy) between the components that families and constants leave apart, and a coboundary where
   there is one;
3. anchors: the representative of each component without a name is identified against the library, its products and its
   quotients; then all of the component is named by relations with that constant, tested with the limits computed anew.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import numpy as np
from flint import arb, ctx

from analysis.clusters.components import Components, joined_by_names
from analysis.clusters.linking import Member, relate
from analysis.constants.identities import Identity
from analysis.constants.library import Constant, Library, built_in_library, constant
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.exact.mobius import Mobius
from analysis.formula import Formula, Named, strength
from analysis.formulas.pcf import PCF
from analysis.links.certificates import joined, link
from analysis.numbers.identification import identify
from analysis.numbers.limits import limit
from analysis.numbers.relations import find_mobius, is_image
from analysis.proofs.certificate import Certificate
from analysis.proofs.chain import verify
from analysis.proofs.reading import Malformed, Rejected
from analysis.values.hints import hinted_constants
from discovery.lean_rows import LeanRows
from discovery.stages import Stages
from discovery.verifying import agrees
from results.clusters import LinkRow, Links, packed
from results.rows import pcf_id, to_json

PAIRED = 16  # constants at the head of the library whose products and quotients anchors are tried against
MOST_OTHERS = 200  # formulas of one constant outside the exact families that are tried, a tenth of a second each
NAMING_DIGITS = 100  # at which relations with an anchor's constant are sought: they are tested at twice as many
BY_LINK = "link"  # what "named_by" says of a formula that direct matching had missed
_GUARD_BITS = 64


@dataclass
class Linked:
    """The formulas as they are known now, links, what got a name, what now rests on more, components (of places)."""

    rows: LeanRows
    links: Links = field(default_factory=Links)
    named: list[Formula] = field(default_factory=list)
    raised: list[Formula] = field(default_factory=list)
    components: list[list[int]] = field(default_factory=list)


def link_rows(rows: LeanRows, stages: Stages, stored: Callable[[int], Certificate | None]) -> Linked:
    """Link canonical fractions, which get names and more evidence in their places, in three of the stages.

    stored: the certificate of a formula by its id, of which the rows have the end.
    """
    found = Linked(rows)
    linker = _Linker(found, stored)
    stages.begin("families")
    linker.link_families(stages)
    stages.begin("relations")
    linker.link_values(stages)
    stages.begin("anchors")
    linker.name_components(stages)
    linker.raise_evidence()
    found.components = linker.parts.groups()
    return found


def direct_constant(row: Formula) -> str | None:
    """The constant that a formula got without links; so links made again are those that were made at first."""
    return None if row.more.get("named_by") == BY_LINK else row.constant


def _rests_on_itself(row: Formula) -> bool:
    """Whether the formula is proved by a theorem or a closed form, not by a chain to another formula."""
    end = (row.certificate or {}).get("end") or {}
    return row.evidence == "proved" and end.get("kind") != "formula"


class _Members(Sequence[Member]):
    """The formulas as links see them, made when asked for."""

    def __init__(self, rows: LeanRows) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        row = self._rows[place]
        return Member(row.text, ball_of(row), row.family, direct_constant(row))


class _Linker:
    def __init__(self, found: Linked, stored: Callable[[int], Certificate | None]) -> None:
        self.rows, self.found, self.stored = found.rows, found, stored
        self.ids = np.array([pcf_id(row.a, row.b) for row in self.rows])
        self.members = _Members(self.rows)
        self.parts: Components = joined_by_names(self.members)
        self.heads = np.full(len(self.rows), -1)  # to which formula a chain leads from this one
        self.proofs = np.full(len(self.rows), -1)  # and the place of that link
        self.raised: dict[int, Certificate | None] = {}

    def link_families(self, stages: Stages) -> None:
        """Every member to its family's representative; what has no family, to one with the same constant."""
        families: dict[str, list[int]] = defaultdict(list)
        others: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(self.rows):
            if row.family is not None:
                families[row.family].append(place)
            elif (name := direct_constant(row)) is not None:
                others[name].append(place)
        heads: dict[str | None, list[int]] = defaultdict(list)
        pairs = array("q")
        for _, places in sorted(families.items()):
            head = min(places, key=self._rank)
            heads[direct_constant(self.rows[head])].append(head)
            for place in places:
                pairs.extend((place, head) if place != head else ())
        firsts = range(0, len(pairs), 2)
        chains = stages.over(lambda i: self._chain(pairs[i], pairs[i + 1]), firsts)
        for i, chain in zip(firsts, chains, strict=True):
            place, head = pairs[i], pairs[i + 1]
            if not self._keep(place, head, chain):
                evidence, kind = "proved", "family"  # the key itself says that a rational map exists
                self.found.links.append(LinkRow(*self._ends(place, head), kind, evidence))
        for name, places in sorted(others.items()):
            known = heads[name] or [min(places, key=self._rank)]
            for place in sorted(places, key=self._rank)[:MOST_OTHERS]:
                any(self._prove(place, head) for head in known if head != place)

    def link_values(self, stages: Stages) -> None:
        """Components tied by their values alone."""
        for relation in relate(self.members, self.parts, stages.over):
            if not self._prove(relation.left, relation.right):
                mobius = to_json(relation.mobius.as_lists())
                ends = self._ends(relation.left, relation.right)
                self.found.links.append(LinkRow(*ends, "relation", "numeric", mobius, relation.digits))

    def name_components(self, stages: Stages) -> None:
        """An anchor for each component without a name, then names for all that have none in a named component."""
        groups = self.parts.groups()
        known = [{name for i in places if (name := direct_constant(self.rows[i])) is not None} for places in groups]
        library = anchor_library()
        anchors = [min(places, key=self._rank) for places, names in zip(groups, known, strict=True) if not names]
        found = stages.over(lambda anchor: self._identified(anchor, library), anchors)
        for places, names in zip(groups, known, strict=True):
            choice = sorted(names) if names else [name for name in (next(found),) if name]
            for place in places if choice else ():
                if self.rows[place].identity is None:
                    self._name(place, [constant(name) for name in choice])

    def raise_evidence(self) -> None:
        """What is tied by an exact chain to a formula rests on what that formula rests on, and at least on the link."""
        for place in map(int, np.flatnonzero(self.proofs >= 0)):
            head = int(self.heads[place])
            row, other = self.rows[place], self.rows[head]
            if row.identity is None or row.constant != other.constant or row.evidence == "proved":
                continue
            certificate = json.loads(self.found.links[int(self.proofs[place])].certificate_text or "")
            rest = self.raised[head] if head in self.raised else self.stored(int(self.ids[head]))
            whole = joined(certificate, rest) if other.evidence == "proved" else None
            proves = _proves(whole, row.identity)
            reached = "proved" if proves else "linked"
            if strength(row.evidence) < strength(reached):
                told = replace(row, evidence=reached).saying(certificate=whole if proves else certificate)
                self.rows[place], self.raised[place] = told, told.certificate
                self.found.raised.append(told)

    def _rank(self, place: int) -> tuple[bool, bool, int, str]:
        row = self.rows[place]
        return direct_constant(row) is None, not _rests_on_itself(row), len(row.text), row.text

    def _ends(self, place: int, head: int) -> tuple[int, int]:
        return int(self.ids[place]), int(self.ids[head])

    def _prove(self, place: int, head: int) -> bool:
        """Keep the coboundary between two formulas, if there is one and both values bear it out."""
        return self._keep(place, head, self._chain(place, head))

    def _chain(self, place: int, head: int) -> LinkRow | None:
        """The coboundary between two formulas, if there is one and both values bear it out."""
        row, other = self.rows[place], self.rows[head]
        chain = link(row.pcf, other.pcf)
        if chain is None or not _holds(chain.mobius, ball_of(other), ball_of(row)):
            return None
        digits, mobius = min(row.digits or 0, other.digits or 0), to_json(chain.mobius.as_lists())
        ends = self._ends(place, head)
        return LinkRow(*ends, "coboundary", "proved", mobius, digits, packed(chain.certificate))

    def _keep(self, place: int, head: int, chain: LinkRow | None) -> bool:
        if chain is None:
            return False
        self.parts.join(place, head)
        self.heads[place], self.proofs[place] = head, self.found.links.append(chain)
        return True

    def _identified(self, place: int, library: Library) -> str | None:
        """The name of the constant of a formula."""
        pcf, digits = self.rows[place].pcf, NAMING_DIGITS // 2
        found = identify(_limits(pcf), library, digits=digits, hints=hinted_constants(pcf), screened=True)
        return None if found is None else found.constant.name

    def _name(self, place: int, choice: Sequence[Constant]) -> None:
        x = ball_of(self.rows[place])
        for known in choice:
            with ctx.workprec(int(2 * NAMING_DIGITS * BITS_PER_DIGIT) + _GUARD_BITS):
                mobius = find_mobius(known.value(NAMING_DIGITS), x)
                again = _limits(self.rows[place].pcf)(2 * NAMING_DIGITS)
                if mobius is None or not again.is_finite():
                    continue
                if is_image(mobius, known.value(2 * NAMING_DIGITS), again):
                    named = Named.from_json(Identity(known, mobius, 2 * NAMING_DIGITS).as_json())
                    told = replace(self.rows[place], identity=named, evidence="linked").saying(named_by=BY_LINK)
                    self.rows[place] = told
                    self.found.named.append(told)
                    return


def _proves(certificate: Certificate | None, named: Named) -> bool:
    """Whether the checker accepts a certificate, and it is about this constant and map."""
    if certificate is None:
        return False
    try:
        statement = verify(certificate)
    except (Rejected, Malformed):
        return False
    return agrees(statement, constant(named.constant), list(named.mobius.coefficients))


def anchor_library() -> Library:
    """The built-in library, then products and quotients of its first constants that are no constants of it."""
    library = built_in_library()
    head = library[:PAIRED]
    texts = [f"({a.expression}){sign}({b.expression})" for sign in "*/" for a, b in combinations(head, 2)]
    return Library(tuple(dict.fromkeys((*library, *map(constant, texts)))))


def _limits(pcf: PCF) -> Callable[[int], arb]:
    def evaluate(digits: int) -> arb:
        found = limit(pcf, digits)
        return arb.nan() if found.value is None or found.digits < digits else found.value

    return evaluate


def ball_of(row: Formula) -> arb:
    """The value of a row: its decimal, right to all its digits."""
    digits = row.digits or 0
    with ctx.workprec(int(digits * BITS_PER_DIGIT) + _GUARD_BITS):
        if row.limit is None or not digits:
            return arb(0, 1)
        middle = arb(row.limit).mid()
        return arb(middle, abs(middle) * arb(10) ** (1 - digits))


def _holds(mobius: Mobius, right: arb, left: arb) -> bool:
    with ctx.workprec(int(2 * NAMING_DIGITS * BITS_PER_DIGIT) + _GUARD_BITS):
        return is_image(mobius, right, left)
