"""A series that is a combination of others with proved sums, and of a part that telescopes.

    t(m) = Σ cᵢ eᵢ(m) + y(m+1) t(m+1) − y(m) t(m),  eᵢ(m) = vᵢ(m) t(m):  Σ t = Σ cᵢ Σ eᵢ − y(0) t(0)

where y(m) t(m) → 0, with rational functions vᵢ and y. Each eᵢ is the series of a fraction with a certificate of its
own, whose value is a Möbius image of the sum and of a constant Cᵢ; so Σ eᵢ is one of Cᵢ. With a single source that is
the answer; of several each has to be u Cᵢ + v, where Cᵢ may be a sum of constants, and images of √d are made so.
"""

from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from math import lcm

from analysis.proofs.polynomials import along, at_infinity, multiplied, never_zero, plus, quotient, times, value
from analysis.proofs.rational_sums import combined
from analysis.proofs.reading import Mobius, Poly, Rejected, fraction, items, members

MOST_SOURCES = 6

Quotient = tuple[Poly, Poly]
Source = tuple[Fraction, Quotient, Mobius, str]
"""e(0), e(m+1)/e(m), and the map from the constant of this name to the sum."""


def combination(
    claim: object, first: Fraction, ratio: Quotient, source: Callable[[object], Source]
) -> tuple[Mobius, str]:
    """The map from a constant to Σ t(m) over m ≥ 0, t(0) = first, t(m+1)/t(m) = `ratio`, and its name.

    `source` proves the sum of another series.
    """
    found = members(claim, ("telescoped", "sources"))
    y = quotient(found["telescoped"])
    if not _tends_to_0(ratio, y):
        raise Rejected("the part that telescopes is not shown to tend to 0")
    left: Quotient = ((1,), (1,))
    sums: list[tuple[Fraction, Mobius, str]] = []
    rest = -Fraction(value(y[0], 0), value(y[1], 0)) * first
    for claimed in items(found["sources"], 1, MOST_SOURCES):
        one = members(claimed, ("multiple", "weight", "series"))
        c, v = fraction(one["multiple"]), quotient(one["weight"])
        e_first, e_ratio, mobius, name = source(one["series"])
        _check_weight(v, (first, ratio), (e_first, e_ratio))
        left = _plus(left, (times((-c.numerator,), v[0]), times((c.denominator,), v[1])))
        sums.append((c, mobius, name))
    ahead = along(y[0], 1, 1), along(y[1], 1, 1)
    right = _plus((times(ratio[0], ahead[0]), times(ratio[1], ahead[1])), (times((-1,), y[0]), y[1]))
    if times(left[0], right[1]) != times(right[0], left[1]):
        raise Rejected("the terms are not this combination")
    if len(sums) == 1 and sums[0][0] and sums[0][2] != "1":
        ((c, mobius, name),) = sums
        return multiplied(_affine(c, rest), mobius), name
    return _added(sums, rest)


def _added(sums: list[tuple[Fraction, Mobius, str]], rest: Fraction) -> tuple[Mobius, str]:
    """The map to Σ c (the image of the constant) + rest."""
    total: defaultdict[str, Fraction] = defaultdict(Fraction)
    for c, mobius, name in sums:
        factor, more = _linear(mobius, name)
        rest += c * more
        for k, term in _terms(name) if factor else ():
            total[term] += c * factor * k
    name, factor, rest = combined([(c, name) for name, c in total.items() if c], rest)
    return _affine(factor, rest) if factor else (rest.numerator, 0, 0, rest.denominator), name


def _affine(factor: Fraction, rest: Fraction) -> Mobius:
    k = lcm(factor.denominator, rest.denominator)
    return int(factor * k), int(rest * k), 0, k


def _linear(mobius: Mobius, name: str) -> tuple[Fraction, Fraction]:
    """(u, v) where the sum is u C + v."""
    p, q, r, s = mobius
    root = name.removeprefix("sqrt(").removesuffix(")")
    if name == "1" and r + s:
        return Fraction(0), Fraction(p + q, r + s)
    if r and name == f"sqrt({root})" and root.isdecimal() and (norm := r * r * int(root) - s * s):
        return Fraction(q * r - p * s, norm), Fraction(p * r * int(root) - q * s, norm)
    if r or not s:
        raise Rejected(f"the sum of a source is no multiple of a constant and a rational number: {name}")
    return Fraction(p, s), Fraction(q, s)


def _terms(name: str) -> list[tuple[int, str]]:
    """The terms of a sum of integer multiples of constants; Rejected where a name is spelt in another way.

    >>> _terms("pi^2-8*catalan"), _terms("sqrt(11)*log(6/5 + sqrt(11)/5)")
    ([(1, 'pi^2'), (-8, 'catalan')], [(1, 'sqrt(11)*log(6/5 + sqrt(11)/5)')])
    """
    found, depth, sign = [""], 0, [1]
    for i, c in enumerate(name):
        depth += (c == "(") - (c == ")")
        if c in "+-" and not depth:
            if i and not name[i - 1].isalnum() and name[i - 1] != ")":
                raise Rejected(f"a constant that is not spelt as a sum of products: {name}")
            found, sign = [*found, ""], [*sign, -1 if c == "-" else 1]
        else:
            found[-1] += c
    parts = [(k, *term.partition("*")) for k, term in zip(sign, found, strict=True) if term]
    if any(not (rest or head[0].isalpha()) or " " in head.split("(")[0] for _, head, _, rest in parts):
        raise Rejected(f"a constant that is not spelt as a sum of products: {name}")
    return [(k * int(head), rest) if head.isdecimal() else (k, head + times_ + rest) for k, head, times_, rest in parts]


def _check_weight(v: Quotient, t: tuple[Fraction, Quotient], e: tuple[Fraction, Quotient]) -> None:
    """Whether e(m) = v(m) t(m) for all m ≥ 0."""
    (first, (top, bottom)), (e_first, (above, below)) = t, e
    if not never_zero(v[0], 0) or e_first * value(v[1], 0) != first * value(v[0], 0):
        raise Rejected("the first term of a source is another")
    ahead = along(v[0], 1, 1), along(v[1], 1, 1)
    if times(times(ahead[0], top), times(v[1], below)) != times(times(v[0], bottom), times(ahead[1], above)):
        raise Rejected("the terms of a source are others")


def _tends_to_0(ratio: Quotient, y: Quotient) -> bool:
    """Whether y(m) t(m) → 0, for terms of this ratio."""
    degree, limit, fall = at_infinity(*ratio)
    if degree < 0 or (degree == 0 and abs(limit) < 1):
        return True
    return degree == 0 and abs(limit) == 1 and len(y[0]) - len(y[1]) < fall


def _plus(left: Quotient, right: Quotient) -> Quotient:
    return plus(times(left[0], right[1]), times(right[0], left[1])), times(left[1], right[1])
