"""The step of a family in parameters, proved for all of them: a coboundary with entries polynomial in n, k and m.

With M(n) = [[0, b(n)], [1, a(n)]] here and M′ at the neighbour, where k or m is one more, the identity of polynomials

    M(n) X(n+1) d(n) = ± X(n) d(n+1) M′(n)          in n, k and m

ties the fractions of both for all k and m, and the value V is the image of V′ under the Möbius map of
[[1, a(0)], [0, 1]] X(1) [[1, a′(0)], [0, 1]]⁻¹ (see `families.coboundary`). X and d are products of the moves of the
parameters (`moves`) where deg a ≤ 1 and deg b = 1 or 2, else interpolated from coboundaries of some neighbours; the
identity is then multiplied out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from flint import fmpq_poly, fmpz_mpoly, fmpz_mpoly_ctx, fmpz_poly

from analysis.coboundaries.coboundary import Coboundary
from analysis.exact.polynomials import Polynomial
from analysis.exact.printing import polynomial_in
from analysis.exact.rational_functions import parse_rational_function
from analysis.families.interpolation import Coefficients, Point, projective_fit_at
from analysis.families.moves import contiguous_matrix

HIGHEST_DEGREE = 12  # of X and d in k and m
_NAMES = ("n", "k", "m")
_CONTEXT = fmpz_mpoly_ctx.get(_NAMES, "lex")
_N, _K, _M = _CONTEXT.gens()
_ZERO, _ONE = _CONTEXT.constant(0), _CONTEXT.constant(1)

Parts = Mapping[Point, Polynomial]  # Σ part(n) k^i m^j


@dataclass(frozen=True)
class ParameterProof:
    """X (its four entries), d and the sign, polynomials in n, k and m."""

    entries: tuple[fmpz_mpoly, ...]
    denominator: fmpz_mpoly
    sign: int

    @classmethod
    def interpolated(cls, points: Sequence[Point], coboundaries: Sequence[Coboundary]) -> "ParameterProof | None":
        """From the coboundaries to the neighbours of the points (k, m); nothing is proved by that yet."""
        signs = {_sign(one) for one in coboundaries}
        if len(signs) != 1 or 0 in signs:
            return None
        entries = _fitted(points, [one.numerators for one in coboundaries])
        denominator = _fitted(points, [(one.denominator,) for one in coboundaries])
        return None if entries is None or denominator is None else cls(tuple(entries), denominator[0], signs.pop())

    @classmethod
    def contiguous(cls, a: Parts, b: Parts, axis: str = "k") -> "tuple[ParameterProof, list[Coefficients]] | None":
        """With P, Q, R, S, where neighbours differ by whole moves of their parameters; proved.

        >>> a, b = {(0, 0): Polynomial((2, 1)), (1, 0): Polynomial((1,))}, {(0, 0): Polynomial((0, -1))}
        >>> ParameterProof.contiguous(a, b)[1]
        [{(1, 0): 1, (0, 0): 1}, {}, {(0, 0): 1}, {(0, 0): -1}]
        """
        found = contiguous_matrix(whole_polynomial(a), whole_polynomial(b), axis)
        if found is None:
            return None
        proof = cls(tuple(found[0]), found[1], 1)
        step = _coprime(proof._image(whole_polynomial(a), axis))
        return (proof, step) if proof.proves(a, b, step, axis) else None

    @classmethod
    def parse(cls, description: Mapping[str, Any]) -> "ParameterProof":
        """From `as_json`; raises InputError for other text."""
        texts = (*description["u"][0], *description["u"][1], description["denominator"])
        *entries, denominator = [parse_rational_function(text, _NAMES).top for text in texts]
        return cls(tuple(entries), denominator, int(description["sign"]))

    def proves(self, a: Parts, b: Parts, step: Sequence[Coefficients], axis: str = "k") -> bool:
        """Whether both identities hold, for a(n) and b(n) by their parts, and P, Q, R, S of the step along the axis."""
        x, y, z, w = self.entries
        x1, y1, z1, w1 = (_moved(entry, "n") for entry in self.entries)
        ours, theirs = self.denominator, _moved(self.denominator, "n") * self.sign
        a0, b0 = (whole_polynomial(side) for side in (a, b))
        a1, b1 = (_moved(side, axis) for side in (a0, b0))
        left = b0 * z1, b0 * w1, x1 + a0 * z1, y1 + a0 * w1
        right = y, x * b1 + y * a1, w, z * b1 + w * a1
        if any(one * ours != other * theirs for one, other in zip(left, right, strict=True)):
            return False
        image = self._image(a0, axis)
        given = [_CONTEXT.from_dict({(0, *powers): c for powers, c in entry.items()}) for entry in step]
        determinant = image[0] * image[3] - image[1] * image[2]
        return not determinant.is_zero() and all(
            image[i] * given[j] == image[j] * given[i] for i in range(4) for j in range(i)
        )

    def _image(self, a: fmpz_mpoly, axis: str) -> tuple[fmpz_mpoly, ...]:
        """The map from V′ to V, up to a factor."""
        h0, h1 = (side.compose(_ZERO, _K, _M) for side in (a, _moved(a, axis)))
        p, q, r, s = (entry.compose(_ONE, _K, _M) for entry in self.entries)
        p, q = p + h0 * r, q + h0 * s
        return p, q - p * h1, r, s - r * h1

    def as_json(self) -> dict[str, Any]:
        """X as "u", d as "denominator", and "sign"; polynomials as text in n, k and m."""
        x, y, z, w = (polynomial_in(entry, _NAMES) for entry in self.entries)
        return {"u": [[x, y], [z, w]], "denominator": polynomial_in(self.denominator, _NAMES), "sign": self.sign}


def in_k(polynomial: fmpq_poly) -> Coefficients:
    """The coefficients of an integer polynomial in k."""
    return {(i, 0): int(c.p) for i, c in enumerate(polynomial.coeffs()) if c}


def _coprime(entries: Sequence[fmpz_mpoly]) -> list[Coefficients]:
    """Polynomials in k and m without a common factor, by their coefficients; the first coefficient is positive."""
    common = reduce(lambda one, other: one.gcd(other), entries)
    terms = [{(int(i), int(j)): int(c) for (_, i, j), c in (entry / common).to_dict().items()} for entry in entries]
    first = next(term[min(term)] for term in terms if term)
    return [{powers: c if first > 0 else -c for powers, c in term.items()} for term in terms]


def _sign(one: Coboundary) -> int:
    """±1 where g is that constant, else 0."""
    if one.g_top.degree() or one.g_bottom.degree() or abs(int(one.g_top[0])) != abs(int(one.g_bottom[0])):
        return 0
    return 1 if int(one.g_top[0]) * int(one.g_bottom[0]) > 0 else -1


def _fitted(points: Sequence[Point], samples: Sequence[Sequence[fmpz_poly]]) -> list[fmpz_mpoly] | None:
    """Polynomials in n, k and m in proportion to those in n that are given at the points."""
    size = len(samples[0])
    widths = [max(sample[i].degree() for sample in samples) + 1 for i in range(size)]
    vectors = [[int(sample[i][j]) for i in range(size) for j in range(widths[i])] for sample in samples]
    fitted = projective_fit_at(points, vectors, HIGHEST_DEGREE)
    if fitted is None:
        return None
    rest = iter(fitted)
    found = []
    for width in widths:
        terms = {(n, *powers): c for n in range(width) for powers, c in next(rest).items()}
        found.append(_CONTEXT.from_dict(terms))
    return found


def whole_polynomial(parts: Parts) -> fmpz_mpoly:
    """a(n) or b(n) as one polynomial in n, k and m.

    >>> whole_polynomial({(0, 0): Polynomial((2, 1)), (1, 0): Polynomial((0, 3))})
    3*n*k + n + 2
    """
    terms = {(n, *powers): c for powers, part in parts.items() for n, c in enumerate(part.coefficients) if c}
    return _CONTEXT.from_dict(terms)


def _moved(polynomial: fmpz_mpoly, axis: str) -> fmpz_mpoly:
    """One more in place of n, k or m."""
    return polynomial.compose(*(g + int(name == axis) for name, g in zip(_NAMES, (_N, _K, _M), strict=True)))
