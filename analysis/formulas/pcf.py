"""Polynomial continued fractions PCF(a, b) = a(0) + b(1)/(a(1) + b(2)/(a(2) + …)) and the moves that keep them.

Source of the moves: the equivalence transformation of continued fractions (Cuyt et al., Handbook of Continued
Fractions, 1.4); "inflation" and "deflation" are its polynomial case.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import gcd, lcm

from analysis.errors import InputError, echo
from analysis.exact.polynomials import ONE, Polynomial, parse_rational_polynomial
from analysis.formulas.deflation import deflating_factor, square_scaling

Matrix = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Equivalent:
    """A formula with the factor that ties it to the one it came from: value(origin) = factor · value(pcf)."""

    pcf: "PCF"
    factor: Fraction


@dataclass(frozen=True)
class PCF:
    """The pair of integer polynomials a(n), b(n); b is not the zero polynomial.

    >>> apery = PCF.parse("34n^3+51n^2+27n+5", "-n^6")
    >>> str(apery)
    'PCF(34n^3+51n^2+27n+5, -n^6)'
    >>> PCF.parse("6n+3", "9n^2").canonical()
    Equivalent(pcf=PCF(2n+1, n^2), factor=Fraction(3, 1))
    """

    a: Polynomial
    b: Polynomial

    def __post_init__(self) -> None:
        if not self.b:
            raise InputError("b(n) = 0", "a polynomial b that is not zero", "a finite fraction needs no search")

    def __hash__(self) -> int:  # asked for by every memory of what is known of a formula
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.a.coefficients, self.b.coefficients))

    @classmethod
    def parse(cls, a_text: str, b_text: str) -> "PCF":
        """From two texts with integer coefficients; rational ones are cleared by `parse_equivalent`."""
        equivalent = cls.parse_equivalent(a_text, b_text)
        if equivalent.factor != 1:
            raise InputError(f"a = {echo(a_text)}, b = {echo(b_text)}", "integer coefficients")
        return equivalent.pcf

    @classmethod
    def parse_equivalent(cls, a_text: str, b_text: str) -> Equivalent:
        """From two texts; rational coefficients are cleared by the least scaling (k a, k² b).

        >>> PCF.parse_equivalent("n/2 + 1", "n^2/4")
        Equivalent(pcf=PCF(n+2, n^2), factor=Fraction(1, 2))
        """
        a, a_denominator = parse_rational_polynomial(a_text)
        b, b_denominator = parse_rational_polynomial(b_text)
        if a_denominator == b_denominator == 1:
            return Equivalent(cls(a, b), Fraction(1))
        k = lcm(a_denominator, b_denominator)
        a, b = a * (k // a_denominator), b * (k * k // b_denominator)
        spare = square_scaling(gcd(a.content(), k), gcd(b.content(), k * k))
        cleared = cls(a.exact_quotient(spare), b.exact_quotient(spare * spare))
        return Equivalent(cleared, Fraction(spare, k))

    def scaled(self, k: int) -> "PCF":
        """(k a, k² b): the value is multiplied by k. Raises ValueError for k = 0."""
        if k == 0:
            raise ValueError("scaling by 0 destroys the fraction")
        return PCF(self.a * k, self.b * (k * k))

    def negated(self) -> "PCF":
        """(−a, b): the value is negated."""
        return PCF(-self.a, self.b)

    def inflated(self, c: Polynomial) -> "PCF":
        """(c(n) a(n), c(n) c(n−1) b(n)): the value is multiplied by c(0).

        Raises ValueError when c vanishes at some n ≥ 0, where the move is none.

        >>> PCF.parse("2n+1", "n^2").inflated(Polynomial((1, 1)))
        PCF(2n^2+3n+1, n^4+n^3)
        """
        if not c or any(root >= 0 for root in c.integer_roots()):
            raise ValueError(f"inflation by {c.compact()}, which vanishes at an integer n ≥ 0")
        return PCF(self.a * c, self.b * c * c.shift(-1))

    def deflated(self) -> Equivalent:
        """The formula of least degree and least content that is equivalent to this one.

        The rational c(n) that is divided out is the one of `analysis.formulas.deflation`.
        """
        return _deflated(self)

    def canonical(self) -> Equivalent:
        """The one representative under inflation, scaling and sign: deflated, leading coefficient of a positive.

        Where a = 0 sign has no effect and only scaling is taken out.
        """
        return _canonical(self)

    def shifted(self, k: int = 1) -> "PCF":
        """The tail PCF(a(n+k), b(n+k)); its tie to this value is `shift_matrix(k)`."""
        return PCF(self.a.shift(k), self.b.shift(k))

    def shift_matrix(self, k: int = 1) -> Matrix:
        """((p, q), (r, s)) with value(self) = (p v + q)/(r v + s), v the value of `shifted(k)`; k ≥ 0.

        >>> PCF.parse("2n+1", "n^2").shift_matrix(2)
        ((4, 4), (3, 4))
        """
        if k < 0:
            raise ValueError("the tail starts at k ≥ 0")
        (p, q), (r, s) = (1, 0), (0, 1)
        for n in range(k):  # x ↦ a(n) + b(n+1)/x
            a, b = self.a(n), self.b(n + 1)
            (p, q), (r, s) = (p * a + q, p * b), (r * a + s, r * b)
        return (p, q), (r, s)

    def convergents(self, count: int) -> list[Fraction]:
        """The first convergents p(n)/q(n), n = 0, 1, …; those with q(n) = 0 are left out.

        >>> [str(one) for one in PCF.parse("2n+1", "n^2").convergents(3)]
        ['1', '4/3', '24/19']
        """
        p, p_before, q, q_before = self.a(0), 1, 1, 0
        found = []
        for n in range(1, count + 1):
            found += [Fraction(p, q)] if q else []
            a, b = self.a(n), self.b(n)
            p, p_before, q, q_before = a * p + b * p_before, p, a * q + b * q_before, q
        return found

    def termination(self) -> int | None:
        """The least n ≥ 1 with b(n) = 0, where the fraction ends; None when there is none."""
        return min((root for root in self.b.integer_roots() if root >= 1), default=None)

    def __str__(self) -> str:
        return f"PCF({self.a.compact()}, {self.b.compact()})"

    __repr__ = __str__


@lru_cache(maxsize=1024)
def _canonical(pcf: PCF) -> Equivalent:
    deflated = pcf.deflated()
    return Equivalent(deflated.pcf.negated(), -deflated.factor) if deflated.pcf.a.leading < 0 else deflated


@lru_cache(maxsize=1024)
def _deflated(pcf: PCF) -> Equivalent:
    a, b = pcf.a, pcf.b
    top, bottom = deflating_factor(a, b)
    if not top == bottom == ONE:
        a = (a * bottom).exact_quotient(top)
        b = (b * bottom * bottom.shift(-1)).exact_quotient(top * top.shift(-1))
    k = square_scaling(a.content(), b.content())
    factor = Fraction(top(0), bottom(0)) * k
    return Equivalent(PCF(a.exact_quotient(k), b.exact_quotient(k * k)), factor)
