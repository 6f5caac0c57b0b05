"""One formula as the columns of the table `formulas`: `columns` and `formula_of` are each other's inverse.

What has no column of its own is kept in the column `extras` and comes back as it was, so an examination may say more
than this file knows.
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from analysis.dynamics.measures import MEASURES, NESTED, TOP, Measured, measures_json, number
from analysis.exact.json_values import exact, finite
from analysis.formula import GROUNDS, SHAPES, SIGNED, Formula, Named
from results.constants import described
from results.row_types import ESMA, IDENTITY, PCF, RECURRENCE
from results.typed_rows import DamagedRowError, typed

SHOWN_BYTES = 256  # of a blob, in every format
MEASURE_COLUMNS = (
    *(measure.name for measure in NESTED),
    *(name for measure in TOP for name in (measure.name, f"{measure.name}_exact")),
)
_PLAIN = ("status", "digits", "digits_ground", "evidence", "family", "cluster")
_TEXTS = ("a", "b", "lhs", "digits_per_term", "simple_digits_per_term")  # of what makes a formula, as they are
_JSON = ("signs", "terms", "recurrence", "interlaced")  # of what makes a formula, as JSON
_MORE = "identity_more"  # in extras: what an identity says beside its columns, for the constant that it is about
_BESIDE = ("dynamics_exact", "dynamics_error", *(f"{measure.name}_error" for measure in TOP))  # of measures, in extras


def formula_id(kind: str, canonical: str) -> int:
    """A positive 63-bit integer that depends on the formula alone, so ids are the same in every run.

    >>> formula_id("pcf", "2*n + 1; n**2")
    8014103395663035086
    """
    return _hash63(f"{kind}\0{canonical}")


def identity_id(formula: int, constant: str, mobius: str) -> int:
    """The id of an identity of the formula with that id; mobius as JSON text."""
    return _hash63(f"{formula}\0{constant}\0{mobius}")


def pcf_id(a: str, b: str) -> int:
    """The id under which a store keeps the canonical PCF with these texts."""
    return formula_id("pcf", SHAPES["pcf"].text(a, b))


def columns(found: Formula) -> dict[str, Any]:
    """The columns of one formula (not its identity: see `identity_columns`). Raises ValueError for one without a text.

    >>> columns(Formula("pcf", {"a": "2*n + 1", "b": "n**2"}, "convergent", "1.273", 4))["value"]
    '1.273'
    """
    text, reduced = found.text, found.factorial_reduction
    id, extras = formula_id(found.kind, text), _extras(found)
    return {
        "id": id,
        "kind": found.kind,
        "canonical": text,
        **{name: finite(getattr(found, name)) for name in _PLAIN},
        **{name: finite(found.own.get(name)) for name in _TEXTS},
        **{name: to_json(found.own.get(name)) for name in _JSON},
        **_measure_columns(found),
        "value": found.limit,
        "closed_form": to_json(found.closed_form),
        "constant": found.constant,
        "identity": found.identity and identity_id(id, found.identity.constant, _mobius(found.identity)),
        "factorial_reduction": None if reduced is None else int(reduced),
        "extras": to_json(extras) if extras else None,
    }


def _measure_columns(found: Formula) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for measure in MEASURES:
        known = found.measure(measure.name)
        said[measure.name] = fraction_text(known.value) if measure.rational else finite(known.value)
        if measure.top:
            said[f"{measure.name}_exact"] = known.exact
    return said


def _extras(found: Formula) -> dict[str, Any]:
    """What has no column."""
    said = {} if SHAPES[found.kind].given else measures_json(found.measures)
    if said and found.solutions:
        said["dynamics_exact"] = said.get("dynamics_exact", {}) | found.solutions
    beside = {name: said[name] for name in _BESIDE if said.get(name) is not None}
    own = {name: found.own[name] for name in found.own if name not in (*_TEXTS, *_JSON, SHAPES[found.kind].given)}
    extras = {**own, **beside, **found.more}
    if found.identity is not None:
        more = dict(found.identity.more)
        if more.get("constants") == [found.identity.constant]:
            del more["constants"]
        if more:
            extras[_MORE] = more | {"constant": found.identity.constant}
    return extras


def identity_columns(found: Formula) -> dict[str, Any]:
    """The row of `identities` for a formula that has an identity."""
    identity = found.identity
    if identity is None:
        raise ValueError(f"{found.text} without an identity")
    formula, mobius = formula_id(found.kind, found.text), _mobius(identity)
    return {
        "id": identity_id(formula, identity.constant, mobius),
        "formula": formula,
        "constant": identity.constant,
        "mobius": mobius,
        "expression": identity.expression,
        "latex": identity.latex,
        "digits": identity.digits,
    }


def written(found: Formula) -> dict[str, Any]:
    """One formula as a store writes it, in plain values: whoever examined it may do the work, and pass this on.

    "late" is why it ran out of time, None where it did not; "known" describes the constant.
    """
    late = (found.more.get("reason") or "out of time") if found.out_of_time else None
    return {
        "columns": columns(found),
        "identity": None if found.identity is None else identity_columns(found),
        "known": None if found.constant is None else described(found.constant),
        "identified": found.is_identified,
        "late": late,
    }


def _mobius(identity: Named) -> str:
    return to_json(identity.mobius.as_lists()) or ""


def formula_of(row: Mapping[str, Any]) -> Formula:
    """The formula of a row of `formulas` with the columns of its identity (mobius, …) beside it.

    Raises DamagedRowError for a row that is none.
    """
    reader = {SIGNED: ESMA, "pcf": PCF}.get(row["kind"], RECURRENCE)
    row = typed(row, reader | IDENTITY if row["identity"] is not None else reader)
    extras = dict(row["extras"] or {})
    shape = SHAPES[row["kind"]]
    more = extras.pop(_MORE, None)
    kept = {name: row.get(name) for name in (*_TEXTS, *_JSON)} | extras
    kept |= {shape.given: row["constant"]} if shape.given else {}
    own = {name: kept[name] for name in (*shape.keys, *shape.besides) if name in kept}
    if missing := [name for name in shape.keys if own.get(name) is None]:
        raise DamagedRowError(f"a {row['kind']} without {missing[0]}")
    return Formula(
        kind=row["kind"],
        own=own,
        limit=row["value"],
        identity=None if row["identity"] is None else _named(row, more or {}),
        closed_form=row["closed_form"],
        measures=_measures(row, extras),
        solutions={name: text for name, text in (extras.get("dynamics_exact") or {}).items() if name not in _NESTED},
        factorial_reduction=row["factorial_reduction"],
        id=row["id"],
        more={name: value for name, value in extras.items() if name not in own and name not in _NO_MORE},
        **{name: row[name] for name in _PLAIN} | {"digits_ground": _ground(row)},
    )


_NESTED = frozenset(measure.name for measure in NESTED)
_NO_MORE = frozenset((*_PLAIN, *_BESIDE, *measures_json({}), "limit", "kind", "id", "identity", "closed_form"))


def _ground(row: Mapping[str, Any]) -> str | None:
    found = row.get("digits_ground")
    return found if found in GROUNDS else None


def _measures(row: Mapping[str, Any], extras: Mapping[str, Any]) -> dict[str, Measured]:
    """What the columns say, with exact forms and errors from the extras."""
    exact_texts, errors = extras.get("dynamics_exact") or {}, extras.get("dynamics_error") or {}
    found = {}
    for measure in MEASURES:
        name, value = measure.name, row[measure.name]
        if measure.top:
            found[name] = Measured(value, row.get(f"{name}_exact"), extras.get(f"{name}_error"))
        else:
            known = number(value) if measure.rational else value
            found[name] = Measured(known, exact_texts.get(name), errors.get(name))
    return found


def _named(row: Mapping[str, Any], more: Mapping[str, Any]) -> Named:
    """What the columns say of an identity, and `more` that was said of the same constant."""
    about = {name: value for name, value in more.items() if name != "constant"}
    said = {name: row[name] for name in ("constant", "mobius", "expression", "latex")}
    status = "proved" if row["evidence"] == "proved" else "conjecture"
    known = {"digits": row["identity_digits"], "status": status}
    try:
        return Named.from_json((about if more.get("constant") == row["constant"] else {}) | said | known)
    except ValueError:
        raise DamagedRowError("mobius is no map: its determinant is 0") from None


def as_text(value: Any) -> str:
    """Text of a value that JSON does not know: blobs as SQL writes them, the beginning of long ones.

    >>> as_text(bytes([0, 255])), as_text(3)
    ("x'00ff'", '3')
    """
    if not isinstance(value, bytes):
        return str(value)
    shown = value[:SHOWN_BYTES].hex()
    return f"x'{shown}'" if len(value) <= SHOWN_BYTES else f"x'{shown}…' ({len(value):,} bytes)"


def to_json(value: Any) -> str | None:
    """JSON text with sorted keys and integers beyond 2⁵³ as decimal strings; None stays None.

    >>> to_json({"q": 2**60, "p": [1, 2]})
    '{"p": [1, 2], "q": "1152921504606846976"}'
    """
    return None if value is None else json.dumps(exact(value), ensure_ascii=False, sort_keys=True)


def fraction_text(value: Any) -> str | None:
    """Text of a rational given as int, Fraction, text or (a small-denominator) float.

    >>> fraction_text(1.5), fraction_text("3/2"), fraction_text(3), fraction_text(None)
    ('3/2', '3/2', '3', None)
    """
    if value is None or type(value) is int:
        return None if value is None else str(value)
    fraction = Fraction(value)
    return str(fraction.limit_denominator(1000) if isinstance(value, float) else fraction)


def _hash63(text: str) -> int:
    from hashlib import blake2b  # loads OpenSSL, as in `store`

    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
