"""Series that are accelerated forms of sums with a name: found in the field of Dougall's ₅H₅ by the classes of a term.

A hypergeometric term is known modulo rational functions by the limit of its ratio and the classes modulo 1 of the zeros
and poles. In Dougall's field these are linear in direction and start (`well_poised_pairs`). All starts that differ by
integers give the same sum up to rational numbers and telescoping terms; so one start for each class will do, and the
series is c times the sum of its terms e and a telescoping series, τ = c e + Δ(y e), which Gosper's algorithm finds
(Petkovšek, Wilf and Zeilberger, A = B, chapter 5). The checker decides what is proved (`proofs.acceleration`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, groupby, product
from math import lcm
from typing import Any

from flint import fmpz_poly

from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient
from analysis.exact.rationals import fraction
from analysis.formulas.pcf import PCF
from analysis.proofs.acceleration import accelerated, folded, partial, ratio_over_k
from analysis.proofs.boundaries import NTerm, Summand
from analysis.proofs.certificate import Certificate, End
from analysis.proofs.polynomials import along
from analysis.proofs.reading import Malformed, Poly, Rejected
from analysis.proofs.telescoping import prove, read_certificate, read_summand
from analysis.values.gosper import rational_solution, telescoped
from analysis.values.rational_series import named_sum
from analysis.values.series_forms import SeriesForm
from analysis.values.term_factors import term_factors
from analysis.values.well_poised_pairs import Direction, Start, certificate, directions, summand

_FOLDS = (1, 2)
_DENOMINATORS = (2, 3, 4, 6)  # of the parameters, the least that may do
_MOST_MATCHES = 6  # starts whose pair is made
_MOST_RAISED = 4  # of a, until all arguments are positive
_SCALE = lcm(*range(1, 9))  # positions modulo 1 of Γ's that move by up to 8


@dataclass(frozen=True)
class AcceleratedSum:
    """The series as the image of a constant; `claim` is the part of the certificate that says so."""

    constant: str
    image: Mobius
    claim: Mapping[str, Any]

    def mobius(self, form: SeriesForm) -> Mobius:
        """The map from the constant to the value of a fraction with this series."""
        return form.mobius @ self.image

    def certificate(self, form: SeriesForm, pcf: PCF) -> Certificate:
        """That of the series' value, about the constant."""
        whole = form.certificate(pcf)
        return {**whole, "end": {**whole["end"], "accelerated": self.claim}, "mobius": self.mobius(form).as_lists()}


def accelerated_sum(form: SeriesForm) -> AcceleratedSum | None:
    """The name of a series that converges exponentially, where it is an accelerated form of a sum with a name.

    >>> from analysis.values.series_forms import series_form
    >>> found = accelerated_sum(series_form(PCF.parse("3n^3+10n^2+8n+2", "4n^6-2n^5")))
    >>> found.constant, found.claim["sum"]
    ('zeta(3)', {'parts': [['2', '1', 3]]})
    """
    term = term_factors(form)
    if term is None or not 0 < abs(form.argument) < 1:
        return None
    classes = Counter(x % 1 for x in term.upper)
    classes.subtract(x % 1 for x in term.lower)
    for fold in _FOLDS:
        rate = abs(form.argument) ** fold
        wanted = {c: e for c, e in _folded_classes(classes, fold).items() if e}
        for tried, (start, along_, base) in enumerate(_matches(rate, wanted)):
            if tried == _MOST_MATCHES:
                break
            found = _accelerated(form, fold, start, along_, base)
            if found is not None:
                return found
    return None


def _folded_classes(classes: Counter[Fraction], fold: int) -> Counter[Fraction]:
    found = Counter[Fraction]()
    for c, e in classes.items():
        for i in range(fold):
            found[(c + i) / fold % 1] += e
    return found


# Directions and starts


def _matches(rate: Fraction, wanted: Mapping[Fraction, int]) -> Iterator[tuple[Start, Direction, list[Fraction]]]:
    """Starts and directions of these classes; with the parameters of Dougall's theorem, or none for a rational sum."""
    for one in directions().get(rate, []):
        for a, b in _classes(one, wanted):
            start = _raised(a, b)
            if start is not None and _pairs_off(start):
                yield start, one, []
            for i in {x: i for i, x in enumerate(b) if x == (a % 1 or 1)}.values():
                whole = _raised(a, b, i)
                if whole is not None:
                    yield whole, one, [whole.a, *(x for j, x in enumerate(whole.b) if j != i)]


def _classes(along_: Direction, wanted: Mapping[Fraction, int]) -> Iterator[tuple[Fraction, tuple[Fraction, ...]]]:
    """Classes of a and bᵢ in (0, 1] whose term has the classes that are wanted."""
    parts = next((d for d in _DENOMINATORS if all(_reached(c, along_, d) for c in wanted)), None)
    if parts is None:
        return
    some = [Fraction(i, parts) for i in range(1, parts + 1)]
    unit = parts * _SCALE
    target = {int(c * unit): e for c, e in wanted.items()}
    groups = [len(list(same)) for _, same in groupby(along_.b)]
    choices = [list(combinations_with_replacement(some, count)) for count in groups]
    for a in some:
        for chosen in product(*choices):
            b = tuple(x for one in chosen for x in one)
            if _signature(along_, Start(a, b), unit) == target:
                yield a, b


def _reached(c: Fraction, along_: Direction, parts: int) -> bool:
    """Whether a Γ with an argument of this denominator can have the class."""
    return any(slope and parts % (c * slope).denominator == 0 for slope in along_.slopes)


def _signature(along_: Direction, start: Start, unit: int) -> dict[int, int]:
    """How often each class modulo 1, times unit, is a zero of the ratio, less how often a pole."""
    found: Counter[int] = Counter()
    for argument, slope, e in zip(start.arguments(), along_.slopes, along_.exponents, strict=True):
        if slope:
            position, step = int(argument * unit) // slope, unit // slope
            for i in range(slope):
                found[(position + i * step) % unit] += e
    return {c: e for c, e in found.items() if e}


def _raised(a: Fraction, b: tuple[Fraction, ...], like_a: int | None = None) -> Start | None:
    """The start with the least a for which all arguments are positive, bᵢ = a for i = `like_a`."""
    for more in range(_MOST_RAISED):
        moved = tuple(a + more if i == like_a else x for i, x in enumerate(b))
        start = Start(a + more, moved)
        converges = len(b) == 4 or 2 * sum(moved) < 3 * start.a + 2
        if converges and min(start.arguments()) > 0:
            return start
    return None


def _pairs_off(start: Start) -> bool:
    """Whether the summand at n = 0 is a rational function of k, up to a sign."""
    return Counter(x % 1 for x in start.b) == Counter((start.a - x) % 1 for x in start.b)


# The series


def _accelerated(
    form: SeriesForm, fold: int, start: Start, along_: Direction, base: Sequence[Fraction]
) -> AcceleratedSum | None:
    pair = {"summand": summand(start, along_), "certificate": certificate(start, along_)}
    try:
        f = read_summand(pair["summand"])
        proved = prove(f, (0, 0), None, ((1,), (-1,)), read_certificate(pair["certificate"]))
    except Rejected:
        return None
    first = proved.first
    if len(proved.extra) != 1 or (base and first != 1):
        return None
    (e,) = proved.extra
    ratio = _counted_from_first(form)
    matched = _matched(e, first, form.first, ratio, fold)
    named = {"well poised": [str(x) for x in base]} if base else _parts(f, first - 1)
    if matched is None or named is None:
        return None
    claim = {**pair, "first": first, "fold": fold, **matched, "sum": named}
    try:
        image, name = accelerated(claim, form.first, ratio)
    except (Rejected, Malformed):
        return None
    return None if name == "1" else AcceleratedSum(name, Mobius(*image), claim)


def _counted_from_first(form: SeriesForm) -> tuple[Poly, Poly]:
    """t(k+1)/t(k), k counting from the first term."""
    top, bottom = (along(p.coefficients, 1, form.start + 1) for p in form.term_ratio)
    return top, bottom


def _parts(f: Summand, n: int) -> End | None:
    """The partial fractions of Σ F(n, k)."""
    top, bottom = (Polynomial(p) for p in ratio_over_k(f, n))
    z = Fraction(top.leading, bottom.leading)
    named = named_sum(SeriesForm((top, bottom), (top, bottom), -1, Mobius(1, 0, 0, 1), f.value(n, 0), None, None, z))
    return None if named is None else named.claim()


def _matched(e: NTerm, first: int, first_term: Fraction, ratio: tuple[Poly, Poly], fold: int) -> dict[str, Any] | None:
    """c, w and y of the certificate."""
    step, whole = _quotient([along(p, 1, first) for p in e.ratio()]), _quotient(folded(ratio, fold))
    weight = rational_solution(whole / step)
    if weight is None:
        return None
    w = weight * Quotient.constant(first_term / e.value(first) / fraction(weight(0)))
    found = telescoped(step, _quotient(partial(ratio, fold)) * w, [Quotient.constant(1)])
    if found is None or not found[0][0]:
        return None
    ((c,), y) = found
    return {"multiple": str(c), "weight": w.texts, "telescoped": y.texts}


def _quotient(sides: Sequence[Poly]) -> Quotient:
    top, bottom = (fmpz_poly(list(p)) for p in sides)
    return Quotient.of(top, bottom)
