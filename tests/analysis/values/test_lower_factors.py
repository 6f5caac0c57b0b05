"""Right factors of order r − 1, and starts that obey one."""

from analysis.constants.library import built_in_library
from analysis.formulas.recurrence import Recurrence
from analysis.recurrence_examination import examine_recurrence
from analysis.transformations.closure import direct_sum
from analysis.values.lower_factors import lower_factors, restricted

APERY = Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5])
FACTORIAL = ["1", "-n"]


def test_a_sum_with_a_hypergeometric_term_has_the_other_summand_as_a_factor() -> None:
    both = direct_sum(APERY, Recurrence.of(FACTORIAL, 1, [1], [1]))
    assert APERY.coefficients in list(lower_factors(both))
    assert restricted(both) is None


def test_a_fraction_in_disguise_is_found_and_proved() -> None:
    disguised = direct_sum(APERY, Recurrence.of(FACTORIAL, 1, [0], [0]))
    found = examine_recurrence(disguised, digits=30, library=built_in_library()).as_json()
    assert disguised.order == found["order"] == 3
    assert (found["evidence"], found["identity"]["expression"]) == ("proved", "zeta(3)")
    assert len(found["restricted"]["p"]) == 2
