"""The sections that state formulas: by constant, signed fractions, and limits without a name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from analysis.constants.atoms import atoms
from analysis.constants.library import built_in_library
from analysis.formula import RATIONAL, Formula
from analysis.notation.expressions import expression
from results.known import NOT_IN_THE_LISTS
from results.people import shown
from results.reports.document import Block, Cell, Cite, Code, Column, Line, Math, Paragraph, Section, Table
from results.reports.selection import MOST_FORMULAS, ConstantFindings
from results.reports.statements import (
    TITLES,
    formula_or_text,
    highlight_columns,
    highlight_row,
    pcf_columns,
    pcf_row,
    statement,
)

# Constants with a subsection of their own; the rest share a table.
SECTIONS = 24
NEW = 10  # formulas there that are not in the lists
HIGHLIGHTS = 30  # constants on the page of highlights
# Rows of one constant on the screen, where the table of all formulas has them all.
ON_SCREEN = 50
SHOWN_RATIONALS = 12  # rational limits on paper: there are always many, and none is a surprise
SHOWN_CONSTANTS = 80  # rows of the table of further constants on paper
SHOWN_UNIDENTIFIED = 40  # on paper


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of each constant goes on paper: formulas displayed, and rows of the table below them.

    sections: constants with a subsection of their own; further: rows of the table of the others on paper; rows: of all
    formulas on the screen.
    """

    displayed: int = 3
    tabled: int = 12
    sections: int = SECTIONS
    further: int = SHOWN_CONSTANTS
    rows: int = MOST_FORMULAS


SHORT = Detail(displayed=1, tabled=4, sections=16, further=30)


def by_constant(found: Sequence[ConstantFindings], detail: Detail, numbers: Iterator[int]) -> Section | None:
    """The conjectures, constant by constant, in the order of the library; None where there are none."""
    named = [one for one in found if one.constant != RATIONAL]
    known = {constant.name: place for place, constant in enumerate(built_in_library())}
    named.sort(key=lambda one: (known.get(one.constant, len(known)), -one.total, one.constant))
    own, others = named[: detail.sections], named[detail.sections :]
    sections = [_constant_section(one, detail, numbers) for one in own]
    if others:
        sections.append(_further(others, detail.further))
    sections += [_rationals(one) for one in found if one.constant == RATIONAL]
    if not sections:
        return None
    intro = Paragraph(
        (
            "For each constant the formulas with the largest irrationality measure come first. What is tested and not "
            "proved is called a conjecture: its two sides agree to the digits stated, found by lattice reduction ",
            Cite("lll1982"),
            " with few digits and tested with many more.",
        )
    )
    return Section("constants", ("Formulas by constant",), "Formulas by constant", (intro,), tuple(sections))


def highlights(found: Sequence[ConstantFindings]) -> Section | None:
    """One formula of each classical constant, the proved apart from the conjectures; None where there are none."""
    known = {constant.name: place for place, constant in enumerate(built_in_library())}
    named = [one for one in found if one.constant != RATIONAL and one.constant in known]
    named.sort(key=lambda one: known[one.constant])
    best = [_most_telling(one.formulas) for one in named[:HIGHLIGHTS]]
    transcendental = [group for group in named if atoms(group.constant)]
    new = [one for group in transcendental for one in group.formulas if one.more.get("known") == NOT_IN_THE_LISTS]
    new.sort(key=lambda one: (-_delta(one), _complexity(one)))
    blocks: list[Block] = []
    for anchor, caption, rows in (
        ("table-proved", "Theorems: formulas with a proof.", [one for one in best if one.evidence == "proved"]),
        ("table-open", "Conjectures: digits agree, no proof.", [one for one in best if one.evidence != "proved"]),
        ("table-new", "Not in the lists of known formulas, which are short; largest δ first.", new[:NEW]),
    ):
        if rows:
            shown = [highlight_row(one) for one in rows]
            blocks.append(Table(anchor=anchor, caption=(caption,), columns=highlight_columns(), rows=shown))
    return Section("highlights", ("Highlights",), "Highlights", tuple(blocks)) if blocks else None


def _most_telling(formulas: Sequence[Formula]) -> Formula:
    """The formula with the best δ; the simplest one among equals."""
    best = max(map(_delta, formulas))
    return min((one for one in formulas if _delta(one) >= best - 1e-9), key=_complexity)


def _complexity(one: Formula) -> tuple[int, int]:
    """How long the formula is with its value, and how many signs are minus."""
    text = f"{one.a}{one.b}{one.value or ''}"
    return len(text), text.count("-")


def _delta(one: Formula) -> float:
    return -9.0 if one.delta is None else one.delta


def _constant_section(one: ConstantFindings, detail: Detail, numbers: Iterator[int]) -> Section:
    blocks: list[Block] = [statement(found, next(numbers)) for found in one.formulas[: detail.displayed]]
    rest = one.formulas[detail.displayed :]
    if rest:
        blocks.append(
            Table(
                anchor=f"table-{_anchor(one.constant)}",
                caption=("More formulas for ", *_name(one.constant), "."),
                columns=pcf_columns(),
                rows=[pcf_row(found) for found in rest[: max(ON_SCREEN, detail.tabled)]],
                printed=detail.tabled,
                total=one.total - detail.displayed,
                find=one.constant,
                rest=_rest(one.total - detail.displayed - detail.tabled, f"--constant {one.constant!r}"),
            )
        )
    return Section(f"constant-{_anchor(one.constant)}", _title(one), shown(one.constant), tuple(blocks))


def _title(one: ConstantFindings) -> Line:
    many = "1 formula" if one.total == 1 else f"{one.total:,} formulas"
    title = TITLES.get(one.constant)
    if title and len(title) > len(one.constant):
        return (f"{title[0].upper()}{title[1:]} ", Math(expression(one.constant)), f" ({many})")
    return (*_name(one.constant), f" ({many})")


def _name(constant: str) -> Line:
    return (formula_or_text(constant),)


def _further(others: Sequence[ConstantFindings], printed: int) -> Section:
    a, b, limit, _, delta, evidence = pcf_columns()
    columns = (Column(("formulas",), numeric=True), replace(a, share=18), b, limit, delta, evidence)
    rows = []
    for one in others:
        best = pcf_row(one.formulas[0])
        rows.append((Cell((f"{one.total:,}",), one.total), *best[:3], *best[4:]))
    table = Table(
        anchor="table-further",
        caption=("The best formula of each further constant.",),
        columns=columns,
        rows=rows,
        printed=printed,
        rest=_rest(len(others) - printed, "--identified", "constants"),
    )
    return Section("further-constants", ("Further constants",), "Further constants", (table,))


def _rationals(one: ConstantFindings) -> Section:
    simplest = sorted(one.formulas, key=lambda found: len(found.a + found.b))
    table = Table(
        anchor="table-rational",
        caption=("Formulas with a rational limit, the simplest ones.",),
        columns=pcf_columns(),
        rows=[pcf_row(found) for found in simplest[:ON_SCREEN]],
        printed=SHOWN_RATIONALS,
        total=one.total,
        find="rational",
        rest=_rest(one.total - SHOWN_RATIONALS, "--constant 1"),
    )
    blocks = (Paragraph((f"{one.total:,} formulas have a rational limit, most of them because they end.",)), table)
    return Section("rational", ("Rational limits",), "Rational limits", blocks)


def without_a_name(found: Sequence[Formula], total: int) -> Section | None:
    """Convergent formulas whose limit no constant explains."""
    if not found:
        return None
    intro = Paragraph(
        (
            f"The limits of {total:,} convergent formulas are no simple image of a constant of the library. Those that "
            "reduce factorially, and those with a large irrationality measure, come first: they are the likeliest to "
            "have a name. A short closed form stands in place of the decimal; where the evidence is “proved” beside a "
            "decimal, ",
            Code("discover inspect"),
            " shows a longer one.",
        )
    )
    table = Table(
        anchor="table-unidentified",
        caption=("Limits without a name.",),
        columns=pcf_columns(),
        rows=[pcf_row(one) for one in found[: max(ON_SCREEN, SHOWN_UNIDENTIFIED)]],
        printed=SHOWN_UNIDENTIFIED,
        total=total,
        rest=_rest(total - SHOWN_UNIDENTIFIED, "--unidentified --status convergent"),
    )
    return Section("unidentified", ("Limits without a name",), "Limits without a name", (intro, table))


def signed(found: Sequence[Formula], detail: Detail, numbers: Iterator[int]) -> Section | None:
    """The signed continued fractions, constant by constant, each displayed."""
    groups: dict[str, list[Formula]] = {}
    for one in found:
        groups.setdefault(str(one.constant), []).append(one)
    if not groups:
        return None
    intro = Paragraph(
        (
            "A rational function of a constant and a periodic sequence of signs determine a continued fraction with "
            "integer terms. Those below obey a linear recurrence, found by the algorithm of Berlekamp and Massey ",
            Cite("massey1969"),
            " as in ",
            Cite("razon2023"),
            ", and were compared with the constant to the digits stated.",
        )
    )
    sections = []
    for constant, members in groups.items():
        most = detail.displayed + detail.tabled
        blocks: list[Block] = [statement(one, next(numbers)) for one in members[:most]]
        if len(members) > most:
            blocks.append(Paragraph(_rest(len(members) - most, f"--kind esma --constant {constant!r}")))
        title = (*_name(constant), f" ({len(members):,})")
        sections.append(Section(f"signed-{_anchor(constant)}", title, constant, tuple(blocks)))
    return Section("signed", ("Signed continued fractions",), "Signed continued fractions", (intro,), tuple(sections))


def everything(found: Sequence[ConstantFindings], more: Sequence[Formula], most: int) -> Section | None:
    """One table of all formulas, for the screen, where it can be searched and sorted."""
    ordered = sorted(found, key=lambda one: one.constant == RATIONAL)
    formulas: list[Formula] = [formula for one in ordered for formula in one.formulas]
    formulas = [*formulas, *more][:most]
    if not formulas:
        return None
    left = sum(len(one.formulas) for one in found) + len(more) - len(formulas)
    table = Table(
        anchor="table-all",
        caption=("The best of each constant first", f"; {left:,} more are in the store" if left else "", "."),
        columns=pcf_columns(constant=True, structure=True),
        rows=[pcf_row(one, constant=True, structure=True) for one in formulas],
        searchable=True,
        choices=(0, 6, 7),
    )
    return Section("all", ("All formulas",), "All formulas", (table.filled(),), screen_only=True)


def numbering() -> Iterator[int]:
    """1, 2, 3, …: conjectures are numbered through the whole report."""
    return count(1)


def _rest(rows: int, options: str, what: str = "formulas") -> Line:
    if rows <= 0:
        return ()
    return (f"{rows:,} more {what if rows > 1 else what.removesuffix('s')}: ", Code(f"discover query {options}"), ".")


def _anchor(name: str) -> str:
    """A name as an anchor that both LaTeX and HTML take: letters and digits, the rest by its number."""
    return "".join(c if c.isascii() and c.isalnum() else f"-{ord(c):x}-" for c in name)
