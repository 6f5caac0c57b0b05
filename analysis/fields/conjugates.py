"""Fields from conjugate polynomials f, f̄, and which fractions they hold.

With f(x+1, y−1) − f̄(x, y−1) = f(x, y) − f̄(x+1, y) =: a(x, y) and f f̄(x, y) = b(x) + c(y),

    M_x = [[0, b(x)], [1, a(x, y)]],  M_y = [[f̄(x, y), b(x)], [1, f(x, y)]]

is conservative (arXiv 2308.11829), and row y is the fraction PCF(a(·, y), b). The families below are the solutions of
these equations of degree 1, 2 and 3 with the full number of parameters, found by solving them; each is verified as an
identity in its parameters by `MatrixField.violations`.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt

from analysis.errors import InputError
from analysis.exact.rational_functions import RationalFunction, parse_rational_function, variable
from analysis.fields.matrix_fields import STEP_NAME, MatrixField
from analysis.formulas.pcf import PCF

AXES = ("x", "y")

# name: parameters, f, f̄. In "quadratic …" and "cubic" the constant terms are what the conditions leave no choice for.
FAMILIES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "linear": (("c0", "c1", "c2", "c3"), "c0 + c1*(x+y)", "c2 + c3*(x-y)"),
    "quadratic+": (
        ("s", "d0", "d1", "d3"),
        "d0 + (d1+d3)*(d1+2*d3)/s + (2*d1+3*d3)*x + (3*d1+4*d3)*y + s*(x^2+2*x*y+2*y^2)",
        "d0 + d1*y + d3*x + s*(x^2-2*x*y+2*y^2)",
    ),
    "quadratic-": (
        ("s", "d0", "d1", "d3"),
        "2*(2*d1+d3)*(d1+d3)/s - d0 - (4*d1+3*d3)*x - (3*d1+2*d3)*y + s*(2*x^2+2*x*y+y^2)/2",
        "d0 + d1*y + d3*x - s*(2*x^2-2*x*y+y^2)/2",
    ),
    "cubic": (
        ("s", "u", "v", "w"),
        "s*(x^3+2*x^2*y+2*x*y^2+y^3 - (12*v+5*w)*x^2 - (20*v+8*w)*x*y - (13*v+5*w)*y^2"
        " + (48*v^2+40*v*w+8*w^2-u)*x + (53*v^2+42*v*w+8*w^2-u)*y"
        " + 5*u*v+2*u*w-65*v^3-81*v^2*w-32*v*w^2-4*w^3)",
        "s*(-x^3+2*x^2*y-2*x*y^2+y^3 + w*x^2 + 4*v*x*y - (5*v+w)*y^2 + u*x + (5*v^2+2*v*w-u)*y + u*v-v^3-v^2*w)",
    ),
}


def conjugate_field(
    f: str, f_bar: str, offset: Fraction | int = 0, *, parameters: tuple[str, ...] = (), name: str = "conjugate",
    constant: str | None = None,
) -> MatrixField:  # fmt: skip
    """The field of f and f̄ as texts in x, y (and parameters); b(x) = f f̄(x, 0) − f f̄(0, 0) + offset.

    Raises InputError where f and f̄ are not conjugate.

    >>> conjugate_field("x+y", "x+y")
    Traceback (most recent call last):
    ...
    analysis.errors.InputError: f = x + y, f̄ = x + y; allowed: conjugate polynomials, ...
    """
    variables = (*AXES, *parameters, STEP_NAME)
    first, second = (parse_rational_function(text, variables) for text in (f, f_bar))
    found = _field(first, second, offset, parameters, name, constant)
    if found is None:
        raise InputError(
            f"f = {first}, f̄ = {second}",
            "conjugate polynomials, f(x+1,y-1) - f̄(x,y-1) = f(x,y) - f̄(x+1,y) and f f̄(x,y) = b(x) + c(y)",
        )
    return found


def _field(
    f: RationalFunction, f_bar: RationalFunction, offset: Fraction | int, parameters: tuple[str, ...], name: str,
    constant: str | None,
) -> MatrixField | None:  # fmt: skip
    x, y = (variable(axis, f.variables) for axis in AXES)
    zero, one = x * 0, x * 0 + 1
    a = f - f_bar.substitute({"x": x + 1})
    if f.substitute({"x": x + 1, "y": y - 1}) - f_bar.substitute({"y": y - 1}) != a:
        return None
    both = f * f_bar
    b = both.substitute({"y": 0}) - both.substitute({"x": 0, "y": 0})
    if both - both.substitute({"x": 0}) != b:
        return None
    b = b + RationalFunction.constant(offset, f.variables)
    matrices = {"x": ((zero, b), (one, a)), "y": ((f_bar, b), (one, f))}
    return MatrixField(name, AXES, parameters, matrices, constant, "arXiv 2308.11829")


def family(name: str) -> MatrixField:
    """One of FAMILIES, its parameters free."""
    parameters, f, f_bar = FAMILIES[name]
    return conjugate_field(f, f_bar, parameters=parameters, name=name)


def fields_of(pcf: PCF) -> Iterator[MatrixField]:
    """The fields of the families whose row y = 0 is the fraction itself.

    f(x, 0) and b(x) + k = f(x, 0) f̄(x, 0) follow from f(x, 0) − f̄(x + 1, 0) = a(x), coefficient by coefficient, where
    A² + 4B is a square; the extension to y then asks that the coefficients fit one of the families.

    >>> found = next(fields_of(PCF.parse("n^3+(n+1)^3", "-n^6")))
    >>> found.name, found.violations()
    ('cubic', [])
    """
    for f, f_bar, offset in _first_rows(pcf):
        for name, parameters in _fitting(f, f_bar):
            generic = family(name).at(**parameters)
            lift = RationalFunction.constant(offset, generic.variables)
            matrices = {
                axis: ((left, b + lift), (unit, right)) for axis, ((left, b), (unit, right)) in generic.matrices.items()
            }
            yield MatrixField(name, AXES, (), matrices, None, generic.source)


def _first_rows(pcf: PCF) -> Iterator[tuple[list[Fraction], list[Fraction], Fraction]]:
    """(f(x, 0), f̄(x, 0), b(0)) as ascending coefficients."""
    half = max(pcf.a.degree, (pcf.b.degree + 1) // 2)
    a = [Fraction(pcf.a.coefficients[i]) if i <= pcf.a.degree else Fraction(0) for i in range(half + 1)]
    b = [Fraction(pcf.b.coefficients[i]) if i <= pcf.b.degree else Fraction(0) for i in range(2 * half + 1)]
    square = a[half] ** 2 + 4 * b[2 * half]
    if half < 1 or half > 3 or square < 0:
        return
    root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    if root * root != square:
        return
    before = _moved(a, -1)
    for leading in {(a[half] + root) / 2, (a[half] - root) / 2}:
        f = _solve_first_row(before, b, leading, half)
        if f is not None:
            f_bar = [u - v for u, v in zip(_moved(f, -1), before, strict=True)]
            yield f, f_bar, b[0]


def _solve_first_row(before: list[Fraction], b: list[Fraction], leading: Fraction, half: int) -> list[Fraction] | None:
    """f of the given leading coefficient with f(x) (f(x−1) − a(x−1)) = b(x) + const."""
    f = [Fraction(0)] * half + [leading]

    def product() -> list[Fraction]:
        other = [u - v for u, v in zip(_moved(f, -1), before, strict=True)]
        return _multiplied(f, other)

    for k in range(half - 1, -1, -1):  # the coefficient of x^(half + k) is linear in f_k
        values = []
        for trial in (0, 1):
            f[k] = Fraction(trial)
            values.append(product()[half + k] - b[half + k])
        slope = values[1] - values[0]
        if slope == 0:
            if values[0] != 0:
                return None
            f[k] = Fraction(0)
        else:
            f[k] = -values[0] / slope
    found = product()
    return f if all(found[i] == b[i] for i in range(1, 2 * half + 1)) else None


def _fitting(f: list[Fraction], g: list[Fraction]) -> Iterator[tuple[str, dict[str, Fraction]]]:
    """The families, with parameters, whose f(x, 0) and f̄(x, 0) are these."""
    degree = len(f) - 1
    if degree == 1:
        yield "linear", {"c0": f[0], "c1": f[1], "c2": g[0], "c3": g[1]}
    if degree == 2 and f[2]:
        s, d3 = f[2], g[1]
        d1 = (f[1] - 3 * d3) / 2
        if g[2] == s and f[0] - g[0] == (d1 + d3) * (d1 + 2 * d3) / s:
            yield "quadratic+", {"s": s, "d0": g[0], "d1": d1, "d3": d3}
        d1 = -(f[1] + 3 * d3) / 4
        if g[2] == -s and f[0] + g[0] == 2 * (2 * d1 + d3) * (d1 + d3) / s:
            yield "quadratic-", {"s": s, "d0": g[0], "d1": d1, "d3": d3}
    if degree == 3 and f[3]:
        s = f[3]
        f, g = [c / s for c in f], [c / s for c in g]
        u, w = g[1], g[2]
        v = -(f[2] + 5 * w) / 12
        fits = (
            g[3] == -1
            and f[1] == 48 * v**2 + 40 * v * w + 8 * w**2 - u
            and f[0] == 5 * u * v + 2 * u * w - 65 * v**3 - 81 * v**2 * w - 32 * v * w**2 - 4 * w**3
            and g[0] == u * v - v**3 - v**2 * w
        )
        if fits:
            yield "cubic", {"s": s, "u": u, "v": v, "w": w}


def _moved(p: list[Fraction], k: int) -> list[Fraction]:
    """p(x + k)."""
    result = [Fraction(0)] * len(p)
    power = [Fraction(1)]
    for coefficient in p:
        for i, entry in enumerate(power):
            result[i] += coefficient * entry
        power = _multiplied(power, [Fraction(k), Fraction(1)])
    return result


def _multiplied(left: list[Fraction], right: list[Fraction]) -> list[Fraction]:
    result = [Fraction(0)] * (len(left) + len(right) - 1)
    for i, x in enumerate(left):
        for j, y in enumerate(right):
            result[i + j] += x * y
    return result
