"""What people have in a notebook, as the texts that commands take: numbers and polynomials of all usual packages.

Nothing of sympy, mpmath or FLINT is imported here: their objects are known by what they can do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from analysis.errors import InputError, echo
from analysis.exact.printing import power_sum
from analysis.reading.numbers import read_rational
from analysis.reading.pasted_fractions import pasted_sides

POLYNOMIALS = "text such as '2n+1', an integer, a Fraction, a list of coefficients (constant first), or a polynomial of"
PACKAGES = "sympy or FLINT"
DIGITS = 50  # of an exact number of sympy


def polynomial_text(value: Any, name: str) -> str:
    """The text of a polynomial in n; `name` is the argument's, for the error.

    >>> from fractions import Fraction
    >>> polynomial_text([1, 2], "a"), polynomial_text(Fraction(1, 2), "b"), polynomial_text("n^2", "b")
    ('2*n + 1', '1/2', 'n^2')
    """
    if isinstance(value, str):
        return value
    if hasattr(value, "coeffs") and hasattr(value, "degree") and not hasattr(value, "free_symbols"):  # FLINT
        value = list(value.coeffs())
    value = value.tolist() if hasattr(value, "tolist") else value  # numpy
    if isinstance(value, list | tuple):
        return _from_coefficients(value, name)
    if hasattr(value, "free_symbols"):  # sympy
        return _from_sympy(value, name)
    number = _rational(value)
    if number is None:
        raise InputError(f"{name} = {echo(str(value))} of type {type(value).__name__}", f"{POLYNOMIALS} {PACKAGES}")
    return str(number)


def fraction_texts(*given: Any, count: int | None = None) -> list[str]:
    """The texts of a and b, of one fraction or more; `PCF(a, b)` as text, or a PCF of ours or ramanujantools, is both.

    count: of polynomials that are wanted; None stands for what is left out. Raises InputError.

    >>> fraction_texts("PCF(2n+1, n^2)"), fraction_texts([1, 2], 3, "n | n^2", None)
    (['2n+1', 'n^2'], ['2*n + 1', '3', 'n', 'n^2'])
    """
    parts = [part for value in given if value is not None for part in _sides(value)]
    if not parts or len(parts) % 2 or len(parts) != (count or len(parts)):
        wanted = "a and b" if count else "a and b, or a, b, c and d"
        allowed = f"{wanted}; text such as 'PCF(2n+1, n^2)' is two of them"
        raise InputError(f"{len(parts)} polynomial{'s' * (len(parts) != 1)}", allowed)
    return [polynomial_text(part, "abcd"[place % 4]) for place, part in enumerate(parts)]


def _sides(value: Any) -> tuple[Any, ...]:
    for names in (("a_n", "b_n"), ("a", "b")):
        if all(hasattr(value, name) for name in names):
            return tuple(getattr(value, name) if names[0] == "a_n" else str(getattr(value, name)) for name in names)
    return pasted_sides(value) if isinstance(value, str) else (value,)


def decimal_text(value: Any, name: str = "value") -> str:
    """The text of a decimal with the digits that it has.

    >>> from decimal import Decimal
    >>> decimal_text(Decimal("3.14159265358979")), decimal_text("1.20205"), decimal_text(0.5)
    ('3.14159265358979', '1.20205', '0.5')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal | float):
        return repr(float(value)) if isinstance(value, float) else str(value)
    if hasattr(value, "rad") and hasattr(value, "mid"):  # a ball of FLINT: its right digits
        text = value.str(DIGITS, radius=False)
        return str(text)
    if hasattr(value, "_mpf_"):  # mpmath, with as many digits as its context; sympy, with those of the number itself
        from mpmath import libmp, mp, nstr

        own = getattr(value, "_prec", None)
        digits = mp.dps if own is None else libmp.prec_to_dps(own)
        number = mp.make_mpf(value._mpf_)
        return str(nstr(number, digits, strip_zeros=False, min_fixed=-1000, max_fixed=1000))
    if hasattr(value, "evalf") and getattr(value, "is_real", False):
        return str(value.evalf(DIGITS))
    raise InputError(
        f"{name} = {echo(str(value))} of type {type(value).__name__}",
        "a decimal as text, Decimal, or a real number of mpmath, FLINT or sympy",
        "text keeps all digits",
    )


def rational_numbers(values: Any, name: str) -> list[Fraction]:
    """A list of rational numbers, each a number of any package or a text; `name` is the argument's, for the error.

    >>> rational_numbers((1, "1/2"), "start")
    [Fraction(1, 1), Fraction(1, 2)]
    >>> rational_numbers("up", "direction")
    Traceback (most recent call last):
    analysis.errors.InputError: direction = 'up' of type str; allowed: a list of numbers
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InputError(f"{name} = {echo(values)} of type {type(values).__name__}", "a list of numbers")
    return [_number(value, name) for value in values]


def whole_numbers(values: Any, name: str) -> list[int]:
    """A list of integers, as `rational_numbers` reads them."""
    found = rational_numbers(values, name)
    if any(number.denominator != 1 for number in found):
        raise InputError(f"{name} = {echo(values)}", "integers")
    return [int(number) for number in found]


def _number(value: Any, name: str) -> Fraction:
    if isinstance(value, str | float):
        return read_rational(str(value), name)
    number = _rational(value)
    if number is None:
        said = f"{name}: {echo(value)} of type {type(value).__name__}"
        raise InputError(said, "integers, fractions, and text such as '1/2'")
    return number


def _rational(value: Any) -> Fraction | None:
    """The rational number that an object is: int, Fraction, gmpy2, numpy integers, FLINT, floats that are integers."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Fraction):
        return Fraction(value)
    if isinstance(value, float):
        return Fraction(int(value)) if value.is_integer() else None
    if hasattr(value, "numerator") and hasattr(value, "denominator"):
        parts = (value.numerator, value.denominator)
        return Fraction(*(int(part() if callable(part) else part) for part in parts))
    if hasattr(value, "p") and hasattr(value, "q"):
        return Fraction(int(value.p), int(value.q))
    try:
        return Fraction(int(value.__index__() if hasattr(value, "__index__") else value))
    except (TypeError, ValueError):
        return None


def _from_coefficients(coefficients: Sequence[Any], name: str) -> str:
    numbers = []
    for power, coefficient in enumerate(coefficients):
        number = _rational(coefficient)
        if number is None:
            raise InputError(
                f"{name}: coefficient {power} is {echo(str(coefficient))}", "integers and fractions, constant first"
            )
        numbers.append(number)
    return power_sum(numbers, "n")


def _from_sympy(value: Any, name: str) -> str:
    letters = sorted(str(symbol) for symbol in value.free_symbols)
    if len(letters) > 1:
        raise InputError(f"{name} = {echo(str(value))} in {', '.join(letters)}", "one variable")
    if hasattr(value, "as_expr"):
        value = value.as_expr()
    if letters and letters[0] not in ("n", "k", "x"):
        value = value.subs(next(iter(value.free_symbols)), type(next(iter(value.free_symbols)))("n"))
    return str(value)
