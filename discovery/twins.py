"""The other commands as functions: `from discovery import link, verify, sum_recurrence, families, …`.

What a command prints as JSON, its function returns; where a command prints that nothing was found, it returns None or
an empty list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.proofs.certificate import Certificate
from discovery.frames import Rows
from discovery.given_values import fraction_texts, rational_numbers, whole_numbers

if TYPE_CHECKING:
    from analysis.fields.matrix_fields import MatrixField
    from analysis.proofs.chain import Statement
    from analysis.proofs.combined_limits import LimitStatement
    from results.plots.picture import Picture


def link(a: Any, b: Any = None, c: Any = None, d: Any = None) -> Certificate | None:
    """The certificate that ties the fraction a, b to c, d, or to a classical theorem; None where there is none.

    >>> str(verify(link("3n+5", "-2n^2-3n")))
    'PCF(3*n + 5, -2*n**2 - 3*n) = 6/(3*pi - 8)'
    """
    from analysis.constants.library import built_in_library
    from analysis.examination import examine
    from analysis.formulas.pcf import PCF
    from analysis.links.certificates import link as between

    texts = fraction_texts(a, b, c, d)
    first, *others = (PCF.parse(*texts[i : i + 2]) for i in range(0, len(texts), 2))
    if others:
        found = between(first, others[0])
    else:
        placed = examine(first, digits=50, library=built_in_library()).placement
        found = None if placed is None else placed.link
    return None if found is None else found.certificate


def verify(certificate: Any) -> Statement | LimitStatement:
    """The statement that a certificate, or the JSON of a formula that has one, proves.

    Raises analysis.proofs.reading.Rejected where it proves nothing, InputError where it is none.
    """
    from analysis.proofs.combined_limits import verify_value
    from analysis.proofs.reading import Malformed

    found = getattr(certificate, "data", certificate)
    if isinstance(found, Mapping) and "steps" not in found and found.get("certificate"):
        found = found["certificate"]
    try:
        return verify_value(found)
    except Malformed as error:
        raise InputError(f"no certificate: {error}", "what `link` returns, or a formula that is proved") from None


def sum_recurrence(summand: str, *, lower: str | None = None, upper: str | None = None) -> dict[str, Any]:
    """The recurrence of Σ F(n, k) over k with its certificate; see `discover sum`."""
    from analysis.constants.library import built_in_library
    from analysis.sums.examination import examine_sum

    return examine_sum(summand, lower=lower, upper=upper, library=built_in_library()).as_json()


def field(name: str, **values: Fraction | int | str) -> MatrixField:
    """A conservative matrix field that is built in, or of a JSON file; values of its parameters by name.

    >>> field("zeta(3)").axes
    ('x', 'y')
    """
    from discovery.cli.field_given import named_field

    return named_field(name, tuple(f"{key}={value}" for key, value in values.items()))


def trajectory(name: str, direction: Sequence[int], start: Sequence[Any] | None = None) -> dict[str, Any]:
    """The fraction of a trajectory of a field, with δ and the limit; see `discover field trajectory`.

    >>> trajectory("zeta(3)", (1, 1))["a"]
    '34*n**3 + 51*n**2 + 27*n + 5'
    """
    from analysis.fields.fans import measured
    from discovery.trajectories import trajectory_limit

    chosen = field(name)
    at = [Fraction(1)] * len(chosen.axes) if start is None else rational_numbers(start, "start")
    found = measured(chosen, at, whole_numbers(direction, "direction"))
    more = {} if found.trajectory.fraction is None else trajectory_limit(found).as_json(None)
    return {**found.as_json(), **more}


def families(db: str | Path) -> Rows:
    """The infinite families of a store."""
    from results.clusters import stored_families

    return Rows.stored(db, stored_families)


def clusters(db: str | Path) -> Rows:
    """The clusters that a store has, the largest first."""
    from results.clusters import stored_clusters

    return Rows.stored(db, stored_clusters)


def components(db: str | Path) -> Rows:
    """What families, names and links tie together, one constant each, largest first."""
    from results.components import stored_components

    return Rows.stored(db, stored_components)


def status(db: str | Path) -> Rows:
    """How far each campaign of a store is, and how its last run went."""
    from discovery.watching import standings

    return Rows.stored(db, standings)


def constants(names: str | None = None, *, digits: int = 20) -> Rows:
    """The constants of the library, or those of a list as in "pi,log(7/3)": name, value, expression, latex, tags."""
    from analysis.constants.library import built_in_library

    chosen = built_in_library() if names is None else built_in_library().select(names)
    return Rows(known.as_json(digits) for known in chosen)


def generate(
    db: str | Path, constant: str | None = None, *, field: Any = None, start: Sequence[Any] | None = None,
    count: int = 20, min_delta: float | None = None, max_delta: float | None = None, max_height: int = 1000,
    max_degree: int | None = None, evidence: str | None = None,
) -> Rows:  # fmt: skip
    """New formulas of a constant, which the store keeps: from its families, or from a field, by name or as it is.

    start: only the field's trajectories from this point. Without constant it is the field's own.
    """
    from discovery.cli.field_given import named_field
    from discovery.generating import Wanted
    from discovery.generating_fields import generated
    from results.store import Store

    chosen = named_field(field, ()) if isinstance(field, str) else field
    name = constant or (chosen.constant if chosen is not None else None)
    if name is None:
        raise InputError("generate without constant", "a constant, or a field that names its own")
    point = None if start is None else tuple(rational_numbers(start, "start"))
    wanted = Wanted(name, count, min_delta, max_delta, max_height, max_degree, evidence)
    with Store.open(db) as store:
        return Rows(one.as_json() for one in generated(store, wanted, chosen, point))


def plot(
    kind: str, db: str | Path | None = None, *, field: Any = None, start: Sequence[Any] | None = None, reach: int = 2,
    **options: Any,
) -> Picture:  # fmt: skip
    """A plot of a store: dynamics, clusters, error, funnel or constants; or of a field: directions.

    options: of `error`, names and limit; field, start, reach: of directions, a field or its name, and how far entries
    go. It shows itself in a notebook; `.save("name.svg")` writes SVG, PNG or PDF.
    """
    from discovery.cli.field_given import named_field
    from discovery.plotting import directions, store_plot

    if kind != "directions":
        return store_plot(kind, None if db is None else str(db), **options)
    if field is None:
        raise InputError("plot 'directions' without field", "a matrix field or its name", 'field="zeta(2)"')
    chosen = named_field(field, ()) if isinstance(field, str) else field
    found = directions(chosen, rational_numbers(start or [1] * len(chosen.axes), "start"), reach)
    if found is None:
        raise InputError(f"nothing to draw of {chosen.name}", "a field whose directions have a measure")
    return found
