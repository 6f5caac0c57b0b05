"""Left-hand sides of the ESMA search: all P(c)/Q(c) with integer polynomials of bounded degree and height.

Polynomials up to sign are ranked by their coefficients, the highest first, so lower degrees come first. A shard is a
stretch of denominators with all numerators. Every value is met once: under the first denominator of the ranking that
can have it. For a transcendental c that is the reduced fraction, where it lies in the box; for an algebraic c values
are reduced in the field ℚ(c), so equal numbers are one. Of ±y the positive one is taken; rational values are dropped.

Values that differ by an integer share all terms but a₀, so they are one `ShiftClass`: their terms are extracted once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flint import fmpq, fmpq_poly, fmpz_poly

from analysis.constants.algebraic import minimal_polynomial
from analysis.constants.library import Constant, constant
from analysis.errors import InputError, echo
from analysis.esma.left_hand_sides import Coefficients, LeftHandSide, Powers
from analysis.formulas.signed import MAX_PERIOD, Signs, primitive_periods
from search.domains.ranges import Range

MAX_DEGREE, MAX_HEIGHT = 16, 1_000
# Polynomials up to sign: the numerators of one denominator are one shard at least, and are held at once.
MAX_POLYNOMIALS = 200_000
# Sequences of a shard: a fraction of a second, so that two workers share a small domain and a stop loses little.
SHARD_SEQUENCES = 2_000
SIGN_BITS = 256  # precision at which the sign of a value is decided first; it doubles where that is not enough
SIGN_DOUBLINGS = 8


@dataclass(frozen=True)
class ShiftClass:
    """Values that differ by integers: (value, its difference from the first) of each."""

    members: tuple[tuple[LeftHandSide, int], ...]


@dataclass(frozen=True)
class RationalFunctions:
    """P(c)/Q(c) with deg P, deg Q ≤ degree and coefficients from −height to height, under sign periods of some lengths.

    Raises InputError for a rational c and for bounds that make no domain.

    >>> domain = RationalFunctions("e", degree=1, height=2, periods=Range(1, 2))
    >>> domain.size, domain.shard_count, domain.count()
    (576, 1, 112)
    """

    constant: str
    degree: int
    height: int
    periods: Range
    _powers: dict[int, Powers] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not 1 <= self.degree <= MAX_DEGREE:
            raise InputError(f"degree {self.degree}", f"1 to {MAX_DEGREE}")
        if not 1 <= self.height <= MAX_HEIGHT:
            raise InputError(f"height {self.height}", f"1 to {MAX_HEIGHT:,}")
        if not 1 <= self.periods.low <= self.periods.high <= MAX_PERIOD:
            raise InputError(f"periods {echo(self.periods)}", f"LOW:HIGH within 1:{MAX_PERIOD}")
        if self.polynomial_count > MAX_POLYNOMIALS:
            raise InputError(
                f"{self.polynomial_count:,} polynomials of degree {self.degree} and height {self.height}",
                f"at most {MAX_POLYNOMIALS:,}",
                "lower the degree or the height",
            )
        if self.minimal_polynomial is not None and len(self.minimal_polynomial) == 2:
            raise InputError(f"the rational constant {self.constant}", "irrational constants")

    @cached_property
    def definition(self) -> Constant:
        """The constant with its value and texts."""
        return constant(self.constant)

    @cached_property
    def minimal_polynomial(self) -> Coefficients | None:
        """Of an algebraic c."""
        return minimal_polynomial(self.definition.expression)

    @cached_property
    def sign_periods(self) -> list[Signs]:
        """Every primitive period of signs of the lengths asked for."""
        return primitive_periods(self.periods.low, self.periods.high)

    @property
    def polynomial_count(self) -> int:
        """Non-zero polynomials up to sign."""
        return int(((2 * self.height + 1) ** (self.degree + 1) - 1) // 2)

    @property
    def size(self) -> int:
        """Pairs (P/Q up to sign, sign period) before any are found equal."""
        return self.polynomial_count**2 * len(self.sign_periods)

    @property
    def shard_count(self) -> int:
        return -(-self.polynomial_count // self._stretch)

    @property
    def _stretch(self) -> int:
        """Denominators in a shard."""
        return max(1, SHARD_SEQUENCES // (self.polynomial_count * len(self.sign_periods)))

    def raw(self, index: int) -> int:
        """Pairs of one shard before any are found equal; they add up to `size`."""
        return len(self._denominators(index)) * self.polynomial_count * len(self.sign_periods)

    def count(self) -> int:
        """Distinct values, found by going through all shards."""
        return sum(len(found.members) for index in range(self.shard_count) for found in self.shard(index))

    def shard(self, index: int) -> list[ShiftClass]:
        """The values of shard 0 ≤ index < shard_count. Raises IndexError beyond."""
        if not 0 <= index < self.shard_count:
            raise IndexError(f"shard {index} of a domain of {self.shard_count}")
        classes: dict[Any, list[tuple[LeftHandSide, int]]] = {}
        for rank in self._denominators(index):
            for value in self._algebraic(rank) if self.minimal_polynomial else self._transcendental(rank):
                key, shift = _modulo_integers(value)
                classes.setdefault(key, []).append((value, shift))
        return [
            ShiftClass(tuple((value, shift - members[0][1]) for value, shift in members))
            for members in classes.values()
        ]

    def powers(self) -> Powers:
        """The powers of c, kept by this process."""
        top = max(self.degree, len(self.minimal_polynomial or ()) - 2)
        return self._powers.setdefault(top, Powers(self.definition, top))

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values from which `from_dict` makes the same domain."""
        periods = f"{self.periods.low}:{self.periods.high}"
        return {"constant": self.constant, "degree": self.degree, "height": self.height, "periods": periods}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> "RationalFunctions":
        """The domain that `as_dict` describes."""
        return cls(table["constant"], table["degree"], table["height"], Range.parse(table["periods"]))

    def _denominators(self, index: int) -> range:
        start = index * self._stretch
        return range(start, min(start + self._stretch, self.polynomial_count))

    @cached_property
    def _polynomials(self) -> list[fmpz_poly]:
        """All polynomials up to sign, by rank."""
        return [fmpz_poly(self._coefficients(rank)) for rank in range(self.polynomial_count)]

    def _coefficients(self, rank: int) -> list[int]:
        base, coefficients = 2 * self.height + 1, []
        digits = self.polynomial_count + 1 + rank  # the zero polynomial is polynomial_count
        for _ in range(self.degree + 1):
            digits, digit = divmod(digits, base)
            coefficients.append(digit - self.height)
        return coefficients

    def _transcendental(self, rank: int) -> Iterator[LeftHandSide]:
        denominator = self._polynomials[rank]
        for numerator in self._polynomials:
            common = numerator.gcd(denominator)
            if common == 1:
                if numerator.degree() > 0 or denominator.degree() > 0:
                    yield self._positive(numerator.coeffs(), denominator.coeffs())
                continue
            if common.degree() < 1:
                continue  # met under the denominator without the common factor
            top, bottom = numerator // common, denominator // common
            if top.degree() < 1 and bottom.degree() < 1:
                continue
            # Outside the box when reduced: the first denominator that is a multiple has it.
            in_box = self._fits(top) and self._fits(bottom)
            if not in_box and not any(self._has(top, bottom, earlier) for earlier in self._polynomials[:rank]):
                yield self._positive(top.coeffs(), bottom.coeffs())

    def _fits(self, polynomial: fmpz_poly) -> bool:
        return polynomial.degree() <= self.degree and all(abs(c) <= self.height for c in polynomial.coeffs())

    def _has(self, top: fmpz_poly, bottom: fmpz_poly, denominator: fmpz_poly) -> bool:
        """Whether top/bottom is some P/denominator of the box."""
        numerator, rest = divmod(top * denominator, bottom)
        return rest == 0 and self._fits(numerator)

    def _algebraic(self, rank: int) -> Iterator[LeftHandSide]:
        modulus = fmpq_poly(list(self.minimal_polynomial or ()))
        reduced, known = self._reduced
        common, inverse, _ = reduced[rank].xgcd(modulus)
        if common.degree() != 0:
            return  # Q(c) = 0
        seen: set[LeftHandSide] = set()
        for numerator in reduced:
            value = (numerator * inverse) % modulus
            if value.degree() < 1:
                continue
            # Q' y is then the value mod the modulus of some numerator, so y was met under Q'.
            if any(_key((value * earlier) % modulus) in known for earlier in reduced[:rank]):
                continue
            bottom = int(value.denom())
            found = self._positive([int(c) for c in value.numer().coeffs()], [bottom])
            if found not in seen:
                seen.add(found)
                yield found

    @cached_property
    def _reduced(self) -> tuple[list[fmpq_poly], set[Coefficients]]:
        """All polynomials in c by rank, reduced in the field, and the set of them and their negatives."""
        modulus = fmpq_poly(list(self.minimal_polynomial or ()))
        reduced = [fmpq_poly(polynomial) % modulus for polynomial in self._polynomials]
        return reduced, {_key(p) for p in reduced} | {_key(-p) for p in reduced}

    def _positive(self, numerator: Any, denominator: Any) -> LeftHandSide:
        """The one of ±P/Q with a positive value."""
        top, bottom = tuple(int(c) for c in numerator), tuple(int(c) for c in denominator)
        value = LeftHandSide(top, bottom)
        bits, powers = SIGN_BITS, self.powers()
        for _ in range(SIGN_DOUBLINGS):
            sign = value.sign(powers, bits)
            if sign:
                return value if sign > 0 else LeftHandSide(tuple(-c for c in top), bottom)
            bits *= 2
        return value  # as good as zero: no term of it will be certain


def _modulo_integers(value: LeftHandSide) -> tuple[Any, int]:
    """(what values that differ by an integer share, the integer part taken out)."""
    top, bottom = value.numerator, value.denominator
    at = len(bottom) - 1
    shift = (top[at] if at < len(top) else 0) // bottom[-1]
    if not shift:
        return value, 0
    rest = list(top) + [0] * (len(bottom) - len(top))
    for k, c in enumerate(bottom):
        rest[k] -= shift * c
    while rest and rest[-1] == 0:
        rest.pop()
    return LeftHandSide(tuple(rest), bottom), shift


def _key(polynomial: fmpq_poly) -> tuple[fmpq, ...]:
    return tuple((int(c.p), int(c.q)) for c in polynomial.coeffs())
