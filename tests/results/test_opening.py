"""Opening a store: what is made, what is refused in one line, and that refusing leaves everything as it was."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from analysis.errors import InputError
from analysis.formula import Formula
from results.campaigns import Candidate
from results.connections import told
from results.schema import APPLICATION_ID, VERSION
from results.store import Store


def refused(open_store, *arguments, **settings) -> str:
    with pytest.raises(InputError) as caught:
        open_store(*arguments, **settings)
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_create_makes_a_store_with_a_log_and_foreign_keys(place: Path) -> None:
    with Store.create(place) as store:
        pragma = lambda name: store.database.conn.execute(f"PRAGMA {name}").fetchone()[0]  # noqa: E731
        assert pragma("journal_mode") == "wal"
        assert pragma("foreign_keys") == 1
        assert pragma("user_version") == VERSION
        assert pragma("application_id") == APPLICATION_ID


def test_a_store_has_the_tables_of_the_contract(store: Store) -> None:
    promised = {
        "campaigns", "shards", "formulas", "identities", "constants", "clusters", "families", "fields", "memberships",
    }  # fmt: skip
    assert promised <= store.counts().keys()
    assert list(store.database.query("SELECT name FROM sqlite_master WHERE name = 'v_conjectures' AND type = 'view'"))


@pytest.mark.parametrize("open_store", [Store.open, Store.read])
def test_a_missing_store_is_refused_and_not_made(open_store, place: Path) -> None:
    assert "there is no database" in refused(open_store, place)
    assert not place.exists()


@pytest.mark.parametrize("open_store", [Store.create, Store.open, Store.read])
def test_a_folder_is_refused(open_store, tmp_path: Path) -> None:
    assert "is a folder" in refused(open_store, tmp_path)


def test_a_store_in_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert "folder that does not exist" in refused(Store.create, tmp_path / "none" / "found.db")


@pytest.mark.parametrize("name", ["x" * 5000, "zero\0byte"])
def test_a_name_no_file_can_have_is_refused(name: str, tmp_path: Path) -> None:
    assert "database" in refused(Store.create, tmp_path / name)


@pytest.mark.parametrize("open_store", [Store.create, Store.open, Store.read])
@pytest.mark.parametrize("content", [b"these are notes, not a database\n" * 50, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_file_that_is_no_database_is_refused_and_left_alone(open_store, content: bytes, place: Path) -> None:
    place.write_bytes(content)
    refused(open_store, place)
    assert place.read_bytes() == content


@pytest.mark.parametrize("open_store", [Store.create, Store.open, Store.read])
def test_a_database_of_another_program_is_refused_and_left_alone(open_store, place: Path) -> None:
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    before = place.read_bytes()
    assert "not made by discover" in refused(open_store, place)
    assert place.read_bytes() == before


@pytest.mark.parametrize("open_store", [Store.create, Store.open, Store.read])
def test_a_store_of_a_newer_version_is_refused(open_store, place: Path) -> None:
    with Store.create(place) as store:
        store.database.conn.execute(f"PRAGMA user_version = {VERSION + 1}")
    assert "newer" in refused(open_store, place)


def test_a_damaged_page_is_told_in_one_line_when_it_is_met(place: Path, formula) -> None:
    with Store.create(place) as store:
        store.record_examined(map(Formula.from_json, (formula(a=f"{n}*n + 1") for n in range(2, 400))))
    content = bytearray(place.read_bytes())
    content[len(content) // 2 :] = b"\xa5" * (len(content) - len(content) // 2)
    place.write_bytes(content)
    with pytest.raises(InputError, match="damaged"), Store.open(place) as store:
        store.record_examined(map(Formula.from_json, (formula(a=f"{n}*n + 2") for n in range(2, 400))))


def test_a_locked_store_is_waited_for_and_then_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("results.connections.BUSY_SECONDS", 0.05)
    with Store.create(place) as store:
        campaign = store.start_campaign({}, kind="pcf", shards=2, size=2, digits=50)
        holder = sqlite3.connect(place, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        assert "locked" in refused(Store.open, place)
        assert "locked" in refused(store.record_screened_shard, campaign.id, 0, [Candidate("1", "1", 1)], raw=1)
        with Store.read(place) as reader:
            assert reader.status(campaign.id).shards_done == 0
        holder.execute("ROLLBACK")
        assert store.record_screened_shard(campaign.id, 0, [Candidate("1", "1", 1)], raw=1) == 1
        holder.close()


def test_a_read_only_connection_cannot_write(place: Path) -> None:
    Store.create(place).close()
    with Store.read(place) as store:
        refused(store.start_campaign, {}, kind="pcf", shards=1, size=1, digits=50)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            store.database.conn.execute("DELETE FROM formulas")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs users")
def test_a_store_in_a_read_only_folder_can_be_read_but_not_written() -> None:
    script = (
        "import os, sys\n"
        "from analysis.errors import InputError\n"
        "from results.store import Store\n"
        "os.geteuid() == 0 and os.setuid(65534)\n"  # root may write anywhere; nobody may not
        "print(Store.read(sys.argv[1]).counts()['formulas'])\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n"
        "        Store.create(name)\n"
        "    except InputError as error:\n"
        "        print(error)\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder)
        Store.create(kept / "found.db").close()
        (kept / "found.db").chmod(0o444)
        kept.chmod(0o555)
        names = [str(kept / "found.db"), str(kept / "new.db")]
        done = subprocess.run([sys.executable, "-c", script, *names], capture_output=True, text=True, check=False)
        kept.chmod(0o755)
    lines = done.stdout.splitlines()
    assert (len(lines), lines[:1]) == (3, ["0"]), done.stderr
    assert all("may not be written" in line or "cannot be opened" in line for line in lines[1:])


def test_a_full_disk_is_told_and_loses_nothing(store: Store, formula) -> None:
    store.record_examined(map(Formula.from_json, [formula()]))
    pages = store.database.conn.execute("PRAGMA page_count").fetchone()[0]
    store.database.conn.execute(f"PRAGMA max_page_count = {pages}")
    line = refused(store.record_examined, [Formula.from_json(formula(a=f"{n}*n + 1")) for n in range(3, 2000)])
    assert "disk is full" in line
    assert store.counts()["formulas"] == 1


def test_other_errors_of_sqlite_are_not_hidden(place: Path) -> None:
    with pytest.raises(sqlite3.OperationalError), told(place):
        sqlite3.connect(":memory:").execute("SELECT nothing FROM nowhere")


def test_two_processes_may_create_the_same_store_at_once(place: Path) -> None:
    script = "import sys; from results.store import Store; Store.create(sys.argv[1]).close()"
    makers = [subprocess.Popen([sys.executable, "-c", script, str(place)]) for _ in range(3)]
    assert [maker.wait() for maker in makers] == [0, 0, 0]
    with Store.open(place) as store:
        assert store.counts()["formulas"] == 0


def test_a_name_of_any_bytes_is_a_name(tmp_path: Path) -> None:
    place = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9 ?#%20.db"))
    Store.create(place).close()
    assert place.exists()
    Store.read(place).close()
