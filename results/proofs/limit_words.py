"""A limit that is the sum of two, in words: the recurrence, the two fractions, and the proof of each."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import lcm

from analysis.notation.tree import Symbol, integer
from analysis.proofs.certificate import Certificate
from analysis.proofs.chain import lowest
from analysis.proofs.reading import polynomial as read
from analysis.proofs.sums_of_limits import SUM, verify_limit
from results.proofs.coboundary_words import Block
from results.proofs.letters import image, linear_recurrence, prose, quotient, spelt_constant
from results.reports.document import Math, Paragraph


def limit_words(certificate: Certificate, proof: Callable[[Certificate], list[Block]]) -> Iterator[Block]:
    """`proof` gives that of a part. Raises what the checker raises for a certificate that does not hold."""
    statement = verify_limit(certificate)
    recurrence, start = statement.recurrence, certificate["start"]
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
    sides = "q = h f g$ and $p = h (F g + f G)" if certificate["kind"] == SUM else "q = h f g$ and $p = h F G"
    quotient_ = "F/f + G/g" if certificate["kind"] == SUM else "F/f · G/g"
    yield Paragraph((
        *prose(
            "Proof. Let $F, f$ be two combinations of numerators and denominators of the convergents of the first"
            f" fraction below, $G, g$ such ones of the second, $h({start}) = {certificate['scale']}$ and"
            " $h(n)/h(n−1) =$ "
        ),
        Math(quotient(*(read(one) for one in certificate["gauge"]))),
        *prose(
            ". The products of solutions of the two fractions, times $h$, obey the recurrence, which is an identity of"
            f" polynomials, and {len(recurrence.p)} values from $n = {start}$ on agree: so ${sides}$ for all $n$, and"
            f" $p/q = {quotient_}$."
        ),
    ))  # fmt: skip
    for name, part in zip(("F/f", "G/g"), certificate["parts"], strict=True):
        rows = [[Fraction(one) for one in side] for side in (part["top"], part["bottom"])]
        scale = lcm(*(one.denominator for side in rows for one in side))
        (p1, p0), (q1, q0) = ([int(one * scale) for one in side] for side in rows)
        at = f"n−{part['shift']}" if part["shift"] >= 0 else f"n+{-part['shift']}"
        yield Paragraph((
            *prose(f"${name} =$ "),
            Math(image(lowest((p1, p0, q1, q0)), Symbol("x"))),
            *prose(f", $x$ the convergent at ${at}$ of the following fraction, with which it converges."),
        ))  # fmt: skip
        yield from proof(part["certificate"])
