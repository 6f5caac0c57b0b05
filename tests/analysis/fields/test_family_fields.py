"""The matrix field of a family in parameters, from its description in a store."""

from analysis.fields.family_fields import family_field
from analysis.fields.trajectories import trajectory

OF_E = {"a": "n + 2 + k", "b": "-n", "step": [["k + 1", "0"], ["1", "-1"]],
        "proof": {"u": [["1", "n"], ["-1", "-n - k - 1"]], "denominator": "1", "sign": 1}}  # fmt: skip


def test_rows_of_the_field_are_the_members() -> None:
    found = family_field(OF_E, "of e")
    assert found is not None and found.violations() == []
    (zero, b), (one, a) = (tuple(str(e.substitute({"k": 3})) for e in row) for row in found.matrices["x"])
    assert (zero, b, one, a) == ("0", "-x", "1", "x + 5")
    assert trajectory(found, (1, 1), (1, 1)).rank == 2


def test_a_family_without_a_proof_has_no_field() -> None:
    assert family_field(OF_E | {"proof": None}, "of e") is None


def test_a_false_proof_makes_no_field() -> None:
    wrong = {"u": [["1", "n"], ["-1", "-n - k - 2"]], "denominator": "1", "sign": 1}
    assert family_field(OF_E | {"proof": wrong}, "of e") is None
