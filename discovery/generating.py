"""New formulas with wanted properties: members of a store's families beyond what it holds, checked one by one.

δ is the same for all members of a family, so families are chosen before anything is computed; then their lattice of
contiguous formulas is walked from the smallest member outwards. What is found is examined like any other formula
(limit, identity, dynamics); what does not come out as the wanted constant is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge

from analysis.constants.library import Library, built_in_library
from analysis.errors import InputError
from analysis.examination import examine
from analysis.families.contiguity import contiguous
from analysis.formula import Formula, strength
from analysis.formulas.pcf import PCF
from results.queries import Query, formulas
from results.rows import pcf_id
from results.store import Store

DIGITS = 50  # of a generated formula's limit; relations are tested at twice as many
REACH = 24  # whole numbers by which the parameters move in all: some thousand formulas of each family
SLACK = 1e-9  # of δ against the bounds asked for


@dataclass(frozen=True)
class Wanted:
    """What to generate; None means any. `max_height` bounds the size of every coefficient, `evidence` is the least.

    Raises InputError.
    """

    constant: str
    count: int = 20
    min_delta: float | None = None
    max_delta: float | None = None
    max_height: int = 1000
    max_degree: int | None = None
    evidence: str | None = None

    def __post_init__(self) -> None:
        if self.count < 1 or self.max_height < 1:
            raise InputError(f"--count {self.count} --max-height {self.max_height}", "both at least 1")

    def library(self) -> Library:
        """The constant wanted; raises InputError where it is none."""
        return Library((built_in_library().find(self.constant),))

    def fits(self, pcf: PCF) -> bool:
        """Whether height and degrees are within the bounds."""
        low = self.max_degree is None or max(pcf.a.degree, pcf.b.degree) <= self.max_degree
        return low and height(pcf) <= self.max_height

    def takes(self, row: Formula) -> bool:
        """Whether an examined formula is of the constant, with δ and evidence as wanted."""
        rests = self.evidence is None or strength(row.evidence) >= strength(self.evidence)
        return rests and row.constant == self.library()[0].name and self.allows(row.delta)

    def allows(self, delta: float | None) -> bool:
        """Whether δ is within the bounds; a formula whose δ is unknown passes only where there are none."""
        if delta is None:
            return self.min_delta is None and self.max_delta is None
        low = self.min_delta is None or delta >= self.min_delta - SLACK
        return low and (self.max_delta is None or delta <= self.max_delta + SLACK)


def generate(store: Store, wanted: Wanted) -> list[Formula]:
    """New formulas of a constant, best δ first and small coefficients before large; they are kept in the store.

    Each has the key "origin" with its family and the formula it was reached from. There are none where the store has no
    formula of that constant within the bounds of δ. Raises InputError for a constant that is none.
    """
    library = wanted.library()
    heads = _heads(store, library[0].name, wanted)
    found: list[Formula] = []
    for delta in sorted({_delta(head) for head in heads}, reverse=True):
        walks = [_walk(head, wanted) for head in heads if _delta(head) == delta]
        for _, _, pcf, head in merge(*walks, key=lambda step: step[:2]):
            if len(found) >= wanted.count:
                break
            if not is_kept(store, pcf):
                found += _checked(pcf, head, library, wanted)
    found = ranked(found)
    store.record_examined(found)
    return found


def ranked(rows: Iterable[Formula]) -> list[Formula]:
    """Formulas, best δ first and small coefficients before large."""
    return sorted(rows, key=lambda row: (-_delta(row), height(row.pcf), row.a, row.b))


def _heads(store: Store, name: str, wanted: Wanted) -> list[Formula]:
    """The smallest formula of each exact family that has the constant and an allowed δ."""
    heads: dict[str, Formula] = {}
    for row in formulas(store, Query(kind="pcf", status="convergent", constants=(name,))):
        if row.family is None or not wanted.allows(row.delta):
            continue
        best = heads.get(row.family)
        if best is None or _order(row) < _order(best):
            heads[row.family] = row
    return sorted(heads.values(), key=_order)


def _order(row: Formula) -> tuple[int, str, str]:
    return height(row.pcf), row.a, row.b


def _walk(head: Formula, wanted: Wanted) -> Iterator[tuple[int, str, PCF, Formula]]:
    """Contiguous formulas of bounded height and degree, smallest first."""
    bounded = [(height(pcf), pcf) for pcf in contiguous(head.pcf, REACH) if wanted.fits(pcf)]
    yield from sorted(((size, str(pcf), pcf, head) for size, pcf in bounded), key=lambda step: step[:2])


def _checked(pcf: PCF, head: Formula, library: Library, wanted: Wanted) -> list[Formula]:
    row = examine(pcf, digits=DIGITS, library=library).formula()
    if not wanted.takes(row):
        return []
    origin = {"family": head.family, "from": {"a": head.a, "b": head.b}, "by": "contiguity"}
    return [row.saying(origin=origin)]


def is_kept(store: Store, pcf: PCF) -> bool:
    """Whether the store has this canonical formula."""
    asked = "SELECT 1 FROM formulas WHERE id = ?"
    return store.database.execute(asked, (pcf_id(str(pcf.a), str(pcf.b)),)).fetchone() is not None


def height(pcf: PCF) -> int:
    """The size of the largest coefficient."""
    return max(abs(c) for side in (pcf.a, pcf.b) for c in side.coefficients)


def _delta(row: Formula) -> float:
    return -1e9 if row.delta is None else round(float(row.delta), 9)
