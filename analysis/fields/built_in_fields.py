"""The fields that come with the program: families with parameters, one field for each classical constant, and the
hypergeometric fields at any argument.

Those of ₚF_q and Meijer's G are instances of one rule for all p and q (`operator_fields`), asked for by names such as
4F3 and G(2,1;2,3); 2F1, 1F1, 0F1 and 3F2 are those with names of their own for axes or argument.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache, partial

from analysis.constants.typed_names import normal_spelling
from analysis.errors import InputError, echo
from analysis.exact.rational_functions import RationalFunction, variable
from analysis.fields.conjugates import FAMILIES, conjugate_field, family
from analysis.fields.matrix_fields import STEP_NAME, Matrix, MatrixField
from analysis.fields.operator_fields import hypergeometric_field, meijer_field
from analysis.fields.well_poised_fields import dougall_field, second_jet_field
from analysis.reading.names import meijer_name, series_name

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
    if (series := series_name(name)) is not None:
        return _series(*series)
    if (meijer := meijer_name(name)) is not None:
        return meijer_field(*meijer)
    near = get_close_matches(name.lower()[:MAX_NAME], makers, n=3)
    remedy = f"did you mean {' or '.join(near)}?" if near else ""
    raise InputError(f"field {echo(name)}", f"{', '.join(makers)}, pFq as in 4F3, G(m,n;p,q) of Meijer", remedy)


def names() -> list[str]:
    """The names of all built-in fields."""
    return list(_makers())


@lru_cache(maxsize=32)
def _series(p: int, q: int) -> MatrixField:
    return hypergeometric_field(p, q)


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
        "zeta(5)": second_jet_field,
    }


def _classical(name: str) -> MatrixField:
    f, f_bar, offset, constant = _CLASSICAL[name]
    return conjugate_field(f, f_bar, offset, name=name, constant=constant)


def gauss_field(z: Fraction | None = None) -> MatrixField:
    """The field of ₂F₁(a, b; c; z), its argument free or fixed.

    >>> gauss_field().violations()
    []
    """
    found = hypergeometric_field(2, 1, ("a", "b", "c"), source="contiguous relations of Gauss")
    return found if z is None else found.at(z=z)


def kummer_field() -> MatrixField:
    """The field of ₁F₁(a; b; x).

    >>> kummer_field().violations()
    []
    """
    return hypergeometric_field(1, 1, ("a", "b"), "x", "contiguous relations of Kummer")


def bessel_field() -> MatrixField:
    """The field of ₀F₁(; b; x): one axis, on which every field is conservative."""
    return hypergeometric_field(0, 1, ("b",), "x", "contiguous relations of Lommel")


def tricomi_field() -> MatrixField:
    """The field of U(a, b, x), which is that of ₁F₁ up to a scalar on each axis.

    U(a + 1) = (U + ϑU/a)/(a − b + 1), U(b + 1) = U − ϑU/x (DLMF 13.3.22, 13.3.24).

    >>> tricomi_field().violations()
    []
    """
    known = kummer_field().matrices
    a, b = (variable(name, ("a", "b", "x", STEP_NAME)) for name in ("a", "b"))
    matrices = {"a": _scaled(known["a"], (a - b + 1) * 0 + 1, a - b + 1), "b": _scaled(known["b"], b - a, b)}
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
    """The field of ₃F₂(a₁, a₂, a₃; b₁, b₂; 1), of rank 2.

    >>> clausen_field().violations()
    []
    """
    return replace(clausen_field_of_argument().at(z=1), name="3F2(1)", source="contiguous relations at z = 1")


def clausen_field_of_argument() -> MatrixField:
    """The field of ₃F₂(a₁, a₂, a₃; b₁, b₂; z), of rank 3.

    >>> field = clausen_field_of_argument().at(z=-1)
    >>> field.rank, field.axes
    (3, ('a1', 'a2', 'a3', 'b1', 'b2'))
    """
    return hypergeometric_field(3, 2, source="contiguous relations of Clausen's series")


def _scaled(matrix: Matrix, top: RationalFunction, bottom: RationalFunction) -> Matrix:
    return tuple(tuple(entry * top / bottom for entry in row) for row in matrix)
