"""Numbers are named when their digits allow it; random numbers never are."""

import random

import pytest
from flint import arb, ctx, fmpq

from analysis.constants.library import Library, built_in_library, constant
from analysis.errors import InputError
from analysis.numbers.identification import _answers, identify, identify_decimal
from analysis.reading.decimals import read_decimal

LIBRARY = built_in_library()


def value_of(expression):
    return lambda digits: constant(expression).value(digits)


@pytest.mark.parametrize("screened", [False, True])
@pytest.mark.parametrize(
    ("value", "name", "expression"),
    [
        ("7/3", "1", "7/3"),
        ("-5", "1", "-5"),
        ("(1+sqrt(5))/2", "sqrt(5)", "(1 + sqrt(5))/2"),
        ("1-sqrt(8)/3", "sqrt(2)", "(3 - 2*sqrt(2))/3"),
        ("4/pi", "pi", "4/pi"),
        ("(2+pi)/(pi-2)", "pi", "(2 + pi)/(-2 + pi)"),
        ("1/zeta(2)", "pi^2", "6/pi**2"),
        ("1/(e-1)", "e", "1/(-1 + E)"),
        ("(e+1)/(e-1)", "e", "(1 + E)/(-1 + E)"),
        ("cot(1)", "tan(1)", "1/tan(1)"),
        ("6/zeta(3)", "zeta(3)", "6/zeta(3)"),
        ("1/catalan-1", "catalan", "-1 + 1/Catalan"),
        ("2/log(3)", "log(3)", "2/log(3)"),
        ("2/atan(2)", "atan(2)", "2/atan(2)"),
        ("bessel_ratio(0,2)", "bessel_ratio(0,2)", "besseli(0, 2)/besseli(1, 2)"),
        ("1/gompertz", "gompertz", "1/(-E*Ei(-1))"),
        ("6+pi*10^9", "pi", "6 + 1000000000*pi"),
    ],
)
def test_values_of_known_formulas_are_named(value, name, expression, screened):
    found = identify(value_of(value), LIBRARY, screened=screened)
    assert (found.constant.name, found.expression, found.digits) == (name, expression, 100)


def test_a_lemniscate_value_is_named():
    found = identify(value_of("2+4*(gamma(5/4)/gamma(3/4))^2"), LIBRARY)
    assert found.constant.name == "gamma(1/4)^4/pi^2"
    assert found.mobius.coefficients == (1, 16, 0, 8)


def test_large_coefficients_need_and_get_more_digits():
    text = "(505690303783352688-203633679375846720*pi)/(4460671-1441440*pi)"
    assert identify(value_of(text), LIBRARY, digits=50) is None
    found = identify(value_of(text), LIBRARY, digits=50, max_digits=100)
    assert found.mobius.coefficients == (203633679375846720, -505690303783352688, 1441440, -4460671)


def test_hints_alone_are_tried_for_what_no_constant_of_the_library_names():
    hinted = constant("log(11/3)")
    assert identify(value_of("5/log(11/3)"), LIBRARY, hints=[hinted], hints_alone=True).constant == hinted
    assert identify(value_of("5/pi"), LIBRARY, hints=[hinted], hints_alone=True) is None
    assert identify(value_of("5/3"), LIBRARY, hints=[hinted], hints_alone=True).expression == "5/3"


def test_hints_come_before_the_library():
    hinted = constant("log(11/3)")
    assert identify(value_of("5/log(11/3)"), LIBRARY, hints=[hinted]).constant == hinted
    assert identify(value_of("5/log(11/3)"), LIBRARY) is None


def test_a_relation_must_survive_at_twice_the_digits():
    with ctx.workdps(60):
        impostor = constant("pi").value(60) * (1 + arb(10) ** -55)
    exact_then_other = {50: constant("pi").value(50), 100: arb(impostor.mid(), arb(10) ** -110)}
    assert identify(exact_then_other.__getitem__, Library((constant("pi"),))) is None


def test_a_value_that_cannot_be_computed_to_twice_the_digits_is_not_named():
    with ctx.workdps(60):
        fixed = arb(constant("pi").value(60).mid(), arb(10) ** -50)
    assert identify(lambda digits: fixed, LIBRARY) is None


def test_a_value_without_digits_or_without_value_is_not_named():
    assert identify(lambda digits: arb(3, 1), LIBRARY) is None
    assert identify(lambda digits: arb.nan(), LIBRARY) is None


def test_zero_is_rational():
    assert identify(lambda digits: arb(0, arb(10) ** -digits), LIBRARY).expression == "0"


def test_a_library_of_quadratic_constants_names_nothing_new():
    library = Library((constant("sqrt(2)"), constant("2/3")))
    for screened in (False, True):
        assert identify(value_of("pi"), library, screened=screened) is None


def test_screened_and_full_search_agree_on_small_relations():
    generator = random.Random(3)
    for known in generator.sample([known for known in LIBRARY if "quadratic" not in known.tags], 40):
        p, q, r, s = (generator.randint(1, 999) for _ in range(4))
        text = f"({p}*{known.expression}+{q})/({r}*{known.expression}-{s})"
        assert identify(value_of(text), LIBRARY, screened=True) == identify(value_of(text), LIBRARY)


@pytest.mark.parametrize(
    ("text", "needed"),
    [("0.5", "1/2, would need 10"), ("1e-9", "1/1000000000, would need 19"), ("3.14159", "π, would need 10"),
     ("0.333333", "1/3, would need 10"), ("0.00", "zeros")],
)  # fmt: skip
def test_where_digits_are_missing_it_is_said_how_many_would_be_needed(text, needed):
    found = identify_decimal(text, LIBRARY)
    assert found.identity is None and needed in found.reason


def test_the_digits_that_are_said_to_be_needed_suffice():
    assert identify_decimal("0.5000000000", LIBRARY).identity.expression == "1/2"
    assert identify_decimal("3.141592654", LIBRARY).identity.expression == "pi"
    assert identify_decimal("0.500000000", LIBRARY).identity is None


def test_no_random_decimal_has_an_identity():
    """3,000 decimals of 5 to 40 digits, against rational and quadratic numbers and the first constants."""
    generator, few = random.Random(11), Library(LIBRARY[:8])
    for _ in range(3_000):
        digits = generator.randint(5, 40)
        text = f"{generator.randrange(10**digits):0{digits}d}e-{generator.choice([digits, digits - 1, digits + 9])}"
        assert next(answers_of(text, few), None) is None, text


def answers_of(text, library):
    given = read_decimal(text)
    with ctx.workdps(120):
        error = fmpq(given.error.numerator, given.error.denominator)
        x = arb(fmpq(given.value.numerator, given.value.denominator), error)
        yield from _answers(x, given.digits, given.digits, library)


def test_no_random_real_of_a_hundred_digits_has_an_identity():
    """200, against the whole library, with every relation that 100 digits can pay for: one in 10⁸ would by chance."""
    generator = random.Random(0)
    for _ in range(200):
        digits = generator.randrange(10**99, 10**100)
        text = f"{generator.choice(['', '-'])}{generator.choice(['0', '1', '27'])}.{digits}"
        assert next(answers_of(text, LIBRARY), None) is None


def test_no_random_real_passes_the_screened_search():
    generator = random.Random(9)
    for _ in range(1_000):
        bits = generator.getrandbits(400)

        def value(digits, bits=bits):
            return arb(bits) / 2**399

        assert identify(value, LIBRARY, screened=True) is None


@pytest.mark.parametrize(
    ("text", "digits", "expression"),
    [
        ("3.14159", 6, None),
        ("3.1415926535897932", 17, "pi"),
        ("1.2732395447351628", 17, "4/pi"),
        ("1.2732395447351626862", 20, "4/pi"),
        (" -0.785398163397448310 ", 18, "-pi/4"),
        ("1.273239544735162700000", 22, None),
        ("0.5000", 4, None),
        ("0.50000000000000000000", 20, "1/2"),
        (".3333333333333333", 16, "1/3"),
        ("1.4142135623730950488", 20, "sqrt(2)"),
        ("1e-5", 1, None),
        ("314159265358979323846e-20", 21, "pi"),
        ("3.14159265358979323846E0", 21, "pi"),
        ("0", 0, None),
        ("-0.000", 0, None),
        ("5.", 1, None),
        ("1e1000", 1, None),
        ("2.4142135623730950488016887242", 29, "1 + sqrt(2)"),
        ("1e-9", 1, None),
        ("2e-15", 1, None),
        ("1e-300", 1, None),
        ("0.000000000000002", 1, None),
        ("1e-15", 1, None),
        ("0.0000000010000000000000000000", 20, "1/1000000000"),
        ("0.142857142857142857142857142857", 30, "1/7"),
        ("0.142857142857(3)", 11, "1/7"),
        ("3.141 592 653 589 793 2…", 17, "pi"),
        ("3.141_592_653_589_793_2...", 17, "pi"),
        ("−3.1415926535897932", 17, "-pi"),
        ("3.14159265358979(2)", 14, "pi"),
    ],
)
def test_a_decimal_is_named_when_its_digits_pay_for_it(text, digits, expression):
    found = identify_decimal(text, LIBRARY)
    assert found.digits == digits
    assert (found.identity and found.identity.expression) == expression
    assert found.as_json()["value"] == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "nan",
        "inf",
        "abc",
        ".",
        "-",
        "e5",
        "1e",
        "1__0",
        "_1",
        "1 .5",
        "1,5",
        "1.5()",
        "1.5(-1)",
        "(3)",
        "…",
        "0x10",
        "٣",
        "1e99999",
        "1e-99999999999",
    ],
)
def test_what_is_no_decimal_is_refused_in_one_line(text):
    with pytest.raises(InputError) as caught:
        identify_decimal(text, LIBRARY)
    assert "\n" not in str(caught.value)


def test_long_decimals_are_tested_to_their_last_digit():
    digits = constant("pi").value(9_990).str(9_980, radius=False)
    assert identify_decimal(digits, LIBRARY).identity.digits == 9_980
    spoilt = digits[:5_000] + str((int(digits[5_000]) + 5) % 10) + digits[5_001:]
    assert identify_decimal(spoilt, LIBRARY).identity is None
    with pytest.raises(InputError, match="characters"):
        identify_decimal("3." + "1" * 10_000, LIBRARY)
