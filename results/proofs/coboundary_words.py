"""A coboundary in words: the matrix, what it carries, why nothing cancels, why the value is finite."""

from collections.abc import Iterator, Sequence
from typing import Any

from analysis.notation.tree import (
    COMMA,
    Fence,
    Index,
    Matrix,
    Number,
    Operator,
    Power,
    Quotient,
    Symbol,
    Tree,
    combination,
    equation,
    integer,
    row,
)
from analysis.notation.unicode import unicode
from analysis.proofs.certificate import Of, Step
from analysis.proofs.reading import Mobius
from analysis.proofs.reading import polynomial as read
from analysis.proofs.steps import stride, weights
from results.proofs.letters import N, Stage, X, image, poly, prose, quotient
from results.reports.document import Display, Line, Math, Paragraph
from results.rocq.steps import Coboundary, NotExported, coboundary, multiplier

LARGEST_MATRIX = 100  # characters of the entries of a matrix that is printed as one
LESS = Operator("≤")

Block = Paragraph | Display


def coboundary_words(at: Stage, to: Stage, step: Step, mobius: Mobius) -> Iterator[Block]:
    """The step from one fraction to the next."""
    try:
        known: Coboundary | None = coboundary((at.a, at.b), (to.a, to.b), step)
    except NotExported:
        known = None
    yield Paragraph((f"Step {to.number}: a coboundary. Let ", Math(to.defined), ", and"))
    yield from named_matrix(row(Symbol("U"), Fence(N)), "u", [poly(read(one)) for one in step["u"]])
    yield Paragraph(_carried(at, to, step))
    yield Paragraph(_weighted(at, to, step, mobius))
    bounds = step["bounds"]
    yield Paragraph(("Nothing cancels in this. ", *_bounds(to, bounds, "rs")))
    if "own" in bounds:
        yield Paragraph(
            ("The denominators of the first fraction are bounded as well. ", *_bounds(at, bounds["own"], "RS"))
        )
        yield Paragraph(_fall_behind(at, to, step))
    else:
        yield Paragraph(_no_cancellation(to, known))
    yield Paragraph(_finite(at, to, mobius, known))


def named_matrix(name: Tree, letter: str, entries: Sequence[Tree]) -> Iterator[Block]:
    """A matrix of two rows as one, or where that is too wide entry by entry, which `letter` tells apart."""
    x, y, z, w = entries
    if sum(len(unicode(entry)) for entry in entries) <= LARGEST_MATRIX:
        yield Display(equation(name, Matrix(((x, y), (z, w)))))
        return
    parts: list[Any] = [Math(name), " with the entries "]
    for place, tree in zip(("11", "12", "21", "22"), entries, strict=True):
        parts += [Math(equation(Index(Symbol(letter), Number(place)), tree)), "; " if place != "22" else "."]
    yield Paragraph(tuple(parts))


def _carried(at: Stage, to: Stage, step: Step) -> Line:
    k, fold = step["folds"]
    ours, theirs = _product(at, k), _product(to, fold)
    ahead = row(Symbol("U"), Fence(row(N, Operator("+"), Number("1"))))
    x, y, z, w = (read(one) for one in step["u"])
    top, bottom = multiplier(stride(at.a, at.b, k), (x, y, z, w), stride(to.a, to.b, fold))
    g = quotient(top, bottom)
    size = len(unicode(g))
    given: Line = prose(" with a rational function $g$ for $n ≥ 1$")
    if size <= LARGEST_MATRIX:
        given = (", ", Math(equation(row(Symbol("g"), Fence(N)), g)), *prose(", for $n ≥ 1$"))
    return (
        "As one sees by multiplying out, ",
        Math(equation(row(ours, ahead), row(Symbol("g"), Fence(N), Symbol("U"), Fence(N), theirs))),
        *given,
        *prose(f". For integers $n ≥ {step['start']}$ $det U(n)$ is not 0, nor are "),
        Math(at.letter("b")),
        " and ",
        Math(to.letter("b")),
        *prose(" for $n ≥ 1$."),
    )


def _product(at: Stage, k: int) -> Tree:
    m = Index(Symbol("M"), integer(at.number))
    if k == 1:
        return row(m, Fence(N))
    first = row(integer(k), N, Operator("−"), integer(k - 1))
    return row(m, Fence(first), Symbol("⋯"), m, Fence(row(integer(k), N)))


def _weighted(at: Stage, to: Stage, step: Step, mobius: Mobius) -> Line:
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
    convergent = Quotient(at.sequence("p", index), at.sequence("q", index))
    return (
        *prose("So the rows of the two products are carried to each other, and for all large $n$ the convergent "),
        Math(convergent),
        " is the image under ",
        Math(row(X, Operator("↦"), image(mobius, X))),
        " of ",
        Math(Quotient(above, below)),
        ", where ",
        Math(row(equation(Symbol("α"), poly(alpha)), COMMA, equation(Symbol("β"), poly(beta)))),
        *prose("." if k == 1 else f"; so it is, with other $α$ and $β$, for the {k - 1} convergents that follow it."),
    )


def _bounds(to: Stage, bounds: Of, letters: str) -> Line:
    below, above = (row(Symbol(letter), Fence(N)) for letter in letters)
    lower, upper = (quotient(*(read(one) for one in bounds[key])) for key in ("lower", "upper"))
    ratio = Quotient(to.sequence("q"), to.sequence("q", row(N, Operator("−"), Number("1"))))
    ahead = row(N, Operator("+"), Number("1"))
    stepped = row(to.letter("a", ahead), Operator("+"), Quotient(to.letter("b", ahead), X))
    return (
        "By induction, ",
        Math(row(below, LESS, ratio, LESS, above)),
        *prose(f" for $n ≥ {bounds['from']}$, where "),
        Math(row(equation(below, lower), COMMA, equation(above, upper))),
        *prose(f": it holds for $n = {bounds['from']}$, and "),
        Math(row(X, Operator("↦"), stepped)),
        *prose(
            " maps the interval of $n$ into that of $n + 1$ (inequalities of polynomials, whose coefficients have one"
            f" sign after the shift of $n$ by {bounds['from']})."
        ),
    )


def _fall_behind(at: Stage, to: Stage, step: Step) -> Line:
    k, fold = step["folds"]
    errors = row(to.sequence("p"), Operator("−"), to.value, to.sequence("q"))
    each = "" if k == fold == 1 else f", over {fold} and {k} steps"
    return (
        *prose("Let $e_{n} =$ "),
        Math(errors),
        *prose(
            ". By the determinant of two neighbouring convergents its size is at most a constant times the product of"
            " all $|b(i)|/r(i)$, $i ≤ n + 1$, and what goes into the first fraction's denominators, the products of"
            " $g$ over $det U$, goes into $α e_{n − 1} + β e_{n}$, too. So the quotient of these errors and of those"
            f" denominators is at most a power of $n$ times a product of $|g| |b|/(r R)${each}, which tend to a number"
            " below 1: it tends to 0. The weighted means tend to "
        ),
        Math(to.value),
        ", as the image of that is finite.",
    )


def _no_cancellation(to: Stage, known: Coboundary | None) -> Line:
    total = row(Symbol("α"), Operator("+"), Symbol("β"), X)
    error = row(Quotient(to.sequence("p"), to.sequence("q")), Operator("−"), to.value)
    if known is None:
        return (
            *prose("For $x$ in this interval and large $n$, "),
            Math(total),
            *prose(" keeps its sign, and $|α| + |β| x$ is at most a power of $n$ times its size; the error "),
            Math(error),
            " falls faster than that power grows (the bounds on q give the rate). So the weighted means tend to ",
            Math(to.value),
            ", too.",
        )
    power = _power(known.degree)
    worst = max(constant for _, constant in known.signs)
    size: Tree = integer(worst) if not known.degree else row(integer(worst), power)
    lead: tuple[Any, ...] = (
        *prose("For $x$ in this interval "),
        Math(total),
        *prose(" has one sign, and $|α| + |β| x$ is at most "),
        *(() if worst == 1 and not known.degree else (Math(size), " times ")),
        *prose(f"its size, for $n ≥ {known.since}$. "),
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
    after = row(N, Operator("+"), Number("1"))
    gap = row(
        Quotient(to.sequence("p", after), to.sequence("q", after)),
        Operator("−"),
        Quotient(to.sequence("p"), to.sequence("q")),
    )
    return (
        *lead,
        *prose("By the determinant of two neighbouring convergents and the bounds, the size $d_{n}$ of "),
        Math(gap),
        *prose(_falls(known)),
        " times the error. So the weighted means tend to ",
        Math(to.value),
        ", too.",
    )


def _falls(known: Coboundary) -> str:
    """How gaps fall, so that they outweigh n^degree: they sum up, or bound errors that alternate in sign."""
    shift, k, start = known.rate
    times_, power, more = "" if k == 1 else f"{k}", _exponent(known.degree), _exponent(known.degree + 1)
    given = f", $z = n + {shift}$, from $n = {start}$ on, so that"
    if known.alternating:
        falls = f"${times_}z (z + 1){power} d_{{n + 1}} ≤ ({times_}z − 1) z{power} d_{{n}}$"
        ends = f" $z{power} d_{{n}}$ tends to 0; as errors alternate in sign, so does $n{power}$"
        return f" does not grow, and {falls}{given}{ends}"
    falls = f"$({times_}z + {k + 1})(z + 1){power} d_{{n + 1}} ≤ {times_}z{more} d_{{n}}$"
    return f" has {falls}{given} $z{more} d_{{n}}$ tends to 0; by summing up, so does $n{power}$"


def _exponent(degree: int) -> str:
    return "" if degree == 1 else f"^{{{degree}}}"


def _power(degree: int) -> Tree:
    return N if degree == 1 else Power(N, integer(degree))


def _finite(at: Stage, to: Stage, mobius: Mobius, known: Coboundary | None) -> Line:
    p, q = to.sequence("p"), to.sequence("q")
    _, _, r, s = mobius
    both = row(*_terms(r, p, s, q))
    value = Math(equation(at.value, image(mobius, to.value)))
    if not r:
        return ("Hence ", value, ", as soon as the last fraction converges.")
    since = "some $n$" if known is None else f"$n = {known.apart[2]}$"
    return (
        "The image is finite: ",
        Math(both),
        *prose(f" is a solution of the recurrence which from {since} on stays strictly within these bounds, so that"),
        " its quotient by ",
        Math(q),
        " stays away from 0. Hence ",
        value,
        ", as soon as the last fraction converges.",
    )


def _terms(r: int, p: Tree, s: int, q: Tree) -> Iterator[Tree]:
    if r:
        yield combination(r, p, 0)
    if s:
        size = q if abs(s) == 1 else row(Number(str(abs(s))), q)
        yield row(Operator("−" if s < 0 else "+", prefix=not r), size) if r or s < 0 else size
