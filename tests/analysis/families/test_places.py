"""A family's place in a field of contiguity: the matrices there give the family's fractions."""

from fractions import Fraction

import pytest

from analysis.families.generalisation import Family, contiguous_families, families
from analysis.families.places import is_placed, place_of
from analysis.fields.built_in_fields import built_in_field
from analysis.formulas.pcf import PCF

E = [PCF.parse(f"n+{k + 2}", "-n") for k in range(4)]
LOG = [PCF.parse(f"3n+{k + 2}", "-2n^2") for k in range(5)]


def first(members: list[PCF]) -> Family:
    return next(families(members))


@pytest.mark.parametrize("family", [first(E), first(LOG), next(contiguous_families(PCF.parse("4", "4n^2-1"), []))])
@pytest.mark.parametrize("k", [0, 2, 5])
def test_the_larger_field_gives_the_members(family: Family, k: int) -> None:
    """c = e₁, T(n) e₁, T(n) T(n+1) e₁ are tied by a and b up to inflation, which keeps b(n+1)/(a(n) a(n+1))."""
    place = place_of(family.as_json())
    assert place is not None
    known = built_in_field(place["field"])
    field = known.at(**{known.parameters[0]: Fraction(place["argument"])})
    start = [Fraction(s) + k * d for s, d in zip(place["start"], place["directions"]["k"], strict=True)]

    def companion(n: int) -> tuple[Fraction, Fraction]:
        here, there, after = ([*start[:-1], start[-1] + n - 1 + i] for i in range(3))
        (p, _), (r, _) = field.product([here, there])
        (p2, _), (r2, _) = field.product([here, there, after])
        return r2 / r, p2 - r2 / r * p

    member = family.line.at(k)
    for n in (2, 7):
        (before, _), (a, b) = companion(n - 1), companion(n)
        assert b / (a * before) == Fraction(member.b(n), member.a(n) * member.a(n - 1))


def test_a_step_that_is_no_product_of_moves_has_no_place() -> None:
    described = first(E).as_json()
    assert place_of({**described, "proof": {**described["proof"], "u": [["1", "0"], ["0", "1"]]}}) is None
    assert place_of({**described, "proof": None}) is None


def test_a_place_that_was_changed_is_not_the_proved_one() -> None:
    described = first(E).as_json()
    place = place_of(described)
    assert place is not None and is_placed({**described, "place": place}) and is_placed(described)
    assert not is_placed({**described, "place": {**place, "argument": "2"}})
