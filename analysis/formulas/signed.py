"""Signed continued fractions y = a₀ + s₁/(a₁ + s₂/(a₂ + …)): integer terms aₙ, a periodic sign sequence sₙ = ±1.

Every irrational y and every sign sequence determine the terms: aₙ is the floor of the n-th remainder where the sign
after it is +1 and the ceiling where it is −1, so all remainders from the first on exceed 1, aₙ ≥ 1 (≥ 2 before a minus)
for n ≥ 1, and the fraction converges to y. With all signs +1 it is the simple continued fraction. Source: ESMA,
arXiv 2212.09470; for the conditions, Perron, Die Lehre von den Kettenbrüchen, "halbregelmäßige Kettenbrüche".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle, islice, product

from gmpy2 import mpz

from analysis.errors import InputError, echo

Signs = tuple[int, ...]

MAX_PERIOD = 16  # of sign periods: 2^16 of them are more than any search can try


@dataclass(frozen=True)
class SignedFraction:
    """The first terms a₀ … a_N of a signed continued fraction, and one period (s₁, …, s_m) of its signs.

    >>> str(SignedFraction((2, 6, 10, 14), (1,)))
    '2 + 1/(6 + 1/(10 + 1/(14 + …)))'
    """

    terms: tuple[int, ...]
    signs: Signs

    def __post_init__(self) -> None:
        if not self.signs or any(sign not in (1, -1) for sign in self.signs):
            raise InputError(f"signs {echo(self.signs)}", "one period of +1 and -1")

    def sign(self, n: int) -> int:
        """sₙ, the sign before aₙ; n ≥ 1."""
        return self.signs[(n - 1) % len(self.signs)]

    def convergents(self) -> Iterator[tuple[int, int]]:
        """(pₙ, qₙ) for n = 0, 1, …, exactly as the recurrence gives them.

        >>> list(SignedFraction((2, 3, 4), (-1,)).convergents())
        [(2, 1), (5, 3), (18, 11)]
        """
        p, p_before, q, q_before = mpz(1), mpz(0), mpz(0), mpz(1)
        for n, term in enumerate(self.terms):
            sign = self.sign(n) if n else 1
            p, p_before = term * p + sign * p_before, p
            q, q_before = term * q + sign * q_before, q
            yield int(p), int(q)

    def __str__(self) -> str:
        text = str(self.terms[0]) if self.terms else ""
        for n, term in enumerate(self.terms[1:], start=1):
            text += f" {'+' if self.sign(n) > 0 else '-'} 1/({term}"
        return text + " + …" + ")" * (len(self.terms) - 1)


@lru_cache(maxsize=4_096)
def sign_sequence(signs: Signs, count: int) -> Signs:
    """s₁ … s_count of a period.

    >>> sign_sequence((1, -1), 3)
    (1, -1, 1)
    """
    return tuple(islice(cycle(signs), count))


def primitive_periods(shortest: int, longest: int) -> list[Signs]:
    """All sign periods of these lengths that no shorter period repeats; rotations are different periods.

    Raises InputError for lengths that make no range within 1 … 16.

    >>> primitive_periods(1, 2)
    [(1,), (-1,), (1, -1), (-1, 1)]
    """
    if not 1 <= shortest <= longest <= MAX_PERIOD:
        raise InputError(
            f"sign periods of length {shortest}:{longest}", f"LOW:HIGH within 1:{MAX_PERIOD}, LOW up to HIGH"
        )
    lengths = range(shortest, longest + 1)
    return [signs for length in lengths for signs in product((1, -1), repeat=length) if primitive(signs)]


def primitive(signs: Signs) -> bool:
    """Whether no shorter period gives the same sequence.

    >>> primitive((1, -1, 1, -1))
    False
    """
    length = len(signs)
    return not any(length % part == 0 and signs == signs[:part] * (length // part) for part in range(1, length))


def parse_signs(text: str) -> Signs:
    """One period of signs from a text like `+-` or `1,-1`.

    >>> parse_signs("-+"), parse_signs("1, -1")
    ((-1, 1), (1, -1))
    """
    parts = text.replace(",", " ").split()
    if all(part in ("1", "-1", "+1") for part in parts) and parts:
        signs = tuple(int(part) for part in parts)
    elif "".join(parts) and not set("".join(parts)) - set("+-−"):
        signs = tuple(1 if character == "+" else -1 for character in "".join(parts))
    else:
        raise InputError(f"signs {echo(text)}", "one period of signs, as in + or -+ or 1,-1")
    if len(signs) > MAX_PERIOD:
        raise InputError(f"a sign period of length {len(signs)}", f"at most {MAX_PERIOD}")
    return signs
