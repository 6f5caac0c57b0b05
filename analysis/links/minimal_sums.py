"""Proofs by a minimal solution that is a sum: trajectories of the field of ₃F₂(1), whatever the direction.

Of the six series that solve its equations at a point, up to Thomae's relations, that one is minimal along a direction
whose ten forms (`fields.unit_arguments`) all grow or rest. Its recurrence comes from Zeilberger's algorithm, so that no
theorem is called upon; what `proofs.minimal_sums` asks for is tried with coarse bounds first.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from math import ceil

from flint import fmpz_poly

from analysis.coboundaries.contractions import folded_coboundary
from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import Polynomial
from analysis.fields.unit_arguments import UnitTrajectory, unit_trajectories
from analysis.formulas.pcf import PCF
from analysis.links.bounds import cones
from analysis.links.certificates import Link, chain_to
from analysis.proofs.certificate import Certificate, End
from analysis.proofs.certificate import Fraction as Formula
from analysis.proofs.chain import proved_end
from analysis.proofs.reading import Malformed, Rejected, spelt
from analysis.telescoping.claims import polynomial_rows, summand_json
from analysis.telescoping.telescopers import Telescoper, telescoper
from analysis.telescoping.terms import HypergeometricTerm, Linear, rising

Point = tuple[Fraction, ...]

_UPPER = 3
_MOST_DEGREE = 8  # of b: the recurrences of higher ones take half a minute
_MOST_AHEAD = 40  # steps from a start to where all forms are positive
_SHARE = "63/64"
_SHIFTS = (1, 2, 3, 4, 6)  # from where the recurrence is read
_MOST_CONES = 24
_LEAST_FROM = 8
_GRID, _FURTHEST, _GRAIN = 16, 20, 64  # of k/n; of numbers above the ratio of terms
_MORE = (1 / 16, 1 / 2, 2.0)


def minimal_link(pcf: PCF) -> tuple[Link, str] | None:
    """The proved value of a trajectory of ₃F₂(1), an image of a quotient of two such series; None where none is found.

    >>> minimal_link(PCF.parse("44n^2+1", "(2n-1)^4"))[1]
    'hyp3f2(5/2,5/2,5/2,5,5,1)/hyp3f2(3/2,3/2,3/2,3,3,1)'
    """
    canonical = pcf.canonical().pcf
    if canonical.b.degree > _MOST_DEGREE:
        return None
    tried = set[tuple[Point, Point]]()
    for known in unit_trajectories(canonical, most_upper=_UPPER):
        at = _growing(known)
        if at is None or at in tried:
            continue
        tried.add(at)
        alike = known.folds, 1
        found = _proved(pcf, *at, known.folds) if folded_coboundary(canonical, known.pcf, alike) else None
        if found is not None:
            return found
    return None


def _growing(known: UnitTrajectory) -> tuple[Point, Point] | None:
    """The parameters of the series of which no form falls along the direction, all positive, and its direction."""
    zero = (Fraction(0),) * 5
    way = tuple(map(Fraction, known.direction))
    for start, step, rest in zip(*map(_companions, (known.start, way, zero)), strict=True):
        along = tuple(s - r for s, r in zip(step, rest, strict=True))
        if min(_forms(along)) >= 0:
            at = _ahead(start, along)
            return None if at is None else (at, along)
    return None


def _companions(point: Sequence[Fraction]) -> Iterator[Point]:
    """The solutions at 0 and ∞ of the equation of ₃F₂."""
    upper, (d, e) = point[:_UPPER], point[_UPPER:]
    yield tuple(point)
    for x, y in ((d, e), (e, d)):
        yield (*(a - x + 1 for a in upper), 2 - x, y - x + 1)
    for i, a in enumerate(upper):
        yield (a, a - d + 1, a - e + 1, *(a - other + 1 for j, other in enumerate(upper) if j != i))


def _forms(at: Sequence[Fraction]) -> list[Fraction]:
    """The ten forms of a point or a direction, which Thomae's relations exchange."""
    upper, lower = at[:_UPPER], at[_UPPER:]
    return [*upper, *(y - x for y in lower for x in upper), sum(lower) - sum(upper, Fraction(0))]


def _ahead(start: Point, along: Point) -> Point | None:
    """A point with the same classes modulo 1 and positive forms."""
    at = [x if step or x > 0 else x % 1 or Fraction(1) for x, step in zip(start, along, strict=True)]
    for _ in range(_MOST_AHEAD):
        if min(_forms(at)) > 0:
            return tuple(at)
        resting = [f for f, s in zip(_forms(at), _forms(along), strict=True) if f <= 0 and not s]
        lower = [i for i in range(_UPPER, len(at)) if not along[i]]
        if resting and lower:
            at[lower[0]] += ceil(-min(resting)) + 1
        at = [x + step for x, step in zip(at, along, strict=True)]
    return None


def _proved(pcf: PCF, at: Point, along: Point, folds: int) -> tuple[Link, str] | None:
    term = _term(at, along)
    found = telescoper(term, 2)
    if found is None or found.order != 2:
        return None
    for shift in _SHIFTS:
        steps = chain_to(pcf, _fraction(found, shift), (folds, 1))
        if steps is None:
            return None
        for end in _ends(found, term, shift):
            certificate: Certificate = {**steps.certificate, "end": end}
            try:
                mobius, name = proved_end({"formula": _formula(_fraction(found, shift)), "end": end})
            except (Rejected, Malformed):
                continue
            whole = steps.mobius @ Mobius(*mobius)
            return Link(whole, {**certificate, "mobius": whole.as_lists()}), name
    return None


def _term(at: Point, along: Point) -> HypergeometricTerm:
    """Π (a)ₖ/(Π (b)ₖ k!), each parameter at its place plus n steps."""
    term = rising(Fraction(1), Linear(0, 1, 0)) ** -1
    for place, (x, step) in enumerate(zip(at, along, strict=True)):
        whole = ceil(x) - 1
        above, below = (rising(x - whole, Linear(int(step), k, whole)) for k in (1, 0))
        term *= (above * below**-1) ** (1 if place < _UPPER else -1)
    return term


def _sign(found: Telescoper) -> int:
    return -1 if found.coefficients[1][found.coefficients[1].degree()] > 0 else 1


def _fraction(found: Telescoper, shift: int) -> PCF:
    c0, c1, c2 = (_sign(found) * c for c in found.coefficients)
    at, before = fmpz_poly([shift, 1]), fmpz_poly([shift - 1, 1])
    return PCF(Polynomial.from_flint(-c1(at)), Polynomial.from_flint(-c2(at) * c0(before)))


def _formula(pcf: PCF) -> Formula:
    return {"a": str(pcf.a), "b": str(pcf.b)}


def _ends(found: Telescoper, term: HypergeometricTerm, shift: int) -> Iterator[End]:
    ratios = list(_ratios(term))
    for cone in islice(cones(_fraction(found, shift)), _MOST_CONES):
        for rho in ratios:
            yield {
                "kind": "minimal sum",
                "summand": summand_json(term),
                "recurrence": [str(Polynomial.from_flint(_sign(found) * c)) for c in found.coefficients],
                "certificate": [polynomial_rows(_sign(found) * found.top), polynomial_rows(found.bottom)],
                "shift": shift,
                "from": max(cone.start, _LEAST_FROM),
                "lower": [*map(spelt, cone.lower)],
                "upper": [*map(spelt, cone.upper)],
                "ratio": str(rho),
                "share": _SHARE,
            }


def _ratios(term: HypergeometricTerm) -> Iterator[Fraction]:
    """Numbers above F(n, k)/F(n − 1, k) for large n and all k/n."""
    most = max(_ratio(term, j / _GRID) for j in range(_GRID * _FURTHEST))
    for more in _MORE:
        yield Fraction(ceil(most * (1 + more) * _GRAIN), _GRAIN)


def _ratio(term: HypergeometricTerm, kappa: float) -> float:
    """lim F(n, k)/F(n − 1, k), k = κn."""
    total = 1.0
    for atom, e in term.rising:
        total *= (atom.v * (atom.length.n + atom.length.k * kappa)) ** (e * atom.length.n)
    return total
