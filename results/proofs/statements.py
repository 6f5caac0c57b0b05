"""What a certificate proves, on one line: the value of a fraction, or the limit of a recurrence."""

from analysis.exact.polynomials import Polynomial
from analysis.notation.formulas import recurrence
from analysis.notation.tree import (
    COMMA,
    DOTS,
    PLUS,
    Fence,
    Number,
    Quotient,
    Symbol,
    Tree,
    Word,
    equation,
    integer,
    row,
    separated,
)
from analysis.proofs.chain import Statement, ValueOf
from analysis.proofs.combined_limits import LimitStatement
from analysis.proofs.reading import Poly
from analysis.proofs.series import SumOf
from results.proofs.letters import N, image, poly, quotient, rational, spelt_constant
from results.reports.document import Line, Math


def statement_line(statement: Statement | LimitStatement) -> Line:
    """The statement.

    >>> from results.proofs.writers import plain
    >>> plain(statement_line(Statement((0, 3), (0, 0, 1), (3, 0, 2, -3), "PCF(n, 1)", ValueOf((0, 1), (1,)))))
    'PCF(3n, n²) = 3v/(2v − 3), v = PCF(n, 1), if that converges'
    """
    if isinstance(statement, LimitStatement):
        return _limit(statement)
    number = spelt_constant(statement.constant) if statement.symbol is None else Symbol(statement.symbol)
    claim = Math(equation(fraction_tree(statement.a, statement.b), image(statement.mobius, number)))
    if statement.described is None:
        return (claim,)
    end = ", if that converges" if statement.conditional else ""
    return claim, f", {statement.symbol} = ", *described(statement.described), end


def described(number: ValueOf | SumOf) -> Line:
    """A number without a name.

    >>> from results.proofs.writers import plain
    >>> from fractions import Fraction
    >>> plain(described(SumOf(1, Fraction(1, 2), ((0, 1), (1, 1)))))
    'sum of t(n) from n = 1 on, t(1) = 1/2, t(n + 1)/t(n) = n/(n + 1)'
    """
    if isinstance(number, ValueOf):
        return (Math(fraction_tree(number.a, number.b)),)
    t, start = Symbol("t"), Number(str(number.start))
    ahead = row(N, PLUS, integer(1))
    first = equation(row(t, Fence(start)), rational(number.first))
    ratio = equation(Quotient(row(t, Fence(ahead)), row(t, Fence(N))), quotient(*number.ratio))
    terms = Math(row(first, COMMA, ratio))
    return "sum of ", Math(row(t, Fence(N))), " from ", Math(equation(N, start)), " on, ", terms


def fraction_tree(a: Poly, b: Poly) -> Tree:
    """PCF(a, b)."""
    return row(Word("PCF"), Fence(separated([poly(a), poly(b)])))


def _limit(statement: LimitStatement) -> Line:
    known, (p, q) = statement.recurrence, (Symbol("p"), Symbol("q"))
    starts = (separated([*map(rational, side), DOTS]) for side in (known.p, known.q))
    limit = equation(Quotient(row(p, Fence(N)), row(q, Fence(N))), spelt_constant(statement.value))
    obeyed = recurrence([Polynomial(c) for c in known.coefficients])
    rows = [part for name, side in zip((p, q), starts, strict=True) for part in (", ", Math(equation(name, side)))]
    return "lim ", Math(limit), " for ", Math(obeyed), *rows, f" from n = {known.first - len(known.p)} on"
