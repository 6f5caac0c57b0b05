"""Whether two stores say the same mathematics: every formula compared by value, differences counted and listed.

    python -m benchmarks.compare_stores before.db after.db [--show 5]

Limits agree in the digits that both claim, identities in the number that they stand for, dynamics and δ as numbers,
evidence must not be lower. Exit code 1: a formula is missing, or something differs that is not named in --expected.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from flint import arb, ctx

from analysis.constants.library import constant
from analysis.errors import InputError
from analysis.formula import Formula
from results.queries import Query, formulas
from results.store import Store

EVIDENCE = (None, "numeric", "certified", "linked", "proved")
DIGITS = 40  # to which identities are evaluated
CLOSE = 1e-9  # relative error of numbers computed in another way

Row = Mapping[str, Any]


def rows(path: str) -> dict[tuple[str, str], Row]:
    """The PCFs of a store by their texts."""
    with Store.read(path) as store:
        return {(row["a"], row["b"]): row for row in map(Formula.as_json, formulas(store, Query(kind="pcf")))}


def differences(before: Row, after: Row) -> Iterator[str]:
    """What differs, by name."""
    if before["status"] != after["status"]:
        yield "status"
    if not _same_limit(before, after):
        yield "limit"
    if not _same_identity(before["identity"], after["identity"]):
        yield "identity"
    if EVIDENCE.index(after["evidence"]) < EVIDENCE.index(before["evidence"]):
        yield "evidence is lower"
    if EVIDENCE.index(after["evidence"]) > EVIDENCE.index(before["evidence"]):
        yield "evidence is higher"
    if (before["closed_form"] is None) != (after["closed_form"] is None):
        yield "closed form"
    if before["family"] != after["family"]:
        yield "family"
    if not _close(before["delta"], after["delta"]) or before["delta_exact"] != after["delta_exact"]:
        yield "delta"
    if any(not _close(value, after["dynamics"].get(name)) for name, value in (before["dynamics"] or {}).items()):
        yield "dynamics"


def _same_limit(before: Row, after: Row) -> bool:
    if before["limit"] is None or after["limit"] is None:
        return before["limit"] == after["limit"]
    shared = min(len(before["limit"]), len(after["limit"])) - 2
    return bool(before["limit"][:shared] == after["limit"][:shared])


def _same_identity(before: Row | None, after: Row | None) -> bool:
    if before is None or after is None:
        return before is after
    if (before.get("constant"), before.get("mobius")) == (after.get("constant"), after.get("mobius")):
        return True
    return _value(before).overlaps(_value(after))


def _value(identity: Row) -> arb:
    """The number that an identity stands for."""
    if identity.get("constant") == "1":
        c = arb(1)
    else:
        try:
            c = constant(identity["constant"]).value(DIGITS)
        except InputError:
            return arb.nan()
    (p, q), (r, s) = ([int(entry) for entry in line] for line in identity["mobius"])
    return (p * c + q) / (r * c + s)


def _close(before: Any, after: Any) -> bool:
    if not isinstance(before, int | float) or not isinstance(after, int | float):
        return bool(before == after)
    return abs(before - after) <= CLOSE * max(1, abs(before))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("--show", type=int, default=5, help="examples of each difference")
    parser.add_argument("--expected", default="evidence is higher", help="differences that are meant, by commas")
    given = parser.parse_args()
    old, new = rows(given.before), rows(given.after)
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    with ctx.workdps(2 * DIGITS):
        for key, row in old.items():
            for name in differences(row, new[key]) if key in new else ("missing",):
                found[name].append(key)
    found["new"] = [key for key in new if key not in old]
    print(f"{len(old):,} and {len(new):,} formulas, {len(old.keys() & new.keys()):,} in both")
    for name, keys in sorted(found.items(), key=lambda item: -len(item[1])):
        print(f"{len(keys):>7,}  {name}: " + "; ".join(f"{a} | {b}" for a, b in keys[: given.show]))
    return 1 if {name for name, keys in found.items() if keys} - set(given.expected.split(",")) else 0


if __name__ == "__main__":
    sys.exit(main())
