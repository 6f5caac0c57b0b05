"""A relation as an identity: as an image of one constant where it is one, else with all that it is made of.

2/(2ζ(5) + 6ζ(3) − 9) is an image of the one number ζ(5) + 3ζ(3); so clusters, links and queries, which know Möbius maps
of one constant, know it as well. Where numerator and denominator both hold constants the value itself is the constant.
"""

from dataclasses import dataclass
from functools import reduce
from math import gcd
from typing import Any

from analysis.constants.identities import Identity
from analysis.constants.library import constant
from analysis.constants.normal_form import Forms, normal_form
from analysis.exact.mobius import IDENTITY, Mobius
from analysis.relations.records import Relation
from analysis.relations.terms import Terms, combination


@dataclass(frozen=True)
class RelationIdentity(Identity):
    """value = relation, tested to `digits` digits; `constant` and `mobius` say the same of one combined constant."""

    relation: Relation

    @property
    def expression(self) -> str:
        """The value as sympy parses it."""
        return self.relation.expression

    def as_json(self, proved: bool = False) -> dict[str, Any]:
        """The contract's JSON, with "relation", "constants" and "margin"."""
        return {**super().as_json(), **self.relation.as_json(), "status": "proved" if proved else "conjecture"}


def relation_identity(found: Relation) -> Identity:
    """The identity that a relation states.

    >>> terms = (("1", -9), ("zeta(3)", 6), ("zeta(5)", 2))
    >>> found = Relation("2/(6*zeta(3)+2*zeta(5)-9)", ("zeta(3)", "zeta(5)"), "zeta", 3.0, (("1", 2),), terms)
    >>> relation_identity(found).constant.name, relation_identity(found).mobius
    ('3*zeta(3)+zeta(5)', Mobius(p=0, q=2, r=2, s=-9))
    """
    top, bottom = dict(found.numerator), dict(found.denominator)
    if found.function is None and found.numerator:
        if len(found.constants) == 1 and set(top) | set(bottom) <= {"1", found.constants[0]}:
            name = found.constants[0]
            mobius = Mobius(top.get(name, 0), top.get("1", 0), bottom.get(name, 0), bottom.get("1", 0))
            return Identity(constant(name), mobius, found.digits)
        names = tuple(dict.fromkeys([*top, *bottom]))
        if len(names) == 2 and "1" not in names:
            first, second = names if len(bottom) > 1 or names[1] in bottom else (names[1], names[0])
            ratio = Forms().divide(normal_form(first), normal_form(second))
            mobius = Mobius(top.get(first, 0), top.get(second, 0), bottom.get(first, 0), bottom.get(second, 0))
            return RelationIdentity(constant(ratio.text), mobius, found.digits, found)
        if set(bottom) == {"1"}:
            q, name, p = _combination(found.numerator)
            return RelationIdentity(constant(name), Mobius(p, q, 0, bottom["1"]), found.digits, found)
        if set(top) == {"1"}:
            s, name, r = _combination(found.denominator)
            return RelationIdentity(constant(name), Mobius(0, top["1"], r, s), found.digits, found)
    return RelationIdentity(found.constant, IDENTITY, found.digits, found)


def _combination(terms: Terms) -> tuple[int, str, int]:
    """q, the text of c and p, for the sum q + p c with integer coefficients of gcd 1 in c."""
    rational = dict(terms).get("1", 0)
    rest = tuple((name, k) for name, k in terms if name != "1")
    common = reduce(gcd, (k for _, k in rest))
    common = common if rest[0][1] > 0 else -common
    return rational, combination(tuple((name, k // common) for name, k in rest)).text, common
