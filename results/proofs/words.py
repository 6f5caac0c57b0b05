"""A certificate as a proof in words: the statement, the chain with its polynomials, why limits go to limits, the end.

Each step says what the checker checks (`analysis.proofs.steps`, `cone`), with the polynomials of the certificate and
the constants that `results.rocq.steps` finds. The result is a list of paragraphs and displays; `writers` prints them.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from analysis.constants.library import constant
from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial
from analysis.notation.expressions import expression
from analysis.notation.formulas import continued_fraction, polynomial, width
from analysis.notation.tree import (
    COMMA,
    EQUALS,
    MINUS,
    NEGATIVE,
    PLUS,
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
    equation,
    integer,
    row,
)
from analysis.proofs.chain import EVERY_END, Statement, lowest, verify
from analysis.proofs.reading import Mobius
from analysis.proofs.reading import polynomial as read
from analysis.proofs.series import NAMES
from analysis.proofs.steps import STEPS, formula
from analysis.proofs.theorems import theorems
from results.people import shown_statement
from results.proofs.acceleration_words import accelerated_words
from results.proofs.coboundary_words import Block, coboundary_words
from results.proofs.combination_words import combination_words
from results.proofs.letters import N, Stage, image, quotient
from results.reports.document import Display, Line, Math, Paragraph

WIDEST_FRACTION = 46  # characters of an unrolled fraction that fits a line with its value
LEVELS = 3
_WORKS = {
    "[DLMF]": "NIST Digital Library of Mathematical Functions.",
    "[Handbook]": "Cuyt, Petersen, Verdonk, Waadeland, Jones, Handbook of Continued Fractions for Special Functions"
    " (2008).",
    "[Perron]": "Die Lehre von den Kettenbrüchen II (1957).",
}


def proof_in_words(certificate: dict[str, Any]) -> list[Block]:
    """The statement and its proof. Raises what the checker raises for a certificate that does not hold."""
    statement = verify(certificate)
    at = Stage(*formula(certificate["formula"]), 0)
    blocks = list(_statement(statement, at, bool(certificate["steps"])))
    maps: list[Mobius] = []
    for step in certificate["steps"]:
        mobius, a, b = STEPS[step["kind"]](at.a, at.b, step)
        to = Stage(a, b, at.number + 1)
        blocks += _STEP_WORDS[step["kind"]](at, to, step, lowest(mobius))
        maps.append(mobius)
        at = to
    blocks += _end(at, certificate["end"])
    blocks += _conclusion(statement, len(maps))
    return blocks


def _statement(statement: Statement, at: Stage, chain: bool) -> Iterator[Block]:
    a, b = Polynomial(at.a), Polynomial(at.b)
    value = image(statement.mobius, _constant(statement.constant))
    yield Paragraph(("Statement. The continued fraction with ", Math(at.defined), " converges, and"))
    if width(a, b, LEVELS) <= WIDEST_FRACTION:
        yield Display(equation(continued_fraction(a, b, LEVELS, general=False), value))
    else:
        yield Display(equation(at.value, value))
    if statement.constant.startswith("sum of"):
        yield Paragraph((f"where S is the {statement.constant.replace('**', '^').replace('*', ' ')}.",))
    if statement.conditional:
        yield Paragraph((f"where v is {shown_statement(statement.constant)}, provided that this converges.",))
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


def _inflation(at: Stage, to: Stage, step: dict[str, Any], mobius: Mobius) -> Iterator[Block]:
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
            Math(equation(at.value, image(mobius, to.value))),
            " as soon as the latter converges.",
        )
    )


def _field(at: Stage, to: Stage, step: dict[str, Any], mobius: Mobius) -> Iterator[Block]:
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
            Math(equation(at.value, image(mobius, to.value))),
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


_STEP_WORDS = {"inflation": _inflation, "coboundary": coboundary_words, "field": _field}


def _end(at: Stage, end: dict[str, Any]) -> Iterator[Block]:
    name = f"the fraction with {at.number} below" if at.number else "the fraction itself"
    if end["kind"] == "formula":
        yield Paragraph((f"The value of {name} is v, and nothing is claimed of it.",))
        return
    mobius, constant = EVERY_END[end["kind"]](at.a, at.b, end)
    value = equation(at.value, image(lowest(mobius), _constant(constant)))
    yield Paragraph((*_reason(at, end), Math(value), "."))
    source = theorems()[end["name"]].get("source", "") if end["kind"] == "theorem" else ""
    source += "[DLMF]" if {"parts", "telescoped"} & {*end, *end.get("accelerated", {}).get("sum", ())} else ""
    cited = [f"{key} {work}" for key, work in _WORKS.items() if key in source]
    if cited:
        yield Paragraph((" ".join(cited),))


def _reason(at: Stage, end: dict[str, Any]) -> Line:
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
            Math(quotient(read(top), read(bottom))),
            ", as R(n) R(n−1) = a(n) R(n−1) + b(n). By Casorati's determinant h times the partial sums S(n) of a series"
            " Σ t(n) with t(n+1)/t(n) = −b(n+1)/(R(n) R(n+1)) is a second solution, so that every convergent is a"
            " quotient of linear functions of S(n)",
            *_sum(end),
        )
    if end["kind"] == "closed form":
        return (f"The end: the contiguous relations of {end['form']} (Gauss; Pincherle's theorem) give ",)
    return ("The end: by the fixed points of the step of the fraction, ",)


def _sum(end: dict[str, Any]) -> Line:
    """What becomes of S(n), by the partial fractions of the terms where these are given."""
    if "first" not in end:
        return ("; and |S(n)| grows beyond all bounds, so that the leading coefficients stay: ",)
    if "accelerated" in end:
        return accelerated_words(end)
    if "combination" in end:
        return combination_words(end, _constant)
    if NAMES.isdisjoint(end):
        return (": ",)
    above, below = (read(text) for text in end["term ratio"])
    z, j = Fraction(above[-1], below[-1]), Symbol("j")
    terms = [part for c, x, m in end.get("parts", []) for part in _part(Fraction(c), Fraction(x), m)]
    if "telescoped" in end:
        top, bottom = (polynomial(Polynomial(read(text)), j) for text in end["telescoped"])
        g = Quotient(top, bottom)
        telescoping: Line = (f" and {'' if z == 1 else 'z '}g(j + 1) − g(j), which adds up to −g(0), g(j) = ", Math(g))
    else:
        telescoping = ()
    sizes = "" if z == 1 else f"z^j, z = {z}, times "
    first = row(NEGATIVE, *terms[1:]) if terms and terms[0] == MINUS else row(*terms[1:]) if terms else Number("0")
    start = f". By partial fractions t({end['start'] + 1} + j) is {sizes}the sum of "
    return (start, Math(first), *telescoping, ", so that S is known by [DLMF] 5.4, 25.11 and 25.12: ")


def _part(c: Fraction, x: Fraction, m: int) -> list[Tree]:
    """The sign of c/(j + x)^m, and its size."""
    size = abs(c) * Fraction(x.denominator) ** m
    factor = polynomial(Polynomial((x.numerator, x.denominator)), Symbol("j"))
    if m <= 0:
        return [MINUS if c < 0 else PLUS, Word(f"{size}·"), Power(Fence(factor), integer(-m))]
    power = Power(Fence(factor), integer(m)) if m > 1 else factor
    bottom = power if size.denominator == 1 else row(integer(size.denominator), Fence(factor) if m == 1 else power)
    return [MINUS if c < 0 else PLUS, Quotient(integer(size.numerator), bottom)]


def _conclusion(statement: Statement, steps: int) -> Iterator[Block]:
    value = image(statement.mobius, _constant(statement.constant))
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
