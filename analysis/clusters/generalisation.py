"""Infinite families in a parameter: a(n), b(n) with coefficients polynomial in k, found among formulas of one family.

Three formulas whose a lie on a line fix a₀ + k Δ and a quadratic b in k; a fourth member that the three predict makes a
candidate. It is walked to members that no search has seen. From each to the next leads a coboundary, so that

    V(k) = (P(k) V(k+1) + Q(k))/(R(k) V(k+1) + S(k)),    V(k) the value at k,

holds exactly; P, Q, R, S are fitted as polynomials in k on the first FITTED steps and must predict CONFIRMED steps to
members outside the fit and outside the formulas given. Families that only shift n are left out: every formula has one.

The hypergeometric parameters of the members are linear in k with whole steps at a fixed argument (compared at more
values of k than a quadratic could hide), so contiguity proves for every k that a member which does not end is a Möbius
image of the first.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import gcd
from typing import Any

from flint import ctx, fmpz_mat

from analysis.families.certificates import link
from analysis.families.closed_forms import ClosedForm, closed_form
from analysis.families.family_keys import FamilyKey, family_key
from analysis.formulas.pcf import PCF
from analysis.formulas.polynomials import Polynomial
from analysis.numbers.balls import BITS_PER_DIGIT
from analysis.numbers.limits import limit
from analysis.numbers.mobius import Mobius
from analysis.numbers.relations import is_image

FITTED = 10  # steps that fix P, Q, R, S: 30 equations, against 20 unknowns at the highest degree
CONFIRMED = 20  # steps that these must predict
HIGHEST_DEGREE = 4  # of P, Q, R, S in k
CHECKED_DIGITS = 40  # to which the values of neighbours must bear out the step between them
_LEAST_MEMBERS = 4
_TRIED = 4  # parallel lines tried in each direction: most that fail do so because one member ends

Coefficients = tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """a(n) = a₀ + k a₁ and b(n) = b₀ + k b₁ + k² b₂, polynomials in n; k = 0, 1, 2, …

    >>> line = Line((Polynomial((1, 2)), Polynomial((1,))), (Polynomial((0, 0, 1)), Polynomial(()), Polynomial(())))
    >>> line.at(3), line.text("a"), line.text("b")
    (PCF(2n+4, n^2), '2*n + 1 + k', 'n**2')
    """

    a: tuple[Polynomial, ...]
    b: tuple[Polynomial, ...]

    def at(self, k: int) -> PCF:
        """The member at k; raises InputError where b vanishes."""
        a, b = (sum((p * k**j for j, p in enumerate(side)), Polynomial(())) for side in (self.a, self.b))
        return PCF(a, b)

    def moved(self, steps: int, sign: int = 1) -> "Line":
        """The same line with k replaced by steps + sign k."""
        a0, a1 = self.a
        b0, b1, b2 = self.b
        return Line(
            (a0 + a1 * steps, a1 * sign),
            (b0 + b1 * steps + b2 * steps**2, (b1 + b2 * (2 * steps)) * sign, b2),
        )

    def text(self, side: str) -> str:
        """a or b as text in n and k, which sympy and templates parse."""
        return _joined([str(p) for p in getattr(self, side)], "*")

    def latex(self, side: str) -> str:
        """a or b as LaTeX in n and k."""
        return _joined([p.latex() for p in getattr(self, side)], " ", braces=True)


@dataclass(frozen=True)
class Family:
    """A line all of whose members are tied to each other, and the map from V(k+1) to V(k).

    `entries` are P, Q, R, S as polynomials in k (written with the variable n of `Polynomial`); `inside` are the places
    of the formulas given that lie on the line, with their k; `confirmed` the k of the members outside, beyond the fit.
    """

    line: Line
    key: FamilyKey
    entries: tuple[Polynomial, Polynomial, Polynomial, Polynomial]
    inside: tuple[tuple[int, int], ...]
    confirmed: tuple[int, ...]
    slopes: dict[str, str]

    @property
    def latex(self) -> str:
        p, q, r, s = (_in_k(entry.latex()) for entry in self.entries)
        numerator, denominator = _affine(p, q), _affine(r, s)
        step = numerator if denominator == "1" else f"\\frac{{{numerator}}}{{{denominator}}}"
        return f"a_k(n) = {self.line.latex('a')},\\ b_k(n) = {self.line.latex('b')},\\ V_k = {step}"

    def as_json(self) -> dict[str, Any]:
        """What a store keeps: a and b in n and k, the map, the parameters' slopes, and what was confirmed."""
        return {
            "a": self.line.text("a"),
            "b": self.line.text("b"),
            "step": [[_in_k(str(entry)) for entry in row] for row in (self.entries[:2], self.entries[2:])],
            "family": self.key.text,
            "slopes": self.slopes,
            "inside": len(self.inside),
            "confirmed": [self.confirmed[0], self.confirmed[-1]],
        }


def families(members: Sequence[PCF]) -> Iterator[Family]:
    """The families in a parameter among formulas of one exact family, canonical ones, most members first.

    Each direction is given once, on the line with the most members.

    >>> found = families([PCF.parse(f"n+{k}", "n") for k in range(6)])
    >>> [(one.line.text("a"), one.line.text("b"), one.confirmed[:2]) for one in found]
    [('n + k', 'n', (10, 11))]
    """
    places = {(pcf.a.coefficients, pcf.b.coefficients): place for place, pcf in enumerate(members)}
    tries: dict[frozenset[tuple[Coefficients, ...]], int] = defaultdict(int)
    for line in sorted(_lines(members, places), key=lambda one: (-_length(one, places), _size(one))):
        direction = frozenset((_direction(line), _direction(line.moved(0, -1))))
        if tries[direction] >= _TRIED:
            continue
        tries[direction] += 1
        last = _length(line, places) - 1
        for start in (line, line.moved(last, -1)):
            found = _confirmed(start, places)
            if found is not None:
                tries[direction] = _TRIED
                yield found
                break


def _lines(members: Sequence[PCF], places: dict[tuple[Coefficients, Coefficients], int]) -> Iterator[Line]:
    """Lines through three members that predict a fourth, each from its first member on, shifts of n left out."""
    by_a: dict[Coefficients, list[PCF]] = defaultdict(list)
    for pcf in members:
        by_a[pcf.a.coefficients].append(pcf)
    seen: set[Line] = set()
    for first in members:
        for second in members:
            if first == second:
                continue
            step = second.a - first.a
            for third in by_a.get((second.a + step).coefficients, ()):
                line = _through(first, second, third)
                if line is None or line in seen or not _holds_fourth(line, places):
                    continue
                seen.add(line)
                before = line.moved(-1)
                if not _is_member(before, 0, places) and not _shifts_index(line):
                    yield line


def _through(first: PCF, second: PCF, third: PCF) -> Line | None:
    bend = third.b - second.b * 2 + first.b
    if any(c % 2 for c in bend.coefficients):
        return None
    half = bend.exact_quotient(2)
    slope = second.b - first.b - half
    if not (second.a - first.a) and not slope and not half:
        return None
    return Line((first.a, second.a - first.a), (first.b, slope, half))


def _holds_fourth(line: Line, places: dict[tuple[Coefficients, Coefficients], int]) -> bool:
    return _is_member(line, _LEAST_MEMBERS - 1, places)


def _is_member(line: Line, k: int, places: dict[tuple[Coefficients, Coefficients], int]) -> bool:
    return _coefficients(line, k) in places


def _coefficients(line: Line, k: int) -> tuple[Coefficients, Coefficients]:
    moved = line.moved(k)
    return moved.a[0].coefficients, moved.b[0].coefficients


def _shifts_index(line: Line) -> bool:
    """Whether the next member is the tail of this one, or the other way round."""
    here, there = line.at(0), line.at(1)
    degree = max(here.a.degree, 0), here.b.degree
    for side, other, d in ((here.a, there.a, degree[0]), (here.b, there.b, degree[1])):
        if d > 0:
            lead = d * side.leading
            difference = other.coefficients[d - 1] - side.coefficients[d - 1]
            if other.degree != d or difference % lead:
                return False
            shift = difference // lead
            return here.shifted(shift) == there
    return False


def _length(line: Line, places: dict[tuple[Coefficients, Coefficients], int]) -> int:
    k = 0
    while _is_member(line, k, places):
        k += 1
    return k


def _size(line: Line) -> tuple[int, list[Coefficients]]:
    coefficients = [p.coefficients for p in (*line.a, *line.b)]
    return sum(abs(c) for row in coefficients for c in row), coefficients


def _direction(line: Line) -> tuple[Coefficients, ...]:
    """What parallel lines and every m-th member of a line share: how the formula's parameters move, up to length."""
    top = line.b[1].coefficients[max(line.b[0].degree - 1, 0) :]
    lead = line.a[0].leading if line.a[0].degree > line.a[1].degree else 0
    m = gcd(*line.a[1].coefficients, *top) or 1
    if any(c % m**2 for c in line.b[2].coefficients):
        m = 1
    a, b = (tuple(c // m for c in side) for side in (line.a[1].coefficients, top))
    return a, tuple(c // m**2 for c in line.b[2].coefficients), b, (lead, line.b[0].leading)


def _confirmed(line: Line, places: dict[tuple[Coefficients, Coefficients], int]) -> Family | None:
    """The family along k ≥ 0, where all its members exist, are linked, and P, Q, R, S predict what they must."""
    inside = _length(line, places)
    start = max(inside, FITTED)
    members = [line.at(k) for k in range(start + CONFIRMED + 1)]
    key = family_key(members[0])
    if key is None or any(pcf.termination() is not None for pcf in members):
        return None
    if _slopes(members[:_LEAST_MEMBERS]) is None or any(_known(pcf.canonical().pcf, places) for pcf in members[start:]):
        return None
    first = _steps(members[: FITTED + 1])
    entries = None if first is None else _fitted(first)
    later = None if entries is None else _steps(members[FITTED:])
    if first is None or entries is None or later is None:
        return None
    steps = first + later
    slopes = _slopes(members)
    if slopes is None or any(family_key(pcf) != key for pcf in members[1:]):
        return None
    if not all(_predicts(entries, k, step) for k, step in enumerate(steps)):
        return None
    confirmed = tuple(range(start, start + CONFIRMED))
    if not all(_borne_out(members[k], members[k + 1], steps[k]) for k in confirmed):
        return None
    found = tuple((places[_coefficients(line, k)], k) for k in range(inside))
    return Family(line, key, entries, found, confirmed, slopes)


def _known(pcf: PCF, places: dict[tuple[Coefficients, Coefficients], int]) -> bool:
    return (pcf.a.coefficients, pcf.b.coefficients) in places


def _slopes(members: Sequence[PCF]) -> dict[str, str] | None:
    """By how much each parameter of the closed form moves with k; None unless by the same whole number each time."""
    rows = []
    for pcf in members:
        form = closed_form(pcf)
        if not isinstance(form, ClosedForm) or form.kind == "algebraic":
            return None
        rows.append(dict(form.parameters))
    slopes = {name: rows[1][name] - value for name, value in rows[0].items()}
    for here, there in pairwise(rows):
        if any(there[name] - here[name] != slope for name, slope in slopes.items()):
            return None
    return {name: str(slope) for name, slope in slopes.items()} if all(s.is_integer for s in slopes.values()) else None


def _steps(members: Sequence[PCF]) -> list[Mobius] | None:
    """The maps from V(k+1) to V(k), exactly."""
    steps = []
    for here, there in pairwise(members):
        step = link(here, there)
        if step is None:
            return None
        steps.append(step.mobius)
    return steps


def _fitted(steps: Sequence[Mobius]) -> tuple[Polynomial, Polynomial, Polynomial, Polynomial] | None:
    """Integer polynomials of least degree in proportion to the entries of steps 0, 1, 2, …"""
    for degree in range(HIGHEST_DEGREE + 1):
        width = degree + 1
        rows = []
        for k, step in enumerate(steps):
            entries = step.coefficients
            pivot = next(i for i, entry in enumerate(entries) if entry)
            for i in range(4):
                if i != pivot:
                    row = [0] * (4 * width)
                    for j in range(width):
                        row[i * width + j] += entries[pivot] * k**j
                        row[pivot * width + j] -= entries[i] * k**j
                    rows.append(row)
        kernel, nullity = fmpz_mat(rows).nullspace()
        if nullity == 1:
            vector = [int(kernel[j, 0]) for j in range(4 * width)]
            return _normalised([Polynomial.of(vector[i * width : (i + 1) * width]) for i in range(4)])
        if nullity > 1:
            return None
    return None


def _normalised(entries: Sequence[Polynomial]) -> tuple[Polynomial, Polynomial, Polynomial, Polynomial]:
    """Without a common integer, the first entry that is not 0 with a positive leading coefficient."""
    common = gcd(*(entry.content() for entry in entries))
    sign = 1 if next(entry for entry in entries if entry).leading > 0 else -1
    p, q, r, s = (entry.exact_quotient(common * sign) for entry in entries)
    return p, q, r, s


def _predicts(entries: Sequence[Polynomial], k: int, step: Mobius) -> bool:
    values, known = [entry(k) for entry in entries], step.coefficients
    return any(values) and all(values[i] * known[j] == values[j] * known[i] for i in range(4) for j in range(i))


def _borne_out(here: PCF, there: PCF, step: Mobius) -> bool:
    left, right = limit(here, CHECKED_DIGITS), limit(there, CHECKED_DIGITS)
    if left.value is None or right.value is None or min(left.digits, right.digits) < CHECKED_DIGITS:
        return False
    with ctx.workprec(int(2 * CHECKED_DIGITS * BITS_PER_DIGIT)):
        return is_image(step, right.value, left.value)


def _in_k(text: str) -> str:
    return text.replace("n", "k")


def _joined(parts: Sequence[str], times: str, braces: bool = False) -> str:
    """Σ part · k^j, parts polynomials in n as text, for j = 0, 1, 2."""
    pieces: list[str] = []
    for j, part in enumerate(parts):
        if part == "0":
            continue
        power = "" if j == 0 else "k" if j == 1 else (f"k^{{{j}}}" if braces else f"k**{j}")
        compound = " + " in part or " - " in part
        if not power:
            piece = part
        elif part in ("1", "-1"):
            piece = power if part == "1" else f"-{power}"
        elif compound:
            piece = f"({part}){times}{power}"
        else:
            piece = f"{part}{times}{power}"
        if pieces:
            pieces.append(f" - {piece[1:]}" if piece.startswith("-") else f" + {piece}")
        else:
            pieces.append(piece)
    return "".join(pieces) or "0"


def _affine(slope: str, constant: str) -> str:
    """slope · V(k+1) + constant as LaTeX."""
    if slope == "0":
        return constant
    compound = " + " in slope or " - " in slope
    factor = {"1": "", "-1": "-"}.get(slope, f"\\left({slope}\\right) " if compound else f"{slope} ")
    term = f"{factor}V_{{k+1}}"
    if constant == "0":
        return term
    if " + " in constant or " - " in constant:
        return f"{term} + {constant}" if not constant.startswith("-") else f"{term} + \\left({constant}\\right)"
    return f"{term} - {constant[1:]}" if constant.startswith("-") else f"{term} + {constant}"
