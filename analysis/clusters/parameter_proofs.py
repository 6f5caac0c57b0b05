"""The step of a family in a parameter, proved for all k at once: a coboundary whose entries are polynomials in n and k.

With M_k(n) = [[0, b_k(n)], [1, a_k(n)]] the identity of polynomials in n and k

    M_k(n) X(n+1, k) d(n, k) = ± X(n, k) d(n+1, k) M_{k+1}(n)

ties the fractions of neighbours for every k, and V(k) is the image of V(k+1) under the Möbius map of
[[1, a_k(0)], [0, 1]] X(1, k) [[1, a_{k+1}(0)], [0, 1]]⁻¹ (see `families.coboundary`). X and d are interpolated in k
from the coboundaries of some neighbours; the identity is then multiplied out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flint import fmpq_poly, fmpz_mpoly, fmpz_mpoly_ctx, fmpz_poly

from analysis.clusters.interpolation import projective_fit
from analysis.families.coboundary import Coboundary
from analysis.families.rational_functions import parse_rational_function
from analysis.formulas.polynomials import Polynomial

HIGHEST_DEGREE = 12  # of X and d in k
_CONTEXT = fmpz_mpoly_ctx.get(("n", "k"), "lex")
_N, _K = _CONTEXT.gens()
_ONE = _CONTEXT.constant(1)


@dataclass(frozen=True)
class ParameterProof:
    """X (its four entries), d and the sign, polynomials in n and k."""

    entries: tuple[fmpz_mpoly, ...]
    denominator: fmpz_mpoly
    sign: int

    @classmethod
    def interpolated(cls, coboundaries: Sequence[Coboundary]) -> "ParameterProof | None":
        """From the coboundaries of the neighbours k, k + 1 for k = 0, 1, 2, …; nothing is proved by that yet."""
        signs = {_sign(one) for one in coboundaries}
        if len(signs) != 1 or 0 in signs:
            return None
        entries = _fitted([one.numerators for one in coboundaries])
        denominator = _fitted([(one.denominator,) for one in coboundaries])
        return None if entries is None or denominator is None else cls(tuple(entries), denominator[0], signs.pop())

    @classmethod
    def parse(cls, description: Mapping[str, Any]) -> "ParameterProof":
        """From `as_json`; raises InputError for other text."""
        texts = (*description["u"][0], *description["u"][1], description["denominator"])
        *entries, denominator = [parse_rational_function(text, ("n", "k")).top for text in texts]
        return cls(tuple(entries), denominator, int(description["sign"]))

    def proves(self, a: Sequence[Polynomial], b: Sequence[Polynomial], step: Sequence[fmpq_poly]) -> bool:
        """Whether both identities hold, for a_k(n) = Σ a[j](n) kʲ, b likewise, and the step's P, Q, R, S in k."""
        x, y, z, w = self.entries
        x1, y1, z1, w1 = (_moved(entry, 1, 0) for entry in self.entries)
        ours, theirs = self.denominator, _moved(self.denominator, 1, 0) * self.sign
        a0, b0 = (_of_parts(side) for side in (a, b))
        a1, b1 = (_moved(side, 0, 1) for side in (a0, b0))
        left = b0 * z1, b0 * w1, x1 + a0 * z1, y1 + a0 * w1
        right = y, x * b1 + y * a1, w, z * b1 + w * a1
        if any(one * ours != other * theirs for one, other in zip(left, right, strict=True)):
            return False
        h0, h1 = (side.compose(_CONTEXT.constant(0), _K) for side in (a0, a1))
        p, q, r, s = (entry.compose(_ONE, _K) for entry in self.entries)
        p, q = p + h0 * r, q + h0 * s
        image = p, q - p * h1, r, s - r * h1
        given = [_of_k(entry) for entry in step]
        determinant = image[0] * image[3] - image[1] * image[2]
        return not determinant.is_zero() and all(
            image[i] * given[j] == image[j] * given[i] for i in range(4) for j in range(i)
        )

    def as_json(self) -> dict[str, Any]:
        """X as "u", d as "denominator", and "sign"; polynomials as text in n and k."""
        x, y, z, w = (str(entry).replace("^", "**") for entry in self.entries)
        return {"u": [[x, y], [z, w]], "denominator": str(self.denominator).replace("^", "**"), "sign": self.sign}


def _sign(one: Coboundary) -> int:
    """±1 where g is that constant, else 0."""
    if one.g_top.degree() or one.g_bottom.degree() or abs(int(one.g_top[0])) != abs(int(one.g_bottom[0])):
        return 0
    return 1 if int(one.g_top[0]) * int(one.g_bottom[0]) > 0 else -1


def _fitted(samples: Sequence[Sequence[fmpz_poly]]) -> list[fmpz_mpoly] | None:
    """Polynomials in n and k in proportion to those in n that are given for k = 0, 1, 2, …"""
    size = len(samples[0])
    widths = [max(sample[i].degree() for sample in samples) + 1 for i in range(size)]
    vectors = [[int(sample[i][j]) for i in range(size) for j in range(widths[i])] for sample in samples]
    fitted = projective_fit(vectors, HIGHEST_DEGREE)
    if fitted is None:
        return None
    rest = iter(fitted)
    return [_in_n_and_k([next(rest).numer() for _ in range(width)]) for width in widths]


def _in_n_and_k(coefficients: Sequence[fmpz_poly]) -> fmpz_mpoly:
    total = _CONTEXT.constant(0)
    for power, coefficient in enumerate(coefficients):
        total += _of_k(fmpq_poly(coefficient)) * _N**power
    return total


def _of_k(polynomial: fmpq_poly) -> fmpz_mpoly:
    """A polynomial with integer coefficients, in k."""
    return _CONTEXT.from_dict({(0, j): int(c.p) for j, c in enumerate(polynomial.coeffs()) if c})


def _of_parts(parts: Sequence[Polynomial]) -> fmpz_mpoly:
    return _CONTEXT.from_dict({(i, j): c for j, part in enumerate(parts) for i, c in enumerate(part.coefficients) if c})


def _moved(polynomial: fmpz_mpoly, n: int, k: int) -> fmpz_mpoly:
    return polynomial.compose(_N + n, _K + k)
