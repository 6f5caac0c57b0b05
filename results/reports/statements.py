"""One formula on the page: as a conjecture with its fraction displayed, or as one row of a table."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from analysis.exact.polynomials import Polynomial, parse_polynomial, parse_rational_polynomial
from analysis.formula import RATIONAL, Formula
from analysis.notation import formulas as notation
from analysis.notation.expressions import expression
from analysis.notation.families import named as family
from analysis.notation.slashes import slashed
from analysis.notation.tree import (
    DOTS,
    Index,
    Number,
    Operator,
    Quotient,
    Symbol,
    Tree,
    Word,
    equation,
    integer,
    row,
)
from results.people import shown
from results.reports.document import Cell, Code, Column, Line, Math, Piece, Statement
from results.reports.words import convergence, decimal

SHOWN_DIGITS = 20  # of a limit without a name
SHOWN_TERMS = 10  # of a signed fraction
# Characters of an unrolled fraction that fit a line of A4 at 11 points, found by measuring.
LINE = 64
ONE_LINE = 30  # characters of one in a table
SEARCHED_DIGITS = 40  # of a limit: more than anybody types
TITLES = {
    "pi": "π", "e": "e", "pi^2": "π²", "e^2": "e²", "log(2)": "log 2", "zeta(3)": "ζ(3)",
    "catalan": "Catalan’s constant",
    "euler_gamma": "Euler’s constant", "golden_ratio": "the golden ratio", "gompertz": "Gompertz’s constant",
    "lemniscate": "the lemniscate constant", "gauss": "Gauss’s constant",
}  # fmt: skip
LONG_CLOSED_FORM = 60  # characters of a value without a name that stands in a table rather than its decimal
LONG_EXPRESSION = 400  # characters of a value that is shown as text, which can be broken, rather than as a formula


def statement(found: Formula, number: int) -> Statement:
    """The display of a formula that has a value with a name (else its decimal stands for it)."""
    evidence = found.evidence or "numeric"
    sure = evidence == "proved"
    if found.is_signed:
        fraction: Tree | None = found.signed_tree
        value, definition = expression(found.own["lhs"]), _signed_definition(found)
    else:
        a, b = found.pcf.a, found.pcf.b
        fraction, value = _unrolled(a, b), _value(found)
        definition = (Math(notation.pair(a, b)),)
    return Statement(
        anchor=f"formula-{found.id}",
        kind="Formula" if sure else "Conjecture",
        number=number,
        evidence=evidence,
        fraction=fraction,
        value=value,
        definition=definition,
        facts=_facts(found),
    )


def formula_tree(found: Formula) -> Tree:
    """A formula as one equation: the fraction unrolled (or aₙ and bₙ where that would not fit) and its value."""
    if found.is_signed:
        return equation(found.signed_tree, expression(found.own["lhs"]))
    if "coefficients" in found.own:
        recurrence = notation.recurrence([parse_polynomial(text) for text in found.own["coefficients"]])
        return row(recurrence, Operator("→"), _value(found))
    if not found.a:  # a product of matrices, too wide for a line
        return _value(found)
    a, b = found.pcf.a, found.pcf.b
    unrolled = _unrolled(a, b)
    if unrolled is None:
        return row(notation.pair(a, b), Operator("→"), _value(found))
    return equation(unrolled, _value(found))


def pcf_columns(*, constant: bool = False, structure: bool = False) -> tuple[Column, ...]:
    """The columns that `pcf_row` fills."""
    n = Symbol("n")
    shares = (13, 18, 15, 20) if constant else (0, 22, 18, 27)
    columns = [
        Column((Math(Index(Symbol("a"), n)),), shares[1]),
        Column((Math(Index(Symbol("b"), n)),), shares[2]),
        Column(("limit",), shares[3]),
        Column(("digits",), numeric=True, minor=True),
        Column((Math(Symbol("δ")),), numeric=True),
        Column(("evidence",)),
    ]
    if constant:
        columns.insert(0, Column(("constant",), shares[0]))
    if structure:
        names = (("literature", False), ("family", False), ("cluster", True))
        columns += [Column((name,), numeric=numeric, minor=True) for name, numeric in names]
    return tuple(columns)


def pcf_row(found: Formula, *, constant: bool = False, structure: bool = False) -> tuple[Cell, ...]:
    """One row of a table of PCFs; constant: with the name first; structure: with what it belongs to last."""
    a, b = (Math(notation.polynomial(side)) for side in (found.pcf.a, found.pcf.b))
    cells = [
        Cell((a,), len(found.a)),
        Cell((b,), len(found.b)),
        Cell(_short_value(found), _size(found.limit), _values(found)),
        Cell((str(found.digits or ""),), found.digits),
        Cell((Math(decimal(found.delta)),) if found.delta is not None else (), found.delta),
        Cell((found.evidence or "",)),
    ]
    if constant:
        cells.insert(0, constant_cell(found.constant) if found.constant else Cell())
    if structure:
        cells.append(Cell((str(found.more.get("known") or ""),)))
        cells.append(family_cell(found.family) if found.family else Cell())
        cells.append(Cell() if found.cluster is None else Cell((str(found.cluster),), found.cluster))
    return tuple(cells)


def highlight_columns() -> tuple[Column, ...]:
    """The columns that `highlight_row` fills."""
    a, b, limit, _, delta, evidence = pcf_columns()
    first = Column(("continued fraction",), 25, minor=True)
    return (first, replace(a, share=13), replace(b, share=13), replace(limit, share=21), delta, evidence)


def highlight_row(found: Formula) -> tuple[Cell, ...]:
    """The fraction itself on one line, and its row without digits."""
    a, b, limit, _, delta, evidence = pcf_row(found)
    sides = found.pcf.a, found.pcf.b
    levels = 2 if notation.width(*sides, 2) <= ONE_LINE else 1
    tree = slashed(notation.continued_fraction(*sides, levels, general=False))
    return (Cell((Math(tree),), len(found.a) + len(found.b)), a, b, limit, delta, evidence)


def constant_cell(name: str) -> Cell:
    """A constant by its sign, found by all its names; 1 stands for all rational numbers."""
    if name == RATIONAL:
        return Cell(("rational",), names=("rational",))
    words = (shown(name), name, name.replace("log(", "ln("), TITLES.get(name, "").removesuffix("’s constant"))
    return Cell((formula_or_text(name),), names=tuple(word for word in dict.fromkeys(words) if word))


def family_cell(name: str) -> Cell:
    """A family by its functions, found by the name that the store has for it as well."""
    return Cell((family_name(name),), names=(name,))


def family_name(name: str) -> Piece:
    """The functions of a family as a formula; another name as the text it is."""
    tree = family(name)
    return Code(name) if tree is None else Math(tree)


def _values(found: Formula) -> tuple[str, ...]:
    """How the value of a formula may be typed: as an expression, or by its first digits."""
    decimal = (found.limit or "")[:SEARCHED_DIGITS]
    return (found.value, decimal) if found.value and len(found.value) <= LONG_EXPRESSION else (decimal,)


def formula_or_text(text: str) -> Piece:
    """An expression as a formula; what is none as text that a line can break."""
    tree = expression(text)
    return Code(text) if isinstance(tree, Word) and tree.text == text and not text.isidentifier() else Math(tree)


def _unrolled(a: Polynomial, b: Polynomial) -> Tree | None:
    """As many levels as fit a line; None where not even one does."""
    for levels in range(notation.LEVELS, 0, -1):
        if notation.width(a, b, levels) <= LINE:
            return notation.continued_fraction(a, b, levels, general=False)
    return None


def _value(found: Formula) -> Tree:
    if found.tree is not None and len(found.value or "") <= LONG_EXPRESSION:
        return found.tree
    return _decimal(found.limit or found.status)


def _short_value(found: Formula) -> Line:
    named, tree = found.value, found.tree
    too_long = found.identity is None and found.limit and len(named or "") > LONG_CLOSED_FORM
    if named is None or tree is None or too_long:
        return (Math(_decimal(found.limit)),) if found.limit else (found.status,)
    return (Code(named),) if len(named) > LONG_EXPRESSION or isinstance(tree, Word) else (Math(tree),)


def _decimal(text: str) -> Tree:
    negative, digits = text.startswith("-"), text.removeprefix("-")
    if not digits[:1].isdigit():
        return expression(digits)
    shown = row(Number(digits[:SHOWN_DIGITS]), DOTS) if len(digits) > SHOWN_DIGITS else Number(digits)
    return row(Operator("−", prefix=True), shown) if negative else shown


def _size(limit: str | None) -> float | None:
    try:
        return None if limit is None else float(limit[:40])
    except ValueError:
        return None


def _facts(found: Formula) -> Line:
    pieces: list[Any] = []
    if found.identity is not None:
        pieces.append(f"Tested to {found.identity.digits:,} digits. ")
    elif found.digits:
        pieces.append(f"Agrees to {found.digits:,} digits. ")
    if found.value is not None and len(found.value) > LONG_EXPRESSION:
        pieces += ["The limit is ", Code(found.value), ". "]
    if found.delta is not None:
        pieces += ["Irrationality measure ", Math(_delta(found)), ". "]
    pieces += _speed(found)
    if found.factorial_reduction and (found.measure("reduction_order").value or 0) > 0:
        pieces.append("Numerators and denominators share a factor that grows like a factorial. ")
    if found.family:
        pieces += ["Family ", family_name(found.family), ". "]
    if found.cluster is not None:
        pieces.append(f"Cluster {found.cluster}. ")
    return tuple(pieces)


def _delta(found: Formula) -> Tree:
    value, exact, _ = found.measure("delta")
    number = decimal(value or 0)
    if exact and _is_irrational(exact) and len(exact) <= LONG_EXPRESSION:
        return row(Symbol("δ"), Operator("="), expression(exact), Operator("≈"), number)
    return equation(Symbol("δ"), number)


def _is_irrational(text: str) -> bool:
    try:
        Fraction(text)
    except ValueError:
        return True
    return False


def _speed(found: Formula) -> list[Any]:
    if found.is_signed:
        own, simple = found.own["digits_per_term"], found.own["simple_digits_per_term"]
        if own is None:
            return []
        against = "" if simple is None else f", against {simple:.2f} of the simple continued fraction"
        return [f"It gains {own:.2f} digits a term{against}. "]
    sentence = convergence(found.numbers, found.more.get("convergence"))
    if not sentence:
        return []
    first, *rest = sentence
    return [first[:1].upper() + first[1:] if isinstance(first, str) else first, *rest, ". "]


def _signed_definition(found: Formula) -> Line:
    """The first terms, one period of the signs, and the polynomials that the terms follow."""
    terms = [int(term) for term in found.own["terms"][:SHOWN_TERMS]]
    signs = ", ".join("+" if sign > 0 else "−" for sign in found.own["signs"])
    shown = row(*_commas([integer(term) for term in terms]), Operator(","), DOTS)
    pieces: list[Any] = ["Terms ", Math(shown), f"; signs {signs}, repeated"]
    interlaced = tuple(found.own["interlaced"] or ())
    start = pattern_start([int(term) for term in found.own["terms"]], interlaced) if interlaced else None
    if start is not None:
        pieces += ["; ", Math(_interlaced(interlaced, start))]
    return (*pieces, ".")


def pattern_start(terms: Sequence[int], interlaced: Sequence[str]) -> int | None:
    """The first place from which a_{start+mj+r} = P_r(j) holds for all terms known; None where it never does.

    >>> pattern_start([2, 2, 1, 2, 2, 5, 2, 7, 2, 9], ["2", "2*n + 5"])
    4
    """
    period = len(interlaced)
    rules = [parse_rational_polynomial(text) for text in interlaced]
    for start in range(len(terms) - period):
        after = enumerate(terms[start:])
        if all(rules[k % period][0](k // period) == term * rules[k % period][1] for k, term in after):
            return start
    return None


def _interlaced(polynomials: Sequence[str], start: int) -> Tree:
    """a_{mj+r} = P_r(j), one after the other."""
    period = len(polynomials)
    parts = [equation(Index(Symbol("a"), _index(period, start + r)), _in_j(text)) for r, text in enumerate(polynomials)]
    return row(*_commas(parts))


def _in_j(text: str) -> Tree:
    p, q = parse_rational_polynomial(text)
    top = notation.polynomial(p, Symbol("j"))
    return top if q == 1 else Quotient(top, Number(str(q)))


def _index(period: int, r: int) -> Tree:
    multiple = Symbol("j") if period == 1 else row(Number(str(period)), Symbol("j"))
    return row(multiple, Operator("+"), Number(str(r))) if r else multiple


def _commas(trees: Sequence[Tree]) -> list[Tree]:
    return [part for tree in trees for part in (Operator(","), tree)][1:]
