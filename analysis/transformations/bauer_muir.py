"""The Bauer–Muir transformation: the fraction whose convergents are Sₙ(wₙ) instead of Sₙ(0).

Sₙ(w) = (pₙ + w pₙ₋₁)/(qₙ + w qₙ₋₁) puts w in place of the tail: near the true tails it converges faster. With
λₙ = bₙ − wₙ₋₁(aₙ + wₙ) ≠ 0 the new elements are

    a₀ + w₀,  λ₁,  a₁ + w₁,  and for n ≥ 2   bₙ₋₁ λₙ/λₙ₋₁,  aₙ + wₙ − wₙ₋₂ λₙ/λₙ₋₁.

Source: Lorentzen and Waadeland, Continued Fractions with Applications, II.1.
"""

from analysis.errors import InputError
from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.transformations.contraction import Contracted


def bauer_muir_pcf(pcf: PCF, tails: Polynomial) -> Contracted:
    """The PCF of the transformed fraction with wₙ = tails(n), from its second step on; its map sends value to value.

    The value is the same number where Sₙ(wₙ) has the limit of the fraction, as it has for every w that keeps away from
    the other solution's tails. Raises InputError where λₙ = 0 for some n ≥ 1, or b₁ = 0.

    >>> from analysis.exact.polynomials import parse_polynomial
    >>> brouncker = PCF.parse("2", "(2n-1)^2")                      # 1 + 4/π, slow
    >>> bauer_muir_pcf(brouncker, parse_polynomial("2n-1")).pcf.canonical().pcf
    PCF(6, 4n^2+4n+1)
    """
    a, b, w = pcf.a, pcf.b, tails
    if not b(1):  # no map leads back from what comes after
        raise InputError("a fraction that ends, b(1) = 0", "b with b(1) ≠ 0")
    shifted = w.shift(-1)
    change = b - shifted * (a + w)
    if not change or any(root >= 1 for root in change.integer_roots()):
        raise InputError(
            f"tails {tails.compact()}, which meet λ(n) = 0", "tails with b(n) ≠ w(n-1) (a(n) + w(n)), n ≥ 1"
        )
    before = change.shift(-1)
    new = PCF(before * (a + w) - w.shift(-2) * change, change.shift(-2) * b.shift(-1) * change).shifted(2)
    # value = a₀ + w₀ + λ₁/(a₁ + w₁ + b₁ λ₂/V)
    outer = Mobius(a(0) + w(0), change(1), 1, 0)
    inner = Mobius(a(1) + w(1), b(1) * change(2), 1, 0)
    return Contracted(new, (outer @ inner).inverse())
