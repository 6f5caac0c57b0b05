"""One number, one spelling: whichever way a hint is found, it names the constant by the same text."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from analysis.constants.library import built_in_library, constant
from analysis.constants.spelling import gauss_series
from analysis.formula import Named
from analysis.formulas.pcf import PCF
from analysis.notation.unicode import unicode
from analysis.values.hints import hinted_constants

arguments = st.sampled_from(sorted({Fraction(p, q) for q in range(1, 7) for p in range(-18, 19)} - {0, 1, 2}))
parameters = st.sampled_from(sorted({Fraction(p, q) for q in range(1, 7) for p in range(1, 3 * q)}))


@given(b=parameters, more=parameters, z=arguments)  # at 2 both arguments are equally large
def test_both_sides_of_pfaffs_transformation_are_spelt_alike(b: Fraction, more: Fraction, z: Fraction) -> None:
    c = b + more
    assert gauss_series(1, b, c, z) == gauss_series(1, c - b, c, z / (z - 1)) == gauss_series(b, 1, c, z)


def test_no_two_constants_of_the_library_are_rational_multiples_of_each_other() -> None:
    values = [(known.name, float(known.value(20))) for known in built_in_library()]
    for (one, x), (other, y) in combinations(values, 2):
        ratio = x / y if abs(x) > abs(y) else y / x
        nearest = Fraction(ratio).limit_denominator(60)
        assert abs(ratio - nearest) > 1e-12, (one, other)


def test_hints_of_a_formula_have_names_that_come_back_as_they_are() -> None:
    for a, b in (("3n+3", "-2n^2-n"), ("n+3", "-n"), ("2n+1", "n^2"), ("5n+2", "-6n^2+n")):
        names = [hint.name for hint in hinted_constants(PCF.parse(a, b))]
        assert names == [constant(name).name for name in names] and len(set(names)) == len(names)


def test_a_constant_with_a_sign_of_its_own_is_printed_by_it() -> None:
    said = {"constant": "lemniscate", "mobius": [[0, 2], [1, 0]], "expression": "2/(expanded)", "digits": 50}
    assert unicode(Named.from_json(said).tree) == "2/ϖ"
