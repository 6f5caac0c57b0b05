"""The theorems that may explain a formula, with the parameters that its coefficients allow."""

from collections.abc import Iterator
from fractions import Fraction
from math import floor, isqrt

from analysis.constants.spelling import exact_root
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth
from analysis.theorems.classical import MOST_ORDER, Statement, statement
from analysis.theorems.series import series_parameters
from analysis.theorems.unit import unit_parameters


def candidates(pcf: PCF) -> list[Statement]:
    """The theorems whose family a canonical formula may belong to, at the parameters that its coefficients allow.

    For deg b > 2 these are series whose terms fall like the error.
    """
    a, b = pcf.a, pcf.b
    if b.degree > 2 or a.degree > 1:
        return list(_series_candidates(pcf))
    lead_a = Fraction(a.coefficients[1] if a.degree == 1 else 0)
    tried: list[tuple[str, Fraction] | tuple[str, Fraction, Fraction]] = []
    if lead_a and b.degree == 0:
        order, y = a.coefficients[0] / lead_a, b.leading / lead_a**2
        tried = [("tangent", 4 * y), ("Bessel", order - floor(order + Fraction(1, 2)), y)]
    elif lead_a and b.degree == 1:
        x = b.leading / lead_a**2
        tried = [("exponential", -x), ("error integral", x), ("conjugate error integral", -x)]
        upper, lower = Fraction(b.coefficients[0], b.leading), a.coefficients[0] / lead_a + x  # of ₁F₁, up to integers
        if (2 * upper - lower).denominator == 1:
            order = upper - Fraction(1, 2)
            tried += [("Kummer", order - floor(order + Fraction(1, 2)), x / 2)]
    elif lead_a and b.degree == 2:
        tried = [*_gauss_candidates(lead_a, pcf)]
    elif a.degree == 0 and b.degree == 1 and b.leading > 0:
        tried = [("Mills ratio", Fraction(a.leading**2, 2 * b.leading))]
    elif a.degree == 0 and b.degree == 2 and b.leading > 0 and isqrt(b.leading) ** 2 == b.leading:
        ratio = Fraction(abs(a.leading), isqrt(b.leading))
        tried = [("Brouncker", _least_positive(ratio, 2)), ("Brouncker", _least_positive(ratio, 2) + 1)]
        tried += [("digamma", _least_positive(ratio, 2)), ("digamma", _least_positive(ratio, 2) + 1)]
        tried += [("half arctangent", Fraction(1, 2))]
        if ratio.denominator == 1 and len(roots := b.rational_roots()) == 2:
            # Up to α + 1, β + 1 and α + 2; two steps of the constant a are one of α or of β.
            small, large = sorted((-root for root in roots), key=lambda root: root % 1)
            parity = (floor(small) + floor(large) + int(ratio) - 1) % 2
            tried += [("Bailey", large % 1, small % 1 + parity)]
    found = []
    for name, *parameters in (*tried, *((name, *parameters) for name, parameters in unit_parameters(pcf))):
        try:
            found.append(statement(name, *parameters))
        except ValueError:
            continue
    return found


def _series_candidates(pcf: PCF) -> Iterator[Statement]:
    order = Fraction(pcf.b.degree, 2)
    if 2 <= order <= MOST_ORDER and order.denominator == 1:
        for name in ("zeta series", "alternating zeta series", "beta series"):
            yield statement(name, order)
    rates = growth(pcf)
    if isinstance(rates, Growth):
        for name, parameters in series_parameters(rates):
            yield statement(name, *parameters)


def contracted_candidates() -> list[Statement]:
    """Theorems of which formulas of higher degree are contractions: fractions of π and log 2 with simple terms."""
    at = {"half arctangent": (-1,), "logarithm": (-1,), "Brouncker": (1, 3), "digamma": (1, 2)}
    return [statement(name, Fraction(parameter)) for name, parameters in at.items() for parameter in parameters]


def _gauss_candidates(lead: Fraction, pcf: PCF) -> list[tuple[str, Fraction]]:
    t = 4 * pcf.b.leading / lead**2
    if t == -1:
        x = Fraction(2 * pcf.a.coefficients[0]) / lead - 1 - Fraction(pcf.b.coefficients[1], pcf.b.leading)
        return [("exponential integral", x), ("error function", x)]
    tried = [("arctangent", t)]
    root = exact_root(1 + t)
    if root is not None:
        z = (1 - 1 / root) / 2
        tried += [("logarithm", z), ("half arctangent", z)]
    return tried


def _least_positive(value: Fraction, modulus: int) -> Fraction:
    return value % modulus or Fraction(modulus)
