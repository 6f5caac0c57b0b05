"""Promises of `discover sum`."""

import json

from click.testing import CliRunner

from discovery.cli import discover


def test_sum_prints_recurrence_certificate_terms_and_limit_in_eighty_columns() -> None:
    ran = CliRunner().invoke(discover, ["sum", "binomial(n,k)^2*binomial(n+k,k)^2"])
    assert ran.exit_code == 0
    assert max(map(len, ran.output.splitlines())) <= 80
    for part in ("n^3 S(n)", "1, 5, 73, 1445", "zeta(3)/6", "R(n,k) ="):
        assert part in ran.output


def test_the_certificate_of_the_json_is_checked_by_the_checker() -> None:
    from analysis.proofs.telescoping import verify_sum

    ran = CliRunner().invoke(discover, ["sum", "binomial(n,k)^3", "--format", "json"])
    found = json.loads(ran.output)
    assert verify_sum(found["certificate"]).first == found["recurrence"]["first"] == 2
    assert found["apery_limit"]["identity"]["expression"] == "pi**2/24"


def test_a_long_certificate_stays_in_its_columns() -> None:
    ran = CliRunner().invoke(discover, ["sum", "binomial(n,k)^5"])
    assert max(map(len, ran.output.splitlines())) <= 80
