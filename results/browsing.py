"""A store in a web browser: a page of highlights and facets first, Datasette with the formulas rendered behind it.

Datasette is an extra (`pip install 'conjecture-discovery[browse]'`). It opens the file read-only, so a campaign may go
on writing to it. Source: datasette's documentation, "Plugin hooks" (render_cell) and "Canned queries".
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.exact.polynomials import parse_polynomial
from analysis.notation.expressions import expression
from analysis.notation.formulas import polynomial
from analysis.notation.mathml import mathml
from results.store import Store

if TYPE_CHECKING:
    from datasette.app import Datasette

TITLE = "Conjecture discovery"
POLYNOMIALS = frozenset({"a", "b", "a(n)", "b(n)"})  # columns, in tables, views and the queries below
EXPRESSIONS = frozenset({"equals", "expression"})
LONGEST = 2_000  # characters of a cell that is still rendered
MILLISECONDS = 10_000  # for one question: a million formulas are counted within it

_NAMED = "select * from v_theorems union all select * from v_conjectures"

# Each is one SELECT on the views made for people; :name is asked for on the page.
QUERIES: dict[str, dict[str, str]] = {
    "best": {
        "title": "Conjectures with the largest irrationality measure",
        "sql": 'select "a(n)", "b(n)", equals, digits, evidence, delta from v_conjectures'
        " where delta is not null order by delta desc limit 200",
    },
    "of_a_constant": {
        "title": "Formulas of one constant",
        "sql": f'select "a(n)", "b(n)", equals, digits, evidence, delta from ({_NAMED})'  # noqa: S608 - fixed texts
        " where constant = :constant order by delta desc limit 1000",
    },
    "with_factorial_reduction": {
        "title": "Formulas with full factorial reduction",
        "sql": f'select "a(n)", "b(n)", equals, constant, digits, delta from ({_NAMED})'  # noqa: S608 - fixed texts
        " where \"factorial reduction\" = 'yes' order by delta desc limit 1000",
    },
    "without_a_name": {
        "title": "Limits without a name, likeliest first",
        "sql": 'select "a(n)", "b(n)", "limit", digits, delta from v_unidentified'
        " order by \"factorial reduction\" = 'yes' desc, delta desc limit 1000",
    },
    "signed_fractions": {
        "title": "Signed continued fractions that beat the simple one",
        "sql": 'select * from v_signed_fractions where "digits a term" > "digits a term, simple fraction"'
        ' order by "digits a term" desc limit 1000',
    },
}


def browser(path: str | Path) -> Datasette:
    """A Datasette application for a store, not yet listening.

    Raises InputError for a file that is no store, and without Datasette.
    """
    place = Path(path)
    Store.read(place).close()
    try:
        from datasette import hookimpl
        from datasette.app import Datasette
        from datasette.plugins import pm
    except ImportError:
        raise InputError(
            "browsing without datasette", "an installed datasette", "pip install 'conjecture-discovery[browse]'"
        ) from None

    if not pm.has_plugin(__name__):
        hooks = ModuleType(__name__)  # datasette asks each plugin for the name of its module
        vars(hooks)["render_cell"] = hookimpl(render_cell)
        vars(hooks)["register_routes"] = hookimpl(register_routes)
        pm.register(hooks, name=__name__)
    about = f"The store {place.name}: polynomial and signed continued fractions with what is known of their limits."
    return Datasette(
        files=[str(place)],
        metadata={
            "title": TITLE,
            "databases": {place.stem: {"description": about, "queries": QUERIES}},
        },
        settings={"sql_time_limit_ms": MILLISECONDS, "allow_download": False},
    )


def register_routes() -> list[tuple[str, Any]]:
    """Our pages, which Datasette asks before its own: the first one, and the rows of its table."""
    return [(r"/$", _front_page), (r"/-/formulas$", _formulas)]


async def _front_page(datasette: Datasette, request: Any) -> Any:
    from datasette.utils.asgi import Response

    from results.front_page import front_page

    place, asked = _place(datasette), _asked(request)
    name = place.stem
    links = {query["title"]: f"{datasette.urls.database(name)}/{key}" for key, query in QUERIES.items()}
    links |= {"tables, views and SQL": datasette.urls.database(name)}
    return Response.html(await asyncio.to_thread(front_page, place, asked, links))


async def _formulas(datasette: Datasette, request: Any) -> Any:
    from datasette.utils.asgi import Response

    from results.front_page import rows_json

    try:
        found, status = await asyncio.to_thread(rows_json, _place(datasette), _asked(request)), 200
    except InputError as error:
        found, status = json.dumps({"error": str(error)}), 400
    return Response(found, status=status, content_type="application/json; charset=utf-8")


def _place(datasette: Datasette) -> Path:
    return Path(datasette.files[0])


def _asked(request: Any) -> dict[str, str]:
    return {name: request.args.get(name) for name in request.args}


def render_cell(column: str, value: Any) -> Any:
    """A polynomial or an expression as MathML; None leaves the cell to Datasette."""
    from markupsafe import Markup

    if not isinstance(value, str) or not value or len(value) > LONGEST:
        return None
    try:
        if column in POLYNOMIALS:
            return Markup(mathml(polynomial(parse_polynomial(value))))
        if column in EXPRESSIONS:
            return Markup(mathml(expression(value)))
    except InputError:
        return None
    return None
