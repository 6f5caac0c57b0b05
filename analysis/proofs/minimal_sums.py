"""The end of a chain at a minimal solution that is a sum S(m) = Σ F(m, k), k ≥ 0: the value is an image of S(m)/S(m−1).

`telescoping` proves c₀(m) S(m) + c₁(m) S(m−1) + c₂(m) S(m−2) = 0. With m = n + shift, a = −c₁, b = −c₂(m) c₀(m−1)
this is the recurrence of PCF(a, b) for u(n) = S(m) Π c₀, n ≥ 1, b and c₀ having no zero. From some n on let `cone` show
q(n)/q(n−1) ≥ r(n) > 0, and

    0 < F(m, k)/F(m−1, k) ≤ ρ,   F(m, k+1)/F(m, k) > 0 for all k ≥ 0,   ρ |c₀(m)| ≤ θ r(n),   θ < 1,

by coefficients of one sign, and F(m, 0) be a number other than 0. Then 0 < |u(n)| ≤ C θⁿ |q(n)|, so u is no multiple of
q, and u = A p + B q with A ≠ 0 shows that p/q tends to −B/A = a(0) − u(0)/u(−1). Where F is the term of a ₃F₂ at 1 in
k, both sums have their names.
"""

from collections.abc import Mapping
from fractions import Fraction

from analysis.proofs.bivariate import Bi, add, at_n, keeps_sign, multiply, scale, shift
from analysis.proofs.boundaries import Summand
from analysis.proofs.cone import LATEST_START, proved
from analysis.proofs.polynomials import (
    along,
    leading_sign,
    minus,
    negative,
    never_zero,
    not_negative,
    times,
    value,
)
from analysis.proofs.reading import Mobius, Poly, Rejected, fraction, integer, items, members, polynomial
from analysis.proofs.telescoping import over_common, prove, read_certificate, read_summand

LATEST_SHIFT = 200
_MOST_POWERS = 12  # of 1 + n + k that may make coefficients ≥ 0 (Pólya)


def minimal_sum(a: Poly, b: Poly, end: Mapping[str, object]) -> tuple[Mobius, str]:
    """The map from the quotient of two ₃F₂ at 1, and that quotient as text."""
    keys = ("summand", "recurrence", "certificate", "shift", "from", "lower", "upper", "ratio", "share")
    members(end, ("kind", *keys))
    f, s = read_summand(end["summand"]), integer(end["shift"], 1, LATEST_SHIFT)
    c0, c1, c2 = (polynomial(one) for one in items(end["recurrence"], 3, 3))
    stated = prove(f, (0, 0), None, (c0, c1, c2), read_certificate(end["certificate"]))
    if stated.extra or stated.first > s + 1:
        raise Rejected(f"the recurrence of the sum has an extra term, or holds from {stated.first} on only")
    size = along(c0, 1, s)
    if a != negative(along(c1, 1, s)) or b != negative(times(along(c2, 1, s), along(c0, 1, s - 1))):
        raise Rejected("the recurrence of the sum is that of another fraction")
    if not never_zero(b, 1) or not never_zero(size, 0):
        raise Rejected("the solution is not shown to go on")
    start = integer(end["from"], 1, LATEST_START)
    (r1, r2), upper = ([polynomial(one) for one in items(end[key], 2, 2)] for key in ("lower", "upper"))
    proved(a, b, start, (r1, r2), (upper[0], upper[1]))
    rho, theta = fraction(end["ratio"]), fraction(end["share"])
    x, y = rho * theta.denominator, theta.numerator
    room = minus(times((y * x.denominator,), r1), times((x.numerator * leading_sign(size),), times(size, r2)))
    if not 0 < theta < 1 or rho <= 0 or not not_negative(room, start):
        raise Rejected("the sum is not shown to grow more slowly than the denominators")
    _check_terms(f, s + start, rho)
    factor, name = _quotient(f, s)
    factor *= value(c0, s)
    return (-factor.numerator, value(a, 0) * factor.denominator, 0, factor.denominator), name


def _check_terms(f: Summand, start: int, rho: Fraction) -> None:
    """Whether all F(m, k), m ≥ start − 1, have one sign, and |F(m, k)| ≤ ρ |F(m − 1, k)| for m ≥ start."""
    before, here, ahead = (shift(one, start, 0) for one in over_common(f, [(-1, 0), (0, 0), (0, 1)], 1))
    _first(f, start - 1)
    sign = _sign(before)
    if not sign or {_sign(here), _sign(ahead)} != {sign}:
        raise Rejected("the terms are not shown to have one sign")
    if _sign(add(scale(before, rho.numerator), scale(here, -rho.denominator))) != sign:
        raise Rejected("the terms are not shown to fall so fast")


def _sign(p: Bi) -> int:
    """The one sign of p for all n, k ≥ 0; 0 where it is not seen."""
    for _ in range(_MOST_POWERS):
        if keeps_sign(p):
            return 1 if p[0, 0] > 0 else -1
        p = multiply(p, {(0, 0): 1, (1, 0): 1, (0, 1): 1})
    return 0


def _quotient(f: Summand, m: int) -> tuple[Fraction, str]:
    """F(m, 0)/F(m − 1, 0), and the quotient of the two ₃F₂."""
    return _first(f, m) / _first(f, m - 1), f"{_series(f, m)}/{_series(f, m - 1)}"


def _first(f: Summand, m: int) -> Fraction:
    """F(m, 0)."""
    try:
        found = f.value(m, 0)
    except ZeroDivisionError:
        raise Rejected("the first term of the sum is not finite") from None
    if not found:
        raise Rejected("the first term of the sum is 0")
    return found


def _series(f: Summand, m: int) -> str:
    """Σ F(m, k)/F(m, 0)."""
    sides: dict[int, list[Fraction]] = {1: [], -1: []}
    ratio = f.y
    for atom in f.atoms:
        if atom.beta not in (0, 1) or (atom.beta and abs(atom.e) > 3):
            raise Rejected("the terms are not those of a series 3F2")
        if atom.beta:
            sides[1 if atom.e > 0 else -1] += [Fraction(atom.u, atom.v) + atom.alpha * m + atom.gamma] * abs(atom.e)
            ratio *= Fraction(atom.v) ** atom.e
    upper, lower = sides[1], sides[-1]
    if any(len(at_n(one, m)) > 1 for one in (f.top, *f.bottom)) or ratio != 1 or Fraction(1) not in lower:
        raise Rejected("the terms are not those of a series 3F2 at 1")
    lower.remove(Fraction(1))
    if (len(upper), len(lower)) != (3, 2):
        raise Rejected("the terms are not those of a series 3F2")
    return f"hyp3f2({','.join(map(str, (*sorted(upper), *sorted(lower))))},1)"
