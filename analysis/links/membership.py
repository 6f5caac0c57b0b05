"""In which field a formula lies: the trajectory, start and direction, of which it is the fraction.

Fractions with a closed form are trajectories of the hypergeometric field of their argument, by the closed form itself:
the index n runs in γ (₂F₁, ₁F₁, ₀F₁), a (U) or ν (D). By Pfaff's transformation the arguments z and z/(z − 1), by
Kummer's x and −x, are one field; the positive one names it, and the direction changes with it. Other formulas are
sought among the short directions of the fields of the classical constants, by a coboundary, and then as row y = 0 of a
field of conjugate polynomials.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from analysis.exact.polynomials import Polynomial
from analysis.exact.surds import SurdSum
from analysis.fields.built_in_fields import built_in_field
from analysis.fields.conjugates import fields_of
from analysis.fields.euler_integrals import euler_trajectories
from analysis.fields.known_trajectories import trajectories_like
from analysis.formulas.pcf import PCF
from analysis.links.certificates import folded_link, link
from analysis.links.placement import placement
from analysis.values.closed_forms import ClosedForm, closed_form
from analysis.values.polynomial_cases import as_quadratic
from analysis.values.series_forms import SeriesForm, series_form


@dataclass(frozen=True)
class Membership:
    """The formula is the fraction of `field` from `start` along `direction`, up to a coboundary.

    `description` is the field as JSON, for hypergeometric fields with the value of its "argument"; `certificate` proves
    the coboundary where there is one to prove.
    """

    field: str
    start: tuple[str, ...]
    direction: tuple[int, ...]
    description: Mapping[str, Any]
    certificate: Mapping[str, Any] | None = None


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
    form = closed_form(canonical)
    if isinstance(form, ClosedForm):
        return _hypergeometric(form) or _powers(canonical)
    return _classical(canonical) or _of_euler(canonical) or _conjugate(canonical) or _by_proof(canonical)


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
    if max(pcf.a.degree, pcf.b.degree) > 0:
        return None
    n = Polynomial((1, 1))
    form = closed_form(PCF(pcf.a * n, pcf.b * n * Polynomial((0, 1))))
    return _hypergeometric(form) if isinstance(form, ClosedForm) else None


def _gauss(named: Mapping[str, SurdSum]) -> Membership:
    alpha, beta, gamma, z = (named[name] for name in ("alpha", "beta", "gamma", "z"))
    value = as_quadratic(z)
    if value is not None and value.sign() < 0:  # F(α, β; γ; z) = (1 − z)^(−β) F(γ − α, β; γ; z/(z − 1))
        moved = SurdSum.of(value / (value - 1))
        return _described("2F1", moved, (gamma - alpha, beta, gamma), (1, 0, 1))
    return _described("2F1", z, (alpha, beta, gamma), (0, 0, 1))


def _described(kind: str, argument: SurdSum, start: tuple[SurdSum, ...], direction: tuple[int, ...]) -> Membership:
    description = {**built_in_field(kind).as_json(), "argument": str(argument)}
    return Membership(f"{kind}({argument})", tuple(map(str, start)), direction, description)


def _classical(pcf: PCF) -> Membership | None:
    """Among the known trajectories; one step of the formula may be two of theirs, in twice the direction."""
    for known in trajectories_like(pcf):
        found = link(pcf, known.pcf, folds=2) if known.pcf.b.degree <= 3 * pcf.b.degree else None
        if found is None:
            continue
        ours, theirs = next((step["folds"] for step in found.certificate["steps"] if "folds" in step), (1, 1))
        if ours == 1:
            along, description = tuple(theirs * step for step in known.direction), built_in_field(known.field).as_json()
            return Membership(known.field, tuple(map(str, known.start)), along, description, found.certificate)
    return None


def _of_euler(pcf: PCF) -> Membership | None:
    """Among the directions of the field of ₂F₁ at rational arguments."""
    for integrals in euler_trajectories(pcf):
        ours, theirs = integrals.folds
        crossing = next(integrals.crossings(), None) if ours == 1 else None
        found = None if crossing is None else folded_link(pcf, crossing.along, integrals.folds)
        if found is not None:
            z, start, direction = integrals.place()
            along = tuple(theirs * step for step in direction)
            description = {**built_in_field("2F1").as_json(), "argument": str(z)}
            return Membership(f"2F1({z})", tuple(map(str, start)), along, description, found.certificate)
    return None


def _conjugate(pcf: PCF) -> Membership | None:
    for one in fields_of(pcf):
        (f_bar, _), (_, f) = one.matrices["y"]
        return Membership(f"f = {f}, conjugate = {f_bar}", ("1", "0"), (1, 0), one.as_json())
    return None


def _by_proof(pcf: PCF) -> Membership | None:
    """By the proof of the limit: a coboundary to several steps of a fraction with a closed form, or a series."""
    placed = placement(pcf)
    certificate = None if placed is None else placed.certificate
    if certificate is None:
        return None
    for step in certificate["steps"]:
        form = closed_form(PCF.parse(step["to"]["a"], step["to"]["b"]))
        ours, theirs = step.get("folds", (1, 1))
        found = _hypergeometric(form) if isinstance(form, ClosedForm) and ours == 1 else None
        if found is not None:
            return replace(found, direction=tuple(theirs * along for along in found.direction), certificate=certificate)
    series = series_form(pcf)
    return _diagonal(series, certificate) if isinstance(series, SeriesForm) else None


def _diagonal(form: SeriesForm, certificate: Mapping[str, Any]) -> Membership | None:
    """Σ t(k) over k > n is t(n + 1) pFq(1, u + n, …; l + n, …; z): all parameters but the 1 move with n."""
    if form.upper is None or form.lower is None:
        return None
    one = SurdSum(Fraction(1))
    upper, lower = list(form.upper), list(form.lower)
    if one in upper:
        upper.remove(one)
    else:
        lower.append(one)
    name = f"{len(upper) + 1}F{len(lower)}"
    description = {**built_in_field(name).as_json(), "argument": str(form.argument)}
    start = ("1", *map(str, (*upper, *lower)))
    return Membership(f"{name}({form.argument})", start, (0, *[1] * (len(start) - 1)), description, certificate)
