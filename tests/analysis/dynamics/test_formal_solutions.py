"""Formal solutions of recurrences: exponents that are known, and growth that exact terms have."""

from fractions import Fraction
from math import log

from analysis.dynamics.formal_solutions import FormalSolution, formal_solutions
from analysis.dynamics.start_growth import start_growth
from analysis.exact.polynomials import parse_polynomial
from analysis.formulas.recurrence import Recurrence


def solutions(*coefficients: str) -> list[FormalSolution]:
    return formal_solutions([parse_polynomial(text) for text in coefficients])


def exponents(*coefficients: str) -> list[tuple[str, str, str, int]]:
    return [(str(s.factorial), s.base.text, s.power.text, s.logarithms) for s in solutions(*coefficients)]


def test_apery_recurrence_has_bases_seventeen_plus_minus_twelve_root_two() -> None:
    found = exponents("n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3")
    assert found == [("0", "17 + 12*sqrt(2)", "-3/2", 0), ("0", "17 - 12*sqrt(2)", "-3/2", 0)]


def test_polynomials_of_degree_below_r_solve_the_r_th_difference() -> None:
    found = exponents("1", "-4", "6", "-4", "1")
    assert [(base, power) for _, base, power, _ in found] == [("1", str(k)) for k in (3, 2, 1, 0)]


def test_harmonic_numbers_are_logarithmic() -> None:
    """n u(n) − (2n−1) u(n−1) + (n−1) u(n−2) = 0 has the solutions 1 and H_n."""
    assert exponents("n", "-2n+1", "n-1") == [("0", "1", "0", 1), ("0", "1", "0", 0)]


def test_a_double_root_splits_into_exponentials_of_the_square_root() -> None:
    """Laguerre polynomials at x = −1 grow like exp(2 √n) n^(−1/4)."""
    found = solutions("n", "-(2n)", "n-1")
    assert [s.as_json()["exponential"] for s in found] == ["(2)*n**(1/2)", "(-2)*n**(1/2)"]
    assert {s.power.text for s in found} == {"-1/4"}


def test_a_conjugate_pair_is_listed_with_its_modulus() -> None:
    found = solutions("1", "-2", "5")
    assert {s.base.text for s in found} == {"1 + (2)*I", "1 + (-2)*I"}
    assert {s.as_json()["modulus"] for s in found} == {"sqrt(5)"}


def test_fractional_powers_of_the_factorial_come_with_roots_of_unity() -> None:
    found = solutions("1", "0", "0", "-n")
    assert {s.factorial for s in found} == {Fraction(1, 3)}
    assert sorted(round(s.base.real, 9) for s in found) == [-0.5, -0.5, 1.0]


def test_a_start_that_kills_the_dominant_solution_is_seen() -> None:
    growth = start_growth(Recurrence.of(["1", "-6", "11", "-6"], 3, [2, 3, 5], [2, 3, 5]))
    assert growth.q is not None
    assert growth.solutions[growth.q].base.text == "2"  # 1 + 2ⁿ, where 3ⁿ is dominant


def test_coefficients_of_hundreds_of_digits_are_no_obstacle() -> None:
    """u(n) = 10⁴⁰⁰ n u(n−1) − n u(n−2) − 3 u(n−3): one solution like 10⁴⁰⁰ⁿ n!, one like 10⁻⁴⁰⁰ⁿ, one like (−3)ⁿ/n!."""
    found = formal_solutions([parse_polynomial(text) for text in ("1", f"-{10**400}*n", "n", "3")])
    assert [(one.factorial, round(one.base.log_modulus / log(10))) for one in found] == [(1, 400), (0, -400), (-1, 0)]
