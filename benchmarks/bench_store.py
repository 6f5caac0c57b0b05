"""A store of millions of rows: how long the questions take that people ask, in SQLite alone, without start-up.

    python -m benchmarks.bench_store [--rows 1000000] [--keep FILE] [--of STORE]

The rows are synthetic: a few examined formulas, each copied, scaled by a number, with its own δ, constant and family.
With --of the rows are the convergent ones of a store, and scaled by c with their values and names: all true, so that
`discover cluster run --db FILE` has as much to link and to place as in a store that was searched.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal, localcontext
from functools import lru_cache
from itertools import islice
from pathlib import Path
from shutil import copy
from typing import Any

from rich.console import Console
from rich.table import Table

from analysis.exact.polynomials import parse_polynomial
from analysis.formula import Formula
from benchmarks.aims import AIMS, measured
from results.campaigns import Candidate
from results.connections import insert
from results.queries import Query, formulas
from results.rows import formula_id
from results.store import Store
from search.tasks import exact_task, perform

EXAMPLES = (("2*n + 1", "n**2"), ("n", "n"), ("6*n + 3", "-n**2"), ("2*n + 1", "1"), ("n + 3", "2*n + 1"))
CAMPAIGN = {
    "constants": [],
    "domain": {"a_degree": 2, "b_degree": 2, "coefficients": "-5:5"},
    "keep": "screened",
    "own_constants": [],
}
CONSTANTS = ("pi", "e", "log(2)", "zeta(3)", "catalan", "1")
FAMILIES = 1_000
REPEATS = 5
AT_ONCE = 100_000  # rows of one transaction
SLOWEST = "slowest question to a large store"
AIM = AIMS[SLOWEST].aim


def main() -> None:
    """Make the store, ask, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="a file for the store, used again if it is there")
    parser.add_argument("--of", type=Path, help="a store whose formulas are scaled")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.keep or Path(folder) / "synthetic.db"
        if given.of is not None:
            make_scaled(path, given.of, given.rows)
            return
        if not path.exists():
            make(path, given.rows)
        with Store.create(path) as store:
            Console(width=120).print(asked(store))


def make(path: Path, rows: int) -> None:
    """A store with so many examined formulas, all met by one campaign."""
    with Store.create(path) as store:
        campaign = store.start_campaign(CAMPAIGN, kind="pcf", shards=1, size=rows, digits=50).id
        store.record_screened_shard(campaign, 0, [Candidate(a, b, 1) for a, b in EXAMPLES], raw=rows)
        tasks = exact_task([(n, a, b, None) for n, (a, b) in enumerate(EXAMPLES)], 50, ["pi", "e", "log(2)"])
        store.record_examined(map(Formula.from_json, perform(tasks)["rows"]), campaign=campaign)
        connection = store.database.conn
        columns = [name for (name,) in connection.execute("SELECT name FROM pragma_table_info('formulas')")]
        examples = connection.execute(f"SELECT {', '.join(columns)} FROM formulas").fetchall()  # noqa: S608
        with store.transaction():
            connection.executemany("INSERT OR IGNORE INTO constants (name) VALUES (?)", [(name,) for name in CONSTANTS])
            connection.executemany(
                "INSERT INTO families (id, kind) VALUES (?, '2F1')", [(str(n),) for n in range(FAMILIES)]
            )
        made = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in made:  # made anew at the end, which takes a tenth of the time
            connection.execute(f"DROP INDEX {name}")
        insertion = f"INSERT INTO formulas ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
        source = copies(examples, columns, rows)
        for some in iter(lambda: list(islice(source, AT_ONCE)), []):
            with store.transaction():
                connection.executemany(insertion, some)
                ids = ((campaign, row[columns.index("id")]) for row in some)
                connection.executemany("INSERT INTO sightings VALUES (?, ?, 1)", ids)
        for _, sql in made:
            connection.execute(sql)


def copies(examples: list[Any], columns: list[str], rows: int) -> Iterator[list[Any]]:
    """Rows as those of the examples, under other numbers."""
    chance = random.Random(1)
    known = [dict(zip(columns, example, strict=True)) for example in examples]
    for number in range(1, rows + 1):
        row = dict(chance.choice(known))
        a, b = (times(row[part], (number + 1) ** power) for part, power in (("a", 1), ("b", 2)))
        row |= {"id": formula_id("pcf", f"{a}; {b}"), "canonical": f"{a}; {b}", "a": a, "b": b}
        row |= {"constant": chance.choice(CONSTANTS)}
        row |= {"delta": round(chance.uniform(-1.0, 0.1), 3), "cluster": None, "closed_form": None}
        row |= {"family": str(number % FAMILIES), "extras": None}
        yield [row[name] for name in columns]


def make_scaled(path: Path, of: Path, rows: int) -> None:
    """A copy of a store with the convergent formulas of its first campaign scaled until there are so many rows."""
    copy(of, path)
    with Store.open(path) as store:
        connection = store.database.conn
        with store.transaction():
            (campaign,) = connection.execute("SELECT min(id) FROM campaigns").fetchone()
            examples = list(store.database.query("SELECT * FROM formulas WHERE kind = 'pcf' AND status = 'convergent'"))
            named = {row["id"]: row for row in store.database.query("SELECT * FROM identities")}
            for number in range(rows - len(examples)):
                factor, place = divmod(number, len(examples))
                row = scaled(examples[place], factor + 2)
                identity = named.get(examples[place]["identity"])
                insert(connection, "formulas", row)
                insert(connection, "sightings", {"campaign": campaign, "formula": row["id"], "raw_count": 1})
                if identity is not None:
                    insert(connection, "identities", image(identity, row, factor + 2))


def scaled(row: dict[str, Any], factor: int) -> dict[str, Any]:
    """The row of (c a, c² b), whose value is c times as large."""
    a, b = times(row["a"], factor), times(row["b"], factor**2)
    with localcontext() as context:
        context.prec = row["digits"]
        value = str(Decimal(row["value"]) * factor)
    text = f"{a}; {b}"
    named = None if row["identity"] is None else row["identity"] + factor  # a number of its own
    own = {"id": formula_id("pcf", text), "canonical": text, "a": a, "b": b}
    return row | own | {"value": value, "identity": named, "closed_form": None, "extras": None}


def image(identity: dict[str, Any], row: dict[str, Any], factor: int) -> dict[str, Any]:
    """The identity of a scaled row."""
    (p, q), (r, s) = json.loads(identity["mobius"])
    mobius = json.dumps([[factor * int(p), factor * int(q)], [int(r), int(s)]])
    own = {"id": row["identity"], "formula": row["id"], "mobius": mobius, "latex": None}
    return identity | own | {"expression": f"{factor}*({identity['expression']})"}


def times(polynomial: str, factor: int) -> str:
    """The text of a multiple: scaled by (c, c²) a fraction is another text of the same limit."""
    return str(_parsed(polynomial) * factor)


_parsed = lru_cache(maxsize=4096)(parse_polynomial)


def asked(store: Store) -> Table:
    """The questions, each with the best of a few times."""
    table = Table("question", "seconds", "aim", title=f"{store.counts()['formulas']:,} rows")
    status = store.campaigns()[0].id
    questions: dict[str, Callable[[], Any]] = {
        "--constant pi": lambda: first(store, Query(constants=("pi",), limit=10)),
        "--constant pi --order-by -delta": lambda: first(store, Query(constants=("pi",), order_by="-delta", limit=10)),
        "--order-by -delta": lambda: first(store, Query(order_by="-delta", limit=10)),
        "--min-delta 0.05 --order-by -delta": lambda: first(store, Query(min_delta=0.05, order_by="-delta", limit=10)),
        "--family 7": lambda: first(store, Query(family="7", limit=10)),
        "--family 7 --order-by -delta": lambda: first(store, Query(family="7", order_by="-delta", limit=10)),
        "--evidence proved": lambda: first(store, Query(evidence="proved", limit=10)),
        "--status convergent": lambda: first(store, Query(status="convergent", limit=10)),
        "status": lambda: store.status(status),
    }
    bests = {name: min(seconds(ask) for _ in range(REPEATS)) for name, ask in questions.items()}
    measured(SLOWEST, max(bests.values()))
    for name, best in bests.items():
        table.add_row(name, f"{best:.4f}", "met" if best <= AIM else f"missed: {best / AIM:.1f} times {AIM} s")
    return table


def first(store: Store, query: Query) -> list[Any]:
    """The rows of a query that has a limit."""
    return list(formulas(store, query))


def seconds(ask: Callable[[], Any]) -> float:
    """Processor seconds of one question."""
    started = time.process_time()
    ask()
    return time.process_time() - started


if __name__ == "__main__":
    main()
