"""Accelerated series: π fractions of the literature, sums that stay away from 0, and Dougall's theorem."""

from fractions import Fraction
from functools import partial

import pytest
from mpmath import hyper, mp, mpf, pi, sqrt

from analysis.formulas.pcf import PCF
from analysis.numbers.limits import limit
from analysis.proofs.acceleration import vanishes
from analysis.proofs.boundaries import Atom, Summand
from analysis.proofs.chain import verify
from analysis.proofs.polynomials import times
from analysis.proofs.reading import Poly, Rejected
from analysis.proofs.well_poised import well_poised
from analysis.values.accelerations import accelerated_sum
from analysis.values.series_forms import SeriesForm, series_form

LITERATURE = [  # Chen and Chu, arXiv 2104.01599; Campbell, arXiv 2305.00626: π = (s x − q)/(p − r x)
    (
        "23296n^7+125248n^6+276544n^5+320864n^4+207200n^3+72320n^2+12192n+801",
        "24n^3(6n-1)(6n+1)(28n^2-46n+19)(28n^2+66n+39)(2n+1)^5",
        lambda x: 117 / x + 3,
    ),
    (
        "2687675904n^11+56471427072n^10+535315804416n^9+3021521573952n^8+11281513939616n^7+29252467524640n^6"
        "+53743687923752n^5+69953516648740n^4+63210207439520n^3+37759710234253n^2+13419573808347n+2149364047698",
        "-6(8n+7)(3n+5)(8n+9)(8n+11)(n+1)(8n+13)(3n+4)(2n+3)(6n+7)^2(6n+11)^2"
        "(32976n^5+67896n^4+52844n^3+19156n^2+3167n+180)"
        "(32976n^5+397656n^4+1915052n^3+4603804n^2+5524671n+2647458)",
        lambda x: (505690303783352688 - 4460671 * x) / (203633679375846720 - 1441440 * x),
    ),
]


@pytest.mark.parametrize(("a", "b", "inverse"), LITERATURE, ids=["1/27, in pairs", "27/256"])
def test_fractions_of_the_literature_are_proved_and_right_to_50_digits(a: str, b: str, inverse) -> None:
    pcf = PCF.parse(a, b)
    form = series_form(pcf)
    assert isinstance(form, SeriesForm)
    found = accelerated_sum(form)
    assert found is not None and verify(found.certificate(form, pcf)).constant == "pi"
    with mp.workdps(60):
        assert abs(inverse(mpf(limit(pcf, 50).decimal())) - pi) < mpf(10) ** -45


def summand(top: dict[tuple[int, int], int], *bottom: dict[tuple[int, int], int]) -> Summand:
    return Summand((), Fraction(1), Fraction(1), top, bottom)


def test_sums_with_another_limit_than_0_are_not_said_to_vanish() -> None:
    n_plus_k, ahead = {(1, 0): 1, (0, 1): 1}, {(1, 0): 1, (0, 1): 1, (0, 0): 1}
    assert not vanishes(summand({(1, 0): 1, (0, 0): 1}, n_plus_k, ahead), 1)  # Σ (n + 1)/((n + k)(n + k + 1)) = 1 + 1/n
    binomial = Atom(1, 1, 1, 0, 0, 1), Atom(1, 1, 0, 1, 0, -1), Atom(1, 1, 1, -1, 0, -1)
    runs_away = Summand(binomial, Fraction(1, 2), Fraction(1), {(0, 0): 1}, ())
    assert not vanishes(runs_away, 1)  # Σ binomial(n, k)/2^n = 1, and each term tends to 0


def test_sums_that_fall_are_seen_to_vanish() -> None:
    halves = Summand((), Fraction(1, 2), Fraction(1, 3), {(0, 0): 1}, ())
    assert vanishes(halves, 1)  # Σ 2^−n 3^−k
    assert not vanishes(Summand((), Fraction(1), Fraction(1, 3), {(0, 0): 1}, ()), 1)


def ratio(parameters: list[Fraction]) -> tuple[Poly, Poly]:
    """That of the terms of Dougall's sum, from its definition."""
    a, *others = parameters
    lower = [Fraction(1), *(1 + a - x for x in others)]
    top, bottom = _factor(a / 2 + 1), _factor(a / 2)
    for x in parameters:
        top = times(top, _factor(x))
    for x in lower:
        bottom = times(bottom, _factor(x))
    above, below = 1 if len(lower) == 4 else -1, 1
    for x in (a / 2, *lower):
        above *= x.denominator
    for x in (a / 2 + 1, *parameters):
        below *= x.denominator
    return times(top, (above,)), times(bottom, (below,))


def _factor(x: Fraction) -> Poly:
    return x.numerator, x.denominator


@pytest.mark.parametrize(
    "texts",
    [
        ("1/2", "1/2", "1/2"),
        ("1/2", "1/2", "-1/2", "-3/2"),
        ("5/2", "1/2", "1", "-1/2"),
        ("1/3", "1/3", "-5/3", "-2/3"),
        ("7/6", "1/2", "-4/3", "-2/3"),
        ("1/2", "1/6", "-5/3", "1/2"),
        ("2", "1/2", "1/3"),
        ("3/2", "1/4", "1"),
    ],
)
def test_dougalls_sum_has_the_value_that_is_said(texts: tuple[str, ...]) -> None:
    parameters = [Fraction(text) for text in texts]
    try:
        name, factor, inverted = well_poised(parameters, ratio(parameters))
    except Rejected as refusal:
        assert "name" in str(refusal)  # Γ(1/3), …
        return
    with mp.workdps(30):
        a, *others = parameters
        upper, lower = [a, a / 2 + 1, *others], [a / 2, *(1 + a - x for x in others)]
        sum_of = partial(hyper, [mpf(x.numerator) / x.denominator for x in upper])
        value = sum_of([mpf(x.numerator) / x.denominator for x in lower], 1 if len(others) == 3 else -1)
        known = eval_name(name)
        said = mpf(factor.numerator) / factor.denominator * (1 / known if inverted else known)
        assert abs(value - said) < mpf(10) ** -20


def eval_name(name: str):
    power, _, root = name.partition("*sqrt(")
    base = {"1": mpf(1), "pi": +pi, "pi^2": pi**2}.get(power)
    if base is None:
        base, root = mpf(1), power.removeprefix("sqrt(")
    return base * (sqrt(int(root.rstrip(")"))) if root else 1)


@pytest.mark.parametrize("texts", [("1/2", "1/2", "3/4", "1/4"), ("1/2", "1/2", "3/4"), ("-1/2", "1/2", "1/4")])
def test_dougalls_theorem_covers_no_sum_that_diverges_and_no_pole(texts: tuple[str, ...]) -> None:
    parameters = [Fraction(text) for text in texts]
    with pytest.raises(Rejected):
        well_poised(parameters, ratio(parameters))


def test_dougalls_theorem_is_not_about_other_terms() -> None:
    half = [Fraction(1, 2)] * 3
    top, bottom = ratio(half)
    for other in ((top, times(bottom, (2,))), (times(top, (-1,)), bottom), (times(top, (1, 2)), times(bottom, (3, 2)))):
        with pytest.raises(Rejected, match="terms"):
            well_poised(half, other)
