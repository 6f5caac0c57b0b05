"""One formula in two shapes: the JSON object that users see, and the columns of the table `formulas`.

`columns` and `formula_json` are each other's inverse on the keys of the contract. What has no column of its own is kept
in the column `extras` and comes back as it was, so an examination may say more than this file knows.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from analysis.dynamics.measures import MEASURES, NESTED, TOP, number
from results.row_types import ESMA, IDENTITY, PCF, RECURRENCE
from results.typed_rows import DamagedRowError, typed

SHOWN_BYTES = 256  # of a blob, in every format
EXACT_IN_JSON = 2**53  # beyond this a reader that holds numbers as doubles would round, so text is written
DYNAMICS = tuple(measure.name for measure in NESTED)
OF_MEASURES = tuple(name for measure in TOP for name in (measure.name, f"{measure.name}_exact"))
MEASURE_COLUMNS = (*DYNAMICS, *OF_MEASURES)
_RATIONAL = tuple(measure.name for measure in MEASURES if measure.rational)
GROUNDS = ("agreed", "certified", "proved")  # what digits rest on; a store from before has none
_PLAIN = ("a", "b", "status", "digits", "digits_ground", "evidence", *OF_MEASURES, "family", "cluster")
_ESMA_JSON = ("signs", "terms", "recurrence", "interlaced")
_ESMA_PLAIN = ("digits_per_term", "simple_digits_per_term")
_IDENTITY = frozenset({"constant", "mobius", "expression", "latex", "digits", "status"})
_MORE = "identity_more"  # in extras: what an identity says beside its columns, for the constant that it is about
_KNOWN = {
    *_PLAIN, *_ESMA_JSON, *_ESMA_PLAIN, "id", "kind", "limit", "identity", "closed_form", "dynamics", "constant", "lhs",
    "factorial_reduction",
}  # fmt: skip


def pcf_text(a: str, b: str) -> str:
    """The canonical text of a PCF, from the canonical texts of its polynomials.

    >>> pcf_text("2*n + 1", "n**2")
    '2*n + 1; n**2'
    """
    return f"{a}; {b}"


def esma_text(constant: str, lhs: str, signs: Sequence[int]) -> str:
    """The canonical text of a signed continued fraction: its value and sign period determine its terms.

    >>> esma_text("e", "(E + 1)/(E - 1)", [1])
    'e: (E + 1)/(E - 1); +'
    """
    return f"{constant}: {lhs}; {''.join('+' if sign > 0 else '-' for sign in signs)}"


def recurrence_text(coefficients: Sequence[str], first: int, p: Sequence[str], q: Sequence[str]) -> str:
    """The canonical text of a recurrence, from the canonical texts of its coefficients and its primitive start.

    >>> recurrence_text(["1", "-n", "-1"], 2, ["1", "0"], ["0", "1"])
    '1; -n; -1 | 2 | 1, 0 | 0, 1'
    """
    return " | ".join(("; ".join(coefficients), str(first), ", ".join(p), ", ".join(q)))


def trajectory_text(field: str, let: Mapping[str, str], start: Sequence[str], direction: Sequence[int]) -> str:
    """The canonical text of a trajectory of a field.

    >>> trajectory_text("3F2", {"z": "1/2"}, ["1", "1", "1", "2", "2"], [0, 0, 0, 1, 1])
    '3F2 z=1/2 | 1, 1, 1, 2, 2 | 0, 0, 0, 1, 1'
    """
    values = "".join(f" {name}={value}" for name, value in sorted(let.items()))
    return f"{field}{values} | {', '.join(start)} | {', '.join(map(str, direction))}"


def formula_id(kind: str, canonical: str) -> int:
    """A positive 63-bit integer that depends on the formula alone, so ids are the same in every run.

    >>> formula_id("pcf", "2*n + 1; n**2") == formula_id("pcf", pcf_text("2*n + 1", "n**2"))
    True
    """
    return _hash63(f"{kind}\0{canonical}")


def canonical_text(row: Mapping[str, Any]) -> tuple[str, str]:
    """Kind and canonical text of one formula in JSON; the kind is "pcf" where none is said.

    Raises ValueError when the keys that make a formula are missing.
    """
    kind = row.get("kind") or "pcf"
    try:
        if kind == "esma":
            return kind, esma_text(row["constant"], row["lhs"], row["signs"])
        if kind == "recurrence":
            return kind, recurrence_text(row["coefficients"], row["first"], row["p"], row["q"])
        if kind == "trajectory":
            return kind, trajectory_text(row["field"], row["let"], row["start"], row["direction"])
        return kind, pcf_text(row["a"], row["b"])
    except KeyError as error:
        raise ValueError(f"a {kind} row without the key {error}") from error


def columns(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of one formula given as JSON (not its identity: see `identity_columns`).

    >>> row = {"a": "2*n + 1", "b": "n**2", "status": "convergent", "limit": "1.273", "digits": 4}
    >>> columns(row)["value"]
    '1.273'
    """
    kind, canonical = canonical_text(row)
    found = {name: finite(row.get(name)) for name in (*_PLAIN, *_ESMA_PLAIN)}
    dynamics = row.get("dynamics") or {}
    found |= {name: finite(dynamics.get(name)) for name in DYNAMICS}
    found |= {name: to_json(row.get(name)) for name in (*_ESMA_JSON, "closed_form")}
    identity = row.get("identity")
    reduced = row.get("factorial_reduction")
    extras = {name: value for name, value in row.items() if name not in _KNOWN and value is not None}
    more = {name: value for name, value in (identity or {}).items() if name not in _IDENTITY}
    if more.get("constants") == [(identity or {}).get("constant")]:
        del more["constants"]
    if more:
        extras[_MORE] = more | {"constant": (identity or {})["constant"]}
    return found | {
        "id": formula_id(kind, canonical),
        "kind": kind,
        "canonical": canonical,
        "value": row.get("limit"),
        "lhs": row.get("lhs"),
        "constant": identity["constant"] if identity else row.get("constant"),
        "identity": identity_columns(row)["id"] if identity else None,
        **{name: fraction_text(dynamics.get(name)) for name in _RATIONAL},
        "factorial_reduction": None if reduced is None else int(reduced),
        "extras": to_json(extras) if extras else None,
    }


def identity_columns(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row of `identities` for a formula in JSON that has an identity."""
    identity = row["identity"]
    formula = formula_id(*canonical_text(row))
    mobius = to_json(identity["mobius"])
    return {
        "id": _hash63(f"{formula}\0{identity['constant']}\0{mobius}"),
        "formula": formula,
        "constant": identity["constant"],
        "mobius": mobius,
        "expression": identity["expression"],
        "latex": identity.get("latex"),
        "digits": identity["digits"],
    }


_NEEDED = {  # of the extras, by kind
    "recurrence": ("coefficients", "first", "p", "q"),
    "trajectory": ("field", "let", "start", "direction"),
}


def formula_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """One formula as users see it, from a row of `formulas` with the columns of its identity (mobius, …) beside it.

    Raises DamagedRowError for a row that is none.
    """
    if row["kind"] == "esma":
        return _esma_json(typed(row, ESMA))
    reader = PCF if row["kind"] == "pcf" else RECURRENCE
    row = typed(row, reader | IDENTITY if row["identity"] is not None else reader)
    extras = row["extras"] or {}
    if missing := [name for name in _NEEDED.get(row["kind"], ()) if name not in extras]:
        raise DamagedRowError(f"a {row['kind']} without {missing[0]}")
    more = extras.pop(_MORE, None)
    found = {"a": row["a"], "b": row["b"]} if row["kind"] == "pcf" else {}
    found |= {
        "status": row["status"],
        "limit": row["value"],
        "digits": row["digits"],
        "digits_ground": ground if (ground := row.get("digits_ground")) in GROUNDS else None,
        "evidence": row["evidence"],
        "identity": _identity(row, more),
        "closed_form": row["closed_form"],
        "dynamics": {name: row[name] for name in DYNAMICS} | {name: number(row[name]) for name in _RATIONAL},
        **{name: row[name] for name in OF_MEASURES},
        "family": row["family"],
        "cluster": row["cluster"],
        "factorial_reduction": row["factorial_reduction"],
        "id": str(row["id"]),
        "kind": row["kind"],
    }
    return _with_extras(found, extras)


def _identity(row: Mapping[str, Any], more: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What the columns say of an identity, and `more` that was said of the same constant."""
    if row["identity"] is None:
        return None
    found = {
        "constant": row["constant"],
        "mobius": exact(row["mobius"]),
        "expression": row["expression"],
        "latex": row["latex"],
        "digits": row["identity_digits"],
        "status": "proved" if row["evidence"] == "proved" else "conjecture",
    }
    about = more if more is not None and more["constant"] == row["constant"] else {}
    return _with_extras(found, {"constants": [row["constant"]], **about})


def _esma_json(row: Mapping[str, Any]) -> dict[str, Any]:
    found = {"id": str(row["id"]), "kind": row["kind"], "constant": row["constant"], "lhs": row["lhs"]}
    found |= {name: exact(row[name]) for name in _ESMA_JSON}
    found |= {name: row[name] for name in ("digits", *_ESMA_PLAIN)}
    said = {"limit": row["value"], "evidence": row["evidence"], "status": row["status"]}
    return _with_extras(found | {name: value for name, value in said.items() if value is not None}, row["extras"])


def _with_extras(found: dict[str, Any], extras: Mapping[str, Any] | None) -> dict[str, Any]:
    """What an examination said beyond the columns comes back, but takes no column's place."""
    return found | {name: value for name, value in (extras or {}).items() if name not in found}


def is_formula(row: Mapping[str, Any]) -> bool:
    """Whether a row is the contract's JSON of one formula."""
    # A row of SQL may have any columns, but no value in it is a table or a list.
    if row.get("kind") in ("pcf", "recurrence", "trajectory"):
        return isinstance(row.get("dynamics"), Mapping)
    return isinstance(row.get("signs"), list)


def is_identified(row: Mapping[str, Any]) -> bool:
    """Whether a formula in JSON counts as identified: an irrational limit with a name.

    >>> is_identified({"status": "convergent", "identity": {"constant": "1"}})
    False
    """
    return row["status"] == "convergent" and (row["identity"] or {}).get("constant", "1") != "1"


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


def exact(value: Any) -> Any:
    """The same value with every integer beyond 2⁵³ as a decimal string and every NaN or infinity as None."""
    if value is None or isinstance(value, str):  # most values, and writing a formula asks for some sixty
        return value
    if isinstance(value, int):
        return str(value) if abs(value) > EXACT_IN_JSON else value
    if isinstance(value, float):
        return finite(value)
    if isinstance(value, list | tuple):
        return [exact(inner) for inner in value]
    if isinstance(value, Mapping):
        return {str(key): exact(inner) for key, inner in value.items()}
    return value


def finite(value: Any) -> Any:
    """The value, or None for a float that JSON cannot write (NaN, infinity)."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def fraction_text(value: Any) -> str | None:
    """Text of a rational given as int, Fraction, text or (a small-denominator) float.

    >>> fraction_text(1.5), fraction_text("3/2"), fraction_text(3), fraction_text(None)
    ('3/2', '3/2', '3', None)
    """
    if value is None:
        return None
    fraction = Fraction(value)
    return str(fraction.limit_denominator(1000) if isinstance(value, float) else fraction)


def _hash63(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
