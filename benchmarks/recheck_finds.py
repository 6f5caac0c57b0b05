"""The formulas of docs/finds.md, checked again one by one, by ways that share nothing with how they were found.

    python -m benchmarks.recheck_finds                        # what docs/finds.csv.gz says
    python -m benchmarks.recheck_finds --collect NAME=FILE …  # put the campaigns of these stores in, in place of older

For each: the value of the fraction from exact convergents (where they converge like a power of n, with Richardson's
rule), the value of its name by PARI, both to 100 digits against the digits that were kept; and what `discover
verify` does, on the certificate of each proved one.
"""

import argparse
import csv
import gzip
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import mpmath
from cypari import pari

from analysis.proofs.chain import verify
from analysis.proofs.reading import Malformed, Rejected
from benchmarks.plain import convergents, named_value
from results.known import built_in_known
from results.queries import Query, formulas
from results.store import Store

FINDS = Path(__file__).parent.parent / "docs" / "finds.csv.gz"
COLUMNS = ("campaign", "a", "b", "constant", "name", "evidence", "delta", "beta", "known", "limit", "certificate")
DIGITS = 98  # of the hundred that are kept, the last ones rounded
TERMS = 300  # N of Richardson's rule, which takes 2N convergents and gains some N/2 digits
PLAIN_DEPTH = 1_200


def main() -> None:
    """Check, or collect."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--collect", nargs="+", metavar="NAME=FILE", default=())
    given = parser.parse_args()
    if given.collect:
        collect(given.collect)
        return
    rows = kept()
    mpmath.mp.dps = 130 + 2 * TERMS
    outcomes: Counter[str] = Counter()
    for row in rows:
        for check in (fraction, name, certificate):
            said = check(row)
            outcomes[f"{check.__name__}: {said}"] += 1
            if said.startswith("WRONG"):
                print(f"{check.__name__} of a = {row['a']}, b = {row['b']}: {said}")
    for said, count in sorted(outcomes.items()):
        print(f"{count:6}  {said}")
    sys.exit(any("WRONG" in said for said in outcomes))


def kept() -> list[dict[str, str]]:
    """The rows of docs/finds.csv.gz."""
    with gzip.open(FINDS, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def fraction(row: dict[str, str]) -> str:
    """Whether the fraction has the digits kept."""
    value = limit(coefficients(row["a"]), coefficients(row["b"]), float(row["beta"]))
    return "no digits by this way" if value is None else agreement(value, mpmath.mpf(row["limit"]))


def name(row: dict[str, str]) -> str:
    """Whether the name has the digits kept, by PARI."""
    if not row["name"]:
        return "has none"
    return agreement(named_value(row["name"], 130), mpmath.mpf(row["limit"]))


def certificate(row: dict[str, str]) -> str:
    """What the checker says of the certificate, which must speak of this fraction."""
    if not row["certificate"]:
        return "none"
    try:
        statement = verify(json.loads(row["certificate"]))
    except (Malformed, Rejected) as error:
        return f"WRONG, {error}"
    spoken = json.loads(row["certificate"]).get("formula", {})
    return "holds" if statement and (spoken.get("a"), spoken.get("b")) == (row["a"], row["b"]) else "WRONG fraction"


def agreement(found: Any, kept: Any) -> str:
    """Whether two values are one to DIGITS digits."""
    return "agrees to 98 digits" if abs(found - kept) < abs(kept) * mpmath.mpf(10) ** -DIGITS else "WRONG value"


def coefficients(text: str) -> tuple[int, ...]:
    """Of a polynomial as text, by PARI; ascending."""
    return tuple(int(c) for c in pari(text.replace("**", "^")).Vecrev())


def limit(a: Sequence[int], b: Sequence[int], beta: float) -> Any:
    """The limit of the fraction, from its exact convergents; None where they do not tell DIGITS digits.

    beta: where the error falls like a power of n, n^(−beta); a wrong one tells no digits.
    """
    pairs = convergents(a, b, PLAIN_DEPTH, shortened=40)
    values = [mpmath.mpf(int(p)) / mpmath.mpf(int(q)) if q else mpmath.inf for p, q in pairs]
    if close(values[-1], values[-40]):
        return values[-1]
    for part in (values, values[1::2]):  # every second one where errors alternate
        first, second = (richardson(part, terms, beta) for terms in (TERMS - 40, TERMS))
        if close(first, second):
            return second
    return None


def close(x: Any, y: Any) -> bool:
    """Whether two approximations are one to the digits that are asked."""
    return bool(abs(x - y) <= abs(y) * mpmath.mpf(10) ** -(DIGITS + 3))


def richardson(values: Sequence[Any], terms: int, beta: float) -> Any:
    """Δᴺ(n^(N−1+β) Sₙ) / Δᴺ n^(N−1+β): exact for errors in n^(−β), …, n^(−β−N+1), which become polynomials."""
    above = below = mpmath.mpf(0)
    for k in range(terms + 1):
        n = terms + k
        weight = (-1) ** k * mpmath.binomial(terms, k) * mpmath.power(n, terms - 1 + mpmath.mpf(beta))
        above, below = above + weight * values[n - 1], below + weight
    return above / below


def collect(stores: Sequence[str]) -> None:
    """Write the irrational limits of these stores, after those of the other campaigns."""
    given = dict(one.split("=", 1) for one in stores)
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(row for row in kept() if row["campaign"] not in given)
    for campaign, path in given.items():
        with Store.read(path) as store:
            writer.writerows(said(store, campaign))
    FINDS.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


def said(store: Store, campaign: str) -> Iterator[dict[str, str]]:
    """One row for each convergent fraction of a store whose limit is not rational."""
    for row in built_in_known().marked(formulas(store, Query(kind="pcf", status="convergent", order_by="-delta"))):
        told = row.as_json()
        identity = told.get("identity") or {}
        if identity.get("constant") != "1":
            proof = json.dumps(told["certificate"], ensure_ascii=False) if told["evidence"] == "proved" else ""
            yield {
                "campaign": campaign,
                **{key: told[key] for key in ("a", "b", "evidence", "delta", "known", "limit")},
                "beta": told["dynamics"]["beta"],
                "constant": identity.get("constant", ""),
                "name": identity.get("expression", ""),
                "certificate": proof,
            }


if __name__ == "__main__":
    main()
