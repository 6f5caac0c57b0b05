"""Is it new: a formula of the lists, of a known family, or of neither."""

from pathlib import Path

import pytest

from analysis.errors import InputError
from analysis.formula import Formula
from results.known import NOT_IN_THE_LISTS, built_in_known, known_formulas

FRACTION = Formula("pcf", {"a": "n**2 + 4*n + 5", "b": "2*n**4 + 4*n**3"})


@pytest.mark.parametrize(
    ("a", "b", "told"),
    [
        ("34*n**3 + 51*n**2 + 27*n + 5", "-n**6", "known: classical"),
        ("-68*n**3 - 102*n**2 - 54*n - 10", "-4*n**6", "known: classical"),
        ("10", "4*n**2 + 12*n + 5", "known: arXiv:1806.03346"),
        ("3*n**2 + 3*n + 1", "-2*n**4", "known: published machine search"),
        ("11*n**2 + 33*n + 25", "(n+1)**4", "in a known family: the tail or continuation of one that is classical"),
        ("n**2 + 4*n + 5", "2*n**4 + 4*n**3", NOT_IN_THE_LISTS),
    ],
)
def test_what_the_lists_say(a: str, b: str, told: str) -> None:
    assert built_in_known().told(Formula("pcf", {"a": a, "b": b})) == told


def test_a_user_adds_a_list(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text('a,b,source\nn^2+4n+5,2n^4+4n^3,"my notes"\n')
    assert known_formulas([str(file)]).told(FRACTION) == "known: my notes"
    file.write_text("a,b\nn^2+,n\n")
    with pytest.raises(InputError, match="formula 1"):
        known_formulas([str(file)])
