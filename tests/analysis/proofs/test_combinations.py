"""Series that are combinations of others: right to 40 digits, and refused where a part does not fit."""

import copy
from typing import Any

import pytest
from flint import arb, ctx
from mpmath import besseli, catalan, hyp2f1, hyper, log, mp, mpf, pi, sqrt

from analysis.formulas.pcf import PCF
from analysis.links.placement import placement
from analysis.numbers.limits import limit
from analysis.proofs.chain import verify
from analysis.proofs.reading import Malformed, Rejected
from tests.analysis.proofs.test_theorems import unit_3f2


def next_to_watson() -> mpf:
    with mp.workdps(100):
        total = unit_3f2(*[mpf(1) / 2] * 3, 1, 2)
    return total / (total - 1)


def euler(first: int, upper: list[float], lower: list[float], z: float) -> mpf:
    """The value of Euler's fraction of a hypergeometric series, its first partial numerator being that."""
    total = hyper(upper, lower, z)
    return first * total / (total - 1)


def H() -> mpf:
    return hyp2f1(1, 1, 0.5, -mpf(1) / 10)


def certificate(a: str, b: str) -> dict[str, Any]:
    found = placement(PCF.parse(a, b))
    assert found is not None and found.certificate is not None and "combination" in found.certificate["end"]
    return copy.deepcopy(dict(found.certificate))


@pytest.mark.parametrize(
    ("a", "b", "value"),
    [
        ("3n^2+5n+3", "-2n^4-n^3", lambda: 8 / (pi**2 + 8 * pi - 32)),
        ("3n^2+6n+2", "-2n^4-3n^3+n", lambda: 8 / (pi**2 - 4 * pi + 8)),
        ("3n^2+9n+7", "-2n^4-5n^3", lambda: 1800 / (1560 * pi + 225 * pi**2 - 6848)),
        ("3n^2+10n+5", "-2n^4-9n^3-11n^2+4", lambda: 2 * (3 * pi**2 - 20 * pi + 24) / (3 * pi**2 - 20 * pi + 28)),
        ("16n^3+44n^2+46n+17", "-8n^2(n+1)(2n+1)^3", lambda: next_to_watson()),
        ("27n^2+54n+23", "-18n^2(3n+1)(3n+5)", lambda: euler(5, [mpf(1) / 3, mpf(5) / 3], [1], 0.5)),
        ("n^3+4n^2+9n+4", "-4n^4-6n^3-2n^2", lambda: 2 / (1 - 1 / (besseli(0, 2) ** 2 - besseli(1, 2) ** 2))),
        ("8n^2+2n+7", "-16n^4+24n^3-12n^2+2n", lambda: 8 / (3 - 2 * catalan)),
        ("8n^3+22n^2+13n+4", "-16n^6-40n^5+20n^4+90n^3+36n^2", lambda: 126 * pi / (128 - 21 * pi)),
        ("14n^3+27n^2+9n-3", "-40n^6-60n^5+90n^4+115n^3+30n^2", lambda: (12 * sqrt(15) - 40) / 7),
        ("6n^2+7n+4", "-8n^4+4n^3", lambda: 1 / (2 - sqrt(2) + log((3 + 2 * sqrt(2)) / 8))),
        ("9n^3+29n^2+28n+7", "10n^6+65n^5+150n^4+140n^3+40n^2", lambda: (120 - 8 * H()) / (mpf(46) / 5 + H())),
        (
            "12n^3+52n^2+65n+26",
            "-32n^6-160n^5-264n^4-160n^3-32n^2",
            lambda: euler(2, [0.5, 0.5, 2], [1, 3], 0.5),
        ),  # K, E
        (
            "(2n+1)^2*(2n+7)+8*(n+1)*(2n+3)*(2n+9)",
            "-8n*(2n+1)^3*(2n+7)^2",
            lambda: euler(7, [0.5, 0.5, 3.5], [1.5, 4.5], 0.25),  # a root and π
        ),
        ("36n^2+117n+91", "-324n^4-1458n^3-2124n^2-1098n-180", lambda: mpf(990) / 19),  # by a sum of Gauss
    ],
)
def test_limits_of_sums_with_rational_factors_are_proved_and_right(a: str, b: str, value) -> None:
    verify(certificate(a, b))
    with mp.workdps(50), ctx.workprec(200):
        assert abs(mpf(limit(PCF.parse(a, b), 40).decimal()) - value()) < mpf(10) ** -38 * (1 + abs(value()))
        found = placement(PCF.parse(a, b))
        named = found.identity(40) if found is not None else None
        assert named is not None
        image = named.mobius(named.constant.value(45))
        assert isinstance(image, arb)
        assert abs(mpf(image.mid().str(45, radius=False)) - value()) < mpf(10) ** -38 * (1 + abs(value()))


def test_a_source_without_a_proof_of_its_own_proves_nothing() -> None:
    whole = certificate("3n^2+5n+3", "-2n^4-n^3")
    source = whole["end"]["combination"]["sources"][0]["series"]
    source["certificate"] = {**source["certificate"], "mobius": [[1, 0], [0, 1]]}
    with pytest.raises(Rejected):
        verify(whole)


@pytest.mark.parametrize("place", [0, 1])
def test_a_multiple_or_a_weight_that_is_another_is_rejected(place: int) -> None:
    for key, value in (("multiple", "2"), ("weight", ["1", "1"])):
        whole = certificate("3n^2+5n+3", "-2n^4-n^3")
        whole["end"]["combination"]["sources"][place][key] = value
        with pytest.raises(Rejected):
            verify(whole)


def test_a_sum_has_one_kind_of_name() -> None:
    whole = certificate("3n^2+5n+3", "-2n^4-n^3")
    whole["end"]["parts"] = []
    with pytest.raises(Malformed):
        verify(whole)
