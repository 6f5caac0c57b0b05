"""What is remembered of a family changes no row: formulas say the same alone, and after others in any order."""

from typing import Any

import pytest

from analysis import examination
from analysis.constants.library import built_in_library
from analysis.dynamics import findings
from analysis.formulas.pcf import PCF
from analysis.links import placement
from analysis.values.family_keys import family_key

# Without a name, with an exact rate, with a theorem, with none that is exact, with a theorem about a 2F1, rational.
FAMILIES = (
    (("3n+1", "5n+3"), ("3n+4", "5n-2"), ("3n-5", "5n+3")),
    (("5n+1", "-4n^2+n"), ("5n-3", "-4n^2+5n"), ("5n-4", "-4n^2-3n+1")),
    (("3n+5", "-2n^2-3n"), ("3n+1", "-2n^2+n"), ("3n+4", "-2n^2-n")),
    (("2n+4", "-n^2-3n"), ("2n+5", "-n^2-4n"), ("2n+3", "-n^2-2n")),
    (("4n-1", "-3n^2-5n"), ("4n-5", "-3n^2+n"), ("4n-5", "-3n^2+n+4")),
    (("4n-5", "-3n^2+4n"), ("4n-3", "-3n^2+4n")),
)


def forget() -> None:
    for remembered in (examination._NAMELESS, findings._OF_FAMILIES, findings._KIN, placement._PLAIN):
        remembered.clear()


def said(a: str, b: str) -> dict[str, Any]:
    return examination.examine(PCF.parse(a, b), digits=50, library=built_in_library(), thorough=False).as_json()


@pytest.mark.parametrize("family", FAMILIES)
def test_rows_do_not_depend_on_what_was_examined_before(family: tuple[tuple[str, str], ...]) -> None:
    assert len({family_key(PCF.parse(*one)) for one in family}) == 1
    alone = []
    for one in family:
        forget()
        alone.append(said(*one))
    forget()
    together = [said(*one) for one in family]
    forget()
    backwards = [said(*one) for one in reversed(family)]
    assert alone == together == backwards[::-1]


def test_a_theorems_constant_has_one_name_in_its_family() -> None:
    found = [said(*one) for one in FAMILIES[4]]
    assert {(one["identity"]["constant"], one["evidence"]) for one in found} == {("hyp2f1(1,1/2,7/6,1/3)", "proved")}
