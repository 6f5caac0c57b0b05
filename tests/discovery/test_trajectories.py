"""What is said to be irrational is the number that the trajectory tends to, named only where that is proved."""

from __future__ import annotations

import json
from fractions import Fraction

import mpmath
import pytest

from analysis.constants.library import built_in_library
from analysis.errors import InputError
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.fans import measured
from analysis.fields.matrix_fields import directions
from discovery.trajectories import trajectory_limit
from tests.discovery.in_process import discover

HALF = Fraction(1, 2)


def tied(pcf, name):
    """Whether mpmath sees the fraction, evaluated backwards, as a Möbius image of the constant."""
    with mpmath.workdps(60):
        value = mpmath.mpf(1)
        for n in range(1_500, 0, -1):
            value = pcf.a(n - 1) + pcf.b(n) / (value if n < 1_500 else mpmath.mpf(pcf.a(n)))
        known = mpmath.mpf(built_in_library().find(name).value(70).str(70, radius=False))
        relation = mpmath.pslq(
            [1, known, value, known * value], tol=mpmath.mpf(10) ** -45, maxcoeff=10**8, maxsteps=10**5
        )
        return relation is not None and relation[0] * relation[3] != relation[1] * relation[2]


@pytest.mark.parametrize("name", ["e", "pi", "log(2)", "zeta(2)", "zeta(3)", "catalan"])
@pytest.mark.parametrize(
    "start", [(1, 1), (HALF, HALF), (Fraction(3, 2), HALF), (HALF, 1), (Fraction(1, 3), Fraction(2, 3))]
)
def test_no_statement_names_another_number(name, start):
    for direction in directions(2, 1):
        try:
            found = measured(built_in_field(name), start, direction)
        except InputError:
            continue
        if found.delta is None or found.delta <= 0:
            continue
        statement = trajectory_limit(found).statement
        subject = (statement or "the limit is").split(" is")[0]
        assert subject == "the limit" or tied(found.trajectory.pcf, subject), (name, start, direction, subject)


@pytest.mark.parametrize(
    ("arguments", "said", "never"),
    [
        (("e", "--start", "3/2,1/2"), "I₀(1/2)/I₁(1/2) is irrational", "\ne is irrational"),
        (("pi", "--start", "1/2,1"), "√2 is irrational", "\nπ is irrational"),
        (("ζ(3)",), "\nζ(3) is irrational: p(n)/q(n) from", "claim"),
    ],
)
def test_the_statement_is_about_this_limit(arguments, said, never):
    found = discover("field", "trajectory", *arguments, "--direction", "1,1")
    assert found.returncode == 0 and said in found.stdout and never not in found.stdout


def test_the_constant_of_a_file_is_a_claim_that_is_checked(tmp_path):
    description = json.loads(discover("field", "show", "log(2)", "--format", "json").stdout)
    for claim, check in (("log(2)", "proved"), ("e", "no image of it agrees"), ("qqq", "none that is known")):
        file = tmp_path / "field.json"
        file.write_text(json.dumps(description | {"constant": claim}))
        shown = discover("field", "trajectory", file).stdout
        assert f"the file names the constant '{claim}'" in shown and check in " ".join(shown.split())
        assert "\nlog(2) is irrational" in shown and "\ne is irrational" not in shown
        data = json.loads(discover("field", "trajectory", file, "--format", "json").stdout)
        assert data["claim"]["constant"] == claim and data["statement"].startswith("log(2) is irrational")
        assert "only its claim" in discover("field", "verify", file).stdout
