"""Formulas of the literature as trajectories of fields."""

import pytest

from analysis.formulas.pcf import PCF
from analysis.links.membership import membership
from analysis.proofs.chain import verify


@pytest.mark.parametrize(
    ("a", "b", "field", "direction"),
    [
        ("34n^3+51n^2+27n+5", "-n^6", "zeta(3)", (1, 1)),
        ("n^3+(n+1)^3", "-n^6", "zeta(3)", (0, 1)),
        ("11n^2+11n+3", "n^4", "zeta(2)", (1, 1)),
        ("8n", "(2n-1)^4", "catalan", (1, 0)),
        ("20n^3+86n^2+123n+59", "-64n^6-416n^5-1004n^4-1090n^3-504n^2-72n", "pi", (0, 2)),
        ("3n+3", "-2n^2-n", "2F1(1/2)", (1, 0, 1)),
        ("6", "(2n-1)^2", "2F1(1/2)", (0, 0, 1)),
        ("n+3", "-n", "1F1(1)", (0, 1)),
        ("n", "n", "1F1(1)", (1, 1)),
        ("2n+1", "1", "0F1(1/4)", (1,)),
        ("2n+2", "-n^2", "U(1)", (1, 0)),
        ("5", "5n+4", "D(5/2)", (-1,)),
        ("3n^2+3n+1", "-2n^4", "3F2(1)", ("-1/2", "-1/2", 0, 0, 0)),
        ("3n^2+9n+7", "-2n^4-3n^3+3n^2+7n+3", "3F2(1/2)", (0, 1, 1, 1, 1)),
        ("6n^3+9n^2+5n+1", "-n^6", "4F3(1)", ("-1/2", "-1/2", "1/2", "1/2", 0, 0, 0)),
        ("n^2+2n+2", "-2n^3", "3F1(1/2)", (0, 1, 1, 1)),
        ("44n^2+1", "(2n-1)^4", "zeta(2)", (1, 1)),
        (
            "567n^3+3312n^2+6471n+4242",
            "52488n^6+399492n^5+1176768n^4+1715580n^3+1313928n^2+506064n+77280",
            "2F1(1/2)",
            (1, 0, 2),
        ),  # from (2, 4/3, 8/3)
        (
            "28n^3+434n^2+1902n+2061",
            "-192n^6-5376n^5-58116n^4-305112n^3-796971n^2-923736n-297297",
            "2F1(1/4)",
            (2, 0, 1),
        ),  # in one class with a trajectory that ends
        (
            "1701n^5+7560n^4-1026n^3-46527n^2-70185n-29178",
            "-285768n^10-5000940n^9-37987866n^8-163057293n^7-429428997n^6-697235166n^5-639053724n^4-198138552n^3"
            "+180068320n^2+185787456n+48688640",
            "2F1(1/2)",
            (3, 0, 3),
        ),  # the field of pi from (0, 8) along (-3, 0): an exponent that stands still below 0
        (
            "32n^5+440n^4+2816n^3+9922n^2+18034n+12991",
            "-256n^10-5760n^9-58000n^8-344160n^7-1332520n^6-3516912n^5-6406385n^4-7950600n^3-6431000n^2-3060000n"
            "-650000",
            "zeta(2)",
            (2, 0),
        ),  # row 3, two steps at once
        (
            "810n^3+5391n^2+12240n+9367",
            "-104976n^6-851472n^5-2543076n^4-3375432n^3-1897020n^2-372600n",
            "2F1(1/2)",
            (2, 0, 2),
        ),  # thirds that no root of b shows
        ("30n^2+293n+720", "-144n^4-2352n^3-14116n^2-36848n-35340", "2F1(1/2)", (2, 0, 2)),  # of rational solutions
        ("2n+1", "-n^2", "3F2(1)", (0, 1, 0, 1, 0)),  # harmonic numbers
        ("2n+3", "-n^2-2n", "3F2(1)", (0, 1, 1, 1, 1)),  # a double root, no logarithm
        ("2", "-1", "3F2(1)", (0, 1, 1, 1, 1)),
        ("2n", "-n^2+n+1", "3F2(1)", (0, 1, 1, 1, 1)),  # roots with √5
    ],
)
def test_the_field_of_a_formula(a: str, b: str, field: str, direction: tuple[int | str, ...]) -> None:
    found = membership(PCF.parse(a, b))
    assert found is not None and (found.field, found.direction) == (field, direction)
    if found.certificate is not None and found.certificate["steps"]:
        verify(found.certificate)


def test_formulas_of_pi_at_minus_one_and_at_one_half_share_a_field() -> None:
    formulas = [("3n+5", "-2n^2-3n"), ("3n+9", "-2n^2-5n+3"), ("4", "4n^2-1"), ("10", "4n^2+12n+5")]
    fields = {found.field for a, b in formulas if (found := membership(PCF.parse(a, b))) is not None}
    assert fields == {"2F1(1/2)"}
