"""The normal form of an expression of a constant, and its one spelling: exp(3)*Ei(-3) and e^3*Ei(-3) are one.

A form is a sum of rational multiples of products Π bᵢ^(eᵢ); bases are named numbers, values of functions, primes and
sums, exponents are forms. Roots and exp are powers, powers of one base are one, a prime's rational exponent lies in
[0, 1), a sum as a factor is primitive with a positive first term (of multiples of 1 + √5 it is the golden ratio, which
has that name). Products of sums are not multiplied out, and no theorem about functions is used: forms that differ may
have one value, forms that are equal have.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import floor, gcd, lcm
from typing import Self, TypeAlias

from flint import fmpz

from analysis.constants.functions import NAMES, RATIOS
from analysis.constants.text import canonical_function, canonical_name
from analysis.errors import InputError
from analysis.exact.printing import ATOM, NEGATED, POWER, PRODUCT, SUM, Piece, signed_sum
from analysis.reading.expressions import fold, parse_expression

KEPT = 4_096
FACTORED_BITS = 100  # integers up to this are factored whole, of larger ones only factors up to TRIAL_LIMIT are sought
TRIAL_LIMIT = 10_000
MOST_BITS = 1_000  # of a power of a prime that is written as an integer


@dataclass(frozen=True)
class Atom:
    """A named number or, with arguments, the value of a function."""

    name: str
    arguments: tuple["Form", ...] = ()

    @cached_property
    def text(self) -> str:
        """It in the library's spelling."""
        return f"{self.name}({','.join(one.text for one in self.arguments)})" if self.arguments else self.name


Base: TypeAlias = "Atom | int | Form"
Powers: TypeAlias = "tuple[tuple[Base, Form], ...]"


@dataclass(frozen=True)
class Form:
    """Σ c Π b^e: the terms as (powers, c), none of them zero, in one order."""

    terms: tuple[tuple[Powers, Fraction], ...]

    @classmethod
    def of(cls, terms: Iterable[tuple[Powers, Fraction]]) -> Self:
        """The sum of terms, like ones added up."""
        found: dict[Powers, Fraction] = {}
        for powers, c in terms:
            found[powers] = found.get(powers, Fraction(0)) + c
        return cls(tuple(sorted(((powers, c) for powers, c in found.items() if c), key=lambda term: _order(term[0]))))

    @classmethod
    def single(cls, base: Base) -> Self:
        """The form of one base."""
        return cls(((((base, ONE),), Fraction(1)),))

    @property
    def rational(self) -> Fraction | None:
        """Its value where that is seen to be rational."""
        if not self.terms:
            return Fraction(0)
        return self.terms[0][1] if len(self.terms) == 1 and not self.terms[0][0] else None

    def scaled(self, factor: Fraction) -> "Form":
        """The form times a rational number."""
        return Form(tuple((powers, c * factor) for powers, c in self.terms)) if factor else Form(())

    def as_product(self) -> tuple[Fraction, Powers]:
        """c and Π b^e of which it is the product; a sum is one base, primitive and with a positive first term."""
        if len(self.terms) == 1:
            ((powers, c),) = self.terms
            return c, powers
        if len(self.terms) == 2 and self.scaled(1 / (2 * self.terms[0][1])) == GOLDEN:
            return 2 * self.terms[0][1], ((GOLDEN, ONE),)
        numbers = [c for _, c in self.terms]
        content = Fraction(gcd(*(c.numerator for c in numbers)), lcm(*(c.denominator for c in numbers)))
        content = content if numbers[-1] > 0 else -content
        return content, ((self.scaled(1 / content), ONE),)

    @cached_property
    def piece(self) -> Piece:
        """The form in the library's spelling."""
        return _spelled(self)

    @property
    def text(self) -> str:
        """The same as text."""
        return self.piece.text

    @property
    def atoms(self) -> frozenset[Atom]:
        """The named numbers and values of functions in it, and powers with exponents that hold some."""
        return frozenset[Atom]().union(*(_atoms(base, power) for powers, _ in self.terms for base, power in powers))


def rational_form(value: Fraction | int) -> Form:
    """The form of a rational number."""
    return Form((((), Fraction(value)),) if value else ())


ONE, _MINUS_ONE, _HALF = rational_form(1), rational_form(-1), rational_form(Fraction(1, 2))
_E, _PI = Atom("e"), Atom("pi")
GOLDEN = Form((((), Fraction(1, 2)), (((5, _HALF),), Fraction(1, 2))))
_NAME_OF_GOLDEN = "golden_ratio"
_ROOTS = {"sqrt": 2, "cbrt": 3}
_PLACES = {name: place for place, name in enumerate(NAMES)}


@lru_cache(maxsize=KEPT)
def normal_form(expression: str) -> Form:
    """The normal form of an expression in the library's functions; raises InputError for what is none.

    >>> normal_form("exp(3)*Ei(-3)") == normal_form("Ei(-3)*e^3"), normal_form("sqrt(8)/(1+1)").text
    (True, 'sqrt(2)')
    >>> normal_form("(1+sqrt(5))/2") == normal_form("golden_ratio"), normal_form("pi*(sqrt(5)+1)").text
    (True, '2*pi*golden_ratio')
    >>> [normal_form(text).text for text in ("(pi*e/2)^(1/2)", "(sqrt(2)-1)/pi^2/3", "exp(-1/4)*erfi(1/2)/2")]
    ['sqrt(2)*sqrt(pi)*sqrt(e)/2', '(sqrt(2)-1)/(3*pi^2)', 'erfi(1/2)/(2*e^(1/4))']
    """
    return fold(parse_expression(expression), Forms())


class Forms:
    """Folds a tree to its form."""

    def integer(self, value: int) -> Form:
        return rational_form(value)

    def name(self, text: str) -> Form:
        name = canonical_name(text)
        return GOLDEN if name == _NAME_OF_GOLDEN else Form.single(Atom(name))

    def call(self, function: str, arguments: Sequence[Form]) -> Form:
        name = canonical_function(function)
        if name == "exp" and len(arguments) == 1:
            return self.power(Form.single(_E), arguments[0])
        if name in _ROOTS and len(arguments) == 1:
            return self.power(arguments[0], rational_form(Fraction(1, _ROOTS[name])))
        if name == "root" and len(arguments) == 2 and arguments[1].rational:
            return self.power(arguments[0], rational_form(1 / arguments[1].rational))
        return Form.single(Atom(name, tuple(arguments)))

    def add(self, left: Form, right: Form) -> Form:
        return Form.of((*left.terms, *right.terms))

    def negate(self, value: Form) -> Form:
        return value.scaled(Fraction(-1))

    def multiply(self, left: Form, right: Form) -> Form:
        if left.rational is not None:
            return right.scaled(left.rational)
        if right.rational is not None:
            return left.scaled(right.rational)
        (c, first), (d, second) = left.as_product(), right.as_product()
        return _product(c * d, (*first, *second))

    def divide(self, left: Form, right: Form) -> Form:
        return left.scaled(1 / right.rational) if right.rational else self.multiply(left, self.power(right, _MINUS_ONE))

    def power(self, base: Form, exponent: Form) -> Form:
        if exponent == ONE:
            return base
        if not base.terms:
            if exponent.rational is None or exponent.rational <= 0:
                raise InputError("a division by zero", "denominators other than zero")
            return base
        c, powers = base.as_product()
        whole = exponent.rational is not None and exponent.rational.denominator == 1
        if whole and c < 0:
            sign = -1 if exponent.rational and exponent.rational % 2 else 1
            return self.power(base.scaled(Fraction(-1)), exponent).scaled(Fraction(sign))
        outside: list[tuple[Base, Form]] = [(prime, _times(exponent, power)) for prime, power in _factored(abs(c))]
        outside += [(b, _times(e, exponent)) for b, e in powers if whole or _is_positive(b)]
        rest = () if whole else tuple((b, e) for b, e in powers if not _is_positive(b))
        if c < 0 or len(rest) > 1 or any(e != ONE for _, e in rest):
            rest = ((_product(Fraction(-1 if c < 0 else 1), rest), ONE),)
        return _product(Fraction(1), (*outside, *((b, exponent) for b, _ in rest)))


def _times(left: Form, right: Form | int) -> Form:
    return Forms().multiply(left, rational_form(right) if isinstance(right, int) else right)


def _is_positive(base: Base) -> bool:
    """Whether a base is seen to be positive: primes and names are, Γ of positive numbers is."""
    if isinstance(base, Atom):
        return not base.arguments or (base.name == "gamma" and (base.arguments[0].rational or 0) > 0)
    return isinstance(base, int) or base == GOLDEN


def _factored(value: Fraction) -> list[tuple[int, int]]:
    found = []
    for number, sign in ((value.numerator, 1), (value.denominator, -1)):
        whole = number.bit_length() <= FACTORED_BITS
        factors = fmpz(number).factor() if whole else fmpz(number).factor(trial_limit=TRIAL_LIMIT)
        found += [(int(p), sign * int(e)) for p, e in factors if p != 1]
    return found


def _product(c: Fraction, powers: Iterable[tuple[Base, Form]]) -> Form:
    """c Π b^e with like bases together, integer powers of primes multiplied out."""
    total: dict[Base, Form] = {}
    for base, exponent in powers:
        total[base] = Forms().add(total[base], exponent) if base in total else exponent
    for base, exponent in list(total.items()):
        if isinstance(base, int):
            whole = floor(next((size for powers, size in exponent.terms if not powers), Fraction(0)))
            if abs(whole) * base.bit_length() <= MOST_BITS:
                c *= Fraction(base) ** whole
                total[base] = Forms().add(exponent, rational_form(-whole))
    _join_ratios(total)
    kept = tuple(sorted(((b, e) for b, e in total.items() if e.terms), key=lambda pair: _key(pair[0])))
    if len(kept) == 1 and isinstance(kept[0][0], Form) and kept[0][1] == ONE:
        return kept[0][0].scaled(c)
    return Form(((kept, c),))


def _key(base: Base) -> tuple[int, int, str]:
    """Primes come first, then names as the library knows them, values of functions and sums, each in their order."""
    if isinstance(base, int):
        return 0, base, ""
    if isinstance(base, Atom):
        return (2, 0, base.text) if base.arguments else (1, _PLACES[base.name], "")
    return (1, _PLACES[_NAME_OF_GOLDEN], "") if base == GOLDEN else (3, 0, base.text)


def _order(powers: Powers) -> tuple[tuple[tuple[int, int, str], str], ...]:
    return tuple((_key(base), exponent.text) for base, exponent in powers)


def _atoms(base: Base, exponent: Form) -> frozenset[Atom]:
    if exponent.rational is None and (base != _E or exponent.atoms):
        return frozenset({Atom(_power(base, exponent).text)})
    if isinstance(base, Atom):
        return frozenset({base})
    return frozenset() if isinstance(base, int) else base.atoms


def _spelled(form: Form) -> Piece:
    if not form.terms or form == GOLDEN:
        return Piece(_NAME_OF_GOLDEN if form.terms else "0", ATOM)
    c, powers = form.as_product()
    return _sum(form) if len(form.terms) > 1 and abs(c) == 1 else _fraction(c, powers)


def _sum(form: Form) -> Piece:
    """Positive terms first; the rational one first among the positive, last among the negative ones."""
    positive = [term for term in form.terms if term[1] > 0]
    negative = sorted((term for term in form.terms if term[1] < 0), key=lambda term: not term[0])
    return Piece(signed_sum((_fraction(c, powers).text for powers, c in positive + negative), space=""), SUM)


def _fraction(c: Fraction, powers: Powers) -> Piece:
    """A product as a fraction; its sign goes into a sum where one is a factor."""
    negative = c < 0
    above, below = _roots([(b, e) for b, e in powers if isinstance(b, int)]), list[Piece]()
    for base, exponent in ((b, e) for b, e in powers if not isinstance(b, int)):
        if negative and isinstance(base, Form) and exponent in (ONE, _MINUS_ONE):
            base, negative = base.scaled(Fraction(-1)), False
        down = exponent.as_product()[0] < 0
        (below if down else above).append(_power(base, exponent.scaled(Fraction(-1)) if down else exponent))
    if abs(c.numerator) > 1 or not above:
        above.insert(0, Piece(str(abs(c.numerator)), ATOM))
    if c.denominator > 1:
        below.insert(0, Piece(str(c.denominator), ATOM))
    if len(above) == 1 and not below and not negative:
        return above[0]
    top, bottom = ("*".join(one.at(PRODUCT) for one in side) for side in (above, below))
    bottom = f"/({bottom})" if len(below) > 1 else f"/{below[0].at(POWER)}" if below else ""
    return Piece(f"{'-' if negative else ''}{top}{bottom}", NEGATED if negative else PRODUCT)


def _power(base: Base, exponent: Form) -> Piece:
    piece = base.piece if isinstance(base, Form) else Piece(base.text if isinstance(base, Atom) else str(base), ATOM)
    if exponent == ONE:
        return piece
    if exponent == _HALF:
        return Piece(f"sqrt({piece.text})", ATOM)
    return Piece(f"{piece.at(ATOM)}^{exponent.piece.at(ATOM)}", POWER)


def _roots(powers: Iterable[tuple[int, Form]]) -> list[Piece]:
    """Powers of primes, those with one exponent as one root."""
    together: dict[Form, int] = {}
    for prime, exponent in powers:
        together[exponent] = together.get(exponent, 1) * prime
    return [_power(base, exponent) for exponent, base in together.items()]


def _join_ratios(total: dict[Base, Form]) -> None:
    """Make f_ν(x)^e f_{ν+1}(x)^(−e) a power of the one ratio by which the library knows them."""
    for ratio, function in RATIOS.items():
        for base in [b for b in total if isinstance(b, Atom) and b.name == function]:
            order, x = base.arguments
            above = Atom(function, (Forms().add(order, ONE), x))
            if above in total and base in total and total[above] == total[base].scaled(Fraction(-1)):
                total[Atom(ratio, base.arguments)] = total.pop(base)
                del total[above]
