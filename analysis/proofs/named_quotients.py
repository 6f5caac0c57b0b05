"""A quotient of polynomials at values that are images of constants, as text: the name that a combination of limits has.

With x = (p c + q)/(r c + s) numerator and denominator become polynomials in the constants c, with integers without
common factor. Where the denominator is a number the value is an image of a sum of constants, else a constant itself.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce
from itertools import accumulate
from math import lcm
from operator import add

from analysis.proofs.chain import image, lowest
from analysis.proofs.rational_sums import combined, common_multiple
from analysis.proofs.reading import Mobius

Powers = tuple[int, ...]
Form = Mapping[Powers, Fraction]
"""A polynomial, by the exponents of its monomials."""
Value = tuple[int, Mobius, str]
"""The degree d at most which a value has, its map and its constant."""


def put_in(form: Form, values: Sequence[Value]) -> dict[str, Fraction]:
    """Π (r c + s)^d times the form at the values, by its monomials as text, "" for the number.

    >>> put_in({(1,): Fraction(1), (0,): Fraction(1)}, [(1, (0, 4, 1, 0), "pi")])
    {'': Fraction(4, 1), 'pi': Fraction(1, 1)}
    """
    return {_product(names): c for names, c in _at(form, values).items()}


def is_number(found: Mapping[str, Fraction]) -> bool:
    """Whether it is a number other than 0."""
    return set(found) == {""}


def named_quotient(top: Form, bottom: Form, values: Sequence[Value]) -> tuple[Mobius, str]:
    """The map and the constant of top/bottom at the values; bottom does not vanish there.

    >>> pi, three = (1, (0, 4, 1, 0), "pi"), (1, (0, 6, 1, 0), "zeta(3)")
    >>> named_quotient({(1, 0): Fraction(1), (0, 1): Fraction(1)}, {(1, 1): Fraction(1)}, [pi, three])
    ((1, 0, 0, 12), '3*pi+2*zeta(3)')
    >>> named_quotient({(1, 0): Fraction(1), (0, 0): Fraction(1)}, {(0, 1): Fraction(1)}, [pi, three])
    ((1, 0, 0, 1), '(pi*zeta(3)+4*zeta(3))/(6*pi)')
    """
    above, below = (_at(one, values) for one in (top, bottom))
    if not above:
        return (0, 0, 0, 1), "1"
    below, above = _without_common(below, above)
    if set(below) == {()}:
        factor, rest = 1 / below[()], above.pop((), Fraction(0)) / below[()]
        name, c, rest = combined([(v * factor, _product(names)) for names, v in above.items()], rest)
        k = lcm(c.denominator, rest.denominator)
        p, q = int(c * k), int(rest * k)
        return lowest((p, q, 0, k) if c else (q, 0, 0, k)), name
    text = _sum(below)
    return (1, 0, 0, 1), f"{_sum(above)}/{f'({text})' if len(below) == 1 and set('*/^') & set(text) else text}"


def quotient_text(top: Form, bottom: Form, values: Sequence[Value]) -> str:
    """The quotient as text.

    >>> quotient_text({(1,): Fraction(1), (0,): Fraction(1)}, {(1,): Fraction(2)}, [(1, (1, 0, 0, 1), "x")])
    '(1+x)/(2*x)'
    """
    mobius, name = named_quotient(top, bottom, values)
    return name if mobius == (1, 0, 0, 1) else image(mobius, name)


def _at(form: Form, values: Sequence[Value]) -> dict[tuple[str, ...], Fraction]:
    """By the names, each as often as its power, in order."""
    total: dict[tuple[str, ...], Fraction] = {}
    for powers, c in form.items():
        factors = [side for (d, (p, q, r, s), name), e in zip(values, powers, strict=True)
                   for side in [_linear(p, q, name)] * e + [_linear(r, s, name)] * (d - e)]  # fmt: skip
        one: dict[tuple[str, ...], Fraction] = {(): c}
        for names, x in reduce(_times, factors, one).items():
            total[names] = total.get(names, Fraction(0)) + x
    return {names: total[names] for names in sorted(total) if total[names]}


def _linear(p: int, q: int, name: str) -> dict[tuple[str, ...], Fraction]:
    return {(): Fraction(p + q)} if name == "1" else {(name,): Fraction(p), (): Fraction(q)}


def _times(
    left: Mapping[tuple[str, ...], Fraction], right: Mapping[tuple[str, ...], Fraction]
) -> dict[tuple[str, ...], Fraction]:
    found: dict[tuple[str, ...], Fraction] = {}
    for names, c in left.items():
        for others, d in right.items():
            both = tuple(sorted(names + others))
            found[both] = found.get(both, Fraction(0)) + c * d
    return found


def _without_common(
    *sides: Mapping[tuple[str, ...], Fraction],
) -> tuple[dict[tuple[str, ...], Fraction], dict[tuple[str, ...], Fraction]]:
    """Both without common factor that is a monomial; integers, more of them positive than negative."""
    every = [names for side in sides for names in side]
    common = [name for name in sorted(set(every[0])) for _ in range(min(names.count(name) for names in every))]
    scale = common_multiple([c for side in sides for c in side.values()])
    signs = [1 if c > 0 else -1 for side in sides for c in side.values()]
    scale = -scale if (sum(signs), signs[len(sides[0]) - 1]) < (0, 0) else scale
    first, second = ({_less(names, common): c * scale for names, c in side.items()} for side in sides)
    return first, second


def _less(names: tuple[str, ...], common: Sequence[str]) -> tuple[str, ...]:
    left = list(names)
    for name in common:
        left.remove(name)
    return tuple(left)


def _product(names: tuple[str, ...]) -> str:
    return "*".join(_power(name, names.count(name)) for name in dict.fromkeys(names))


def _power(name: str, power: int) -> str:
    nested = accumulate((("(" in c) - (")" in c) for c in name), add)
    plain = not any(c in ("+-*/^" if power > 1 else "+-") and not d for c, d in zip(name, nested, strict=True))
    return (name if plain else f"({name})") + (f"^{power}" if power > 1 else "")


def _sum(terms: Mapping[tuple[str, ...], Fraction]) -> str:
    texts = [_term(c, _product(names)) for names, c in sorted(terms.items(), key=lambda term: term[1] < 0)]
    return f"({''.join(texts).removeprefix('+')})" if len(texts) > 1 else "".join(texts).removeprefix("+")


def _term(c: Fraction, name: str) -> str:
    number = [str(abs(c))] if abs(c) != 1 or not name else []
    return ("+" if c > 0 else "-") + "*".join([*number, *([name] if name else [])])
