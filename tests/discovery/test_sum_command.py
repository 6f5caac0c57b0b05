"""Promises of `discover sum`."""

import json

from click.testing import CliRunner

from discovery.cli import discover


def test_sum_prints_recurrence_certificate_terms_and_limit_in_eighty_columns() -> None:
    ran = CliRunner().invoke(discover, ["sum", "binomial(n,k)^2*binomial(n+k,k)^2"], env={"COLUMNS": "80"})
    assert ran.exit_code == 0
    assert max(map(len, ran.output.splitlines())) <= 80
    for part in ("n³ S(n)", "1, 5, 73, 1445", "ζ(3)/6", "R(n, k) ="):
        assert part in ran.output


def test_the_certificate_of_the_json_is_checked_by_the_checker() -> None:
    from analysis.proofs.telescoping import verify_sum

    ran = CliRunner().invoke(discover, ["sum", "binomial(n,k)^3", "--format", "json"])
    found = json.loads(ran.output)
    assert verify_sum(found["certificate"]).first == found["recurrence"]["first"] == 2
    assert found["apery_limit"]["identity"]["expression"] == "pi**2/24"


def test_a_long_certificate_stays_in_its_columns() -> None:
    ran = CliRunner().invoke(discover, ["sum", "binomial(n,k)^5"], env={"COLUMNS": "80"})
    assert max(map(len, ran.output.splitlines())) <= 80


def test_a_sum_is_guessed_from_terms_and_from_a_fraction() -> None:
    by_terms = CliRunner().invoke(discover, ["sum", "--guess", "1,2,10,56,346,2252"])
    by_fraction = CliRunner().invoke(discover, ["sum", "--fraction", "7n^2+7n+2", "8n^4"])
    assert by_terms.output == by_fraction.output
    assert "binomial(n, k)³" in by_terms.output


def test_a_sequence_that_is_no_sum_of_binomials_exits_with_one() -> None:
    ran = CliRunner().invoke(discover, ["sum", "--guess", "1,2,3,7,8,9,1"], standalone_mode=False)
    assert ran.return_value == 1


def test_verify_prints_the_recurrence_that_a_certificate_of_a_sum_proves(tmp_path) -> None:
    made = CliRunner().invoke(discover, ["sum", "binomial(n,k)^3", "--format", "json"])
    (tmp_path / "sum.json").write_text(made.output)
    ran = CliRunner().invoke(discover, ["verify", str(tmp_path / "sum.json")])
    assert ran.output.startswith("proved: n² S(n) − (7n² − 7n + 2) S(n − 1) − 8(n − 1)² S(n − 2) = 0 for n ≥ 2")
    changed = made.output.replace("-8*n**2 + 16*n - 8", "-8*n**2 + 16*n - 9")
    (tmp_path / "sum.json").write_text(changed)
    ran = CliRunner().invoke(discover, ["verify", str(tmp_path / "sum.json")], standalone_mode=False)
    assert ran.return_value == 1 and "rejected" in ran.output


def test_what_the_ends_add_is_printed_as_a_product_of_factors() -> None:
    ran = CliRunner().invoke(discover, ["sum", "binomial(2k,k)/4^k", "--from", "0", "--to", "n"])
    assert "S(n) = (2n + 1)(1/4)ⁿ(2n)!/n!² for n ≥ 0" in ran.output
