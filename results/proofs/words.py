"""A certificate as a proof in words: the statement, the chain with its polynomials, why limits go to limits, the end.

Each step says what the checker checks (`analysis.proofs.steps`, `cone`), with the polynomials of the certificate and
the constants that `results.rocq.steps` finds. The result is a list of paragraphs and displays; `writers` prints them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any

from analysis.constants.library import constant
from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial
from analysis.notation.expressions import expression
from analysis.notation.formulas import continued_fraction, polynomial, width
from analysis.notation.tree import (
    COMMA,
    EQUALS,
    Fence,
    Index,
    Matrix,
    Number,
    Operator,
    Power,
    Quotient,
    Row,
    Symbol,
    Tree,
    Word,
    combination,
    equation,
    integer,
    row,
)
from analysis.proofs.chain import EVERY_END, Statement, verify
from analysis.proofs.reading import Mobius, Poly
from analysis.proofs.reading import polynomial as read
from analysis.proofs.steps import STEPS, formula, weights
from analysis.proofs.theorems import theorems
from results.reports.document import Display, Line, Math, Paragraph
from results.rocq.steps import Coboundary, NotExported, coboundary

WIDEST_FRACTION = 46  # characters of an unrolled fraction that fits a line with its value
LEVELS = 3
LARGEST_MATRIX = 100  # characters of the entries of a matrix that is printed as one
_WORKS = {
    "[DLMF]": "NIST Digital Library of Mathematical Functions.",
    "[Handbook]": "Cuyt, Petersen, Verdonk, Waadeland, Jones, Handbook of Continued Fractions for Special Functions"
    " (2008).",
    "[Perron]": "Die Lehre von den Kettenbrüchen II (1957).",
}

Block = Paragraph | Display
N, X = Symbol("n"), Symbol("x")
LESS, INTO, TENDS, DIFFERS, EXCEEDS = (Operator(sign) for sign in ("≤", "→", "→", "≠", ">"))


@dataclass(frozen=True)
class _Fraction:
    """A fraction of the chain: its polynomials and its number, by which its letters are told apart."""

    a: Poly
    b: Poly
    number: int

    def letter(self, name: str, index: Tree = N) -> Tree:
        """a(n), b(n) with the number of the fraction."""
        return row(Index(Symbol(name), integer(self.number)), Fence(index))

    def sequence(self, name: str, index: Tree = N) -> Tree:
        """pₙ, qₙ: of the first fraction without a number, of others with one above."""
        lowered = Index(Symbol(name), index)
        return Power(lowered, Fence(integer(self.number))) if self.number else lowered

    @property
    def value(self) -> Tree:
        return Index(Symbol("L"), integer(self.number))

    @property
    def defined(self) -> Tree:
        return row(equation(self.letter("a"), _poly(self.a)), COMMA, equation(self.letter("b"), _poly(self.b)))


def proof_in_words(certificate: dict[str, Any]) -> list[Block]:
    """The statement and its proof. Raises what the checker raises for a certificate that does not hold."""
    statement = verify(certificate)
    at = _Fraction(*formula(certificate["formula"]), 0)
    blocks = list(_statement(statement, at, bool(certificate["steps"])))
    maps: list[Mobius] = []
    for step in certificate["steps"]:
        mobius, a, b = STEPS[step["kind"]](at.a, at.b, step)
        to = _Fraction(a, b, at.number + 1)
        blocks += _STEP_WORDS[step["kind"]](at, to, step, _lowest(mobius))
        maps.append(mobius)
        at = to
    blocks += _end(at, certificate["end"])
    blocks += _conclusion(statement, len(maps))
    return blocks


def _statement(statement: Statement, at: _Fraction, chain: bool) -> Iterator[Block]:
    a, b = Polynomial(at.a), Polynomial(at.b)
    value = _image(statement.mobius, _constant(statement.constant))
    yield Paragraph(("Statement. The continued fraction with ", Math(at.defined), " converges, and"))
    if width(a, b, LEVELS) <= WIDEST_FRACTION:
        yield Display(equation(continued_fraction(a, b, LEVELS, general=False), value))
    else:
        yield Display(equation(at.value, value))
    if statement.conditional:
        yield Paragraph((f"where v is {statement.constant}, provided that this converges.",))
    if chain:
        yield Paragraph(_notation())


def _notation() -> Line:
    p, q = (Index(Symbol(x), N) for x in "pq")
    return (
        "Proof. Let ",
        Math(row(p, COMMA, q)),
        " be numerators and denominators of the convergents: both obey ",
        Math(_recurrence()),
        " with ",
        Math(_starts()),
        ". A number above in parentheses or below tells the fractions of the chain apart; ",
        Math(row(Index(Symbol("M"), Symbol("i")), Fence(N), EQUALS, _step_matrix())),
        ", so that multiplying rows of two neighbours by it is one step of the recurrence.",
    )


def _recurrence() -> Tree:
    u = Symbol("u")
    back = [Index(u, row(N, Operator("−"), Number(k))) for k in "12"]
    return row(Index(u, N), EQUALS, Symbol("a"), Fence(N), back[0], Operator("+"), Symbol("b"), Fence(N), back[1])


def _starts() -> Tree:
    one = row(Operator("−", prefix=True), Number("1"))
    parts = [("p", one, "1"), ("q", one, "0"), ("q", Number("0"), "1")]
    known = [equation(Index(Symbol(x), index), Number(value)) for x, index, value in parts]
    first = equation(Index(Symbol("p"), Number("0")), row(Symbol("a"), Fence(Number("0"))))
    return row(known[0], COMMA, first, COMMA, known[1], COMMA, known[2])


def _step_matrix() -> Tree:
    i = Symbol("i")
    a, b = (row(Index(Symbol(x), i), Fence(N)) for x in "ab")
    return Matrix(((Number("0"), b), (Number("1"), a)))


def _inflation(at: _Fraction, to: _Fraction, step: dict[str, Any], mobius: Mobius) -> Iterator[Block]:
    top, bottom = (Polynomial(read(one)) for one in step["factor"])
    c = row(Symbol("c"), Fence(N))
    factor = polynomial(top) if str(bottom) == "1" else Quotient(polynomial(top), polynomial(bottom))
    yield Paragraph(
        (f"Step {to.number}: an equivalence. Let ", Math(to.defined), ", and ", Math(equation(c, factor)), ".")
    )
    before = row(Symbol("c"), Fence(row(N, Operator("−"), Number("1"))))
    same = row(
        equation(at.letter("a"), row(c, to.letter("a"))),
        COMMA,
        equation(at.letter("b"), row(c, before, to.letter("b"))),
    )
    yield Paragraph(
        (
            "Then ",
            Math(same),
            " and c has neither zero nor pole at an integer n ≥ 0. By induction every convergent is c(0) times the one"
            " with the same n of the new fraction, so ",
            Math(equation(at.value, _image(mobius, to.value))),
            " as soon as the latter converges.",
        )
    )


def _coboundary(at: _Fraction, to: _Fraction, step: dict[str, Any], mobius: Mobius) -> Iterator[Block]:
    try:
        known: Coboundary | None = coboundary((at.a, at.b), (to.a, to.b), step)
    except NotExported:
        known = None
    yield Paragraph((f"Step {to.number}: a coboundary. Let ", Math(to.defined), ", and"))
    entries = [Polynomial(read(one)) for one in step["u"]]
    yield from _matrix(entries)
    yield Paragraph(_carried(at, to, step))
    yield Paragraph(_weighted(at, to, step, mobius))
    yield Paragraph(_bounds(to, step))
    yield Paragraph(_no_cancellation(at, to, step, known))
    yield Paragraph(_finite(at, to, mobius))


def _matrix(entries: list[Polynomial]) -> Iterator[Block]:
    name = row(Symbol("U"), Fence(N))
    x, y, z, w = map(polynomial, entries)
    if sum(len(str(p)) for p in entries) <= LARGEST_MATRIX:
        yield Display(equation(name, Matrix(((x, y), (z, w)))))
        return
    parts: list[Any] = ["U(n) with the entries, row by row, "]
    for i, tree in enumerate((x, y, z, w)):
        index = Number(("11", "12", "21", "22")[i])
        parts += [Math(equation(Index(Symbol("u"), index), tree)), "; " if i < 3 else "."]
    yield Paragraph(tuple(parts))


def _carried(at: _Fraction, to: _Fraction, step: dict[str, Any]) -> Line:
    k, fold = step["folds"]
    ours, theirs = _product(at, k), _product(to, fold)
    ahead = row(Symbol("U"), Fence(row(N, Operator("+"), Number("1"))))
    return (
        "As one sees by multiplying out, ",
        Math(equation(row(ours, ahead), row(Symbol("g"), Fence(N), Symbol("U"), Fence(N), theirs))),
        f" with a rational function g for n ≥ 1, and det U(n), b do not vanish for integers n ≥ {step['start']}.",
    )


def _product(at: _Fraction, k: int) -> Tree:
    m = Index(Symbol("M"), integer(at.number))
    if k == 1:
        return row(m, Fence(N))
    first = row(integer(k), N, Operator("−"), integer(k - 1))
    return row(m, Fence(first), Symbol("⋯"), m, Fence(row(integer(k), N)))


def _weighted(at: _Fraction, to: _Fraction, step: dict[str, Any], mobius: Mobius) -> Line:
    k, fold = step["folds"]
    x, y, z, w = (read(one) for one in step["u"])
    ahead = step["bounds"]["ahead"]
    alpha, beta = weights(at.a, at.b, (x, y, z, w), k, ahead + k)[ahead]
    index = N if k == 1 and not ahead else combination(k, N, ahead)
    m = N if fold == 1 else combination(fold, N, 0)
    before = combination(fold, N, -1)
    above, below = (
        row(Symbol("α"), to.sequence(x, before), Operator("+"), Symbol("β"), to.sequence(x, m)) for x in "pq"
    )
    quotient = Quotient(at.sequence("p", index), at.sequence("q", index))
    return (
        "So the rows of the two products are carried to each other, and for all large n the convergent ",
        Math(quotient),
        " is the image under ",
        Math(row(X, Operator("↦"), _image(mobius, X))),
        " of ",
        Math(Quotient(above, below)),
        ", where ",
        Math(row(equation(Symbol("α"), _poly(alpha)), COMMA, equation(Symbol("β"), _poly(beta)))),
        "." if k == 1 else f"; so it is, with other α and β, for the {k - 1} convergents that follow it.",
    )


def _bounds(to: _Fraction, step: dict[str, Any]) -> Line:
    bounds = step["bounds"]
    lower, upper = (_quotient(*(read(one) for one in bounds[key])) for key in ("lower", "upper"))
    ratio = Quotient(to.sequence("q"), to.sequence("q", row(N, Operator("−"), Number("1"))))
    ahead = row(N, Operator("+"), Number("1"))
    image = row(to.letter("a", ahead), Operator("+"), Quotient(to.letter("b", ahead), X))
    return (
        "Nothing cancels in this. By induction, ",
        Math(row(Symbol("r"), Fence(N), LESS, ratio, LESS, Symbol("s"), Fence(N))),
        f" for n ≥ {bounds['from']}, where ",
        Math(row(equation(row(Symbol("r"), Fence(N)), lower), COMMA, equation(row(Symbol("s"), Fence(N)), upper))),
        f": it holds for n = {bounds['from']}, and ",
        Math(row(X, Operator("↦"), image)),
        " maps the interval of n into that of n + 1 (inequalities of polynomials, whose coefficients have one sign"
        f" after the shift of n by {bounds['from']}).",
    )


def _no_cancellation(at: _Fraction, to: _Fraction, step: dict[str, Any], known: Coboundary | None) -> Line:
    total = row(Symbol("α"), Operator("+"), Symbol("β"), X)
    error = row(Quotient(to.sequence("p"), to.sequence("q")), Operator("−"), to.value)
    if known is None:
        return (
            "For x in this interval and large n, ",
            Math(total),
            " keeps its sign, and |α| + |β| x is at most a power of n times its size; the error ",
            Math(error),
            " falls faster than that power grows (the bounds on q give the rate). So the weighted means tend to ",
            Math(to.value),
            ", too.",
        )
    power = _power(known.degree)
    worst = max(constant for _, constant in known.signs)
    size: Tree = integer(worst) if not known.degree else row(integer(worst), power)
    lead: tuple[Any, ...] = (
        "For x in this interval ",
        Math(total),
        " has one sign, and |α| + |β| x is at most ",
        Math(size),
        f" times its size, for n ≥ {known.since}. ",
    )
    if not known.degree:
        means: tuple[Any, ...] = (
            "So the weighted means tend to the same limit as ",
            Math(Quotient(to.sequence("p"), to.sequence("q"))),
            ", that is to ",
            Math(to.value),
            ".",
        )
        return lead + means
    shift, start = known.rate
    after = row(N, Operator("+"), Number("1"))
    gap = row(
        Quotient(to.sequence("p", after), to.sequence("q", after)),
        Operator("−"),
        Quotient(to.sequence("p"), to.sequence("q")),
    )
    factor = Power(Fence(row(N, Operator("+"), integer(shift))), integer(known.degree + 2))
    return (
        *lead,
        "By the determinant of two neighbouring convergents and the bounds, the size of ",
        Math(row(factor, Fence(gap))),
        f" does not grow from n = {start} on: summed up, the error is O(",
        Math(Power(N, row(Operator("−", prefix=True), integer(known.degree + 1)))),
        "), which outweighs ",
        Math(size),
        ". So the weighted means tend to ",
        Math(to.value),
        ", too.",
    )


def _power(degree: int) -> Tree:
    return N if degree == 1 else Power(N, integer(degree))


def _finite(at: _Fraction, to: _Fraction, mobius: Mobius) -> Line:
    p, q = to.sequence("p"), to.sequence("q")
    _, _, r, s = mobius
    both = row(*_terms(r, p, s, q))
    return (
        "The image is finite: ",
        Math(both),
        " is a solution of the recurrence which from some n on stays strictly within these bounds, so its quotient by ",
        Math(q),
        " stays away from 0. Hence ",
        Math(equation(at.value, _image(mobius, to.value))),
        ", as soon as the last fraction converges.",
    )


def _terms(r: int, p: Tree, s: int, q: Tree) -> Iterator[Tree]:
    if r:
        yield combination(r, p, 0)
    if s:
        size = q if abs(s) == 1 else row(Number(str(abs(s))), q)
        yield row(Operator("−" if s < 0 else "+", prefix=not r), size) if r or s < 0 else size


def _field(at: _Fraction, to: _Fraction, step: dict[str, Any], mobius: Mobius) -> Iterator[Block]:
    yield Paragraph(
        (
            f"Step {to.number}: two directions of one conservative matrix field. Let ",
            Math(to.defined),
            ". Matrices F(i, j), S(i, j) with entries ≥ 0 satisfy F(i, j) S(i+1, j) = λ S(i, j) F(i, j+1); both"
            " fractions go along them by coboundaries, the first along j, the new one along i:",
        )
    )
    for name, key in (("F", "first"), ("S", "second")):
        parts: list[Any] = []
        for place, entry in zip(("11", "12", "21", "22"), step[key], strict=True):
            parts += [
                Math(equation(Index(Symbol(name), Number(place)), _surface(entry))),
                "; " if place != "22" else ".",
            ]
        yield Paragraph(tuple(parts))
    yield Paragraph(
        (
            "Products along a path depend on its ends only, and both directions shrink the cone of vectors ≥ 0 to a"
            " line, by Birkhoff's contraction of Hilbert's metric (Trans. AMS 85 (1957)); so it is the same line, and ",
            Math(equation(at.value, _image(mobius, to.value))),
            ".",
        )
    )


def _surface(entry: list[str]) -> Tree:
    """A polynomial in i and j, given by its coefficients of 1, i, …, polynomials in j that are spelt with n."""
    i, parts = Symbol("i"), []
    for exponent, text in enumerate(entry):
        coefficient = polynomial(Polynomial(read(text)), Symbol("j"))
        if text != "0":
            power = i if exponent == 1 else Power(i, integer(exponent))
            several = isinstance(coefficient, Row)
            body = Fence(coefficient) if several and exponent else coefficient
            parts += [Operator("+"), *([body] if not exponent else [power] if text == "1" else [body, power])]
    return row(*parts[1:]) if parts else Number("0")


_STEP_WORDS = {"inflation": _inflation, "coboundary": _coboundary, "field": _field}


def _end(at: _Fraction, end: dict[str, Any]) -> Iterator[Block]:
    name = f"the fraction with {at.number} below" if at.number else "the fraction itself"
    if end["kind"] == "formula":
        yield Paragraph((f"The value of {name} is v, and nothing is claimed of it.",))
        return
    mobius, constant = EVERY_END[end["kind"]](at.a, at.b, end)
    value = equation(at.value, _image(_lowest(mobius), _constant(constant)))
    yield Paragraph((*_reason(at, end), Math(value), "."))
    source = theorems()[end["name"]].get("source", "") if end["kind"] == "theorem" else ""
    cited = [f"{key} {work}" for key, work in _WORKS.items() if key in source]
    if cited:
        yield Paragraph((" ".join(cited),))


def _reason(at: _Fraction, end: dict[str, Any]) -> Line:
    if end["kind"] == "theorem":
        parameters = ", ".join(
            f"{name} = {text}"
            for name, text in zip(theorems()[end["name"]]["parameters"], end["parameters"], strict=True)
        )
        source = theorems()[end["name"]].get("source", "")
        where = f" at {parameters}" if parameters else ""
        return (f"The end: the theorem '{end['name']}'{where} ({source}) is about ", Math(at.defined), ": ")
    if end["kind"] == "series":
        top, bottom = end["solution"]
        return (
            "The end: ",
            Math(at.defined),
            " has the solution h with h(n)/h(n−1) = R(n) = ",
            Math(_quotient(read(top), read(bottom))),
            ", as R(n) R(n−1) = a(n) R(n−1) + b(n). By Casorati's determinant h times the partial sums S(n) of a series"
            " Σ t(n) with t(n+1)/t(n) = −b(n+1)/(R(n) R(n+1)) is a second solution, so that every convergent is a"
            " quotient of linear functions of S(n): ",
        )
    if end["kind"] == "closed form":
        return (f"The end: the contiguous relations of {end['form']} (Gauss; Pincherle's theorem) give ",)
    return ("The end: by the fixed points of the step of the fraction, ",)


def _conclusion(statement: Statement, steps: int) -> Iterator[Block]:
    value = _image(statement.mobius, _constant(statement.constant))
    words = "Put together, these maps give " if steps else "So "
    yield Paragraph((words, Math(equation(Index(Symbol("L"), Number("0")), value)), ". This ends the proof."))


def _constant(text: str) -> Tree:
    """The constant that a statement spells."""
    if text == "1":
        return Number("1")
    if text.startswith("PCF("):
        return Symbol("v")
    if text.startswith("sum of"):
        return Symbol("S")
    try:
        return expression(constant(text).expression)
    except InputError:
        try:
            return expression(text)
        except InputError:
            return Word(text)


def _image(mobius: Mobius, x: Tree) -> Tree:
    """(p x + q)/(r x + s)."""
    p, q, r, s = mobius
    if x == Number("1"):
        top, bottom = p + q, r + s
        return rational(Fraction(top, bottom))
    bound = (
        Fence(x) if isinstance(x, Row) and any(isinstance(one, Operator) and one.text in "+−" for one in x.items) else x
    )
    if (p < 0 and q == 0) or (p == 0 and q < 0):
        return row(Operator("−", prefix=True), _image((-p, -q, r, s), x))
    above = combination(p, bound, q)
    if r == 0 and s == 1:
        return x if p == 1 and q == 0 else above
    return Quotient(above, combination(r, bound, s))


def rational(value: Fraction) -> Tree:
    """A rational number, its sign before the fraction."""
    if value.denominator == 1:
        return integer(value.numerator)
    size = Quotient(Number(str(abs(value.numerator))), Number(str(value.denominator)))
    return row(Operator("−", prefix=True), size) if value < 0 else size


def _lowest(mobius: Mobius) -> Mobius:
    p, q, r, s = mobius
    divisor = gcd(*mobius) * (-1 if r < 0 or (r == 0 and s < 0) else 1)
    return p // divisor, q // divisor, r // divisor, s // divisor


def _poly(p: Poly) -> Tree:
    return polynomial(Polynomial(p))


def _quotient(top: Poly, bottom: Poly) -> Tree:
    return _poly(top) if bottom == (1,) else Quotient(_poly(top), _poly(bottom))
