"""A series that is a combination of others, in words: which, with which weights, and what telescopes."""

from typing import Any

from analysis.exact.polynomials import Polynomial
from analysis.notation.formulas import polynomial
from analysis.notation.tree import Fence, Index, Number, Quotient, Symbol, Tree, equation, row
from analysis.proofs.certificate import Certificate, End
from analysis.proofs.chain import verify
from analysis.proofs.reading import polynomial as read
from results.proofs.letters import Stage, image, prose, spelt_constant, theorem_words
from results.reports.document import Line, Math

_M = Symbol("m")


def combination_words(end: End) -> Line:
    """How the sum of the series of an end is known."""
    claim = end["combination"]
    words: list[Any] = [
        *prose(
            f"Its terms $t(m)$, counted from $n = {end['start'] + 1}$ on, are a combination of those of other series"
            " and of a telescoping part, "
        )
    ]
    for place, one in enumerate(claim["sources"], start=1):
        words += [*prose(f"${one['multiple']}$ times "), Math(_at_m(place)), " and "]
    words += [*prose("$y(m+1) t(m+1) − y(m) t(m)$, $y(m) =$ "), Math(_in_m(claim["telescoped"]))]
    for place, one in enumerate(claim["sources"], start=1):
        proved = verify(one["series"]["certificate"])
        weight = equation(_at_m(place), row(_in_m(one["weight"]), Symbol("t"), Fence(_M)))
        words += [
            ", and ",
            Math(weight),
            " the terms of the series of the fraction with ",
            Math(Stage(proved.a, proved.b, place).defined),
            ", whose value is ",
            Math(image(proved.mobius, spelt_constant(proved.constant))),
            *_ground(one["series"]["certificate"]),
        ]
    words += prose(
        ". Each of these values tells the sum of its series, as ours does. As $y(m) t(m)$ tends to 0, our sum is"
        " that of these and $−y(0) t(0)$. "
    )
    return tuple(words)


def _ground(certificate: Certificate) -> Line:
    """The theorem at the end of the certificate of another series, or what else it ends at."""
    end, steps = certificate["end"], len(certificate["steps"])
    way = f", by {steps} step{'s' * (steps > 1)} as explained above and" if steps else ", by"
    if end["kind"] != "theorem":
        return (f"{way} its {end['kind']}",)
    return (f"{way} ", *theorem_words(end))


def _at_m(place: int) -> Tree:
    return row(Index(Symbol("e"), Number(str(place))), Fence(_M))


def _in_m(texts: list[str]) -> Tree:
    top, bottom = (polynomial(Polynomial(read(text)), _M) for text in texts)
    return top if bottom == Number("1") else Quotient(top, bottom)
