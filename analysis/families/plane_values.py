"""V(k, m) in closed form from V(0, m), with both parameters as symbols: the forms of `parameter_values` along k.

For some m the system V(k+1, m) = T(k, m) V(k, m) is solved along k; the hypergeometric solutions are interpolated in m
and must satisfy T(k, m) y(k) = y(k+1) as polynomials in k and m. Nothing is telescoped, so what is a rational function
for some m only is written with rising factorials.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq, fmpq_poly, fmpz_mpoly, fmpz_mpoly_ctx

from analysis.exact.mobius import Mobius
from analysis.exact.printing import polynomial_in
from analysis.exact.rational_functions import RationalFunction, variable
from analysis.exact.rationals import fraction, integers
from analysis.families.difference_systems import Solution, hypergeometric_solutions
from analysis.families.interpolation import Coefficients, projective_fit_at
from analysis.families.terms import polynomial_text

SAMPLES = range(3, 15)  # of m: small ones may be special, and solutions of degree ≤ 8 in m are enough
HIGHEST_DEGREE = 8
_NAMES = ("k", "m")
_CONTEXT = fmpz_mpoly_ctx.get(_NAMES, "lex")
_K, _M = _CONTEXT.gens()

Function = RationalFunction


@dataclass(frozen=True)
class PlaneValue:
    """V(k, m) = (x t h + u)/(z t h + w), or (x (t + σ) + u h)/(z (t + σ) + w h) where there is a summand f.

    x, u, z, w in `matrix`; `ratio` is h(k+1)/h(k), h(0) = 1; all are functions of k and m. σ(k) = Σ f(j) h(j), j < k,
    and t is (w V(0, m) − u)/(x − z V(0, m)) at k = 0.
    """

    matrix: tuple[Function, Function, Function, Function]
    ratio: Function
    summand: Function | None

    def from_first(self, k: int, m: int) -> Mobius:
        """The exact map from V(0, m) to V(k, m)."""
        h, total = Fraction(1), Fraction(0)
        for j in range(k):
            if self.summand is not None:
                total += _at(self.summand, j, m) * h
            h *= _at(self.ratio, j, m)
        first, last = ([_at(entry, i, m) for entry in self.matrix] for i in (0, k))
        x, u, z, w = last
        image = (x * h, u, z * h, w) if self.summand is None else (x, x * total + u * h, z, z * total + w * h)
        return Mobius(*integers(image)) @ Mobius(*integers(first)).inverse()

    def to_t(self) -> tuple[str, str, str, str] | None:
        """p, q, r, s in m with t = (p V(0, m) + q)/(r V(0, m) + s), as text; None where they are no polynomials."""
        x, u, z, w = (entry.substitute({"k": 0}) for entry in self.matrix)
        entries = [w, -u, -z, x]
        if not all(entry.is_polynomial for entry in entries):
            return None
        first = next(entry for entry in entries if entry)
        if int(first.top.leading_coefficient()) < 0:
            entries = [-entry for entry in entries]
        p, q, r, s = (entry.text() for entry in entries)
        return p, q, r, s

    def texts(self) -> dict[str, str] | None:
        """x, u, z, w, h, and f and h(j) where there is a sum, as text that sympy parses.

        None where h has other factors than linear ones, or one that vanishes at a whole point k, m ≥ 0.
        """
        h, within = (_written(self.ratio, name) for name in "kj")
        if h is None or within is None or not all(entry.is_polynomial for entry in self.matrix):
            return None
        found = {name: entry.text() for name, entry in zip("xuzw", self.matrix, strict=True)} | {"h": h}
        return found if self.summand is None else found | {"f": _in_j(self.summand), "h(j)": within}


def plane_value(step: Sequence[Coefficients]) -> PlaneValue | None:
    """The closed form along k from P, Q, R, S in k and m; None where none is found.

    >>> one = {(0, 0): 1}
    >>> found = plane_value(({(1, 0): 1, (0, 1): 1, (0, 0): 1}, {}, one, {(0, 0): -1}))
    >>> found.texts()["h"], found.texts()["f"]
    ('(-1)**k/rf(m + 1, k)', '-1/(j + m + 1)')
    """
    p, q, r, s = (_CONTEXT.from_dict(dict(entry)) for entry in step)
    system = s, -q, -r, p
    rows = [hypergeometric_solutions(_along(system, m)) for m in SAMPLES]
    solutions = [found for i in range(min(map(len, rows))) if (found := _fitted([row[i] for row in rows])) is not None]
    known = [one for one in solutions if one.solves(system)]
    if not known:
        return None
    one = known[0]
    if len(known) > 1:
        two = known[1]
        return PlaneValue((one.x, two.x, one.z, two.z), one.ratio / two.ratio, None)
    a, b, c, d = (_function(entry) for entry in system)
    x1, z1 = (entry.substitute({"k": variable("k", _NAMES) + 1}) for entry in (one.x, one.z))
    zero, unit = (Function.constant(value, _NAMES) for value in (0, 1))
    if one.x and (not one.z or len(str(one.x)) <= len(str(one.z))):
        slope = b / x1
        second, rest = d - slope * z1, (zero, unit)
    else:
        slope = c / z1
        second, rest = a - slope * x1, (unit, zero)
    return PlaneValue((one.x, rest[0], one.z, rest[1]), second / one.ratio, slope / one.ratio)


@dataclass(frozen=True)
class _Symbolic:
    """h(k) (x, z) with functions of k and m."""

    ratio: Function
    x: Function
    z: Function

    def solves(self, system: Sequence[fmpz_mpoly]) -> bool:
        a, b, c, d = (_function(entry) for entry in system)
        x1, z1 = (entry.substitute({"k": variable("k", _NAMES) + 1}) for entry in (self.x, self.z))
        return a * self.x + b * self.z == self.ratio * x1 and c * self.x + d * self.z == self.ratio * z1


def _along(system: Sequence[fmpz_mpoly], m: int) -> tuple[fmpq_poly, fmpq_poly, fmpq_poly, fmpq_poly]:
    found = []
    for entry in system:
        coefficients: dict[int, int] = {}
        for (i, j), c in entry.to_dict().items():
            coefficients[int(i)] = coefficients.get(int(i), 0) + int(c) * m ** int(j)
        found.append(fmpq_poly([coefficients.get(i, 0) for i in range(max(coefficients, default=0) + 1)]))
    return found[0], found[1], found[2], found[3]


def _fitted(samples: Sequence[Solution]) -> _Symbolic | None:
    """Solutions of the commonest shape, interpolated in m."""
    shapes = [tuple(part.degree() for part in _parts(one)) for one in samples]
    shape, count = Counter(shapes).most_common(1)[0]
    if count < len(samples) - 3:
        return None
    kept = [(m, one) for m, one, own in zip(SAMPLES, samples, shapes, strict=True) if own == shape]
    top, bottom = _interpolated([(m, (one.ratio.top, one.ratio.bottom)) for m, one in kept]) or (None, None)
    x, z = _interpolated([(m, (one.x, one.z)) for m, one in kept]) or (None, None)
    if top is None or bottom is None or x is None or z is None:
        return None
    return _Symbolic(top / bottom, x, z)


def _parts(one: Solution) -> tuple[fmpq_poly, fmpq_poly, fmpq_poly, fmpq_poly]:
    return one.ratio.top, one.ratio.bottom, one.x, one.z


def _interpolated(samples: Sequence[tuple[int, tuple[fmpq_poly, fmpq_poly]]]) -> list[Function] | None:
    """Two polynomials in k up to a common factor, given for some m."""
    widths = [samples[0][1][i].degree() + 1 for i in range(2)]
    vectors = []
    for _, pair in samples:
        vectors.append(integers(fraction(fmpq(pair[i][j])) for i in range(2) for j in range(widths[i])))
    fitted = projective_fit_at([(m, 0) for m, _ in samples], vectors, HIGHEST_DEGREE)
    if fitted is None:
        return None
    rest = iter(fitted)
    found = []
    for width in widths:
        terms = {(i, int(j)): c for i in range(width) for (j, _), c in next(rest).items()}
        found.append(_function(_CONTEXT.from_dict(terms)))
    return found


def _function(polynomial: fmpz_mpoly) -> Function:
    return Function.of(polynomial, _CONTEXT.constant(1))


def _at(function: Function, k: int, m: int) -> Fraction:
    found = function.substitute({"k": k, "m": m})
    return Fraction(int(found.top.leading_coefficient()) if found else 0, int(found.bottom.leading_coefficient()))


def _in_j(function: Function) -> str:
    top, bottom = (polynomial_in(part, ("j", "m")) for part in (function.top, function.bottom))
    if bottom == "1":
        return top
    return f"{f'({top})' if ' ' in top else top}/({bottom})"


def _written(ratio: Function, k: str) -> str | None:
    """The term with this ratio and the value 1 at k = 0, as text; None for other factors than linear ones."""
    sides: list[list[str]] = []
    base = Fraction(1)
    for sign, side in ((1, ratio.top), (-1, ratio.bottom)):
        content, factors = side.factor()
        base *= Fraction(int(content)) ** sign
        texts = []
        for factor, multiplicity in factors:
            linear = _linear(factor.to_dict())
            if linear is None:
                return None
            c1, c2, c3 = linear
            text = f"({polynomial_text(fmpq_poly([c3, c2]), 'm')})**{k}"
            if c1:
                base *= Fraction(c1) ** (sign * int(multiplicity))
                text = f"rf({polynomial_text(fmpq_poly([fmpq(c3, c1), fmpq(c2, c1)]), 'm')}, {k})"
            texts.append(text if multiplicity == 1 else f"{text}**{int(multiplicity)}")
        sides.append(sorted(texts))
    if base != 1:
        number = str(base) if base.denominator == 1 else f"Rational({base.numerator}, {base.denominator})"
        sides[0].insert(0, f"{f'({number})' if base < 0 else number}**{k}")
    top, bottom = ("*".join(side) for side in sides)
    return (top or "1") + (f"/({bottom})" if len(sides[1]) > 1 else f"/{bottom}" if bottom else "")


def _linear(terms: Mapping[tuple[int, ...], int]) -> tuple[int, int, int] | None:
    """c₁ k + c₂ m + c₃ that does not vanish at whole k, m ≥ 0, as far as signs and divisibility tell."""
    known = {(1, 0), (0, 1), (0, 0)}
    if not {(int(i), int(j)) for i, j in terms} <= known:
        return None
    whole = {(int(i), int(j)): int(c) for (i, j), c in terms.items()}
    c1, c2, c3 = (whole.get(powers, 0) for powers in ((1, 0), (0, 1), (0, 0)))
    same = (c1 >= 0 and c2 >= 0 and c3 > 0) or (c1 <= 0 and c2 <= 0 and c3 < 0)
    steps = [abs(c) for c in (c1, c2) if c]
    divided = bool(steps) and min(steps) > 1 and all(c % min(steps) == 0 for c in steps) and c3 % min(steps) != 0
    return (c1, c2, c3) if same or divided else None
