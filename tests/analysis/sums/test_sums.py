"""Sums with known recurrences, limits and values; what their boundary contributes."""

from fractions import Fraction
from math import comb, factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.constants.library import built_in_library
from analysis.errors import InputError
from analysis.proofs.telescoping import verify_sum
from analysis.sums.examination import examine_sum, extra_text, recurrence_text
from analysis.sums.summands import parse_summand
from analysis.sums.sums import summed

APERY_LIKE = [  # summand, recurrence, Apéry limit
    ("binomial(n,k)^3", "n^2 S(n) - (7n^2-7n+2) S(n-1) - 8(n-1)^2 S(n-2) = 0", "pi**2/24"),
    ("binomial(n,k)^4", None, "pi**2/30"),
    ("binomial(n,k)*binomial(n+k,k)", "n S(n) - 3(2n-1) S(n-1) + (n-1) S(n-2) = 0", "log(2)/2"),
    ("binomial(n,k)^2*binomial(n+k,k)", "n^2 S(n) - (11n^2-11n+3) S(n-1) - (n-1)^2 S(n-2) = 0", "pi**2/30"),
    (
        "binomial(n,k)^2*binomial(n+k,k)^2",
        "n^3 S(n) - (2n-1)(17n^2-17n+5) S(n-1) + (n-1)^3 S(n-2) = 0",
        "zeta(3)/6",
    ),
    (
        "binomial(n,k)^2*binomial(2k,k)*binomial(2n-2k,n-k)",
        "n^3 S(n) - 2(2n-1)(5n^2-5n+2) S(n-1) + 64(n-1)^3 S(n-2) = 0",
        "7*zeta(3)/24",
    ),
    (
        "binomial(n,k)*binomial(2k,k)*binomial(2n-2k,n-k)",
        "n^2 S(n) - 4(3n^2-3n+1) S(n-1) + 32(n-1)^2 S(n-2) = 0",
        "Catalan/2",
    ),
    (
        "(-1)^k*3^(n-3k)*binomial(n,3k)*binomial(n+k,n)*factorial(3k)/factorial(k)^3",
        "n^3 S(n) - (2n-1)(7n^2-7n+3) S(n-1) + 81(n-1)^3 S(n-2) = 0",
        None,
    ),
    ("binomial(n,k)^2*binomial(2k,k)", "n^2 S(n) - (10n^2-10n+3) S(n-1) + 9(n-1)^2 S(n-2) = 0", ...),
    ("binomial(n,2k)*binomial(2k,k)", "n S(n) - (2n-1) S(n-1) - 3(n-1) S(n-2) = 0", "pi*sqrt(3)/9"),
    ("binomial(n,k)^2", "n S(n) - 2(2n-1) S(n-1) = 0", None),
    ("binomial(n,k)*binomial(n+k,k)*2^k", "n S(n) - 5(2n-1) S(n-1) + (n-1) S(n-2) = 0", ...),
    (  # Cooper's s7 and s18
        "C(n,k)^2*C(n+k,k)*C(2k,n)",
        "n^3 S(n) - (2n-1)(13n^2-13n+4) S(n-1) - 3(n-1)(3n-2)(3n-4) S(n-2) = 0",
        "pi**2/42",
    ),
    (
        "(-1)^k*C(n,k)*C(2k,k)*C(2n-2k,n-k)*(C(2n-3k-1,n)+C(2n-3k,n))",
        "n^3 S(n) - 2(2n-1)(7n^2-7n+3) S(n-1) + 12(n-1)(4n-3)(4n-5) S(n-2) = 0",
        ...,
    ),
    ("binomial(n,k)^5", None, "pi**2/36"),  # ζ(2)/6: Chamberland and Straub
]


@pytest.mark.parametrize(("summand", "recurrence", "limit"), APERY_LIKE, ids=[one[0] for one in APERY_LIKE])
def test_apery_like_sums_have_their_recurrence_proved_and_their_limit(summand, recurrence, limit) -> None:
    found = examine_sum(summand, library=built_in_library())
    verify_sum(found.sum.certificate)
    assert found.sum.proved.extra == ()
    if recurrence is not None:
        assert recurrence_text(found.sum.coefficients) == recurrence
    if limit is not ...:
        named = found.apery_limit and found.apery_limit.identity
        assert (named and named.expression) == limit


def obeyed(found, count: int = 8) -> bool:
    """Whether the sums, term by term, obey what is proved of them."""
    first, order = found.proved.first, len(found.coefficients) - 1
    values = {n: found.proved.sum(n) for n in range(first - order, first + count)}
    return all(
        sum(c(n) * values[n - i] for i, c in enumerate(found.coefficients))
        == sum(term.value(n) for term in found.proved.extra)
        for n in range(first, first + count)
    )


@pytest.mark.parametrize(
    ("summand", "extra"),
    [
        ("binomial(2k,k)", "n!^-2*(2n)!"),
        ("1/factorial(k)", "n!^-1"),
        ("k*factorial(k)", "(n+1)*n! + -1"),
        ("binomial(n,k)/(k+1)", "1"),
        ("(-1)^k*binomial(n,k)/binomial(2n,k)", "3(2n-1)"),
        ("1/binomial(n,k)", "2n"),  # infinite at the end of the widest range
        ("(-1)^(k+1)*binomial(n,k)/k", "1/(n)"),
    ],
)
def test_a_boundary_that_does_not_vanish_gives_an_extra_term(summand: str, extra: str) -> None:
    found = summed(summand)
    assert extra_text(found.proved.extra) == extra
    assert obeyed(found)


def test_the_recurrence_without_extra_term_is_obeyed() -> None:
    found = summed("binomial(2k,k)")
    coefficients, first = found.homogeneous
    sums = [sum(comb(2 * k, k) for k in range(n + 1)) for n in range(12)]
    assert all(sum(c(n) * sums[n - i] for i, c in enumerate(coefficients)) == 0 for n in range(first, 12))


BLOCKS = [
    "binomial(n,k)",
    "binomial(n+k,k)",
    "binomial(2k,k)",
    "binomial(2n-2k,n-k)",
    "(-1)^k",
    "2^k",
    "binomial(n,2k)",
]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=4), st.integers(0, 2), st.integers(-1, 2))
def test_what_is_proved_of_a_sum_is_obeyed_by_its_values(blocks: list[str], low: int, above: int) -> None:
    """Also for ends at which nothing vanishes."""
    try:
        found = summed("*".join(blocks), (0, low), (1, above), most_order=3)
    except InputError:
        return
    assert obeyed(found, 5)


@pytest.mark.parametrize(
    ("summand", "value"),
    [
        ("binomial(n,k)^2", lambda n: comb(2 * n, n)),
        ("(-1)^k*binomial(2n,n+k)^3", lambda n: Fraction(factorial(3 * n), factorial(n) ** 3)),
        ("(-1)^k*binomial(n,k)/(2k+1)", lambda n: Fraction(4**n * factorial(n) ** 2, factorial(2 * n + 1))),
        ("binomial(n,k)*binomial(2n,k)", lambda n: comb(3 * n, n)),
        ("k*binomial(n,k)", lambda n: n * 2**n // 2),
        ("(k+1)^2*2^k*binomial(n,k)", lambda n: 3**n * Fraction(4 * n**2 + 14 * n + 9, 9)),
        ("k^2", lambda n: Fraction(n * (n + 1) * (2 * n + 1), 6)),
    ],
)
def test_sums_of_first_order_have_their_closed_form(summand: str, value) -> None:
    closed = examine_sum(summand, library=built_in_library()).closed_form
    assert [closed(n) for n in range(closed.start, 6)] == [value(n) for n in range(closed.start, 6)]


@pytest.mark.parametrize(
    ("summand", "value"),
    [
        ("binomial(n-2k,k)", lambda n: sum(comb(n - 2 * k, k) for k in range(n // 3 + 1))),
        ("binomial(3k-2n,n-k)", lambda n: sum(comb(3 * k - 2 * n, n - k) for k in range(-(-2 * n // 3), n + 1))),
    ],
)
def test_a_range_may_end_at_a_fraction_of_n(summand: str, value) -> None:
    """Beyond it the summand is not 0: at −1 a binomial of second argument 2 is 1."""
    found = summed(summand)
    verify_sum(found.certificate)
    assert found.proved.extra == () and found.terms(9) == [value(n) for n in range(9)]
    assert obeyed(found)


def test_an_infinite_sum_is_proved_when_its_terms_fall_fast_enough() -> None:
    """Σ binomial(n+k, k)/2^k = 2^(n+1)."""
    found = summed("binomial(n+k,k)/2^k")
    assert found.proved.upper is None
    assert recurrence_text(found.coefficients) == "S(n) - 2 S(n-1) = 0"


@pytest.mark.parametrize(
    ("summand", "ends"),
    [("1/k", {"infinite": True}), ("binomial(n+k,k)*2^k", {"infinite": True}), ("1/(k+1)", {"infinite": True})],
)
def test_sums_that_are_infinite_are_refused(summand: str, ends) -> None:
    with pytest.raises(InputError, match="not proved"):
        summed(summand, **ends)


@pytest.mark.parametrize(
    "text",
    ["", "binomial(n)", "sin(k)", "x^k", "binomial(n,k", "binomial(n/3,k^2)", "n^k", "0", "1/0", "0^k",
     "gamma(k+1/2)", "binomial(n,k)^1000", "binomial(1000n,k)", "factorial(k)+1", "binomial(n,k)*"],
)  # fmt: skip
def test_what_is_no_summand_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_summand(text)


@given(st.integers(0, 8), st.integers(-3, 10))
def test_binomials_have_their_values(n: int, k: int) -> None:
    expected = comb(n, k) if 0 <= k <= n else 0
    assert parse_summand("binomial(n,k)").value(n, k) == expected
    above = comb(n + k, k) if k >= 0 else 0
    assert parse_summand("(-1)^k*binomial(-n-1,k)").value(n, k) == above or k < 0


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("n!/(k!^2*(n-2k)!)", "multinomial(k,k,n-2k)"),
        (r"\binom{n}{k}^2", "C(n,k)^2"),
        ("gamma(k+1/2)*gamma(n-1/3)/(gamma(1/2)*gamma(2/3))", "rf(1/2,k)*rf(2/3,n-1)"),
        ("(2k-1)!!*(2n)!!", "2^(n+k)*n!*rf(1/2,k)"),
        ("binomial(2n-k-1,n)+binomial(2n-k,n)", "(3n-2k)/(2n-k)*binomial(2n-k,n)"),
    ],
)
def test_texts_of_many_kinds_are_read(text: str, same: str) -> None:
    terms = [parse_summand(one) for one in (text, same)]
    assert all(terms[0].value(n, k) == terms[1].value(n, k) for n in range(1, 6) for k in range(n + 1))


def test_pochhammer_and_binomial_spell_the_same_term() -> None:
    left = parse_summand("pochhammer(-n,k)*pochhammer(n+1,k)/factorial(k)^2")
    assert left == parse_summand("(-1)^k*binomial(n,k)*binomial(n+k,k)")


@pytest.mark.parametrize("below", ["k^4+k^2+1", "k^2-5k+7", "2k^2-11", "k^3-5"])
def test_denominators_without_a_root_at_integers_are_summed_over(below: str) -> None:
    """Their signs change, or show late."""
    found = summed(f"1/({below})", (0, 0), (1, 0))
    assert verify_sum(found.certificate).sum(4) == found.terms(5)[4]
    with pytest.raises(InputError, match="denominator"):
        summed("1/(k^2-5k+6)", (0, 0), (1, 0))
