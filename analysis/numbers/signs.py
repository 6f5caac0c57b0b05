"""Signs, for all x ≥ x₀, of polynomials over ℚ(√d) in x and y = √(x² + 1): proofs of inequalities.

A polynomial whose coefficients in t = x − x₀ have one sign has that sign for all t ≥ 0 (a sufficient test). For
U(x) + y V(x) with U and V of opposite signs the sign is that of U where U² > (x² + 1) V², and of V where it is less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flint import fmpq_poly, fmpz_poly

from analysis.exact.quadratic import Quadratic


@dataclass(frozen=True)
class SurdPolynomial:
    """A polynomial p(x) + √d q(x) with rational p, q.

    >>> SurdPolynomial(fmpq_poly([-5, 1]), fmpq_poly([]), 0).sign_from(6)
    1
    """

    p: fmpq_poly
    q: fmpq_poly
    d: int

    def __add__(self, other: "SurdPolynomial") -> "SurdPolynomial":
        return SurdPolynomial(self.p + other.p, self.q + other.q, self.d)

    def __neg__(self) -> "SurdPolynomial":
        return SurdPolynomial(-self.p, -self.q, self.d)

    def __mul__(self, other: "SurdPolynomial") -> "SurdPolynomial":
        if self.d == 0:
            return SurdPolynomial(self.p * other.p, self.q, 0)
        cross = self.p * other.q + self.q * other.p
        return SurdPolynomial(self.p * other.p + self.q * other.q * self.d, cross, self.d)

    def compose(self, inner: fmpq_poly) -> "SurdPolynomial":
        """The polynomial at inner(x)."""
        return SurdPolynomial(self.p(inner), self.q(inner), self.d)

    def every_second(self, start: int) -> "SurdPolynomial":
        """Σ c_{2k+start} x^k."""
        return SurdPolynomial(fmpq_poly(self.p.coeffs()[start::2]), fmpq_poly(self.q.coeffs()[start::2]), self.d)

    @property
    def is_zero(self) -> bool:
        return self.p.degree() < 0 and self.q.degree() < 0

    def sign_from(self, start: int) -> int | None:
        """±1 where all coefficients at x = start + t have that sign or vanish, 0 for the zero polynomial, else None."""
        moved = self.compose(fmpq_poly([start, 1]))
        p, q = moved.p, moved.q
        found = 0
        for k in range(max(p.degree(), q.degree()) + 1):
            sign = Quadratic(p[k], q[k], self.d if q[k] else 0).sign()
            if sign and found and sign != found:
                return None
            found = found or sign
        return found


def sign_from(polynomial: fmpz_poly | fmpq_poly, start: int) -> int | None:
    """±1 where all coefficients at x = start + t have that sign or vanish, 0 for the zero polynomial, else None.

    >>> sign_from(fmpz_poly([-5, 0, 1]), 3), sign_from(fmpz_poly([-5, 0, 1]), 2)
    (1, None)
    """
    values = polynomial(type(polynomial)([start, 1])).coeffs()
    if all(c >= 0 for c in values):
        return int(any(values))
    return -1 if all(c <= 0 for c in values) else None


@dataclass(frozen=True)
class TwoRoots:
    """U(x) + y V(x) with y = √(x² + 1).

    >>> ring = TwoRoots.over(0)
    >>> (ring.second_root() - ring.polynomial([0, 1])).sign_from(1)       # √(x²+1) > x
    1
    """

    u: SurdPolynomial
    v: SurdPolynomial

    @classmethod
    def over(cls, d: int) -> "TwoRoots":
        """The zero of the ring over ℚ(√d), from which its other elements are made."""
        zero = SurdPolynomial(fmpq_poly([]), fmpq_poly([]), d)
        return cls(zero, zero)

    def zero(self) -> "TwoRoots":
        return self.over(self.u.d)

    def constant(self, value: Quadratic) -> "TwoRoots":
        zero = self.zero()
        return TwoRoots(SurdPolynomial(fmpq_poly([value.x]), fmpq_poly([value.y]), self.u.d), zero.v)

    def polynomial(self, coefficients: Sequence[int]) -> "TwoRoots":
        """From ascending integer coefficients in x."""
        zero = self.zero()
        return TwoRoots(SurdPolynomial(fmpq_poly(list(coefficients)), zero.u.q, self.u.d), zero.v)

    def polynomial_over(self, coefficients: Sequence[Quadratic]) -> "TwoRoots":
        """From ascending coefficients in ℚ(√d), a polynomial in x."""
        p, q = fmpq_poly([c.x for c in coefficients]), fmpq_poly([c.y for c in coefficients])
        return TwoRoots(SurdPolynomial(p, q, self.u.d), self.zero().v)

    def after_step(self) -> "TwoRoots":
        """U(x + 1) for an element U(x)."""
        return TwoRoots(self.u.compose(fmpq_poly([1, 1])), self.v)

    def at_second_root(self) -> "TwoRoots":
        """U(y) for an element U(x): its even powers are polynomials in y² = x² + 1, its odd ones y times such."""
        square = fmpq_poly([1, 0, 1])
        return TwoRoots(self.u.every_second(0).compose(square), self.u.every_second(1).compose(square))

    def second_root(self) -> "TwoRoots":
        """y itself."""
        return TwoRoots(self.zero().u, self.polynomial([1]).u)

    def __add__(self, other: "TwoRoots") -> "TwoRoots":
        return TwoRoots(self.u + other.u, self.v + other.v)

    def __neg__(self) -> "TwoRoots":
        return TwoRoots(-self.u, -self.v)

    def __sub__(self, other: "TwoRoots") -> "TwoRoots":
        return self + (-other)

    def __mul__(self, other: "TwoRoots") -> "TwoRoots":
        u = self.u * other.u
        if not self.v.is_zero and not other.v.is_zero:
            u = u + self._square * self.v * other.v
        return TwoRoots(u, self.u * other.v + self.v * other.u)

    def __pow__(self, exponent: int) -> "TwoRoots":
        result = self.polynomial([1])
        for _ in range(exponent):
            result = result * self
        return result

    def sign_from(self, start: int) -> int | None:
        """The sign for all x ≥ start ≥ 0 where it is constant and the test shows it, 0 for zero, else None."""
        u, v = self.u.sign_from(start), self.v.sign_from(start)
        if u is None or v is None:
            return None
        if u == v or v == 0:
            return u
        if u == 0:
            return v
        larger = (self.u * self.u + -(self._square * self.v * self.v)).sign_from(start)
        return None if larger is None else u * larger

    @cached_property
    def _square(self) -> SurdPolynomial:
        """y² = x² + 1."""
        return SurdPolynomial(fmpq_poly([1, 0, 1]), fmpq_poly([]), self.u.d)
