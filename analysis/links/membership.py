"""In which field a formula lies: the trajectory, start and direction, of which it is the fraction.

Fractions with a closed form are trajectories of the hypergeometric field of their argument, by the closed form itself:
the index n runs in γ (₂F₁, ₁F₁, ₀F₁), a (U) or ν (D). By Pfaff's transformation the arguments z and z/(z − 1), by
Kummer's x and −x, are one field; the positive one names it, and the direction changes with it. Other formulas are
sought among the short directions of the fields of the classical constants, by a coboundary, as row y = 0 of a field of
conjugate polynomials, by the proof of their limit, and in the fields of rank 2 at z = 1.

A series Σ P(k) h(k) with a polynomial P is, by contiguity, in the field of Σ h(k): what P adds to the term ratio,
g(k + m)/g(k), is left out. All solutions come from a hypergeometric one by such a series, also where it diverges.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import chain, takewhile
from math import prod
from typing import Any

from flint import fmpq_poly

from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial
from analysis.exact.shifts import shift_between
from analysis.exact.surds import SurdSum
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.confluent_integrals import ConfluentTrajectory, confluent_trajectories
from analysis.fields.conjugates import fields_of
from analysis.fields.euler_integrals import EulerTrajectory, euler_trajectories
from analysis.fields.known_trajectories import nearer, trajectories_like
from analysis.fields.planes import plane_of
from analysis.fields.trajectories import trajectory
from analysis.fields.unit_arguments import unit_trajectories
from analysis.formulas.pcf import PCF
from analysis.links.certificates import folded_link, link
from analysis.links.placement import placement
from analysis.proofs.certificate import Certificate
from analysis.values.closed_forms import ClosedForm, closed_form
from analysis.values.polynomial_cases import as_quadratic
from analysis.values.series_forms import negated_roots, terms_of

_BESIDE = "1/3"  # a parameter above and below alike


@dataclass(frozen=True)
class Membership:
    """The formula is the fraction of `field` from `start` along `direction`, up to a coboundary.

    A step of the formula may be a half or a third of one step of the field: such entries of the direction are texts.
    Where the coboundary is one to a trajectory of a plane of the field, that is `within`.
    `description` is the field as JSON, for hypergeometric fields with the value of its "argument"; `certificate` proves
    the coboundary where there is one to prove.
    """

    field: str
    start: tuple[str, ...]
    direction: tuple[int | str, ...]
    description: Mapping[str, Any]
    certificate: Certificate | None = None
    within: "Membership | None" = None

    def in_the_larger_field(self) -> "Membership | None":
        """The place in a field of which this one is a plane, this place `within` it; None where it is no plane."""
        found = plane_of(self.field)
        if found is None:
            return None
        plane, _ = found
        start, along = plane.point([*map(Fraction, self.start)]), plane.step([*map(Fraction, self.direction)])
        p, q = plane.kind
        places = tuple(map(str, start)), _in_steps(list(map(str, along)), 1, 1)
        return Membership(plane.field, *places, _series(p, q, plane.argument), self.certificate, self)


def membership(pcf: PCF) -> Membership | None:
    """The field of a convergent formula, None where none is found.

    >>> found = membership(PCF.parse("3n+5", "-2n^2-3n"))
    >>> found.field, found.start, found.direction
    ('2F1(1/2)', ('7/2', '5/2', '9/2'), (1, 0, 1))
    >>> found = membership(PCF.parse("11n^2+11n+3", "n^4"))
    >>> found.field, found.start, found.direction
    ('zeta(2)', ('1', '1'), (1, 1))
    """
    canonical = pcf.canonical().pcf
    if isinstance(closed_form(canonical), ClosedForm):
        return _closed(canonical) or _powers(canonical) or _double_root(canonical)
    found = _classical(canonical) or _of_integrals(canonical) or _conjugate(canonical)
    return found or _by_proof(canonical) or _at_one(canonical)


def _hypergeometric(form: ClosedForm) -> Membership | None:
    named = dict(form.parameters)
    if "z" in named:
        return _gauss(named)
    if "alpha" in named:
        alpha, gamma, x = named["alpha"], named["gamma"], named["x"]
        if x.rational > 0:  # ₁F₁(α; γ; −x) = e^(−x) ₁F₁(γ − α; γ; x)
            return _described("1F1", x, (gamma - alpha, gamma), (1, 1))
        return _described("1F1", -x, (alpha, gamma), (0, 1))
    if "gamma" in named:
        return _described("0F1", named["y"], (named["gamma"],), (1,))
    if "x" in named and named["x"].rational:
        r1, r2 = named["r1"], named["r2"]
        return _described("U", named["x"], (-r1 + 1, r2 - r1 + 1), (1, 0))
    if "r" in named:
        return _described("D", named["y"], (named["r"] - 1,), (-1,))
    return None


def _powers(pcf: PCF) -> Membership | None:
    """Constant a and b: inflated by n + 1 they are a trajectory of the field of ₂F₁(1, 0; γ; z), whose series are 1.

    >>> membership(PCF.parse("1", "2")).start
    ('0', '1', '3')
    """
    return _closed(_inflated(pcf)) if max(pcf.a.degree, pcf.b.degree) <= 0 else None


def _inflated(pcf: PCF) -> PCF:
    """By n + 1."""
    n = Polynomial((1, 1))
    return PCF(pcf.a * n, pcf.b * n * Polynomial((0, 1)))


def _gauss(named: Mapping[str, SurdSum]) -> Membership:
    alpha, beta, gamma, z = (named[name] for name in ("alpha", "beta", "gamma", "z"))
    value = as_quadratic(z)
    if value is not None and value.sign() < 0:  # F(α, β; γ; z) = (1 − z)^(−β) F(γ − α, β; γ; z/(z − 1))
        moved = SurdSum.of(value / (value - 1))
        return _described("2F1", moved, (gamma - alpha, beta, gamma), (1, 0, 1))
    return _described("2F1", z, (alpha, beta, gamma), (0, 0, 1))


def _described(kind: str, argument: SurdSum, start: tuple[SurdSum, ...], direction: tuple[int, ...]) -> Membership:
    return Membership(f"{kind}({argument})", tuple(map(str, start)), direction, _at(kind, str(argument)))


def _classical(pcf: PCF) -> Membership | None:
    """Among the known trajectories; several steps of the formula may be several of theirs."""
    sought = list(trajectories_like(pcf))
    for known in chain(sought, filter(None, (nearer(known, pcf) for known in sought))):
        found = link(pcf, known.pcf, folds=2) if known.pcf.b.degree <= 3 * pcf.b.degree else None
        if found is not None:
            along = _in_steps(known.direction, *_folds(found.certificate["steps"]))
            description = built_in_field(known.field).as_json()
            return Membership(known.field, tuple(map(str, known.start)), along, description, found.certificate)
    return None


def _of_integrals(pcf: PCF) -> Membership | None:
    """Among the directions of the fields of ₂F₁ at rational arguments, of ₁F₁ and of ₀F₁."""
    sought: Iterable[EulerTrajectory | ConfluentTrajectory] = chain(
        euler_trajectories(pcf), confluent_trajectories(pcf)
    )
    for integrals in sought:
        fraction = integrals.fraction
        found = None if fraction is None else folded_link(pcf, fraction, integrals.folds)
        if found is not None:
            kind, z, start, direction = integrals.place()
            along, description = _in_steps(direction, *integrals.folds), _at(kind, str(z))
            return Membership(f"{kind}({z})", tuple(map(str, start)), along, description, found.certificate)
    return None


def _at_one(pcf: PCF) -> Membership | None:
    """Among the directions of the fields of rank 2 at z = 1."""
    for known in unit_trajectories(pcf):
        found = folded_link(pcf, known.pcf, (known.folds, 1))
        if found is not None:
            along, description = _in_steps(known.direction, known.folds, 1), _series(*known.parameters, Fraction(1))
            return Membership(known.field, tuple(map(str, known.start)), along, description, found.certificate)
    return None


def _in_steps(direction: Sequence[int | str], ours: int, theirs: int) -> tuple[int | str, ...]:
    """What one step of the formula is, where so many of ours are so many of theirs along the direction."""
    found = (Fraction(step) * theirs / ours for step in direction)
    return tuple(int(step) if step.denominator == 1 else str(step) for step in found)


def _folds(steps: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """How many steps of the first formula are how many of the last."""
    folds = [step.get("folds", (1, 1)) for step in steps]
    return prod(ours for ours, _ in folds), prod(theirs for _, theirs in folds)


def _series(p: int, q: int, argument: Fraction) -> Mapping[str, Any]:
    """The field of pFq; at z = 1, where its rank is less, at that argument."""
    if argument == 1 and p == q + 1:
        return {**built_in_field(f"{p}F{q}").at(z=1).as_json(), "argument": "1"}
    return _at(f"{p}F{q}", str(argument))


@lru_cache(maxsize=256)
def _at(kind: str, argument: str) -> Mapping[str, Any]:
    return {**built_in_field(kind).as_json(), "argument": argument}


def _conjugate(pcf: PCF) -> Membership | None:
    for one in fields_of(pcf):
        (f_bar, _), (_, f) = one.matrices["y"]
        return Membership(f"f = {f}, conjugate = {f_bar}", ("1", "0"), (1, 0), one.as_json())
    return None


def _by_proof(pcf: PCF) -> Membership | None:
    """By the proof of the limit: coboundaries to several steps of a fraction with a closed form, or a series."""
    placed = placement(pcf)
    if placed is None or placed.certificate is None:
        return None
    steps = list(takewhile(lambda step: step["kind"] != "field", placed.certificate["steps"]))
    fractions = [pcf, *(PCF.parse(step["to"]["a"], step["to"]["b"]) for step in steps)]
    for of in (_closed, _summed):
        for count, at in enumerate(fractions):
            found = of(at)
            if found is not None:
                along = _in_steps(found.direction, *_folds(steps[:count]))
                return replace(found, direction=along, certificate=placed.certificate)
    return None


def _closed(pcf: PCF) -> Membership | None:
    form = closed_form(pcf)
    return _hypergeometric(form) if isinstance(form, ClosedForm) else None


def _summed(pcf: PCF) -> Membership | None:
    """Σ t(k) over k > n is t(n + 1) pFq(1, u + n, …; l + n, …; z): all parameters but the 1 move with n."""
    found = terms_of(pcf)
    if found is None:
        return None
    (top, bottom), start = found
    upper, lower = map(negated_roots, _without_polynomial(top, bottom))
    if upper is None or lower is None:
        return None
    p, q, z = len(upper) + 1, len(lower), Fraction(top.leading, bottom.leading)
    if max(p, q + 1) - (z == 1 and p == q + 1) < 2:
        return None
    at = ("1", *(str(x + SurdSum(Fraction(start + 1))) for x in (*upper, *lower)))
    return Membership(f"{p}F{q}({z})", at, (0, *[1] * (p + q - 1)), _series(p, q, z))


def _double_root(pcf: PCF) -> Membership | None:
    """Fractions like 2n + 1 − r₁ − r₂ over −(n − r₁)(n − r₂), in the field of ₃F₂(1): solutions are Γ-functions.

    Euler's fraction of Σ t(k), t(k + 1)/t(k) = (k + α)/(k + β), is 2n + α + β − 2 over −(n + α − 1)(n + β − 2). The
    field of ₂F₁(1) has rank 1, a parameter above and below alike takes nothing from the sum, and along (0, 1, 1; 1, 1)
    the fraction is Euler's. Σ 1/(k + α), which diverges, is had from Σ 1/((k + α)(k + 1)) by moving α alone.

    >>> found = membership(PCF.parse("2n+1", "-n^2"))
    >>> found.field, found.start, found.direction
    ('3F2(1)', ('1', '2', '1', '2', '2'), (0, 1, 0, 1, 0))
    """
    form = closed_form(pcf if pcf.b.degree > 0 else _inflated(pcf))
    named = dict(form.parameters) if isinstance(form, ClosedForm) else {}
    if "r1" not in named or str(named["x"]) != "0":
        return None
    alpha, beta = str(-named["r1"] + 1), str(-named["r2"] + 2)
    places = (
        (("1", alpha, _BESIDE, beta, _BESIDE), (0, 1, 1, 1, 1)),
        (("1", beta, "1", beta, "2"), (0, 1, 0, 1, 0)),
    )
    if not named["r1"].is_rational:
        return Membership("3F2(1)", *places[0], _series(3, 2, Fraction(1)))
    for start, along in places:
        try:
            fraction = trajectory(built_in_field("3F2").at(z=1), [*map(Fraction, start)], along).pcf
        except InputError:
            continue
        linked = None if fraction is None else link(pcf, fraction)
        if linked is not None:
            return Membership("3F2(1)", start, along, _series(3, 2, Fraction(1)), linked.certificate)
    return None


def _without_polynomial(top: Polynomial, bottom: Polynomial) -> tuple[fmpq_poly, fmpq_poly]:
    """A term ratio without its parts g(n + m)/g(n), m > 0: those of the polynomial g(n) ⋯ g(n + m − 1)."""
    above, below = ([factor for factor, k in p.flint.factor()[1] for _ in range(k)] for p in (top, bottom))
    left = []
    for factor in above:
        pair = next((g for g in below if (shift_between(g, factor) or 0) > 0), None)
        if pair is None:
            left.append(factor)
        else:
            below.remove(pair)
    one = fmpq_poly([1])
    return prod(map(fmpq_poly, left), start=one), prod(map(fmpq_poly, below), start=one)
