"""Naming a number: rational, then quadratic, then a Möbius image of a constant.

`identify` works on a number that can be recomputed: a relation found at some digits must survive at twice as many.
It tries more digits, up to the caller's limit, before giving up, so that large coefficients are found as well.
`identify_decimal` works on a decimal as written, where only the rule of `margin` protects.

Among several relations the cheapest wins: digits of the coefficients plus log₁₀ of the constant's place in the
library, the description length of the identity.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from math import log10

from flint import arb, ctx, fmpq

from analysis.constants.identities import Identity, rational_identity
from analysis.constants.library import Constant, Library, constant
from analysis.errors import InputError
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.exact.mobius import Mobius
from analysis.notation.expressions import expression
from analysis.notation.unicode import unicode
from analysis.numbers.margin import digits_needed
from analysis.numbers.recognition import recognise_quadratic, recognise_rational
from analysis.numbers.relations import SPARE_BITS, digits_carried, find_mobius, is_image
from analysis.numbers.trials import Placed, irrational_constants
from analysis.reading.decimals import MAX_EXPONENT, Decimal, read_decimal

FIRST_DIGITS = 50  # relations of up to 42 digits in all: more than any formula of a small search box has
SURVIVAL = 1.9  # "twice the digits", less what rounding takes
SEARCHED_DIGITS = 400  # digits of a long decimal used to find a relation; all of them test it
UNBOUNDED = float("inf")  # digits that an answer may cost where it is only asked for how many it needs
SHORT_ANSWER = 20  # characters of an answer that is shown although digits are missing

Evaluate = Callable[[int], arb]
Match = tuple[Constant, Mobius]


def identify(
    evaluate: Evaluate,
    library: Library,
    *,
    digits: int = FIRST_DIGITS,
    max_digits: int | None = None,
    hints: Sequence[Constant] = (),
    screened: bool = False,
    hints_alone: bool = False,
    deep: bool = False,
) -> Identity | None:
    """The identity of the number whose value to `digits` digits is `evaluate(digits)`, or None.

    Relations are sought at `digits` digits, then at twice as many while that is at most `max_digits`; each is
    tested with the number evaluated to twice the digits it was found with. `hints` are tried after the library.
    `screened` makes the first round about ten times faster for values that match nothing, at the price of finding only
    coefficients below 10^6 there; it is meant for thousands of values, since it loads compiled code first.
    With `deep` the screen reads more digits, and finds coefficients below 10^9.
    `hints_alone` is for values that are known to be images of no constant of the library.

    >>> from analysis.constants.library import built_in_library
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
            quick = screened and current == digits
            rounds = [] if hints_alone else [partial(_tried, x, library, quick, deep)]
            found = _identify_at(x, evaluate, current, rounds, len(library), hints)
        if found is not None:
            return found
        current *= 2
        if max_digits is None or current > max_digits:
            return None


def _identify_at(
    x: arb, evaluate: Evaluate, digits: int, rounds: Sequence[Callable[[], Iterable[Placed]]], place: int,
    hints: Sequence[Constant],
) -> Identity | None:  # fmt: skip
    """With the constants of each round in turn, then with hints, which stand behind so many constants."""
    recheck = _Recheck(evaluate, digits, digits_carried(x))
    rational = recognise_rational(x)
    if rational is not None:
        return recheck.rational(rational)
    quadratic = recognise_quadratic(x)
    if quadratic is not None:
        return recheck.mobius(constant(f"sqrt({quadratic.radicand})"), quadratic.mobius)
    for constants in (*rounds, lambda: enumerate(hints, place + 1)):
        for known, mobius in _matches(x, digits, constants()):
            identity = recheck.mobius(known, mobius)
            if identity is not None:
                return identity
    return None


def _rounded(x: arb, digits: int) -> arb:
    """The ball, widened to `digits` significant digits: no finding may rest on more than what was asked for."""
    return arb(x.mid(), x.rad() + abs(x.mid()) * arb(10) ** -digits) if x.is_finite() else x


def _tried(x: arb, library: Library, quick: bool, deep: bool) -> tuple[Placed, ...]:
    if not quick:
        return irrational_constants(library)
    from analysis.numbers.library_screen import promising_constants  # loads numba: half a second
    from analysis.numbers.relation_screen import MOST_STAGES, STAGES

    return promising_constants(x, library, MOST_STAGES if deep else STAGES)


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


def _matches(x: arb, digits: int, constants: Iterable[Placed], spend: float | None = None) -> list[Match]:
    """Affordable relations of x with the constants, cheapest first; `spend` as in `find_mobius`."""
    found: list[tuple[float, int, Constant, Mobius]] = []
    for place, known in constants:
        try:
            value = known.value(digits)
        except InputError:  # a constant that cannot be had to these digits names nothing
            continue
        mobius = find_mobius(value, x, log10(place), spend)
        if mobius is not None:
            found.append((mobius.cost + log10(place), place, known, mobius))
    found.sort(key=lambda match: match[:2])
    return [(known, mobius) for _, _, known, mobius in found]


@dataclass(frozen=True)
class Identification:
    """A decimal as it was given, the significant digits it carries, its identity or else why it has none."""

    value: str
    digits: int
    identity: Identity | None
    reason: str | None = None

    def as_json(self) -> dict[str, object]:
        """The JSON of `discover identify`."""
        identity = None if self.identity is None else self.identity.as_json()
        return {"value": self.value, "digits": self.digits, "identity": identity, "reason": self.reason}


def identify_decimal(text: str, library: Library) -> Identification:
    """The identity of a decimal with the digits it is written with, trailing zeros counting and leading ones not.

    The last digit may be off by a little (see `decimals`). What an answer needs is the rule of `margin`: six digits
    of π support nothing, sixteen a small relation; where there is no answer, "reason" says how many digits the
    shortest one that fits would need. Raises InputError as `read_decimal` does.

    >>> from analysis.constants.library import built_in_library
    >>> identify_decimal("1.2732395447351628", built_in_library()).identity.expression
    '4/pi'
    >>> identify_decimal("0.5", built_in_library()).reason
    'too few digits: 1 is given, and the shortest answer that fits, 1/2, would need 10'
    """
    given = read_decimal(text)
    if given.value == 0:
        return Identification(given.text, 0, None, "it has no digits but zeros, which never tell 0 from a small number")
    with ctx.workprec(int((len(given.text) + MAX_EXPONENT) * BITS_PER_DIGIT) + SPARE_BITS):
        full, x = _ball(given, given.error), _ball(given, max(given.error, abs(given.value) / 10**SEARCHED_DIGITS))
        spend = min(given.digits, SEARCHED_DIGITS)
        found = next(_answers(x, spend, spend, library), None)
        if found is None:
            return Identification(given.text, given.digits, None, _too_few(given, x, library))
        if not is_image(found.mobius, _constant_value(found, len(given.text)), full):
            said = f"{found.expression} fits the first {spend} digits and not the later ones"
            return Identification(given.text, given.digits, None, said)
    return Identification(given.text, given.digits, replace(found, digits=given.digits))


def _ball(given: Decimal, error: Fraction) -> arb:
    return arb(*(fmpq(x.numerator, x.denominator) for x in (given.value, error)))


def _answers(x: arb, digits: int, spend: float, library: Library) -> Iterator[Identity]:
    """The answers that fit the ball and cost no more than `spend`: rational, quadratic, then with one constant."""
    rational = recognise_rational(x, spend)
    if rational is not None:
        yield rational_identity(rational, digits)
    quadratic = recognise_quadratic(x, spend)
    if quadratic is not None:
        yield Identity(constant(f"sqrt({quadratic.radicand})"), quadratic.mobius, digits)
    for known, mobius in _matches(x, digits, irrational_constants(library), spend):
        yield Identity(known, mobius, digits)


def _too_few(given: Decimal, x: arb, library: Library) -> str:
    """How many digits the shortest answer that fits, not counting 0, would need, be it only the decimal itself."""
    spend = min(given.digits, SEARCHED_DIGITS)
    fitting = [rational_identity(given.value, spend), *_answers(x, spend, UNBOUNDED, library)]
    place = {known: place for place, known in irrational_constants(library)}
    needs = [
        (digits_needed(one.mobius.coefficients, log10(place.get(one.constant, 1))), len(one.expression), one.expression)
        for one in fitting
        if one.rational != 0
    ]
    need, length, shown = min(needs)
    if need <= given.digits:
        return f"no simple image of a constant of the library agrees with its first {spend} digits"
    are = "is" if given.digits == 1 else "are"
    named = f", {unicode(expression(shown))}," if length <= SHORT_ANSWER else ""
    return f"too few digits: {given.digits} {are} given, and the shortest answer that fits{named} would need {need}"


def _constant_value(identity: Identity, digits: int) -> arb:
    return arb(1) if identity.rational is not None else identity.constant.value(digits)
