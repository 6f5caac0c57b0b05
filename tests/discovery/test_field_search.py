"""Trajectories of a field as a campaign on the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from discovery.__main__ import main
from results.store import Store
from search.trajectories import FieldTrajectories

Run = Callable[..., tuple[int, str, str]]
SEARCH = ["search", "field", "zeta(3)", "--max-norm", "1", "--min-delta", "0"]


@pytest.fixture
def run(in_an_empty_folder: None, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command: exit code, stdout, stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


def test_a_search_is_stored_and_queried_and_done_once(run: Run, tmp_path: Path) -> None:
    store = str(tmp_path / "t.db")
    code, out, _ = run(*SEARCH, "--db", store, "--format", "json")
    assert code == 0 and json.loads(out.splitlines()[-1])["trajectories"] == 1
    code, out, _ = run("query", "--kind", "trajectory", "--db", store, "--format", "json")
    row = json.loads(out)
    assert (row["field"], row["start"], row["direction"]) == ("zeta(3)", ["1", "1"], [1, 1])
    assert row["identity"]["constant"] == "zeta(3)" and row["coefficients"]
    assert run(*SEARCH, "--db", store)[0] == 0
    assert len(run("query", "--db", store, "--format", "json")[1].splitlines()) == 1
    for format_ in ("table", "csv", "latex"):
        assert run("query", "--db", store, "--format", format_)[0] == 0


@pytest.mark.parametrize(("shards", "code", "rows"), [(2, 0, 1), (1, 2, 0)])
def test_campaigns_of_earlier_versions_keep_their_shards_or_are_refused(
    shards: int, code: int, rows: int, run: Run
) -> None:
    along = [(k, k) for k in range(150, 0, -1)]  # (1, 1) alone is primitive
    described = FieldTrajectories.of("zeta(3)", directions=along).as_dict()
    del described["shard_points"]  # which were 100
    with Store.create("t.db") as store:
        begun = store.start_campaign(
            {"domain": described}, kind="trajectory", shards=shards, size=150, digits=50, constants="", name=""
        )
        store.database.conn.execute("INSERT INTO shards VALUES (?, 0, 100, 0, 0, '2026')", (begun.id,))
    done, _, told = run("resume", "--db", "t.db")
    assert done == code and told.count("\n") == (code > 0)
    assert len(run("query", "--db", "t.db", "--format", "json")[1].splitlines()) == rows


def test_a_dry_run_is_a_campaign_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text(run(*SEARCH, "--dry-run")[1])
    code, out, _ = run("run", str(file), "--db", str(tmp_path / "t.db"), "--format", "json")
    assert code == 0 and json.loads(out.splitlines()[-1])["trajectories"] == 1


@pytest.mark.parametrize(
    "arguments",
    [["2F1"], ["nowhere"], ["2F1", "--let", "z=0"], ["2F1", "--let", "z"],
     ["e", "--starts", "1,x"], ["e", "--directions", "1/2,1"], ["e", "--max-norm", "0"],
     ["e", "--directions", "1,1", "--max-norm", "2"], ["8F7", "--let", "z=1", "--max-norm", "60"]],
)  # fmt: skip
def test_bad_input_is_one_line(run: Run, arguments: list[str]) -> None:
    code, _, err = run("search", "field", *arguments, "--db", "none.db")
    assert code == 2 and len(err.strip().splitlines()) == 1


def test_optimize_finds_aperys_direction_and_what_it_proves(run: Run) -> None:
    code, out, _ = run(
        "field", "optimize", "zeta(3)", "--max-norm", "2", "--start", "1,1", "--constant", "zeta(3)", "--format", "json"
    )
    best = json.loads(out.splitlines()[0])
    assert code == 0 and best["direction"] == [1, 1] and best["delta_exact"]
    assert best["identity"]["constant"] == "zeta(3)" and "irrational" in best["statement"]
    assert run("field", "optimize", "zeta(3)", "--max-norm", "2", "--start", "1,1", "--constant", "e")[0] == 1
    for wrong in (
        ["nowhere"],
        ["2F1"],
        ["e", "--start", "1"],
        ["e", "--constant", "nothing"],
        ["e", "--max-norm", "0"],
    ):
        code, _, err = run("field", "optimize", *wrong)
        assert code == 2 and len(err.strip().splitlines()) == 1
