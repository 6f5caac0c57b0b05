"""Every proved row of a store, checked again: its certificate, and that this proves what the row itself says.

The checker knows nothing of the store. Its statement is compared with the row's own polynomials and with the identity
that the row names, constant and map; where a row names none, with the closed form that its polynomials have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeVar

from analysis.constants.identities import UNITY, Identity
from analysis.constants.library import Constant, as_written, built_in_library
from analysis.constants.same_number import same_number
from analysis.errors import InputError, echo
from analysis.exact.mobius import Mobius
from analysis.formulas.pcf import PCF
from analysis.formulas.reading import Formula, read_formula
from analysis.formulas.recurrence import Recurrence
from analysis.formulas.series import Series
from analysis.links.placement import written_form
from analysis.notation.expressions import expression
from analysis.product_examination import examined_fraction
from analysis.proofs.certificate import Certificate
from analysis.proofs.chain import VERSIONS, Statement, verify
from analysis.proofs.combined_limits import KIND, LimitStatement, verify_limit
from analysis.proofs.polynomials import multiplied, proportional
from analysis.proofs.reading import Malformed, Rejected, integer, items, loads, spelt, text
from analysis.values.lower_factors import restricted
from results.connections import told
from results.store import Store

_ROWS = """
SELECT f.id, f.kind, f.a, f.b, f.identity, f.constant, k.expression AS means, i.mobius, i.expression,
f.closed_form, f.extras FROM formulas f LEFT JOIN identities i ON i.id = f.identity
LEFT JOIN constants k ON k.name = f.constant WHERE f.evidence = 'proved' ORDER BY f.id
"""
_LINKS = """
SELECT l.id, l.mobius, l.certificate, f.a, f.b, g.a AS c, g.b AS d FROM links l JOIN formulas f ON f.id = l.first
JOIN formulas g ON g.id = l.second WHERE l.evidence = 'proved' AND l.certificate IS NOT NULL ORDER BY l.id
"""


Row = TypeVar("Row")


@dataclass(frozen=True)
class ProvedRow:
    """A formula that is said to be proved, with its identity, as a store has them: what is `object` is not checked."""

    id: int
    kind: object
    a: str | None
    b: str | None
    identity: int | None
    constant: object
    means: str | None
    mobius: object
    expression: object
    closed_form: object
    extras: object


@dataclass(frozen=True)
class LinkRow:
    """A link that is said to be proved, between the fractions a, b and c, d."""

    id: int
    mobius: object
    certificate: object
    a: str
    b: str
    c: str
    d: str


_EARLIER_KINDS = ("sum of limits", "product of limits")  # of certificates
_FORM = ("kind", "parameters", "shift")  # of a closed form, beside its expression as it is printed


Proved = Statement | LimitStatement


@dataclass(frozen=True)
class Verdict:
    """What was found about one row: `statement` where it holds, else `fault`; `older` if by an older version."""

    name: str
    statement: Proved | None = None
    fault: str | None = None
    older: bool = False


def verdicts(store: Store) -> Iterator[Verdict]:
    """One for each proved formula, then one for each proved link that has a certificate, lazily."""
    for row in proved_rows(store):
        yield formula_verdict(row)
    for tie in _read(store, _LINKS, LinkRow):
        yield _verdict(f"link {tie.id}", tie, _link)


def proved_rows(store: Store) -> Iterator[ProvedRow]:
    """The formulas of a store that are said to be proved, with their identities."""
    return _read(store, _ROWS, ProvedRow)


def formula_verdict(row: ProvedRow) -> Verdict:
    """What the checker says of one such row."""
    verdict = _verdict(f"formula {_name(row)}", row, _formula)
    return replace(verdict, older=_is_older(row)) if verdict.fault is not None else verdict


def _is_older(row: ProvedRow) -> bool:
    """Whether a fraction has no certificate, or a formula one of an older version than those made today."""
    try:
        certificate = row_certificate(row)
    except Malformed:
        return False
    if row.a is None:
        return isinstance(certificate, dict) and certificate.get("kind") in _EARLIER_KINDS
    return certificate is None or (isinstance(certificate, dict) and certificate.get("version") in VERSIONS[:-1])


def row_certificate(row: ProvedRow) -> Any:
    """The certificate of a row, None where it has none; raises Malformed where its extras are no JSON object."""
    extras = row_extras(row)
    fraction = extras.get("pcf") if row.a is None and "certificate" not in extras else extras
    return fraction.get("certificate") if isinstance(fraction, dict) else None


def row_extras(row: ProvedRow) -> dict[str, Any]:
    """What a row has beside its columns; raises Malformed where that is no JSON object."""
    extras = loads(text(row.extras)) if row.extras is not None else {}
    if not isinstance(extras, dict):
        raise Malformed("extras are no object")
    return extras


def _read(store: Store, sql: str, kind: Callable[..., Row]) -> Iterator[Row]:
    connection = store.database.conn
    with told(store.path):
        connection.text_factory = lambda data: data.decode(errors="replace")
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield kind(**dict(zip(names, row, strict=True)))


def _name(row: ProvedRow) -> str:
    return f"{row.id} ({row.a}; {row.b})" if isinstance(row.a, str) else str(row.id)


def _verdict(name: str, row: Row, check: Callable[[Row], Proved]) -> Verdict:
    try:
        return Verdict(name, check(row))
    except Rejected as error:
        return Verdict(name, fault=str(error))
    except (Malformed, InputError) as error:
        return Verdict(name, fault=f"damaged: {error}")


def _formula(row: ProvedRow) -> Proved:
    return _fraction(row) if row.a is not None else _image_of_fraction(row)


def _fraction(row: ProvedRow) -> Statement:
    certificate = row_certificate(row)
    a, b = text(row.a), text(row.b)
    statement = _unconditional(_about(certificate, a, b))
    if row.identity is not None:
        _check_identity(row, statement)
    elif row.closed_form is not None:
        _check_form(PCF.parse(a, b), loads(text(row.closed_form)), certificate)
    return statement


def _image_of_fraction(row: ProvedRow) -> Proved:
    """A formula of another kind, by its own certificate or that of the fraction that it is an image of."""
    certificate, extras = row_certificate(row), row_extras(row)
    if certificate is None:
        raise Rejected("no certificate")
    formula = read_formula({**extras, "kind": text(row.kind)})
    if isinstance(certificate, dict) and certificate.get("kind") == KIND:
        return _combination(row, formula, certificate)
    if isinstance(certificate, dict) and "kind" in certificate:
        raise Rejected(f"a certificate of kind {echo(str(certificate['kind']))}")
    made = examined_fraction(formula)
    if made is None:
        raise Rejected("the certificate is about a fraction, of which the formula is no image")
    pcf, image = made
    statement = _unconditional(_about(certificate, str(pcf.a), str(pcf.b)))
    moved = replace(statement, mobius=multiplied(image.coefficients, statement.mobius))
    if row.identity is not None:
        _check_identity(row, moved)
    else:
        _check_form(pcf, extras["pcf"].get("closed_form"), certificate)
    return moved


def _combination(row: ProvedRow, formula: Formula, certificate: dict[str, Any]) -> LimitStatement:
    statement = verify_limit(certificate)
    given = formula.partial_sums() if isinstance(formula, Series) else formula
    proved = read_formula({"kind": "recurrence", **statement.recurrence.as_json()})
    if not (isinstance(given, Recurrence) and isinstance(proved, Recurrence)):
        raise Rejected(f"the certificate is about {statement.recurrence}")
    alike = (one is not None and one.primitive() == proved.primitive() for one in (given, restricted(given)))
    if not any(alike):
        raise Rejected(f"the certificate is about {statement.recurrence}")
    known, ours = row_identity(row)
    said = Identity(known, Mobius(*ours), 0).expression
    if not (same_number(said, statement.value) and same_number(text(row.expression), statement.value)):
        raise Rejected(f"the certificate proves {statement.value}, the row says {said} and {echo(row.expression)}")
    return statement


def _about(certificate: Any, a: str, b: str) -> Statement:
    """What a certificate proves, where it is about this fraction."""
    if certificate is None:
        raise Rejected("no certificate")
    statement = verify(certificate)
    if (spelt(statement.a), spelt(statement.b)) != (a, b):
        raise Rejected(f"the certificate is about PCF({spelt(statement.a)}, {spelt(statement.b)})")
    return statement


def _unconditional(statement: Statement) -> Statement:
    if statement.conditional:
        raise Rejected(f"the certificate ends at {statement.constant}, of which nothing is said")
    return statement


def _check_identity(row: ProvedRow, statement: Proved) -> None:
    named, ours = row_identity(row)
    if not named.is_same(_constant(statement.constant)):
        raise Rejected(f"the certificate is about {statement.constant}, the row about {row.constant}")
    if not agrees(statement, named, ours):
        raise Rejected(f"the certificate proves {statement}, the row has the map {row.mobius}")
    if Identity(named, Mobius(*ours), 0).expression != row.expression:
        raise Rejected(f"the row spells {echo(row.expression)}, which is not what its map gives")


def row_identity(row: ProvedRow) -> tuple[Constant, tuple[int, int, int, int]]:
    """The constant and the map that a row names."""
    return _constant(text(row.constant), row.means), _map(row.mobius)


def agrees(statement: Proved, known: Constant, mobius: Sequence[int]) -> bool:
    """Whether a statement is that the value is this image of this constant, whichever of its names is used."""
    if statement.conditional or not known.is_same(_constant(statement.constant)):
        return False
    return _at_one(statement.mobius) == _at_one(mobius) if known == UNITY else proportional(statement.mobius, mobius)


def _at_one(mobius: Sequence[int]) -> Fraction | None:
    p, q, r, s = mobius
    return Fraction(p + q, r + s) if r + s else None


@lru_cache(maxsize=1024)
def _constant(name: str, means: str | None = None) -> Constant:
    """The constant of a name: of the library, or an expression, or a user's own, with what the store says it means."""
    if name == UNITY.name:
        return UNITY
    if name in built_in_library().by_name:
        return built_in_library().by_name[name]
    try:
        return as_written(name)
    except InputError:
        if means is None:
            raise
        return Constant(name, means, means)


def _check_form(pcf: PCF, said: Any, certificate: Certificate) -> None:
    found = written_form(pcf, certificate)
    if found is None or not isinstance(said, dict) or [*map(found.get, _FORM)] != [*map(said.get, _FORM)]:
        raise Rejected("the closed form of the row is not the one that is proved")
    if expression(text(found["expression"])) != expression(text(said.get("expression"))):
        raise Rejected("the expression of the closed form is not the one that is proved")


def _link(row: LinkRow) -> Statement:
    statement = _about(loads(text(row.certificate)), row.a, row.b)
    if statement.constant != f"PCF({row.c}, {row.d})":
        raise Rejected(f"the certificate ends at {statement.constant}, the link at PCF({row.c}, {row.d})")
    if not proportional(statement.mobius, _map(row.mobius)):
        raise Rejected(f"the certificate proves {statement}, the link says {row.mobius}")
    return statement


def _map(claim: Any) -> tuple[int, int, int, int]:
    (p, q), (r, s) = (items(row, 2, 2) for row in items(loads(text(claim)), 2, 2))
    return integer(p), integer(q), integer(r), integer(s)
