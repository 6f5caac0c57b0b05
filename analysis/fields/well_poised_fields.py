"""The field of well-poised series, and that of their Taylor coefficients: accelerations of Σ 1/k³ and Σ 1/k⁵.

Ω(a; b, c, d, e) = Σ (a + 2k) Π (x)ₖ/(1 + a − x)ₖ over x = b, c, d, e, with a = 2s and b = s + β, …: rows (Ω, 1) go one
step along an axis by [[f, 0], [g, 1]]. Shifting k gives Ω = a + Π x/(1 + a − x) Ω(s + 1). For β:
Π (x + k) − Π (a − x + k) is (a + 2k)(A k(k + a) + B) with A = b + c + d + e − 2a and a B = Π x − Π (a − x), so that
Σ t(k) (A k(k + a) + B) telescopes to −Π (a − x), and t(k) at b + 1 is t(k) (1 + k(k + a)/(b (a − b))) (Abel's lemma; so
W. Chu and W. Zhang, Math. Comp. 83 (2014), accelerate Dougall's sum).
"""

from collections.abc import Sequence

from flint import fmpz_mpoly

from analysis.exact.rational_functions import RationalFunction, variable
from analysis.fields.matrix_fields import STEP_NAME, Matrix, MatrixField

_SQUARED = "z"  # of the displacement of d and e
Affine = tuple[RationalFunction, RationalFunction]  # f, g


def dougall_field() -> MatrixField:
    """The field of Ω in s, β, γ, δ, ε; rows are (Ω, 1), so limits are −1/Ω.

    >>> dougall_field().violations()
    []
    """
    axes = ("s", "beta", "gamma", "delta", "epsilon")
    s, *rest = (variable(name, (*axes, STEP_NAME)) for name in axes)
    zero, one = s * 0, s * 0 + 1
    matrices: dict[str, Matrix] = {}
    for i, axis in enumerate(axes):
        f, g = _step(s, rest, i)
        matrices[axis] = ((f, zero), (g, one))
    return MatrixField("Dougall", axes, (), matrices, None, "well-poised contiguous relations, by Abel's lemma")


def second_jet_field() -> MatrixField:
    """The field of Ω₀, Ω₁ in s, β, γ, η, Ω = Ω₀ + Ω₁ z² + … at δ = η + z, ε = η − z: of ζ(3), ζ(5) from (1, 0, 0, 0).

    There Ω is Σ 2k (1 − z²)/(k² (k² − z²)) = 2 (1 − z²) (ζ(3) + ζ(5) z² + …). Coordinates are Ω₀/2, (Ω₀ + Ω₁)/2, 1, and
    the matrices inverse and transposed, so that the last column of a product goes to them.

    >>> second_jet_field().violations()
    []
    """
    axes = ("s", "beta", "gamma", "eta")
    s, beta, gamma, eta, z = (variable(name, (*axes, _SQUARED, STEP_NAME)) for name in (*axes, _SQUARED))
    rest = (beta, gamma, eta + z, eta - z)
    steps = {axis: _step(s, rest, i) for i, axis in enumerate(axes)}
    (f, g), (p, q) = steps["eta"], _step(s, (beta, gamma, eta + z + 1, eta - z), 4)
    steps["eta"] = f * p, g * p + q
    matrices = {axis: _of_jets(*map(_jet, step)) for axis, step in steps.items()}
    names = (*axes, STEP_NAME)
    lean = {
        axis: tuple(tuple(e.in_variables(names) for e in row) for row in matrix) for axis, matrix in matrices.items()
    }
    return MatrixField("zeta(5)", axes, (), lean, "zeta(5)", "Taylor coefficients of well-poised series")


def _step(s: RationalFunction, rest: Sequence[RationalFunction], axis: int) -> Affine:
    """f and g of one step: Ω f + g is Ω one step further, along s or the axis of that number."""
    a, one = s * 2, s * 0 + 1
    tops = [s + value for value in rest]
    above, opposite, below = one, one, one
    for x in tops:
        above, opposite, below = above * x, opposite * (a - x), below * (a - x + 1)
    if axis == 0:
        return below / above, -a * below / above
    x = tops[axis - 1]
    slope = tops[0] + tops[1] + tops[2] + tops[3] - a * 2
    scale = slope * x * (a - x)
    return one - (above - opposite) / a / scale, -opposite / scale


def _of_jets(f: Affine, g: Affine) -> Matrix:
    """The transposed inverse of [[f₀, f₁, 0], [0, f₀, 0], [g₀, g₁, 1]], in the coordinates of the field."""
    (f0, f1), (g0, g1) = f, g
    zero, one = f0 * 0, f0 * 0 + 1
    first, second = -g0 / f0, (g0 * f1 - g1 * f0) / (f0 * f0)
    return (
        (one / f0, zero, first / (one * 2)),
        (-f1 / (f0 * f0), one / f0, (first + second) / (one * 2)),
        (zero, zero, one),
    )


def _jet(function: RationalFunction) -> Affine:
    """The coefficients of z⁰ and z² of an even function."""
    (p0, p2), (q0, q2) = (_even_part(side) for side in (function.top, function.bottom))
    return RationalFunction.of(p0, q0), RationalFunction.of(p2 * q0 - p0 * q2, q0 * q0)


def _even_part(p: fmpz_mpoly) -> tuple[fmpz_mpoly, fmpz_mpoly]:
    context = p.context()
    place = context.names().index(_SQUARED)
    found: tuple[dict[tuple[int, ...], int], ...] = ({}, {})
    for exponents, coefficient in p.to_dict().items():
        power = int(exponents[place])
        if power in (0, 2):
            rest = tuple(0 if i == place else int(e) for i, e in enumerate(exponents))
            found[power // 2][rest] = int(coefficient)
    return context.from_dict(found[0]), context.from_dict(found[1])
