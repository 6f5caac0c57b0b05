"""Constants that the parameters of a hypergeometric series suggest, to be tried where the library has no match.

Parameters of pFq that differ by integers are paired off; what is left, its core, tells the functions that the sum is
made of, the paired ones only add rational factors and poles. A rational core gives the constant itself
(`rational_series`), the others give candidates: the relation is found and tested like any other. Sources: DLMF 13, 15,
16.4 (summations of well-poised series), 19; Ramanujan, Modular equations and approximations to π (1914); Guillera.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import chain, combinations, islice, product
from math import prod

from gmpy2 import iroot

from analysis.constants.algebraic import minimal_polynomial
from analysis.constants.library import Constant, constants_of
from analysis.constants.spelling import gamma_quotient, gauss_series, surd, times, unit_class
from analysis.exact.quadratic import square_and_squarefree
from analysis.values.rational_series import rational_sum
from analysis.values.series_forms import SeriesForm
from analysis.values.term_factors import TermFactors, term_factors

_MOST_BITS = 200  # of an argument: numerators and denominators are factored
_MOST_CORE = 16  # parameters of a core beyond which no summation is known
_FOLDS = (2, 3)  # terms taken together, as contractions of Euler's fractions do
_HALF = Fraction(1, 2)

Core = tuple[list[Fraction], list[Fraction]]
"""Classes of parameters above and below."""

_OF_RATIONAL_ANGLES = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))  # sin² of π/6, π/4, π/3, π/2

_LATTICES: dict[int, tuple[str, ...]] = {
    4: (
        "gamma(1/4)^4/pi^4",
        "sqrt(2)*gamma(1/4)^2/pi^(5/2)",
        "gamma(1/4)^2/pi^(3/2)",
        "sqrt(2)*gamma(1/4)^2/pi^(3/2)",
        "gamma(1/4)^2/pi^(1/2)",
        "sqrt(2)*gamma(1/4)^2/pi^(1/2)",
        "gamma(1/4)^8/pi^5",
        "gamma(1/4)^8/pi^6",
        "sqrt(2)*gamma(1/8)^2*gamma(3/8)^2/pi^3",
        "sqrt(2)*gamma(1/8)*gamma(3/8)/pi^(3/2)",
        "gamma(1/8)*gamma(3/8)/pi^(3/2)",
    ),
    3: (
        "2^(1/3)*sqrt(3)*gamma(1/3)^3/pi^2",
        "2^(2/3)*sqrt(3)*gamma(1/3)^3/pi^2",
        "2^(2/3)*gamma(1/3)^3/pi^2",
        "2^(1/3)*sqrt(3)*gamma(1/3)^3/pi",
        "2^(2/3)*gamma(1/3)^3/pi",
        "2^(2/3)*sqrt(3)*gamma(1/3)^3/pi",
        "2^(2/3)*gamma(1/3)^6/pi^4",
        "2^(1/3)*gamma(1/3)^6/pi^4",
        "2^(1/3)*gamma(1/3)^6/pi^3",
        "sqrt(3)*gamma(1/3)^6/pi^4",
        "gamma(1/3)^9/pi^5",
        "gamma(1/3)^9/pi^6",
    ),
}
"""Periods of the curves y² = x⁴ − x and y² = x³ − 1, by the denominators of the parameters that lead to them."""


@lru_cache(maxsize=256)
def series_constants(form: SeriesForm) -> tuple[Constant, ...]:
    """The candidates, most likely first, neither rational nor quadratic; none for terms with poles of degree above 2.

    >>> from analysis.values.series_forms import series_form
    >>> from analysis.formulas.pcf import PCF
    >>> [known.name for known in series_constants(series_form(PCF.parse("3n^2+10n+9", "-2(n+1)^4")))]
    ['polylog(2,1/2)']
    """
    term = term_factors(form)
    if term is None:
        return ()
    found = constants_of(_quadratic_poles(term) if term.poles else _texts(term))
    return tuple(known for known in found if len(minimal_polynomial(known.expression) or ()) not in (2, 3))


@lru_cache(maxsize=256)
def series_span(form: SeriesForm) -> tuple[Constant, ...]:
    """Functions of which, and of 1, sums with this core are rational combinations, where these are known.

    >>> from analysis.values.series_forms import series_form
    >>> from analysis.formulas.pcf import PCF
    >>> [known.name for known in series_span(series_form(PCF.parse("n^2+2n+2", "-n^2")))]
    ['besseli(0,2)', 'besseli(1,2)']
    """
    term = term_factors(form)
    if term is None or term.poles:
        return ()
    core, poles = _core(term)
    found = constants_of(_span(*core, poles, term.argument)) if _within_bounds(core, term.argument) else ()
    return tuple(known for known in found if len(minimal_polynomial(known.expression) or ()) != 2)


def _core(term: TermFactors) -> tuple[Core, list[Fraction]]:
    """What the classes of the parameters leave when paired off, and the classes of the pairs."""
    tops, bottoms = (Counter(unit_class(p) for p in side) for side in (term.upper, term.lower))
    core = sorted((tops - bottoms).elements()), sorted((bottoms - tops).elements())
    return core, [x for x in sorted(set(tops)) if tops[x] and bottoms[x]]


def _within_bounds(core: Core, z: Fraction) -> bool:
    bits = max(z.numerator.bit_length(), z.denominator.bit_length())
    return any(core) and bits <= _MOST_BITS and max(map(len, core)) <= _MOST_CORE


def _texts(term: TermFactors) -> Iterable[str]:
    z, (core, poles) = term.argument, _core(term)
    if not any(core):
        exact = rational_sum(term.upper, term.lower, z, term.numerators)
        return [] if exact is None else [exact]
    if not _within_bounds(core, z):
        return []
    unfolded = (_unfolded(*core, poles, z, fold) for fold in _FOLDS)
    return chain(_by_core(*core, poles, z), *unfolded, _lattice(core) if len(core[0]) == len(core[1]) else ())


def _span(upper: list[Fraction], lower: list[Fraction], poles: list[Fraction], z: Fraction) -> Iterable[str]:
    if len(upper) < len(lower):
        return _entire(upper, lower, poles, z)
    if len(upper) == 1 and lower == [1] and z != 1:
        return _binomial(upper[0], poles, z)
    if upper == [1] and lower == [_HALF] and z != 1:
        return islice(_inverse_binomial(_HALF, z), 2)
    if len(upper) == 2 and 1 in lower and z < 1:
        return list(_gauss(upper, lower, z))[-2:]
    return ()


def _by_core(upper: list[Fraction], lower: list[Fraction], poles: list[Fraction], z: Fraction) -> Iterator[str]:
    growth = _entire if len(upper) < len(lower) else _algebraic_growth
    return growth(upper, lower, poles, z)


def _unfolded(
    upper: list[Fraction], lower: list[Fraction], poles: list[Fraction], z: Fraction, fold: int
) -> Iterator[str]:
    """The same for a sum of `fold` terms at a time: (u)_{mk} = m^(mk) Π ((u + i)/m)ₖ gives the single terms back."""
    apart = [_parts(side, fold) for side in (upper, lower)]
    root = _exact_root(abs(z) * fold ** (len(lower) - len(upper)), fold)
    if root is None or None in apart or (z < 0 and fold % 2 == 0):
        return
    tops, bottoms = (part or [] for part in apart)
    single = sorted({unit_class(x * fold) for x in poles})
    for sign in (1, -1) if fold % 2 == 0 else (1 if z > 0 else -1,):
        yield from _by_core(tops, bottoms, single, sign * root)


def _parts(parameters: list[Fraction], fold: int) -> list[Fraction] | None:
    """The u whose (u + i)/m, 0 ≤ i < m, are these classes; None where they do not group so."""
    left, found = Counter(parameters), []
    while left:
        whole = unit_class(min(left) * fold)
        group = Counter(unit_class((whole + i) / fold) for i in range(fold))
        if group - left:
            return None
        left -= group
        found.append(whole)
    return sorted(found)


def _exact_root(value: Fraction, order: int) -> Fraction | None:
    """The rational root of a positive number, where it has one."""
    (top, whole), (bottom, also) = (iroot(n, order) for n in (value.numerator, value.denominator))
    return Fraction(int(top), int(bottom)) if whole and also else None


def _entire(upper: list[Fraction], lower: list[Fraction], poles: list[Fraction], z: Fraction) -> Iterator[str]:
    """₀F₀: exponential and incomplete Γ; ₀F₁: circular, hyperbolic and Bessel functions; ₁F₁."""
    size, sign = abs(z), z > 0
    if not upper and lower == [1]:
        yield f"exp({z})"
        for x in poles:
            if x == _HALF:
                yield times(size, f"sqrt(pi)*{'erfi' if sign else 'erf'}({surd(size)})")
            elif x == 1:
                yield f"Ei({z})-euler_gamma" if size == 1 else f"Ei({z})-euler_gamma-log({size})"
            else:
                yield f"hyp1f1({x},{x + 1},{z})"
    elif not upper and len(lower) == 2 and lower[-1] == 1:
        twice, order = surd(size, 2), lower[0]
        if order == _HALF:
            yield f"cosh({twice})" if sign else f"cos({twice})"
            yield times(size, f"{'sinh' if sign else 'sin'}({twice})", 2)
            yield times(size, f"{'Shi' if sign else 'Si'}({twice})", 2)
        elif order == 1:
            name = "besseli" if sign else "besselj"
            yield f"{name}(0,{twice})"
            yield times(size, f"{name}(1,{twice})")
        else:
            yield f"hyp0f1({order},{z})"
            yield f"hyp0f1({order + 1},{z})"
    elif len(upper) == 1 and len(lower) == 2 and lower[-1] == 1:
        yield f"hyp1f1({upper[0]},{lower[0]},{z})"
        yield f"hyp1f1({upper[0]},{lower[0] + 1},{z})"


def _algebraic_growth(
    upper: list[Fraction], lower: list[Fraction], poles: list[Fraction], z: Fraction
) -> Iterator[str]:
    """Cores with as many parameters above as below, the 1 of k! counted: powers, ₂F₁, well-poised series at ±1."""
    if len(upper) == 1 and lower == [1]:
        yield from _binomial(upper[0], poles, z)
    elif upper == [1] and len(lower) == 1:
        yield from _inverse_binomial(lower[0], z)
    elif len(upper) == 2 and 1 in lower:
        yield from _gauss(upper, lower, z)
    elif upper.count(_HALF) and lower == [1] * len(upper):
        yield from _circle_with_radicals(len(upper), z)
    if abs(z) == 1:
        yield from _well_poised(upper, lower, z)


def _binomial(a: Fraction, poles: list[Fraction], z: Fraction) -> Iterator[str]:
    """Σ (a)ₖ zᵏ/k!, divided by k + x: powers of 1 − z and incomplete beta functions."""
    if z == 1:
        for x in poles or [a]:
            yield f"beta({x},{unit_class(1 - a)})"
            yield f"gamma({x})/(gamma({unit_class(a)})*gamma({unit_class(x + 1 - a)}))"
        return
    yield surd(1 - z) if a == _HALF else f"({1 - z})^({a})"
    for x in poles:
        if a == x == _HALF:
            yield times(abs(z), _arcsine(z))
        elif x == 1 and a == _HALF:
            yield f"log((1+{surd(1 - z)})/2)"
        else:
            yield gauss_series(a, x, x + 1, z)


def _inverse_binomial(c: Fraction, z: Fraction) -> Iterator[str]:
    """Σ k!/(c)ₖ zᵏ: for c = 1/2 the inverse binomial coefficients and powers of the arcus sine."""
    if c == _HALF and abs(z) <= 1:
        yield times(abs(z) * (1 - z), _arcsine(z)) if z != 1 else "pi"
        yield f"{_arcsine(z)}^2"
    if z < 1:
        yield gauss_series(1, 1, c, z)


def _arcsine(z: Fraction) -> str:
    """arcsin √z, for z < 0 arsinh √−z, up to a rational factor."""
    if z in _OF_RATIONAL_ANGLES:
        return "pi"
    return f"asin({surd(z)})" if z > 0 else f"asinh({surd(-z)})"


def _gauss(upper: list[Fraction], lower: list[Fraction], z: Fraction) -> Iterator[str]:
    """₂F₁: elliptic integrals, and Γ at 1 (Gauss), at 1/2 (Gauss, Bailey) and at −1 (Kummer)."""
    a, b = upper
    others = list(lower)
    others.remove(Fraction(1))
    c = others[0]
    if z == 1:
        yield gamma_quotient([c, c - a - b], [c - a, c - b])
        return
    if z == _HALF:
        for shift in (0, _HALF):
            yield f"sqrt(pi)*{gamma_quotient([c], [(a + 1) / 2 + shift, (b + 1) / 2 + shift])}"
            yield f"2^({-c})*sqrt(pi)*{gamma_quotient([c], [(c + a) / 2 + shift, (1 + c - a) / 2 + shift])}"
    if z == -1:
        for shift in (0, _HALF):
            yield gamma_quotient([1 + a - b, 1 + a / 2 + shift], [1 + a, 1 + a / 2 - b + shift])
            yield f"2^({-a})*sqrt(pi)*{gamma_quotient([1 + a - b], [1 + a / 2 - b + shift, (1 + a) / 2 + shift])}"
    if a == b == _HALF and c == 1 and z < 1:
        yield f"elliptic_k({z})/pi"
        yield f"elliptic_e({z})/pi"
    elif z < 1:
        yield gauss_series(a, b, c, z)
        yield gauss_series(a, b, c + 1, z)


def _circle_with_radicals(order: int, z: Fraction) -> Iterator[str]:
    """√d π^j, j = ⌊order/2⌋, d made of 2, 3 and the squarefree parts of z and 1 − z: series of Ramanujan's kind."""
    power = order // 2
    circle = "pi" if power == 1 else f"pi^{power}"
    parts = [2, 3] + [square_and_squarefree(abs(n))[1] for n in (z.numerator, z.denominator, (1 - z).numerator) if n]
    radicands = {
        square_and_squarefree(prod(chosen))[1]
        for size in range(1, len(parts) + 1)
        for chosen in combinations(parts, size)
    }
    for d in sorted(radicands - {1}):
        yield f"{circle}*sqrt({d})"


def _well_poised(upper: list[Fraction], lower: list[Fraction], z: Fraction) -> Iterator[str]:
    """Dixon's ₃F₂(1), the very well-poised ₄F₃(−1) and ₅F₄(1) (DLMF 16.4.4, 16.4.9), by classes of parameters."""
    if 1 not in lower or not 2 <= len(upper) <= 4:
        return
    rest = list(lower)
    rest.remove(Fraction(1))
    for a in dict.fromkeys(upper):
        others = list(upper)
        others.remove(a)
        if Counter(unit_class(a - u) for u in others) != Counter(rest):
            continue
        if len(others) == 2:
            b, c = others
            if z == -1:
                yield gamma_quotient([1 + a - b, 1 + a - c], [1 + a, 1 + a - b - c])
            else:
                for half in (a / 2, (a + 1) / 2):
                    yield gamma_quotient(
                        [1 + half, 1 + a - b, 1 + a - c, 1 + half - b - c],
                        [1 + a, 1 + half - b, 1 + half - c, 1 + a - b - c],
                    )
        elif len(others) == 3 and z == 1:
            b, c, d = others
            yield gamma_quotient(
                [1 + a - b, 1 + a - c, 1 + a - d, 1 + a - b - c - d],
                [1 + a, 1 + a - b - c, 1 + a - b - d, 1 + a - c - d],
            )


def _lattice(core: Iterable[Sequence[Fraction]]) -> Iterator[str]:
    denominators = {p.denominator for side in core for p in side}
    if denominators & {2, 4, 8}:
        yield from _LATTICES[4]
    if denominators & {3, 6, 12}:
        yield from _LATTICES[3]


def _quadratic_poles(term: TermFactors) -> Iterator[str]:
    """Simple poles at −h ± w, w² = d rational: π w cot πw and its relatives, for half-integers h tangents."""
    if abs(term.argument) != 1:
        return
    for pole, fold in product([p for p in term.poles if p.degree() == 2], (1, 2)):
        half = pole[1] / pole[2] / 2
        d = (half * half - pole[0] / pole[2]) * fold**2
        if (2 * half * fold).q != 1:
            continue
        size = abs(Fraction(str(d)))
        angle, outer = "pi" if size == 1 else f"{surd(size)}*pi", times(size, "pi")
        whole, hyperbolic = (half * fold).q == 1, "h" if d < 0 else ""
        if term.argument == 1:
            yield f"{outer}*{'cot' if whole else 'tan'}{hyperbolic}({angle})"
        if term.argument == -1 or fold > 1:
            yield f"{outer}/{'sin' if whole else 'cos'}{hyperbolic}({angle})"
