"""The convergents of a member of a family follow from those of another, up to a common factor."""

from fractions import Fraction

import pytest

from analysis.dynamics.kin import depths_of_kin
from analysis.dynamics.reduced_growth import Depths, depths
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth

FAMILIES = [
    (("3n+3", "-2n^2-n"), ("3n+5", "-2n^2-3n"), ("3n+11", "-2n^2-11n-14")),
    (("n+3", "-n"), ("n+9", "-n"), ("2n+12", "-4n-8")),
    (("2n+1", "5"), ("2n+7", "5"), ("2n-5", "5")),
    (("6n+5", "-8n^2"), ("6n+1", "-8n^2-8n"), ("6n-1", "-8n^2+8n")),
    (("n-1/2", "n"), ("n-1/2", "n+4"), ("n+9/2", "n-5")),  # an integer root far out, and roots of det U
]


def looked_at(a: str, b: str) -> Depths:
    pcf = PCF.parse_equivalent(a, b).pcf
    rates = growth(pcf)
    assert isinstance(rates, Growth)
    found = depths(pcf, rates, Fraction(0))
    assert found is not None
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_they_are_those_computed(family: tuple[tuple[str, str], ...]) -> None:
    members = [looked_at(*member) for member in family if PCF.parse_equivalent(*member).pcf.termination() is None]
    seen = 0
    for kin in members:
        for own in members:
            found = depths_of_kin(kin, own.pcf)
            if found is not None:
                seen += 1
                for place, (moved, computed) in enumerate(zip(found.convergents, own.convergents, strict=True)):
                    assert moved.n == computed.n and moved.p * computed.q == computed.p * moved.q
                    assert found.log_reduced(place) == pytest.approx(own.log_reduced(place), rel=1e-14)
    assert seen >= len(members) ** 2 - 2


def test_no_tie_is_seen_between_families() -> None:
    assert depths_of_kin(looked_at("2n+1", "n^2"), PCF.parse("2n+1", "3n^2")) is None
