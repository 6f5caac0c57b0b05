"""Exact exponents against exact convergents at growing depths: 500 fractions of every kind, degrees to (4, 8)."""

import random
from dataclasses import dataclass
from functools import cache

import pytest
import sympy
from flint import arb, arb_mat, ctx, fmpz

from analysis.dynamics.exponents import error_law
from analysis.dynamics.findings import dynamics
from analysis.dynamics.measures import Dynamics
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.notation.unicode import unicode
from analysis.numbers.asymptotics import Growth, growth
from analysis.numbers.convergents import Convergent, advance

FORMULAS = 500
SEED = 20261121
FIRST_DEPTH = 100
TERMS = 9  # of the correction 1/√n, 1/n, … fitted beside the four exponents
BITS = 900
SAFETY = 10  # a correction n^(−β) with small β shrinks little from one depth to the next
LEAST_ERROR = 1e-5
NAMES = ("eta", "gamma", "sqrt", "beta")


@dataclass(frozen=True)
class Measured:
    """Exponents fitted to exact convergents, each with its stated error."""

    values: dict[str, float]
    errors: dict[str, float]


def random_fraction(generator: random.Random) -> PCF:
    """Each case of the Newton polygon has its share; degrees to (4, 8), coefficients to 9."""

    def coefficients(degree: int, lead: int) -> list[int]:
        return [generator.randint(-9, 9) for _ in range(degree)] + [lead]

    kind = generator.choice(("factorial", "exponential", "double", "twice double", "above"))
    alpha = generator.randint(0 if kind != "factorial" else 1, 4 if kind != "above" else 3)
    lead = generator.choice([k for k in range(-9, 10) if k])
    a = coefficients(alpha, lead)
    if kind == "factorial":
        b = coefficients(generator.randint(0, 2 * alpha - 1), generator.choice([-5, -2, 1, 3]))
    elif kind == "exponential":
        b = coefficients(2 * alpha, generator.randint(-(lead * lead - 1) // 4, 9) or 1)
    elif kind == "above":
        b = coefficients(2 * alpha + generator.choice((1, 2)), generator.randint(1, 9))
    else:
        a[-1] = lead = 2 * generator.choice((-3, -2, -1, 1, 2, 3))
        b = coefficients(2 * alpha, -lead * lead // 4)
        if kind == "twice double" and alpha:
            b[-2] = -alpha * b[-1] - lead * a[-2] // 2
    return PCF(Polynomial.of(a), Polynomial.of(b))


def log_steps(pcf: PCF, depths: list[int]) -> list[arb] | None:
    """−ln|pₙ₊₁/qₙ₊₁ − pₙ/qₙ|: the determinant Π|b| over |qₙ₊₁ qₙ|; None where a denominator is 0."""
    found = []
    at, product = Convergent(0, pcf.a(0), 1, 1, 0), fmpz(1)
    for n in depths:
        for k in range(at.n + 1, n + 2):
            product *= pcf.b(k)
        at = advance(pcf, at, n + 1)
        if not at.q or not at.q_before:
            return None
        found.append(abs(arb(fmpz(at.q) * fmpz(at.q_before))).log() - abs(arb(product)).log())
    return found


@cache
def fit(depths: tuple[int, ...]) -> arb_mat:
    """The matrix from values at these depths to the coefficients that go through them."""
    rows = []
    for n in depths:
        x = arb(n)
        series = [x.sqrt() ** -k for k in range(1, TERMS + 1)]
        rows.append([(x + 1).lgamma(), x, x.sqrt(), x.log(), arb(1), *series])
    return arb_mat(rows).inv()


def fitted(depths: list[int], logs: list[arb]) -> list[float]:
    """The four exponents that, with a constant and a series in 1/√n, go through all points."""
    solution = fit(tuple(depths)) * arb_mat([[value] for value in logs])
    return [float(solution[i, 0].mid()) for i in range(4)]


def measure(pcf: PCF) -> Measured | None:
    """Exponents of the steps at depths N … 4.25 N for N = 100 and 200; the error from their difference."""
    sets = [[first + 2 * round(first * i / 8) for i in range(5 + TERMS)] for first in (FIRST_DEPTH, 2 * FIRST_DEPTH)]
    with ctx.workprec(BITS):
        depths = sorted({n for chosen in sets for n in chosen})
        logs = log_steps(pcf, depths)
        if logs is None:
            return None
        known = dict(zip(depths, logs, strict=True))
        fits = [fitted(chosen, [known[n] for n in chosen]) for chosen in sets]
    errors = [SAFETY * abs(late - early) + LEAST_ERROR for early, late in zip(*fits, strict=True)]
    return Measured(dict(zip(NAMES, fits[1], strict=True)), dict(zip(NAMES, errors, strict=True)))


def exact_of_steps(rates: Growth) -> dict[str, float]:
    """Exponents of the steps: those of the error, but for the power of n where errors of like sign hardly change."""
    beta = float(rates.power)
    if not rates.eta and rates.dominant.base == rates.minimal.base:
        beta += 0.5 if float(rates.root) else 1.0
    return dict(zip(NAMES, (float(rates.eta), rates.gamma, float(rates.root), beta), strict=True))


def test_exact_exponents_agree_with_measurements_at_growing_depths() -> None:
    generator = random.Random(SEED)
    compared: list[tuple[float, str]] = []
    while len(compared) < FORMULAS:
        pcf = random_fraction(generator)
        rates = growth(pcf)
        if not isinstance(rates, Growth) or rates.logarithmic or pcf.termination() is not None:
            continue
        if (measured := measure(pcf)) is None:
            continue
        exact = exact_of_steps(rates)
        worst = max(NAMES, key=lambda name: abs(measured.values[name] - exact[name]) / measured.errors[name])
        ratio = abs(measured.values[worst] - exact[worst]) / measured.errors[worst]
        value, error = measured.values[worst], measured.errors[worst]
        shown = f"{worst} {value:.8g} ± {error:.1e}, exactly {exact[worst]:.8g}: {pcf}"
        compared.append((ratio, shown))
    compared.sort(reverse=True)
    worst_ten = "\n".join(f"{ratio:.3f}  {text}" for ratio, text in compared[:10])
    print(f"the worst ten, in units of the stated error:\n{worst_ten}")
    assert compared[0][0] <= 1


def test_closed_forms_are_the_numbers_and_sympy_reads_them() -> None:
    generator = random.Random(SEED)
    for _ in range(60):
        rates = growth(random_fraction(generator))
        if not isinstance(rates, Growth):
            continue
        texts = Dynamics(rates, None).as_json()["dynamics_exact"]
        numbers = {"eta": rates.eta, "gamma": rates.gamma, "sqrt": rates.root, "beta": rates.power}
        for name, number in numbers.items():
            assert float(sympy.sympify(texts[name])) == pytest.approx(float(number), rel=1e-12, abs=1e-12)
        both = [sympy.sympify(texts[which]["power"]) for which in ("dominant", "minimal")]
        assert float(both[0] - both[1]) == pytest.approx(float(rates.power), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ("34n^3+51n^2+27n+5", "-n^6", "1154⁻ⁿ"),  # (1 + √2)^8
        ("7n^2+7n+2", "8n^4", "8⁻ⁿ"),
        ("n+3", "-n", "n!⁻¹·n⁻⁴"),
        ("n", "n^2", "2.61803⁻ⁿ·n^(0.447214)"),
        ("1", "n", "e^(−2√n)"),
        ("2n+1", "-n^2+3", "n^(−3.4641)"),
        ("2n+1", "-n^2", "1/ln(n)"),
    ],
)
def test_the_error_in_words(a: str, b: str, words: str) -> None:
    pcf = PCF.parse(a, b)
    rates = growth(pcf)
    assert isinstance(rates, Growth)
    law = error_law(dynamics(pcf, rates, None).as_json())
    assert law is not None and unicode(law) == words


def test_a_formula_without_exponents_has_no_words() -> None:
    assert error_law({"dynamics": {"eta": None}}) is None
