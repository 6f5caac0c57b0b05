"""The check of a closed form: that its parameters satisfy the equations of the theorem they claim.

With r₁ + r₂ = σ and ρ = r₁ r₂ read off b, and D² = Δ, Gauss's form (see `closed_forms`) holds when

    2 z D = D + A₁,  z ≤ 1/2,  D (γ − 2) = (1 − σ) z D − A₀,
    (α − γ + 2) + (β − γ + 2) = σ,  (α − γ + 2)(β − γ + 2) = ρ,

and its relatives when the corresponding equations of their table rows do. The tail from `shift` on has the same α, β
and γ + shift; its functions, head and factor are compared with what follows from these. All numbers are exact.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from analysis.exact.quadratic import Quadratic
from analysis.exact.surds import SurdSum, parse_surds
from analysis.formulas.pcf import PCF

LARGEST_SHIFT = 10_000


def fault_of_form(pcf: PCF, end: Mapping[str, Any]) -> str | None:
    """What is wrong with a claimed closed form of a fraction with deg a ≤ 1, deg b ≤ 2; None when all is right.

    >>> from analysis.values.closed_forms import closed_form
    >>> pcf = PCF.parse("2n+1", "n^2")
    >>> end = closed_form(pcf).certificate(pcf)["end"]
    >>> fault_of_form(pcf, end) is None
    True
    >>> fault_of_form(pcf, {**end, "head": "2"})
    'head, factor or functions do not follow from the parameters'
    """
    if pcf.a.degree > 1 or pcf.b.degree > 2 or not pcf.a:
        return "no closed form is known for such degrees"
    shift = int(end["shift"])
    if not 0 <= shift <= LARGEST_SHIFT:
        return f"a shift of {shift}"
    named = {name: parse_surds(text) for name, text in end["parameters"].items()}
    checks = {"2F1": _gauss, "1F1": _kummer, "0F1": _bessel, "U": _tricomi if "x" in named else _mills}
    if end["form"] not in checks:
        return f"closed form {end['form']} is not checked"
    expected = checks[end["form"]](pcf, named, shift)
    if expected is None:
        return "the parameters do not satisfy the equations of the theorem"
    factor, upper, lower, below = expected
    sides = [(upper, lower), (below[0], below[1])]
    claimed = [
        ([parse_surds(text) for text in end[name]["upper"]], [parse_surds(text) for text in end[name]["lower"]])
        for name in ("numerator", "denominator")
    ]
    if parse_surds(end["head"]) != SurdSum.of(pcf.a(shift)) or parse_surds(end["factor"]) != SurdSum.of(factor):
        return "head, factor or functions do not follow from the parameters"
    if claimed != sides:
        return "head, factor or functions do not follow from the parameters"
    if any(p.is_integer and p.rational <= 0 for _, bottom in claimed for p in bottom) and end["form"] != "U":
        return "a lower parameter is 0, -1, -2, …"
    return None


_Row = tuple[Quadratic, list[SurdSum], list[SurdSum], tuple[list[SurdSum], list[SurdSum]]]
"""Factor, upper and lower parameters of the numerator, and both of the denominator."""


def _coefficients(pcf: PCF) -> tuple[int, int, int, int, int]:
    a0, a1, *_ = (*pcf.a.coefficients, 0, 0)
    b0, b1, b2, *_ = (*pcf.b.coefficients, 0, 0, 0)
    return a0, a1, b0, b1, b2


def _gauss(pcf: PCF, named: Mapping[str, SurdSum], k: int) -> _Row | None:
    a0, a1, b0, b1, b2 = _coefficients(pcf)
    z, gamma = _quadratic(named["z"]), _quadratic(named["gamma"])
    alpha, beta = named["alpha"], named["beta"]
    r1, r2 = _quadratic(alpha - named["gamma"] + 2), _quadratic(beta - named["gamma"] + 2)
    delta = a1 * a1 + 4 * b2
    if not b2 or delta <= 0 or z is None or gamma is None or r1 is None or r2 is None:
        return None
    d = Quadratic.sqrt(delta) * (-1 if pcf.a.leading > 0 else 1)
    trace, norm = Fraction(-b1, b2), Fraction(b0, b2)
    holds = (
        z * d * 2 == d + a1
        and (z - Fraction(1, 2)).sign() <= 0
        and d * (gamma - 2) == z * d * (1 - trace) - a0
        and r1 + r2 == Quadratic.rational(trace)
        and r1 * r2 == Quadratic.rational(norm)
    )
    if not holds:
        return None
    below = gamma + k - 1
    factor = Quadratic.rational(-pcf.b(k + 1)) / (d * (z * -1 + 1) * below)
    upper = [alpha, beta]
    return factor, upper, [SurdSum.of(gamma, k)], (upper, [SurdSum.of(below)])


def _kummer(pcf: PCF, named: Mapping[str, SurdSum], k: int) -> _Row | None:
    a0, a1, b0, b1, b2 = _coefficients(pcf)
    x, alpha, gamma = (named[name] for name in ("x", "alpha", "gamma"))
    if b2 or not b1 or not a1 or not (x.is_rational and alpha.is_rational and gamma.is_rational):
        return None
    root = Fraction(-b0, b1)
    if x.rational != Fraction(b1, a1 * a1) or gamma.rational != 2 + x.rational + Fraction(a0, a1):
        return None
    if alpha.rational != root + gamma.rational - 2:
        return None
    return _confluent(pcf, a1, gamma, [alpha], k)


def _bessel(pcf: PCF, named: Mapping[str, SurdSum], k: int) -> _Row | None:
    a0, a1, b0, b1, b2 = _coefficients(pcf)
    if b2 or b1 or not a1 or named["y"] != SurdSum(Fraction(b0, a1 * a1)):
        return None
    if named["gamma"] != SurdSum(2 + Fraction(a0, a1)):
        return None
    return _confluent(pcf, a1, named["gamma"], [], k)


def _confluent(pcf: PCF, a1: int, gamma: SurdSum, upper: list[SurdSum], k: int) -> _Row:
    below = gamma + (k - 1)
    factor = Quadratic.rational(Fraction(pcf.b(k + 1)) / (a1 * below.rational))
    return factor, upper, [gamma + k], (upper, [below])


def _tricomi(pcf: PCF, named: Mapping[str, SurdSum], k: int) -> _Row | None:
    a0, a1, b0, b1, b2 = _coefficients(pcf)
    r1, r2 = _quadratic(named["r1"]), _quadratic(named["r2"])
    x = named["x"]
    if not b2 or not a1 or a1 * a1 + 4 * b2 != 0 or r1 is None or r2 is None or not x.is_rational:
        return None
    trace, norm = Fraction(-b1, b2), Fraction(b0, b2)
    holds = (
        r1 + r2 == Quadratic.rational(trace)
        and r1 * r2 == Quadratic.rational(norm)
        and x.rational == Fraction(2 * a0, a1) - 1 + trace
        and x.rational > 0
    )
    if not holds:
        return None
    first, second = SurdSum.of(r1 * -1, 1 + k), SurdSum.of(r1 * -1, r2, 1)
    factor = Quadratic.rational(Fraction(2 * pcf.b(k + 1), a1))
    return factor, [first + 1], [second], ([first], [second])


def _mills(pcf: PCF, named: Mapping[str, SurdSum], k: int) -> _Row | None:
    c, a1, b0, b1, b2 = _coefficients(pcf)
    if a1 or b2 or b1 <= 0:
        return None
    r, y = Fraction(-b0, b1), Fraction(c * c, 2 * b1)
    if named["r"] != SurdSum(r) or named["y"] != SurdSum(y):
        return None
    rest = 1 - r + k
    half = SurdSum(Fraction(1, 2))
    factor = Quadratic.sqrt(Fraction(b1, 2)) * (rest if c > 0 else -rest)
    return factor, [SurdSum((rest + 1) / 2)], [half], ([SurdSum(rest / 2)], [half])


def _quadratic(value: SurdSum) -> Quadratic | None:
    if len(value.surds) > 1:
        return None
    total = Quadratic.rational(value.rational)
    for d, y in value.surds:
        total = total + Quadratic.sqrt(d) * y
    return total
