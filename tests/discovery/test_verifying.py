"""discover verify --db: every proved row is checked again, and that its proof is about what the row says."""

import contextlib
import io
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from discovery.__main__ import main

SEARCH = ("search", "pcf", "--a-form", "4n+x0", "--b-form", "x1*n+x2", "--let", "x0=-1:2")
SEARCH += ("--let", "x1=1:3", "--let", "x2=-1:0")
PROVED = 24  # all of them: by a theorem, by a closed form, by their end


def run(*arguments: str | Path) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(left.value.code or 0), out.getvalue()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "box.db"
    assert run(*SEARCH, "--db", path, "--digits", "40")[0] == 0
    return path


def _changed(store: Path, folder: Path, *statements: str) -> Path:
    copy = folder / "changed.db"
    shutil.copy(store, copy)
    with contextlib.closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)
    return copy


def test_every_proved_row_holds(store: Path) -> None:
    code, out = run("verify", "--db", store, "--format", "json")
    assert code == 0 and json.loads(out) == {"verified": PROVED, "failed": 0, "older": 0}


NAMED = "(SELECT id FROM formulas WHERE evidence = 'proved' AND constant LIKE '%gamma%' ORDER BY id LIMIT 1)"
FORM = (
    "(SELECT id FROM formulas WHERE evidence = 'proved' AND constant IS NULL AND closed_form IS NOT NULL"
    " ORDER BY id LIMIT 1)"
)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE identities SET mobius = '[[7, 1], [1, 9]]' WHERE formula = {NAMED}",
        f"UPDATE identities SET mobius = '[[0.5, 1], [1, 9]]' WHERE formula = {NAMED}",
        f"UPDATE identities SET expression = '1 + E' WHERE formula = {NAMED}",
        f"UPDATE formulas SET constant = 'pi' WHERE id = {NAMED}",
        f"UPDATE formulas SET a = 'n + 100' WHERE id = {NAMED}",
        f"UPDATE formulas SET extras = NULL WHERE id = {NAMED}",
        f"UPDATE formulas SET extras = '[1' WHERE id = {NAMED}",
        f"UPDATE formulas SET extras = x'ff00' WHERE id = {NAMED}",
        f"UPDATE formulas SET extras = json_set(extras, '$.certificate.mobius[0][0]', 77) WHERE id = {NAMED}",
        f"UPDATE formulas SET extras = json_set(extras, '$.certificate', 3) WHERE id = {NAMED}",
        f"UPDATE formulas SET closed_form = json_set(closed_form, '$.expression', '1') WHERE id = {FORM}",
        f"UPDATE formulas SET closed_form = '7' WHERE id = {FORM}",
    ],
)
def test_a_row_that_says_something_else_is_listed_and_the_rest_goes_on(
    store: Path, tmp_path: Path, statement: str
) -> None:
    code, out = run("verify", "--db", _changed(store, tmp_path, statement), "--format", "json")
    *failed, last = map(json.loads, out.splitlines())
    assert code == 1 and last["failed"] == len(failed) == 1 and last["verified"] == PROVED - 1
    assert failed[0]["holds"] is False and failed[0]["reason"]


def test_closed_forms_hold_as_they_were_written_with_a_zero_before_them(store: Path, tmp_path: Path) -> None:
    said = "json_extract(closed_form, '$.expression')"
    older = f"CASE WHEN {said} LIKE '-%' THEN '0 - ' || substr({said}, 2) ELSE '0 + ' || {said} END"
    rewritten = f"UPDATE formulas SET closed_form = json_set(closed_form, '$.expression', {older}) WHERE a = '4*n'"
    code, out = run("verify", "--db", _changed(store, tmp_path, rewritten), "--format", "json")
    assert code == 0 and json.loads(out)["verified"] == PROVED


def test_a_certificate_and_a_store_together_are_bad_usage(store: Path) -> None:
    assert run("verify", "proof.json", "--db", store)[0] == 2


OLDER = (
    f"UPDATE formulas SET extras = json_remove(extras, '$.certificate') WHERE id = {NAMED}",
    f"UPDATE formulas SET extras = json_set(extras, '$.certificate.version', 1, '$.certificate.end.constant', 'pi')"
    f" WHERE id = {FORM}",
    "UPDATE identities SET mobius = '[[7, 1], [1, 9]]' WHERE formula = (SELECT id FROM formulas"
    " WHERE evidence = 'proved' AND constant LIKE '%gamma%' ORDER BY id DESC LIMIT 1)",
)


def test_what_an_older_version_made_is_counted_and_proved_anew_and_nothing_else_changes(
    store: Path, tmp_path: Path
) -> None:
    changed = _changed(store, tmp_path, *OLDER)
    code, out = run("verify", "--db", changed)
    assert code == 1 and "2 of them are by an older version" in out and "--renew proves them again" in out
    code, out = run("verify", "--db", changed, "--renew", "--format", "json")
    failed, last = map(json.loads, out.splitlines())
    assert code == 1 and last == {"verified": PROVED - 1, "failed": 1, "older": 0, "renewed": 2}
    assert "has the map" in failed["reason"]  # a false claim gets no certificate, and stays as it was
    assert run("verify", "--renew", "proof.json")[0] == 2


@pytest.fixture(scope="module")
def recurrences(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recurrence and a product of matrices, both with a name."""
    path = tmp_path_factory.mktemp("store") / "other.db"
    forms = ("--form", "n+1", "--form=-y-2*y*n", "--form", "n", "--let", "y=2:2")
    assert run("search", "recurrence", *forms, "--db", path)[0] == 0
    rows = ("--row=0,n^2", "--row=1,2n+x", "--let", "x=1:1", "--start", "1,1/0,1")
    assert run("search", "product", *rows, "--db", path)[0] == 0
    return path


def test_formulas_of_other_kinds_hold_by_the_fraction_that_they_are_images_of(recurrences: Path) -> None:
    code, out = run("verify", "--db", recurrences, "--format", "json")
    assert code == 0 and json.loads(out) == {"verified": 2, "failed": 0, "older": 0}


RECURRENCE = "(SELECT id FROM formulas WHERE kind = 'recurrence')"


@pytest.mark.parametrize(
    "statement",
    [
        f"""UPDATE formulas SET extras = replace(extras, '"-4*n - 2"', '"-5*n - 2"') WHERE id = {RECURRENCE}""",
        f"""UPDATE formulas SET extras = json_set(extras, '$.p', json('["1", "1"]')) WHERE id = {RECURRENCE}""",
        f"UPDATE formulas SET extras = json_remove(extras, '$.pcf.certificate') WHERE id = {RECURRENCE}",
        f"UPDATE formulas SET extras = json_remove(extras, '$.coefficients') WHERE id = {RECURRENCE}",
        f"UPDATE identities SET mobius = '[[3, 2], [1, 0]]' WHERE formula = {RECURRENCE}",
    ],
)
def test_a_changed_formula_of_another_kind_does_not(recurrences: Path, tmp_path: Path, statement: str) -> None:
    code, out = run("verify", "--db", _changed(recurrences, tmp_path, statement), "--renew", "--format", "json")
    *failed, counts = map(json.loads, out.splitlines())
    assert code == 1 and len(failed) == 1 and counts["verified"] == 1


@pytest.fixture(scope="module")
def pi_plus_e(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "sum.db"
    forms = ["-n^3+2n^2+7n+3", "(n+2)*(2n^4+n^3-26n^2-48n-19)", "(n+2)*(n^6+9n^5+8n^4-87n^3-249n^2-234n-68)",
             "(n+1)^2*(n+2)*(2n^5+3n^4-13n^3-21n^2+4)", "-x*n^3*(n+1)^2*(n+2)*(n^3+n^2-8n-11)"]  # fmt: skip
    given = [f"--form={form}" for form in forms]
    start = ("--start", "1,1,20,296/1,0,4,48")
    assert (
        run("search", "recurrence", *given, "--let", "x=1:1", *start, "--first", "1", "--keep", "all", "--db", path)[0]
        == 0
    )
    return path


@pytest.mark.parametrize(
    ("statement", "holds"),
    [
        ("UPDATE formulas SET delta = 0", True),
        ("UPDATE identities SET mobius = '[[1, 1], [0, 1]]'", False),
        ("UPDATE identities SET expression = 'pi - E'", False),
        ("UPDATE formulas SET extras = json_set(extras, '$.q[0]', '2')", False),
        ("UPDATE formulas SET extras = json_set(extras, '$.certificate.scale', '2')", False),
    ],
)
def test_a_sum_of_limits_holds_by_its_own_certificate(
    pi_plus_e: Path, tmp_path: Path, statement: str, holds: bool
) -> None:
    code, out = run("verify", "--db", _changed(pi_plus_e, tmp_path, statement), "--format", "json")
    assert (code == 0) == holds and json.loads(out.splitlines()[-1])["verified"] == int(holds)


def test_a_sum_of_limits_by_an_older_version_is_proved_anew(pi_plus_e: Path, tmp_path: Path) -> None:
    older = """UPDATE formulas SET extras = json_set(extras, '$.certificate', json('{"kind": "sum of limits"}'))"""
    changed = _changed(pi_plus_e, tmp_path, older)
    code, out = run("verify", "--db", changed, "--format", "json")
    assert code == 1 and json.loads(out.splitlines()[-1]) == {"verified": 0, "failed": 1, "older": 1}
    code, out = run("verify", "--db", changed, "--renew", "--format", "json")
    assert code == 0 and json.loads(out) == {"verified": 1, "failed": 0, "older": 0, "renewed": 1}
