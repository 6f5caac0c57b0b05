"""The report of a store as a document: which sections there are, and in which order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from analysis.formula import RATIONAL, Formula
from results.clusters import stored_clusters, stored_links
from results.components import stored_components
from results.known import built_in_known
from results.plots.style import label
from results.reports import conjectures, method, selection, structure
from results.reports.abstract import abstract
from results.reports.conjectures import Detail
from results.reports.document import Cite, Document
from results.reports.selection import ConstantFindings
from results.store import Store

MOST_FAMILIES, MOST_CLUSTERS, MOST_COMPONENTS = 2_000, 500, 2_000  # rows of their tables on the screen
MOST_FIELDS, MOST_MEMBERS = 12, 200  # with a section each, and formulas listed in one
CURVES = 6  # in the plot of errors: as many as there are colours
TITLE = "Formulas for mathematical constants"


def report(
    store: Store,
    *,
    title: str = TITLE,
    constants: tuple[str, ...] = (),
    detail: Detail | None = None,
    date: str = "",
    versions: Mapping[str, str] | None = None,
) -> Document:
    """The document of a store; constants: only formulas of these; versions: of the programs that took part."""
    detail = detail or Detail()
    numbers = conjectures.numbering()
    counts = selection.counts(store)
    statuses = [store.status(campaign.id) for campaign in store.campaigns()]
    found = [one.marked(built_in_known()) for one in selection.identified(store, constants)]
    listed = sum(len(one.formulas) for one in found)
    unnamed = [] if constants else selection.unidentified(store, max(selection.MOST_FORMULAS - listed, 0))
    signed = [one for one in selection.signed_fractions(store) if not constants or one.constant in constants]
    fields = selection.fields(store, MOST_FIELDS)
    candidates = (
        method.summary(counts, statuses, found),
        conjectures.highlights(found),
        conjectures.by_constant(found, detail, numbers),
        conjectures.signed(signed, detail, numbers),
        structure.families(selection.families(store, MOST_FAMILIES)),
        structure.components(stored_components(store)[:MOST_COMPONENTS] if stored_links(store) else ()),
        structure.web(store, found),
        structure.fields(fields, {field.name: selection.members(store, field.name, MOST_MEMBERS) for field in fields}),
        structure.convergence(
            _fastest(found),
            stored_clusters(store, MOST_CLUSTERS),
            selection.measures(store, selection.MOST_FORMULAS),
        ),
        conjectures.without_a_name(unnamed, counts["unidentified"]),
        conjectures.everything(found, unnamed, detail.rows),
        method.how_searched(statuses, versions or {}),
    )
    sections = tuple(section for section in candidates if section is not None)
    subtitle = f"from the store {store.path.name}"
    cited = tuple(dict.fromkeys(citations(sections)))
    return Document(title, subtitle, date, abstract(counts, statuses, found), sections, cited)


def _fastest(found: Sequence[ConstantFindings]) -> list[tuple[str, Formula]]:
    """The first convergent formula of each of the constants with most formulas, by its constant."""
    named = [one for one in found if one.constant != RATIONAL]
    firsts = {
        one.constant: next((f for f in one.formulas if f.status == "convergent" and f.limit), None) for one in named
    }
    return [(label(name), first) for name, first in firsts.items() if first is not None][:CURVES]


def citations(part: Any) -> Iterator[str]:
    """The keys that a part of a document cites, in order, with repeats."""
    if isinstance(part, Cite):
        yield part.key
    elif isinstance(part, tuple | list):
        for item in part:
            yield from citations(item)
    elif is_dataclass(part) and type(part).__module__.endswith(".document"):
        for item in fields(part):
            if item.name not in ("rows", "picture"):
                yield from citations(getattr(part, item.name))
