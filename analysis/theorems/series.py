"""Classical series as Euler's fractions: Ramanujan's for 1/π, and the partial fractions of cosecant and cotangent.

With terms t_k = t_(k−1) P(k)/Q(k), t_0 = 1, and S = Σ t_k, the fraction a = P(n+1) + Q(n+1), b = −P(n+1) Q(n) has the
value P(1) S/(S − 1) (Euler). Sources: S. Ramanujan, Quart. J. Math. 45 (1914); J. and P. Borwein, Pi and the AGM
(1987); Chan, Liaw and Tan, J. London Math. Soc. 64 (2001), for s = 1/3; D. and G. Chudnovsky (1988); all of them in the
survey of Baruah, Berndt and Chan, Amer. Math. Monthly 116 (2009). Cosecant and cotangent: DLMF 4.22.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq, fmpq_poly

from analysis.numbers.asymptotics import Growth
from analysis.theorems.terms import Term

_HALF, _THIRD, _FOURTH, _SIXTH = (Fraction(1, k) for k in (2, 3, 4, 6))

# Σ (1/2)ₖ (s)ₖ (1−s)ₖ/k!³ (A + B k) z^k = C √d/π, as s: z: (A, B, C, d).
RAMANUJAN: dict[Fraction, dict[Fraction, tuple[int, int, int, int]]] = {
    _HALF: {
        Fraction(-1): (1, 4, 2, 1),
        Fraction(1, 4): (1, 6, 4, 1),
        Fraction(-1, 8): (1, 6, 2, 2),
        Fraction(1, 64): (5, 42, 16, 1),
    },
    _THIRD: {
        Fraction(1, 2): (1, 6, 3, 3),
        Fraction(2, 27): (8, 60, 27, 1),
        Fraction(4, 125): (8, 66, 15, 3),
        Fraction(-9, 16): (3, 15, 4, 3),
        Fraction(-1, 16): (7, 51, 12, 3),
        Fraction(-1, 80): (5, 45, 4, 15),
        Fraction(-1, 1024): (53, 615, 96, 3),
        Fraction(-1, 3024): (91, 1155, 108, 7),
        Fraction(-1, 250000): (827, 14151, 1500, 3),
    },
    _FOURTH: {
        Fraction(-1, 4): (3, 20, 8, 1),
        Fraction(-1, 48): (9, 84, 16, 3),
        Fraction(-1, 324): (23, 260, 72, 1),
        Fraction(-1, 25920): (205, 3220, 288, 5),
        Fraction(-1, 777924): (1123, 21460, 3528, 1),
        Fraction(-256, 3969): (8, 65, 9, 7),
        Fraction(1, 9): (1, 8, 2, 3),
        Fraction(1, 81): (4, 40, 9, 2),
        Fraction(1, 2401): (27, 360, 49, 3),
        Fraction(1, 9801): (19, 280, 18, 11),
        Fraction(1, 96059601): (4412, 105560, 9801, 2),
        Fraction(32, 81): (2, 14, 9, 1),
    },
    _SIXTH: {
        Fraction(27, 125): (3, 28, 5, 5),
        Fraction(-64, 125): (8, 63, 5, 15),
        Fraction(-27, 512): (15, 154, 32, 2),
        Fraction(4, 125): (6, 66, 5, 15),
        Fraction(8, 1331): (20, 252, 11, 33),
        Fraction(-9, 64000): (279, 4554, 160, 30),
        Fraction(64, 614125): (432, 7182, 85, 255),
        Fraction(-1, 512): (25, 342, 32, 6),
        Fraction(-1, 512000): (789, 16254, 640, 15),
        Fraction(-1, 85184000): (10177, 261702, 1760, 330),
        Fraction(-1, 151931373056000): (13591409, 545140134, 426880, 10005),
    },
}
_CIRCULAR = {  # x: (sin πx, cot πx) as (p, d) for p √d
    _HALF: ((Fraction(1), 1), None),
    _THIRD: ((Fraction(1, 2), 3), (Fraction(1, 3), 3)),
    _FOURTH: ((Fraction(1, 2), 2), (Fraction(1), 1)),
    _SIXTH: ((Fraction(1, 2), 1), (Fraction(1), 3)),
}


@dataclass(frozen=True)
class SeriesFraction:
    """PCF(a, b) = first S/(S − 1), a and b ascending; S = term, or S = 1/term where `inverse`."""

    a: Sequence[Fraction]
    b: Sequence[Fraction]
    first: Fraction
    term: Term
    inverse: bool


def ramanujan(s: Fraction, z: Fraction) -> SeriesFraction:
    """The series for 1/π of signature s at the argument z; raises ValueError where no rational one is known."""
    if z not in RAMANUJAN.get(s, {}):
        raise ValueError("s and z of a series for 1/π")
    constant, slope, c, d = RAMANUJAN[s][z]
    k = fmpq_poly([0, 1])
    shifted = [k + _rational(x - 1) for x in (_HALF, s, 1 - s)]
    top = shifted[0] * shifted[1] * shifted[2] * (slope * k + constant) * _rational(z)
    term = Term(Fraction(constant, c * d), "pi" if d == 1 else f"pi*sqrt({d})")
    return _euler(top, k**3 * (slope * k + constant - slope), term, inverse=True)


def cosecant(x: Fraction) -> SeriesFraction:
    """Σ (−1)^k (2k + 1)/((k + x)(k + 1 − x)) = π/sin πx, x = 1/2, 1/3, 1/4, 1/6."""
    if x not in _CIRCULAR:
        raise ValueError("x = 1/2, 1/3, 1/4, 1/6")
    (p, d), _ = _CIRCULAR[x]
    k = fmpq_poly([0, 1])
    pair = (k + _rational(x)) * (k + _rational(1 - x))
    before = (k + _rational(x - 1)) * (k + _rational(-x))
    return _euler(-(2 * k + 1) * before, (2 * k - 1) * pair, _pi_term(x * (1 - x) / (p * d), d), inverse=False)


def cotangent(x: Fraction) -> SeriesFraction:
    """Σ (1/(k + x) − 1/(k + 1 − x)) = π cot πx, x = 1/3, 1/4, 1/6."""
    known = _CIRCULAR.get(x, (None, None))[1]
    if known is None:
        raise ValueError("x = 1/3, 1/4, 1/6")
    p, d = known
    k = fmpq_poly([0, 1])
    pair = (k + _rational(x)) * (k + _rational(1 - x))
    before = (k + _rational(x - 1)) * (k + _rational(-x))
    return _euler(before, pair, _pi_term(x * (1 - x) * p / (1 - 2 * x), d), inverse=False)


def series_parameters(rates: Growth) -> list[tuple[str, tuple[Fraction, ...]]]:
    """The theorems, with parameters, whose terms fall like the error of a fraction of this growth.

    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.numbers.asymptotics import growth
    >>> series_parameters(growth(PCF.parse("3n+2", "4n^2")))
    [('Ramanujan', (Fraction(1, 4), Fraction(-1, 4)))]
    """
    ratio = rates.minimal.base / rates.dominant.base
    if rates.eta or rates.root.sign() or not ratio.is_rational:
        return []
    z = Fraction(int(ratio.x.p), int(ratio.x.q))
    found: list[tuple[str, tuple[Fraction, ...]]] = [("Ramanujan", (s, z)) for s in RAMANUJAN if z in RAMANUJAN[s]]
    if abs(z) == 1:
        found += [("cosecant" if z < 0 else "cotangent", (x,)) for x in _CIRCULAR if z < 0 or x != _HALF]
    return found


def _euler(top: fmpq_poly, bottom: fmpq_poly, term: Term, inverse: bool) -> SeriesFraction:
    ahead = fmpq_poly([1, 1])
    a, b = top(ahead) + bottom(ahead), -top(ahead) * bottom
    first = top(fmpq(1))
    return SeriesFraction(_list(a), _list(b), Fraction(int(first.p), int(first.q)), term, inverse)


def _pi_term(scale: Fraction, d: int) -> Term:
    """scale · √d · π."""
    return Term(scale, "pi" if d == 1 else f"pi*sqrt({d})")


def _rational(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def _list(p: fmpq_poly) -> list[Fraction]:
    return [Fraction(int(c.p), int(c.q)) for c in p.coeffs()]
