"""The bases that come with the project: independent as far as 10^6 reaches, each number evaluated."""

import pytest

from analysis.errors import InputError
from analysis.relations.bases import Basis, bases_of_weight, built_in_bases, independent, together


@pytest.mark.parametrize("basis", built_in_bases(), ids=lambda basis: basis.name)
def test_no_basis_holds_a_relation(basis: Basis) -> None:
    assert independent(basis).relations == ()


def test_known_relations_are_kept_and_used() -> None:
    found = independent(together(["1", "zeta(4)", "pi^4", "zeta(2)^2", "zeta(3)"]))
    assert [known.name for known in found.basis.constants] == ["1", "zeta(4)", "zeta(3)"]
    assert [inside.text for inside in found.relations] == ["90*zeta(4) - pi^4 = 0", "5*zeta(4) - 2*zeta(2)^2 = 0"]
    assert all(inside.digits >= 40 for inside in found.relations)


@pytest.mark.parametrize("names", [["pi", "pi"], [], ["nothing"], ["pi"] * 50])
def test_bad_bases_are_refused(names: list[str]) -> None:
    with pytest.raises(InputError):
        together(names)


def test_bases_by_weight() -> None:
    assert {basis.name for basis in bases_of_weight(3)} < {basis.name for basis in bases_of_weight(8)}
    with pytest.raises(InputError):
        bases_of_weight(0)
