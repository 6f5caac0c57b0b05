"""Families in two parameters: a line of formulas of one exact family, extended by a second move of its parameters.

    a(n) = Σ aᵢⱼ(n) k^i m^j,  b(n) = Σ bᵢⱼ(n) k^i m^j,  i + j ≤ 2,   V(k, m) the value

As along a line, moves of the parameters give the exact maps V(k+1, m) → V(k, m) and V(k, m+1) → V(k, m), proved for
all k and m (`parameter_proofs`); limits outside the formulas given bear them out. The matrices of both steps commute as
those of a conservative matrix field do.
Moves that only shift n, alone or along the line, are left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from flint import fmpq_poly

from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import Polynomial
from analysis.families.contiguity import moved_by
from analysis.families.generalisation import DIRECTIONS, Family, borne_out
from analysis.families.interpolation import Coefficients, Point
from analysis.families.lines import Line, Places, contiguous_lines, joined, places_of
from analysis.families.parameter_proofs import ParameterProof
from analysis.families.parameter_values import ClosedValue, NoClosedValue, closed_values
from analysis.families.plane_values import PlaneValue, plane_value
from analysis.formulas.pcf import PCF
from analysis.values.family_keys import family_key

AXES = {"k": "", "m": "_m"}  # the parameters, and how their keys end in JSON
GRID = 6  # k, m = 0 … GRID − 1 are where formulas given are looked for
OUTSIDE = 20  # points beyond the grid whose members must be of the family too
HIGHEST_DEGREE = 4  # of the entries of the steps in k and m together
_SHIFTS = range(-6, 7)  # of k along which a move may only shift n
_TRIED = 3  # second moves tried for a line
_CORNER = ((0, 1), (1, 1), (2, 1), (1, 2))
_GRID_POINTS = [(k, m) for k in range(GRID) for m in range(GRID)]
_OUTSIDE_POINTS = [
    point for step in range(OUTSIDE // 2) for point in ((GRID + step, step % GRID), (step % GRID, GRID + step))
]

Steps = tuple[Coefficients, ...]


@dataclass(frozen=True)
class Plane:
    """The line for m = 0, the line for k = 0, and the coefficients of k m in a and b."""

    first: Line
    second: Line
    cross: tuple[Polynomial, Polynomial]

    def along(self, m: int) -> Line:
        """The line in k at this m."""
        a, b = (
            (at, side[1] + cross * m, side[2])
            for at, side, cross in zip(self.second.sides(m), (self.first.a, self.first.b), self.cross, strict=True)
        )
        return Line(a, b)

    def at(self, k: int, m: int) -> PCF | None:
        """The member; None where a or b vanishes."""
        a, b = self.along(m).sides(k)
        return PCF(a, b) if a and b else None

    def parts(self, side: str) -> dict[Point, Polynomial]:
        """a or b by powers of k and m."""
        first, second = getattr(self.first, side), getattr(self.second, side)
        found = {(0, 0): first[0], (1, 0): first[1], (0, 1): second[1], (2, 0): first[2], (0, 2): second[2]}
        found[1, 1] = self.cross[side == "b"]
        return {powers: part for powers, part in found.items() if part}

    def text(self, side: str) -> str:
        """a or b as text in n, k and m."""
        names = {(0, 0): "", (1, 0): "k", (0, 1): "m", (2, 0): "k**2", (1, 1): "k*m", (0, 2): "m**2"}
        parts = self.parts(side)
        return joined([(str(parts[powers]), name) for powers, name in names.items() if powers in parts])


@dataclass(frozen=True)
class PlaneFamily:
    """A plane of formulas with its steps along "k" and "m", each P, Q, R, S by powers of k and m, and their proofs.

    `members` are the places of the formulas given that lie on it, with (k, m); `confirmed` the points outside the grid;
    `values` is V(0, m) in closed form, or why there is none; `value` leads from there to V(k, m), where one is found.
    """

    plane: Plane
    steps: dict[str, Steps]
    members: tuple[tuple[int, Point], ...]
    confirmed: tuple[Point, ...]
    proofs: dict[str, ParameterProof]
    values: tuple[ClosedValue, ...] | NoClosedValue
    value: PlaneValue | None
    family: str

    def step_at(self, axis: str, k: int, m: int) -> Mobius | None:
        """The exact map from V(k+1, m), or V(k, m+1), to V(k, m); None where it is singular."""
        return _step_at(self.steps[axis], (k, m))

    def between(self, m: int) -> Mobius | None:
        """The exact map from V(0, 0) to V(0, m); None where a step is singular."""
        found = Mobius(1, 0, 0, 1)
        for j in range(m):
            step = self.step_at("m", 0, j)
            if step is None:
                return None
            found = step.inverse() @ found
        return found

    def as_json(self) -> dict[str, Any]:
        """What a store keeps: a and b in n, k and m, both steps with their proofs, and what was confirmed."""
        found: dict[str, Any] = {"a": self.plane.text("a"), "b": self.plane.text("b"), "parameters": ["k", "m"]}
        for axis, name in AXES.items():
            p, q, r, s = (_text(entry) for entry in self.steps[axis])
            found |= {f"step{name}": [[p, q], [r, s]], f"proof{name}": self.proofs[axis].as_json()}
        confirmed = [list(self.confirmed[0]), list(self.confirmed[-1])]
        return found | {"family": self.family, "inside": len(self.members), "confirmed": confirmed}


def plane_family(family: Family, members: Sequence[PCF]) -> PlaneFamily | None:
    """The family in two parameters that extends a proved one, with most members among formulas of its exact family.

    None where there is none among the first few moves tried.

    >>> from analysis.families.generalisation import families
    >>> line = next(families([PCF.parse(str(1 + k), f"n^2+{1 + k}n") for k in range(5)]))
    >>> found = plane_family(line, [])
    >>> found.plane.text("a"), found.plane.text("b"), len(found.confirmed)
    ('1 + k + 2*m', 'n**2 + n + n*k', 20)
    """
    if family.key is None or family.proof is None:
        return None
    places = places_of(members)
    found = sorted(_planes(family), key=lambda plane: -len(_inside(plane, places)))
    return next((one for plane in found[:_TRIED] if (one := _confirmed(plane, family, places)) is not None), None)


def _planes(family: Family) -> Iterator[Plane]:
    """Second moves that are no shifts of n, for which the members near the corner stay in the exact family."""
    line = family.line
    for direction, sign in product(DIRECTIONS, (1, -1)):
        i, j, g = (sign * step for step in direction)
        for second in contiguous_lines(line.at(0), [(i, j, g)]):
            for move in ((i, j, g), (j, i, g)):
                corner = moved_by(line.at(1), *move)
                if corner is None:
                    continue
                (a, b), (a10, b10), (a01, b01) = line.sides(0), line.sides(1), second.sides(1)
                plane = Plane(line, second, (corner.a - a10 - a01 + a, corner.b - b10 - b01 + b))
                if not _only_shifts(plane) and all(_belongs(plane.at(*point), family) for point in _CORNER):
                    yield plane
                    break


def _belongs(pcf: PCF | None, family: Family) -> bool:
    return pcf is not None and pcf.termination() is None and family_key(pcf) == family.key


def _only_shifts(plane: Plane) -> bool:
    """Whether the second move is, at two places, a move along the first and a shift of n."""
    row = {steps: plane.first.sides(steps) for steps in range(_SHIFTS.start, _SHIFTS.stop + 1)}
    corners = [plane.along(1).sides(k) for k in range(2)]
    for shift in range(-2, 3):
        here, there = (tuple(side.shift(-shift) for side in corner) for corner in corners)
        if any(row[steps] == here and row[steps + 1] == there for steps in _SHIFTS):
            return True
    return False


def _inside(plane: Plane, places: Places) -> list[tuple[int, Point]]:
    found = []
    for point in _GRID_POINTS:
        a, b = plane.along(point[1]).sides(point[0])
        if (a.coefficients, b.coefficients) in places:
            found.append((places[a.coefficients, b.coefficients], point))
    return found


def _confirmed(plane: Plane, family: Family, places: Places) -> PlaneFamily | None:
    """The family, where both steps are proved for all k and m, and borne out by limits beyond the grid."""
    members = {point: plane.at(*point) for point in _all_points()}
    if not all(pcf is not None and pcf.termination() is None for pcf in members.values()):
        return None
    if not all(_belongs(members[point], family) for point in _outermost()):
        return None
    whole = {point: pcf for point, pcf in members.items() if pcf is not None}
    outside = [point for point in _OUTSIDE_POINTS if not _is_known(whole[point], places)]
    steps: dict[str, Steps] = {}
    proofs: dict[str, ParameterProof] = {}
    for axis in AXES:
        found = ParameterProof.contiguous(plane.parts("a"), plane.parts("b"), axis)
        if found is None or any(i + j > HIGHEST_DEGREE for entry in found[1] for i, j in entry):
            return None
        proofs[axis], steps[axis] = found[0], tuple(found[1])
        if any(_step_at(steps[axis], point) is None for point in _all_points()):
            return None
        for point in (outside[0], outside[-1]) if outside else ():
            if not borne_out(whole[point], whole[_next(point, axis)], _step_at(steps[axis], point)):
                return None
    along = [fmpq_poly([entry.get((0, j), 0) for j in range(HIGHEST_DEGREE + 1)]) for entry in steps["m"]]
    assert family.key is not None
    values, value = closed_values(along), plane_value(steps["k"])
    value = value if value is not None and _agrees(value, steps["k"]) else None
    inside = tuple(_inside(plane, places))
    return PlaneFamily(plane, steps, inside, tuple(outside), proofs, values, value, family.key.text)


def _agrees(value: PlaneValue, step: Steps) -> bool:
    """Whether the closed form is what the steps lead to, near the corner and away from it."""
    for m in (0, 1, GRID):
        found: Mobius | None = Mobius(1, 0, 0, 1)
        for k in range(GRID):
            here = _step_at(step, (k, m))
            if here is None or found is None:
                return False
            found = here.inverse() @ found
            try:
                if value.from_first(k + 1, m) != found:
                    return False
            except (ZeroDivisionError, ValueError):  # a pole or a singular matrix
                return False
    return True


def _is_known(pcf: PCF, places: Places) -> bool:
    low = pcf.canonical().pcf
    return (low.a.coefficients, low.b.coefficients) in places


def _next(point: Point, axis: str) -> Point:
    return point[0] + (axis == "k"), point[1] + (axis == "m")


def _all_points() -> set[Point]:
    points = {*_GRID_POINTS, *_OUTSIDE_POINTS}
    return points | {_next(point, axis) for point in points for axis in AXES}


@lru_cache(maxsize=1)
def _outermost() -> set[Point]:
    """The points furthest in each direction: parameters, which are affine, cross an integer on the way if at all."""
    points = sorted(_all_points())
    directions = product(range(-3, 4), repeat=2)
    return {max(points, key=lambda point: i * point[0] + j * point[1]) for i, j in directions}


def _step_at(step: Sequence[Coefficients], point: Point) -> Mobius | None:
    k, m = point
    entries = [sum(c * k**i * m**j for (i, j), c in entry.items()) for entry in step]
    p, q, r, s = entries
    return Mobius(p, q, r, s) if p * s != q * r else None


def _text(entry: Coefficients) -> str:
    """A polynomial in k and m as text."""
    by_m = [Polynomial.of([entry.get((i, j), 0) for i in range(HIGHEST_DEGREE + 1)]) for j in range(HIGHEST_DEGREE + 1)]
    names = ["", "m", *(f"m**{j}" for j in range(2, HIGHEST_DEGREE + 1))]
    return joined([(part.text("k"), name) for part, name in zip(by_m, names, strict=True)])
