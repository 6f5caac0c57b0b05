"""A certificate as a proof in words: the statement, the chain with its polynomials, why limits go to limits, the end.

Each step says what the checker checks (`analysis.proofs.steps`, `cone`), with the polynomials of the certificate and
the constants that `results.rocq.steps` finds. The result is a list of paragraphs and displays; `writers` prints them.
"""

from collections.abc import Iterator

from analysis.exact.polynomials import Polynomial
from analysis.notation.formulas import continued_fraction, polynomial, width
from analysis.notation.special import parse_printed
from analysis.notation.tree import (
    COMMA,
    EQUALS,
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
    combination,
    equation,
    integer,
    row,
    separated,
)
from analysis.notation.unicode import unicode
from analysis.proofs.certificate import Certificate, End, Step
from analysis.proofs.chain import EVERY_END, Statement, lowest, verify
from analysis.proofs.combined_limits import KIND
from analysis.proofs.irrational_sums import IRRATIONAL
from analysis.proofs.reading import Mobius
from analysis.proofs.reading import polynomial as read
from analysis.proofs.steps import STEPS, formula
from analysis.proofs.theorems import theorems
from analysis.reading.expressions import words
from results.proofs.coboundary_words import Block, coboundary_words, named_matrix
from results.proofs.letters import N, Stage, image, poly, prose, sourced, spelt_constant, theorem_words
from results.proofs.limit_words import limit_words
from results.proofs.series_words import series_words
from results.proofs.statements import described
from results.proofs.sum_words import sum_words
from results.reports.document import Display, Line, Math, Paragraph

ROW, COLUMN = Symbol("i"), Symbol("j")
WIDEST_FRACTION = 46  # characters of an unrolled fraction that fits a line with its value
LEVELS = 3
_MEANINGS = {
    "catalan": "$G$ is Catalan's constant",
    "gompertz": "$δ_{G}$ is Gompertz's constant, $−e$ times the exponential integral at $−1$",
    "lemniscate": "$ϖ$ is half the length of the lemniscate",
}
RELATIONS = {"2F1": " ([DLMF] 15.5(ii))", "1F1": " ([DLMF] 13.3(i))", "U": " ([DLMF] 13.3(i))"}
_WORKS = {
    "[DLMF]": "NIST Digital Library of Mathematical Functions.",
    "[Handbook]": "Cuyt, Petersen, Verdonk, Waadeland, Jones, Handbook of Continued Fractions for Special Functions"
    " (2008).",
    "[Perron]": "O. Perron, Die Lehre von den Kettenbrüchen II (1957).",
}


def proof_in_words(certificate: Certificate) -> list[Block]:
    """The statement and its proof. Raises what the checker raises for a certificate that does not hold."""
    if certificate.get("kind") == "telescoping":
        return list(sum_words(certificate))
    if certificate.get("kind") == KIND:
        return list(limit_words(certificate, proof_in_words))
    statement = verify(certificate)
    at = Stage(*formula(certificate["formula"]), 0)
    end = certificate["end"]
    blocks = list(_statement(statement, at))
    if certificate["steps"]:
        blocks.append(Paragraph(_notation()))
    for step in certificate["steps"]:
        mobius, a, b = STEPS[step["kind"]](at.a, at.b, step)
        to = Stage(a, b, at.number + 1)
        blocks += _STEP_WORDS[step["kind"]](at, to, step, lowest(mobius))
        at = to
    blocks += _end(at, end, _named(statement))
    if certificate["steps"]:
        value = image(statement.mobius, _named(statement))
        blocks.append(Paragraph(("Put together, these maps give ", Math(equation(Stage.first, value)), ".")))
    blocks.append(Paragraph(("This ends the proof.",)))
    cited = _cited(end)
    return [*blocks, Paragraph((cited,))] if cited else blocks


def _statement(statement: Statement, at: Stage) -> Iterator[Block]:
    a, b = Polynomial(at.a), Polynomial(at.b)
    constant = _spelt(statement)
    symbol = _named(statement)
    value = image(statement.mobius, symbol)
    yield Paragraph(("Statement. The continued fraction with ", Math(at.defined), " converges, and its value is"))
    if width(a, b, LEVELS) <= WIDEST_FRACTION:
        value = equation(continued_fraction(a, b, LEVELS, general=False), value)
    yield Display(equation(at.value, value))
    if statement.described is not None:
        end = ", provided that this converges." if statement.conditional else "."
        head = " is " if statement.conditional else " is the "
        yield Paragraph(("where ", Math(symbol), head, *described(statement.described), end))
    elif symbol != constant or _meanings(statement.constant):
        named: Line = () if symbol == constant else (Math(equation(symbol, constant)),)
        yield Paragraph(("where ", *named, *_meanings(statement.constant, bool(named)), "."))


def _meanings(constant: str, more: bool = False) -> Line:
    """What the less usual signs in a constant stand for."""
    names = words(parse_printed(constant))
    found = [meaning for name, meaning in _MEANINGS.items() if name in names]
    return prose(", " * (more and bool(found)) + ", ".join(found))


def _named(statement: Statement) -> Tree:
    """The constant of a statement, or v where quotients in it would make quotients of the map hard to read."""
    found = _spelt(statement)
    plain = statement.mobius == (1, 0, 0, 1) or "/" not in unicode(found)
    return found if plain else Symbol("v")


def _spelt(statement: Statement) -> Tree:
    return spelt_constant(statement.constant) if statement.symbol is None else Symbol(statement.symbol)


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


def _inflation(at: Stage, to: Stage, step: Step, mobius: Mobius) -> Iterator[Block]:
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
            *prose(
                " and $c(n)$ has neither zero nor pole at an integer $n ≥ 0$. By induction every convergent is $c(0)$"
                " times the one with the same $n$ of the new fraction, so "
            ),
            Math(equation(at.value, image(mobius, to.value))),
            " as soon as the latter converges.",
        )
    )


def _field(at: Stage, to: Stage, step: Step, mobius: Mobius) -> Iterator[Block]:
    yield Paragraph(
        (f"Step {to.number}: two directions of one conservative matrix field. Let ", Math(to.defined), ", and")
    )
    for name, matrix in (("F", step["first"]), ("S", step["second"])):
        entries = [_surface(entry) for entry in matrix]
        yield from named_matrix(row(Symbol(name), Fence(separated([ROW, COLUMN]))), name, entries)
    yield Paragraph(
        (
            *prose(
                "Their entries are $≥ 0$ for all $i, j ≥ 0$, and $F(i, j) S(i+1, j)$ is a multiple of"
                " $S(i, j) F(i, j+1)$, as one sees by multiplying out. Both fractions go along such matrices by"
                " coboundaries: "
            ),
            *_along(at, "U", "S(0, n−1)", step["trajectory"]["start"]),
            ", and ",
            *_along(to, "V", "F(n−1, 0)", step["row"]["start"]),
            ", where",
        )
    )
    for name, path in (("U", step["trajectory"]), ("V", step["row"])):
        entries = [poly(read(one)) for one in path["u"]]
        yield from named_matrix(row(Symbol(name), Fence(N)), name.lower(), entries)
    yield Paragraph(
        (
            *prose(
                "A matrix with entries $p, q, r, s > 0$ shrinks the cone of vectors $≥ 0$ in Hilbert's metric by the"
                " factor $tanh(|log(ps/(qr))|/4)$ (Birkhoff, Trans. AMS 85 (1957)). Here $p s/(q r)$ of the $n$-th"
                " matrix, or of a product of two neighbours, lies between multiples of $n^{2}$ and $n^{−2}$, so that 1"
                " less the factor is at least a multiple of $1/n$: the products $F(0, 0) F(1, 0) ⋯$ and"
                " $S(0, 0) S(0, 1) ⋯$ shrink the cone to a line each. Up to a factor products along a path depend on"
                " its ends only, so the image of the cone from $(0, 0)$ to $(n, n)$ lies in those of both, and it is"
                " one line. The convergents of each fraction are columns of a constant matrix times the product times"
                " the inverse of $U(n+1)$ or $V(n+1)$, of which a column is in the cone up to its sign. So both tend to"
                " images of that line, and "
            ),
            Math(equation(at.value, image(mobius, to.value))),
            ".",
        )
    )


def _along(stage: Stage, name: str, matrix: str, start: int) -> Line:
    m = row(Index(Symbol("M"), integer(stage.number)), Fence(N), Symbol(name), Fence(row(N, PLUS, integer(1))))
    return Math(m), *prose(f" is a multiple of ${name}(n) {matrix}$ for $n ≥ {start}$")


def _surface(entry: list[str]) -> Tree:
    """A polynomial in i and j, given by its coefficients of 1, i, …, polynomials in j that are spelt with n."""
    i, parts = ROW, []
    for exponent, text in enumerate(entry):
        coefficient = polynomial(Polynomial(read(text)), COLUMN)
        if text != "0":
            power = i if exponent == 1 else Power(i, integer(exponent))
            several = isinstance(coefficient, Row)
            body = Fence(coefficient) if several and exponent else coefficient
            parts += [Operator("+"), *([body] if not exponent else [power] if text == "1" else [body, power])]
    return row(*parts[1:]) if parts else Number("0")


_STEP_WORDS = {"inflation": _inflation, "coboundary": coboundary_words, "field": _field}


def _end(at: Stage, end: End, symbol: Tree) -> Iterator[Block]:
    start = "The end: " if at.number else "Proof. "
    if end["kind"] == "formula":
        yield Paragraph((f"The value of the fraction with {at.number} below is v, and nothing is claimed of it.",))
        return
    mobius, _ = EVERY_END[end["kind"]](at.a, at.b, end)
    value = equation(at.value, image(lowest(mobius), symbol))
    about: Line = ("For ", Math(at.defined), ",") if at.number else ("For this fraction",)
    yield Paragraph((start, *about, *_reason(at, end, lowest(mobius), symbol), Math(value), "."))


def _cited(end: End) -> str:
    source = theorems()[end["name"]].get("source", "") if end["kind"] == "theorem" else ""
    named = {"parts", *IRRATIONAL, "telescoped"} & {*end, *(end["accelerated"]["sum"] if "accelerated" in end else ())}
    source += "[DLMF]" if named or end["kind"] == "closed form" else ""
    return " ".join(f"{key} {work}" for key, work in _WORKS.items() if key in source)


def _reason(at: Stage, end: End, mobius: Mobius, symbol: Tree) -> Line:
    if end["kind"] == "theorem":
        return (" ", *theorem_words(end), " gives ")
    if end["kind"] == "series":
        return series_words(at, end, mobius, symbol)
    if end["kind"] == "closed form":
        relations = RELATIONS.get(end["form"], "")
        level = f", from its level {end['shift']} on," if end["shift"] else ","
        return (
            f"{level} the recurrence is a contiguous relation of ",
            *sourced(end["form"] + relations),
            ", one of whose solutions is minimal, and Pincherle's theorem gives ",
        )
    if end["kind"] == "minimal sum":
        return _telescoped(end)
    return _fixed_point(at)


def _telescoped(end: End) -> Line:
    """Why the sum is a minimal solution."""
    shift = end["shift"]
    return prose(
        f" the quotient below is $S({shift})/S({shift - 1})$, $S(m)$ a series at 1 of positive terms $F(m, k)$ whose"
        " parameters move with $m$, times $F(m, 0)$. Zeilberger's algorithm gives a recurrence of order 2 for it, that"
        f" of the fraction with $m = n + {shift}$ up to a product of its leading coefficients. From"
        f" $n = {end['from']}$ on $F(m, k) ≤ {end['ratio']} F(m − 1, k)$ for all $k$: this solution falls behind the"
        " denominators"
        " exponentially: it is minimal, and Pincherle's theorem gives "
    )


def _fixed_point(at: Stage) -> Line:
    if len(at.a) > 1 or len(at.b) > 1:
        return (" the hypergeometric functions of its closed form are algebraic, and give ",)
    x = Symbol("x")
    square = equation(Power(x, integer(2)), combination(at.a[0], x, at.b[0]))
    return (
        " both numerators and denominators are combinations of powers of the two roots of ",
        Math(square),
        ", and the quotient of neighbours tends to the root of larger size, which is the value: ",
    )
