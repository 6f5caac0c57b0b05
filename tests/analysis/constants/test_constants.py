"""The library of constants: right values at any precision, right names, and a safe door for a user's own."""

from itertools import combinations

import mpmath
import pytest
import sympy

from analysis.constants.library import LIBRARY_FILE, Library, built_in_library, constant, load_library
from analysis.effort import within
from analysis.errors import InputError
from analysis.numbers.relations import find_mobius

CONTRACT_NAMES = [
    *("pi", "pi^2", "pi^3", "e", "e^2", "sqrt(e)", "log(2)", "log(3)", "log(5)", "sqrt(2)", "sqrt(3)", "sqrt(5)"),
    *("golden_ratio", "zeta(3)", "zeta(5)", "catalan", "euler_gamma", "gompertz", "lemniscate", "gauss", "gamma(1/3)"),
    *("gamma(1/4)", "pi*sqrt(3)", "pi*sqrt(2)", "tan(1)", "tanh(1)", "bessel_ratio(0,2)", "atan(2)"),
    "sqrt(2)*log(1+sqrt(2))",
]


def write(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_library_holds_the_constants_people_ask_for_by_name():
    names = {known.name for known in built_in_library()}
    assert names >= set(CONTRACT_NAMES)
    assert len(names) == len(built_in_library()) >= 45


def test_every_constant_agrees_with_sympy_to_fifty_digits():
    for known in built_in_library():
        theirs = sympy.N(sympy.sympify(known.sympy), 55)
        ours = sympy.Float(known.value(60).mid().str(60, radius=False), 60)
        assert abs(ours - theirs) < abs(theirs) * sympy.Float(10) ** -50, known.name


@pytest.mark.parametrize("digits", [1, 15, 100, 1_000])
def test_a_value_has_the_digits_asked_for(digits):
    for name in ("pi", "e", "zeta(3)", "gompertz", "gamma(1/3)", "bessel_ratio(0,2)", "pi-355/113"):
        value = constant(name).value(digits)
        assert value.rel_accuracy_bits() >= digits * 3.3219


def test_pi_to_ten_thousand_digits_is_mpmaths():
    with mpmath.workdps(10_000):
        theirs = mpmath.nstr(mpmath.pi, 9_990)
    assert constant("pi").value(10_000).str(9_990, radius=False) == theirs


def test_raising_and_lowering_the_precision_keeps_the_value():
    known = constant("catalan*7/5")
    values = [known.value(digits) for digits in (20, 300, 40)]
    assert all(first.overlaps(second) for first, second in combinations(values, 2))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("lemniscate", "pi*gauss"),
        ("gauss*agm(1,sqrt(2))", "1"),
        ("lemniscate^2", "gamma(1/4)^4/(8*pi)"),
        ("(gamma(5/4)/gamma(3/4))^2", "gamma(1/4)^4/(32*pi^2)"),
        ("bessel_ratio(1,2)", "1/(bessel_ratio(0,2)-1)"),
        ("bessel_j_ratio(0,2)", "besselj(0,2)/besselj(1,2)"),
        ("gompertz", "e*expint(1,1)"),
        ("zeta(2)", "pi^2/6"),
        ("dirichlet_beta(2)", "catalan"),
        ("dirichlet_beta(3)", "pi^3/32"),
        ("polylog(2,1/2)", "pi^2/12-log(2)^2/2"),
        ("psi(1)", "-euler_gamma"),
        ("polygamma(1,1/4)", "pi^2+8*catalan"),
        ("beta(1/3,1/2)", "gamma(1/3)*sqrt(pi)/gamma(5/6)"),
        ("elliptic_k(1/2)", "gamma(1/4)^2/(4*sqrt(pi))"),
        ("erf(1/2)+erfc(1/2)", "1"),
        ("asinh(1)", "log(1+sqrt(2))"),
        ("atanh(1/3)", "log(2)/2"),
        ("cbrt(2)", "root(2,3)"),
        ("coth(1/2)", "(e+1)/(e-1)"),
        ("golden_ratio^2", "golden_ratio+1"),
        ("LambertW(1)*exp(LambertW(1))", "1"),
    ],
)
def test_known_identities_between_constants(left, right):
    difference = constant(left).value(60) - constant(right).value(60)
    assert abs(difference) < 1e-55


def test_latex_has_balanced_braces_and_delimiters():
    for known in built_in_library():
        assert known.latex.count("{") == known.latex.count("}")
        assert known.latex.count("\\left") == known.latex.count("\\right")
    assert constant("pi/log(3)").latex == r"\frac{\pi}{\log(3)}"
    assert constant("bessel_ratio(0,2)").latex == r"\frac{I_{0}(2)}{I_{1}(2)}"
    assert constant("exp(2/3)").latex == "e^{2/3}"


def test_only_e_squared_and_tanh_one_are_mobius_images_of_each_other():
    pairs = {
        (first.name, second.name)
        for first, second in combinations(built_in_library(), 2)
        if {"quadratic"}.isdisjoint(first.tags + second.tags)
        and find_mobius(first.value(45), second.value(45)) is not None
    }
    assert pairs == {("e^2", "tanh(1)")}


def test_names_are_found_in_any_usual_spelling():
    library = built_in_library()
    for spelling, name in {"E": "e", "pi ** 2": "pi^2", "Catalan": "catalan", "E^2": "e^2", "ln(2)": "log(2)"}.items():
        assert library.find(spelling).name == name
    assert library.find("log(7/3)").sympy == "log(Rational(7, 3))"


def test_a_list_of_constants_is_split_outside_parentheses():
    chosen = built_in_library().select("pi, bessel_ratio(0, 2),log(7/3),pi")
    assert [known.name for known in chosen] == ["pi", "bessel_ratio(0,2)", "log(7/3)"]
    with pytest.raises(InputError, match="list of constants"):
        built_in_library().select("pi,,e")


def test_a_users_file_adds_constants_after_the_librarys(tmp_path):
    path = write(
        tmp_path, '[[constant]]\nname = "mine"\nexpression = "pi/sqrt(11)"\nlatex = "\\\\mu"\ntags = ["own"]\n'
    )
    library = load_library(path, built_in_library())
    assert (library[-1].name, library[-1].latex, library[-1].tags) == ("mine", "\\mu", ("own",))
    assert len(library) == len(built_in_library()) + 1
    assert library.find("mine").sympy == "pi/sqrt(11)"


@pytest.mark.parametrize(
    "text",
    [
        '[[constant]]\nname = "pi"\n',
        '[[constant]]\nname = "circle"\nexpression = "pi"\n',
        '[[constant]]\nname = "m"\nexpression = "foo(2)"\n',
        '[[constant]]\nname = "m"\nexpression = "log(0)"\n',
        '[[constant]]\nname = "m"\nexpression = "zeta(1)"\n',
        '[[constant]]\nname = "m"\nexpression = "gamma(0)"\n',
        '[[constant]]\nname = "m"\nexpression = "sqrt(-1)"\n',
        '[[constant]]\nname = "m"\nexpression = "pi +"\n',
        '[[constant]]\nname = "m"\nexpression = "__import__(\'os\')"\n',
        '[[constant]]\nname = "m"\nexpression = 3\n',
        '[[constant]]\nname = "m"\nvalue = "3"\n',
        '[[constant]]\nname = ""\n',
        "[[constant]]\nname = 3\n",
        '[[constant]]\nname = "m"\ntags = "circle"\n',
        "constant = [1]\n",
        "[constant]\nname = 'pi'\n",
        "other = 1\n",
        "",
        "[[constant\n",
    ],
)
def test_a_bad_file_is_refused_in_one_line_that_names_it(tmp_path, text):
    path = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load_library(path, built_in_library())
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_error_in_a_file_names_the_constant(tmp_path):
    path = write(
        tmp_path,
        '[[constant]]\nname = "good"\nexpression = "log(11)"\n[[constant]]\nname = "evil"\nexpression = "log(0)"\n',
    )
    with pytest.raises(InputError, match=r"'evil'.*log\(0\)"):
        load_library(path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    for path in (tmp_path / "missing.toml", tmp_path):
        with pytest.raises(InputError, match="library file"):
            load_library(path)
    binary = tmp_path / "binary.toml"
    for content, said in ((b"\xff\xfe\x00", "in UTF-16"), (b"\x80\x81", "byte 1 is not UTF-8"), (b"a = [", "not TOML")):
        binary.write_bytes(content)
        with pytest.raises(InputError, match=said):
            load_library(binary)


@pytest.mark.parametrize(
    "text",
    [
        "gamma(10^9/7)",
        "exp(10^12)",
        "zeta(10^9)",
        "exp(exp(exp(10)))",
        "2^2^2^2^2^2",
        "(10^900)^900",
        "pi^(10^9)",
        "2^(pi^8)",
        "besseli(0,10^9)",
        "besseli(10^9,1)",
        "polygamma(10^6,1)",
        "polylog(10^6,1/2)",
        "root(2,10^9)",
        "sin(10^900)",
        "gamma(gamma(gamma(5)))",
        "gamma(999)",
        "9" * 900,
        "1+" * 600 + "1",
    ],
)
def test_costly_or_enormous_expressions_are_refused_at_once(text):
    with pytest.raises(InputError):
        within(1, lambda: constant(text))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "asin(2)",
            "tan(pi/2)",
            "log(pi-pi)",
            "1/(1-1)",
            "0^0",
            "polylog(2,3)",
            "elliptic_k(2)",
            "sin(pi)",
            "zeta(-2)",
        ),
        *(
            "foo",
            "x",
            "gamma(1,2)",
            "bessel_ratio(0)",
            "bessel_ratio(pi,2)",
            "agm(-1,2)",
            "dirichlet_beta(1)",
            "",
            "3.5",
        ),
    ],
)
def test_expressions_without_a_certain_non_zero_real_value_are_refused(text):
    with pytest.raises(InputError) as caught:
        constant(text)
    assert "\n" not in str(caught.value)


def test_digits_of_a_constant_are_bounded():
    for digits in (0, -3, 10**9):
        with pytest.raises(InputError, match="digits"):
            constant("pi").value(digits)


def test_extending_a_library_refuses_what_is_there_already():
    with pytest.raises(InputError, match="there already"):
        Library((constant("pi"),)).extended([constant("pi")])


def test_the_built_in_library_stands_what_a_users_file_must() -> None:
    assert tuple(load_library(LIBRARY_FILE)) == tuple(built_in_library())
