"""Infinite families in a parameter: a(n), b(n) with coefficients polynomial in k, and the value V(k) for all k.

A line of formulas (`lines`) is walked to members that no search has seen. From each to the next leads a coboundary, so
that

    V(k) = (P(k) V(k+1) + Q(k))/(R(k) V(k+1) + S(k))

holds exactly. Where neighbours differ by whole moves of hypergeometric parameters the step is known for all k at once
(`moves`); elsewhere P, Q, R, S are fitted as polynomials in k on the first FITTED steps, must predict CONFIRMED steps
to members outside the fit and outside the formulas given, and the step is proved for all k by a coboundary with k as a
symbol (`parameter_proofs`). Then it is solved: V(k) in closed form (`parameter_values`), or why there is none.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

from flint import ctx, fmpq_poly

from analysis.coboundaries.coboundary import Coboundary, coboundary
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.exact.mobius import Mobius
from analysis.exact.surds import SurdSum
from analysis.families.difference_systems import primitive
from analysis.families.interpolation import projective_fit
from analysis.families.lines import LEAST_MEMBERS, Line, Places, contiguous_lines, curves, inside, lines, places_of
from analysis.families.parameter_proofs import ParameterProof, in_k
from analysis.families.parameter_values import ClosedValue, NoClosedValue, closed_values
from analysis.families.terms import polynomial_text
from analysis.formulas.pcf import PCF
from analysis.links.certificates import link
from analysis.numbers.limits import Limit, limit
from analysis.numbers.relations import is_image
from analysis.values.closed_forms import ClosedForm, closed_form
from analysis.values.family_keys import FamilyKey, family_key

FITTED = 10  # steps that fix P, Q, R, S: 30 equations, against 20 unknowns at the highest degree
CONFIRMED = 20  # steps that these must predict
HIGHEST_DEGREE = 4  # of P, Q, R, S in k
CHECKED_DIGITS = 40  # to which the values of neighbours must bear out the step between them
_FEW = 6  # steps that tell what a value is made of, where their entries have degree ≤ 2
_TRIED = 4  # parallel lines tried in each direction: most that fail do so because one member ends
# Moves (i, j, g) of r₁, r₂, γ along which values at special arguments are known to be products of Γ-functions.
DIRECTIONS = (
    (0, 0, 1), (1, -1, 0), (1, -1, 1), (0, -2, 1), (-2, 0, 1), (1, 0, 0), (0, 1, 0), (1, 1, 0), (1, 0, 1), (0, 1, 1),
)  # fmt: skip

Step = tuple[fmpq_poly, fmpq_poly, fmpq_poly, fmpq_poly]


@dataclass(frozen=True)
class Family:
    """A line all of whose members are tied to each other, the map from V(k+1) to V(k), and V(k).

    `step` holds P, Q, R, S; `members` the places of the formulas given that lie on the line, with their k; `confirmed`
    the k of the members outside, beyond the fit; `key` the exact family and `slopes` how its parameters move with k,
    None where there is none; `proof` proves the step for all k.
    """

    line: Line
    step: Step
    members: tuple[tuple[int, int], ...]
    confirmed: tuple[int, ...]
    values: tuple[ClosedValue, ...] | NoClosedValue
    proof: ParameterProof | None
    key: FamilyKey | None = None
    slopes: dict[str, str] | None = None

    @property
    def kind(self) -> str:
        """What V(k) is made of: "polynomial", "gamma", "sum", or "recurrence" where it has no closed form."""
        kinds = ("polynomial", "gamma", "sum")
        if isinstance(self.values, NoClosedValue):
            return "recurrence"
        return max((value.kind for value in self.values), key=kinds.index)

    def step_at(self, k: int) -> Mobius:
        """The exact map from V(k+1) to V(k)."""
        p, q, r, s = (int(entry(k)) for entry in self.step)
        return Mobius(p, q, r, s)

    def between(self, here: int, there: int) -> Mobius:
        """The exact map from V(here) to V(there), there ≥ here."""
        found = Mobius(1, 0, 0, 1)
        for k in range(here, there):
            found = self.step_at(k).inverse() @ found
        return found

    def as_json(self) -> dict[str, Any]:
        """What a store keeps: a and b in n and k, the step, the parameters' slopes, what was confirmed, the proof."""
        p, q, r, s = (polynomial_text(entry) for entry in self.step)
        return {
            "a": self.line.text("a"),
            "b": self.line.text("b"),
            "step": [[p, q], [r, s]],
            "family": None if self.key is None else self.key.text,
            "slopes": self.slopes,
            "inside": len(self.members),
            "confirmed": [self.confirmed[0], self.confirmed[-1]],
            "proof": None if self.proof is None else self.proof.as_json(),
        }


def families(members: Sequence[PCF]) -> Iterator[Family]:
    """The families in a parameter among formulas of one exact family, canonical ones, most members first.

    Each direction is given once, on the line with the most members.

    >>> found = families([PCF.parse(f"n+{k}", "n") for k in range(6)])
    >>> [(one.line.text("a"), one.line.text("b"), one.confirmed[:2], one.kind) for one in found]
    [('n + k', 'n', (10, 11), 'sum')]
    """
    return _each_direction_once(lines(members), places_of(members))


def curved_families(members: Sequence[PCF]) -> Iterator[Family]:
    """The same among formulas of one constant that have no exact family, where a may be quadratic in k."""
    return _each_direction_once(curves(members), places_of(members))


def contiguous_families(head: PCF, members: Sequence[PCF]) -> Iterator[Family]:
    """The families from one member of an exact family on along which V(k) is made of polynomials and Γ-functions.

    `members` are the formulas of the exact family that are known.

    >>> [(one.line.text("b"), one.kind) for one in contiguous_families(PCF.parse("2", "n^2"), [])][:1]
    [('n**2 + 2*n*k', 'gamma')]
    """
    places = places_of(members)
    for line in contiguous_lines(head, DIRECTIONS):
        if not _without_sums(line):
            continue
        for start in (line, line.moved(0, -1)):
            walked = _walked(start, places)
            if walked is None or _has_sums(walked.values):
                continue
            found = _confirmed(walked, places)
            if found is not None:
                yield found
                break


def _each_direction_once(found: Sequence[Line], places: Places) -> Iterator[Family]:
    tries: dict[frozenset[tuple[tuple[int, ...], ...]], int] = defaultdict(int)
    for line in found:
        direction = frozenset((line.direction, line.moved(0, -1).direction))
        if tries[direction] >= _TRIED:
            continue
        tries[direction] += 1
        for start in (line, line.moved(inside(line, places) - 1, -1)):
            walked = _walked(start, places)
            family = None if walked is None else _confirmed(walked, places)
            if family is not None:
                tries[direction] = _TRIED
                yield family
                break


@dataclass(frozen=True)
class _Tie:
    """The exact map from V(k+1) to V(k), and the coboundary, None where only the canonical forms have one."""

    step: Mobius
    coboundary: Coboundary | None


@dataclass(frozen=True)
class _Walk:
    """A line with its members from k = 0 on, `inside` of them known, and the step that is proved or was fitted.

    `fitted` are the steps that fixed it, none where a proof did.
    """

    line: Line
    members: list[PCF]
    inside: int
    key: FamilyKey | None
    fitted: list[_Tie]
    step: Step
    values: tuple[ClosedValue, ...] | NoClosedValue
    proof: ParameterProof | None


def _walked(line: Line, places: Places) -> _Walk | None:
    """The line along k ≥ 0, where all its members exist, are new from some k on, and P, Q, R, S can be had."""
    first_members = _members(line, LEAST_MEMBERS)  # most lines fail with these
    key = None if first_members is None else family_key(first_members[0])
    if first_members is None or (key is not None and _slopes(first_members) is None):
        return None
    known = inside(line, places)
    start = max(known, FITTED)
    members = _members(line, start + CONFIRMED + 1)
    if members is None:
        return None
    if any((pcf.a.coefficients, pcf.b.coefficients) in places for pcf in (m.canonical().pcf for m in members[start:])):
        return None
    proved = _proved_step(line)
    if proved is not None:
        proof, step, values = proved
        return _Walk(line, members, known, key, [], step, values, proof)
    first = _ties(members[: FITTED + 1])
    fitted = None if first is None else projective_fit([tie.step.coefficients for tie in first], HIGHEST_DEGREE)
    if first is None or fitted is None:
        return None
    p, q, r, s = fitted
    return _Walk(line, members, known, key, first, (p, q, r, s), closed_values((p, q, r, s)), None)


def _members(line: Line, count: int) -> list[PCF] | None:
    """The first members, None where one is missing or terminates."""
    sides = [line.sides(k) for k in range(count)]
    if not all(a and b for a, b in sides):
        return None
    members = [PCF(a, b) for a, b in sides]
    return None if any(pcf.termination() is not None for pcf in members) else members


@lru_cache(maxsize=64)
def _proved_step(line: Line) -> tuple[ParameterProof, Step, tuple[ClosedValue, ...] | NoClosedValue] | None:
    """The step by whole moves of hypergeometric parameters, for all k, and the values that it leads to."""
    found = ParameterProof.contiguous(line.parts("a"), line.parts("b"))
    if found is None or any(i > HIGHEST_DEGREE for entry in found[1] for i, _ in entry):
        return None
    p, q, r, s = primitive([fmpq_poly([entry.get((i, 0), 0) for i in range(HIGHEST_DEGREE + 1)]) for entry in found[1]])
    return found[0], (p, q, r, s), closed_values((p, q, r, s))


def _confirmed(walked: _Walk, places: Places) -> Family | None:
    """The family, where the step is proved or predicts those beyond the fit, and the limits bear it out."""
    members = walked.members
    slopes = None if walked.key is None else _slopes(members)
    if walked.key is not None and (slopes is None or any(family_key(members[k]) != walked.key for k in _ends(members))):
        return None
    proof = walked.proof
    if proof is None:
        later = _ties(members[FITTED:])
        ties = walked.fitted + (later or [])
        if later is None or not all(_predicts(walked.step, k, tie.step) for k, tie in enumerate(ties)):
            return None
        proof = _proof(walked.line, ties, walked.step)
    start = max(walked.inside, FITTED)
    confirmed = tuple(range(start, start + CONFIRMED))
    found = tuple((places[pcf.a.coefficients, pcf.b.coefficients], k) for k, pcf in enumerate(members[: walked.inside]))
    family = Family(walked.line, walked.step, found, confirmed, walked.values, proof, walked.key, slopes)
    return family if _steps_hold(family, members) and _values_agree(family) else None


def _steps_hold(family: Family, members: Sequence[PCF]) -> bool:
    """Whether the limits beyond the fit bear out the steps: all, or the first and the last of a step that is proved."""
    p, q, r, s = family.step
    determinant = p * s - q * r
    ends = {family.confirmed[0], family.confirmed[-1]}
    chosen = family.confirmed if family.proof is None else sorted(ends)
    return all(determinant(k) for k in range(len(members) - 1)) and all(
        borne_out(members[k], members[k + 1], family.step_at(k)) for k in chosen
    )


def _slopes(members: Sequence[PCF]) -> dict[str, str] | None:
    """By how much each parameter of the closed form moves with k; None unless by the same whole number each time.

    Parameters that move evenly cross an integer once, so what holds for the first and the last members holds between.
    """
    rows = {}
    for k in _ends(members):
        form = closed_form(members[k])
        if not isinstance(form, ClosedForm) or form.kind == "algebraic":
            return None
        rows[k] = dict(form.parameters)
    slopes = {name: rows[1][name] - value for name, value in rows[0].items()}
    if not all(slope.is_integer for slope in slopes.values()):
        return None
    steps = {name: slope.rational for name, slope in slopes.items()}
    moved = ((row[name] - value, k * steps[name]) for k, row in rows.items() for name, value in rows[0].items())
    return {n: str(step) for n, step in steps.items()} if all(m == SurdSum(Fraction(by)) for m, by in moved) else None


def _ends(members: Sequence[PCF]) -> list[int]:
    """The places of the first members and of the last ones."""
    return sorted({*range(LEAST_MEMBERS), len(members) - 2, len(members) - 1})


def _ties(members: Sequence[PCF]) -> list[_Tie] | None:
    """Between neighbours; None where one is missing."""
    ties = []
    for here, there in pairwise(members):
        direct = coboundary(here, there)
        if direct is not None:
            ties.append(_Tie(direct.mobius, direct))
            continue
        chain = link(here, there) if any(pcf.canonical().pcf != pcf for pcf in (here, there)) else None
        if chain is None:
            return None
        ties.append(_Tie(chain.mobius, None))
    return ties


def _without_sums(line: Line) -> bool:
    """Whether V(k) may be made of polynomials and Γ-functions alone, as far as a few members tell."""
    proved = _proved_step(line)
    if proved is not None:
        return not _has_sums(proved[2])
    members = _members(line, _FEW + 1)
    ties = None if members is None else _ties(members)
    fitted = None if ties is None else projective_fit([tie.step.coefficients for tie in ties], 2)
    if fitted is None:
        return True
    p, q, r, s = fitted
    return not _has_sums(closed_values((p, q, r, s)))


def _has_sums(values: tuple[ClosedValue, ...] | NoClosedValue) -> bool:
    """Whether a closed form needs a sum, or there is none."""
    return isinstance(values, NoClosedValue) or any(value.summand is not None for value in values)


def _predicts(entries: Sequence[fmpq_poly], k: int, step: Mobius) -> bool:
    values, known = [int(entry(k)) for entry in entries], step.coefficients
    return any(values) and all(values[i] * known[j] == values[j] * known[i] for i in range(4) for j in range(i))


def borne_out(here: PCF, there: PCF, step: Mobius | None) -> bool:
    """Whether the limits of both are tied by the step, to CHECKED_DIGITS."""
    if step is None:
        return False
    left, right = (_limit(pcf) for pcf in (here, there))
    if left.value is None or right.value is None or min(left.digits, right.digits) < CHECKED_DIGITS:
        return False
    with ctx.workprec(int(2 * CHECKED_DIGITS * BITS_PER_DIGIT)):
        return is_image(step, right.value, left.value)


@lru_cache(maxsize=256)
def _limit(pcf: PCF) -> Limit:
    return limit(pcf, CHECKED_DIGITS)


def _proof(line: Line, ties: Sequence[_Tie], step: Step) -> ParameterProof | None:
    whole = [tie.coboundary for tie in ties if tie.coboundary is not None]
    if len(whole) < len(ties):
        return None
    proof = ParameterProof.interpolated([(k, 0) for k in range(len(whole))], whole)
    steps = [in_k(entry) for entry in step]
    return proof if proof is not None and proof.proves(line.parts("a"), line.parts("b"), steps) else None


def _values_agree(family: Family) -> bool:
    """Whether the closed values are what the steps lead to, at the last member confirmed."""
    if isinstance(family.values, NoClosedValue):
        return True
    for value in family.values:
        here = value.modulus * value.start + value.residue
        last = (family.confirmed[-1] - value.residue) // value.modulus
        there = value.modulus * last + value.residue
        if value.from_t(last) @ value.to_t != family.between(here, there):
            return False
    return True
