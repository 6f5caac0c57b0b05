"""The fields that come with the program: families with parameters, one field for each classical constant, and the
hypergeometric fields at any argument.

The hypergeometric matrices act on the row (F, ϑF), ϑ = z d/dz, of ₂F₁(a, b; c; z) or ₃F₂(a₁, a₂, a₃; b₁, b₂; 1):
F(a + 1) = F + ϑF/a, F(c − 1) = F + ϑF/(c − 1) (Gauss; DLMF 15.5, 16.3), with ϑ²F from the differential equation,
which at z = 1 loses its leading term for ₃F₂ and leaves rank 2; at other z it has rank 3.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache, partial

from analysis.constants.typed_names import normal_spelling
from analysis.errors import InputError, echo
from analysis.exact.rational_functions import RationalFunction, variable
from analysis.fields.conjugates import FAMILIES, conjugate_field, family
from analysis.fields.matrix_fields import STEP_NAME, Matrix, MatrixField, adjugate, times

MAX_NAME = 100  # characters
_CLASSICAL: dict[str, tuple[str, str, int, str]] = {  # name: f, f̄, b(0), constant
    "e": ("x+y+2", "-1", 0, "e"),
    "pi": ("2*x+2*y+3", "1-x+y", 0, "pi"),
    "log(2)": ("2*x+2*y+2", "1-x+y", 0, "log(2)"),
    "zeta(2)": ("x^2+2*x*y+2*y^2", "x^2-2*x*y+2*y^2", 0, "pi^2"),
    "zeta(3)": ("x^3+2*x^2*y+2*x*y^2+y^3", "-x^3+2*x^2*y-2*x*y^2+y^3", 0, "zeta(3)"),
    "catalan": ("4*x^2+4*x+5+8*x*y+12*y+8*y^2", "4*x^2-12*x+13-8*x*y+20*y+8*y^2", 1, "catalan"),
}


def built_in_field(name: str) -> MatrixField:
    """A field by its name, as people spell it; raises InputError for an unknown one.

    >>> built_in_field("log(2)").axes, built_in_field("ζ(3)").name, built_in_field("2f1").name
    (('x', 'y'), 'zeta(3)', '2F1')
    """
    makers = _makers()
    for spelled in (name, name.upper(), name.lower(), normal_spelling(name[:MAX_NAME])):
        if spelled in makers:
            return _made(spelled)
    near = get_close_matches(name.lower()[:MAX_NAME], makers, n=3)
    raise InputError(f"field {echo(name)}", ", ".join(makers), f"did you mean {' or '.join(near)}?" if near else "")


def names() -> list[str]:
    """The names of all built-in fields."""
    return list(_makers())


@lru_cache(maxsize=32)
def _made(name: str) -> MatrixField:
    return _makers()[name]()


def _makers() -> Mapping[str, Callable[[], MatrixField]]:
    return {
        **{name: partial(family, name) for name in FAMILIES},
        **{name: partial(_classical, name) for name in _CLASSICAL},
        "2F1": gauss_field,
        "1F1": kummer_field,
        "0F1": bessel_field,
        "U": tricomi_field,
        "D": parabolic_field,
        "3F2(1)": clausen_field,
        "3F2": clausen_field_of_argument,
        "Dougall": dougall_field,
    }


def _classical(name: str) -> MatrixField:
    f, f_bar, offset, constant = _CLASSICAL[name]
    return conjugate_field(f, f_bar, offset, name=name, constant=constant)


def gauss_field(z: Fraction | None = None) -> MatrixField:
    """The field of ₂F₁(a, b; c; z), its argument free or fixed.

    >>> gauss_field().violations()
    []
    """
    variables = ("a", "b", "c", "z", STEP_NAME)
    a, b, c, at = (variable(name, variables) for name in variables[:4])
    one = a * 0 + 1
    # ϑ²F = free · F + slope · ϑF
    free, slope = at * a * b / (one - at), (at * (a + b) - c + 1) / (one - at)
    found = MatrixField(
        "2F1",
        ("a", "b", "c"),
        ("z",),
        {"a": _raising(a, free, slope), "b": _raising(b, free, slope), "c": _raised_below(c, "c", free, slope)},
        None,
        "contiguous relations of Gauss",
    )
    return found if z is None else found.at(z=z)


def kummer_field() -> MatrixField:
    """The field of ₁F₁(a; b; x).

    >>> kummer_field().violations()
    []
    """
    a, b, x = (variable(name, ("a", "b", "x", STEP_NAME)) for name in ("a", "b", "x"))
    free, slope = x * a, x - b + 1
    matrices = {"a": _raising(a, free, slope), "b": _raised_below(b, "b", free, slope)}
    return MatrixField("1F1", ("a", "b"), ("x",), matrices, None, "contiguous relations of Kummer")


def bessel_field() -> MatrixField:
    """The field of ₀F₁(; b; x): one axis, on which every field is conservative."""
    b, x = (variable(name, ("b", "x", STEP_NAME)) for name in ("b", "x"))
    matrices = {"b": _raised_below(b, "b", x, b * -1 + 1)}
    return MatrixField("0F1", ("b",), ("x",), matrices, None, "contiguous relations of Lommel")


def tricomi_field() -> MatrixField:
    """The field of U(a, b, x): U(a + 1) = (U + ϑU/a)/(a − b + 1), U(b + 1) = U − ϑU/x (DLMF 13.3.22, 13.3.24).

    >>> tricomi_field().violations()
    []
    """
    a, b, x = (variable(name, ("a", "b", "x", STEP_NAME)) for name in ("a", "b", "x"))
    one, scale = a * 0 + 1, a - b + 1
    (p, q), (r, s) = _raising(a, x * a, x - b + 1)
    matrices = {"a": ((p / scale, q / scale), (r / scale, s / scale)), "b": ((one, -a), (-one / x, b / x))}
    return MatrixField("U", ("a", "b"), ("x",), matrices, None, "contiguous relations of Tricomi")


def parabolic_field() -> MatrixField:
    """The field of the parabolic cylinder functions D_ν(x), y = x²/2: rows (E_(ν−1), E_ν), E_ν = x^ν D_ν(x), one axis.

    D_(ν+1) = x D_ν − ν D_(ν−1) (DLMF 12.8.1). It is no line of the field of U: D_ν(x) is U(−ν/2, 1/2, y) up to an
    elementary factor, and ν + 1 changes −ν/2 by a half.
    """
    nu, y = (variable(name, ("nu", "y", STEP_NAME)) for name in ("nu", "y"))
    matrices = {"nu": ((nu * 0, y * nu * -2), (nu * 0 + 1, y * 2))}
    return MatrixField("D", ("nu",), ("y",), matrices, None, "recurrence of parabolic cylinder functions")


def clausen_field() -> MatrixField:
    """The field of ₃F₂(a₁, a₂, a₃; b₁, b₂; 1).

    >>> clausen_field().violations()
    []
    """
    axes = ("a1", "a2", "a3", "b1", "b2")
    variables = (*axes, STEP_NAME)
    a1, a2, a3, b1, b2 = (variable(name, variables) for name in axes)
    s = a1 + a2 + a3 - b1 - b2 + 2
    free = -(a1 * a2 * a3) / s
    slope = -(a1 * a2 + a1 * a3 + a2 * a3 - (b1 - 1) * (b2 - 1)) / s
    matrices = {name: _raising(variable(name, variables), free, slope) for name in axes[:3]}
    matrices |= {name: _raised_below(variable(name, variables), name, free, slope) for name in axes[3:]}
    return MatrixField("3F2(1)", axes, (), matrices, None, "contiguous relations at z = 1")


def clausen_field_of_argument() -> MatrixField:
    """The field of ₃F₂(a₁, a₂, a₃; b₁, b₂; z), of rank 3: rows (F, ϑF, ϑ²F), ϑ³F from the differential equation.

    >>> field = clausen_field_of_argument().at(z=-1)
    >>> field.rank, field.axes
    (3, ('a1', 'a2', 'a3', 'b1', 'b2'))
    """
    axes = ("a1", "a2", "a3", "b1", "b2")
    variables = (*axes, "z", STEP_NAME)
    a1, a2, a3, b1, b2, z = (variable(name, variables) for name in variables[:-1])
    zero, one = z * 0, z * 0 + 1
    third = (
        z * a1 * a2 * a3 / (one - z),
        (z * (a1 * a2 + a1 * a3 + a2 * a3) - (b1 - 1) * (b2 - 1)) / (one - z),
        (z * (a1 + a2 + a3) - b1 - b2 + 2) / (one - z),
    )
    derived = ((zero, zero, third[0]), (one, zero, third[1]), (zero, one, third[2]))
    matrices = {name: _one_plus(derived, variable(name, variables)) for name in axes[:3]}
    for name in axes[3:]:
        b = variable(name, variables)
        lowered = _one_plus(tuple(tuple(e.substitute({name: b + 1}) for e in row) for row in derived), b)
        cofactors = adjugate(lowered)
        determinant = times(lowered, cofactors)[0][0]
        matrices[name] = tuple(tuple(entry / determinant for entry in row) for row in cofactors)
    return MatrixField("3F2", axes, ("z",), matrices, None, "contiguous relations of Clausen's series")


def dougall_field() -> MatrixField:
    """The field of well-poised series Ω(a; b, c, d, e) = Σ (a + 2k) Π (x)ₖ/(1 + a − x)ₖ over x = b, c, d, e.

    With a = 2s and b = s + β, … its axes are s, β, γ, δ, ε; rows are (Ω, 1), so limits are −1/Ω. Shifting k gives
    Ω = a + Π x/(1 + a − x) Ω(s + 1). For β: Π (x + k) − Π (a − x + k) is (a + 2k)(A k(k + a) + B) with
    A = b + c + d + e − 2a and a B = Π x − Π (a − x), so that Σ t(k) (A k(k + a) + B) telescopes to −Π (a − x), and
    t(k) at b + 1 is t(k) (1 + k(k + a)/(b (a − b))) (Abel's lemma; so W. Chu and W. Zhang, Math. Comp. 83 (2014),
    accelerate Dougall's sum).

    >>> dougall_field().violations()
    []
    """
    axes = ("s", "beta", "gamma", "delta", "epsilon")
    variables = (*axes, STEP_NAME)
    s, *rest = (variable(name, variables) for name in axes)
    zero, one, a = s * 0, s * 0 + 1, s * 2
    tops = [s + value for value in rest]
    above, opposite, below = one, one, one
    for x in tops:
        above, opposite, below = above * x, opposite * (a - x), below * (a - x + 1)
    slope = tops[0] + tops[1] + tops[2] + tops[3] - a * 2
    free = (above - opposite) / a
    matrices: dict[str, Matrix] = {"s": ((below / above, zero), (-a * below / above, one))}
    for name, x in zip(axes[1:], tops, strict=True):
        scale = slope * x * (a - x)
        matrices[name] = ((one - free / scale, zero), (-opposite / scale, one))
    return MatrixField("Dougall", axes, (), matrices, None, "well-poised contiguous relations, by Abel's lemma")


def _one_plus(matrix: Matrix, a: RationalFunction) -> Matrix:
    """1 + matrix/a."""
    return tuple(tuple(e / a + int(i == j) for j, e in enumerate(row)) for i, row in enumerate(matrix))


def _raising(a: RationalFunction, free: RationalFunction, slope: RationalFunction) -> Matrix:
    """(F, ϑF) ↦ (F + ϑF/a, ϑF + ϑ²F/a)."""
    one = a * 0 + 1
    return (one, free / a), (one / a, one + slope / a)


def _raised_below(c: RationalFunction, name: str, free: RationalFunction, slope: RationalFunction) -> Matrix:
    """The inverse of the step c + 1 → c, which is (F, ϑF) ↦ (F + ϑF/c, ϑF + ϑ²F/c) at c + 1."""
    (p, q), (r, s) = (tuple(e.substitute({name: c + 1}) for e in row) for row in _raising(c - 1, free, slope))
    determinant = p * s - q * r
    return (s / determinant, -q / determinant), (-r / determinant, p / determinant)
