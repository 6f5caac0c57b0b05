"""The first and the last section: what was found in numbers, and how it was searched."""

from collections.abc import Mapping, Sequence

from results.campaigns import Status
from results.plots.funnel import funnel_plot
from results.reports.abstract import literature
from results.reports.document import Block, Cell, Cite, Column, Facts, Figure, Line, Paragraph, Section, Table
from results.reports.selection import ConstantFindings, stages
from results.reports.words import domain, duration

SHOWN_CONSTANTS = 8  # names of constants spelt out for one campaign


def summary(counts: Mapping[str, int], statuses: Sequence[Status], found: Sequence[ConstantFindings] = ()) -> Section:
    """What the store holds, in numbers, and the funnel from raw formulas to proofs."""
    if not counts["formulas"] and not counts["signed_fractions"]:
        text = "The store holds no formula yet." if not statuses else "The searches so far have found no formula."
        return Section("summary", ("Summary",), "Summary", (Paragraph((text,)),))
    rows = [
        (Cell((label,)), Cell((f"{counts[key]:,}",), counts[key]))
        for label, key in (
            ("distinct canonical formulas", "formulas"),
            ("convergent", "convergent"),
            ("ending after finitely many terms", "terminating"),
            ("divergent", "divergent"),
            ("undecided", "undecided"),
            ("waiting to be examined", "pending"),
            ("convergent, with an irrational limit that has a name", "convergent_irrational"),
            ("convergent, limit not identified", "unidentified"),
            ("convergent, irrational, linked or proved", "proved"),
            ("constants met", "constants"),
            ("signed continued fractions", "signed_fractions"),
        )
        if counts[key]
    ]
    rows += [
        (Cell((f"of the named, {where}",)), Cell((f"{many:,}",), many)) for where, many in literature(found).items()
    ]
    columns = (Column(("formulas",)), Column(("number",), numeric=True))
    blocks: list[Block] = [Table("table-summary", ("What the store holds.",), columns, rows)]
    if counts["formulas"]:
        steps = stages(counts, statuses)
        blocks.append(
            Figure(
                "figure-funnel",
                funnel_plot(steps),
                ("Formulas left after each stage; the scale is logarithmic.",),
                "Bar chart: " + ", ".join(f"{name} {number:,}" for name, number in steps) + ".",
            )
        )
    blocks.append(Paragraph(EVIDENCE))
    return Section("summary", ("Summary",), "Summary", tuple(blocks))


EVIDENCE: Line = (
    "Every claim carries its evidence. Numeric: digits computed in two ways agree. Certified: the limit lies in an "
    "enclosure proved with ball arithmetic ",
    Cite("johansson2017"),
    ". Linked: an exact relation ties it to a formula that is identified. Proved: a closed form, or an exact chain of "
    "steps to one. The evidence of a limit is that of its digits; that they equal the expression stated is a "
    "conjecture unless it is proved.",
)


def how_searched(statuses: Sequence[Status], versions: Mapping[str, str]) -> Section:
    """Each campaign: domain, counts, times; and the programs that made this report."""
    intro: list[Block] = []
    if any(status.campaign.kind == "pcf" for status in statuses):
        intro.append(
            Paragraph(
                (
                    "Polynomial continued fractions a(0) + b(1)/(a(1) + b(2)/(a(2) + …)) are enumerated up to "
                    "equivalence ",
                    Cite("cuyt2008"),
                    " and screened by the p-adic slopes of their recurrence, in the manner of the search for factorial "
                    "reduction ",
                    Cite("elimelech2024"),
                    "; what passes is evaluated and compared with a library of constants.",
                )
            )
        )
    sections = [_campaign(status) for status in statuses]
    made = ", ".join(f"{name} {version}" for name, version in versions.items())
    sections.append(Section("versions", ("Programs",), "Programs", (Paragraph((f"This report was made by {made}.",)),)))
    return Section("method", ("How it was searched",), "How it was searched", tuple(intro), tuple(sections))


def _campaign(status: Status) -> Section:
    one = status.campaign
    settings = "; ".join(domain(one.description))
    given = one.constants.split(",") if one.constants else []
    compared = ", ".join(given[:SHOWN_CONSTANTS]) + (" …" if len(given) > SHOWN_CONSTANTS else "")
    items: list[tuple[str, Line]] = [("Domain", (settings or "—",))]
    if one.size:
        share = f" ({status.raw_screened / one.size:.1%} searched)" if one.size else ""
        items.append(("Formulas in it", (f"{one.size:,}{share}",)))
    items += [
        ("Kept and examined", (f"{status.formulas:,} distinct, {status.examined:,} examined",)),
        ("Identified", (f"{status.identified:,}",)),
        ("Compared with", (compared or "the whole library of constants",)),
        ("Digits of each limit", (f"{one.digits:,}",)),
        ("Started", (one.started.replace("T", " ").replace("+00:00", " UTC"),)),
        ("Finished", ((one.finished or "not yet").replace("T", " ").replace("+00:00", " UTC"),)),
        ("Work", (f"{duration(status.seconds)} of processor time in {status.runs} run{'s' * (status.runs != 1)}",)),
    ]
    if status.failed:
        items.append(("Could not be examined", (f"{status.failed:,}",)))
    name = one.name or f"campaign {one.id}"
    return Section(f"campaign-{one.id}", (f"Campaign “{name}”",), name, (Facts(tuple(items)),))
