"""The closed form of a fraction whose recurrence has a hypergeometric solution: a Möbius image of a series pFq.

With h a solution and R(n) = hₙ/hₙ₋₁ rational, every other solution is u = h s with s(n) − s(n−1) = W(n)/(h(n) h(n−1)),
W(n) = −b(n) W(n−1) (Casorati). Hence from an N on, where R is finite and not 0, the convergents are exactly

    pₙ/qₙ = (p_N + P Sₙ)/(q_N + Q Sₙ),  P = p_N/R(N) − p_(N−1),  Q likewise,  Sₙ = Σ t(k) over N < k ≤ n,
    t(N+1) = −b(N+1)/R(N+1),  t(k+1)/t(k) = −b(k+1)/(R(k) R(k+1)).

For the dominant h the series converges; for the minimal one it grows without bound and the limit is P/Q, rational.
Euler's fractions of series are the case C = 1 of `hypergeometric_solutions`.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from flint import fmpq, fmpq_poly

from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import Polynomial
from analysis.exact.quadratic import Quadratic
from analysis.exact.rationals import fraction
from analysis.exact.surds import SurdSum
from analysis.formula import FormJson
from analysis.formulas.pcf import PCF
from analysis.notation.expressions import expression, image, latex_of
from analysis.notation.formulas import polynomial
from analysis.notation.latex import latex
from analysis.notation.tree import (
    EQUALS,
    MINUS,
    Index,
    Power,
    Quotient,
    Symbol,
    Tree,
    integer,
    row,
)
from analysis.numbers.convergents import convergent
from analysis.proofs.certificate import Certificate
from analysis.values.hypergeometric import mobius_text
from analysis.values.hypergeometric_solutions import hypergeometric_solution

VERSION = 2  # of certificates
MOST_START = 2_000  # a series that begins later has a Möbius map too long to read


@dataclass(frozen=True)
class SeriesForm:
    """value = mobius(S), S = first · pFq(upper; lower; argument), S = Σ t where factors have no roots to name.

    `ratio` is R and `term_ratio` t(n+1)/t(n), as (numerator, denominator), integer polynomials; `start` is N.
    """

    ratio: tuple[Polynomial, Polynomial]
    term_ratio: tuple[Polynomial, Polynomial]
    start: int
    mobius: Mobius
    first: Fraction
    upper: tuple[SurdSum, ...] | None
    lower: tuple[SurdSum, ...] | None
    argument: Fraction

    @property
    def kind(self) -> str:
        return "series" if self.upper is None or self.lower is None else f"{len(self.upper)}F{len(self.lower)}"

    def mapped(self, image: Mobius) -> "SeriesForm":
        """The form of the value's image under a map."""
        return replace(self, mobius=image @ self.mobius)

    def gathered(self) -> "SeriesForm":
        """The same value as an image of the series that begins with 1."""
        scale = Mobius(self.first.numerator, 0, 0, self.first.denominator)
        return replace(self, mobius=self.mobius @ scale, first=Fraction(1))

    def sympy(self) -> str:
        """The value as text that sympy parses."""
        if self.upper is None or self.lower is None:
            top, bottom = (p.text("j") for p in self.term_ratio)
            terms = f"Product(({top})/({bottom}), (j, {self.start + 1}, k - 1))"
            return mobius_text(*self.mobius.coefficients, f"{self.first}*Sum({terms}, (k, {self.start + 1}, oo))")
        upper, lower = (f"({', '.join(map(str, ps))}{',' if len(ps) == 1 else ''})" for ps in (self.upper, self.lower))
        series = f"hyper({upper}, {lower}, {self.argument})"
        if self.first != 1:
            series = f"-{series}" if self.first == -1 else f"{self.first}*{series}"
        return mobius_text(*self.mobius.coefficients, series)

    def latex(self) -> str:
        """The value as LaTeX; a sum whose terms have no name as one of their quotients."""
        if self.upper is not None and self.lower is not None:
            return latex_of(self.sympy())
        tail = row(self._sum(), self._product())
        series = tail if self.first == 1 else row(expression(str(self.first)), tail)
        return latex(image(series, *self.mobius.coefficients))

    def _sum(self) -> Tree:
        from_first = row(Symbol("k"), EQUALS, integer(self.start + 1))
        return Power(Index(Symbol("∑"), from_first), Symbol("∞"))

    def _product(self) -> Tree:
        j = Symbol("j")
        top, bottom = (polynomial(p, j) for p in self.term_ratio)
        over = Power(Index(Symbol("∏"), row(j, EQUALS, integer(self.start + 1))), row(Symbol("k"), MINUS, integer(1)))
        return row(over, Quotient(top, bottom))

    def as_json(self) -> FormJson:
        """The contract's JSON of a closed form."""
        return {
            "kind": self.kind,
            "parameters": {
                "upper": [str(p) for p in self.upper or ()],
                "lower": [str(p) for p in self.lower or ()],
                "argument": str(self.argument),
            },
            "shift": self.start,
            "expression": self.sympy(),
            "latex": self.latex(),
        }

    def certificate(self, pcf: PCF) -> Certificate:
        """The certificate that `verifier` re-checks: value(pcf) = mobius(S)."""
        return {
            "version": VERSION,
            "formula": {"a": str(pcf.a), "b": str(pcf.b)},
            "steps": [],
            "end": {
                "kind": "series",
                "solution": [str(p) for p in self.ratio],
                "start": self.start,
                "first": str(self.first),
                "term ratio": [str(p) for p in self.term_ratio],
            },
            "mobius": self.mobius.as_lists(),
        }


def rational_certificate(pcf: PCF) -> Certificate | None:
    """The certificate of a value that is rational as the hypergeometric solution is the minimal one.

    >>> rational_certificate(PCF.parse("4", "-3"))["mobius"]
    [[3, 0], [0, 1]]
    """
    found = hypergeometric_solution(pcf)
    value = series_form(pcf)
    if found is None or not isinstance(value, Fraction):
        return None
    top, bottom = _in_integers(*found[0].parts())
    return {
        "version": VERSION,
        "formula": {"a": str(pcf.a), "b": str(pcf.b)},
        "steps": [],
        "end": {"kind": "series", "solution": [str(top), str(bottom)], "start": _start(top, bottom)},
        "mobius": [[value.numerator, 0], [0, value.denominator]],
    }


@lru_cache(maxsize=64)
def series_form(pcf: PCF) -> SeriesForm | Fraction | None:
    """The series of a convergent fraction, or its rational value where the minimal solution is the hypergeometric one.

    None where no hypergeometric solution is found. Where factors have roots that are neither rational nor quadratic the
    series is given by the ratio of its terms.

    >>> form = series_form(PCF.parse("n^3+(n+1)^3", "-n^6"))
    >>> form.sympy()
    '1/(1/8*hyper((1, 2, 2, 2), (3, 3, 3), 1) + 1)'
    """
    found = hypergeometric_solution(pcf)
    if found is None or pcf.termination() is not None:
        return None
    solution, dominant = found
    top, bottom = _in_integers(*solution.parts())
    start = _start(top, bottom)
    if start > MOST_START:
        return None
    at = convergent(pcf, start)
    ratio = Fraction(top(start), bottom(start))
    big_p, big_q = at.p / ratio - at.p_before, at.q / ratio - at.q_before
    if not dominant:
        return big_p / big_q if big_q else None
    first = -pcf.b(start + 1) / Fraction(top(start + 1), bottom(start + 1))
    shift = fmpq_poly([start + 1, 1])  # k counts from the first term
    term_ratio = _term_ratio(pcf, top, bottom)
    numerator, denominator = (fmpq_poly(p.flint)(shift) for p in term_ratio)
    upper, lower = negated_roots(numerator), negated_roots(denominator)
    one = SurdSum(Fraction(1))
    if upper is not None and lower is not None:
        if one in lower:
            lower.remove(one)
        else:
            upper.append(one)
    leading = numerator[numerator.degree()] / denominator[denominator.degree()]
    denominators = (big_p.denominator, big_q.denominator)
    k = denominators[0] * denominators[1]
    return SeriesForm(
        (top, bottom),
        term_ratio,
        start,
        Mobius(int(big_p * k), at.p * k, int(big_q * k), at.q * k),
        first,
        None if upper is None or lower is None else tuple(sorted(upper, key=_order)),
        None if upper is None or lower is None else tuple(sorted(lower, key=_order)),
        fraction(leading),
    )


def terms_of(pcf: PCF) -> tuple[tuple[Polynomial, Polynomial], int] | None:
    """The term ratio of the series by which a hypergeometric solution gives all others, and where it begins.

    >>> terms_of(PCF.parse("2n+1", "-n^2"))  # the solutions n! and n! (1 + 1/2 + … + 1/n)
    ((Polynomial(coefficients=(1, 1)), Polynomial(coefficients=(2, 1))), 0)
    """
    found = None if pcf.termination() is not None else hypergeometric_solution(pcf)
    if found is None:
        return None
    top, bottom = _in_integers(*found[0].parts())
    return _term_ratio(pcf, top, bottom), _start(top, bottom)


def _term_ratio(pcf: PCF, top: Polynomial, bottom: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Of t, for R = top/bottom."""
    ahead = fmpq_poly([1, 1])
    numerator = fmpq_poly(pcf.b.flint)(ahead) * bottom.flint * fmpq_poly(bottom.flint)(ahead) * -1
    return _in_integers(numerator, fmpq_poly(top.flint) * fmpq_poly(top.flint)(ahead))


def _order(parameter: SurdSum) -> tuple[Fraction, str]:
    return parameter.rational, str(parameter)


def _in_integers(top: fmpq_poly, bottom: fmpq_poly) -> tuple[Polynomial, Polynomial]:
    """top/bottom in lowest terms with integer coefficients."""
    common = top.gcd(bottom)
    top, bottom = divmod(top, common)[0], divmod(bottom, common)[0]
    scale: fmpq = fmpq(int(bottom.denom()), int(top.denom()))
    return (
        Polynomial.of([int(c) * int(scale.p) for c in top.numer().coeffs()]),
        Polynomial.of([int(c) * int(scale.q) for c in bottom.numer().coeffs()]),
    )


def _start(top: Polynomial, bottom: Polynomial) -> int:
    """The least N ≥ 0 from which on R has neither zeros nor poles."""
    return max([0, *(root + 1 for p in (top, bottom) for root in p.integer_roots())])


def negated_roots(p: fmpq_poly) -> list[SurdSum] | None:
    """u with p ∝ Π (k + u), None where a root is neither rational nor quadratic."""
    found: list[SurdSum] = []
    for factor, multiplicity in p.numer().factor()[1]:
        coefficients = [int(c) for c in factor.coeffs()]
        if len(coefficients) == 2:
            roots = [SurdSum(Fraction(coefficients[0], coefficients[1]))]
        elif len(coefficients) == 3:
            c, b, a = coefficients
            half = Quadratic.sqrt(Fraction(b * b - 4 * a * c, 4 * a * a))
            roots = [SurdSum.of(half, Fraction(b, 2 * a)), SurdSum.of(-half, Fraction(b, 2 * a))]
        else:
            return None
        found += roots * int(multiplicity)
    return found
