"""`discover report` and `discover serve`: files written, exit codes, one line for bad input."""

from pathlib import Path

import pytest

from results.store import Store
from tests.discovery.in_process import discover


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    place = tmp_path / "empty.db"
    Store.create(place).close()
    return place


def test_a_report_names_its_files(empty: Path, tmp_path: Path) -> None:
    done = discover("report", "--db", empty, "--output", tmp_path / "new" / "folder", "--title", "Nothing & more")
    assert (done.returncode, done.stderr) == (0, "")
    page, source = (Path(line) for line in done.stdout.splitlines())
    assert "Nothing &amp; more" in page.read_text(encoding="utf-8")
    assert r"Nothing \& more" in source.read_text(encoding="utf-8")
    assert "python-flint" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [("report", "--output", "x"), ("serve",)])
def test_a_missing_store_is_one_line(command: tuple[str, ...], tmp_path: Path) -> None:
    done = discover(*command, "--db", tmp_path / "none.db")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "there is no database" in done.stderr


def test_a_file_is_no_folder_for_a_report(empty: Path) -> None:
    done = discover("report", "--db", empty, "--output", empty)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "is a file" in done.stderr


def test_the_folder_is_asked_for(empty: Path) -> None:
    done = discover("report", "--db", empty)
    assert done.returncode == 2
    assert "--output" in done.stderr


def test_a_folder_that_may_not_be_made_is_one_line(empty: Path) -> None:
    done = discover("report", "--db", empty, "--output", "/proc/report")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
