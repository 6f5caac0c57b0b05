"""Links by relations: what is tied is tied by an exact map, what is not stays apart."""

import pytest
from flint import arb, ctx

from analysis.clusters.components import Components, joined_by_names
from analysis.clusters.linking import Member, relate, relation
from analysis.exact.mobius import Mobius

DIGITS = 110


@pytest.fixture(autouse=True)
def _working_precision():
    with ctx.workdps(DIGITS + 10):
        yield


def rounded(x: arb, digits: int = DIGITS) -> arb:
    return arb(x.mid(), abs(x.mid()) * arb(10) ** -digits)


def test_a_value_is_linked_to_an_anchor() -> None:
    pi = rounded(arb.pi())
    members = [
        Member("anchor", pi, constant="pi"),
        Member("other", (3 * pi - 8) / (pi + 2)),
        Member("apart", arb(3).zeta()),
    ]
    parts = joined_by_names(members)
    (found,) = relate(members, parts)
    assert (found.left, found.right, found.mobius) == (1, 0, Mobius(3, -8, 1, 2))
    assert found.digits >= 100
    assert parts.groups() == [[0, 1], [2]]


def test_values_without_a_name_are_linked_to_each_other() -> None:
    x = rounded(arb(3).zeta() / arb.pi() ** 3)
    members = [Member("first", x), Member("second one", 2 / (x + 5)), Member("third", arb(2).exp())]
    parts = joined_by_names(members)
    assert [(link.left, link.right) for link in relate(members, parts)] == [(1, 0)]
    assert parts.groups() == [[0, 1], [2]]


def test_families_and_constants_join_without_any_value() -> None:
    nothing = arb(0, 1)
    members = [
        Member("p", nothing, family="f", constant="pi"),
        Member("q", nothing, family="f"),
        Member("r", nothing, family="g", constant="pi"),
        Member("s", nothing, family="h"),
    ]
    assert joined_by_names(members).groups() == [[0, 1, 2], [3]]


def test_too_few_digits_link_nothing() -> None:
    pi = arb.pi()
    members = [Member("anchor", rounded(pi, 60), constant="pi"), Member("other", rounded(2 * pi + 1, 60))]
    assert relate(members, joined_by_names(members)) == []


def test_a_relation_that_fails_at_more_digits_is_refused() -> None:
    pi = arb.pi()
    nearly = rounded(2 * pi + 1 + arb(10) ** -80)
    assert relation(nearly, rounded(pi)) is None
    assert relation(rounded(2 * pi + 1), rounded(pi)) == Mobius(2, 1, 0, 1)


def test_large_values_are_linked_too() -> None:
    pi = rounded(arb.pi())
    members = [Member("anchor", pi, constant="pi"), Member("large", 10**7 * pi + 1)]
    assert [link.mobius for link in relate(members, joined_by_names(members))] == [Mobius(10**7, 1, 0, 1)]


def test_components_do_not_depend_on_the_order_of_joins() -> None:
    pairs = [(0, 3), (4, 1), (3, 1), (5, 5)]
    found = []
    for order in (pairs, pairs[::-1]):
        parts = Components(6)
        for first, second in order:
            parts.join(first, second)
        found.append(parts.groups())
    assert found[0] == found[1] == [[0, 1, 3, 4], [2], [5]]
