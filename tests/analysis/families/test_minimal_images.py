"""Which solution a coboundary carries the minimal one to: decided exactly where errors fall like powers of n."""

import pytest

from analysis.coboundaries.coboundary import coboundary
from analysis.exact.polynomials import Polynomial, parse_polynomial
from analysis.families.minimal_images import carries_minimal
from analysis.families.verifier import Rejected, verify
from analysis.formulas.pcf import PCF
from analysis.links.certificates import link

# Fractions with errors like a power of n, and 1/ln n ("2n+1", "-n^2"), each with one in its family.
SLOW = [
    ("2", "(2n-1)^2", "6", "(2n-1)^2"),
    ("1", "n^2", "3", "n^2"),
    ("1", "4n^2", "5", "4n^2"),
    ("n^3+(n+1)^3", "-n^6", "(n+1)^3+(n+2)^3", "-(n+1)^6"),
    ("2n^3+3n^2+11n+5", "-n^6", "n^3+(n+1)^3", "-n^6"),
    ("2n+1", "-n^2", "2n+3", "-(n+1)^2"),
    ("2n^2+2n+1", "-n^4", "2n^2+6n+5", "-(n+1)^4"),
    ("8n", "(2n-1)^4", "24n", "(2n-1)^4"),
]


@pytest.mark.parametrize(("a", "b", "c", "d"), SLOW)
def test_slow_fractions_of_one_family_have_minimal_solutions_that_correspond(a: str, b: str, c: str, d: str) -> None:
    left, right = PCF.parse(a, b), PCF.parse(c, d)
    found = coboundary(left, right)
    assert found is not None
    assert carries_minimal(left, right, [Polynomial.from_flint(p) for p in found.numerators])
    chain = link(left, right)
    assert chain is not None
    verify(chain.certificate)


@pytest.mark.parametrize(
    ("left", "right", "u", "mobius"),
    [
        (("1", "4n^2"), ("-3", "4n^2"), ("64n-16", "-128n^2", "-32", "64n+16"), [[-1, 0], [2, 1]]),
        (("1", "9n^2"), ("-5", "9n^2"), ("216n-72", "-648n^2", "-72", "216n+72"), [[-1, 0], [1, 1]]),
    ],
)
def test_a_coboundary_that_exchanges_dominant_and_minimal_proves_nothing(
    left: tuple[str, str], right: tuple[str, str], u: tuple[str, ...], mobius: list[list[int]]
) -> None:
    ours, theirs = PCF.parse(*left), PCF.parse(*right)
    assert not carries_minimal(ours, theirs, [parse_polynomial(text) for text in u])
    step = {"kind": "coboundary", "u": list(u), "denominator": "1", "g": ["1", "1"], "start": 1,
            "to": {"a": str(theirs.a), "b": str(theirs.b)}}  # fmt: skip
    certificate = {"version": 1, "formula": {"a": str(ours.a), "b": str(ours.b)}, "steps": [step],
                   "end": {"kind": "formula"}, "mobius": mobius}  # fmt: skip
    with pytest.raises(Rejected, match="minimal"):
        verify(certificate)
