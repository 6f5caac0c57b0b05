"""Values by plain ways that share nothing with the finders: exact convergents, and what PARI makes of a name."""

from collections.abc import Iterator, Sequence
from typing import Any

import gmpy2

Pair = tuple[Any, Any]


def convergents(a: Sequence[int], b: Sequence[int], depth: int, shortened: int = 0) -> Iterator[Pair]:
    """pₙ, qₙ for n = 1, …, depth; a, b: ascending coefficients. shortened: divide by what is common, every so many n.

    >>> [f"{p}/{q}" for p, q in convergents([1, 2], [0, 0, 1], 3)]
    ['4/3', '24/19', '204/160']
    """
    p_before, p, q_before, q = gmpy2.mpz(1), gmpy2.mpz(a[0]), gmpy2.mpz(0), gmpy2.mpz(1)
    for n in range(1, depth + 1):
        a_n, b_n = value(a, n), value(b, n)
        p_before, p = p, a_n * p + b_n * p_before
        q_before, q = q, a_n * q + b_n * q_before
        if shortened and n % shortened == 0:
            common = gmpy2.gcd(gmpy2.gcd(p, p_before), gmpy2.gcd(q, q_before))
            p, p_before, q, q_before = (x // common for x in (p, p_before, q, q_before))
        yield p, q


def value(coefficients: Sequence[int], n: int) -> int:
    """The polynomial's value, by Horner's rule."""
    total = 0
    for coefficient in reversed(coefficients):
        total = total * n + coefficient
    return total


def named_value(text: str, digits: int) -> Any:
    """An expression of the store, read by our parser and evaluated by PARI, as an mpf of mpmath's precision.

    >>> abs(named_value("zeta(2) - pi**2/6", 50)) < 1e-50, named_value("-7/2", 50)
    (True, mpf('-3.5'))
    """
    from cypari import pari
    from mpmath import mpf

    from analysis.notation.languages import code

    if text.removeprefix("-").replace("/", "", 1).isdigit():  # a rational value may be longer than what we read
        top, _, bottom = text.partition("/")
        return mpf(int(top)) / int(bottom or 1)
    pari.set_real_precision(digits + len(text))  # long integers may cancel
    return mpf(str(pari(f"1.*({code(text, 'pari')})")).replace(" E", "e"))
