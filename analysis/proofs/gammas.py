"""Quotients of values of Γ at rational arguments in one spelling: a number times a constant or times its inverse.

    Γ(x + 1) = x Γ(x),  Γ(1/2) = √π,  Γ(x) Γ(1 − x) = π/sin πx,  Γ(x) Γ(x + 1/2) = 2^(1 − 2x) √π Γ(2x),
    Γ(1/6) = 2^(−1/3) 3^(1/2) π^(−1/2) Γ(1/3)²

Arguments above 1/2 with an even denominator go away by the duplication, 2/3, 3/4 and 5/6 by the reflection. Source:
DLMF 5.5.1, 5.5.3, 5.5.5; the last is the duplication at 1/6 with the reflection at 1/3.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from analysis.proofs.rational import NotCovered

HALF = Fraction(1, 2)
LARGEST = 240  # of the arguments and their denominators
_TWO_SINES = {Fraction(1, 3): 3, Fraction(1, 4): 2, Fraction(1, 6): 1}
"""(2 sin πx)²."""

Map = tuple[Fraction, Fraction, Fraction, Fraction]


def gamma_quotient(top: Iterable[Fraction], bottom: Iterable[Fraction]) -> tuple[str, Map]:
    """The constant C, and the map from it to ∏ Γ(top)/∏ Γ(bottom); raises NotCovered where a value is not finite.

    >>> gamma_quotient([HALF, HALF, HALF], [1, Fraction(3, 4), Fraction(3, 4)])[0]       # Γ(3/4) = √2 π/Γ(1/4)
    'gamma(1/4)^2/sqrt(pi)'
    >>> gamma_quotient([Fraction(1)], [HALF, Fraction(3, 2)])                             # 2/π
    ('pi', (Fraction(0, 1), Fraction(2, 1), Fraction(1, 1), Fraction(0, 1)))
    """
    whole = Counter(map(Fraction, top))
    whole.subtract(map(Fraction, bottom))
    parts = _Parts()
    for x, e in whole.items():
        if e:
            parts.multiply(x, e)
    return parts.named()


class _Parts:
    """factor · 2^two · √(3^three) · π^(half/2) · ∏ Γ(x)^e."""

    def __init__(self) -> None:
        self.factor, self.two, self.three, self.half = Fraction(1), Fraction(0), 0, 0
        self.gammas = Counter[Fraction]()

    def multiply(self, x: Fraction, e: int) -> None:
        """By Γ(x)^e."""
        if x.denominator == 1 and x <= 0:
            raise NotCovered("a value of gamma is not finite")
        if abs(x) > LARGEST or x.denominator > LARGEST:
            raise NotCovered(f"an argument of gamma above {LARGEST}")
        rest = x % 1 or Fraction(1)
        for i in range(abs(int(x - rest))):
            self.factor *= (min(x, rest) + i) ** (e if x > rest else -e)
        self._multiply_by_class(rest, e)

    def _multiply_by_class(self, x: Fraction, e: int) -> None:
        if x == HALF:
            self.half += e
        elif x == Fraction(1, 6):
            self.two, self.three, self.half = self.two - Fraction(e, 3), self.three + e, self.half - e
            self.gammas[Fraction(1, 3)] += 2 * e
        elif 1 - x in _TWO_SINES and x > HALF:
            square = _TWO_SINES[1 - x]
            self.two, self.half = self.two + e - (Fraction(e, 2) if square == 2 else 0), self.half + 2 * e
            self.three -= e if square == 3 else 0
            self._multiply_by_class(1 - x, -e)
        elif HALF < x < 1 and x.denominator % 2 == 0:
            self.two, self.half = self.two + e * (2 - 2 * x), self.half + e
            self._multiply_by_class(2 * x - 1, e)
            self._multiply_by_class(x - HALF, -e)
        elif x < 1:
            self.gammas[x] += e

    def named(self) -> tuple[str, Map]:
        above, below = _texts(self.half, self.gammas)
        two, root = self.two, self.three % 2
        factor = self.factor * Fraction(3) ** ((self.three - root) // 2)
        whole = two.numerator // two.denominator
        factor, two = factor * Fraction(2) ** whole, two - whole
        under = 3**root * (2 if two == HALF else 1)
        roots = [f"2^({two})"] if two not in (0, HALF) else []
        roots += [f"sqrt({under})"] if under > 1 else []
        if not above and not roots and below:
            return _joined(below, []), (Fraction(0), factor, Fraction(1), Fraction(0))
        return _joined(roots + above, below), (factor, Fraction(0), Fraction(0), Fraction(1))


def _texts(half: int, gammas: Mapping[Fraction, int]) -> tuple[list[str], list[str]]:
    """The factors above and below: a power of π, and values of Γ."""
    power = Fraction(abs(half), 2)
    pi = "sqrt(pi)" if power == HALF else "pi" if power == 1 else f"pi^{power}" if half % 2 == 0 else f"pi^({power})"
    above, below = [pi] if half > 0 else [], [pi] if half < 0 else []
    for x, e in sorted(gammas.items()):
        if e:
            (above if e > 0 else below).append(f"gamma({x})" + (f"^{abs(e)}" if abs(e) > 1 else ""))
    return above, below


def _joined(above: list[str], below: list[str]) -> str:
    top = "*".join(above) or "1"
    return top if not below else f"{top}/{below[0]}" if len(below) == 1 else f"{top}/({'*'.join(below)})"
