"""The end of a chain at a fraction that ends: b(N) = 0, and its value is the convergent at N − 1 by definition."""

from collections.abc import Mapping

from analysis.proofs.polynomials import before, value
from analysis.proofs.reading import Mobius, Poly, Rejected, integer, members

LAST_END = 20_000


def finite(a: Poly, b: Poly, end: Mapping[str, object]) -> tuple[Mobius, str]:
    """The value of a fraction that ends at the claim's "at", as an image of 1.

    >>> finite((1,), (-2, 1), {"kind": "finite", "at": 2})
    ((0, 0, 0, 1), '1')
    """
    members(end, ("kind", "at"))
    last = integer(end["at"], 1, LAST_END)
    if value(b, last):
        raise Rejected(f"b is not 0 at {last}")
    _, p, _, q = before(a, b, last)
    if not q:
        raise Rejected("the value is infinite")
    return (p, 0, 0, q), "1"
