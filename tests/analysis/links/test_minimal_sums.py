"""Trajectories of the field of ₃F₂(1) by their minimal solution, a sum whose recurrence is telescoped."""

import copy
import json

import mpmath
import pytest

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


def test_a_fraction_of_a_complex_multiplication_is_a_quotient_of_two_series() -> None:
    pcf = PCF.parse("10n^2+n", "-4n^2(4n^2-1)")
    placed = placement(pcf)
    assert placed is not None and placed.link is not None
    found = verify(json.loads(json.dumps(placed.certificate)))
    assert found.constant == placed.constant == "hyp3f2(1/2,11/6,2,25/6,9/2,1)/hyp3f2(1/2,5/6,1,13/6,5/2,1)"
    with mpmath.workdps(25):
        third = mpmath.mpf(1) / 6
        above = mpmath.hyp3f2(1 / mpmath.mpf(2), 11 * third, 2, 25 * third, mpmath.mpf(9) / 2, 1)
        below = mpmath.hyp3f2(1 / mpmath.mpf(2), 5 * third, 1, 13 * third, mpmath.mpf(5) / 2, 1)
        p, q, r, s = found.mobius
        assert abs((p * above + q * below) / (r * above + s * below) - mpmath.mpf(limit(pcf, 30).decimal())) < 1e-20


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
