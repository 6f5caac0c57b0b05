"""Where one formula stands: its closed form, its exact family, and its proved elementary value where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import chain

from flint import arb, ctx

from analysis.constants.identities import Identity, rational_identity
from analysis.constants.library import Constant, constant
from analysis.constants.normal_form import normal_form
from analysis.errors import InputError
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.exact.memory import Memory
from analysis.exact.mobius import IDENTITY, Mobius
from analysis.formula import FormJson
from analysis.formulas.pcf import PCF
from analysis.links.certificates import (
    Link,
    accepted,
    crossed,
    field_link,
    finite_certificate,
    folded_link,
    form_certificate,
    has_candidates,
    joined,
    link,
    rational_link,
    reworded,
    theorem_link,
)
from analysis.numbers.limits import Limit
from analysis.proofs.certificate import Certificate, End
from analysis.theorems.classical import Statement
from analysis.values.closed_forms import ClosedForm, closed_form
from analysis.values.family_keys import FamilyKey, family_key
from analysis.values.series_forms import SeriesForm, rational_certificate, series_form

# The member of a family that was seen to have neither a theorem nor a series: then none has one.
_PLAIN = Memory[PCF](4096)
_GUARD_BITS = 64
_SPARE_DIGITS = 30  # that a map may cost
_FORM_DIGITS = 300  # up to which Arb's functions take less time than convergents with a proved bound of the tail


@dataclass(frozen=True)
class Placement:
    """What is proved about a convergent fraction: closed form, family, and the link to a classical constant.

    `certificate` proves the link, or else the form, and the checker has accepted it: without it nothing is proved.
    `key` is None for series, whose families are not known exactly; `form` where no closed form is known; `sum_name`
    is that of a series that partial fractions name.
    """

    form: ClosedForm | SeriesForm | Fraction | None
    key: FamilyKey | None = None
    link: Link | None = None
    theorem: Statement | None = None
    certificate: Certificate | None = None
    sum_name: str | None = None

    @property
    def constant(self) -> str | None:
        """The name of the constant that the link leads to: that of the theorem, or of the sum of the series."""
        return self.sum_name if self.theorem is None else self.theorem.constant

    @property
    def names_simply(self) -> bool:
        """Whether the value has a proved name that special parameters do not reduce further, as they may pFq's."""
        atoms = () if self.constant is None else normal_form(self.constant).atoms
        return self.constant is not None and all(atom.name not in ("hyp2f1", "hyp3f2", "apery") for atom in atoms)

    def form_json(self, image: Mobius = IDENTITY) -> FormJson | None:
        """The contract's JSON of the closed form of the value's image under a map.

        What has no LaTeX of its own has that of its expression.
        """
        if self.form is None:
            return None
        if isinstance(self.form, Fraction):
            return {"kind": "algebraic", "parameters": {}, "expression": str(image(self.form))}
        return (self.form if image == IDENTITY else self.form.mapped(image).gathered()).as_json()

    def identity(self, digits: int, like: Identity | None = None) -> Identity | None:
        """The proved identity, its `digits` being those the value is known to; None where the value is not elementary.

        With `like`, an identity found by other means: that one, if it is proved, else None.

        >>> placement(PCF.parse("3n+5", "-2n^2-3n")).identity(50).expression
        '6/(-8 + 3*pi)'
        """
        for proved in self._identities(digits):
            if like is None:
                return proved
            if like.constant.is_same(proved.constant) and like.mobius == proved.mobius:
                return like
        return None

    def proves(self, named: Identity | None) -> bool:
        """Whether the value is proved, and the identity too where there is one."""
        if self.certificate is None:
            return False
        return named is None or self.identity(named.digits, like=named) is not None

    def is_about(self, name: str) -> bool:
        """Whether the theorem at the end is about the constant of this name, or one that is an image of it."""
        names = () if self.theorem is None else (alias for alias, _ in self.theorem.aliases)
        return any(normal_form(one) == normal_form(name) for one in (self.constant, *names) if one is not None)

    def certificate_of(self, identity: Identity | None) -> Certificate | None:
        """The certificate, about the constant of the identity where that is another name of the theorem's."""
        if self.link is None or self.theorem is None or identity is None or self.certificate is None:
            return self.certificate
        if normal_form(self.theorem.constant) == identity.constant.form:
            return self.certificate
        for text, known, mobius in self._aliases():
            if known.is_same(identity.constant):
                end: End = {**self.certificate["end"], "constant": text}
                return self.certificate if end == self.certificate["end"] else reworded(self.certificate, end, mobius)
        return self.certificate

    def _aliases(self) -> Iterator[tuple[str, Constant, Mobius]]:
        """Other names of the theorem's constant, as constants, with the map from each to the value."""
        if self.link is None or self.theorem is None:
            return
        for text, mobius in self.theorem.aliases:
            try:
                known = constant(text)
            except InputError:  # exp(1000) beside tanh(500) is too large to be a constant
                continue
            yield text, known, self.link.mobius @ mobius

    def _identities(self, digits: int) -> Iterator[Identity]:
        if self.certificate is None:
            return
        if self.link is not None and self.constant is not None:
            yield _named(self.constant, self.link.mobius, digits)
            for _, known, mobius in self._aliases():
                yield Identity(known, mobius, digits)
        elif (algebraic := self.algebraic_identity(digits)) is not None:
            yield algebraic

    def algebraic_identity(self, digits: int) -> Identity | None:
        """The proved identity of a value that is rational or quadratic by its closed form."""
        if self.certificate is None or self.link is not None:
            return None
        if isinstance(self.form, Fraction):
            return rational_identity(self.form, digits)
        if self.form is None and self.certificate is not None and self.certificate["end"]["kind"] == "finite":
            (p, _), (_, s) = self.certificate["mobius"]
            return rational_identity(Fraction(p, s), digits)
        if not isinstance(self.form, ClosedForm) or self.form.kind != "algebraic":
            return None
        return _named(*self.form.algebraic(), digits)

    def certified(self, found: Limit) -> Limit:
        """The same limit, enclosed by the closed form in ball arithmetic where it is not certified already."""
        if found.ground != "agreed" or found.value is None or not isinstance(self.form, ClosedForm):
            return found
        ball = self.form.value(found.digits)
        if ball is None:
            return found
        with ctx.workprec(int(found.digits * BITS_PER_DIGIT) + _GUARD_BITS):
            return Limit("convergent", ball, found.digits, "certified") if ball.overlaps(found.value) else found


def _named(name: str, mobius: Mobius, digits: int) -> Identity:
    """mobius(constant of this name), where "1" stands for a rational value."""
    if name == "1":
        return rational_identity(mobius(Fraction(1)), digits)
    return Identity(constant(name), mobius, digits)


@lru_cache(maxsize=64)
def placement(pcf: PCF) -> Placement | None:
    """The placement of a convergent fraction, or of one that ends; None where nothing of the kind is known of it."""
    from analysis.links.combinations import combined_sum

    found = _placement(pcf)
    if found is None or found.names_simply or not isinstance(found.form, SeriesForm):
        return found
    named = combined_sum(pcf, found.form, _named_proof)
    if named is None:
        return found
    link_to = Link(named.mobius, named.certificate)
    return replace(found, link=link_to, theorem=None, certificate=named.certificate, sum_name=named.constant)


def _named_proof(pcf: PCF) -> Certificate | None:
    found = _placement(pcf)
    return None if found is None or found.constant is None else found.certificate


@lru_cache(maxsize=256)
def _placement(pcf: PCF) -> Placement | None:
    """The same, without combinations of series."""
    last = pcf.termination()
    if last is not None:
        return _placed(None, None, finite_certificate(pcf, last))
    form = closed_form(pcf)
    if not isinstance(form, ClosedForm):
        series = series_form(pcf)
        if isinstance(series, Fraction):
            return _placed(series, None, rational_certificate(pcf))
        based = _over_base(pcf) if series is None else None
        if based is not None and based.link is not None:
            return based
        proved = _linked(pcf, None)
        at_theorem = None if proved is None else Placement(series, None, *proved, proved[0].certificate)
        if series is not None and (at_theorem is None or not at_theorem.names_simply):
            by_sum = _summed(pcf, series)
            return by_sum if at_theorem is None or by_sum.names_simply else at_theorem
        if at_theorem is not None:
            return at_theorem
        value = rational_link(pcf)
        if value is not None:
            return _placed(value.mobius(Fraction(1)), None, value.certificate)
        return based or _over_row(pcf) or _minimal(pcf)
    key = family_key(pcf)
    if form.kind == "algebraic":
        rational = rational_certificate(pcf)
        return Placement(form, key, certificate=_form_proof(pcf)) if rational is None else _placed(form, key, rational)
    if key not in _PLAIN:
        found = _linked(pcf, key)
        if found is not None:
            return Placement(form, key, *found, found[0].certificate)
        series = series_form(pcf)
        summed = _summed(pcf, series) if isinstance(series, SeriesForm) else None
        if summed is not None and summed.link is not None:
            return replace(summed, form=form, key=key)
        if series is None and not has_candidates(pcf, key):
            _PLAIN.keep(key, pcf)
    return Placement(form, key, certificate=_form_proof(pcf))


def proved_value(pcf: PCF, digits: int) -> Limit | None:
    """The limit of a fraction with a closed form, from a theorem or else from that form, where the checker accepts it.

    None where there is none, or too many digits.

    >>> proved_value(PCF.parse("2n+1", "n^2"), 20).decimal()
    '1.2732395447351626862'
    """
    form = closed_form(pcf)
    if digits > _FORM_DIGITS or not isinstance(form, ClosedForm):
        return None
    ball = _value_by_theorem(pcf, digits)
    if ball is None and (_is_proved_rational(pcf, form) or _form_proof(pcf) is not None):
        ball = form.value(digits)
    return None if ball is None else Limit("convergent", ball, digits, "certified")


def _is_proved_rational(pcf: PCF, form: ClosedForm) -> bool:
    """Whether the placement's certificate is of the rational number that the closed form says."""
    placed = placement(pcf)
    if form.kind != "algebraic" or placed is None or placed.certificate is None:
        return False
    (p, q), (r, s) = placed.certificate["mobius"]
    constant, image = form.algebraic()
    rational = placed.certificate["end"]["kind"] == "series" and q == r == 0 and constant == "1"
    return rational and image(Fraction(1)) == Fraction(int(p), int(s))


def _value_by_theorem(pcf: PCF, digits: int) -> arb | None:
    """From the constant of a theorem, which many fractions share; None where that costs too many digits."""
    placed = placement(pcf)
    if placed is None or placed.link is None or placed.theorem is None or placed.theorem.constant == "1":
        return None
    p, q, r, s = placed.link.mobius.coefficients
    with suppress(InputError), ctx.workprec(int((digits + _SPARE_DIGITS) * BITS_PER_DIGIT) + _GUARD_BITS):
        c = constant(placed.theorem.constant).value(digits + _SPARE_DIGITS)
        ball = (p * c + q) / (r * c + s)
        return ball if ball.rel_accuracy_bits() > digits * BITS_PER_DIGIT + _GUARD_BITS / 2 else None
    return None


@lru_cache(maxsize=64)
def _form_proof(pcf: PCF) -> Certificate | None:
    """The certificate of the closed form that a fraction has, if the checker accepts it."""
    form = closed_form(pcf)
    assert isinstance(form, ClosedForm)
    certificate = form_certificate(pcf, form)
    return certificate if accepted(certificate) else None


def _summed(pcf: PCF, series: SeriesForm) -> Placement:
    """By its series, with a name where the terms are a rational function times a power, or accelerate such a sum."""
    from analysis.values.accelerations import accelerated_sum
    from analysis.values.rational_series import named_sum

    named = named_sum(series) or accelerated_sum(series)
    whole = None if named is None else named.certificate(series, pcf)
    if named is not None and whole is not None and accepted(whole):
        return Placement(series, None, Link(named.mobius(series), whole), None, whole, named.constant)
    return _placed(series, None, series.certificate(pcf))


def _over_base(pcf: PCF) -> Placement | None:
    """By way of a fraction of low degree with the same local data, whose own placement is proved."""
    from analysis.links.base_equations import alternating_bases, base_equations

    canonical = pcf.canonical().pcf
    ways = chain(((base, 1) for base in base_equations(canonical)), alternating_bases(canonical))
    for base, steps in ways:
        there = link(pcf, base) if steps == 1 else folded_link(pcf, base, (1, steps))
        found = None if there is None else _continued(there, base)
        if found is not None:
            return found
    return None


def _over_row(pcf: PCF) -> Placement | None:
    """By way of a row of a field in which it is a trajectory."""
    chains = (_continued(Link(steps.mobius, steps.certificate()), steps.at) for steps in crossed(pcf))
    return next((found for found in chains if found is not None), None)


def _minimal(pcf: PCF) -> Placement | None:
    """By a minimal solution that is a sum."""
    from analysis.links.minimal_sums import minimal_link  # of few formulas

    found = minimal_link(pcf)
    if found is None or not accepted(found[0].certificate):
        return None
    return Placement(None, None, found[0], None, found[0].certificate, found[1])


def _continued(there: Link, base: PCF) -> Placement | None:
    """By a link to a fraction whose closed form is proved."""
    placed = placement(base)
    if placed is None or not isinstance(placed.form, ClosedForm):
        return None
    whole = joined(there.certificate, placed.certificate)
    if whole is None or not accepted(whole):
        return None
    form = placed.form.mapped(there.mobius)
    named = None if placed.link is None else Link(there.mobius @ placed.link.mobius, whole)
    return Placement(form, placed.key, named, placed.theorem, whole, placed.sum_name)


def _linked(pcf: PCF, key: FamilyKey | None) -> tuple[Link, Statement] | None:
    found = theorem_link(pcf, key)
    return found if found is not None and accepted(found[0].certificate) else None


def _placed(
    form: ClosedForm | SeriesForm | Fraction | None, key: FamilyKey | None, certificate: Certificate | None
) -> Placement:
    return Placement(form, key, certificate=certificate if certificate is not None and accepted(certificate) else None)


def placement_about(pcf: PCF, placed: Placement | None, constant: str) -> Placement | None:
    """The placement with a proof, where a theorem about the constant that the limit is named by gives one.

    >>> pcf = PCF.parse("4n^2+4n-1", "-4n^2-4n+3")
    >>> placement_about(pcf, placement(pcf), "tan(1)").identity(50).expression
    '-3*tan(1)/(1 + tan(1))'
    """
    if placed is not None and placed.is_about(constant):
        return placed
    form, key = (None, None) if placed is None else (placed.form, placed.key)
    summed = _summed(pcf, series) if isinstance(series := series_form(pcf), SeriesForm) else None
    if summed is not None and summed.is_about(constant):
        return replace(summed, form=form, key=key)
    from analysis.links.theorem_index import theorem_about

    found = theorem_about(pcf, constant) or _field_about(pcf, constant)
    if found is None or not accepted(found[0].certificate):
        return placed
    return Placement(form, key, *found, found[0].certificate)


def _field_about(pcf: PCF, constant: str) -> tuple[Link, Statement] | None:
    """By a row of a field, where the theorem about it is about the constant."""
    found = field_link(pcf)
    return (
        found
        if found is not None and constant in (found[1].constant, *(alias for alias, _ in found[1].aliases))
        else None
    )


def written_form(pcf: PCF, certificate: Certificate) -> FormJson | None:
    """The JSON of the closed form of a fraction, if that is what the certificate is about."""
    steps = certificate["steps"]
    there = steps[-1]["to"] if steps and steps[-1]["kind"] == "coboundary" else None
    base = pcf if there is None else PCF.parse(there["a"], there["b"])
    form = closed_form(base)
    if isinstance(form, ClosedForm):
        stated = Mobius(*chain.from_iterable(certificate["mobius"]))
        (p, q), (r, s) = stated.as_lists()
        if stated != Mobius(*chain.from_iterable(form.mobius)):  # else the form has the signs with which it was written
            form = replace(form, mobius=((p, q), (r, s)))
        own, found = form_certificate(base, form), form.as_json()
    else:
        series = series_form(pcf)
        if not isinstance(series, SeriesForm):
            return None
        own, found = series.certificate(pcf), series.as_json()
    return found if own["end"] == certificate["end"] else None
