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


def test_a_family_in_two_parameters_has_three_axes() -> None:
    """PCF(2 + 2m, n² + 2nk): the steps commute up to (2k − 2m − 1)/(2k − 2m − 3)."""
    along_k = [["2*n*k + n + 4*k**2 + 2*k", "-2*n**2*m - 2*n**2 - 4*n*k*m - 4*n*k"],
               ["-2*m - 2", "2*n*k + n + 4*k**2 + 4*k - 4*m**2 - 8*m - 3"]]  # fmt: skip
    along_m = [["-2*n - 2*k + 2*m + 3", "-2*n**2 - 4*n*k"], ["-2", "-2*n - 2*k - 2*m - 3"]]
    described = {"a": "2 + 2*m", "b": "n**2 + 2*n*k", "parameters": ["k", "m"]}
    described |= {
        "proof": {"u": along_k, "denominator": "1", "sign": 1},
        "proof_m": {"u": along_m, "denominator": "1", "sign": 1},
    }
    found = family_field(described, "of pi")
    assert found is not None and found.axes == ("x", "k", "m") and found.violations() == []
