"""Recurrences of sums as trees: coefficients in factors, S(n − i), and on the right what the ends of the range add."""

from collections.abc import Sequence
from fractions import Fraction

from analysis.exact.polynomials import Polynomial
from analysis.notation.expressions import expression
from analysis.notation.formulas import N, polynomial, signed_sum
from analysis.notation.tree import EQUALS, MINUS, Fence, Number, Power, Quotient, Symbol, Tree, row
from analysis.proofs.boundaries import NTerm

_SUM, _FACTORIAL = Symbol("S"), Symbol("!")


def sum_recurrence(coefficients: Sequence[Polynomial], extra: Sequence[NTerm] = ()) -> Tree:
    """c₀(n) S(n) + … + c_r(n) S(n − r) = the extra terms.

    >>> from analysis.exact.polynomials import parse_polynomial
    >>> from analysis.notation.unicode import unicode
    >>> given = [parse_polynomial(text) for text in ("n^2", "-7n^2+7n-2", "-8n^2+16n-8")]
    >>> print(unicode(sum_recurrence(given)))
    n² S(n) − (7n² − 7n + 2) S(n − 1) − 8(n − 1)² S(n − 2) = 0
    """
    left = []
    for i, c in enumerate(coefficients):
        if c:
            negative, factors = _factors(c)
            left.append((negative, row(*factors, row(_SUM, Fence(row(N, MINUS, Number(str(i))) if i else N)))))
    return row(signed_sum(left), EQUALS, extra_terms(extra))


def extra_terms(extra: Sequence[NTerm]) -> Tree:
    """Their sum, positive ones first.

    >>> from analysis.notation.unicode import unicode
    >>> unicode(extra_terms([NTerm(((1, 1, 1, -2), (1, 1, 2, 1)), Fraction(1, 4), (1, 2), (1,))]))
    '(2n + 1)(1/4)ⁿ(2n)!/n!²'
    """
    return signed_sum(sorted((_term(term) for term in extra), key=lambda one: one[0]))


def _factors(p: Polynomial) -> tuple[bool, list[Tree]]:
    """Whether the sign is a minus, and the factors of ±p; none of 1."""
    content, found = p.flint.factor()
    size = abs(int(content))
    parts = sorted(((Polynomial.from_flint(f), int(e)) for f, e in found), key=_shortest)
    bases = [(N if f.coefficients == (0, 1) else Fence(polynomial(f)), e) for f, e in parts]
    return content < 0, [Number(str(size))] * (size != 1) + [_raised(base, e) for base, e in bases]


def _shortest(part: tuple[Polynomial, int]) -> tuple[int, int, str]:
    return part[0].degree, len(str(part[0])), str(part[0])


def _raised(base: Tree, exponent: int) -> Tree:
    return base if exponent == 1 else Power(base, Number(str(exponent)))


def _term(term: NTerm) -> tuple[bool, Tree]:
    """An extra term: base^n top/bottom and rising factorials, those of (1)ₘ as m!."""
    (minus, above), (turned, below) = (_factors(Polynomial(side)) for side in (term.top, term.bottom))
    if term.power != 1:
        above.append(Power(_number(term.power), N))
    for u, v, slope, e in term.rising:
        side, length = (above if e > 0 else below), polynomial(Polynomial.of([0, slope]))
        if u == v == 1:
            side.append(row(N if slope == 1 else Fence(length), _raised(_FACTORIAL, abs(e))))
            continue
        side.append(_raised(expression(f"rf({Fraction(u, v)}, {slope}*n)"), abs(e)))
    top = row(*above) if above else Number("1")
    return minus != turned, Quotient(top, row(*below)) if below else top


def _number(value: Fraction) -> Tree:
    shown = expression(str(value))
    return shown if value.denominator == 1 and value > 0 else Fence(shown)
