"""Commands that make fields from fields."""

import json

import pytest

from discovery.__main__ import main

PLANE = ("--axis", "x=-1,1,0,0,0", "--axis", "y=0,0,-1,0,0", "--start", "1,0,1,1,1")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """What a command says, and its exit code."""

    def ran(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["field", *words])
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out, told.err

    return ran


def test_a_made_field_is_a_field_for_other_commands(run, tmp_path) -> None:
    code, out, _ = run("sub", "zeta(3)", "--axis", "u=1,1", "--start", "1,1", "--format", "json")
    place = tmp_path / "diagonal.json"
    place.write_text(out)
    assert code == 0 and json.loads(out)["axes"] == ["u"]
    code, out, _ = run("trajectory", str(place), "--start", "0", "--direction", "1", "--format", "json")
    assert code == 0 and json.loads(out)["a"] == "34*n**3 + 51*n**2 + 27*n + 5"


def test_an_embedding_is_shown_with_its_identity(run) -> None:
    code, out, _ = run("embed", "zeta(2)", "3F2(1)", *PLANE, "--format", "json")
    found = json.loads(out)
    assert code == 0 and found["factors"] == {"x": "(1)/(x^2)", "y": "(1)/(2*y^2)"} and len(found["matrix"]) == 2
    code, _, err = run("embed", "zeta(2)", "3F2(1)", *PLANE[:-1], "1,0,1/2,1,1")
    assert code == 1 and "not seen" in err


@pytest.mark.parametrize("words", [("gauge", "pi", '[["1", "x"], ["0", "1"]]'), ("dual", "zeta(2)")])
def test_other_coordinates_and_duals_are_proved(run, words: tuple[str, ...]) -> None:
    code, out, _ = run(*words)
    assert code == 0 and "conservative  proved" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sub", "e", "--axis", "u=1"), "2 numbers"),
        (("sub", "e", "--axis", "n=1,1"), "names other than n"),
        (("sub", "e", "--axis", "u=0,0"), "nowhere"),
        (("gauge", "pi", '[["1", "x"], ["1", "x"]]'), "singular"),
        (("gauge", "pi", '[["1", 2]]'), "JSON"),
        (("gauge", "pi", '[["1"]]'), "2 rows"),
        (("reduce", "8F7", "--let", "z=1", "--axis", "x=1"), "rank"),
        (("embed", "e", "1F1(1)", "--axis", "u=0,1", "--axis", "v=1,1"), "axes"),
    ],
)
def test_what_makes_no_field_is_refused_in_one_line(run, words: tuple[str, ...], said: str) -> None:
    code, _, err = run(*words)
    assert code == 2 and said in err and len(err.splitlines()) == 1
