"""The ESMA search of one shard: extraction, Berlekamp–Massey, approval (arXiv 2212.09470).

For every value and sign period the terms after a₀ are extracted, just as many as the linear complexity of a sequence
without pattern needs to reach the limit, and screened together. What is left is approved one by one. Values that differ
by an integer share this work; each of them becomes a row of its own, for its recurrence may begin earlier or later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analysis.constants.library import Constant
from analysis.esma.agreement import simple_digits_per_term
from analysis.esma.approval import Approved, Residues, approve, order_limit, with_first_term
from analysis.esma.left_hand_sides import LeftHandSide
from analysis.esma.linking import Link, link, linked_row
from analysis.esma.periodic import is_exact, quadratic_value
from analysis.formula import SIGNED
from analysis.formulas.extraction import terms_of
from analysis.formulas.pcf import PCF
from analysis.formulas.signed import Signs
from analysis.sequences.massey import short_recurrences
from search.domains.rational_functions import RationalFunctions, ShiftClass

# A sequence of random residues reaches order L after 2 L − 1 terms but for chances of 1 in 2³¹; a few terms more cost
# nothing and leave no doubtful ones to the approval.
SPARE_TERMS = 3


@dataclass(frozen=True)
class Found:
    """A value with an approved fraction.

    shift_of: where another value that differs by an integer has the shorter recurrence under the same signs, that one;
    limit: the value as a decimal; exact: whether it is proved to be that of the fraction.
    """

    value: LeftHandSide
    approved: Approved
    simple_digits_per_term: float | None
    shift_of: LeftHandSide | None
    shift: int
    limit: str | None
    exact: bool

    @cached_property
    def link(self) -> Link | None:
        """The PCF that the fraction contracts to."""
        return link(self.approved)

    def row(self, constant: Constant) -> dict[str, Any]:
        """The contract's JSON of kind "esma"."""
        recurrence = self.approved.recurrence
        interlaced = recurrence.interlaced()
        simple = self.simple_digits_per_term
        row: dict[str, Any] = {
            "kind": SIGNED,
            "constant": constant.name,
            "lhs": self.value.sympy(constant),
            "latex": self.value.latex(constant),
            "signs": list(self.approved.signs),
            "terms": self.approved.terms,
            "recurrence": recurrence.coefficients,
            "prefix": recurrence.prefix,
            "interlaced": None if interlaced is None else [str(polynomial) for polynomial in interlaced],
            "limit": self.limit,
            "digits": self.approved.digits,
            "digits_per_term": round(self.approved.digits_per_term, 4),
            "simple_digits_per_term": None if simple is None else round(simple, 4),
            "evidence": "proved" if self.exact else "numeric",
            "status": "convergent",
        }
        made = self.link
        if made is not None:
            row["contraction"] = {"a": str(made.pcf.a), "b": str(made.pcf.b), "mobius": made.mobius.as_lists()}
        if self.shift_of is not None:
            row["shift"] = {"of": self.shift_of.sympy(constant), "by": self.shift}
        return row


def search_shard(domain: RationalFunctions, index: int, depth: int, digits: int) -> Iterator[Found]:
    """The approved fractions of one shard, `depth` terms used of each and the value compared to `digits` digits."""
    limit = order_limit(depth)
    powers, root = domain.powers(), quadratic_value(domain.definition, domain.minimal_polynomial)
    candidates: list[tuple[ShiftClass, Signs]] = []
    tails: list[list[int]] = []
    for shift_class in domain.shard(index):
        enclosure = shift_class.members[0][0].enclosure(powers)
        for signs in domain.sign_periods:
            terms = terms_of(enclosure, signs, 2 * limit + SPARE_TERMS)
            if terms is not None and not _ends_in_twos(terms, signs, limit):
                candidates.append((shift_class, signs))
                tails.append(terms[1:])
    speeds: dict[int, float | None] = {}
    decimals: dict[LeftHandSide, str | None] = {}
    for (shift_class, signs), residues in zip(candidates, short_recurrences(tails, limit), strict=True):
        approved = [] if residues is None else _approved(domain, shift_class, signs, depth, digits, residues)
        if not approved:
            continue
        value, shift, best = shortest = min(approved, key=lambda one: one[2].recurrence.order)
        if id(shift_class) not in speeds:
            simple = signs == (1,)  # then this is the simple fraction
            speed = best.digits_per_term if simple else simple_digits_per_term(value.enclosure(powers), digits)
            speeds[id(shift_class)] = speed
        for one in approved:
            if one[0] not in decimals:
                decimals[one[0]] = one[0].decimal(powers, digits)
            of = None if one is shortest else value
            exact = root is not None and is_exact(one[2], one[0], root)
            yield Found(one[0], one[2], speeds[id(shift_class)], of, one[1] - shift, decimals[one[0]], exact)


def found_in_shard(domain: RationalFunctions, shard: int, digits: int, depth: int) -> dict[str, Any]:
    """The rows of one shard, and those of the fractions that they contract to."""
    found = list(search_shard(domain, shard, depth, digits))
    return {"rows": [one.row(domain.definition) for one in found], "pcfs": linked_pcfs(domain, found)}


def _ends_in_twos(terms: list[int], signs: Signs, limit: int) -> bool:
    """Whether the last `limit` terms are all 2 under minus signs only, which no fraction sought here has.

    A sequence with a recurrence of order below `limit` would then go on with 2 for ever, and 2 − 1/(2 − …) = 1: the
    number would be rational. Such runs come from one large term of the simple fraction.
    """
    return signs == (-1,) and terms[-1] == 2 and all(term == 2 for term in terms[-limit:])


def _approved(
    domain: RationalFunctions, shift_class: ShiftClass, signs: Signs, depth: int, digits: int, residues: Residues
) -> list[tuple[LeftHandSide, int, Approved]]:
    """(value, shift, approval) of each member of the class that is approved; their fractions differ in a₀ only."""
    found: list[tuple[LeftHandSide, int, Approved]] = []
    for value, shift in shift_class.members:
        if found:
            _, first_shift, first = found[0]
            approved = with_first_term(first, first.terms[0] + shift - first_shift, depth)
        else:
            approved = approve(value.enclosure(domain.powers()), signs, depth, digits, residues)
        if approved is not None:
            found.append((value, shift, approved))
    return found


def linked_pcfs(domain: RationalFunctions, shard: list[Found]) -> list[dict[str, Any]]:
    """The PCFs that the interlaced fractions of one shard contract to, each once, as the contract's JSON.

    "contracted_from" says of which fraction, and by which Möbius map its value gives the PCF's.
    """
    rows: dict[PCF, dict[str, Any]] = {}
    for found in shard:
        made = found.link if found.shift_of is None else None
        if made is None or made.pcf in rows:
            continue
        row = linked_row(made, found.value, domain.powers())
        if row is not None:
            lhs, signs = found.value.sympy(domain.definition), list(found.approved.signs)
            row["contracted_from"] = {"lhs": lhs, "signs": signs, "mobius": made.mobius.as_lists()}
            rows[made.pcf] = row
    return list(rows.values())
