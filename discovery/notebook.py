"""The Python face of the commands: `from discovery import inspect, query, search, …` in a notebook or a script.

Each function is the command of its name: same options, same defaults, one call below. Formulas show themselves as
LaTeX; lists of them are tables, data frames, CSV or JSON.

>>> inspect("2n+1", "n^2", digits=20)
Formula(2n+1, n^2) = 4/pi [proved]
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from analysis.effort import DEFAULT_SECONDS
from analysis.errors import InputError, echo
from discovery.arguments import check_fields
from discovery.frames import SHOWN_ROWS, arrow_table, data_frame, write_parquet
from discovery.given_values import decimal_text, fraction_texts, rational_numbers, whole_numbers

if TYPE_CHECKING:
    import pandas
    import pyarrow
    from ramanujantools.pcf import PCF as RamanujanToolsPCF

    from analysis.formula import Formula as Typed
    from analysis.formulas.pcf import PCF
    from analysis.notation.tree import Tree
    from discovery.clustering import Outcome
    from discovery.summary import Summary
    from results.plots.picture import Picture

SHOWN_DIGITS = 12  # of a limit beside its formula


@dataclass(frozen=True)
class Formula:
    """One formula with everything known about it; `data` is the contract's JSON, and its keys are attributes.

    >>> apery = inspect("34n^3+51n^2+27n+5", "-n^6", digits=20)
    >>> apery.constant, apery.identity["expression"], round(apery.delta, 4)
    ('zeta(3)', '6/zeta(3)', 0.0805)
    """

    data: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        if name != "data" and name in self.data:
            return self._own[name]
        raise AttributeError(f"a formula has no {name!r}; it has {', '.join(self.data)}")

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    @cached_property
    def _own(self) -> Mapping[str, Any]:
        """What is known, of a fraction with rational coefficients as it was given: its integer one is in `data`."""
        given = self.data.get("given") or {}
        return {**self.data, **({"closed_form": None} if given else {}), **given}

    @property
    def constant(self) -> str | None:
        """The name of the constant of the identity; None without one."""
        return self.data.get("constant") or (self.data.get("identity") or {}).get("constant")

    @cached_property
    def formula(self) -> Typed:
        """The same as the typed formula that passes between the rooms."""
        from analysis.formula import Formula

        return Formula.from_json(self.data)

    @property
    def pcf(self) -> PCF:
        """The pair of polynomials. Raises InputError for a signed continued fraction, which has none."""
        if self.data["kind"] != "pcf":
            raise InputError("a signed continued fraction as a PCF", "formulas of kind pcf", "see `discover transform`")
        return self.formula.pcf

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.data})

    def __float__(self) -> float:
        """The limit. Raises InputError where there is none."""
        if self.data.get("limit") is None:
            raise InputError(f"a float of a formula that is {self.data['status']}", "formulas that converge")
        return float(self._own["limit"])

    def convergents(self, count: int) -> list[Fraction]:
        """The first convergents p(n)/q(n), n = 0, 1, …; those with q(n) = 0 are left out.

        >>> inspect("2n+1", "n^2", digits=20).convergents(3)
        [Fraction(1, 1), Fraction(4, 3), Fraction(24, 19)]
        """
        (least,) = whole_numbers([count], "count")
        if least < 0:
            raise InputError(f"count = {least}", "0 or more")
        return [one * Fraction(self.data.get("factor", 1)) for one in self.pcf.convergents(least)]

    def proof(self) -> str | None:
        """The proof of the value in words; None where there is none."""
        if not self.data.get("certificate"):
            return None
        from results.proofs.words import proof_in_words
        from results.proofs.writers import terminal

        return terminal(proof_in_words(self.data["certificate"]))

    def plot(self) -> Picture:
        """Right digits against terms; it shows itself in a notebook."""
        from discovery.plotting import error_of

        return error_of(self.formula)

    def sympy(self) -> Any:
        """The value as an expression of sympy; its decimal where it has no name."""
        import sympy

        named = self._own.get("identity") or self._own.get("closed_form") or {}
        from discovery.as_sympy import as_sympy

        return as_sympy(named["expression"]) if named.get("expression") else sympy.Float(self._own["limit"], 50)

    def as_json(self) -> str:
        """The contract's JSON of one formula, on one line."""
        from analysis.exact.json_values import exact

        return json.dumps(exact(dict(self.data)), ensure_ascii=False)

    def latex(self) -> str:
        """The fraction unrolled and its value, for math mode."""
        from analysis.notation.latex import latex

        return latex(self.tree)

    @cached_property
    def tree(self) -> Tree:
        """The fraction, unrolled where its coefficients are integers, and its value where that has a name."""
        from analysis.notation.expressions import expression
        from analysis.notation.formulas import GENERAL
        from analysis.notation.tree import equation
        from results.reports.statements import formula_tree

        if "given" not in self.data:
            return formula_tree(self.formula)
        named = self._own["identity"]
        return equation(GENERAL, expression(named["expression"])) if named else GENERAL

    def to_ramanujantools(self) -> RamanujanToolsPCF:
        """The same formula as a PCF of the package ramanujantools, which must be installed."""
        pcf = _ramanujantools()
        import sympy

        n = sympy.symbols("n")
        return pcf(*(_sympy(polynomial.coefficients, n) for polynomial in (self.pcf.a, self.pcf.b)))

    def _repr_latex_(self) -> str:
        from analysis.notation.latex import displayed

        return displayed(self.tree, *self._about())

    def _repr_html_(self) -> str:
        """MathML, which every browser shows without a network."""
        from html import escape

        from analysis.notation.mathml import mathml

        beside = [mathml(tree) for tree in self._about()] + [escape(self._surely())]
        shown = mathml(self.tree, display=True)
        return f"<div>{shown}<p>{',&ensp; '.join(filter(None, beside))}</p></div>"

    def _surely(self) -> str:
        """How sure the value is: a name that digits alone speak for is a conjecture."""
        evidence = str(self.data.get("evidence") or "")
        named = self.data.get("identity") or self.data
        return (
            f"conjecture, {named['digits']} digits agree" if evidence == "numeric" and "digits" in named else evidence
        )

    def _about(self) -> Iterator[Tree]:
        """aₙ and bₙ, the first digits of the limit, and δ: what stands beside the formula."""
        from analysis.notation.expressions import expression
        from analysis.notation.formulas import pair_of
        from analysis.notation.tree import DOTS, NEGATIVE, Number, Operator, Symbol, equation, row
        from results.reports.words import decimal

        if self.data["kind"] == "pcf":
            yield pair_of(expression(self._own["a"]), expression(self._own["b"]))
        if limit := self._own.get("limit"):
            sign = [NEGATIVE] if limit.startswith("-") else []
            yield row(Operator("≈", prefix=True), *sign, Number(limit.removeprefix("-")[:SHOWN_DIGITS]), DOTS)
        if self.data.get("delta") is not None:
            yield equation(Symbol("δ"), decimal(self.data["delta"]))

    def __repr__(self) -> str:
        from results.columns import in_ascii
        from results.people import shown, shown_signs

        evidence = f" [{self.data['evidence']}]" if self.data.get("evidence") else ""
        if "signs" in self.data:
            return in_ascii(f"Formula({shown(self.data['lhs'])}, signs {shown_signs(self.data['signs'])}){evidence}")
        named = (self._own.get("identity") or self._own.get("closed_form") or {}).get("expression")
        value = in_ascii(shown(named)) if named else (self._own.get("limit") or self.data["status"])[:30]
        if self.data["kind"] != "pcf":
            return f"Formula({self.data['kind']}) = {value}{evidence}"
        a, b = (self._own[side] if "given" in self.data else getattr(self.pcf, side).compact() for side in "ab")
        return f"Formula({a}, {b}) = {value}{evidence}"


class Formulas(Sequence[Formula]):
    """A list of formulas that shows itself as a table."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._formulas = tuple(Formula(row) for row in rows)

    def __len__(self) -> int:
        return len(self._formulas)

    @overload
    def __getitem__(self, index: int) -> Formula: ...
    @overload
    def __getitem__(self, index: slice) -> Formulas: ...
    def __getitem__(self, index: int | slice) -> Formula | Formulas:
        found = self._formulas[index]
        return found if isinstance(found, Formula) else Formulas(formula.data for formula in found)

    def __iter__(self) -> Iterator[Formula]:
        return iter(self._formulas)

    def to_dataframe(self) -> pandas.DataFrame:
        """A pandas data frame with the columns of the CSV; pandas must be installed."""
        return data_frame(self._typed())

    def to_arrow(self) -> pyarrow.Table:
        """An Arrow table with the same columns; pyarrow must be installed."""
        return arrow_table(self._typed())

    def to_parquet(self, path: str | Path) -> int:
        """Write the formulas to a Parquet file; how many there are. pyarrow must be installed."""
        return write_parquet(self._typed(), path)

    def to_csv(self, path: str | Path | None = None) -> str:
        """The formulas as CSV, also written to `path` where one is given; what spreadsheets would run is defused."""
        return self._written("csv", path)

    def to_json(self, path: str | Path | None = None) -> str:
        """The formulas as JSON Lines, one object a line, also written to `path` where one is given."""
        return self._written("json", path)

    def to_latex(self, path: str | Path | None = None) -> str:
        """The formulas as a longtable for LaTeX, also written to `path` where one is given."""
        return self._written("latex", path)

    def to_markdown(self, path: str | Path | None = None) -> str:
        """The formulas as a table in Markdown, also written to `path` where one is given."""
        return self._written("markdown", path)

    def _typed(self) -> Iterator[Typed]:
        return (one.formula for one in self)

    def _written(self, format: str, path: str | Path | None) -> str:
        from results.saving import write_text
        from results.tables import write

        stream = io.StringIO()
        write(self._typed(), format, stream)
        if path is not None:
            write_text(path, stream.getvalue())
        return stream.getvalue()

    def __repr__(self) -> str:
        shown = "\n".join(f"  {formula!r}" for formula in self._formulas[:SHOWN_ROWS])
        more = f"\n  … and {len(self) - SHOWN_ROWS:,} more" if len(self) > SHOWN_ROWS else ""
        return f"{len(self):,} formulas\n{shown}{more}"

    def _repr_html_(self) -> str:
        from html import escape

        from analysis.notation.mathml import mathml
        from results.people import as_cell, short_limit
        from results.reports.statements import formula_tree

        def cells(one: Formula) -> Iterator[str]:
            delta = one.data.get("delta")
            yield mathml(formula_tree(one.formula), display=True)
            yield short_limit(one.data.get("limit") or one.data.get("status") or "")
            yield as_cell(delta)
            yield escape(str(one.data.get("evidence") or ""))

        rows = "".join(
            f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells(one))}</tr>" for one in self._formulas[:SHOWN_ROWS]
        )
        head = "<tr><th>formula</th><th>limit</th><th>δ</th><th>evidence</th></tr>"
        more = f"<p>and {len(self) - SHOWN_ROWS:,} more</p>" if len(self) > SHOWN_ROWS else ""
        return f"<table>{head}{rows}</table>{more}"


def inspect(
    a: Any, b: Any = None, *, digits: int = 50,
    constants: str | None = None, seconds: float = DEFAULT_SECONDS,
) -> Formula:  # fmt: skip
    """Everything about the fraction a(0) + b(1)/(a(1) + …), or about one formula of another kind.

    a: the polynomial a(n), with b for b(n): text, a number, a list of coefficients (constant first), a polynomial of
    sympy or FLINT; or a PCF, as text "PCF(2n+1, n^2)", ours or of
    ramanujantools; or a mapping as in `discover inspect --formula`, or a Recurrence, MatrixProduct or Series. Raises
    InputError.

    >>> inspect({"kind": "series", "coefficients": ["n+1", "-n/2"], "first": 1, "u": ["1/2"]}, digits=20)
    Formula(series) = log(2) [proved]
    """
    from discovery.inspecting import inspect_fraction, inspect_object

    library = _library(constants)
    if isinstance(a, Mapping) or hasattr(a, "to_json"):
        return Formula(inspect_object(a if isinstance(a, Mapping) else a.to_json(), digits, library, seconds))
    first, second = fraction_texts(a, b, count=2)
    return Formula({"kind": "pcf", **inspect_fraction(first, second, digits, library, seconds)})


def identify(
    value: Any, *, constants: str | None = None, together: str | None = None, weight: int | None = None
) -> dict[str, Any]:
    """A decimal as an image of a known constant or a relation over several; see `discover identify`.

    value: text, or a real number of mpmath, FLINT, sympy, or a Decimal.

    >>> identify("1.2732395447351626861510701069801148")["identity"]["expression"]
    '4/pi'
    >>> identify("5.859874482048838473822930854632165381954416493075065395941912220031", weight=2)["identity"] is None
    True
    """
    from analysis.relations.typed import identified

    return identified(decimal_text(value), _library(constants), constants is None, together, weight).as_json()


def sequence(terms: Sequence[int | Fraction | str]) -> dict[str, Any]:
    """The pattern of a list of integers or rational numbers; see `discover sequence`.

    >>> sequence([2, 1, 2, 1, 1, 4, 1, 1, 6, 1, 1, 8, 1, 1, 10, 1, 1, 12, 1, 1, 14])["verdict"]
    'recurrence'
    """
    from analysis.sequences.rational_terms import examine_rationals

    return examine_rationals(rational_numbers(terms, "terms"))


def search(db: str | Path, *, engine: str = "inline", workers: int | None = None, **options: Any) -> Summary:
    """Search polynomial continued fractions into a store; options are those of `discover search pcf`.

    let: a mapping {name: "LOW:HIGH"}; constants: names separated by commas. Returns what was found, in numbers.
    """
    from discovery.campaigns import Campaign
    from discovery.driver import run_campaign
    from discovery.summary import Summary
    from results.store import Store

    if "let" in options:
        if not isinstance(options["let"], Mapping):
            raise InputError(f"let = {echo(options['let'])}", 'a mapping, as in {"x": "1:3"}')
        options["let"] = tuple(f"{name}={bounds}" for name, bounds in options["let"].items())
    campaign = Campaign.from_options(**options)
    with Store.create(db) as store:
        ran = run_campaign(store, campaign, engine=engine, workers=workers)
        return Summary.of(store, ran.campaign, ran.seconds)


def search_esma(db: str | Path, constant: str, **options: Any) -> Formulas:
    """Search signed continued fractions of a constant into a store; options are those of `discover search esma`."""
    from discovery.driver import run_campaign
    from discovery.esma import EsmaCampaign
    from results.store import Store

    campaign = EsmaCampaign.asked(options, constant=constant)
    with Store.create(db) as store:
        ran = run_campaign(store, campaign)
    return query(db, kind=campaign.kind, campaign=ran.campaign.id)


def cluster(db: str | Path, *, campaign: int | None = None, **options: Any) -> Outcome:
    """Cluster the formulas of a store by how they converge, and link them; options are the keys of [cluster]."""
    from discovery.clustering import cluster_store, stored_settings
    from results.store import Store

    with Store.open(db) as store:
        return cluster_store(store, settings=stored_settings(store, campaign).changed(**options), campaign=campaign)


def query(
    db: str | Path,
    *,
    constant: str | Sequence[str] = (),
    denominators: Sequence[int | Fraction | str] = (),
    **options: Any,
) -> Formulas:
    """The formulas of a store that the options select; they are those of `results.queries.Query`.

    constant: one name or several, as people spell them; denominators: those of a formula, up to a factor.
    """
    from results.queries import Query, formulas
    from results.store import Store
    from results.typed_names import stored_names

    check_fields(Query, options, "query")
    if not isinstance(constant, str | list | tuple):
        raise InputError(f"constant = {echo(constant)} of type {type(constant).__name__}", "a name, or a list of names")
    names = (constant,) if isinstance(constant, str) else tuple(constant)
    with Store.read(db) as store:
        terms = tuple(rational_numbers(denominators, "denominators")) if denominators else ()
        found = formulas(store, Query(constants=stored_names(store, names), denominators=terms, **options))
        return Formulas(one.as_json() for one in found)


def from_ramanujantools(pcf: RamanujanToolsPCF, *, digits: int = 50) -> Formula:
    """The formula of a PCF of the package ramanujantools, examined."""
    if not hasattr(pcf, "a_n"):
        raise InputError(f"pcf = {echo(pcf)} of type {type(pcf).__name__}", "a PCF of ramanujantools")
    return inspect(str(pcf.a_n), str(pcf.b_n), digits=digits)


def _library(constants: str | None) -> Any:
    from analysis.constants.library import built_in_library

    library = built_in_library()
    return library if constants is None else library.select(constants)


def _ramanujantools() -> type[RamanujanToolsPCF]:
    try:
        from ramanujantools.pcf import PCF
    except ImportError:
        raise InputError(
            "a PCF of ramanujantools without the package", "an installed ramanujantools", "pip install ramanujantools"
        ) from None
    return PCF


def _sympy(coefficients: Sequence[int], n: Any) -> Any:
    import sympy

    return sympy.Add(*(sympy.Integer(c) * n**k for k, c in enumerate(coefficients)))
