"""Quotients of contiguous hypergeometric functions, as ball and as sympy text.

₂F₁, ₁F₁ and ₀F₁ are taken as they are (their lower parameters are never 0, −1, −2, …), U is Tricomi's function.
Values come from Arb (Johansson, "Computing hypergeometric functions rigorously", ACM TOMS 45 (2019)).
"""

from dataclasses import dataclass
from typing import Literal

from flint import acb

from analysis.exact.surds import SurdSum
from analysis.proofs.certificate import Function

Kind = Literal["2F1", "1F1", "0F1", "U"]


@dataclass(frozen=True)
class Hypergeometric:
    """One function value: `upper` and `lower` parameters (for U(a, b, x): upper (a,), lower (b,)) and the argument.

    >>> from fractions import Fraction
    >>> half = SurdSum.of(Fraction(1, 2))
    >>> f = Hypergeometric("2F1", (half, half), (half + 1,), SurdSum.of(Fraction(1, 4)))
    >>> f.sympy()
    'hyper((1/2, 1/2), (3/2,), 1/4)'
    >>> abs(f.ball() - acb.pi() / 3) < 1e-10
    True
    """

    kind: Kind
    upper: tuple[SurdSum, ...]
    lower: tuple[SurdSum, ...]
    argument: SurdSum

    @property
    def parameters(self) -> Function:
        """Its parameters as a certificate has them."""
        return {"upper": [*map(str, self.upper)], "lower": [*map(str, self.lower)]}

    def ball(self) -> acb:
        """The value at the current precision."""
        z = self.argument.ball()
        upper, lower = [p.ball() for p in self.upper], [p.ball() for p in self.lower]
        if self.kind == "0F1":
            return z.hypgeom_0f1(lower[0])
        if self.kind == "1F1":
            return z.hypgeom_1f1(upper[0], lower[0])
        if self.kind == "U":
            return z.hypgeom_u(upper[0], lower[0])
        (a, b), (c,) = self.upper, self.lower
        return z.hypgeom_2f1(
            *upper,
            *lower,
            ab=(a - b).is_integer,
            ac=(a - c).is_integer,
            bc=(b - c).is_integer,
            abc=(a + b - c).is_integer,
        )

    def sympy(self) -> str:
        """Text that sympy parses; U, which sympy has no name for, as Meijer's G-function (DLMF 13.16.1)."""
        if self.kind == "U":
            (a,), (b,) = self.upper, self.lower
            integral = f"meijerg([[{-a + 1}], []], [[0, {-b + 1}], []], {self.argument})"
            return f"{integral}/(gamma({a})*gamma({a - b + 1}))"
        upper = "".join(f"{p}, " for p in self.upper)
        upper = upper[:-1] if len(self.upper) == 1 else upper[:-2]
        return f"hyper(({upper}), ({self.lower[0]},), {self.argument})"


def mobius_text(p: int, q: int, r: int, s: int, inner: str) -> str:
    """(p x + q)/(r x + s) as text that sympy parses, x = `inner`, a text that binds like a sum.

    >>> mobius_text(0, 81, 1, 9, "hyper((1,), (2,), 1)")
    '81/(hyper((1,), (2,), 1) + 9)'
    """
    top, bottom = _linear(p, q, inner), _linear(r, s, inner)
    if bottom == "1":
        return top
    return f"{f'({top})' if p else top}/({bottom})"


def _linear(p: int, q: int, inner: str) -> str:
    if p == 0:
        return str(q)
    if p == 1:
        text = inner
    else:
        text = f"{p}*({inner})" if p != -1 else f"-({inner})"
    return text if q == 0 else f"{text} {'+' if q > 0 else '-'} {abs(q)}"
