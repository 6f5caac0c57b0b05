"""The pair of Wilf and Zeilberger of an accelerated series, in words: what sums up to what, and why."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from analysis.exact.polynomials import Polynomial
from analysis.notation.formulas import polynomial
from analysis.notation.tree import MINUS, NEGATIVE, PLUS, Fence, Index, Power, Symbol, Tree, Word, integer, row
from analysis.proofs.certificate import End
from analysis.proofs.reading import polynomial as read
from results.proofs.letters import prose
from results.reports.document import Line, Math

_K = Symbol("k")


def accelerated_words(end: End) -> Line:
    """How the sum of the series of an end is known."""
    claim = end["accelerated"]
    first, fold = claim["first"], claim["fold"]
    taken = "" if fold == 1 else f", taken {fold} terms at a time"
    top, bottom = claim["certificate"]
    steps = f"$c e({first}+m) + y(m+1) e({first}+m+1) − y(m) e({first}+m)$"
    return (
        "The series is an accelerated one (Wilf and Zeilberger, J. Amer. Math. Soc. 3 (1990); Chu and Zhang, Math."
        " Comp. 83 (2014)): with ",
        Math(Index(Word("(u; v)"), Symbol("L"))),
        *prose(" standing for $u (u+v) ⋯ (u+v(L−1))$ and $F(n, k)$ the product of "),
        *_factors(claim["summand"]),
        *prose(
            f" there is a rational function $R$, in the certificate, of degree {len(top) - 1} over {len(bottom) - 1} in"
            " $k$, such that $G = R F$ has $F(n, k) − F(n−1, k) = G(n, k+1) − G(n, k)$, an identity of polynomials. So"
            " the sums $∑ F(n, k)$ over $k ≥ 0$ change by $e(n) = −G(n, 0)$, and they tend to 0 by Tannery's theorem,"
            f" as $|F(n, k)| ≤ |F(n−1, k)|$ for large $n$. With $c = {claim['multiple']}$ and a rational function $y$,"
            f" in the certificate, the terms of our series{taken}, are {steps}, $m = 0, 1, …$; so it adds up to"
            f" $−c ∑ F({first - 1}, k)$ and a rational number. "
        ),
        *_known(claim["sum"]),
    )


def _known(named: dict[str, Any]) -> Line:
    if "well poised" in named:
        letters = ", ".join(f"{x} = {text}" for x, text in zip("abcd", named["well poised"], strict=False))
        return (f"Dougall's theorem (Proc. Edinburgh Math. Soc. 25 (1907)) at {letters} gives the last sum. ",)
    return ("The last sum is that of a rational function, known by partial fractions, [DLMF] 5.4, 25.11 and 25.12. ",)


def _factors(summand: dict[str, Any]) -> list[Any]:
    """x^n, y^k, P(n, k), of degree 1, and the (u; v)_L^e with commas between them."""
    found: list[Tree] = []
    for base, exponent in zip(summand["bases"], "nk", strict=True):
        if base != "1":
            plain = Fraction(base) > 0 and "/" not in base
            found.append(Power(Word(base) if plain else Fence(Word(base)), Symbol(exponent)))
    found.append(Fence(_in_k([read(text) for text in summand["top"]])))
    for u, v, alpha, beta, gamma, e in summand["rising"]:
        atom = Index(Word(f"({u}; {v})"), _in_k([(gamma, alpha), (beta,)]))
        found.append(atom if e == 1 else Power(Fence(atom), integer(e)))
    return [piece for place, one in enumerate(found) for piece in ((", ", Math(one)) if place else (Math(one),))]


def _in_k(coefficients: Sequence[tuple[int, ...]]) -> Tree:
    """c₁ k + c₀(n), c₁ a number."""
    free, *more = coefficients
    (slope,) = more[0] if more and more[0] else (0,)
    rest = polynomial(Polynomial.of(free))
    if not slope:
        return rest
    parts: list[Tree] = [NEGATIVE] if slope < 0 else []
    parts += [_K] if abs(slope) == 1 else [integer(abs(slope)), _K]
    if not any(free):
        return row(*parts)
    return row(rest, PLUS, *parts) if slope > 0 else row(rest, MINUS, *parts[1:])
