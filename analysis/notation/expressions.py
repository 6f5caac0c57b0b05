"""Expressions of the store (sympy's spelling or the library's names) as trees.

What is not understood is shown as the text it is, so whatever a store holds can be printed.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import factorial, gcd, prod

from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial, polynomial_of
from analysis.notation.formulas import polynomial
from analysis.notation.latex import latex
from analysis.notation.products import (
    APPLIED,
    ATOM,
    PRODUCT,
    Piece,
    coefficient,
    number,
    part,
    product_of,
    sum_of,
    unsigned,
)
from analysis.notation.special import orders_of, parse_printed
from analysis.notation.tree import (
    COMMA,
    NEGATIVE,
    PLUS,
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

_LARGEST_GAMMA = 5  # above it Γ(n) and Γ(n + 1/2) are shown as such
KEPT = 20_000  # expressions whose trees are kept: a report prints each several times

_SEMICOLON = Operator(";")


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
    "atanh": "artanh", "re": "Re", "im": "Im",
}  # fmt: skip
_BESSEL = {"besseli": "I", "besselj": "J", "besselk": "K"}
_CLOSED_FORMS = {
    ("hyp0f1", 2): "pFq_0_1", ("hyp1f1", 3): "pFq_1_1", ("hyp2f1", 4): "pFq_2_1", ("hyp3f2", 6): "pFq_3_2",
}  # fmt: skip
_BESSEL_RATIOS = {"bessel_ratio": "I", "bessel_j_ratio": "J"}


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
    >>> print(latex(image("zeta(3)/zeta(2)", 1, 0, 0, 6)), latex(image("zeta(3)/zeta(2)", 6, 0, 1, 6)))
    \frac{\zeta(3)}{\pi^{2}} \frac{6 \zeta(3)}{\zeta(3) + \pi^{2}}
    """
    piece = (_constant(constant) or Piece(Word(constant), ATOM)) if isinstance(constant, str) else part(constant)
    if piece.negative:
        p, r, piece = -p, -r, Piece(piece.tree, piece.level)
    u, v = piece, number(1)
    if isinstance(piece.tree, Quotient):
        if r == 0 and s != 0:
            return _linear(Fraction(p, s), piece, Fraction(q, s), v).whole()
        u, v = part(piece.tree.top), part(piece.tree.bottom)
    (c, us), (d, vs) = coefficient([u]), coefficient([v])
    (u, v), common = ((us or [number(1)])[0], (vs or [number(1)])[0]), gcd(p * c, q * d, r * c, s * d) or 1
    p, q, r, s = p * c // common, q * d // common, r * c // common, s * d // common
    if max(r, s) <= 0 or (max(p, q) <= 0 and min(r, s) < 0):
        p, q, r, s = -p, -q, -r, -s
    sign = -1 if max(p, q) <= 0 and not any(s < 0 for s, _ in u.terms) else 1
    top, bottom = _linear(sign * p, u, sign * q, v), _linear(r, u, s, v)
    whole = top if bottom.tree == Number("1") else product_of([(1, top), (-1, bottom)])
    return row(NEGATIVE, unsigned(whole)) if sign < 0 else whole.whole()


@lru_cache(maxsize=KEPT)
def _constant(text: str) -> Piece | None:
    try:
        return _piece(parse_printed(text))
    except InputError:
        return None


def _linear(p: Fraction | int, u: Piece, q: Fraction | int, v: Piece) -> Piece:
    """p u + q v, multiplied out where u or v is a sum; 0 where both numbers are."""
    terms = [
        (sign if c > 0 else -sign, _multiple(c if c > 0 else -c, term))
        for c, of in ((p, u), (q, v))
        for sign, term in of.terms or ((1, of),)
        if c
    ]
    return sum_of(terms) if terms else number(0)


def _multiple(c: Fraction | int, of: Piece) -> Piece:
    if isinstance(of.tree, Number):
        c, of = c * int(of.tree.text), number(1)
        if c.denominator == 1:
            return number(c.numerator)
    elif c == 1:
        return of
    below = [] if c.denominator == 1 else [(-1, number(c.denominator))]
    if isinstance(of.tree, Quotient):
        below.append((-1, part(of.tree.bottom)))
        of = part(of.tree.top)
    return product_of([(1, number(c.numerator)), (1, of), *below])


def latex_of(text: str) -> str:
    r"""The LaTeX of an expression.

    >>> print(latex_of("4/(3*pi)"))
    \frac{4}{3 \pi}
    """
    return latex(expression(text))


def _piece(parsed: Parsed) -> Piece:
    match parsed:
        case Integer(value):
            return Piece(Number(str(value)), ATOM)
        case Decimal(text):
            return Piece(Number(text), ATOM)
        case Name(text):
            return Piece(_name(text), ATOM)
        case Sum(terms):
            return sum_of([(sign, _piece(term)) for sign, term in terms])
        case Product(factors):
            return product_of([(exponent, _piece(factor)) for exponent, factor in factors])
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


def _power(base: Piece, exponent: Parsed) -> Piece:
    ratio = _ratio(exponent)
    if isinstance(base.tree, Root) and not base.tree.degree and isinstance(exponent, Integer):  # √π² = π
        body = Piece(base.tree.body, ATOM) if isinstance(base.tree.body, Symbol | Number) else part(base.tree.body)
        p, q = Fraction(exponent.value, 2).as_integer_ratio()
        if (p, q) == (1, 1):
            return body
        return _power(body, Integer(p) if q == 1 else Product(((1, Integer(p)), (-1, Integer(q))), 1))
    if ratio == (1, 2):
        return Piece(Root(base.whole()), ATOM)
    if ratio is not None:
        (numerator, denominator), sign = ratio, [NEGATIVE] if ratio[0] < 0 else []
        shown = row(*sign, Number(str(abs(numerator))), Operator("/"), Number(str(denominator)))
    else:
        shown = _piece(exponent).whole()
    if isinstance(base.tree, Row) and isinstance(base.tree.items[-1], Fence) and base.level == APPLIED:
        *head, argument = base.tree.items  # Γ(x)³ rather than (Γ(x))³
        return Piece(row(*head, Raised(argument, shown)), PRODUCT)
    return Piece(Raised(base.at(ATOM), shown), PRODUCT)


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


def _call(function: str, arguments: Sequence[Parsed]) -> Piece:
    if function == "Rational" and len(arguments) == 2:
        return product_of([(1, _piece(arguments[0])), (-1, _piece(arguments[1]))])
    if function == "exp" and len(arguments) == 1:
        return _power(Piece(Symbol("e"), ATOM), arguments[0])
    if function in _BESSEL_RATIOS and len(arguments) == 2:
        letter, x = _BESSEL_RATIOS[function], _piece(arguments[1]).whole()
        above = _bessel(letter, _piece(arguments[0]).whole(), x)
        return Piece(Quotient(above, _bessel(letter, _successor(arguments[0]), x)), PRODUCT)
    if function == "gamma" and len(arguments) == 1 and (known := _half_gamma(arguments[0])) is not None:
        return known
    if function in _FACTORIALS and len(arguments) == 1:
        return Piece(row(_piece(arguments[0]).at(ATOM), *[Symbol("!")] * _FACTORIALS[function]), PRODUCT)
    if function == "CRootOf" and len(arguments) == 2 and isinstance(arguments[1], Integer):
        return Piece(Number(repr(_real_root(arguments[0], arguments[1].value))), ATOM)
    if function == "root_of" and len(arguments) > 1:
        return Piece(_root_of(*arguments), APPLIED)
    trees = [_piece(argument).whole() for argument in arguments]
    return Piece(_notation(function, trees), APPLIED)


def _half_gamma(argument: Parsed) -> Piece | None:
    """Γ at a half or an integer from 1/2 on, where it is a small number or such a multiple of √π."""
    p, q = (argument.value, 1) if isinstance(argument, Integer) else _ratio(argument) or (0, 1)
    if q > 2 or not 0 < p <= _LARGEST_GAMMA * q:
        return None
    if q == 1:
        return number(factorial(p - 1))
    doubles = prod(range(1, p - 1, 2))  # Γ(k + 1/2) = 1·3 ⋯ (2k − 1) √π/2ᵏ
    return product_of([(1, number(doubles)), (1, Piece(Root(Symbol("π")), ATOM)), (-1, number(2 ** (p // 2)))])


_FACTORIALS = {"factorial": 1, "factorial2": 2}  # and their number of signs
_SPECIAL: dict[tuple[str, int], Callable[[Sequence[Tree]], Tree]] = {
    ("sqrt", 1): lambda x: Root(x[0]),
    ("cbrt", 1): lambda x: Root(x[0], Number("3")),
    ("root", 2): lambda x: Root(x[0], x[1]),
    ("expint", 2): lambda x: row(Index(Symbol("E"), x[0]), Fence(x[1])),
    ("polylog", 2): lambda x: row(Index(Word("Li"), x[0]), Fence(x[1])),
    ("polygamma", 2): lambda x: row(Raised(Symbol("ψ"), Fence(x[0])), Fence(x[1])),
    ("re_digamma", 2): lambda x: _of_complex("Re", x),
    ("im_digamma", 2): lambda x: _of_complex("Im", x),
    ("dirichlet_beta", 1): lambda x: row(Symbol("β"), Fence(x[0])),
    ("beta", 2): lambda x: row(Word("B"), Fence(separated(x))),
    ("lowergamma", 2): lambda x: row(Symbol("γ"), Fence(separated(x))),
    ("uppergamma", 2): lambda x: row(Symbol("Γ"), Fence(separated(x))),
    ("rf", 2): lambda x: Index(Fence(x[0]), x[1]),
    ("pochhammer", 2): lambda x: Index(Fence(x[0]), x[1]),
}


def _of_complex(part: str, arguments: Sequence[Tree]) -> Tree:
    """Re ψ(x + iy), by the name of the part."""
    x, y = arguments
    return row(Word(part), Fence(row(Symbol("ψ"), Fence(row(x, PLUS, Symbol("i"), y)))))


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
