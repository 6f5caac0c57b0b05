"""The store of a campaign: formulas, shards and identities in one SQLite file, written a transaction at a time.

Whatever belongs together is written together: a shard's candidates with the mark that it is done, a batch of examined
formulas with their identities. So a process may be killed at any moment; what it had not committed is simply pending.
Rows that are merged never lose: a formula examined again keeps an identity, a closed form or digits that it had.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from analysis.errors import InputError
from analysis.exact.late import Late
from analysis.formula import Formula, pcf_text
from results.connections import insert, open_read_only, open_writable, told, transaction
from results.constants import keep_definitions, keep_described
from results.rows import formula_id, fraction_text, to_json, written
from results.statements import (
    ASK_AGAIN,
    ASK_AGAIN_FOR_LATE,
    ASKED_FOR_MORE,
    FAILURES,
    MARK_LATE,
    NEW_CANDIDATE,
    NEW_IDENTITY,
    PENDING,
    PENDING_OF_CAMPAIGN,
    REOPEN,
    STATUS,
    WRITE,
)
from results.typed_rows import sound

if TYPE_CHECKING:
    from results import campaigns as kinds
    from results import records as reading
    from results.campaigns import Campaign, Candidate, Pending, Run, SetAside, Status
    from results.database import Database
else:  # a query of formulas needs neither
    kinds, reading = Late("results.campaigns"), Late("results.records")

MOST_REASONS = 10  # why formulas failed, shown for one campaign
# For a formula as it is written: which digits the exact stage was asked for, by the constants it tried, as JSON.
Asked = Callable[[Mapping[str, Any]], str | None]


class Store:
    """A store, opened by `Store.create`, `Store.open` or `Store.read`; a context manager that closes it.

    One Store is one connection of one process; several processes may have the same file open.

    >>> import tempfile
    >>> from results.campaigns import Candidate
    >>> with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "found.db") as store:
    ...     campaign = store.start_campaign({"box": [-1, 1]}, kind="pcf", shards=2, size=18, digits=50)
    ...     new = store.record_screened_shard(campaign.id, 0, [Candidate("1", "1", 3)], raw=9)
    ...     new, list(store.pending_shards(campaign.id)), store.pending_formulas(campaign.id)[0].b
    (1, [1], '1')
    """

    def __init__(self, database: Database, path: Path) -> None:
        self.database, self.path = database, path

    @classmethod
    def create(cls, path: str | Path) -> Self:
        """Open a store for writing; an absent file is made (a folder is not). Raises InputError."""
        place = Path(path)
        return cls(open_writable(place, create=True), place)

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Open an existing store for writing. Raises InputError."""
        place = Path(path)
        return cls(open_writable(place, create=False), place)

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Open an existing store on a connection that cannot write. Raises InputError."""
        place = Path(path)
        return cls(open_read_only(place), place)

    def close(self) -> None:
        """Close the connection; the log is folded into the file when no one else has it open."""
        self.database.conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """All or nothing: what is written inside is kept together or, after an exception, not at all."""
        return transaction(self.database.conn, self.path)

    # Campaigns

    def start_campaign(
        self,
        description: Mapping[str, Any],
        *,
        kind: str,
        shards: int,
        size: int,
        digits: int,
        constants: str = "",
        name: str = "",
    ) -> Campaign:
        """The campaign with this description, made when it is new.

        kind: a key of `SHAPES`; shards: how many the domain has; size: its raw formulas; digits, constants: what the
        exact stage is asked for. Equal kind, description, digits and constants are the same campaign.
        """
        text = to_json(description) or "{}"
        from hashlib import blake2b  # OpenSSL, for which commands that only read need not wait

        digest = blake2b(f"{kind}\0{text}\0{digits}\0{constants}".encode(), digest_size=16).hexdigest()
        with self.transaction() as connection:
            found = {"digest": digest, "name": name or kind, "kind": kind, "description": text, "shards": shards}
            asked = {"size": str(size), "digits": digits, "constants": constants, "started": _now()}
            insert(connection, "campaigns", found | asked, "ON CONFLICT (digest) DO NOTHING")
            (campaign,) = connection.execute("SELECT id FROM campaigns WHERE digest = ?", (digest,)).fetchone()
            keep_definitions(connection, description.get("own_constants", ()))
        return self.campaign(campaign)

    # Runs of a campaign

    def begin_run(self, campaign: int, engine: str = "inline") -> int:
        """One more run of a campaign, which whoever calls this holds (`results.locks`); its number."""
        with self.transaction() as connection:
            begun = insert(connection, "runs", {"campaign": campaign, "started": _now(), "engine": engine})
        return int(begun.lastrowid or 0)

    def report_run(self, run: int, report: Mapping[str, Any], outcome: str | None = None) -> None:
        """Keep how a run goes, as JSON; with an outcome ("finished", "stopped", …) it has ended."""
        with self.transaction() as connection:
            connection.execute(
                "UPDATE runs SET report = :report, seen = :now, outcome = :outcome,"
                " ended = CASE WHEN :outcome IS NULL THEN NULL ELSE :now END WHERE id = :run",
                {"report": to_json(report), "now": _now(), "outcome": outcome, "run": run},
            )

    def record_set_aside(self, campaign: int, shard: int, *, tries: int, error: str) -> None:
        """Leave a shard that failed `tries` times to the next run, with its last error in one line."""
        with self.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO set_aside (campaign, shard, tries, error, at) VALUES (?, ?, ?, ?, ?)",
                (campaign, shard, tries, error, _now()),
            )

    def set_aside(self, campaign: int) -> list[SetAside]:
        """The shards that failed in every try so far."""
        query = "SELECT shard, tries, error, at FROM set_aside WHERE campaign = ? ORDER BY shard"
        return reading.records(self._rows(query, (campaign,)), kinds.SetAside, "set_aside")

    def campaigns(self) -> list[Campaign]:
        """All campaigns, in the order they were first started."""
        return reading.records(self._rows("SELECT * FROM campaigns ORDER BY id"), kinds.Campaign, "campaigns")

    def unfinished_campaigns(self) -> list[Campaign]:
        """The campaigns with work left, in the order they were first started."""
        return [campaign for campaign in self.campaigns() if campaign.finished is None]

    def campaign(self, campaign: int) -> Campaign:
        """The campaign of that number. Raises InputError when the store has none."""
        if found := reading.records(
            self._rows("SELECT * FROM campaigns WHERE id = ?", (campaign,)), kinds.Campaign, "campaigns"
        ):
            return found[0]
        known = ", ".join(str(row["id"]) for row in self._rows("SELECT id FROM campaigns ORDER BY id"))
        raise InputError(f"campaign {campaign} is not in the store", known or "none yet", "see `discover status`")

    def finish_campaign(self, campaign: int) -> None:
        """Mark a campaign as finished. Raises RuntimeError while it has pending shards or formulas."""
        status = self.status(campaign)
        if status.shards_done < status.campaign.shards or status.pending:
            raise RuntimeError(f"campaign {campaign} still has work: {status.as_json()}")
        with self.transaction() as connection:
            connection.execute(
                "UPDATE campaigns SET finished = ? WHERE id = ? AND finished IS NULL", (_now(), campaign)
            )

    def history(self, campaign: int | None = None) -> list[Run]:
        """Every run, in order, of one campaign or of all."""
        rows = self._rows(
            "SELECT r.id AS run, c.id AS campaign, c.name, c.kind, r.engine, r.started, r.seen, r.ended, r.outcome,"
            " r.report FROM runs r JOIN campaigns c ON c.id = r.campaign WHERE :id IS NULL OR c.id = :id ORDER BY r.id",
            {"id": campaign},
        )
        return reading.records(rows, kinds.Run, "runs")

    def status(self, campaign: int) -> Status:
        """How far a campaign is. Raises InputError when the store has none of that number."""
        found = self.campaign(campaign)
        asked = {"campaign": campaign, "digits": found.digits, "constants": found.constants}
        for status in sound(
            self._rows(STATUS, asked), lambda row: kinds.Status.of({"campaign": found, **row}), "campaigns"
        ):
            return status
        raise InputError(f"damaged counts of campaign {campaign}", "a store made by discover", "restore it from a copy")

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        names = [row["name"] for row in self._rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: self._rows(f'SELECT count(*) AS n FROM "{name}"')[0]["n"] for name in names}  # noqa: S608 (a name of the schema)

    # The screen stage

    def pending_shards(self, campaign: int) -> Iterator[int]:
        """Numbers of the shards not yet done, ascending, as of the moment of the call."""
        end = self.campaign(campaign).shards
        query = "SELECT shard FROM shards WHERE campaign = ? ORDER BY shard"
        with told(self.path):
            done = array("q", (shard for (shard,) in self.database.conn.execute(query, (campaign,))))
        starts = chain([0], (shard + 1 for shard in done))
        return chain.from_iterable(range(start, stop) for start, stop in zip(starts, chain(done, [end]), strict=True))

    def record_screened_shard(
        self, campaign: int, shard: int, candidates: Iterable[Candidate], *, raw: int, seconds: float = 0.0
    ) -> int:
        """Keep a shard's candidates and mark it done, in one transaction; how many formulas became pending.

        raw: raw formulas of the shard. A shard that is done already changes nothing. A formula is not asked for again
        when it has been examined with these constants, or named, to as many digits; else it becomes pending again.
        """
        asked = self.campaign(campaign)
        rows = _merged(candidates)
        ids = {"ids": json.dumps(list(rows))}
        with self.transaction() as connection:
            if not self._mark_done(connection, campaign, shard, raw, len(rows), seconds):
                return 0
            known = connection.execute(
                "SELECT count(*) FROM formulas WHERE id IN (SELECT value FROM json_each(:ids))", ids
            ).fetchone()[0]
            connection.executemany(NEW_CANDIDATE, rows.values())
            self._add_sightings(connection, campaign, {id: row["raw_count"] for id, row in rows.items()})
            again = connection.execute(ASK_AGAIN, ids | {"digits": asked.digits, "constants": asked.constants})
            new = len(rows) - known + again.rowcount
            if new:
                connection.execute("UPDATE campaigns SET finished = NULL WHERE id = ?", (campaign,))
        return new

    # The exact stage

    def pending_formulas(self, campaign: int | None = None, limit: int | None = None, after: int = 0) -> list[Pending]:
        """Formulas that wait for the exact stage, by ascending id, those with id > after.

        A driver with batches in flight passes the last id it handed out and meets none twice; when a pass ends and
        nothing is in flight, it starts again at 0, for shards recorded meanwhile add ids anywhere.
        """
        bounds: dict[str, Any] = {"after": after, "limit": -1 if limit is None else limit}
        if campaign is None:
            rows = self._rows(PENDING, bounds)
        else:
            asked = self.campaign(campaign)
            bounds |= {"campaign": campaign, "digits": asked.digits, "constants": asked.constants}
            rows = self._rows(PENDING_OF_CAMPAIGN, bounds)
        return reading.records(rows, kinds.Pending, "formulas")

    def record_examined(self, rows: Iterable[Formula], *, campaign: int | None = None, seconds: float = 0.0) -> int:
        """Keep a batch of examined canonical formulas and their identities, in one transaction; how many there were.

        With a campaign, what was asked for is taken from it, else it is the formula's digits and the whole library.
        Raises ValueError for a formula that lacks what makes it.
        """
        return self.record_written(map(written, rows), campaign=campaign, seconds=seconds)

    def record_written(
        self, rows: Iterable[Mapping[str, Any]], *, campaign: int | None = None, seconds: float = 0.0
    ) -> int:
        """The same where the formulas come as `results.rows.written` has them."""
        asked = None if campaign is None else self.campaign(campaign)
        with self.transaction() as connection:
            kept = len(self._write(connection, rows, _asked_by(asked) if asked else _asked_for_itself))
            if campaign is not None:
                done = {"campaign": campaign, "formulas": kept, "seconds": seconds, "finished": _now()}
                insert(connection, "batches", done)
        return kept

    def ask_again_for_late(self, campaign: int | None = None) -> int:
        """Let the formulas of a campaign, or of all, that ran out of time wait for the exact stage again; how many."""
        with self.transaction() as connection:
            again = connection.execute(ASK_AGAIN_FOR_LATE, {"campaign": campaign})
            if again.rowcount:
                connection.execute(REOPEN, {"campaign": campaign})
        return again.rowcount

    def failures(self, campaign: int) -> list[dict[str, Any]]:
        """Why formulas of a campaign failed, the most frequent reasons first: reason, formulas."""
        return self._rows(FAILURES, {"campaign": campaign, "limit": MOST_REASONS})

    def record_failed(self, failures: Iterable[tuple[int, str]]) -> int:
        """Set formulas aside that the exact stage could not examine: (id, reason in one line) of each; how many."""
        rows = [(reason, id) for id, reason in failures]
        with self.transaction() as connection:
            connection.executemany(
                "UPDATE formulas SET stage = 'failed', failure = ? WHERE id = ? AND stage = 'pending'", rows
            )
        return len(rows)

    def record_found_shard(
        self, campaign: int, shard: int, rows: Iterable[Formula], *, raw: int, seconds: float = 0.0
    ) -> int:
        """Keep what a shard found, examined already, and mark it done, in one transaction; how many there were.

        The formulas are of the campaign's kind. A shard that is done already changes nothing.
        """
        asked = self.campaign(campaign)
        found = list(map(written, rows))
        with self.transaction() as connection:
            if not self._mark_done(connection, campaign, shard, raw, len(found), seconds):
                return 0
            self._add_sightings(connection, campaign, Counter(self._write(connection, found, _asked_by(asked))))
        return len(found)

    # Pieces of the transactions above

    def _rows(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> list[dict[str, Any]]:
        with told(self.path):
            return list(self.database.query(sql, parameters))  # type: ignore[arg-type]

    @staticmethod
    def _mark_done(
        connection: sqlite3.Connection, campaign: int, shard: int, raw: int, candidates: int, seconds: float
    ) -> bool:
        found = {"raw": raw, "candidates": candidates, "seconds": seconds, "finished": _now()}
        row = {"campaign": campaign, "shard": shard, **found}
        marked = insert(connection, "shards", row, "ON CONFLICT DO NOTHING")
        connection.execute("DELETE FROM set_aside WHERE campaign = ? AND shard = ?", (campaign, shard))
        return marked.rowcount == 1

    @staticmethod
    def _add_sightings(connection: sqlite3.Connection, campaign: int, counts: Mapping[int, int]) -> None:
        connection.executemany(
            "INSERT INTO sightings (campaign, formula, raw_count) VALUES (?, ?, ?) ON CONFLICT (campaign, formula)"
            " DO UPDATE SET raw_count = raw_count + excluded.raw_count",
            [(campaign, formula, count) for formula, count in counts.items()],
        )

    @staticmethod
    def _write(connection: sqlite3.Connection, rows: Iterable[Mapping[str, Any]], asked: Asked) -> list[int]:
        """Examined formulas with their identities; pending again where another campaign that met them asks for more."""
        rows = list(rows)
        values = [{**row["columns"], "asked": asked(row)} for row in rows]
        ids = [value["id"] for value in values]
        families = sorted({(value["family"], value["kind"]) for value in values if value["family"] is not None})
        keep_described(connection, (row["known"] for row in rows))
        connection.executemany("INSERT INTO families (id, kind) VALUES (?, ?) ON CONFLICT DO NOTHING", families)
        connection.executemany(WRITE, values)
        connection.executemany(NEW_IDENTITY, [row["identity"] for row in rows if row["identity"] is not None])
        connection.execute(ASKED_FOR_MORE, {"ids": json.dumps(ids)})
        late = [(row["late"], id) for row, id in zip(rows, ids, strict=True) if row["late"] is not None]
        connection.executemany(MARK_LATE, late)
        return ids


def _asked_by(campaign: Campaign) -> Asked:
    text = to_json({campaign.constants: campaign.digits})
    return lambda row: "{}" if row["late"] is not None else text


def _asked_for_itself(row: Mapping[str, Any]) -> str | None:
    return to_json({} if row["late"] is not None else {"": row["columns"]["digits"] or 0})


def _merged(candidates: Iterable[Candidate]) -> dict[int, dict[str, Any]]:
    """Rows by id; candidates with the same formula become one, their counts added."""
    rows: dict[int, dict[str, Any]] = {}
    for candidate in candidates:
        canonical = pcf_text(candidate.a, candidate.b)
        id = formula_id("pcf", canonical)
        if id in rows:
            rows[id]["raw_count"] += candidate.raw_count
            continue
        reduced = candidate.factorial_reduction
        rows[id] = {
            "id": id,
            "canonical": canonical,
            "a": candidate.a,
            "b": candidate.b,
            "raw_count": candidate.raw_count,
            "reduction_order": fraction_text(candidate.reduction_order),
            "factorial_reduction": None if reduced is None else int(reduced),
        }
    return rows


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
