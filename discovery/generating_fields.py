"""New formulas from a matrix field: its trajectories from many starts in many directions, checked one by one.

All trajectories from one start have the same limit, a Möbius image of the constant; the fraction of a trajectory is an
image of that limit, so it has an identity also where its coefficients are too large to be found by a relation. Starts
and directions are walked by size. A start from which a step back stays in the lattice only gives tails of what comes
before it, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice, product

from flint import arb, ctx

from analysis.constants.identities import Identity
from analysis.constants.library import Constant, Library
from analysis.dynamics.measures import Measured
from analysis.errors import InputError
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.exact.mobius import Mobius
from analysis.examination import examine
from analysis.fields import fans
from analysis.fields.matrix_fields import MatrixField, directions
from analysis.fields.naming import field_of
from analysis.formula import Formula, Named
from analysis.formulas.pcf import PCF
from analysis.numbers.limits import limit
from analysis.numbers.relations import find_mobius, is_image
from discovery.generating import DIGITS, Wanted, generate, is_kept, ranked
from results.fields import FieldMember, record_members, stored_places
from results.rows import pcf_id
from results.store import Store

REACH = 4  # of the directions: the degrees of the fractions grow with it
STARTS = 3  # entries of starts, from 1 on
MOST_TRIED = 600  # trajectories looked at
MOST_PLACES = 10  # starts in fields of a store

Point = tuple[Fraction, ...]


def generated(store: Store, wanted: Wanted, field: MatrixField | None, start: Point | None) -> list[Formula]:
    """New formulas of a field, or else of the store's families, then of its fields; they are kept in the store."""
    if field is not None:
        return generate_from_field(store, field, wanted, start)
    rows = generate(store, wanted)
    if len(rows) < wanted.count:
        rows += generate_from_fields(store, replace(wanted, count=wanted.count - len(rows)))
    return rows


def generate_from_field(
    store: Store, field: MatrixField, wanted: Wanted, start: Point | None = None, tried: int = MOST_TRIED
) -> list[Formula]:
    """New formulas of a field and of the constant wanted, best δ first; they are kept in the store.

    With `start` only trajectories from there, `tried` at most. Each has the key "origin" with the field, its start and
    its direction.
    Raises InputError for a field of another rank than 2 or with free parameters, and for a start of another length.
    """
    if field.rank != 2 or field.parameters:
        free = f" with free parameters {', '.join(field.parameters)}" if field.parameters else ""
        raise InputError(f"field {field.name} of rank {field.rank}{free}", "rank 2, and values for all parameters")
    if start is not None and len(start) != len(field.axes):
        raise InputError(f"a start of {len(start)} numbers", f"{len(field.axes)} for the axes {', '.join(field.axes)}")
    library = wanted.library()
    limits: dict[Point, Mobius | None] = {}
    found: dict[PCF, Formula] = {}
    members: list[FieldMember] = []
    for point, direction in islice(_places(field, start), tried):
        if len(found) >= wanted.count:
            break
        one = _trajectory(field, point, direction, wanted)
        if one is None or one.trajectory.pcf in found or is_kept(store, one.trajectory.pcf):
            continue
        if point not in limits:
            limits[point] = _limit_map(one, library[0])
        row = _checked(one, limits[point], library, wanted)
        if row is not None:
            place = [str(entry) for entry in point], list(direction)
            origin = {"field": field.name, "start": place[0], "direction": place[1], "by": "trajectory"}
            found[one.trajectory.pcf] = row.saying(origin=origin)
            ends = pcf_id(row.a, row.b), row.family, field.name
            members.append(FieldMember(*ends, *place, field.as_json()))
    rows = ranked(found.values())
    store.record_examined(rows)
    record_members(store, members)
    return rows


def generate_from_fields(store: Store, wanted: Wanted) -> list[Formula]:
    """The same from all fields of a store in which formulas of the constant lie, from where these start."""
    found: list[Formula] = []
    places = stored_places(store, wanted.library()[0].name)[:MOST_PLACES]
    for place in places:
        if len(found) >= wanted.count:
            break
        try:
            field, start = field_of(place.field), tuple(Fraction(str(x)) for x in place.start)
        except (InputError, ValueError):  # an irrational argument or start
            continue
        if field.rank == 2 and not field.parameters:
            rest = replace(wanted, count=wanted.count - len(found))
            found += generate_from_field(store, field, rest, start, MOST_TRIED // len(places))
    return ranked(found)


def _places(field: MatrixField, start: Point | None) -> Iterator[tuple[Point, tuple[int, ...]]]:
    """(start, direction), small ones first."""
    ahead = directions(len(field.axes), REACH)
    if start is not None:
        points: Sequence[Point] = (start,)
    else:
        points = [tuple(map(Fraction, point)) for point in product(range(1, STARTS + 1), repeat=len(field.axes))]
    pairs = [
        (point, direction)
        for point in points
        for direction in ahead
        if start is not None or any(step > 0 and entry <= step for entry, step in zip(point, direction, strict=True))
    ]
    yield from sorted(pairs, key=lambda pair: (sum(pair[0]) + 2 * sum(pair[1]), pair))


def _trajectory(field: MatrixField, point: Point, direction: tuple[int, ...], wanted: Wanted) -> fans.Measured | None:
    """The trajectory, where it gives a fraction with a δ and of a height that are wanted."""
    try:
        one = fans.measured(field, point, direction)
    except InputError:  # triangular, singular or of too high a degree
        return None
    right = one.growth is not None and wanted.fits(one.trajectory.pcf) and wanted.allows(one.delta)
    return one if right else None


def _limit_map(one: fans.Measured, known: Constant) -> Mobius | None:
    """The map from the constant to the limit of the trajectories from this start; None where there is none."""
    value = _limit(one.trajectory.pcf, 2 * DIGITS)
    if value is None:
        return None
    with ctx.workprec(int(2 * DIGITS * BITS_PER_DIGIT) + 64):
        first = find_mobius(known.value(DIGITS), one.trajectory.mobius(value))
        whole = first is not None and is_image(first, known.value(2 * DIGITS), one.trajectory.mobius(value))
    return first if whole else None


def _checked(one: fans.Measured, to_limit: Mobius | None, library: Library, wanted: Wanted) -> Formula | None:
    """The formula examined, with its identity from the field's limit where that is known; None for another constant."""
    pcf = one.trajectory.pcf
    row = examine(pcf, digits=DIGITS, library=library).formula()
    if row.delta is None:
        row = replace(row, measures={**row.measures, "delta": Measured(one.delta, one.exact)})
    if row.identity is None and to_limit is not None:
        mobius = one.trajectory.mobius.inverse() @ to_limit
        value = _limit(pcf, 2 * DIGITS)
        with ctx.workprec(int(2 * DIGITS * BITS_PER_DIGIT) + 64):
            if value is not None and is_image(mobius, library[0].value(2 * DIGITS), value):
                row = replace(row, identity=Named.from_json(Identity(library[0], mobius, 2 * DIGITS).as_json()))
    return row if wanted.takes(row) else None


def _limit(pcf: PCF, digits: int) -> arb | None:
    found = limit(pcf, digits)
    return found.value if found.digits >= digits else None
