"""Sums Σ R(k) z^k of a rational function R, as one constant: an integer combination of Lerch's Φ(z, m, x), exactly.

Where the parameters of a hypergeometric series pair off modulo the integers its term is R(k) z^k. Partial fractions
give Σ c/(k + x)^m, and Φ(z, m, x) = Σ z^k/(k + x)^m changes by a rational number, and a power of z, when x moves by 1:
one value of x in (0, 1] stands for its class. At z = 1 and z = −1 it is a polygamma value, at x = 1 a polylogarithm
(DLMF 25.11, 25.12, 25.14).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil, factorial, gcd, lcm, prod

from flint import fmpq, fmpq_poly

_MOST_POLES = 64  # linear factors of a denominator: parameters that lie further apart suggest nothing
_MOST_TERMS = 6  # values in one combination
_LARGEST = 10**6  # coefficients in one combination

_KNOWN: Mapping[tuple[int, Fraction], list[tuple[Fraction, str]]] = {
    (m, Fraction(x)): [(Fraction(factor), text) for factor, text in terms]
    for (m, x), terms in {
        (1, "1"): [("1", "euler_gamma")],
        (1, "1/2"): [("1", "euler_gamma"), ("2", "log(2)")],
        (1, "1/3"): [("1", "euler_gamma"), ("1/6", "pi*sqrt(3)"), ("3/2", "log(3)")],
        (1, "2/3"): [("1", "euler_gamma"), ("-1/6", "pi*sqrt(3)"), ("3/2", "log(3)")],
        (1, "1/4"): [("1", "euler_gamma"), ("1/2", "pi"), ("3", "log(2)")],
        (1, "3/4"): [("1", "euler_gamma"), ("-1/2", "pi"), ("3", "log(2)")],
        (1, "1/6"): [("1", "euler_gamma"), ("1/2", "pi*sqrt(3)"), ("2", "log(2)"), ("3/2", "log(3)")],
        (1, "5/6"): [("1", "euler_gamma"), ("-1/2", "pi*sqrt(3)"), ("2", "log(2)"), ("3/2", "log(3)")],
        (2, "1/4"): [("1", "pi^2"), ("8", "catalan")],
        (2, "3/4"): [("1", "pi^2"), ("-8", "catalan")],
        (2, "1"): [("1/6", "pi^2")],
        (2, "1/2"): [("1/2", "pi^2")],
        (3, "1/4"): [("1", "pi^3"), ("28", "zeta(3)")],
        (3, "3/4"): [("-1", "pi^3"), ("28", "zeta(3)")],
    }.items()
}
"""ζ(m, x), for m = 1 −ψ(x), where it has classical names (Gauss 1813; DLMF 5.4, 25.11)."""

Coefficients = Mapping[tuple[int, Fraction], Fraction]
"""c of Φ(z, m, x) by (m, x), x in (0, 1]."""


def rational_sum(
    upper: Sequence[Fraction], lower: Sequence[Fraction], z: Fraction, numerators: Sequence[fmpq_poly] = ()
) -> str | None:
    """The constant C with Σ zᵏ Π(u)ₖ/Π(l)ₖ times the polynomials `numerators` = p C + q, p and q rational.

    `lower` holds the 1 of k!. None where the term is no rational function, where the sum is rational, or where the
    combination is too long.

    >>> one, third = Fraction(1), Fraction(1, 3)
    >>> rational_sum([third, one], [third + 1, one], Fraction(-1))           # Σ (−1)^k/(3k + 1)
    '3*log(2)+pi*sqrt(3)'
    >>> rational_sum([one] * 3, [one * 2, one * 2, one], Fraction(1, 2))     # Σ 2^(−k)/(k + 1)²
    'polylog(2,1/2)'
    """
    factors = _factors(upper, lower)
    if factors is None or abs(z) > 1:
        return None
    poles, zeros = factors
    coefficients = _classes(_partial_fractions(poles, zeros, numerators), z)
    return _combination(_values(coefficients, z)) if coefficients else None


def _factors(
    upper: Sequence[Fraction], lower: Sequence[Fraction]
) -> tuple[Counter[Fraction], Counter[Fraction]] | None:
    """(x: multiplicity) of the factors k + x below and above, up to a constant; None where parameters do not pair."""
    classes: dict[Fraction, tuple[list[Fraction], list[Fraction]]] = defaultdict(lambda: ([], []))
    for side, parameters in enumerate((upper, lower)):
        for parameter in parameters:
            classes[parameter % 1][side].append(parameter)
    below, above = Counter[Fraction](), Counter[Fraction]()
    for tops, bottoms in classes.values():
        if len(tops) != len(bottoms):
            return None
        for top, bottom in zip(sorted(tops), sorted(bottoms), strict=True):
            if abs(bottom - top) > _MOST_POLES:
                return None
            start, steps = min(top, bottom), int(abs(bottom - top))
            (below if bottom > top else above).update(start + i for i in range(steps))
    common = below & above
    return below - common, above - common


def _partial_fractions(
    poles: Counter[Fraction], zeros: Counter[Fraction], numerators: Sequence[fmpq_poly]
) -> dict[tuple[int, Fraction], Fraction]:
    """c by (m, x) with Π(k + zero) Π numerator(k)/Π(k + pole) = Σ c/(k + x)^m + a polynomial."""
    whole = prod(numerators, start=fmpq_poly([1]))
    found: dict[tuple[int, Fraction], Fraction] = {}
    for x, order in poles.items():
        at_pole = whole(fmpq_poly([fmpq(-x.numerator, x.denominator), 1]))
        series = [Fraction(int(at_pole[i].p), int(at_pole[i].q)) for i in range(order)]  # in powers of k + x
        for other, count in [*zeros.items(), *((p, -c) for p, c in poles.items() if p != x)]:
            for _ in range(abs(count)):
                series = _times(series, other - x) if count > 0 else _over(series, other - x)
        found |= {(order - i, x): c for i, c in enumerate(series) if c}
    return found


def _times(series: list[Fraction], constant: Fraction) -> list[Fraction]:
    return [constant * c + (series[i - 1] if i else 0) for i, c in enumerate(series)]


def _over(series: list[Fraction], constant: Fraction) -> list[Fraction]:
    quotient: list[Fraction] = []
    for c in series:
        quotient.append((c - (quotient[-1] if quotient else 0)) / constant)
    return quotient


def _classes(parts: Mapping[tuple[int, Fraction], Fraction], z: Fraction) -> Coefficients:
    """The coefficients gathered by classes of x modulo the integers, without the rational remainder."""
    found: defaultdict[tuple[int, Fraction], Fraction] = defaultdict(Fraction)
    for (m, x), c in parts.items():
        steps = ceil(x) - 1
        found[m, x - steps] += c * z**-steps
    return {key: c for key, c in found.items() if c}


def _values(coefficients: Coefficients, z: Fraction) -> Iterable[tuple[Fraction, str]]:
    """The sum as (coefficient, text of a constant), reflected digammas as cotangents."""
    if abs(z) < 1:
        return [_lerch(m, x, z, c) for (m, x), c in sorted(coefficients.items())]
    zetas: defaultdict[tuple[int, Fraction], Fraction] = defaultdict(Fraction)  # of ζ(m, x), of −ψ(x) for m = 1
    for (m, x), c in coefficients.items():
        if z == 1:
            zetas[m, x] += c
        else:
            zetas[m, x / 2] += c / 2**m
            zetas[m, (x + 1) / 2] -= c / 2**m
    return [term for (m, x), c in sorted(zetas.items()) if c for term in _zeta(m, x, c, zetas)]


def _lerch(m: int, x: Fraction, z: Fraction, c: Fraction) -> tuple[Fraction, str]:
    """c Φ(z, m, x)."""
    if x < 1:
        return c, f"lerchphi({z},{m},{x})"
    if m > 1:
        return c / z, f"polylog({m},{z})"
    return (c / z, f"log({1 / (1 - z)})") if z > 0 else (-c / z, f"log({1 - z})")


def _zeta(
    m: int, x: Fraction, c: Fraction, others: Mapping[tuple[int, Fraction], Fraction]
) -> list[tuple[Fraction, str]]:
    """c ζ(m, x), for m = 1 the finite part −c ψ(x)."""
    if (m, x) in _KNOWN:
        return [(c * factor, text) for factor, text in _KNOWN[m, x]]
    if m > 1:
        if x == 1 or x == Fraction(1, 2):
            return [(c * (2**m - 1 if x < 1 else 1), f"zeta({m})")]
        return [(c * (-1) ** m / factorial(m - 1), f"polygamma({m - 1},{x})")]
    if others.get((1, 1 - x)) == -c:  # ψ(1 − x) − ψ(x) = π cot πx
        return [(c, f"pi*cot({x}*pi)")] if x < Fraction(1, 2) else []
    return [(-c, f"digamma({x})")]


def _combination(terms: Iterable[tuple[Fraction, str]]) -> str | None:
    """Terms added up with integers without common factor, the first of them positive."""
    gathered: defaultdict[str, Fraction] = defaultdict(Fraction)
    for c, text in terms:
        gathered[text] += c
    found = [(c, text) for text, c in gathered.items() if c]
    if not 0 < len(found) <= _MOST_TERMS:
        return None
    scale = Fraction(lcm(*(c.denominator for c, _ in found)), gcd(*(c.numerator for c, _ in found)))
    whole = sorted(((int(c * scale), text) for c, text in found), key=lambda term: (term[0] < 0, term[1]))
    if max(abs(c) for c, _ in whole) > _LARGEST:
        return None
    if whole[0][0] < 0:
        whole = [(-c, text) for c, text in whole]
    pieces = [f"{'+' if c > 0 else '-'}{'' if abs(c) == 1 else f'{abs(c)}*'}{text}" for c, text in whole]
    return "".join(pieces).removeprefix("+")
