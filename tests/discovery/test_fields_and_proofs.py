"""The commands link, verify and field, as a user runs them."""

import contextlib
import io
import json
from pathlib import Path

import pytest

from analysis.formula import Formula
from discovery.__main__ import main
from results.store import Store

pytestmark = pytest.mark.usefixtures("in_an_empty_folder")


def run(*arguments: str | Path) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(left.value.code or 0), out.getvalue()


def test_a_link_proved_is_a_certificate_that_verify_accepts_and_rejects_when_changed() -> None:
    code, out = run("link", "3n+3", "-2n^2-n", "3n+5", "-2n^2-3n", "--format", "json")
    assert code == 0
    Path("proof.json").write_text(out)
    assert run("verify", "proof.json") == (
        0,
        "proved: PCF(3n + 3, −2n² − n) = 3v/(2v − 3), v = PCF(3n + 5, −2n² − 3n), if that converges\n",
    )
    certificate = json.loads(out)
    certificate["mobius"][0][0] += 1
    Path("proof.json").write_text(json.dumps(certificate))
    code, out = run("verify", "proof.json", "--format", "json")
    assert code == 1 and json.loads(out)["holds"] is False


def test_the_certificate_inside_an_examination_is_verified() -> None:
    code, out = run("inspect", "20n^3+86n^2+123n+59", "-64n^6-416n^5-1004n^4-1090n^3-504n^2-72n", "--format", "json")
    Path("found.json").write_text(out)
    assert code == 0 and json.loads(out)["closed_form"]["kind"] == "4F3"
    assert run("verify", "found.json")[0] == 0


def test_values_that_a_theorem_proves_are_proved() -> None:
    found = json.loads(run("inspect", "3n+5", "-2n^2-3n", "--format", "json")[1])
    assert found["evidence"] == "proved" and found["identity"]["expression"] == "6/(-8 + 3*pi)"
    assert found["family"] == "2F1(1, 1/2; 1/2; -1)" and found["closed_form"]["kind"] == "2F1"


@pytest.mark.parametrize(
    ("a", "b", "first"),
    [
        ("1", "1", "PCF(1, 1) = (√5 + 1)/2, by the fixed points of its step"),
        ("n-3", "2n^2+n-1", "PCF(n − 3, 2n² + n − 1) = −1"),
        (
            "4n-1",
            "2n-1",
            " = 2 ₁F₁(3/8; 15/8; −1/8)/(7 ₁F₁(3/8; 7/8; −1/8)) − 1, by its closed form",
        ),
    ],
)
def test_values_without_a_theorem_are_proved_too(a: str, b: str, first: str) -> None:
    """An algebraic value, a rational one by its series, a closed form."""
    code, out = run("link", a, b)
    assert code == 0 and out.splitlines()[0].endswith(first)


def test_unlinked_formulas_give_exit_code_1_and_bad_ones_2() -> None:
    assert run("link", "n+3", "-n", "2n+1", "n^2")[0] == 1
    assert run("link", "n", "-n^2", "2n+1", "n^2")[0] == 2
    assert run("link", "n+3", "-n", "2n+1")[0] == 2
    Path("list.json").write_text("[1, 2]")
    assert run("verify", "list.json")[0] == 2
    assert run("verify", "missing.json")[0] == 2


def test_a_field_is_shown_verified_and_refused_when_changed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run("field", "show", "zeta(3)", "--format", "json")
    assert code == 0
    Path("good.json").write_text(out)
    Path("bad.json").write_text(out.replace("2*x^2*y", "3*x^2*y"))
    code, out = run("field", "verify", "good.json")
    assert code == 0 and out.startswith("good.json: conservative; that its limits are images of 'zeta(3)' is only")
    assert run("field", "verify", "bad.json")[0] == 1
    for command in (["trajectory"], ["trajectory", "--fan", "2"], ["optimize", "--seconds", "1"]):
        code, out = run("field", command[0], "bad.json", *command[1:])
        assert code == 2 and not out and "not conservative for x and y" in capsys.readouterr().err
    assert "⎡ 0  −x⁶" in run("field", "show", "zeta(3)")[1]  # in its own variables
    assert run("field", "show", "no such field")[0] == 2
    assert run("field", "show", "cubic", "--let", "q=1")[0] == 2
    assert "\\begin{pmatrix}" in run("field", "show", "zeta(3)", "--format", "latex")[1]
    names = [json.loads(line)["name"] for line in run("field", "list", "--format", "json")[1].splitlines()]
    assert {"linear", "quadratic+", "cubic", "e", "pi", "log(2)", "zeta(2)", "zeta(3)", "catalan", "2F1"} <= set(names)


def test_the_diagonal_of_the_field_of_zeta_three_is_aperys_proof() -> None:
    code, out = run("field", "trajectory", "zeta(3)", "--start", "1,1", "--direction", "1,1")
    assert code == 0 and "a(n) = 34n³ + 51n² + 27n + 5, b(n) = −n⁶" in out and "ζ(3) is irrational" in out
    assert run("field", "trajectory", "zeta(3)", "--start", "1")[0] == 2
    assert run("field", "trajectory", "zeta(3)", "--fan", "99")[0] == 2
    assert run("field", "trajectory", "cubic")[0] == 2


def test_a_fan_is_listed_and_drawn() -> None:
    code, out = run("field", "trajectory", "log(2)", "--fan", "2", "--plot", "fan.png")
    assert code == 0 and "best: (1, 1)" in out
    assert Path("fan.png").read_bytes().startswith(b"\x89PNG")
    assert run("field", "trajectory", "log(2)", "--fan", "1", "--plot", "fan.doc")[0] == 2


def test_two_axes_of_a_field_are_drawn_as_a_plane() -> None:
    asked = ("field", "trajectory", "2F1", "--let", "z=1/2", "--start", "1,1,2", "--direction", "0,0,2", "--fan", "1")
    code, out = run(*asked, "--axes", "a,b", "--plot", "plane.png")
    assert code == 0 and "\nbest: (1, 1, 2)\na(n) = 6n + 3, b(n) = −n²\nlog(2) is irrational" in out
    assert Path("plane.png").read_bytes().startswith(b"\x89PNG")
    assert run(*asked, "--axes", "a")[0] == 2


def test_a_field_from_a_formula() -> None:
    code, out = run("field", "from-pcf", "n^3+(n+1)^3", "-n^6", "--format", "json")
    assert code == 0 and json.loads(out)["name"] == "cubic"
    code, out = run("field", "from-pcf", "11n^2+11n+3", "n^4")
    assert (code, " ".join(out.split())) == (0, "trajectory of ζ(2) from (1, 1) along (1, 1), up to a coboundary")
    assert run("field", "from-pcf", "6n+3", "-n^2")[1].startswith("trajectory of  ₂F₁ at 17 − 12√2\n")
    assert run("field", "from-pcf", "n^3+n+1", "n^5+1")[0] == 1


def test_members_of_fields_are_kept_in_the_store() -> None:
    with Store.create("box.db") as store:
        rows = []
        for a, b in [("3*n + 5", "-2*n**2 - 3*n"), ("4", "4*n**2 - 1"), ("34*n**3 + 51*n**2 + 27*n + 5", "-n**6")]:
            rows.append(json.loads(run("inspect", a, b, "--format", "json")[1]))
        store.record_examined(map(Formula.from_json, rows))
    code, out = run("field", "members", "--db", "box.db", "--format", "json")
    fields = {row["field"]: row["formulas"] for row in map(json.loads, out.splitlines())}
    assert code == 0 and fields == {"2F1(1/2)": 2, "zeta(3)": 1}
    assert run("field", "members", "--db", "box.db", "--list", "--format", "json")[1] == out
    query = "select direction from memberships where field = 'zeta(3)'"
    assert run("query", "--db", "box.db", "--sql", query, "--format", "json")[1] == '{"direction": "[1, 1]"}\n'
