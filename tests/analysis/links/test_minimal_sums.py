"""Trajectories of the field of ₃F₂(1) by their minimal solution, a sum whose recurrence is telescoped."""

import copy
import json

import pytest

from analysis.constants.library import constant
from analysis.formulas.pcf import PCF
from analysis.links.minimal_sums import minimal_link
from analysis.links.placement import placement
from analysis.numbers.limits import limit
from analysis.proofs.certificate import Certificate
from analysis.proofs.chain import verify
from analysis.proofs.reading import Malformed, Rejected


@pytest.fixture(scope="module")
def certificate() -> Certificate:
    found = minimal_link(PCF.parse("44n^2+1", "(2n-1)^4"))
    assert found is not None
    proved: Certificate = json.loads(json.dumps(found[0].certificate))
    return proved


@pytest.mark.parametrize(("a", "b"), [("10n^2+n", "-4n^2(4n^2-1)"), ("10n^2+n-1", "-4n^2(2n-3)^2")])
def test_fractions_of_complex_multiplication_are_quotients_of_two_series(a: str, b: str) -> None:
    pcf = PCF.parse(a, b)
    placed = placement(pcf)
    assert placed is not None and placed.link is not None and placed.constant is not None
    assert verify(json.loads(json.dumps(placed.certificate))).constant == placed.constant
    value, c = limit(pcf, 30).value, constant(placed.constant).value(40)
    p, q, r, s = placed.link.mobius.coefficients
    assert value is not None and ((p * c + q) / (r * c + s)).overlaps(value)


def test_the_checker_alone_proves_it(certificate: Certificate) -> None:
    assert str(verify(certificate).constant) == "hyp3f2(5/2,5/2,5/2,5,5,1)/hyp3f2(3/2,3/2,3/2,3,3,1)"


CHANGES = {
    "shift": 2, "from": 1, "ratio": "1", "share": "1", "lower": ["n**2", "1"],
    "recurrence": ["1", "-1", "-1"], "certificate": [["1"], ["1"]],
}  # fmt: skip


@pytest.mark.parametrize("key", CHANGES)
def test_what_is_changed_is_refused(certificate: Certificate, key: str) -> None:
    changed = copy.deepcopy(certificate)
    changed["end"][key] = CHANGES[key]  # type: ignore[literal-required]
    with pytest.raises((Rejected, Malformed)):
        verify(changed)


@pytest.mark.parametrize("place", range(6))
def test_another_summand_is_refused(certificate: Certificate, place: int) -> None:
    changed = copy.deepcopy(certificate)
    changed["end"]["summand"]["rising"][0][place] += 1
    with pytest.raises((Rejected, Malformed)):
        verify(changed)
