"""Relations between several constants, sought basis by basis and believed only with a margin.

The order is that of plausibility and cost: algebraic numbers by degree, the bases of `bases.toml`, algebraic images.
The first relation that leaves the margin and holds at the digits of the test ends the search. A number that can be
computed anew is tested at twice the digits with which the relation was found; of a typed one the margin's digits are
held back, that is: whatever the relation costs, so many more digits agree.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import chain, count
from math import prod

from flint import arb, ctx

from analysis.constants.normal_form import Forms, normal_form
from analysis.errors import InputError
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.numbers.margin import affordable
from analysis.numbers.relations import SPARE_BITS, digits_carried, magnitude_bits
from analysis.relations.algebraic_numbers import Root, algebraic_number
from analysis.relations.bases import Basis, built_in_bases, independent
from analysis.relations.images import IMAGES, algebraic_image
from analysis.relations.lattices import Quotient, quotients
from analysis.relations.margin import MARGIN, carried
from analysis.relations.records import Relation
from analysis.relations.terms import names_of, product, quotient

DIGITS = 60  # with which relations are sought
SURVIVAL = 1.9  # "twice the digits", less what rounding takes

Evaluate = Callable[[int], arb]

_GUARD_DIGITS = 8  # of the constants beyond those of the value
_LARGEST_EXPONENT = 600  # of a product, its common denominator
_FUNCTIONS = {"log": "exp", "exp": "log", "atan": "tan", "atanh": "tanh", "square": "sqrt"}
_LARGEST_SIZE = 60  # of a value whose exponential is taken


def relation(evaluate: Evaluate, bases: Sequence[Basis] | None = None, *, digits: int = DIGITS) -> Relation | None:
    """The relation of the number whose value to `digits` digits is `evaluate(digits)`; None where none is affordable.

    bases: those tried (by default algebraic numbers, all bases that come with the project, and algebraic images). The
    relation is tested with the number evaluated to twice the digits. It is meant for numbers that are neither rational,
    quadratic nor images of one constant.

    >>> from analysis.constants.library import constant
    >>> relation(lambda digits: constant("2/(2*zeta(5)-2*zeta(3)+1)").value(digits)).text
    '2/(1+2*zeta(5)-2*zeta(3))'
    """
    with ctx.workprec(_bits(2 * digits)):
        x = evaluate(digits)
        if not x.is_finite() or x.contains(0) or digits_carried(x) < min(digits - 2, digits * 0.95):
            return None
        again: arb | None = None
        for found in candidates(x, digits, bases):
            if again is None:
                again = evaluate(2 * digits)
                if not again.is_finite() or digits_carried(again) < SURVIVAL * digits:
                    return None
            if agrees(found, again, 2 * digits):
                return _tested(found, 2 * digits)
    return None


def relation_of_ball(x: arb, digits: int, bases: Sequence[Basis] | None = None) -> Relation | None:
    """The relation of a number known to `digits` digits and no more: a decimal as it is typed.

    >>> with ctx.workdps(60):
    ...     relation_of_ball(arb("8.5397342226735670654635508695465744950348885357651", "1e-49"), 50).text
    'pi*e'
    """
    with ctx.workprec(_bits(digits)):
        for found in candidates(x, digits, bases):
            if agrees(found, x, digits):
                return _tested(found, digits)
    return None


def _bits(digits: int) -> int:
    return int((digits + _GUARD_DIGITS) * BITS_PER_DIGIT) + SPARE_BITS


def agrees(found: Relation, x: arb, digits: int) -> bool:
    """Whether the relation's own value meets the ball."""
    try:
        return bool(found.constant.value(digits + _GUARD_DIGITS).overlaps(x))
    except InputError:  # no finite real number, or zero
        return False


def _tested(found: Relation, digits: int) -> Relation:
    return replace(found, digits=digits)


def candidates(x: arb, digits: int, bases: Sequence[Basis] | None = None) -> Iterator[Relation]:
    """The affordable relations of the ball, in order of trial; those of a basis from the cheapest.

    A number as large as all its digits has none, nor its inverse: an integer of its size alone costs as much.
    """
    if digits <= MARGIN or x.contains(0) or abs(_size(x)) >= digits:
        return iter(())
    if bases is not None:
        return chain.from_iterable(_in_basis(x, digits, basis, 1) for basis in bases)
    trial = count(1)
    return chain(
        _algebraic(x, digits),
        chain.from_iterable(_in_basis(x, digits, basis, next(trial)) for basis in built_in_bases()),
        chain.from_iterable(_image(i, x, digits, next(trial)) for i in range(len(IMAGES))),
    )


def _algebraic(x: arb, digits: int) -> Iterator[Relation]:
    root = algebraic_number(x, digits)
    if root is not None:
        yield _of_root(root.text, (root.text,), root, digits, "algebraic numbers")


def _image(number: int, x: arb, digits: int, trials: int) -> Iterator[Relation]:
    image = IMAGES[number]
    found = algebraic_image(image, x, digits, trials)
    if found is not None:
        text, root = found
        names = image.constants or (text,)
        yield _of_root(text, names, root, digits, f"algebraic y with x = {image.text.format(y='y')}")


def _of_root(text: str, names: tuple[str, ...], root: Root, digits: int, basis: str) -> Relation:
    return Relation(text, names, basis, root.cost, polynomial=root.polynomial, root=root.place, searched=digits)


def _in_basis(x: arb, digits: int, basis: Basis, trials: int) -> Iterator[Relation]:
    used = independent(basis).basis if basis not in built_in_bases() else basis
    inner = _inner(x, used)
    if inner is None:
        return
    names, linear = [known.name for known in used.constants], used.about != "x"
    left = carried(digits, x, inner)
    for found in quotients(names, _values(used, digits + _GUARD_DIGITS + _size(x)), inner, left, trials, linear):
        made = _product if used.shape == "product" else _function if linear else _quotient
        answer = made(found, used, x, digits)
        if answer is not None:
            yield answer


@lru_cache(maxsize=512)
def _values(basis: Basis, digits: int) -> list[arb]:
    with ctx.workprec(_bits(digits)):
        return basis.values(digits)


def _size(x: arb) -> int:
    return int(magnitude_bits(x) / BITS_PER_DIGIT)


def _rational(factors: Sequence[tuple[str, Fraction]]) -> tuple[int, int]:
    """Numerator and denominator of a product of integers to integer powers."""
    powers = [(int(name), int(k)) for name, k in factors]
    return prod(p**k for p, k in powers if k > 0), prod(p**-k for p, k in powers if k < 0)


def _inner(x: arb, basis: Basis) -> arb | None:
    """What a basis is compared with; None where it is 0 or not real."""
    if basis.about == "x":
        return x
    if basis.about == "log":
        value = abs(x).log() if basis.shape == "product" or x > 0 else arb.nan()
    elif basis.about == "exp":
        value = x.exp() if abs(x) < _LARGEST_SIZE else arb.nan()
    elif basis.about == "square":
        value = x * x
    elif basis.about == "atan":
        value = x.atan()
    else:
        value = (x if abs(x) < 1 else 1 / x).atanh()
    return value if value.is_finite() and not value.contains(0) else None


def _quotient(found: Quotient, basis: Basis, x: arb, digits: int) -> Relation | None:
    names = names_of((found.numerator, found.denominator))
    if not names:
        return None
    text = quotient(found.numerator, found.denominator).text
    return Relation(text, names, basis.name, found.cost, found.numerator, found.denominator, searched=digits)


def _function(found: Quotient, basis: Basis, x: arb, digits: int) -> Relation | None:
    name = "coth" if basis.about == "atanh" and abs(x) > 1 else _FUNCTIONS[basis.about]
    value = Forms().call(name, [quotient(found.numerator, found.denominator)])
    value = Forms().negate(value) if basis.about == "square" and x < 0 else value
    names = names_of((found.numerator, found.denominator))
    return Relation(
        value.text, names, basis.name, found.cost, found.numerator, found.denominator, name, searched=digits
    )


def _product(found: Quotient, basis: Basis, x: arb, digits: int) -> Relation | None:
    (_, order), *_ = found.denominator
    factors = [(name, Fraction(k, order)) for name, k in found.numerator]
    if max(abs(k) for _, k in found.numerator) > _LARGEST_EXPONENT:
        return None
    names = tuple(name for name, _ in factors if not name.isdigit())
    if not names and order == 1 and not affordable(_rational(factors), digits):
        return None  # small exponents do not make a rational number simple
    value = product((normal_form(name), k) for name, k in factors).scaled(Fraction(-1 if x < 0 else 1))
    text = value.text
    return Relation(text, names or (text,), basis.name, found.cost, factors=tuple(factors), searched=digits)
