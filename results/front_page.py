"""The first page of `discover serve`: the highlights of a store, and all its formulas by what is asked for, live.

The page is made of a few looks into indexes, however large the store is: the best formulas of each classical constant,
and how many there are of each constant, evidence and family. Rows of the table come as they are looked at, `PAGE_ROWS`
at a time; without JavaScript the same page has a button and a link to the next rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from analysis.constants.library import built_in_library
from analysis.errors import InputError, echo
from analysis.exact.polynomials import parse_rational_polynomial
from analysis.formula import EVIDENCE, RATIONAL, Formula
from results.connections import told
from results.known import built_in_known
from results.people import as_cell, columns, shown, shown_family
from results.queries import KINDS, Query, count, formulas
from results.reports.conjectures import highlights
from results.reports.document import Cell, Column
from results.reports.html_writer import heading_markup, page_file, row_markup, section_markup
from results.reports.selection import ConstantFindings
from results.reports.statements import pcf_columns, pcf_row
from results.store import Store
from results.typed_names import stored_names

PAGE_ROWS = 50
BEST = 12  # formulas of a constant among which the highlights are chosen
MOST_CHOICES = 300  # constants and families to choose from
LEAST_DIGITS = 4  # of a decimal that is searched for
ORDERS = {
    "-delta": "δ, largest first", "-digits": "digits, most first", "constant": "constant", "evidence": "evidence",
    "a": "a(n)",
}  # fmt: skip

_CONSTANTS = """SELECT constant, count(*) FROM formulas WHERE constant IS NOT NULL GROUP BY constant
    ORDER BY constant = '1', 2 DESC, constant LIMIT :most"""
_EVIDENCE = "SELECT evidence, count(*) FROM formulas WHERE evidence IS NOT NULL GROUP BY evidence"
_FAMILIES = """SELECT family, count(*) FROM formulas WHERE family IS NOT NULL GROUP BY family
    ORDER BY 2 DESC, family LIMIT :most"""
_KINDS = "SELECT kind, count(*) FROM formulas GROUP BY kind ORDER BY 2 DESC"
_NAMED = "SELECT count(*), sum(evidence = 'proved') FROM formulas WHERE constant <> '1' AND status IS NOT 'terminating'"
_DECIMAL = re.compile(r"-?\d+\.\d+")
_GLUE = re.compile(r"\s*([-+*/^=,×·−])\s*")

Choices = Mapping[str, int]
Asked = Mapping[str, str]


@dataclass(frozen=True)
class Facets:
    """What there is to choose from, with how many formulas have it."""

    kinds: Choices
    constants: Choices
    evidence: Choices
    families: Choices


def facets(store: Store) -> Facets:
    """The facets of a store, each from an index."""

    def counted(statement: str) -> Choices:
        return dict(store.database.conn.execute(statement, {"most": MOST_CHOICES}).fetchall())

    with told(store.path):
        evidence = counted(_EVIDENCE)
        levels = {level: evidence[level] for level in reversed(EVIDENCE) if level in evidence}
        return Facets(counted(_KINDS), counted(_CONSTANTS), levels, counted(_FAMILIES))


def asked_query(store: Store, asked: Asked) -> Query:
    """The query that the fields of the page ask for. Raises InputError."""
    given = {name: text.strip() for name, text in asked.items() if text.strip()}
    query = Query(
        kind=given.get("kind", KINDS[0]),
        constants=stored_names(store, [given["constant"]] if "constant" in given else []),
        evidence=given.get("evidence"),
        family=given.get("family"),
        min_delta=_number(given["min_delta"]) if "min_delta" in given else None,
        order_by=given.get("order", next(iter(ORDERS))),
    )
    for word in _GLUE.sub(r"\1", given.get("search", "")).split():
        query = _with_word(store, query, word)
    return query


def _with_word(store: Store, query: Query, word: str) -> Query:
    """The query narrowed by one word: a level of evidence, a decimal, a constant, or a polynomial that is a or b."""
    if word in EVIDENCE:
        return replace(query, evidence=word)
    decimal = word.rstrip(".…").replace("−", "-")
    if _DECIMAL.fullmatch(decimal) and sum(map(str.isdigit, decimal)) >= LEAST_DIGITS:
        return replace(query, value_starts=decimal[:-1])  # its last digit may be rounded
    try:
        return replace(query, constants=(*query.constants, *stored_names(store, [word])))
    except InputError:
        pass
    try:
        polynomial, divisor = parse_rational_polynomial(word)
    except InputError:
        allowed = "a constant, a polynomial in n, a decimal, or a level of evidence"
        raise InputError(f"search word {echo(word)}", allowed, "for example: pi proved, 2n+1, 1.2732") from None
    if divisor != 1:
        raise InputError(f"search word {echo(word)}", "polynomials with integer coefficients")
    return replace(query, polynomials=(*query.polynomials, str(polynomial)))


def _number(text: str) -> float:
    try:
        return float(text.replace("−", "-"))
    except ValueError:
        raise InputError(f"least δ {echo(text)}", "a number") from None


def start_of(asked: Asked) -> int:
    """The row from which on the table is wanted. Raises InputError."""
    text = asked.get("start", "0") or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InputError(f"start {echo(text)}", "a number of rows")
    return int(text)


def rows_json(path: Path, asked: Asked) -> str:
    """The heading and rows of the table as markup, with how many formulas there are in all, as JSON."""
    with Store.read(path) as store:
        query, start = asked_query(store, asked), start_of(asked)
        head, body = _table(store, query, start)
        total = count(store, query)
        return json.dumps({"total": total, "count": _many(total), "start": start, "head": head, "rows": body})


def _table(store: Store, query: Query, start: int) -> tuple[str, list[str]]:
    found = list(formulas(store, replace(query, limit=PAGE_ROWS, offset=start)))
    if query.kind == "pcf":
        heads = (*pcf_columns(constant=True), Column(("family",), minor=True))
        cells = [(*pcf_row(one, constant=True), _family(one)) for one in found]
    else:
        named = [columns(one) for one in found]
        heads = tuple(Column((name,)) for name in (named[0] if named else ()))
        cells = [tuple(Cell((as_cell(value),)) for value in one.values()) for one in named]
    return heading_markup(heads), [row_markup(row, heads) for row in cells]


def _family(one: Formula) -> Cell:
    return Cell((shown_family(one.family),)) if one.family else Cell()


def front_page(path: Path, asked: Asked, links: Mapping[str, str]) -> str:
    """The whole page; links: title → address of further pages."""
    with Store.read(path) as store:
        found, problem = facets(store), ""
        query, total, head, body, start = Query(), 0, "", list[str](), 0
        try:
            query, start = asked_query(store, asked), start_of(asked)
            head, body = _table(store, query, start)
            total = count(store, query)
        except InputError as error:
            problem = str(error)
        best = highlights(list(_best(store, found.constants)))
        return Template(page_file("front_page.html")).substitute(
            title=escape(path.name),
            summary=escape(_summary(store, found)),
            links=" · ".join(f'<a href="{escape(to)}">{escape(name)}</a>' for name, to in links.items()),
            style=page_file("page.css"),
            highlights=section_markup(best) if best else "",
            fields="\n".join(_fields(found, asked)),
            problem=escape(problem),
            count=_many(total),
            head=head,
            rows="".join(body),
            more=_more(asked, start + len(body), total),
            start=start + len(body),
            total=total,
            script=page_file("front_page.js"),
        )


def _many(total: int) -> str:
    return "1 formula" if total == 1 else f"{total:,} formulas"


def _summary(store: Store, found: Facets) -> str:
    """One line of what there is."""
    named, proved = store.database.conn.execute(_NAMED).fetchone()
    share = "all" if named and proved == named else f"{proved or 0:,}"
    return f"{sum(found.kinds.values()):,} formulas; {named:,} for irrational constants, {share} of them proved"


def _best(store: Store, constants: Choices) -> Iterator[ConstantFindings]:
    """The best few formulas of each constant of the library that the store has."""
    for constant in built_in_library():
        if constant.name in constants:
            asked = Query(kind="pcf", constants=(constant.name,), status="convergent", order_by="-delta", limit=BEST)
            if found := tuple(formulas(store, asked)):
                yield ConstantFindings(constant.name, constants[constant.name], found).marked(built_in_known())


def _fields(found: Facets, asked: Asked) -> Iterator[str]:
    """The fields of the form, as they were filled in."""
    search = escape(asked.get("search", ""))
    yield f'<label>Search<input type="search" name="search" value="{search}" placeholder="pi proved, 2n+1, 1.2732…">'
    yield "</label>"
    if len(found.kinds) > 1:
        yield _select("kind", {name: f"{name} ({many:,})" for name, many in found.kinds.items()}, asked, KINDS[0])
    constants = {name: f"{_constant(name)} ({many:,})" for name, many in found.constants.items()}
    yield _select("constant", {"": "all"} | constants, asked)
    yield _select("evidence", {"": "all"} | {name: f"{name} ({n:,})" for name, n in found.evidence.items()}, asked)
    if found.families:
        families = {name: f"{shown_family(name)} ({many:,})" for name, many in found.families.items()}
        yield _select("family", {"": "all"} | families, asked)
    least = escape(asked.get("min_delta", ""))
    yield f'<label>Least δ<input type="number" step="any" name="min_delta" value="{least}"></label>'
    yield _select("order", ORDERS, asked, label="Order by")


def _constant(name: str) -> str:
    return "rational" if name == RATIONAL else shown(name)


def _select(name: str, choices: Mapping[str, str], asked: Asked, default: str = "", label: str = "") -> str:
    chosen = asked.get(name, default)
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in choices.items()
    )
    return f'<label>{label or name.capitalize()}<select name="{name}">{options}</select></label>'


def _more(asked: Asked, start: int, total: int) -> str:
    """The link to the next rows."""
    if start >= total:
        return ""
    address = urlencode({**{name: text for name, text in asked.items() if text}, "start": start})
    return f'<a class="more" href="?{escape(address)}#formulas">the next {min(PAGE_ROWS, total - start)} formulas</a>'
