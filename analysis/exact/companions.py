"""Two by two polynomial matrices, and the fraction whose step matrix is equivalent to a given one.

In the coordinates V = [[0, q q⁻], [1, s q⁻]], (q, s)ᵗ the second column of T = [[p, q], [r, s]] and q⁻ = q(n − 1),

    T(n) V(n+1) = q⁻(n)⁻¹ V(n) M(n),  M = [[0, b], [1, a]],  a = p q⁺ + q s⁺,  b = −q⁻ q⁺ det T.
"""

from flint import fmpz_poly

PolynomialMatrix = tuple[fmpz_poly, fmpz_poly, fmpz_poly, fmpz_poly]


def companion(matrix: PolynomialMatrix) -> tuple[fmpz_poly, fmpz_poly] | None:
    """(a, b) of the fraction of a step matrix; None where q or the determinant is 0.

    >>> n, one = fmpz_poly([0, 1]), fmpz_poly([1])
    >>> companion((n, one, n + 2, n))
    (2*x + 1, (-1)*x^2 + x + 2)
    """
    p, q, r, s = matrix
    determinant = p * s - q * r
    if not q or not determinant:
        return None
    ahead, back = fmpz_poly([1, 1]), fmpz_poly([-1, 1])
    return p * q(ahead) + q * s(ahead), -q(back) * q(ahead) * determinant


def in_lowest_terms(matrix: PolynomialMatrix, denominator: fmpz_poly) -> tuple[PolynomialMatrix, fmpz_poly]:
    """matrix/denominator without common factors, the denominator's leading coefficient positive."""
    common = denominator
    for entry in matrix:
        common = common.gcd(entry)
    if int((denominator // common)[denominator.degree() - common.degree()]) < 0:
        common = -common
    p, q, r, s = (entry // common for entry in matrix)
    return (p, q, r, s), denominator // common
