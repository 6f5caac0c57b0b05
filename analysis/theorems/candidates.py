"""The theorems that may explain a formula, with the parameters that its coefficients allow."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import combinations, product
from math import floor, isqrt

from analysis.constants.spelling import unit_class
from analysis.exact.rationals import exact_root, fraction
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth
from analysis.proofs.theorems import theorems
from analysis.theorems.classical import Statement, stated_fraction, statement

Tried = list[tuple[str, tuple[Fraction, ...]]]
APERY_LIKE: Tried = [(name, ()) for name in ("moments of K", "Franel", "Almkvist-Zudilin, level 8", "Domb")]
APERY_LIKE += [("Zagier", (Fraction(row[0]),)) for row in theorems()["Zagier"]["rows"]]
HALF = Fraction(1, 2)
HALF_SHIFTED: Tried = [("integrals of Apéry", (HALF,)), ("integrals of Franel", (HALF,)), ("Bessel moments", ())]
HALF_SHIFTED += [("moments of 2F1", (HALF, HALF, HALF, 3 * HALF))]
CENTRAL = {
    Fraction(-1, 4): ("central binomial zeta(3)",),
    Fraction(1, 4): ("central binomial zeta(4)", "central binomial Catalan"),
}  # by the quotient of two terms
INTEGRALS = {Fraction(1, 121): ("integrals of Apéry",), Fraction(8, 49): ("integrals of Franel",)}  # b₄/a₂²
HARMONIC = [Fraction(s) for s in ("1/2", "1/3", "2/3", "1/4", "3/4")]
RAMANUJAN = [(Fraction(s), Fraction(z)) for s, z, *_ in theorems()["Ramanujan"]["rows"]]


def tried(pcf: PCF) -> Iterator[tuple[str, tuple[Fraction, ...]]]:
    """The theorems that a canonical formula may belong to, at the parameters that its coefficients allow.

    For deg b > 2 these are series whose terms fall like the error.
    """
    low = pcf.b.degree <= 2 and pcf.a.degree <= 1
    yield from (*_low_degree(pcf), *unit_parameters(pcf), *_kummer_sum(pcf)) if low else _series(pcf)


def candidates(pcf: PCF, may_be: Callable[[PCF], bool]) -> Iterator[Statement]:
    """The theorems of `tried` that say something there, of those whose fraction `may_be` lets pass."""
    for name, parameters in tried(pcf):
        with suppress(ValueError):
            stated = stated_fraction(name, *parameters)
            if stated.termination() is None and may_be(stated):
                yield statement(name, *parameters)


def unit_argument_candidates(pcf: PCF) -> Iterator[Statement]:
    """Quotients of ₃F₂ at 1 of which a canonical formula may be an image: what has a simpler name is one as well."""
    for name, parameters in (*_integrals(pcf), *_shifted_rows(pcf), *_moments(pcf), *_steps_of_3f2(pcf)):
        yield statement(name, *parameters)


def _low_degree(pcf: PCF) -> Tried:
    a, b = pcf.a, pcf.b
    lead_a = Fraction(a.coefficients[1] if a.degree == 1 else 0)
    if lead_a and b.degree == 0:
        order, y = a.coefficients[0] / lead_a, b.leading / lead_a**2
        found: Tried = [("tangent", (4 * y,)), ("Bessel", (_nearest(order), y))]
        if order <= 0:  # no steps lead from a level below -1 to those above
            whole = order.denominator == 1
            found.append(("Bessel of negative integer order", (1 - order, y)) if whole else ("Bessel", (order - 1, y)))
        return found
    if lead_a and b.degree == 1:
        x = b.leading / lead_a**2
        tried: Tried = [("exponential", (-x,)), ("error integral", (x,)), ("conjugate error integral", (-x,))]
        upper, lower = Fraction(b.coefficients[0], b.leading), a.coefficients[0] / lead_a + x  # of ₁F₁, up to integers
        if (2 * upper - lower).denominator == 1:
            tried += [("Kummer", (_nearest(upper - Fraction(1, 2)), x / 2))]
        return tried
    if lead_a and b.degree == 2:
        return _gauss(lead_a, pcf)
    if a.degree or b.leading < 0:
        return []
    if b.degree == 1:
        y, half = Fraction(a.leading**2, 2 * b.leading), Fraction(b.coefficients[0], b.leading).denominator == 2
        return [("parabolic cylinder" if half else "Mills ratio", (y,))]
    return _constant(pcf) if b.degree == 2 and isqrt(b.leading) ** 2 == b.leading else []


def _constant(pcf: PCF) -> Tried:
    """A constant a, and deg b = 2."""
    ratio, roots = Fraction(abs(pcf.a.leading), isqrt(pcf.b.leading)), pcf.b.rational_roots()
    least = ratio % 2 or Fraction(2)
    tried: Tried = [(name, (x,)) for name in ("Brouncker", "digamma") for x in (least, least + 1)]
    tried += [("half arctangent", (Fraction(1, 2),))]
    if ratio.denominator == 1 and len(roots) == 2:
        # Up to α + 1, β + 1 and α + 2; two steps of the constant a are one of α or of β.
        small, large = sorted((-root for root in roots), key=lambda root: root % 1)
        parity = (floor(small) + floor(large) + int(ratio) - 1) % 2
        tried += [("Bailey", (large % 1, small % 1 + parity))]
    return tried


def _series(pcf: PCF) -> Iterator[tuple[str, tuple[Fraction, ...]]]:
    for name in ("zeta series", "alternating zeta series", "beta series"):
        yield name, (Fraction(pcf.b.degree, 2),)
    yield from APERY_LIKE
    yield from HALF_SHIFTED
    yield from _rows(pcf)
    yield from _bessel_series(pcf)
    yield from _gauss_sums(pcf)
    yield from _gamma_products(pcf)
    rates = growth(pcf)
    if isinstance(rates, Growth):
        yield from series_parameters(rates)


def _rows(pcf: PCF) -> Iterator[tuple[str, tuple[Fraction, ...]]]:
    """The theorems of which a fraction is a row: with (n + h)² = m its a is a multiple of m + y²/2 or (n + h)(m + 2y²).

    By the class of the parameter modulo the steps between rows.
    """
    scale = exact_root(abs(Fraction(pcf.b.leading)))
    a = [c / scale for c in pcf.a.coefficients] if scale else []
    match pcf.b.degree, len(a):
        case 4, 2 if pcf.b.leading > 0:
            yield "trigamma", (a[1] / 2 % 2 or Fraction(2),)
        case 4, 3 if a[2] == 2 and (y := exact_root(a[0] - a[1] ** 2 / 8 - Fraction(1, 4))) is not None:
            yield "alternating squares", (y and (y % 1 or Fraction(1)),)
        case 6, 4 if a[3] == 2 and (y := exact_root(a[1] / 4 - a[2] ** 2 / 24 - Fraction(1, 8))) is not None:
            yield "cubes", (y and (y % 1 or Fraction(1)),)


def _shifted_rows(pcf: PCF) -> Tried:
    """Rows of Apéry's fields between the integers: by the one root of b, and a by its distance from there less 1/2."""
    roots, scale = sorted(set(pcf.b.rational_roots())), exact_root(abs(Fraction(pcf.b.leading)))
    if len(roots) != 1 or not scale or roots[0].denominator == 1:
        return []
    x, a = unit_class(-roots[0]), [c / scale for c in pcf.a.coefficients]
    match pcf.b.degree, len(a):
        case 4, 2 if pcf.b.leading > 0:
            return [("rows of zeta(2)", (x, a[1] / 2 % 2 or Fraction(2)))]
        case 6, 4 if pcf.b.leading < 0:
            t = exact_root(a[1] / 4 - 3 * (HALF - roots[0]) ** 2 / 2 - Fraction(1, 8))
            return [] if t is None else [("rows of zeta(3)", (x, HALF + (t and (t % 1 or 1))))]
    return []


def _bessel_series(pcf: PCF) -> Tried:
    """By the roots of b, of which one is that of the k! of the terms."""
    roots = pcf.b.rational_roots()
    if (pcf.a.degree, pcf.b.degree, len(roots)) != (2, 2, 2):
        return []
    y = Fraction(-pcf.b.leading, pcf.a.leading**2)
    return [
        ("Bessel series", (1 + r - s, y)) for r, s in dict.fromkeys((tuple(roots), tuple(roots[::-1]))) if r - s > -1
    ]


def _gauss_sums(pcf: PCF) -> Iterator[tuple[str, tuple[Fraction, ...]]]:
    """By the roots of b modulo 1: one is an integer, and one is that of γ, the least above α + β."""
    roots = [root % 1 for root in pcf.b.rational_roots()]
    if (pcf.a.degree, pcf.b.degree, len(roots)) != (2, 4, 4) or 4 * pcf.b.leading != -(pcf.a.leading**2):
        return
    if 0 in roots:
        roots.remove(Fraction(0))
        for lower in dict.fromkeys(roots):
            rest = list(roots)
            rest.remove(lower)
            alpha, beta = sorted(unit_class(-root) for root in rest)
            yield "Gauss's sum", (alpha, beta, floor(alpha + beta + lower) + 1 - lower)


def _gamma_products(pcf: PCF) -> Iterator[tuple[str, tuple[Fraction, ...]]]:
    """By the roots of b modulo 1: two of them are those of u and v, the others have the same sum."""
    roots = pcf.b.rational_roots()
    if (pcf.a.degree, pcf.b.degree, len(roots)) != (2, 4, 4) or 4 * pcf.b.leading != -(pcf.a.leading**2):
        return
    for places in combinations(range(4), 2):
        u, v = sorted(unit_class(-roots[i]) for i in places)
        w, x = sorted(unit_class(-roots[i]) for i in range(4) if i not in places)
        if (u + v - w - x).denominator == 1 and not {u, v} & {w, x}:
            yield "gamma product", (u, v, w) if u + v > w else (u + 1, v, w)


def _integrals(pcf: PCF) -> Tried:
    """Those of Apéry and of Franel, by the leading coefficients and the class of one root of b for all four."""
    classes = {root % 1 for root in pcf.b.rational_roots()}
    if (pcf.a.degree, pcf.b.degree, len(classes)) != (2, 4, 1):
        return []
    quotient = Fraction(pcf.b.leading, pcf.a.leading**2)
    return [(name, (unit_class(-root),)) for name in INTEGRALS.get(quotient, ()) for root in classes]


def _moments(pcf: PCF) -> Iterator[tuple[str, tuple[Fraction, ...]]]:
    """The moments of ₂F₁ by the roots of b modulo 1, one of which is that of ξ − 1/2 − α − β − γ.

    The others give 2α, 2β and 2γ, so α, β and γ up to halves, whose number the first settles modulo 2.
    """
    roots = pcf.b.rational_roots()
    if (pcf.a.degree, pcf.b.degree, len(roots)) != (2, 4, 4) or 9 * pcf.b.leading != -2 * pcf.a.leading**2:
        return
    for first in dict.fromkeys(root % 1 for root in roots):
        rest = [root % 1 for root in roots]
        rest.remove(first)
        xi = 2 * first - sum(rest)
        lower = [unit_class(xi + root) / 2 for root in rest]
        halves = product((Fraction(0), Fraction(1, 2)), repeat=3)
        tried = (sorted(x + half for x, half in zip(lower, moved, strict=True)) for moved in halves)
        for upper in dict.fromkeys(map(tuple, tried)):
            if (xi - Fraction(1, 2) - sum(upper) + first).denominator == 1:
                least = max(2 * max(upper), sum(upper) - Fraction(1, 2))
                yield "moments of 2F1", (*upper, xi + floor(least - xi) + 1)


def _steps_of_3f2(pcf: PCF) -> Iterator[tuple[str, tuple[Fraction, ...]]]:
    """The steps of ₃F₂ in a lower parameter, by a = 2n² + a₁n + a₀ and the roots of b, of which one is that of δ.

    With the others rᵢ, and x = n + X, α, β and γ are X + rᵢ; a₁ is settled, and a₀ gives X. As they are, up to a shift
    of n, where they are positive, else modulo 1.
    """
    roots, half = pcf.b.rational_roots(), Fraction(pcf.a.leading, 2)
    if (pcf.a.degree, pcf.b.degree, len(roots)) != (2, 4, 4) or pcf.b.leading != -(half**2):
        return
    a0, a1, _ = (c / half for c in pcf.a.coefficients)
    found: Tried = []
    for first in dict.fromkeys(roots if a1 == 2 - sum(roots) else ()):
        rest = list(roots)
        rest.remove(first)
        total, pairs = sum(rest), rest[0] * rest[1] + rest[1] * rest[2] + rest[2] * rest[0]
        linear = total - first - 1
        size = exact_root(linear**2 - 4 * (1 - total + pairs - a0))
        for x in () if size is None else ((size - linear) / 2, (-size - linear) / 2):
            upper, lower = sorted(x + root for root in rest), 2 * x + total - first
            if upper[0] <= 0 or lower < 1:
                upper, lower = sorted(map(unit_class, upper)), 1 + lower % 1
            least = max(max(upper), sum(upper) - lower)
            found.append(("3F2 in a lower parameter", (*upper, lower, x + floor(least - x) + 1)))
    yield from dict.fromkeys(found)


def contracted_candidates() -> list[Statement]:
    """Theorems of which formulas of higher degree are contractions: fractions of π and log 2 with simple terms."""
    at = {"half arctangent": (-1,), "logarithm": (-1,), "Brouncker": (1, 3), "digamma": (1, 2)}
    return [statement(name, Fraction(parameter)) for name, parameters in at.items() for parameter in parameters]


def _gauss(lead: Fraction, pcf: PCF) -> Tried:
    t = 4 * pcf.b.leading / lead**2
    if t == -1:
        x = Fraction(2 * pcf.a.coefficients[0]) / lead - 1 - Fraction(pcf.b.coefficients[1], pcf.b.leading)
        return [("exponential integral", (x,)), ("error function", (x,)), *_double_root(pcf, x)]
    tried: Tried = [("arctangent", (t,))]
    tried += _binomial(t, pcf)
    root = exact_root(1 + t)
    if root is not None:
        z = (1 - 1 / root) / 2
        tried += [("logarithm", (z,)), ("half arctangent", (z,))]
    return tried


def _kummer_sum(pcf: PCF) -> Tried:
    """By the classes of the roots −r, −s of b modulo 1, either of which may be s."""
    if pcf.a.degree != 1 or 9 * pcf.b.leading != -2 * pcf.a.leading**2:
        return []
    roots = [-root for root in pcf.b.rational_roots()]
    found: Tried = []
    for r, s in (roots, roots[::-1]) if len(roots) == 2 else ():
        beta = 1 + unit_class(s)
        found.append(("Kummer sum", ((beta - 4 - 2 * r) % 2, beta)))
    return found


def _binomial(t: Fraction, pcf: PCF) -> Tried:
    """b = ±x² (n² ± e²) beside a = 2n + 1."""
    c, b1, b2 = pcf.b.coefficients
    x, e = exact_root(abs(t)), exact_root(abs(Fraction(c, b2)))
    if b1 or not c or x is None or e is None:
        return []
    return [("binomial" if c * b2 < 0 else "hyperbolic binomial" if b2 > 0 else "circular binomial", (e, x))]


def _double_root(pcf: PCF, x: Fraction) -> Tried:
    """Δ = 0: an integer root of b, or two whose sum is an integer."""
    roots = [unit_class(root) for root in pcf.b.rational_roots()]
    if len(roots) == 2 and 1 in roots:
        return [("upper incomplete gamma", (min(roots), x))]
    return [("Macdonald", (Fraction(1, 2) - roots[0], x))] if sum(roots) == 1 and len(roots) == 2 else []


def _nearest(order: Fraction) -> Fraction:
    """Its class modulo 1 in [−1/2, 1/2)."""
    return order - floor(order + Fraction(1, 2))


def series_parameters(rates: Growth) -> Tried:
    """The theorems, with parameters, whose terms fall like the error of a fraction of this growth.

    >>> from analysis.formulas.pcf import PCF
    >>> from analysis.numbers.asymptotics import growth
    >>> [name for name, _ in series_parameters(growth(PCF.parse("3n+2", "4n^2")))][:4]
    ['Ramanujan', 'arcsine', 'arcsine square', 'elliptic integral']
    """
    ratio = rates.minimal.base / rates.dominant.base
    if rates.eta or rates.root.sign() or not ratio.is_rational:
        return []
    z = fraction(ratio.x)
    found: Tried = [("Ramanujan", (s, z)) for s, argument in RAMANUJAN if argument == z]
    found += [(name, (z,)) for name in ("arcsine", "arcsine square", "elliptic integral")]
    found += [
        (name, (z,)) for name in ("elliptic integral of the second kind", "arcsine integral", "binomial logarithm")
    ]
    found += [(name, ()) for name in CENTRAL.get(z, ())]
    if abs(z) == 1:
        found += [(name, (s,)) for name in ("Beta derivative", "Beta by reflection") for s in HARMONIC if z > 0]
        found += [("logarithm of the sine", ())] if z > 0 else []
        found += [("cosecant" if z < 0 else "cotangent", (Fraction(1, k),)) for k in (2, 3, 4, 6)]
    return found


def unit_parameters(pcf: PCF) -> Iterator[tuple[str, tuple[Fraction, ...]]]:
    """The theorems, with parameters, of the family of a canonical fraction with deg a ≤ 1, deg b = 1 or 2.

    >>> list(unit_parameters(PCF.parse("n+1", "2n^2")))
    [('Gauss', (Fraction(1, 1), Fraction(5, 3), Fraction(1, 3)))]
    """
    roots = pcf.b.rational_roots()
    a0, a1, *_ = (*map(Fraction, pcf.a.coefficients), Fraction(0), Fraction(0))
    if pcf.b.degree == 1 and a1:
        x, (root,) = pcf.b.leading / a1**2, roots
        lower = x + a0 / a1
        if root.denominator == 1:
            yield "incomplete gamma", (lower % 1, x)
        if (root + lower).denominator == 1:
            yield "conjugate incomplete gamma", (lower % 1, -x)
    delta = a1 * a1 + 4 * pcf.b.leading
    if pcf.b.degree == 2 and len(roots) == 2 and (size := exact_root(delta)):
        z = (1 - abs(a1) / size) / 2
        lower = (1 - roots[0] - roots[1]) * z + (a0 if pcf.a.leading > 0 else -a0) / size
        for root, other in dict.fromkeys(((roots[0], roots[1]), (roots[1], roots[0]))):
            if root.denominator == 1:
                yield "Gauss", (unit_class(-other), unit_class(lower) + 1, z)
            if (root + lower).denominator == 1:
                yield "conjugate Gauss", (unit_class(other + lower), unit_class(lower) + 1, z)
