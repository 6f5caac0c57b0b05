"""The sections about order among formulas: families, fields, convergence. Each appears only where there is one."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.constants.library import is_classical
from analysis.dynamics.measures import MEASURES
from analysis.exact.polynomials import parse_polynomial
from analysis.formula import Formula
from analysis.notation import families as notation
from analysis.notation.expressions import expression
from analysis.notation.formulas import polynomial
from analysis.notation.tree import (
    EQUALS,
    Index,
    Matrix,
    Number,
    Symbol,
    Tree,
    Word,
    equation,
    row,
    separated,
)
from analysis.reading.names import applied_name, series_name
from results.components import Component
from results.people import field_title
from results.plots.constants import constants_plot
from results.plots.directions import directions_plot
from results.plots.dynamics import dynamics_plot
from results.plots.error import error_plot
from results.proofs.letters import sourced
from results.records import Cluster, Family, Field, Member
from results.reports.document import (
    Block,
    Cell,
    Cite,
    Code,
    Column,
    Display,
    Figure,
    Line,
    Math,
    Paragraph,
    Section,
    Table,
)
from results.reports.selection import ConstantFindings, Row
from results.reports.statements import family_name, formula_or_text
from results.reports.words import decimal
from results.store import Store
from results.web import web_of

SHOWN_FAMILIES, SHOWN_CLUSTERS, SHOWN_COMPONENTS, SHOWN_MEMBERS = 30, 40, 60, 8  # rows on paper
DISPLAYED_FAMILIES = 60  # in a parameter, written out: those of classical constants with a value in closed form first
# What the centre of a cluster may say.
SHOWN_MEASURES = [(measure.name, measure.sign) for measure in MEASURES if measure.brief]
LEAST_DIRECTIONS = 3  # that are worth a plot
LONG_ENTRY = 200  # characters of a matrix entry beyond which it is given as text


def families(found: Sequence[Family]) -> Section | None:
    """The infinite families: those in a parameter displayed, and all exact families in a table."""
    if not found:
        return None
    intro = Paragraph(
        ("Formulas of one family turn into each other by exact steps; the parameters name all members at once.",)
    )
    in_a_parameter = [one for one in found if one.described.keys() >= {"a", "b"}]
    others = [one for one in found if one not in in_a_parameter]
    blocks: list[Block] = [intro]
    in_a_parameter.sort(key=lambda one: (not is_classical(one.constant or ""), "values" not in one.described))
    for one in in_a_parameter[:DISPLAYED_FAMILIES]:
        blocks += _family(one)
    more = len(in_a_parameter) - DISPLAYED_FAMILIES
    if more > 0:
        blocks.append(Paragraph((f"{more:,} more families in a parameter are in the store.",)))
    if others:
        blocks.append(_family_table(others))
    return Section("families", ("Infinite families",), "Infinite families", tuple(blocks))


def _family(one: Family) -> list[Block]:
    """aₙ and bₙ with their parameter k, the value at k = 0, and the step that ties neighbours."""
    described = one.described
    about: list[Any] = ["Family for ", *_constant(one.constant), f", {one.formulas:,} formulas of the store"]
    if one.evidence:
        about.append(f", {one.evidence}")
    about.append(". ")
    if described.get("V(0)"):
        value = formula_or_text(str(described["V(0)"]))
        first = separated([equation(Symbol(name), Number("0")) for name in described.get("parameters", "k")])
        about += ["At ", Math(first), " the value is ", value, ". "]
    if described.get("no_closed_form"):
        about.append("No closed form in the parameter: " + str(described["no_closed_form"]) + ". ")
    blocks: list[Block] = [Display(separated(notation.member(described))), Paragraph(tuple(about))]
    if described.get("step"):
        blocks.append(Paragraph(("The values of neighbours are tied by",)))
        blocks += [Display(step) for step in notation.steps(described)]
    for value in described.get("values", ()):
        closed, *where = notation.values(value)
        since = f", for whole {value.get('parameter', 'k')} from {value['from']} on" if value["from"] else ""
        blocks.append(Paragraph((f"In closed form ({described['evidence_of_value']}){since},",)))
        blocks.append(Display(closed))
        if where:
            blocks.append(Paragraph(("with",)))
            blocks += [Display(tree) for tree in where]
    return blocks


def _family_table(found: Sequence[Family]) -> Table:
    rows = [
        (
            Cell(_parameters(one)),
            Cell(_constant(one.constant)),
            Cell((f"{one.formulas:,}",), one.formulas),
            Cell(_number(one.best_delta), one.best_delta),
            Cell((one.evidence or "",)),
        )
        for one in sorted(found, key=lambda one: one.constant == "1")
    ]
    columns = (
        Column(("family",), 32),
        Column(("constant",), 25),
        Column(("formulas",), numeric=True),
        Column(("best ", Math(Symbol("δ"))), numeric=True),
        Column(("evidence",)),
    )
    return Table(
        "table-families",
        ("Infinite families, largest first; those with rational limits last.",),
        columns,
        rows,
        SHOWN_FAMILIES,
    ).filled()


def components(found: Sequence[Component]) -> Section | None:
    """What links tie together, one constant each; of those without a name the value of the shortest formula.

    None where there are no two of them.
    """
    if len(found) < 2:
        return None
    named = sum(one.constant is not None for one in found)
    closed = sum(one.equals is not None for one in found)
    told = (
        f"Families, constants and links tie the {sum(one.size for one in found):,} convergent formulas with no rational"
        f" value into {len(found):,} components, in which all values are Möbius images of one constant."
        f" {named:,} of these constants have a name, {closed:,} a name or a closed form."
    )
    rows = [
        (
            Cell(_constant(one.constant) if one.constant else _value(one)),
            Cell((f"{one.size:,}",), one.size),
            Cell((f"{one.families:,}",), one.families),
            Cell((Code(f"{one.a}; {one.b}"),)),
        )
        for one in found
    ]
    columns = (
        Column(("constant, or value of the example",), 32),
        Column(("formulas",), numeric=True),
        Column(("families",), numeric=True),
        Column(("example",), 24),
    )
    table = Table("table-components", ("Components, largest first.",), columns, rows, SHOWN_COMPONENTS)
    return Section("components", ("Constants of components",), "Constants of components", (Paragraph((told,)), table))


def web(store: Store, found: Sequence[ConstantFindings]) -> Section | None:
    """Which constants stand together, as a picture; None where none do."""
    drawn = web_of(store, [one for group in found for one in group.formulas])
    if not drawn.edges:
        return None
    text = (
        f"{len(drawn.nodes):,} constants stand in formulas of the store; {len(drawn.edges):,} pairs of them stand in"
        " one formula, or are tied by a family or a link. ",
        Code("discover constants graph"),
        " has the graph, also as GraphML.",
    )
    figure = Figure(
        "figure-web",
        constants_plot(drawn),
        ("The most frequent constants; a wider line stands for more formulas that tie its ends.",),
        "Constants on a circle, joined where formulas, families or links tie them.",
    )
    return Section("web", ("The web of constants",), "The web of constants", (Paragraph(text), figure))


def _value(one: Component) -> tuple[Any, ...]:
    return (formula_or_text(one.equals),) if one.equals else ("",)


def fields(found: Sequence[Field], members: Mapping[str, Sequence[Member]]) -> Section | None:
    """The conservative matrix fields with their matrices, and the formulas that are trajectories of them."""
    if not found:
        return None
    intro = Paragraph(
        (
            "In a conservative matrix field the product of the matrices along a path depends on its ends only ",
            Cite("elimelech2024"),
            "; each direction gives a formula of its own.",
        )
    )
    return Section(
        "fields",
        ("Conservative matrix fields",),
        "Conservative matrix fields",
        (intro,),
        tuple(_field(one, place, members.get(one.name, ())) for place, one in enumerate(found)),
    )


def _field(one: Field, place: int, members: Sequence[Member]) -> Section:
    axes = [str(axis) for axis in one.axes]
    blocks: list[Block] = []
    checked = "Conservativity is proved." if one.verified else "Conservativity is not verified."
    named = Math(separated([expression(axis) for axis in axes]))
    about: list[Any] = [f"Rank {one.rank}, axes ", named, f". {checked}"]
    if one.constant:
        about += [" Constant: ", *_constant(one.constant), "."]
    if one.source:
        about.append(f" Source: {one.source}.")
    blocks.append(Paragraph(tuple(about)))
    for axis, matrix in _matrices(one.matrices, axes):
        blocks.append(Display(row(Index(Symbol("M"), expression(axis)), EQUALS, matrix)))
    if members:
        blocks.append(_trajectories(one, place, members))
        directions = {tuple(row.direction or ()): row.delta for row in reversed(members)}
        if len(directions) >= LEAST_DIRECTIONS:
            blocks.append(_directions(one, place, directions))
    return Section(f"field-{place}", _titled(str(one.name)), field_title(str(one.name)), tuple(blocks))


def _titled(name: str) -> Line:
    """The name of a field as mathematics, where it is some."""
    kind, argument = applied_name(name) or (name, "")
    if series_name(kind) is not None:
        return (*sourced(kind), *((" at ", Math(expression(argument))) if argument else ()))
    tree = expression(name)
    return (field_title(name),) if isinstance(tree, Word) else (Math(tree),)


def _trajectories(one: Field, place: int, members: Sequence[Member]) -> Table:
    rows = [
        (
            *(Cell((Math(polynomial(parse_polynomial(side))),)) for side in (row.a, row.b)),
            Cell((Math(separated([expression(str(x)) for x in row.start or ()])),)),
            Cell((Math(separated([expression(str(x)) for x in row.direction or ()])),)),
            Cell(_number(row.delta), row.delta),
        )
        for row in members
    ]
    n = Symbol("n")
    columns = (
        Column((Math(Index(Symbol("a"), n)),), 28),
        Column((Math(Index(Symbol("b"), n)),), 24),
        Column(("start",), 16),
        Column(("direction",), 10),
        Column((Math(Symbol("δ")),), numeric=True),
    )
    rest: Line = (f"{one.size - SHOWN_MEMBERS:,} more formulas of the field.",)
    return Table(
        anchor=f"table-field-{place}",
        caption=("Formulas of the store that are trajectories of the field.",),
        columns=columns,
        rows=rows,
        printed=SHOWN_MEMBERS,
        rest=rest if one.size > SHOWN_MEMBERS else (),
    )


def _directions(one: Field, place: int, directions: Mapping[tuple[int, ...], float | None]) -> Figure:
    rows = [{"direction": direction, "delta": delta} for direction, delta in directions.items()]
    return Figure(
        f"figure-field-{place}",
        directions_plot(rows, str(one.name), name=f"directions-{place}"),
        ("Irrationality measure by direction; above 0 the limit is irrational, given the growth of the denominators.",),
        f"Irrationality measures of {len(rows)} directions of the field.",
    )


def _matrices(stored: Any, axes: Sequence[str]) -> list[tuple[str, Tree]]:
    pairs = list(stored.items()) if isinstance(stored, Mapping) else list(zip(axes, stored, strict=False))
    return [(str(axis), Matrix(tuple(tuple(_entry(e) for e in line) for line in matrix))) for axis, matrix in pairs]


def _entry(value: Any) -> Tree:
    return expression(str(value)) if len(str(value)) <= LONG_ENTRY else Symbol("…")


def convergence(
    best: Sequence[tuple[str, Formula]], found: Sequence[Cluster], measures: Sequence[Row]
) -> Section | None:
    """How formulas converge: the errors of the best, the exponents of all, and the clusters where there are some."""
    if not measures:
        return None
    blocks: list[Block] = [
        Paragraph(
            (
                "The error of a formula falls like a product of a power of a factorial, an exponential and a power of "
                "n; their exponents are exact functions of the coefficients and tell formulas apart whose limits are "
                "not known ",
                Cite("shalyt2024"),
                ".",
            )
        ),
        Figure(
            "figure-dynamics",
            dynamics_plot(measures),
            ("Exponents of convergence by constant; a larger mark stands for more formulas.",),
            "Scatter plots of the irrationality measure and of eta against gamma, coloured by constant.",
        ),
    ]
    if best:
        blocks.insert(1, _errors(best))
    if found:
        blocks += [_cluster_table(found), _cluster_map(measures)]
    return Section("convergence", ("How the formulas converge",), "How the formulas converge", tuple(blocks))


def _errors(best: Sequence[tuple[str, Formula]]) -> Figure:
    return Figure(
        "figure-error",
        error_plot(best),
        ("Right digits of the convergents, for the first formula of each of the most frequent constants.",),
        "Curves of right digits against the number of terms, one for each formula.",
    )


def _cluster_table(found: Sequence[Cluster]) -> Table:
    centres = [one.centre for one in found]
    measures = [(key, sign) for key, sign in SHOWN_MEASURES if any(key in centre for centre in centres)]
    rows = []
    for one, centre in zip(found, centres, strict=True):
        typical = [Cell((Math(polynomial(parse_polynomial(side))),)) if side else Cell() for side in (one.a, one.b)]
        exponents = [Cell(_number(centre.get(key)), centre.get(key)) for key, _ in measures]
        rows.append(
            (
                Cell((str(one.cluster),), one.cluster),
                Cell((f"{one.size:,}",), one.size),
                Cell(_constant(one.constant)),
                *typical,
                *exponents,
            )
        )
    n = Symbol("n")
    columns = (
        Column(("cluster",), numeric=True),
        Column(("formulas",), numeric=True),
        Column(("constant",), 12),
        Column(("typical ", Math(Index(Symbol("a"), n))), 15),
        Column((Math(Index(Symbol("b"), n)),), 13),
        *(Column((Math(Symbol(sign)),), numeric=True) for _, sign in measures),
    )
    return Table("table-clusters", ("Clusters of like convergence, largest first.",), columns, rows, SHOWN_CLUSTERS)


def _cluster_map(measures: Sequence[Row]) -> Figure:
    return Figure(
        "figure-clusters",
        dynamics_plot(measures, by="cluster", name="clusters"),
        ("The same formulas by cluster.",),
        "Scatter plots of the irrationality measure and of eta against gamma, coloured by cluster.",
    )


def _parameters(one: Family) -> Line:
    """The function whose contiguous values make the family, else the family's own expression, else its name."""
    described = one.described
    if described.keys() >= {"upper", "lower", "argument"} and (described["upper"] or described["lower"]):
        upper, lower = described["upper"], described["lower"]
        values = ", ".join(map(str, [*upper, *lower, described["argument"]]))
        function = formula_or_text(f"pFq_{len(upper)}_{len(lower)}({values})")
        member = notation.general_member(described)
        return (function, ", ", Math(separated(member))) if member else (function,)
    if one.expression:
        return (formula_or_text(str(one.expression)),)
    text = "; ".join(f"{key} = {_rounded(value)}" for key, value in described.items())
    return (f"{one.id}: {text}",) if text else (family_name(str(one.id)),)


def _constant(name: str | None) -> Line:
    return (formula_or_text(name),) if name else ()


def _number(value: float | None) -> Line:
    return () if value is None else (Math(decimal(value)),)


def _rounded(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
