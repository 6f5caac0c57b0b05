"""The matrix field of a family in parameters, from its description in a store."""

from analysis.fields.family_fields import family_field
from analysis.fields.trajectories import trajectory
from analysis.formulas.pcf import PCF

OF_E = {"a": "n + 2 + k", "b": "-n", "step": [["k + 1", "0"], ["1", "-1"]],
        "proof": {"u": [["1", "n"], ["-1", "-n - k - 1"]], "denominator": "1", "sign": 1}}  # fmt: skip


def test_rows_of_the_field_are_the_members() -> None:
    found = family_field(OF_E, "of e")
    assert found is not None and found.violations() == []
    assert trajectory(found, (1, 3), (1, 0)).pcf == PCF.parse("n+5", "-n").canonical().pcf


def test_a_family_without_a_proof_has_no_field() -> None:
    assert family_field(OF_E | {"proof": None}, "of e") is None


def test_a_false_proof_makes_no_field() -> None:
    wrong = {"u": [["1", "n"], ["-1", "-n - k - 2"]], "denominator": "1", "sign": 1}
    assert family_field(OF_E | {"proof": wrong}, "of e") is None
