"""The limit of a recurrence that is made of fractions, in words: recurrence, terms, and the proof of each part."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from analysis.notation.expressions import expression
from analysis.notation.tree import MINUS, Fence, Quotient, Symbol, equation, integer, row
from analysis.proofs.certificate import Certificate, LimitTerm
from analysis.proofs.combined_limits import LimitStatement, verify_limit
from analysis.proofs.named_quotients import Value, quotient_text
from analysis.proofs.reading import polynomial as read
from analysis.proofs.steps import formula
from results.proofs.coboundary_words import Block
from results.proofs.letters import N, linear_recurrence, prose, quotient, spelt_constant
from results.proofs.statements import fraction_tree
from results.reports.document import Line, Math, Paragraph

_LETTERS = "xyzw"
_H = Symbol("h")
_RATIO = Quotient(row(_H, Fence(N)), row(_H, Fence(row(N, MINUS, integer(1)))))


def limit_words(certificate: Certificate, proof: Callable[[Certificate], list[Block]]) -> Iterator[Block]:
    """`proof` gives that of a part. Raises what the checker raises for a certificate that does not hold."""
    statement = verify_limit(certificate)
    yield from _statement(statement)
    lead, *others = certificate["terms"]
    yield Paragraph((
        *prose(f"Proof. Let $h({certificate['start']}) = {lead['scale']}$ and "), _ratio(lead),
        *prose(f".{_letters(lead)}"), *_values(statement, lead),
    ))  # fmt: skip
    for one in others:
        yield Paragraph((
            *prose("Beside these $p$ and $q$ have summands that do not count: "), _ratio(one),
            " for them,", *_fractions(one), " and by bounds of the denominators of all fractions they are in the end"
            " smaller by factors whose product tends to 0.",
        ))  # fmt: skip
    for letter, part in zip(_LETTERS, lead["parts"], strict=False):
        yield Paragraph(prose(f"${letter}$ converges:"))
        yield from proof(part["certificate"])


def _statement(statement: LimitStatement) -> Iterator[Block]:
    recurrence = statement.recurrence
    yield Paragraph(prose("Statement. Let $p$ and $q$ be the solutions of the recurrence"))
    yield from linear_recurrence("u", recurrence.coefficients, integer(0))
    begin = recurrence.first - len(recurrence.p)
    p, q = (", ".join(map(str, side)) for side in (recurrence.p, recurrence.q))
    yield Paragraph((
        *prose(f"for $n ≥ {recurrence.first}$ that begin with {p}, … and {q}, … at $n = {begin}$."),
        *prose(" Then $p/q$ tends to "),
        Math(spelt_constant(statement.value)),
        ".",
    ))  # fmt: skip


def _ratio(term: LimitTerm) -> Math:
    """How h goes on."""
    return Math(equation(_RATIO, quotient(*(read(one) for one in term["gauge"]))))


def _letters(term: LimitTerm) -> str:
    """What x, y, … are."""
    places = [f"${letter}$ be the convergent at {_place(part['shift'])}"
              for letter, part in zip(_LETTERS, term["parts"], strict=False)]  # fmt: skip
    ordinal = ("", " of the fraction below", " of the first and of the second fraction below")
    whose = ordinal[len(places)] if len(places) < len(ordinal) else " of the fractions below"
    return f" Let {' and '.join(places)}{whose}." if places else ""


def _fractions(term: LimitTerm) -> Line:
    """The fractions of a term that does not count."""
    shown = [Math(fraction_tree(*formula(part["fraction"]))) for part in term["parts"]]
    said = [part for one in shown for part in (" and ", one)][1:]
    return (" with the convergents of ", *said, ",") if said else ()


def _values(statement: LimitStatement, lead: LimitTerm) -> Line:
    order = len(statement.recurrence.p)
    values: list[Value] = [(part["degree"], (1, 0, 0, 1), letter)
                           for letter, part in zip(_LETTERS, lead["parts"], strict=False)]  # fmt: skip
    top, bottom = ({tuple(powers): Fraction(c) for c, *powers in lead[side]} for side in ("top", "bottom"))
    limit = equation(Quotient(Symbol("p"), Symbol("q")), expression(quotient_text(top, bottom, values)))
    return (
        *prose(" The products of solutions, times $h$, obey the recurrence, which is an identity of polynomials, and"),
        f" {order} values agree: so ", Math(limit), ", whose denominator does not vanish at the limit.",
    )  # fmt: skip


def _place(shift: int) -> str:
    return f"$n−{shift}$" if shift > 0 else f"$n+{-shift}$" if shift else "$n$"
