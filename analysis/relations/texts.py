"""How a relation is written, as an expression in the library's functions: one canonical text for one relation."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd

Terms = tuple[tuple[str, int], ...]
"""Integer multiples of constants by name, "1" for the rational part."""


def primitive(numerator: Terms, denominator: Terms) -> tuple[Terms, Terms]:
    """Both sides without zeros and common factors; the first term of the denominator is positive, but for numerators
    that would have no positive term.

    >>> primitive((("1", 2), ("pi", 0)), (("pi", -4), ("e", 2)))
    ((('1', 1),), (('pi', -2), ('e', 1)))
    >>> primitive((("pi*log(2)", 2),), (("pi", 3), ("pi^2", 1)))
    ((('log(2)', 2),), (('1', 3), ('pi', 1)))
    """
    numerator, denominator = _without_common_name(numerator, denominator)
    top, bottom = (tuple((name, k) for name, k in side if k) for side in (numerator, denominator))
    divisor = gcd(*(k for _, k in top + bottom))
    first = bottom[0][1] if len(bottom) == 1 or 0 < sum(k > 0 for _, k in top) < len(top) else top[0][1]
    divisor = -divisor if first < 0 else divisor
    return tuple((name, k // divisor) for name, k in top), tuple((name, k // divisor) for name, k in bottom)


def _without_common_name(*sides: Terms) -> tuple[Terms, Terms]:
    """Both sides without a constant that is a factor of all terms."""
    products = [dict(_factors(name)) if name != "1" else {} for side in sides for name, k in side if k]
    common = {x: min(one.get(x, Fraction(0)) for one in products) for x in products[0]} if products else {}
    shared = {x: power for x, power in common.items() if power > 0}
    if not shared:
        return sides[0], sides[1]
    first, second = (tuple((_without(name, shared), k) for name, k in side if k) for side in sides)
    return first, second


def _without(name: str, shared: dict[str, Fraction]) -> str:
    return product_text((x, power - shared.get(x, 0)) for x, power in _factors(name))


def quotient_text(numerator: Terms, denominator: Terms) -> str:
    """(Σ cᵢKᵢ)/(Σ dᵢKᵢ).

    >>> quotient_text((("1", 2),), (("1", -9), ("zeta(3)", 6), ("zeta(5)", 2)))
    '2/(6*zeta(3)+2*zeta(5)-9)'
    """
    top, bottom = sum_text(numerator), sum_text(denominator)
    if bottom == "1":
        return top
    above = f"({top})" if len(numerator) > 1 else top
    plain = len(denominator) == 1 and (denominator[0][0] == "1" or (denominator[0][1] == 1 and _is_atom(bottom)))
    return f"{above}/{bottom}" if plain else f"{above}/({bottom})"


def sum_text(terms: Terms) -> str:
    """A sum with a positive term first, where there is one.

    >>> sum_text((("1", -9), ("pi", 1), ("2^(1/3)", -2)))
    'pi-2*2^(1/3)-9'
    """
    ordered = list(terms)
    while any(k > 0 for _, k in ordered) and ordered[0][1] < 0:
        ordered.append(ordered.pop(0))
    return "".join(_term(name, k, first=i == 0) for i, (name, k) in enumerate(ordered)) or "0"


def _term(name: str, k: int, first: bool) -> str:
    sign = "-" if k < 0 else "" if first else "+"
    if name == "1":
        return f"{sign}{abs(k)}"
    shown = name if _is_product(name) else f"({name})"
    return f"{sign}{shown}" if abs(k) == 1 else f"{sign}{abs(k)}*{shown}"


def _is_atom(text: str) -> bool:
    return _outside(text, "+-*/^") == 0


def _is_product(text: str) -> bool:
    return _outside(text, "+-") == 0


def _outside(text: str, signs: str) -> int:
    """How many of these signs stand outside of parentheses."""
    return len(_places(text, signs))


def _places(text: str, signs: str) -> list[int]:
    depth, found = 0, []
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0 and character in signs:
            found.append(at)
    return found


def product_text(factors: Iterable[tuple[str, Fraction]], negative: bool = False) -> str:
    """Π Kᵢ^(rational): integer powers of integers are gathered into one rational number.

    >>> product_text([("gamma(1/4)", Fraction(8)), ("pi", Fraction(-4)), ("2", Fraction(-5, 2))])
    'sqrt(2)*gamma(1/4)^8/(8*pi^4)'
    """
    rational, above, below = Fraction(-1 if negative else 1), list[str](), list[str]()
    for name, power in factors:
        if name.isdigit():
            whole = power.numerator // power.denominator
            rational *= Fraction(int(name)) ** whole
            power -= whole
            if power:
                above.insert(0, _power(name, power))
        elif power:
            (above if power > 0 else below).append(_power(name, abs(power)))
    sign, size = ("-" if rational < 0 else ""), abs(rational)
    tops = ([str(size.numerator)] if size.numerator > 1 or not above else []) + above
    bottoms = ([str(size.denominator)] if size.denominator > 1 else []) + below
    top, bottom = sign + "*".join(tops), "*".join(bottoms)
    return top if not bottom else f"{top}/{bottom}" if len(bottoms) == 1 else f"{top}/({bottom})"


def ratio_text(above: str, below: str) -> str:
    """The quotient of two products of powers as one product.

    >>> ratio_text("lemniscate^2", "pi^2/lemniscate^2"), ratio_text("catalan*log(2)", "pi"), ratio_text("2+pi", "pi")
    ('lemniscate^4/pi^2', 'catalan*log(2)/pi', '(2+pi)/pi')
    """
    powers: dict[str, Fraction] = {}
    for text, sign in ((above, 1), (below, -1)):
        for factor, power in _factors(text):
            powers[factor] = powers.get(factor, Fraction(0)) + sign * power
    return product_text(powers.items())


def _factors(text: str) -> list[tuple[str, Fraction]]:
    """The factors of a product with their integer exponents; the text itself where it is no plain product."""
    if not _is_product(text):
        return [(text, Fraction(1))]
    found, start, sign = [], 0, 1
    for at in [*_places(text, "*/"), len(text)]:
        base, _, power = text[start:at].partition("^")
        if power and not power.isdigit():
            base, power = text[start:at], "1"
        found.append((base, Fraction(sign * int(power or 1))))
        sign, start = (-1 if text[at : at + 1] == "/" else 1), at + 1
    return found


def _power(name: str, power: Fraction) -> str:
    if power == 1:
        return name if _is_product(name) else f"({name})"
    if power == Fraction(1, 2):
        return f"sqrt({name})"
    base = name if _is_atom(name) else f"({name})"
    return f"{base}^{power}" if power.denominator == 1 else f"{base}^({power})"


def names_of(sides: Sequence[Terms]) -> tuple[str, ...]:
    """The constants that occur, 1 left out, in the order of the bases."""
    return tuple(dict.fromkeys(name for side in sides for name, _ in side if name != "1"))
