"""Values whose image under an elementary function is algebraic: √2·π², exp(√2), log(1 + √2) + …, arctan √(2/5).

Each record says what y is made of x, and how x is written by y. y is sought as an algebraic number of degree at most
4; where the relation is found its cost is that of the polynomial and of the choice among the records.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flint import arb

from analysis.relations.algebraic_numbers import Root, algebraic_number
from analysis.relations.margin import carried

DEGREES_OF_IMAGES = (1, 2, 4)


@dataclass(frozen=True)
class Image:
    """y as a function of x (None outside its range), x as a text in y, and the constants that come in."""

    text: str
    of: Callable[[arb], arb | None]
    constants: tuple[str, ...] = ()


def _times(name: str, value: Callable[[], arb]) -> Image:
    return Image(f"({{y}})*{name}", lambda x: x / value(), (name,))


def _within(low: float, high: float, function: Callable[[arb], arb]) -> Callable[[arb], arb | None]:
    return lambda x: function(x) if low < x < high else None


_LARGEST = 60.0  # of exponents and logarithms: e^60 has 26 digits

IMAGES: tuple[Image, ...] = (
    _times("pi", arb.pi),
    _times("pi^2", lambda: arb.pi() ** 2),
    Image("({y})/pi", lambda x: x * arb.pi(), ("pi",)),
    Image("({y})/pi^2", lambda x: x * arb.pi() ** 2, ("pi",)),
    _times("sqrt(pi)", lambda: arb.pi().sqrt()),
    _times("e", lambda: arb(1).exp()),
    _times("log(2)", lambda: arb(2).log()),
    _times("zeta(3)", lambda: arb(3).zeta()),
    _times("catalan", arb.const_catalan),
    _times("euler_gamma", arb.const_euler),
    Image("log({y})", _within(-_LARGEST, _LARGEST, arb.exp)),
    Image("exp({y})", _within(1e-26, 1e26, arb.log)),
    Image("exp(pi*({y}))", _within(1e-26, 1e26, lambda x: x.log() / arb.pi()), ("pi",)),
    Image("2^({y})", _within(1e-26, 1e26, lambda x: x.log() / arb(2).log())),
    Image("atan({y})", _within(-1.5707, 1.5707, arb.tan)),
    Image("tan({y})", lambda x: x.atan()),
    Image("exp(({y})/pi)", _within(1e-26, 1e26, lambda x: x.log() * arb.pi()), ("pi",)),
    Image("pi^({y})", _within(1e-26, 1e26, lambda x: x.log() / arb.pi().log()), ("pi",)),
    Image("cos({y})", _within(-1, 1, arb.acos)),
    Image("sin({y})", _within(-1, 1, arb.asin)),
    Image("cos(pi*({y}))", _within(-1, 1, lambda x: x.acos() / arb.pi()), ("pi",)),
    Image("2*cos(pi*({y}))", _within(-2, 2, lambda x: (x / 2).acos() / arb.pi()), ("pi",)),
    Image("tan(pi*({y}))", lambda x: x.atan() / arb.pi(), ("pi",)),
    Image("cosh({y})", _within(1, 1e26, arb.acosh)),
    Image("LambertW({y})", _within(-1, _LARGEST, lambda x: x * x.exp())),
    Image("asinh({y})", _within(-_LARGEST, _LARGEST, arb.sinh)),
    Image("atanh({y})", _within(-_LARGEST, _LARGEST, arb.tanh)),
)


def algebraic_image(image: Image, x: arb, digits: float, trials: int = 1) -> tuple[str, Root] | None:
    """The text of x and the algebraic number y, where y is one.

    >>> from flint import ctx
    >>> with ctx.workdps(60):
    ...     algebraic_image(IMAGES[0], arb.pi() * (1 + arb(2).sqrt()).sqrt(), 60)[0]
    '(sqrt(1+sqrt(2)))*pi'
    """
    y = image.of(x)
    if y is None or not y.is_finite():
        return None
    root = algebraic_number(y, carried(digits, x, y), DEGREES_OF_IMAGES, trials)
    return None if root is None else (image.text.format(y=root.text), root)
