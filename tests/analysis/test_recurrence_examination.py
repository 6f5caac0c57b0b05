"""Recurrences, products and series examined: limits, identities, and that one formula has one answer in every form."""

from fractions import Fraction
from math import log
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.constants.library import built_in_library, constant
from analysis.constants.same_number import same_number
from analysis.exact.balls import decimal_text
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF, Equivalent
from analysis.formulas.reading import read_formula
from analysis.formulas.recurrence import Recurrence
from analysis.product_examination import examine_formula
from analysis.proofs.combined_limits import verify_limit
from analysis.recurrence_examination import examine_recurrence
from analysis.transformations.closure import direct_sum, product_of_limits, sum_of_limits

APERY = {
    "kind": "recurrence", "coefficients": ["n^3", "-(34*n^3-51*n^2+27*n-5)", "(n-1)^3"], "first": 2,
    "p": ["0", "6"], "q": ["1", "5"],
}  # fmt: skip
PI_AND_E = {
    "kind": "recurrence", "first": 1, "p": [1, 1, 20, 296], "q": [1, 0, 4, 48],
    "coefficients": [
        "-n^3+2*n^2+7*n+3", "(n+2)*(2*n^4+n^3-26*n^2-48*n-19)", "(n+2)*(n^6+9*n^5+8*n^4-87*n^3-249*n^2-234*n-68)",
        "(n+1)^2*(n+2)*(2*n^5+3*n^4-13*n^3-21*n^2+4)", "-n^3*(n+1)^2*(n+2)*(n^3+n^2-8*n-11)",
    ],
}  # fmt: skip
SLOW = {
    "kind": "series", "first": 3, "u": ["-93/4480", "-117/14000"], "constant": "2077/720",
    "coefficients": ["-2*(n+3)^3*(2*n+5)*(3*n+5)", "(n+2)^2*(15*n^3+85*n^2+155*n+93)", "-(n+1)^3*(n+2)*(3*n+8)"],
}  # fmt: skip

E_BY_ALL = (
    "(-48n^4+576n^3-2472n^2+4464n-2835)u(n)-(48n^3-504n^2+1716n-1890)u(n-1)-(144n^3-1320n^2+3612n-2646)u(n-2)+"
    "(64n^5-608n^4+1760n^3-1264n^2-924n+594)u(n-3)-(144n^3-840n^2+1212n-414)u(n-4)+(48n^3-216n^2+276n-90)u(n-5)+"
    "(48n^4-384n^3+1032n^2-1056n+315)u(n-6)=0, n>=6"
)


def examined(data: dict[str, Any], digits: int = 50) -> dict[str, Any]:
    return {**data, **examine_formula(read_formula(data), digits=digits, library=built_in_library())}


@pytest.mark.parametrize(
    ("ratio", "first", "value"),
    [(["n^2", "-1"], 3, "besseli(0, 2)"), (["n^2+n", "2"], 1, "sqrt(2)*besselj(1, 2*sqrt(2))/2"),
     (["2n(2n-1)", "-1"], 1, "cosh(1)"), (["n(3n+1)", "-2"], 1, "hyper((), (Rational(4, 3),), Rational(2, 3))")],
)  # fmt: skip
def test_sums_whose_terms_are_those_of_0f1_are_proved(ratio: list[str], first: int, value: str) -> None:
    found = examined({"kind": "series", "coefficients": ratio, "first": first, "u": ["1/4" if first > 1 else "1"]}, 30)
    assert found["evidence"] == found["identity"]["status"] == "proved"
    assert found["identity"]["expression"].removeprefix("-2 + ") == value  # without the terms 1 + 1 before the first
    assert found["pcf"]["certificate"]["end"]["name"] == "Bessel series"


def test_the_series_of_the_complete_elliptic_integral_is_proved() -> None:
    found = examined({"kind": "series", "coefficients": ["12n^2", "-(2n-1)^2"], "first": 1, "u": ["1"]}, 30)
    assert (found["evidence"], found["identity"]["expression"]) == ("proved", "2*elliptic_k(Rational(1, 3))/pi")


@pytest.mark.parametrize(
    ("data", "value"),
    [(APERY, "zeta(3)"), (PI_AND_E, "pi+e"), (SLOW, "zeta(2)+zeta(3)")],
    ids=["Apéry", "π + e", "slow series"],
)
def test_published_recurrences_give_fifty_digits_and_their_names(data: dict[str, Any], value: str) -> None:
    found = examined(data)
    assert found["limit"] == decimal_text(constant(value).value(60), 50)
    assert found["digits"] == 50
    assert set(found["identity"]["constants"]) == set(value.split("+"))


@pytest.mark.parametrize(
    ("coefficients", "first", "p", "q", "value"),
    [
        (["-(n-1)*(n+2)", "2*n^3+7*n^2+n-8", "-(n+1)^2*(n^2+3*n-2)", "n^3*(n+1)"], 2, [3, 12, 59], [6, 21, 102],
         "EulerGamma"),
        (["(16*n+1)*(16*n-15)", "-(16*n-15)*(256*n^3+528*n^2+352*n+73)", "(16*n+17)*(128*n^3+40*n^2-82*n-45)",
          "-n^2*(16*n+17)*(16*n+1)"], 1, [0, 0, 17], [-3, -2, 7], "E*EulerGamma + (-E*Ei(-1))"),
    ],
    ids=["arXiv 1010.1420", "arXiv 0902.1768"],
)  # fmt: skip
def test_recurrences_of_order_three_for_eulers_constant(
    coefficients: list[str], first: int, p: list[int], q: list[int], value: str
) -> None:
    found = examined({"kind": "recurrence", "coefficients": coefficients, "first": first, "p": p, "q": q})
    assert found["digits"] == 50
    assert found["identity"]["expression"] == value


def test_apery_keeps_its_proof_and_its_delta_as_a_recurrence() -> None:
    found = examined({**APERY, "name": "Apéry", "year": 1979})
    assert (found["evidence"], found["name"], found["year"], found["order"]) == ("proved", "Apéry", 1979, 2)
    assert found["delta"] == pytest.approx(0.08052943)


def test_delta_of_catalans_recurrence_is_measured_where_its_fraction_hides_an_irreducible_factor() -> None:
    lead = "20*({n})^2-8*({n})+1"
    found = examined({
        "kind": "recurrence", "first": 2, "p": [0, "13/8"], "q": [1, "7/4"],
        "coefficients": [
            f"(2n-1)^2*(2n)^2*({lead.format(n='n-1')})",
            "-(3520*(n-1)^6+5632*(n-1)^5+2064*(n-1)^4-384*(n-1)^3-156*(n-1)^2+16*(n-1)+7)",
            f"-(2n-3)^2*(2n-2)^2*({lead.format(n='n')})",
        ],
    })  # fmt: skip
    assert (found["identity"]["expression"], found["evidence"]) == ("Catalan", "proved")
    q = 5 * log((1 + 5**0.5) / 2) + 4 * log(2) + 4  # of q, 2^(4n), and the square of lcm(1 … 2n)
    assert abs(found["delta"] + 1 - found["dynamics"]["gamma"] / q) < found["delta_error"] < 0.05


def test_delta_of_a_sum_is_by_the_product_of_the_denominators() -> None:
    zeta_2 = Recurrence.of(["n^2", "-(11n^2-11n+3)", "-(n-1)^2"], 2, [0, 5], [1, 3])
    found = examine_recurrence(sum_of_limits(zeta_2, ZETA), digits=30, library=built_in_library()).as_json()
    q = 5 * log((1 + 5**0.5) / 2) + 4 * log(1 + 2**0.5) + 3  # the last of lcm(1 … n)³
    assert abs(found["delta"] + 1 - 10 * log((1 + 5**0.5) / 2) / q) < found["delta_error"] < 0.05


def test_every_convergent_of_e_has_delta_one() -> None:
    """q ~ n!^(1/3) for the terms 2, 1, 2, 1, 1, 4, …: of order 6 with coefficients by the residue of n."""
    found = examined({"kind": "recurrence", "equation": E_BY_ALL, "p": [2, 3, 8, 11, 19, 87], "q": [1, 1, 3, 4, 7, 32]})
    assert (found["identity"]["expression"], found["delta_exact"]) == ("E", "1")


def test_a_start_of_long_numbers_has_the_name_that_its_combination_gives() -> None:
    """1, Σ 1/k² and Σ 1/k³ solve it: no relation of so long integers is seen in 50 digits."""
    sums = [[Fraction(1)] * 3, *([sum(Fraction(1, j**s) for j in range(1, n + 1)) for n in range(3)] for s in (2, 3))]
    p, q = [10**39 + 7, -3 * 10**39 - 1, 5], [10**38 + 9, 2 * 10**40 + 1, 10**40 - 9]
    start = [[sum(c * one[n] for c, one in zip(row, sums, strict=True)) for n in range(3)] for row in (p, q)]
    slow = Recurrence.of(["n^3", "-(3n^3-6n^2+6n-2)", "3n^3-12n^2+18n-10", "-(n-2)^3"], 3, *start)
    named = examine_recurrence(slow, digits=50, library=built_in_library()).identity
    above, below = (f"({x}+({y})*zeta(2)+({z})*zeta(3))" for x, y, z in (p, q))
    assert named is not None and same_number(named.expression, f"{above}/{below}")


def test_pi_plus_e_falls_by_the_square_of_one_plus_root_two() -> None:
    found = examined(PI_AND_E, 20)
    assert found["dynamics"]["gamma"] == pytest.approx(1.762747174)
    assert [one["factorial"] for one in found["solutions"]] == ["2", "2", "1", "1"]


def test_a_limit_that_depends_on_the_parity_of_n_is_told() -> None:
    found = examined({"kind": "recurrence", "coefficients": ["1", "0", "-1", "0", "-1"], "first": 4,
                      "p": [1, 2, 3, 5], "q": [1, 1, 1, 1]})  # fmt: skip
    assert found["status"] == "divergent"
    assert "modulo 2" in found["reason"]
    assert len(found["residue_limits"]) == 2


def test_columns_with_different_limits_are_told() -> None:
    found = examined({"kind": "product", "matrix": [["2", "0", "0"], ["0", "3", "0"], ["0", "0", "5"]],
                      "start": [[1, 2, 3], [1, 1, 1]]})  # fmt: skip
    assert found["status"] == "divergent"
    assert [float(text) for text in found["column_limits"]] == [1, 2, 3]


def test_a_product_of_three_by_three_matrices_has_the_limit_of_its_recurrence() -> None:
    tribonacci = {"kind": "recurrence", "coefficients": ["n", "-3n-1", "3n", "-n"], "first": 3, "p": [1, 0, 3],
                  "q": [0, 1, 7]}  # fmt: skip
    product = {"kind": "product", "first": 3, "start": [[1, 0, 3], [0, 1, 7]],
               "matrix": [["0", "0", "1"], ["1", "0", "-3"], ["0", "1", "(3n+1)/n"]]}  # fmt: skip
    assert examined(tribonacci)["limit"] == examined(product)["limit"]


def test_a_start_of_k_rows_gives_the_limits_of_all_entries_over_one() -> None:
    """[[n, 1, 0], [0, n, 0], [0, 0, 1]]-like products are not needed: companion matrices of 2ⁿ, 3ⁿ, 5ⁿ do."""
    found = examined({"kind": "product", "matrix": [["0", "0", "30"], ["1", "0", "-31"], ["0", "1", "10"]],
                      "over": [0, 2]}, 20)  # fmt: skip
    shown = [[float(entry["limit"]) for entry in row] for row in found["limits"]]
    expected = [[x / 5**k for k in (2, 1, 0)] for x in (1, -5 / 6, 1 / 6)]
    assert shown == [[pytest.approx(x) for x in row] for row in expected]


def test_singular_matrices_are_no_obstacle() -> None:
    found = examined({"kind": "product", "matrix": [["n+5", "0"], ["4n+1", "0"]], "first": 1}, 20)
    assert (found["identity"]["expression"], found["evidence"]) == ("6/5", "proved")


def test_rational_values_are_exact() -> None:
    found = examined({"kind": "recurrence", "coefficients": ["1", "-5", "6"], "first": 2, "p": [1, 2], "q": [3, 6]})
    assert (found["identity"]["expression"], found["evidence"]) == ("1/3", "proved")


polynomial = st.lists(st.integers(-4, 4), min_size=1, max_size=3).map(Polynomial.of)


@settings(max_examples=8, deadline=None)
@given(polynomial, polynomial.filter(bool))
def test_a_fraction_has_one_answer_as_fraction_recurrence_and_product(a: Polynomial, b: Polynomial) -> None:
    pcf = PCF(a, b)
    library = built_in_library()
    recurrence = Recurrence.from_pcf(pcf)
    product = {"kind": "product", "matrix": [["0", str(b)], ["1", str(a)]], "first": 1, "start": [[1, a(0)], [0, 1]]}
    answers = [
        examine_formula(Equivalent(pcf, Fraction(1)), digits=20, library=library),
        examine_formula(recurrence, digits=20, library=library),
        examine_formula(read_formula(product), digits=20, library=library),
    ]
    for key in ("status", "limit", "digits", "evidence", "dynamics", "delta", "delta_exact"):
        assert answers[0].get(key) == answers[1].get(key) == answers[2].get(key), key
    names = [(answer["identity"] or {}).get("expression") for answer in answers]
    assert names[0] == names[1] == names[2]


@pytest.mark.parametrize("term", ["-n", "-n-1", "-2n", "-n^2", "n", "-n/3"])
def test_a_series_whose_terms_grow_like_factorials_tends_to_infinity(term: str) -> None:
    found = examined({"kind": "series", "coefficients": ["1", term], "first": 1, "u": [1]}, 20)
    assert found["status"] in ("divergent", "undecided")
    assert found["limit"] is None
    assert found["identity"] is None


def test_a_product_is_proved_where_all_its_columns_are() -> None:
    evidence = {}
    for name, matrix in {"fraction": [["0", "n^2"], ["1", "2n+1"]], "golden": [["2", "1"], ["1", "1"]],
                         "one column": [["1", "n^2"], ["1", "2n+2"]]}.items():  # fmt: skip
        data = {"kind": "product", "matrix": matrix, "first": 1, "start": [[1, 1], [0, 1]]}
        evidence[name] = examine_formula(read_formula(data), digits=30, library=built_in_library())["evidence"]
    assert evidence == {"fraction": "proved", "golden": "proved", "one column": "certified"}


COTH = Recurrence.from_pcf(PCF.parse("4n+2", "1"))
LOG = Recurrence.of(["n", "-(6n-3)", "n-1"], 2, [0, 2], [1, 3])
GOMPERTZ = Recurrence.of(["n", "-2n", "n-1"], 2, [0, 1], [1, 2])
ZETA = Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5])


def proved(recurrence: Recurrence, value: str) -> None:
    """The limit has this value, proved, and the checker says so."""
    found = examine_recurrence(recurrence, digits=50, library=built_in_library())
    assert (found.evidence, same_number(verify_limit(found.as_json()["certificate"]).value, value)) == ("proved", True)
    assert found.limit.decimal(48) == decimal_text(constant(value).value(60), 48)


def image(recurrence: Recurrence, p: int, q: int, r: int, s: int) -> Recurrence:
    pairs = list(zip(recurrence.p, recurrence.q, strict=True))
    return recurrence.with_start([p * x + q * y for x, y in pairs], [r * x + s * y for x, y in pairs])


@pytest.mark.parametrize(
    ("recurrence", "value"),
    [
        (sum_of_limits(COTH, ZETA), "(e+1)/(e-1)+zeta(3)"),
        (sum_of_limits(GOMPERTZ, LOG), "gompertz+log(2)"),
        (image(sum_of_limits(LOG, ZETA), -1, 5, 2, 1), "(5-log(2)-zeta(3))/(1+2*log(2)+2*zeta(3))"),
        (image(product_of_limits(LOG, COTH), 1, 1, 1, -1), "(log(2)*(e+1)+e-1)/(log(2)*(e+1)-e+1)"),
        (image(product_of_limits(ZETA, ZETA), 1, 2, 1, 1), "(zeta(3)^2+2)/(zeta(3)^2+1)"),
    ],
)
def test_what_is_made_of_two_limits_is_proved_as_they_are(recurrence: Recurrence, value: str) -> None:
    proved(recurrence, value)


@pytest.mark.parametrize(
    ("others", "value"),
    [
        ([COTH, LOG], "(e+1)/(e-1)"),
        ([ZETA, Recurrence.of(["n", "-(4n-2)"], 1, [3], [7])], "zeta(3)"),
        ([LOG, Recurrence.of(["1", "-n"], 1, [3], [7])], "3/7"),
    ],
)
def test_of_sums_of_solutions_the_largest_decides(others: list[Recurrence], value: str) -> None:
    proved(direct_sum(*others), value)
