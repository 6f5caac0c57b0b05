"""Expressions of the store (sympy's spelling or the library's names) as trees.

What is not understood is shown as the text it is, so whatever a store holds can be printed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd

from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial, polynomial_of
from analysis.notation.formulas import polynomial
from analysis.notation.latex import latex
from analysis.notation.special import orders_of, parse_printed
from analysis.notation.tree import (
    COMMA,
    MINUS,
    NEGATIVE,
    PLUS,
    TIMES,
    Fence,
    Index,
    Number,
    Operator,
    Quotient,
    Root,
    Row,
    Symbol,
    Tree,
    Word,
    integer,
    row,
    separated,
)
from analysis.notation.tree import Power as Raised
from analysis.reading.expressions import Call, Decimal, Integer, Listed, Name, Power, Product, Sum
from analysis.reading.expressions import Tree as Parsed

KEPT = 20_000  # expressions whose trees are kept: a report prints each several times

_SEMICOLON = Operator(";")
_SUM, _PRODUCT, _APPLIED, _ATOM = 1, 2, 3, 4  # how tightly a tree binds

_NAMES: dict[str, Tree] = {
    "pi": Symbol("π"), "e": Symbol("e"), "E": Symbol("e"), "I": Symbol("i"),
    "catalan": Symbol("G"), "Catalan": Symbol("G"), "euler_gamma": Symbol("γ"), "EulerGamma": Symbol("γ"),
    "golden_ratio": Symbol("φ"), "GoldenRatio": Symbol("φ"), "lemniscate": Symbol("ϖ"),
    "gompertz": Index(Symbol("δ"), Word("G")), "gauss": Index(Symbol("G"), Word("Gauss")),
    "oo": Symbol("∞"), "alpha": Symbol("α"), "beta": Symbol("β"), "gamma": Symbol("γ"),
    "delta": Symbol("δ"), "epsilon": Symbol("ε"),
    "sigma_k": Index(Symbol("σ"), Symbol("k")), "sigma_m": Index(Symbol("σ"), Symbol("m")),
    "V_0_m": Index(Symbol("V"), row(Number("0"), COMMA, Symbol("m"))),
    "V_next": Index(Symbol("V"), row(Symbol("k"), PLUS, Number("1"))),
    "V_next_k": Index(Symbol("V"), row(Symbol("k"), PLUS, Number("1"), COMMA, Symbol("m"))),
    "V_next_m": Index(Symbol("V"), row(Symbol("k"), COMMA, Symbol("m"), PLUS, Number("1"))),
}  # fmt: skip
_LETTERS = {
    "zeta": "ζ", "gamma": "Γ", "digamma": "ψ", "psi": "ψ", "elliptic_k": "K", "elliptic_e": "E", "LambertW": "W",
    "tricomi_u": "U", "lerchphi": "Φ", "apery": "A",
}  # fmt: skip
_UPRIGHT = {
    "ln": "log", "atan": "arctan", "asin": "arcsin", "acos": "arccos", "asinh": "arsinh", "acosh": "arcosh",
    "atanh": "artanh",
}  # fmt: skip
_BESSEL = {"besseli": "I", "besselj": "J", "besselk": "K"}
_CLOSED_FORMS = {
    ("hyp0f1", 2): "pFq_0_1", ("hyp1f1", 3): "pFq_1_1", ("hyp2f1", 4): "pFq_2_1", ("hyp3f2", 6): "pFq_3_2",
}  # fmt: skip
_BESSEL_RATIOS = {"bessel_ratio": "I", "bessel_j_ratio": "J"}


@dataclass(frozen=True, slots=True)
class _Piece:
    tree: Tree
    level: int
    negative: bool = False  # begins with a minus sign, which `tree` does not hold
    terms: tuple[tuple[int, "_Piece"], ...] = ()  # of a sum, with their signs

    @property
    def factors(self) -> tuple[Tree, ...]:
        """What it is the product of; itself where it is none."""
        return self.tree.items if isinstance(self.tree, Row) and self.level == _PRODUCT else (self.tree,)

    def whole(self) -> Tree:
        if self.negative and self.terms:
            return _sum([(-sign, term) for sign, term in self.terms]).whole()
        return row(NEGATIVE, _unsigned(self)) if self.negative else self.tree

    def at(self, level: int) -> Tree:
        """In parentheses when it binds less tightly than `level`."""
        return self.tree if self.level >= level and not self.negative else Fence(self.whole())


@lru_cache(maxsize=KEPT)
def expression(text: str) -> Tree:
    r"""The tree of an expression.

    >>> print(latex(expression("(-1 + 3*E**Rational(1, 2))/4")))
    \frac{3 \sqrt{e} - 1}{4}
    >>> expression("$&!")
    Word(text='$&!')
    """
    if text.isascii() and text.isdigit():
        return Number(text)
    try:
        parsed = parse_printed(text, decimals=True)
    except InputError:
        return Word(text)
    return _piece(parsed).whole()


def image(constant: str | Tree, p: int, q: int, r: int, s: int) -> Tree:
    r"""(p c + q)/(r c + s) for a constant or letter; where that is a fraction u/v, (p u + q v)/(r u + s v).

    >>> print(latex(image("pi", 0, -4, -1, 2)), latex(image("bessel_ratio(0,2)", 0, 3, 1, -1)))
    \frac{4}{\pi - 2} \frac{3 I_{1}(2)}{I_{0}(2) - I_{1}(2)}
    >>> print(latex(image("pi+log(2)", 0, 1, -1, 9)), latex(image("zeta(3)-2*pi", -3, 0, 0, 1)))  # multiplied out
    \frac{1}{9 - \pi - \log(2)} 6 \pi - 3 \zeta(3)
    """
    piece = (_constant(constant) or _Piece(Word(constant), _ATOM)) if isinstance(constant, str) else _part(constant)
    if piece.negative:
        p, r, piece = -p, -r, _Piece(piece.tree, piece.level)
    u, v = piece, _whole(1)
    if isinstance(piece.tree, Quotient):
        if r == 0 and s != 0:
            return _linear(Fraction(p, s), piece, Fraction(q, s), v).whole()
        u, v = _part(piece.tree.top), _part(piece.tree.bottom)
    if max(r, s) <= 0 or (max(p, q) <= 0 and min(r, s) < 0):
        p, q, r, s = -p, -q, -r, -s
    sign = -1 if max(p, q) <= 0 and not any(s < 0 for s, _ in u.terms) else 1
    top, bottom = _linear(sign * p, u, sign * q, v), _linear(r, u, s, v)
    whole = top if bottom.tree == Number("1") else _product([(1, top), (-1, bottom)])
    return row(NEGATIVE, _unsigned(whole)) if sign < 0 else whole.whole()


@lru_cache(maxsize=KEPT)
def _constant(text: str) -> _Piece | None:
    try:
        return _piece(parse_printed(text))
    except InputError:
        return None


def _linear(p: Fraction | int, u: _Piece, q: Fraction | int, v: _Piece) -> _Piece:
    """p u + q v, multiplied out where u or v is a sum; 0 where both numbers are."""
    terms = [
        (sign if c > 0 else -sign, _multiple(c if c > 0 else -c, term))
        for c, of in ((p, u), (q, v))
        for sign, term in of.terms or ((1, of),)
        if c
    ]
    return _sum(terms) if terms else _whole(0)


def _multiple(c: Fraction | int, of: _Piece) -> _Piece:
    if isinstance(of.tree, Number):
        c, of = c * int(of.tree.text), _whole(1)
        if c.denominator == 1:
            return _whole(c.numerator)
    elif c == 1:
        return of
    below = [] if c.denominator == 1 else [(-1, _whole(c.denominator))]
    if isinstance(of.tree, Quotient):
        below.append((-1, _part(of.tree.bottom)))
        of = _part(of.tree.top)
    return _product([(1, _whole(c.numerator)), (1, of), *below])


def _whole(value: int) -> _Piece:
    return _Piece(Number(str(value)), _ATOM)


def latex_of(text: str) -> str:
    r"""The LaTeX of an expression.

    >>> print(latex_of("4/(3*pi)"))
    \frac{4}{3 \pi}
    """
    return latex(expression(text))


def _piece(parsed: Parsed) -> _Piece:
    match parsed:
        case Integer(value):
            return _Piece(Number(str(value)), _ATOM)
        case Decimal(text):
            return _Piece(Number(text), _ATOM)
        case Name(text):
            return _Piece(_name(text), _ATOM)
        case Sum(terms):
            return _sum([(sign, _piece(term)) for sign, term in terms])
        case Product(factors):
            return _product([(exponent, _piece(factor)) for exponent, factor in factors])
        case Power(base, exponent):
            return _power(_piece(base), exponent)
        case Call(function, arguments):
            return _call(function, arguments)
        case Listed():  # `parse_printed` leaves none
            raise InputError("a list", "numbers")


def _name(text: str) -> Tree:
    if text in _NAMES:
        return _NAMES[text]
    if len(text) == 1:
        return Symbol(text)
    letter, digits = text[0], text[1:].lstrip("_")
    return Index(Symbol(letter), Number(digits)) if digits.isdigit() else Word(text)


def _sum(terms: Sequence[tuple[int, _Piece]]) -> _Piece:
    """Terms with their signs; the first positive one comes first, a number after what is no fraction."""
    terms = [term for term in terms if term[1].tree != Number("0")] or terms[:1]
    signed = [(sign * (-1 if piece.negative else 1), piece) for sign, piece in terms]
    positive = [i for i, (sign, _) in enumerate(signed) if sign > 0]
    leading = [i for i in positive if not isinstance(signed[i][1].tree, Number | Quotient)]
    first = next(iter(leading if isinstance(signed[0][1].tree, Number) and leading else positive), 0)
    signed.insert(0, signed.pop(first))
    (sign, piece), *rest = signed
    if not rest:
        return _Piece(piece.tree, piece.level, sign < 0, piece.terms)
    trees: list[Tree] = [*([NEGATIVE] if sign < 0 else []), _unsigned(piece)]
    for sign, piece in rest:
        trees += [MINUS if sign < 0 else PLUS, _unsigned(piece) if sign < 0 else piece.tree]
    return _Piece(row(*trees), _SUM, terms=tuple(terms))


def _unsigned(piece: _Piece) -> Tree:
    return piece.tree if piece.level > _SUM else Fence(piece.tree)


def _product(factors: Sequence[tuple[int, _Piece]]) -> _Piece:
    negative = sum(piece.negative for _, piece in factors) % 2 == 1
    above: list[_Piece] = []
    below: list[_Piece] = []
    for exponent, piece in factors:
        over, under = (above, below) if exponent > 0 else (below, above)
        if isinstance(piece.tree, Quotient):  # a (b/c) = a b/c, and a/(b/c) = a c/b
            over.append(_part(piece.tree.top))
            under.append(_part(piece.tree.bottom))
        else:
            over.append(piece)
    above, below = _reduced(above, below)
    top = _side_by_side(above)
    if not below:
        factors_left = [piece for piece in above if piece.tree != Number("1")]
        return _Piece(top, factors_left[0].level if len(factors_left) == 1 else _PRODUCT, negative)
    return _Piece(Quotient(top, _side_by_side(below)), _PRODUCT, negative)


def _reduced(above: list[_Piece], below: list[_Piece]) -> tuple[list[_Piece], list[_Piece]]:
    """Both sides of a fraction with their integers multiplied and in lowest terms: 2·2√2/4 is √2, and 2/√2."""
    (top, over), (bottom, under) = _coefficient(above), _coefficient(below)
    divisor = gcd(top, bottom) or 1
    top, bottom = top // divisor, bottom // divisor
    top, over, under = _rationalised(top, over, under)
    first = [_Piece(Number(str(top)), _ATOM)] if top != 1 or not over else []
    return first + over, ([_Piece(Number(str(bottom)), _ATOM)] if bottom != 1 else []) + under


def _rationalised(top: int, over: list[_Piece], under: list[_Piece]) -> tuple[int, list[_Piece], list[_Piece]]:
    """With a root √d above instead of below, where d divides the number above."""
    for i, piece in enumerate(under):
        factors = [factor for factor in piece.factors if factor != TIMES]
        for place, factor in enumerate(factors):
            d = _under_root(factor)
            if d and top and top % d == 0:
                rest = [_Piece(one, _PRODUCT) for one in (*factors[:place], *factors[place + 1 :])]
                left = [_product_of(rest)] if rest else []
                return top // d, [_Piece(factor, _ATOM), *over], [*under[:i], *left, *under[i + 1 :]]
    return top, over, under


def _product_of(factors: Sequence[_Piece]) -> _Piece:
    tree = _side_by_side(factors)
    return _Piece(tree.body, _SUM) if isinstance(tree, Fence) else _Piece(tree, _PRODUCT)


def _under_root(tree: Tree) -> int:
    """d of √d, d a number; 0 for anything else."""
    body = tree.body if isinstance(tree, Root) and tree.degree is None else None
    return int(body.text) if isinstance(body, Number) and body.text.isdigit() else 0


def _coefficient(pieces: list[_Piece]) -> tuple[int, list[_Piece]]:
    """The product of the integers among factors, also of those that begin one, and the other factors."""
    product, others = 1, []
    for piece in pieces:
        head, *rest = piece.factors
        if isinstance(head, Number) and head.text.isdigit() and not (rest and rest[0] == TIMES):
            product *= int(head.text)
            others += [_Piece(row(*rest), _PRODUCT)] if rest else []
        else:
            others.append(piece)
    return product, others


def _part(tree: Tree) -> _Piece:
    """The top or bottom of a fraction as a factor."""
    is_sum = isinstance(tree, Row) and any(isinstance(item, Operator) and item != TIMES for item in tree.items)
    return _Piece(tree, _SUM if is_sum else _PRODUCT)


def _side_by_side(pieces: Sequence[_Piece]) -> Tree:
    pieces = [piece for piece in pieces if piece.tree != Number("1")] or pieces[:1]
    pieces = sorted(pieces, key=_place)
    if len(pieces) == 1:
        return pieces[0].tree
    trees: list[Tree] = []
    for piece in pieces:
        shown = piece.tree if piece.level >= _PRODUCT else Fence(piece.tree)
        if trees and _begins_with_digit(shown):
            trees.append(TIMES)
        trees.append(shown)
    return row(*trees)


def _place(piece: _Piece) -> int:
    """Of a factor: numbers come first, then roots of numbers."""
    return 0 if isinstance(piece.tree, Number) else 1 if _under_root(piece.tree) else 2


def _begins_with_digit(tree: Tree) -> bool:
    first = tree.items[0] if hasattr(tree, "items") else tree
    if isinstance(first, Raised):
        first = first.base
    return isinstance(first, Number | Quotient)


def _power(base: _Piece, exponent: Parsed) -> _Piece:
    ratio = _ratio(exponent)
    if ratio == (1, 2):
        return _Piece(Root(base.whole()), _ATOM)
    if ratio is not None:
        (numerator, denominator), sign = ratio, [NEGATIVE] if ratio[0] < 0 else []
        shown = row(*sign, Number(str(abs(numerator))), Operator("/"), Number(str(denominator)))
    else:
        shown = _piece(exponent).whole()
    if isinstance(base.tree, Row) and isinstance(base.tree.items[-1], Fence) and base.level == _APPLIED:
        *head, argument = base.tree.items  # Γ(x)³ rather than (Γ(x))³
        return _Piece(row(*head, Raised(argument, shown)), _PRODUCT)
    return _Piece(Raised(base.at(_ATOM), shown), _PRODUCT)


def _ratio(parsed: Parsed) -> tuple[int, int] | None:
    """p, q of Rational(p, q) and of p/q; None for anything else."""
    match parsed:
        case Sum(((-1, positive),)):
            ratio = _ratio(positive)
            return None if ratio is None else (-ratio[0], ratio[1])
        case Call("Rational", (top, Integer(q))) | Product(((1, top), (-1, Integer(q)))):
            match top:
                case Integer(p):
                    return p, q
                case Sum(((-1, Integer(p)),)):
                    return -p, q
    return None


def _call(function: str, arguments: Sequence[Parsed]) -> _Piece:
    if function == "Rational" and len(arguments) == 2:
        return _product([(1, _piece(arguments[0])), (-1, _piece(arguments[1]))])
    if function == "exp" and len(arguments) == 1:
        return _power(_Piece(Symbol("e"), _ATOM), arguments[0])
    if function in _BESSEL_RATIOS and len(arguments) == 2:
        letter, x = _BESSEL_RATIOS[function], _piece(arguments[1]).whole()
        above = _bessel(letter, _piece(arguments[0]).whole(), x)
        return _Piece(Quotient(above, _bessel(letter, _successor(arguments[0]), x)), _PRODUCT)
    if function in _FACTORIALS and len(arguments) == 1:
        return _Piece(row(_piece(arguments[0]).at(_ATOM), *[Symbol("!")] * _FACTORIALS[function]), _PRODUCT)
    if function == "CRootOf" and len(arguments) == 2 and isinstance(arguments[1], Integer):
        return _Piece(Number(repr(_real_root(arguments[0], arguments[1].value))), _ATOM)
    if function == "root_of" and len(arguments) > 1:
        return _Piece(_root_of(*arguments), _APPLIED)
    trees = [_piece(argument).whole() for argument in arguments]
    return _Piece(_notation(function, trees), _APPLIED)


_FACTORIALS = {"factorial": 1, "factorial2": 2}  # and their number of signs
_SPECIAL: dict[tuple[str, int], Callable[[Sequence[Tree]], Tree]] = {
    ("sqrt", 1): lambda x: Root(x[0]),
    ("cbrt", 1): lambda x: Root(x[0], Number("3")),
    ("root", 2): lambda x: Root(x[0], x[1]),
    ("expint", 2): lambda x: row(Index(Symbol("E"), x[0]), Fence(x[1])),
    ("polylog", 2): lambda x: row(Index(Word("Li"), x[0]), Fence(x[1])),
    ("polygamma", 2): lambda x: row(Raised(Symbol("ψ"), Fence(x[0])), Fence(x[1])),
    ("dirichlet_beta", 1): lambda x: row(Symbol("β"), Fence(x[0])),
    ("beta", 2): lambda x: row(Word("B"), Fence(separated(x))),
    ("lowergamma", 2): lambda x: row(Symbol("γ"), Fence(separated(x))),
    ("uppergamma", 2): lambda x: row(Symbol("Γ"), Fence(separated(x))),
    ("rf", 2): lambda x: Index(Fence(x[0]), x[1]),
    ("pochhammer", 2): lambda x: Index(Fence(x[0]), x[1]),
}


def _notation(function: str, arguments: Sequence[Tree]) -> Tree:
    """A function with its arguments, in the field's notation where it has one."""
    if (function, len(arguments)) in _SPECIAL:
        return _SPECIAL[function, len(arguments)](arguments)
    if (function, len(arguments)) in _CLOSED_FORMS:
        function = _CLOSED_FORMS[function, len(arguments)]
    if (orders := orders_of(function)) is not None:
        return hypergeometric(*orders, arguments)
    if function in _BESSEL and len(arguments) == 2:
        return _bessel(_BESSEL[function], *arguments)
    head = Symbol(_LETTERS[function]) if function in _LETTERS else Word(_UPRIGHT.get(function, function))
    return row(head, Fence(separated(arguments)))


def _real_root(polynomial_in_n: Parsed, place: int) -> float:
    """The real root at this place, counted from the least."""
    roots = (root for root, _ in polynomial_of(polynomial_in_n).flint.complex_roots())
    return sorted(float(root.real.mid()) for root in roots if root.imag == 0)[place]


def _root_of(place: Parsed, *coefficients: Parsed) -> Tree:
    """The root of that place of the polynomial c₀ + c₁x + … (`root_of` of the library of constants)."""
    found = [_ratio(Product(((1, c), (-1, Integer(1))), 1)) or (0, 1) for c in coefficients]
    shown = polynomial(Polynomial.of([p for p, _ in found]), Symbol("x"))
    return row(Index(Word("root"), _piece(place).whole()), Fence(shown))


def hypergeometric(p: int, q: int, arguments: Sequence[Tree]) -> Tree:
    """ₚF_q(a, b; c; z)."""
    groups = [separated(group) for group in (arguments[:p], arguments[p : p + q]) if group]
    inside = [part for group in [*groups, arguments[-1]] for part in (_SEMICOLON, group)][1:]
    head = row(Index(Row(()), Number(str(p))), Index(Symbol("F"), Number(str(q))))
    return row(head, Fence(row(*inside)))


def _successor(parsed: Parsed) -> Tree:
    """The tree of x + 1, added up where x is rational."""
    match parsed:
        case Integer(value):
            return integer(value + 1)
        case Sum(((-1, Integer(value)),)):
            return integer(1 - value)
    if (ratio := _ratio(parsed)) is not None:
        p, q = ratio
        size = Quotient(Number(str(abs(p + q))), Number(str(q)))
        return row(NEGATIVE, size) if p + q < 0 else size
    return row(_piece(parsed).whole(), PLUS, Number("1"))


def _bessel(letter: str, order: Tree, x: Tree) -> Tree:
    parts = order.items if isinstance(order, Row) else (order,)
    small = [row(part.top, Operator("/"), part.bottom) if isinstance(part, Quotient) else part for part in parts]
    return row(Index(Symbol(letter), row(*small)), Fence(x))
