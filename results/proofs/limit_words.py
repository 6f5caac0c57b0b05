"""A limit that is the sum of two, in words: the recurrence, the two fractions, and the proof of each."""

from collections.abc import Callable, Iterator
from functools import reduce
from typing import Any

from analysis.exact.polynomials import Polynomial
from analysis.notation.formulas import polynomial
from analysis.notation.tree import EQUALS, MINUS, PLUS, Fence, Number, Quotient, Symbol, Tree, row
from analysis.proofs.reading import Poly
from analysis.proofs.reading import polynomial as read
from analysis.proofs.sums_of_limits import SUM, verify_limit
from results.people import shown
from results.proofs.coboundary_words import Block
from results.proofs.letters import N
from results.reports.document import Display, Math, Paragraph


def limit_words(certificate: dict[str, Any], proof: Callable[[dict[str, Any]], list[Block]]) -> Iterator[Block]:
    """`proof` gives that of a part. Raises what the checker raises for a certificate that does not hold."""
    statement = verify_limit(certificate)
    recurrence, start = statement.recurrence, certificate["start"]
    yield Paragraph((f"Statement. Let p and q be the solutions of the recurrence, for n ≥ {recurrence.first},",))
    yield Display(row(_operator(recurrence.coefficients), EQUALS, Number("0")))
    rows = [f"{', '.join(map(str, side))}, …" for side in (recurrence.p, recurrence.q)]
    first = recurrence.first - len(recurrence.p)
    yield Paragraph(
        (f"that begin with {rows[0]} and {rows[1]} at n = {first}. Then p/q tends to {shown(statement.value)}.",)
    )
    is_sum = certificate["kind"] == SUM
    means = "q = h f g, p = h (F g + f G), and p/q = F/f + G/g." if is_sum else "q = h f g, p = h F G, p/q = F/f · G/g."
    ratio = row(_quotient(certificate["gauge"]), Symbol("h"), Fence(row(N, MINUS, Number("1"))))
    yield Paragraph((
        "Proof. Let F, f be two combinations of numerators and denominators of the convergents of the first fraction"
        f" below, and G, g of the second; h({start}) = {certificate['scale']}, ",
        Math(row(Symbol("h"), Fence(N), EQUALS, ratio)),
        ". The products of solutions of both, times h, obey the recurrence, which is an identity of polynomials; and"
        f" {len(recurrence.p)} values from n = {start} on agree: {means}",
    ))  # fmt: skip
    for name, part in zip(("F/f", "G/g"), certificate["parts"], strict=True):
        (c, d), (a, b) = part["top"], part["bottom"]
        at = f"n − {part['shift']}" if part["shift"] >= 0 else f"n + {-part['shift']}"
        yield Paragraph(
            (f"{name} is (({c}) x + ({d}))/(({a}) x + ({b})) for the convergent x at {at} of this fraction:",)
        )
        yield from proof(part["certificate"])


def _operator(coefficients: tuple[Poly, ...]) -> Tree:
    places = [N if not k else row(N, MINUS, Number(str(k))) for k in range(len(coefficients))]
    terms = [row(Fence(polynomial(Polynomial(c))), Symbol("u"), Fence(at))
             for c, at in zip(coefficients, places, strict=True) if c]  # fmt: skip
    return reduce(lambda left, right: row(left, PLUS, right), terms)


def _quotient(texts: list[str]) -> Tree:
    top, bottom = (polynomial(Polynomial(read(one))) for one in texts)
    return Fence(top) if bottom == Number("1") else Quotient(top, bottom)
