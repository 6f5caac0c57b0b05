"""The recurrence of a sum in words: the summand, the certificate, what telescopes, and what is left at the ends."""

from collections.abc import Iterator, Sequence

from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial
from analysis.notation.expressions import expression
from analysis.notation.formulas import N, polynomial
from analysis.notation.sums import extra_terms
from analysis.notation.tree import Fence, Symbol, Tree, Word, equation, integer, row, separated
from analysis.notation.unicode import unicode
from analysis.proofs.certificate import Certificate
from analysis.proofs.reading import polynomial as read
from analysis.proofs.telescoping import End, verify_sum
from analysis.sums.sums import factored
from analysis.telescoping.terms import RING
from results.proofs.coboundary_words import Block
from results.proofs.letters import linear_recurrence, prose
from results.reports.document import Display, Math, Paragraph

_F = row(Symbol("F"), Fence(separated((N, Symbol("k")))))


def sum_words(certificate: Certificate) -> Iterator[Block]:
    """Raises what the checker raises for a certificate that does not hold."""
    proved = verify_sum(certificate)
    lower, upper = (shown_end(line) for line in (proved.lower, proved.upper))
    yield Paragraph(prose(f"Statement. The sum $S(n) = ∑ F(n, k)$ over $k$ from ${lower}$ to ${upper}$ of"))
    yield Display(equation(_F, _spelt(certificate.get("text", "F(n, k)"))))
    yield Paragraph(prose(f"is finite for $n ≥ {proved.start}$, and for $n ≥ {proved.first}$"))
    yield from linear_recurrence("S", proved.recurrence, extra_terms(proved.extra), end=".")
    top, bottom = (_in_k(side) for side in certificate["certificate"])
    yield Paragraph((
        *prose("Proof. Let $G(n, k) = R(n, k) F(n, k)$, where $R(n, k)$ is "),
        Math(top),
        *(() if bottom == integer(1) else (" divided by ", Math(bottom))),
        *prose(
            ". Then $∑ c_{i}(n) F(n−i, k) = G(n, k+1) − G(n, k)$: divided by $F(n, k)$ both sides are rational"
            " functions of $n$ and $k$, as quotients of neighbouring values of $F$ are, and multiplying out shows that"
            " they are equal."
        ),
    ))  # fmt: skip
    above = None if proved.upper is None else shown_end(proved.upper, 1)
    yield Paragraph(prose(_summed(above, bool(proved.extra))))
    yield Paragraph(("This ends the proof.",))


def _summed(above: str | None, extra: bool) -> str:
    """Why the recurrence follows from the identity; `above` is the first k beyond the range."""
    far = "$G(n, k)$ at $k → ∞$, which is 0 as the terms fall fast enough" if above is None else f"$G(n, {above})$"
    left = "they are the right side of the recurrence" if extra else "all of these vanish, which gives the recurrence"
    return (
        "Add this up over the $k$ that belong to any of $S(n), …, S(n−J)$, $J$ the order, or to all of them where $F$"
        f" is infinite beside its range. On the right remains {far}, less $G(n, k)$ at the lower end; on the left the"
        " sums $S(n−i)$, and the terms $F(n−i, k)$ by which their ranges differ from that one. Where a factorial of a"
        f" negative integer occurs, $k + δ$ stands for $k$, and $δ → 0$: {left}."
    )


def shown_end(line: End | None, beyond: int = 0) -> str:
    """slope·n + constant + beyond, as mathematics of `prose`.

    >>> shown_end((1, 0)), shown_end((2, -1)), shown_end((0, 3)), shown_end(None), shown_end((1, 0, 3), 1)
    ('n', '2n − 1', '3', '∞', '⌊n/3⌋ + 1')
    """
    if line is None:
        return "∞"
    slope, rest, divisor = (*line, 1)[:3]
    if divisor == 1:
        return unicode(polynomial(Polynomial.of([rest + beyond, slope])))
    top = unicode(polynomial(Polynomial.of([rest, slope])))
    return f"⌊{top if rest == 0 else f'({top})'}/{divisor}⌋" + (f" + {beyond}" if beyond else "")


def _spelt(text: str) -> Tree:
    try:
        return expression(text)
    except InputError:
        return Word(text)


def _in_k(texts: Sequence[str]) -> Tree:
    """A polynomial in k in factors, given by its coefficients, polynomials in n."""
    n, k = RING.gens()
    total = RING.constant(0)
    for power, text in enumerate(texts):
        for degree, c in enumerate(read(text)):
            total += c * n**degree * k**power
    return expression(factored(total))
