"""A series that is a combination of others, in words: which, with which weights, and what telescopes."""

from collections.abc import Callable
from typing import Any

from analysis.exact.polynomials import Polynomial
from analysis.notation.formulas import polynomial
from analysis.notation.tree import Fence, Index, Number, Quotient, Symbol, Tree, equation, row
from analysis.proofs.chain import verify
from analysis.proofs.reading import polynomial as read
from results.proofs.letters import Stage, image, prose
from results.reports.document import Line, Math

_M = Symbol("m")


def combination_words(end: dict[str, Any], constant: Callable[[str], Tree]) -> Line:
    """How the sum of the series of an end is known; `constant` spells the constants of statements."""
    claim = end["combination"]
    words: list[Any] = [
        *prose(
            f". Its terms $t(m)$, counted from $n = {end['start'] + 1}$ on, are a combination of those of other series"
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
            Math(image(proved.mobius, constant(proved.constant))),
        ]
    words += prose(
        ", each by a certificate of its own. As $y(m) t(m)$ tends to 0, the sum is that of these and $−y(0) t(0)$: "
    )
    return tuple(words)


def _at_m(place: int) -> Tree:
    return row(Index(Symbol("e"), Number(str(place))), Fence(_M))


def _in_m(texts: list[str]) -> Tree:
    top, bottom = (polynomial(Polynomial(read(text)), _M) for text in texts)
    return top if bottom == Number("1") else Quotient(top, bottom)
