"""Series that are combinations of others whose sums are proved: of a theorem's, or of the atoms of the same factorials.

`values.combined_series` finds the combination, `proofs.combinations` checks it.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from analysis.exact.mobius import Mobius
from analysis.formulas.pcf import PCF
from analysis.numbers.asymptotics import Growth, growth
from analysis.proofs.certificate import Certificate
from analysis.proofs.chain import proved_end, verify
from analysis.proofs.reading import Malformed, Rejected
from analysis.theorems.candidates import series_parameters
from analysis.theorems.classical import statement
from analysis.values.classical_sums import neighbours
from analysis.values.combined_series import atoms, combined_from, gauss_parameters, same_factorials
from analysis.values.series_forms import SeriesForm, series_form

Proof = Callable[[PCF], Certificate | None]
"""The certificate of a fraction about a constant with a name."""

_MOST_SOURCES = 4


@dataclass(frozen=True)
class CombinedSum:
    """The series as an image of a constant, with the whole certificate."""

    constant: str
    mobius: Mobius
    certificate: Certificate


def combined_sum(pcf: PCF, form: SeriesForm, proof: Proof) -> CombinedSum | None:
    """The name of a series as a combination of such sums; None where there is none.

    >>> from analysis.links.placement import placement
    >>> placement(PCF.parse("3n^2+5n+3", "-2n^4-n^3")).constant
    '8*pi+pi^2'
    """
    sources = list(_sources(pcf, form, proof))
    found = combined_from(form, [one for _, one, _ in sources]) if sources else None
    if found is None:
        return None
    chosen = [
        {
            "multiple": c,
            "weight": weight,
            "series": {
                "solution": [str(p) for p in sources[i][1].ratio],
                "start": sources[i][1].start,
                "certificate": sources[i][2],
            },
        }
        for i, c, weight in found.multiples
    ]
    whole = form.certificate(pcf)
    whole["end"]["combination"] = {"telescoped": found.telescoped, "sources": chosen}
    return _accepted(whole)


def _accepted(whole: Certificate) -> CombinedSum | None:
    """With the map that the checker finds, if it accepts the rest."""
    try:
        mobius, name = proved_end(whole)
        claim: Certificate = {**whole, "mobius": Mobius(*mobius).as_lists()}
        verify(claim)
    except (Rejected, Malformed):
        return None
    return CombinedSum(name, Mobius(*mobius), claim)


Sourced = tuple[PCF, SeriesForm, Certificate]


def _sources(pcf: PCF, form: SeriesForm, proof: Proof) -> list[Sourced]:
    """Series with the same factorials of which the value has a proved name, each with its certificate."""
    found = ((one, series_form(one)) for one in dict.fromkeys(_fractions(pcf, form)))
    alike = ((one, other) for one, other in found if isinstance(other, SeriesForm) and same_factorials(form, other))
    proofs = ((one, other, proof(one)) for one, other in alike)
    return list(islice(((one, other, known) for one, other, known in proofs if known is not None), _MOST_SOURCES))


def _fractions(pcf: PCF, form: SeriesForm) -> Iterator[PCF]:
    rates = growth(pcf)
    for name, parameters in series_parameters(rates) if isinstance(rates, Growth) else ():
        with suppress(ValueError):  # not covered
            yield statement(name, *parameters).pcf
    yield from (one.pcf for one in neighbours(form))
    yield from atoms(form)
    if (gauss := gauss_parameters(form)) is not None:
        yield statement("Gauss's sum", *gauss).pcf
