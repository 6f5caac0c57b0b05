"""Continued fractions with rational elements, a₀ + b₁/(a₁ + b₂/(a₂ + … + b_N/a_N)), and their convergents.

A fraction is fixed by its convergents: given pairs (pₙ, qₙ), n = 0, 1, …, with neighbouring ones independent, the one
fraction that has exactly these as numerators and denominators is

    aₙ = (pₙ qₙ₋₂ − qₙ pₙ₋₂)/(pₙ₋₁ qₙ₋₂ − qₙ₋₁ pₙ₋₂),   bₙ = −(pₙ qₙ₋₁ − qₙ pₙ₋₁)/(pₙ₋₁ qₙ₋₂ − qₙ₋₁ pₙ₋₂).

Contraction, extension and the Bauer–Muir transformation are choices of convergents. Source: Lorentzen and Waadeland,
Continued Fractions with Applications, chapter II.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from analysis.errors import InputError

Pair = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class ContinuedFraction:
    """Elements a₀ … a_N and b₁ … b_N, all rational.

    >>> fraction = ContinuedFraction.of([1, 2, 2], [1, 1])
    >>> [str(value) for value in fraction.values()]
    ['1', '3/2', '7/5']
    """

    a: tuple[Fraction, ...]
    b: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        if not self.a or len(self.b) != len(self.a) - 1:
            raise InputError(
                f"{len(self.a)} partial denominators with {len(self.b)} partial numerators",
                "a₀ … a_N with b₁ … b_N, one numerator fewer",
            )
        if any(numerator == 0 for numerator in self.b):
            raise InputError("a partial numerator 0", "numerators other than 0", "end the fraction before it")

    @classmethod
    def of(cls, a: Iterable[int | Fraction], b: Iterable[int | Fraction]) -> "ContinuedFraction":
        """From integers or rationals."""
        return cls(tuple(Fraction(x) for x in a), tuple(Fraction(x) for x in b))

    @classmethod
    def from_convergents(cls, pairs: Sequence[Pair]) -> "ContinuedFraction":
        """The fraction whose n-th numerator and denominator are the given pairs, the first made to have q₀ = 1.

        Raises InputError where two neighbouring pairs give the same value, or q₀ = 0.

        >>> fraction = ContinuedFraction.of([3, 7, 15, 1], [1, 2, -1])
        >>> ContinuedFraction.from_convergents(fraction.convergents()) == fraction
        True
        """
        if not pairs or pairs[0][1] == 0:
            raise InputError("a first convergent that is infinite", "a finite first convergent")
        a, b = [pairs[0][0] / pairs[0][1]], []
        (p_before, q_before), (p_last, q_last) = (Fraction(1), Fraction(0)), (a[0], Fraction(1))
        for p, q in pairs[1:]:
            base = p_last * q_before - q_last * p_before
            numerator = -(p * q_last - q * p_last) / base
            if numerator == 0:
                raise InputError("two neighbouring convergents that are equal", "convergents that differ")
            a.append((p * q_before - q * p_before) / base)
            b.append(numerator)
            p_before, q_before, p_last, q_last = p_last, q_last, p, q
        return cls(tuple(a), tuple(b))

    def convergents(self) -> list[Pair]:
        """(pₙ, qₙ) for n = 0 … N, by the recurrence, unreduced."""
        p, q, p_before, q_before = self.a[0], Fraction(1), Fraction(1), Fraction(0)
        pairs = [(p, q)]
        for a, b in zip(self.a[1:], self.b, strict=True):
            p, p_before = a * p + b * p_before, p
            q, q_before = a * q + b * q_before, q
            pairs.append((p, q))
        return pairs

    def values(self) -> list[Fraction | None]:
        """pₙ/qₙ for n = 0 … N; None where qₙ = 0."""
        return [p / q if q else None for p, q in self.convergents()]

    def value(self) -> Fraction | None:
        """The last convergent."""
        return self.values()[-1]

    def __str__(self) -> str:
        text = str(self.a[0])
        for a, b in zip(self.a[1:], self.b, strict=True):
            text += f" {'-' if b < 0 else '+'} {abs(b)}/({a}"
        return text + ")" * len(self.b)
