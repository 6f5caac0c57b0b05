"""Directions of matrix fields as people read them: the fraction, its value and δ, and what is proved irrational."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from analysis.errors import echo
from discovery.cli.options import print_json
from discovery.cli.terminal import say_facts, say_lines
from discovery.trajectories import TrajectoryLimit, trajectory_limit

if TYPE_CHECKING:
    from analysis.fields.fans import Measured
    from analysis.fields.matrix_fields import MatrixField
    from analysis.fields.trajectories import Trajectory
    from discovery.optimising import Optimum


def show_field(found: MatrixField) -> None:
    """Its axes, its constant, and its matrices."""
    from results.columns import matrix_lines
    from results.people import shown

    free = f", parameters {', '.join(found.parameters)}" if found.parameters else ""
    facts = [(found.name, f"rank {found.rank}, axes {', '.join(found.axes)}{free}")]
    facts += [("constant", shown(found.constant))] if found.constant else []
    facts += [("source", found.source)] if found.source else []
    say_facts(facts)
    for axis, matrix in found.matrices.items():
        rows = [[shown(str(entry)) for entry in row] for row in matrix]
        say_lines(partial(matrix_lines, f"M_{axis}", rows))


def show_direction(one: Measured, claim: str | None, format_: str, brief: bool) -> None:
    """Everything about one direction; claim: the constant that the file of its field names."""
    if brief or one.trajectory.fraction is None:
        show_in_short(one, format_, brief)
        return
    found = trajectory_limit(one)
    if format_ == "json":
        from analysis.exact.json_values import exact

        print_json(exact({**one.as_json(), **found.as_json(claim)}))
        return
    say_facts(_facts(one, found, claim))
    if found.examined.limit.value is not None:
        say_statement(found)


def _facts(one: Measured, found: TrajectoryLimit, claim: str | None) -> Iterator[tuple[str, str]]:
    from analysis.notation.expressions import image
    from analysis.notation.unicode import unicode
    from results.people import shown_pair

    yield "fraction", shown_pair(str(one.trajectory.pcf.a), str(one.trajectory.pcf.b))
    value = found.examined.limit
    if value.value is None:
        yield "value", f"{value.status}: {value.reason}"
        return
    yield "value", f"{value.decimal()}{f' = {found.named}' if found.named else ''}"
    (p, q), (r, s) = one.trajectory.mobius.as_lists()
    yield "limit", f"{unicode(image('v', p, q, r, s))} at v = value"
    if claim is not None:
        yield "claim", f"the file names the constant {echo(claim)}: {found.about_claim(claim)}"
    yield "irrationality measure δ", _delta(one)


def say_statement(found: TrajectoryLimit) -> None:
    """What is proved irrational, and with what it rests on."""
    from results.people import shown

    say_facts(("", line) for line in (found.stated(shown) or "").splitlines())


def show_in_short(one: Measured, format_: str, brief: bool) -> None:
    """δ of one direction, and, unless brief, its recurrence."""
    if format_ == "json":
        print_json(one.as_json())
    elif brief:
        say_facts([(f"{one.trajectory.direction!s:<12} δ", _delta(one))])
    else:
        show_recurrence(one.trajectory)
        say_facts([("δ", _delta(one))])


def optimum(one: Optimum) -> Iterator[tuple[str, str]]:
    """The best direction of one cone, in words."""
    best = one.cone.best
    along, start = (", ".join(map(str, part)) for part in (best.trajectory.direction, best.trajectory.start))
    yield f"cone {one.cone.signs}", f"({along}) from ({start})"
    yield "δ", _delta(best)
    if one.limit is not None and one.limit.named is not None:
        yield "value", one.limit.named
    if one.forms is not None:
        yield "forms", " over ".join(f"({', '.join(map(str, form))})" for form in one.forms) + " in the entries"


def _delta(one: Measured) -> str:
    if one.delta is None:
        return "-"
    from results.people import shown

    return f"{one.delta:+.6f}" + (f" = {shown(one.exact)}" if one.exact else " (measured)")


def show_recurrence(found: Trajectory) -> None:
    """The recurrence of a trajectory with its limits."""
    from analysis.exact.polynomials import MAX_DEGREE
    from analysis.fields.fans import DIGITS
    from results.people import shown_recurrence

    order, degree = len(found.recurrence) - 1, max(c.degree for c in found.recurrence)
    if degree > MAX_DEGREE:
        facts = [("recurrence", f"of order {order} and degree {degree}; --format json has it")]
    else:
        equation = shown_recurrence([str(c) for c in found.recurrence], upwards=True)
        facts = [("recurrence", f"{equation}, of order {order}")]
    if found.error is not None:
        eta, base = found.error
        facts.append(("error", f"~ {f'n!^-{eta} · ' if eta else ''}{base:.6g}^-n"))
    limits = found.limits(DIGITS)
    for i, (value, digits) in enumerate(limits, start=1):
        rows = f"u in row {i} over u in row {found.rank}; {digits} digits agree"
        facts.append((f"limit {i}", f"{value.str(digits, radius=False)}  ({rows})"))
    say_facts(facts if limits else [*facts, ("limits", "none seen")])
