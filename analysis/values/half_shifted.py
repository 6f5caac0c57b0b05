"""Half-shifted fractions of Apéry's kind, (44n² + 1, (2n − 1)⁴) and its siblings: periods of complex multiplication.

The sequences of Apéry's kind, (n + 1)²u = (An² + An + B)u + Cn²u, are interpolated at n − 1/2: b is a constant times
(2n − 1)⁴. Their values are images of π²/Ω⁴, Ω a period of an elliptic curve with complex multiplication by ℚ(√−D):
Chowla and Selberg (1967) write it by Γ(j/D), j with (−D/j) = 1. Proved by theorems are D = 4 for 44n² + 1, D = 8 for
28n² + 1 and 48n² + 4, D = 3 for 40n² + 2 (C = 1, 8, −32, −9); D = 24 for 68n² + 7 (C = −72) is found. Where two roots
of b are integers and two half-integers, the two periods of D = 3 are tried: (10n² + n, −4n²(4n² − 1)) and
(10n² + n − 1, −4n²(2n − 3)²) are images of them, and what is equivalent to these.
"""

from functools import cache

from analysis.constants.library import Constant, constant
from analysis.formulas.pcf import PCF

_PERIODS = (
    "pi^4/gamma(1/4)^8",
    "pi^4/(gamma(1/8)*gamma(3/8))^4",
    "2^(1/3)*pi^6/gamma(1/3)^12",
    "pi^4/(gamma(1/24)*gamma(5/24)*gamma(7/24)*gamma(11/24))^2",
    "pi^8/(gamma(1/7)*gamma(2/7)*gamma(4/7))^4",
    "pi^6/(gamma(1/15)*gamma(2/15)*gamma(4/15)*gamma(8/15))^2",
    "pi^4/(gamma(1/20)*gamma(3/20)*gamma(7/20)*gamma(9/20))^2",
)
_MIXED_PERIODS = ("2^(1/3)*gamma(1/3)^6/pi^2", "2^(1/3)*gamma(1/3)^6/pi^4")
_RADICANDS = (2, 3, 5, 6, 7, 15)


def period_constants(pcf: PCF) -> tuple[Constant, ...]:
    """The candidates where b has four roots, all or two of them half-integers, the others integers; none elsewhere.

    >>> [known.name for known in period_constants(PCF.parse("44n^2+1", "(2n-1)^4"))][:1]
    ['pi^4/gamma(1/4)^8']
    >>> period_constants(PCF.parse("11n^2+11n+3", "n^4"))
    ()
    """
    halves = sorted(2 * root % 2 for root in pcf.b.rational_roots())
    if pcf.a.degree != 2 or halves not in ([1, 1, 1, 1], [0, 0, 1, 1]):
        return ()
    return _periods() if halves[0] else tuple(map(constant, _MIXED_PERIODS))


@cache
def _periods() -> tuple[Constant, ...]:
    plain = [constant(text) for text in _PERIODS]
    return (*plain, *(constant(f"sqrt({d})*{known.expression}") for known in plain for d in _RADICANDS))
