"""Hypergeometric terms, and polynomials in n and k, as certificates have them."""

from typing import Any

from flint import fmpz_mpoly

from analysis.exact.polynomials import Polynomial
from analysis.telescoping.telescopers import coefficients_in_k
from analysis.telescoping.terms import HypergeometricTerm


def summand_json(term: HypergeometricTerm) -> dict[str, Any]:
    """A summand as certificates have it."""
    content, factors = term.bottom.factor()
    bottom = [p for p, e in factors for _ in range(int(e))] + ([term.bottom * 0 + content] if content != 1 else [])
    return {
        "rising": [[a.u, a.v, a.length.n, a.length.k, a.length.constant, e] for a, e in term.rising],
        "bases": [str(term.base_n), str(term.base_k)],
        "top": polynomial_rows(term.top),
        "bottom": [polynomial_rows(p) for p in bottom],
    }


def polynomial_rows(p: fmpz_mpoly) -> list[str]:
    """The coefficients of 1, k, k², … as text."""
    return [str(Polynomial.from_flint(c)) for c in coefficients_in_k(p)] if p else []
