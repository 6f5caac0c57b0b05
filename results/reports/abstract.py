"""The abstract of a report: what was searched, what the limits are, how much is proved, and what the literature has."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from analysis.constants.atoms import atoms
from analysis.constants.library import built_in_library
from analysis.formula import RATIONAL
from analysis.notation.tree import Symbol, equation
from results.campaigns import Status
from results.known import NOT_IN_THE_LISTS
from results.reports.document import Line, Math, Piece
from results.reports.selection import ConstantFindings
from results.reports.statements import formula_or_text
from results.reports.words import decimal, domain

SPELT = 6  # constants of which the abstract says how many formulas there are

Counts = Mapping[str, int]


def abstract(counts: Counts, statuses: Sequence[Status], found: Sequence[ConstantFindings]) -> Line:
    """One paragraph with the figures that matter."""
    if not counts["convergent_irrational"] and not counts["signed_fractions"]:
        return ("No formula for an irrational constant yet.",)
    sentences = [_searched(statuses), [*_limits(counts, found)], _proofs(counts), _known(found), _signed(counts)]
    return tuple(piece for sentence in sentences for piece in sentence)


def literature(found: Sequence[ConstantFindings]) -> Counts:
    """How many formulas the lists of known ones have, have in a family, and have not: the most first."""
    said = [one.more.get("known") for group in found for one in group.formulas]
    return dict(Counter(text.partition(":")[0] for text in said if text).most_common())


def _searched(statuses: Sequence[Status]) -> list[Piece]:
    fractions = [status for status in statuses if status.campaign.kind == "pcf"]
    raw = sum(status.raw_screened for status in fractions)
    if not raw:
        return []
    if len(fractions) > 1:
        return [f"{len(fractions)} searches went through {raw:,} polynomial continued fractions. "]
    where = "; ".join(domain({"domain": fractions[0].campaign.description.get("domain")}))
    fraction = f"polynomial continued fraction{'s' * (raw != 1)}"
    return [f"A search went through {raw:,} {fraction}{f' ({where})' if where else ''}. "]


def _limits(counts: Counts, found: Sequence[ConstantFindings]) -> Iterator[Piece]:
    named, nameless = counts["convergent_irrational"], counts["unidentified"]
    if not counts["convergent"]:
        return
    rational, closed = counts["convergent"] - named - nameless, counts["explained"] - named
    yield f"Of the {counts['convergent']:,} distinct ones found that converge without ending, "
    yield f"{rational:,} {_have(rational)} a rational limit and " if rational else ""
    yield f"{named:,} an irrational one" if rational else f"{named:,} {_have(named)} an irrational limit"
    yield " with a name: "
    yield f"{counts['constants']:,} constants, among them " if counts["constants"] > SPELT else ""
    yield from _constants(found)
    yield f". {closed:,} more values stand in closed form" if closed > 0 else ""
    yield f"; {nameless - closed:,} limits have no name yet" if nameless > closed else ""
    yield ". "


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def _constants(found: Sequence[ConstantFindings]) -> Iterator[Piece]:
    """The first constants of the library that were met, each with its formulas and its best δ."""
    place = {constant.name: i for i, constant in enumerate(built_in_library())}
    named = [one for one in found if one.constant != RATIONAL]
    named.sort(key=lambda one: place.get(one.constant, len(place)))
    for i, one in enumerate(islice(_apart(named), SPELT)):
        measured = [formula.delta for formula in one.formulas if formula.delta is not None]
        yield ", " if i else ""
        yield formula_or_text(one.constant)
        yield f" in {one.total:,} formula{'s' * (one.total != 1)}" if not i else f" in {one.total:,}"
        if measured:
            best = equation(Symbol("δ"), decimal(max(measured)))
            yield from (" (best irrationality measure " if not i else " (", Math(best), ")")


def _apart(named: Sequence[ConstantFindings]) -> Iterator[ConstantFindings]:
    """Those that are made of something new: no e² after e."""
    seen: set[str] = set()
    for one in named:
        if not seen.issuperset(parts := atoms(one.constant) or (one.constant,)):
            seen.update(parts)
            yield one


def _proofs(counts: Counts) -> list[Piece]:
    values = counts["explained"]
    proved = counts["proved"] - counts["linked"]
    if not values:
        return []
    if proved == values:
        return [f"All of these {values:,} irrational values are proved. " if values > 1 else "Its value is proved. "]
    linked = f", {counts['linked']:,} linked to one that is" if counts["linked"] else ""
    return [f"{proved:,} of these {values:,} irrational values are proved{linked}; the others are conjectures. "]


def _known(found: Sequence[ConstantFindings]) -> list[Piece]:
    told = literature(found)
    new = told.get(NOT_IN_THE_LISTS, 0)
    if not new or sum(told.values()) == new:
        return []
    verb = "is" if new == 1 else "are"
    return [f"{new:,} of the {sum(told.values()):,} named formulas compared with the literature {verb} neither in its "
            "lists nor in one of their families. "]  # fmt: skip


def _signed(counts: Counts) -> list[Piece]:
    many = counts["signed_fractions"]
    return [f"There are {many:,} signed continued fraction{'s' * (many != 1)}. "] if many else []
