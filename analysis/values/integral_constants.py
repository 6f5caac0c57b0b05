"""Constants that a first-order factor of the generating function's differential operator leads to.

Where the operator of `generating_functions` has a solution xᵉ (1 − x/x₁)^… (1 − x/x₂)^… P(x) with the local exponents
that it allows, the limit is a quotient of integrals of such functions from 0 to x₁. By contiguity all of one class
(exponents modulo 1) are combinations of two, with rational coefficients where x₁ and x₂ are rational:

    ∫₀¹ t^α (1 − t)^β (1 − zt)^γ dt = Β(α + 1, β + 1) ₂F₁(−γ, α + 1; α + β + 2; z),  z = x₁/x₂

so the value is an image of ₂F₁(1, −γ; β + 2; z) for an integer α, of a quotient of two such functions for others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from analysis.constants.library import Constant, constant
from analysis.constants.spelling import gauss_series
from analysis.errors import InputError
from analysis.exact.quadratic import Quadratic
from analysis.exact.rationals import fraction
from analysis.formulas.pcf import PCF
from analysis.values.generating_functions import GeneratingFunction, generating_functions

_LARGEST_DENOMINATOR = 60  # of exponents
_MOST_CLASSES = 120  # of one formula


@dataclass(frozen=True)
class IntegralClass:
    """Exponents modulo 1 at 0, x₁ and x₂, and z = x₁/x₂."""

    alpha: Fraction
    beta: Fraction
    gamma: Fraction
    z: Quadratic

    @property
    def text(self) -> str | None:
        """The constant of the class; None where all integrals of it are rational or algebraic over their field."""
        alpha, beta = ((x % 1) - 1 if x % 1 else Fraction(0) for x in (self.alpha, self.beta))
        gamma, z = (self.gamma % 1) - 1, f"{self.z}"
        if alpha == beta == 0:
            return f"log({_one_minus(self.z)})" if gamma == -1 else f"({_one_minus(self.z)})^({1 + gamma})"
        if alpha == 0:
            rational = self.z.is_rational
            return gauss_series(1, -gamma, beta + 2, Fraction(z)) if rational else f"hyp2f1(1,{-gamma},{beta + 2},{z})"
        below = f"hyp2f1({-gamma},{alpha + 1},{alpha + beta + 2},{z})"
        if gamma == -1:
            return below
        if beta == 0:
            return f"{below}*({_one_minus(self.z)})^({-gamma})"
        return f"hyp2f1({-gamma},{alpha + 2},{alpha + beta + 3},{z})/{below}"


def _one_minus(z: Quadratic) -> str:
    return str(Quadratic.rational(1) - z)


@lru_cache(maxsize=256)
def integral_constants(pcf: PCF) -> tuple[Constant, ...]:
    """The candidates, most likely first.

    >>> [known.name for known in integral_constants(PCF.parse("n^2+4n+5", "2n^4+4n^3"))][:1]
    ['hyp2f1(1,1,4/3,1/3)']
    """
    found: dict[str, Constant] = {}
    for cls in _classes(pcf):
        text = cls.text
        if text is None or text in found or len(found) >= _MOST_CLASSES:
            continue
        try:
            found[text] = constant(text)
        except InputError:  # outside the library's bounds, or rational
            continue
    return tuple(found.values())


def _classes(pcf: PCF) -> Iterator[IntegralClass]:
    seen = set()
    for function in generating_functions(pcf):
        for one in _of_function(function):
            if one not in seen:
                seen.add(one)
                yield one


def _of_function(function: GeneratingFunction) -> Iterator[IntegralClass]:
    at = [_rational(exponent) for exponent in function.exponents]
    first, second = function.points
    if at[0] is None or at[1] is None:
        return
    betas, gammas = ((x % 1, -x % 1, Fraction(0)) for x in (at[0], at[1]))
    for alpha in _at_zero(function.at_zero):
        for beta in dict.fromkeys(betas):
            for gamma in dict.fromkeys(gammas):
                yield IntegralClass(alpha, beta, gamma, first / second)


def _at_zero(roots: tuple[Fraction, ...]) -> list[Fraction]:
    """Classes at 0: of the inverse of a solution, and of quotients of two."""
    apart = [x - y for x in roots for y in roots]
    return list(dict.fromkeys([Fraction(0), *(-x % 1 for x in roots), *(x % 1 for x in apart)]))


def _rational(x: Quadratic) -> Fraction | None:
    small = x.is_rational and x.x.q <= _LARGEST_DENOMINATOR
    return fraction(x.x) if small else None
