"""Naming a number: rational, then quadratic, then a Möbius image of a constant.

`identify` works on a number that can be recomputed: a relation found at some digits must survive at twice as many.
It tries more digits, up to the caller's limit, before giving up, so that large coefficients are found as well.
`identify_decimal` works on a decimal as written, where only the guard of `relations.affordable` protects.

Among several relations the cheapest wins: digits of the coefficients plus log₁₀ of the constant's place in the
library, the description length of the identity.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log10

from flint import arb, ctx, fmpq

from analysis.errors import InputError, echo
from analysis.numbers.balls import BITS_PER_DIGIT
from analysis.numbers.constants import Constant, Library, constant
from analysis.numbers.identities import Identity, rational_identity
from analysis.numbers.mobius import Mobius
from analysis.numbers.recognition import recognise_quadratic, recognise_rational
from analysis.numbers.relations import SPARE_BITS, digits_carried, find_mobius, is_image
from analysis.numbers.trials import Placed, irrational_constants, pair_constants

FIRST_DIGITS = 50  # relations of at most 32 digits in all: more than any formula of a small search box has
SURVIVAL = 1.9  # "twice the digits", less what rounding takes
SEARCHED_DIGITS = 400  # digits of a long decimal used to find a relation; all of them test it
LAST_PLACE_ERROR = 2  # units in a decimal's last place: it may be cut off, rounded, or a double printed in full
MAX_DECIMAL = 10_000  # characters of a decimal
MAX_EXPONENT = 1_000  # of a decimal in scientific notation

_DECIMAL = re.compile(r"[+-]?(?P<whole>\d*)(?:\.(?P<part>\d*))?(?:[eE](?P<exponent>[+-]?\d+))?", re.ASCII)

Evaluate = Callable[[int], arb]
Match = tuple[Constant, Mobius]


def identify(
    evaluate: Evaluate,
    library: Library,
    *,
    digits: int = FIRST_DIGITS,
    max_digits: int | None = None,
    hints: Sequence[Constant] = (),
    pairs: bool = False,
    screened: bool = False,
) -> Identity | None:
    """The identity of the number whose value to `digits` digits is `evaluate(digits)`, or None.

    Relations are sought at `digits` digits, then at twice as many while that is at most `max_digits`; each is
    tested with the number evaluated to twice the digits it was found with. `hints` are tried after the library,
    `pairs` adds products and quotients of the library's first constants. `screened` makes the first round about
    ten times faster for values that match nothing, at the price of finding only coefficients below 10^6 there;
    it is meant for thousands of values, since it loads compiled code first.

    >>> from analysis.numbers.constants import built_in_library
    >>> found = identify(lambda digits: 4 / constant("pi").value(digits + 5), built_in_library())
    >>> found.expression, found.digits
    ('4/pi', 100)
    """
    current = digits
    while True:
        with ctx.workprec(int(2 * current * BITS_PER_DIGIT) + SPARE_BITS):
            x = _rounded(evaluate(current), current)
            if not x.is_finite():
                return None
            found = _identify_at(x, evaluate, current, library, hints, pairs, screened and current == digits)
        if found is not None:
            return found
        current *= 2
        if max_digits is None or current > max_digits:
            return None


def _identify_at(
    x: arb, evaluate: Evaluate, digits: int, library: Library, hints: Sequence[Constant], pairs: bool, screened: bool
) -> Identity | None:
    recheck = _Recheck(evaluate, digits, digits_carried(x))
    rational = recognise_rational(x)
    if rational is not None:
        return recheck.rational(rational)
    quadratic = recognise_quadratic(x)
    if quadratic is not None:
        return recheck.mobius(constant(f"sqrt({quadratic.radicand})"), quadratic.mobius)
    rounds: list[Callable[[], list[Match]]] = [
        lambda: _matches(x, digits, _promising(x, library) if screened else irrational_constants(library)),
        lambda: _matches(x, digits, enumerate(hints, start=len(library) + 1)),
    ]
    if pairs:
        rounds.append(lambda: _matches(x, digits, pair_constants(library)))
    for matches in rounds:
        for known, mobius in matches():
            identity = recheck.mobius(known, mobius)
            if identity is not None:
                return identity
    return None


def _rounded(x: arb, digits: int) -> arb:
    """The ball, widened to `digits` significant digits: no finding may rest on more than what was asked for."""
    return arb(x.mid(), x.rad() + abs(x.mid()) * arb(10) ** -digits) if x.is_finite() else x


def _promising(x: arb, library: Library) -> tuple[Placed, ...]:
    from analysis.numbers.library_screen import promising_constants  # loads numba: half a second

    return promising_constants(x, library)


class _Recheck:
    """Tests a finding with the number evaluated to twice the digits; evaluates it once."""

    def __init__(self, evaluate: Evaluate, digits: int, carried: float) -> None:
        self._evaluate, self._digits, self._carried = evaluate, 2 * digits, carried
        self._again: arb | None = None

    def _value(self) -> arb | None:
        if self._again is None:
            self._again = _rounded(self._evaluate(self._digits), self._digits)
        return self._again if digits_carried(self._again) >= SURVIVAL * min(self._carried, self._digits / 2) else None

    def _tested_digits(self, x: arb) -> int:
        return min(self._digits, round(digits_carried(x)))

    def rational(self, value: Fraction) -> Identity | None:
        x = self._value()
        if x is None or not (value.denominator * x - value.numerator).contains(0):
            return None
        return rational_identity(value, self._tested_digits(x))

    def mobius(self, known: Constant, mobius: Mobius) -> Identity | None:
        x = self._value()
        if x is None or not is_image(mobius, known.value(self._digits), x):
            return None
        return Identity(known, mobius, self._tested_digits(x))


def _matches(x: arb, digits: int, constants: Iterable[Placed]) -> list[Match]:
    """Affordable relations of x with the constants, cheapest first."""
    found: list[tuple[float, int, Constant, Mobius]] = []
    for place, known in constants:
        mobius = find_mobius(known.value(digits), x, log10(place))
        if mobius is not None:
            found.append((mobius.cost + log10(place), place, known, mobius))
    found.sort(key=lambda match: match[:2])
    return [(known, mobius) for _, _, known, mobius in found]


@dataclass(frozen=True)
class Identification:
    """A decimal as it was given, the significant digits it carries, and its identity or None."""

    value: str
    digits: int
    identity: Identity | None

    def as_json(self) -> dict[str, object]:
        """The JSON of `discover identify`."""
        identity = None if self.identity is None else self.identity.as_json()
        return {"value": self.value, "digits": self.digits, "identity": identity}


def identify_decimal(text: str, library: Library) -> Identification:
    """The identity of a decimal with the digits it is written with, trailing zeros counting.

    The last digit may be off by LAST_PLACE_ERROR. A relation must cost well below the digits, so that six digits of π
    support nothing, sixteen a small relation. Raises InputError when the text is no decimal, has more than
    MAX_DECIMAL characters or an exponent beyond MAX_EXPONENT.

    >>> from analysis.numbers.constants import built_in_library
    >>> identify_decimal("1.2732395447351628", built_in_library()).identity.expression
    '4/pi'
    >>> identify_decimal("3.14159", built_in_library()).identity is None
    True
    """
    value, unit, digits = _read_decimal(text)
    shown = text.strip()
    if value == 0:
        return Identification(shown, digits, None)
    error = LAST_PLACE_ERROR * unit
    searched = max(error, abs(value) / 10**SEARCHED_DIGITS)
    with ctx.workprec(int((digits + MAX_EXPONENT) * BITS_PER_DIGIT) + SPARE_BITS):
        full = arb(fmpq(value.numerator, value.denominator), fmpq(error.numerator, error.denominator))
        x = arb(full.mid(), fmpq(searched.numerator, searched.denominator))
        found = _identify_ball(x, min(digits, SEARCHED_DIGITS), library)
        if found is not None and not is_image(found.mobius, _constant_value(found, digits), full):
            found = None
    identity = None if found is None else Identity(found.constant, found.mobius, digits)
    return Identification(shown, digits, identity)


def _identify_ball(x: arb, digits: int, library: Library) -> Identity | None:
    rational = recognise_rational(x)
    if rational is not None:
        return rational_identity(rational, digits)
    quadratic = recognise_quadratic(x)
    if quadratic is not None:
        return Identity(constant(f"sqrt({quadratic.radicand})"), quadratic.mobius, digits)
    for known, mobius in _matches(x, digits, irrational_constants(library)):
        return Identity(known, mobius, digits)
    return None


def _constant_value(identity: Identity, digits: int) -> arb:
    return arb(1) if identity.rational is not None else identity.constant.value(digits)


def _read_decimal(text: str) -> tuple[Fraction, Fraction, int]:
    """(value, unit in the last place, significant digits) of a decimal text."""
    allowed = "decimal numbers such as 3.1415926535 or 1.5e-3"
    stripped = text.strip()
    if len(stripped) > MAX_DECIMAL:
        raise InputError(f"a decimal of {len(stripped):,} characters", f"at most {MAX_DECIMAL:,} characters")
    match = _DECIMAL.fullmatch(stripped)
    if match is None:
        raise InputError(f"value {echo(text)}", allowed)
    whole, part = match["whole"] or "", match["part"] or ""
    if not whole + part:
        raise InputError(f"value {echo(text)}", allowed)
    exponent_text = match["exponent"] or "0"
    if len(exponent_text) > len(str(MAX_EXPONENT)) + 1 or abs(int(exponent_text)) > MAX_EXPONENT:
        raise InputError(f"value {echo(text)}", f"exponents up to {MAX_EXPONENT}")
    unit = Fraction(10) ** (int(exponent_text) - len(part))
    mantissa = _integer(whole + part)
    value = mantissa * unit * (-1 if stripped.startswith("-") else 1)
    return value, unit, len((whole + part).lstrip("0"))


def _integer(digits: str) -> int:
    """int(digits) in pieces, since Python refuses to convert more than 4,300 digits at once."""
    value = 0
    for start in range(0, len(digits), 4_000):
        piece = digits[start : start + 4_000]
        value = value * 10 ** len(piece) + int(piece)
    return value
