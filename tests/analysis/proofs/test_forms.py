"""The closed forms of fractions with deg a ≤ 1, deg b ≤ 2 against plain convergents, and what must not pass."""

from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.proofs.ends import ENDS
from analysis.proofs.forms import Form, algebraic_value, form_of, limit_is_finite, shift_matrix
from analysis.proofs.polynomials import trimmed
from analysis.proofs.reading import Malformed, Rejected
from analysis.proofs.surds import Surds, integer, inverse, plus, rational, root, spelt, times

DIGITS = 40
STEPS = 500
CLOSE = mpmath.mpf(10) ** -9


def number(value: Surds) -> Any:
    return mpmath.fsum(c.numerator * mpmath.sqrt(d) / c.denominator for d, c in value.items())


def function(kind: str, upper: list[Surds], lower: list[Surds], at: Surds) -> Any:
    a, b, z = [number(p) for p in upper], [number(p) for p in lower], number(at)
    return mpmath.hyperu(*a, *b, z) if kind == "U" else mpmath.hyper(a, b, z)


def value_of(form: Form, m: tuple[int, int, int, int]) -> Any:
    """The value, as the quotient of both sides, which may be infinite."""
    top, bottom = (function(form.kind, *one, form.at) for one in form.functions)
    above, below = number(form.head) * bottom + number(form.factor) * top, bottom
    p, q, r, s = m
    return above * p + below * q, above * r + below * s


def convergents(a: tuple[int, ...], b: tuple[int, ...]) -> list[Any]:
    """Convergents, each as a point (p, q) of the projective line."""
    before, now, found = (mpmath.mpf(1), mpmath.mpf(0)), (mpmath.mpf(a[0]), mpmath.mpf(1)), []
    for n in range(1, STEPS):
        x, y = mpmath.polyval(a[::-1], n), mpmath.polyval(b[::-1], n)
        size = max(map(abs, now)) or 1
        before, now = now, (x * now[0] + y * before[0], x * now[1] + y * before[1])
        before, now = (before[0] / size, before[1] / size), (now[0] / size, now[1] / size)
        found.append(now)
    return found


def apart(left: Any, right: Any) -> Any:
    """The sine of the angle between two points of the projective line."""
    size = mpmath.hypot(*map(abs, left)) * mpmath.hypot(*map(abs, right))
    return abs(left[0] * right[1] - left[1] * right[0]) / size


def regular_shift(a: tuple[int, ...], b: tuple[int, ...]) -> int:
    """The least k at which the closed form holds."""
    for k in range(200):
        try:
            form_of(a, b, k)
        except Rejected as reason:
            if "lower parameter" not in str(reason):
                raise
            continue
        return k
    raise AssertionError((a, b))


small = st.integers(-12, 12)
polynomial_a = st.tuples(small, small).map(trimmed).filter(bool)
polynomial_b = st.tuples(small, small, small).map(trimmed).filter(bool)


@settings(max_examples=60, deadline=None)
@example((1,), (0, 1, 1))
@example((3, 2), (0, 0, -1))
@example((0, 1), (5,))
@example((-3, 2), (0, 0, 1))
@given(polynomial_a, polynomial_b)
def test_the_closed_form_is_the_limit_of_the_convergents(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    with mpmath.workdps(DIGITS):
        found = convergents(a, b)
        width = max(apart(found[-1], one) for one in found[-60:-1])
        try:
            k = regular_shift(a, b)
        except Rejected:
            return
        try:
            claimed = value_of(form_of(a, b, k), shift_matrix(a, b, k))
        except ValueError:  # mpmath cannot tell a function from 0
            assert not limit_is_finite(a, b)
            return
        assert apart(found[-1], claimed) < 3 * width + CLOSE
        assert limit_is_finite(a, b) == (apart(claimed, (1, 0)) > CLOSE)


@settings(max_examples=60, deadline=None)
@given(polynomial_a, polynomial_b)
def test_what_is_refused_ends_or_has_no_limit_or_an_algebraic_one(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    try:
        regular_shift(a, b)
    except Rejected as reason:
        if str(reason) == "the fraction ends":
            assert any(sum(c * n**i for i, c in enumerate(b)) == 0 for n in range(1, 200))
            return
        try:
            value = algebraic_value(a, b, 0)
        except Rejected:
            with mpmath.workdps(DIGITS):  # without a limit the convergents do not come to rest
                found = convergents(a, b)
                assert max(apart(found[-1], one) for one in found[-60:-1]) > mpmath.mpf(10) ** -6
        else:
            with mpmath.workdps(DIGITS):
                found = convergents(a, b)
                width = apart(found[-1], found[STEPS // 2])
                assert apart(found[-1], (number(value), mpmath.mpf(1))) < 10 * width + CLOSE


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 6), st.integers(-6, 6).filter(bool), st.integers(-8, 8).filter(bool), st.integers(-7, 7))
def test_polynomial_functions_give_algebraic_values(length: int, a1: int, b1: int, a0: int) -> None:
    """α = −length: γ = 2 + x + A₀/A₁, and r = α + 2 − γ is the root of b; coefficients cleared by an equivalence."""
    r = -length - Fraction(b1, a1 * a1) - Fraction(a0, a1)
    k = r.denominator
    a, b = trimmed((a0 * k, a1 * k)), trimmed((-int(b1 * r * k * k), b1 * k * k))
    try:
        value = algebraic_value(a, b, regular_shift(a, b))
    except Rejected as reason:
        assert any(word in str(reason) for word in ("ends", "quotient by 0"))
        return
    with mpmath.workdps(DIGITS):
        assert apart(convergents(a, b)[-1], (number(value), mpmath.mpf(1))) < CLOSE


@pytest.mark.parametrize(
    ("a", "b"),
    [((), (1,)), ((), (0, 1)), ((), (0, 0, 4)), ((1,), (-1,)), ((1,), (0, 0, -1)), ((1, 1), (0, 0, -1)), ((5,), ()),
     ((2,), (0, -3)), ((1, 2), (-1, 0, 1)), ((1, 0, 1), (1,)), ((1,), (0, 0, 0, 1)), ((1,), (-2, 1)), ((1,), (-1,))],
)  # fmt: skip
def test_fractions_that_end_or_have_no_limit_have_no_closed_form(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    for k in range(4):
        with pytest.raises(Rejected):
            form_of(a, b, k)
        with pytest.raises(Rejected):
            algebraic_value(a, b, k)


@pytest.mark.parametrize(
    ("a", "b", "value"),
    [((1,), (1,), "1/2 + sqrt(5)/2"), ((-3,), (4,), "-4"), ((3,), (4,), "4"), ((4,), (-4,), "2"),
     ((2,), (1,), "1 + sqrt(2)"), ((1, 2), (0, 0, -1), "0"),
     ((3, 1), (0, 5, 1), "615/361 + 375*sqrt(5)/361"), ((-3, 3), (-2, -4, -2), "-1/3")],
)  # fmt: skip
def test_algebraic_values(a: tuple[int, ...], b: tuple[int, ...], value: str) -> None:
    k = 6 if a == (-3, 3) else 0
    assert spelt(algebraic_value(a, b, k)) == value


def test_convergents_that_tend_to_infinity_have_no_finite_value() -> None:
    assert not limit_is_finite((-13, 14), (-105, 144, -48))  # the divisor is F(3/4, 5/4; 1/2; −3) = 0
    with pytest.raises(Rejected, match="quotient by 0"):
        algebraic_value((-6, 4), (-1, 4), 0)


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(-50, 50), st.integers(-50, 50).filter(bool))
def test_surds_are_numbers(p: int, q: int, d: int, e: int) -> None:
    x, y = plus(p, times(root(Fraction(d, 3)), q)), plus(q, root(Fraction(e, 7)))
    with mpmath.workdps(DIGITS):
        for exact, near in ((plus(x, y), number(x) + number(y)), (times(x, y), number(x) * number(y))):
            assert abs(number(exact) - near) < 1e-30 * (1 + abs(near))
    if x:
        assert times(x, inverse(x)) == rational(1)


GAUSS = {"kind": "closed form", "form": "2F1", "shift": 0}


@pytest.mark.parametrize(
    ("claim", "error"),
    [
        ({"kind": "theorem", "name": "arctangent", "parameters": ["1"], "constant": "e"}, Rejected),
        ({"kind": "theorem", "name": "arctangent", "parameters": ["2"], "constant": "pi"}, Rejected),
        ({"kind": "theorem", "name": "arctangent", "parameters": ["-1"], "constant": "pi"}, Rejected),
        ({"kind": "theorem", "name": "arctangent", "parameters": ["2/2"], "constant": "pi"}, Malformed),
        ({"kind": "theorem", "name": "arctangent", "parameters": [1], "constant": "pi"}, Malformed),
        ({"kind": "theorem", "name": "no such", "parameters": ["1"], "constant": "pi"}, Malformed),
        ({"kind": "theorem", "name": "arctangent", "parameters": ["1"], "constant": "pi", "more": 1}, Malformed),
        ({"kind": "closed form", "form": "2F1", "shift": 0}, Malformed),
        ({"kind": "algebraic", "shift": 0, "constant": "1"}, Rejected),
        ({"kind": "algebraic", "shift": -1, "constant": "1"}, Malformed),
        ({"kind": "algebraic", "shift": "0", "constant": "1"}, Malformed),
    ],
)
def test_ends_that_do_not_hold(claim: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        ENDS[claim["kind"]]((1, 2), (0, 0, 1), claim)
    assert integer(rational(3)) == 3
