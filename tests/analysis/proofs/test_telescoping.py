"""The checker of sums refuses what is false, and what is no certificate."""

import copy
import json

import pytest

from analysis.proofs.reading import Malformed, Rejected
from analysis.proofs.telescoping import verify_sum
from analysis.sums.sums import summed

FRANEL = json.loads(json.dumps(summed("binomial(n,k)^3").certificate))
CENTRAL = json.loads(json.dumps(summed("binomial(2k,k)").certificate))


def changed(claim, path, value):
    """A copy with the entry at the path replaced."""
    made = copy.deepcopy(claim)
    place = made
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return made


def test_the_franel_numbers_obey_their_recurrence() -> None:
    proved = verify_sum(FRANEL)
    assert (proved.first, proved.extra) == (2, ())
    assert [int(proved.sum(n)) for n in range(5)] == [1, 2, 10, 56, 346]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("recurrence", 2), "-8*n**2 + 16*n - 9"),
        (("recurrence", 0), "0"),
        (("certificate", 0, 3), "1"),
        (("summand", "bases"), ["1", "-1"]),
        (("summand", "rising", 0, 5), -2),
        (("upper",), [1, -1]),
        (("lower",), [0, 1]),
        (("extra",), [{"rising": [], "base": "1", "top": "1", "bottom": "1"}]),
        (("first",), 1),
        (("initial",), ["1", "3"]),
        (("start",), 7),
    ],
)
def test_a_changed_certificate_is_rejected(path, value) -> None:
    with pytest.raises(Rejected):
        verify_sum(changed(FRANEL, path, value))


def test_a_sum_without_end_has_no_first_values() -> None:
    without = changed(FRANEL, ("upper",), None)
    with pytest.raises(Malformed, match="infinite sum"):
        verify_sum(without)
    del without["initial"]
    assert verify_sum(without).first == 2  # 1/(n − k)! = 0 for k > n


def test_an_extra_term_cannot_be_left_out() -> None:
    verify_sum(CENTRAL)
    with pytest.raises(Rejected, match="extra"):
        verify_sum({**CENTRAL, "extra": []})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 3),
        (("kind",), "sum"),
        (("recurrence",), []),
        (("recurrence", 0), "x"),
        (("summand", "rising", 0), [1, 1]),
        (("summand", "rising", 0, 0), 0),
        (("summand", "bases"), ["0", "1"]),
        (("first",), "2"),
        (("lower",), [0]),
        (("more",), 1),
    ],
)
def test_what_is_no_certificate_is_malformed(path, value) -> None:
    with pytest.raises(Malformed):
        verify_sum(changed(FRANEL, path, value))
