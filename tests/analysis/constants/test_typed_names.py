"""One constant has one name, however people type it; what is unknown is told with the nearest names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.constants.library import built_in_library, constant
from analysis.constants.typed_names import nearest_names, normal_spelling
from analysis.errors import InputError

LIBRARY = built_in_library()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("pi", ["pi", "Pi", "PI", "π", "\\pi", " pi "]),
        ("e", ["e", "E", "ℯ"]),
        ("zeta(3)", ["zeta(3)", "ζ(3)", "zeta3", "Zeta(3)", "zeta_3", "ζ3", "zeta (3)", "Apéry".replace("é", "e")]),
        ("log(2)", ["log(2)", "ln(2)", "ln2", "ln 2", "log2", "Log(2)", "LN(2)", "\\ln 2"]),
        ("catalan", ["catalan", "Catalan", "G", "Catalan's constant"]),
        ("euler_gamma", ["euler_gamma", "γ", "gamma", "EulerGamma", "Euler gamma", "Euler-Mascheroni"]),
        ("golden_ratio", ["golden_ratio", "φ", "phi", "ϕ", "GoldenRatio", "golden ratio"]),
        ("sqrt(2)", ["sqrt(2)", "√2", "√(2)", "√ 2", "sqrt2", "Sqrt(2)", "\\sqrt{2}"]),
        ("pi^2", ["pi^2", "pi**2", "π²", "pi ^ 2", "π^{2}"]),
        ("pi*sqrt(3)", ["π√3", "pi*√3", "π·√3", "pi sqrt(3)"]),
        ("gamma(1/3)", ["Γ(1/3)", "Gamma(1/3)", "gamma(1/3)"]),
        ("lemniscate", ["ϖ", "lemniscate constant"]),
    ],
)
def test_a_name_of_the_library_is_found_as_it_is_typed(name, typed):
    for text in typed:
        assert LIBRARY.find(text).name == name, text


def test_names_of_the_library_are_their_own_spelling():
    for known in LIBRARY:
        assert normal_spelling(known.name) == known.name
        assert constant(known.expression).expression == known.expression


def test_functions_of_two_arguments_and_products_keep_their_meaning():
    with_beta, expected = constant("beta(1/3,1/4)").value(20), constant("gamma(1/3)*gamma(1/4)/gamma(7/12)").value(20)
    assert with_beta.overlaps(expected)
    assert constant("2π(1+√2)").value(20).overlaps(constant("2*pi*(1+sqrt(2))").value(20))
    assert constant("\\frac{\\pi^2}{6}").value(20).overlaps(constant("zeta(2)").value(20))
    assert constant("e⁻¹").value(20).overlaps(constant("1/e").value(20))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("catalna", "catalan"), ("zetta(3)", "zeta"), ("pie", "pi"), ("lemniskate", "lemniscate"),
     ("golden_ration", "golden_ratio")],
)  # fmt: skip
def test_an_unknown_name_is_told_with_the_nearest(typed, meant):
    with pytest.raises(InputError) as caught:
        LIBRARY.find(typed)
    assert f"did you mean {meant}" in str(caught.value) and "\n" not in str(caught.value)


def test_what_is_near_to_nothing_is_sent_to_the_list():
    assert nearest_names("qqqqqq") == ""
    with pytest.raises(InputError, match="constants list"):
        LIBRARY.find("qqqqqq")


@given(st.text(max_size=40))
def test_any_text_is_a_constant_or_one_line(text):
    try:
        LIBRARY.find(text)
    except InputError as error:
        assert "\n" not in str(error)
