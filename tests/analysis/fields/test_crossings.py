"""The limits of a field's trajectories, proved from its rows: certificates with a step of kind "field"."""

import copy
import json
from fractions import Fraction

import pytest
from flint import arb, ctx

from analysis.exact.polynomials import parse_polynomial
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.crossings import Crossing, cross
from analysis.fields.euler_integrals import EulerTrajectory
from analysis.fields.trajectories import trajectory
from analysis.formulas.pcf import PCF
from analysis.links.certificates import theorem_link
from analysis.links.membership import membership
from analysis.links.placement import placement
from analysis.numbers.limits import limit
from analysis.proofs.chain import verify
from analysis.proofs.reading import Rejected

APERY = "34n^3+51n^2+27n+5", "-n^6"
FIELDS = ["zeta(3)", "zeta(2)", "catalan", "log(2)", "pi", "e"]


@pytest.mark.parametrize(
    ("a", "b", "name", "mobius"),
    [
        (*APERY, "zeta(3)", [[0, 6], [1, 0]]),
        ("11n^2+11n+3", "n^4", "pi^2", [[0, 30], [1, 0]]),
    ],
)
def test_aperys_fractions_are_proved_from_the_series(a: str, b: str, name: str, mobius: list[list[int]]) -> None:
    pcf = PCF.parse(a, b)
    found = theorem_link(pcf)
    assert found is not None and found[1].constant == name and found[0].mobius.as_lists() == mobius
    verify(json.loads(json.dumps(found[0].certificate)))
    placed = placement(pcf)
    assert placed is not None and placed.identity(50) is not None


def _check_limits(found: Crossing) -> None:
    ours, theirs = limit(found.along, 30).value, limit(found.row, 30).value
    assert ours is not None and theirs is not None
    p, q, r, s = found.mobius
    with ctx.workprec(140):
        assert abs((p * theirs + q) / (r * theirs + s) - ours) < arb(10) ** -26 * (1 + abs(ours))


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("direction", [(1, 1), (2, 1)])
def test_a_trajectory_has_the_limit_of_its_row(name: str, direction: tuple[int, int]) -> None:
    found = cross(built_in_field(name), (1, 1), direction)
    assert found is not None
    _check_limits(found)


@pytest.mark.parametrize("start", [(Fraction(-1, 2), 0, -1), (0, Fraction(1, 2), Fraction(-1, 2))])
@pytest.mark.parametrize(
    ("z", "direction"),
    [(Fraction(-2, 5), (1, 1, 0)), (-1, (1, 1, -2)), (-1, (1, 2, 1)), (Fraction(-3, 2), (2, 0, -1)), (-1, (0, 3, -1))],
)
def test_so_has_one_of_eulers_integrals(z: Fraction, start: tuple[Fraction, ...], direction: tuple[int, ...]) -> None:
    x, y, m = map(Fraction, start)
    found = list(EulerTrajectory(Fraction(z), (x, y, m), (direction[0], direction[1], direction[2])).crossings())
    assert found
    for crossing in found:
        _check_limits(crossing)


@pytest.mark.parametrize(
    ("a", "b", "value"),
    [
        ("295n^4+1302n^3+2054n^2+1359n+315",
         "-21600n^8-101520n^7-175746n^6-130761n^5-26616n^4+16236n^3+8880n^2+1152n", "1152/(16 - 3*pi)"),
        ("59n^3+514n^2+1446n+1311", "-864n^6-12096n^5-67728n^4-192672n^3-289254n^2-210276n-53040", "6630/7"),
    ],
)  # fmt: skip
def test_fractions_of_the_field_are_proved(a: str, b: str, value: str) -> None:
    placed = placement(PCF.parse(a, b))
    proved = None if placed is None else placed.identity(50)
    assert placed is not None and proved is not None and proved.expression == value
    verify(json.loads(json.dumps(placed.certificate)))


def test_a_fraction_of_degree_six_for_pi_is_proved_in_the_field_of_gauss() -> None:
    b = "391523328n^6+2379573504n^5+5231138352n^4+4800421464n^3+1334845140n^2-258125598n-61614540"
    pcf = PCF.parse("99008n^3+369416n^2+427970n+153045", b)
    found, member = theorem_link(pcf), membership(pcf)
    assert found is not None and found[1].constant == "pi"
    verify(json.loads(json.dumps(found[0].certificate)))
    assert member is not None and (member.field, member.direction) == ("2F1(1/2)", (2, 0, 3))


@pytest.mark.parametrize(("name", "direction"), [("zeta(3)", (1, 2)), ("catalan", (1, 1)), ("zeta(2)", (2, 1))])
def test_other_directions_are_proved_too(name: str, direction: tuple[int, int]) -> None:
    found = theorem_link(trajectory(built_in_field(name), (1, 1), direction).pcf)
    assert found is not None
    verify(json.loads(json.dumps(found[0].certificate)))


@pytest.mark.parametrize("entry", range(4))
def test_a_matrix_with_a_negative_entry_does_not_keep_the_cone(entry: int) -> None:
    found = theorem_link(PCF.parse(*APERY))
    assert found is not None
    certificate = copy.deepcopy(found[0].certificate)
    step = next(step for step in certificate["steps"] if step["kind"] == "field")
    step["first"][entry] = [str(-parse_polynomial(text)) for text in step["first"][entry]]
    with pytest.raises(Rejected, match="cone"):
        verify(certificate)
