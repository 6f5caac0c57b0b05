"""Promises of the normal form: one constant has one spelling, which means the same and is read back as itself."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.constants.library import Library, as_written, built_in_library, constant
from analysis.constants.normal_form import normal_form
from analysis.errors import InputError


@pytest.mark.parametrize(
    "spellings",
    [
        ("exp(3)*Ei(-3)", "e^3*Ei(-3)", "Ei(-3)*e*e^2", "Ei(-3)/exp(-3)"),
        ("sqrt(8/5)", "2*sqrt(2)/sqrt(5)", "2*(2/5)^(1/2)", "2*sqrt(10)/5"),
        ("pi*(e-2)", "(e-2)*pi", "-pi*(2-e)"),
        ("sqrt(pi*e/2)", "pi^(1/2)*e^(1/2)/2^(1/2)", "sqrt(pi)*exp(1/2)/sqrt(2)"),
        ("besseli(0,2)/besseli(1,2)", "bessel_ratio(0,2)", "1/(besseli(1,2)/besseli(0,2))"),
        ("2/(4-pi)", "-2/(pi-4)", "1/(2-pi/2)"),
        ("cbrt(16)", "2*2^(1/3)", "root(16,3)", "2^(4/3)"),
        ("(gamma(1/3)/gamma(2/3))^2", "gamma(1/3)^2*gamma(2/3)^-2"),
        ("(zeta(3)+2*pi)/4", "pi/2+zeta(3)/4"),
    ],
)
def test_one_constant_has_one_spelling_however_it_is_typed(spellings: tuple[str, ...]) -> None:
    assert len({constant(text) for text in spellings}) == 1
    assert all(as_written(text).is_same(constant(spellings[0])) for text in spellings)


@pytest.mark.parametrize(
    ("typed", "name"), [("exp(1/2)", "sqrt(e)"), ("sqrt(3)*pi", "pi*sqrt(3)"), ("ζ(2)*6", "6*zeta(2)")]
)
def test_a_constant_of_the_library_keeps_the_librarys_name(typed: str, name: str) -> None:
    assert constant(typed).name == built_in_library().find(typed).name == name


def test_a_library_refuses_a_second_spelling_of_what_it_has() -> None:
    with pytest.raises(InputError, match="there already"):
        built_in_library().extended([as_written("Ei(-3)*exp(3)")])
    assert len(Library(()).extended([as_written("Ei(-3)*exp(3)")])) == 1


def test_no_two_constants_of_the_library_have_one_form() -> None:
    assert len(built_in_library().by_form) == len(built_in_library())


def test_square_roots_of_squares_keep_their_sign() -> None:
    assert normal_form("((1-pi)^2)^(1/2)") != normal_form("1-pi")
    assert constant("sqrt((1-pi)^2)").value(20) > 0
    assert constant("(Ei(-1)^2)^(1/2)").value(20) > 0
    assert constant("(Ei(-1)*Ei(-2))^(1/2)").value(20).overlaps(as_written("(Ei(-1)*Ei(-2))^(1/2)").value(20))


LEAVES = st.sampled_from(["2", "3", "7/4", "pi", "e", "Ei(-1)", "log(2)", "golden_ratio", "gamma(1/3)", "(1-pi)"])
TEXTS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"(({t[0]}){t[1]}({t[2]}))"),
        st.tuples(inner, st.sampled_from(["2", "(-1)", "(1/2)", "(-2/3)", "3"])).map(lambda t: f"({t[0]})^{t[1]}"),
        inner.map(lambda text: f"sqrt({text})"),
    ),
    max_leaves=5,
)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_the_normal_form_means_the_same_and_is_its_own(text: str) -> None:
    try:
        written = as_written(text).value(30)
    except InputError:
        assume(False)
    form = normal_form(text)
    assert normal_form(form.text) == form
    assert as_written(form.text).value(30).overlaps(written)
