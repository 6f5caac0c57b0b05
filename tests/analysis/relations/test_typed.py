"""Decimals as they are typed against several constants: signs, uncertainty, dependent sets, bad requests."""

import pytest

from analysis.constants.library import built_in_library
from analysis.errors import InputError
from analysis.relations.typed import identified

PI_PLUS_E = "5.859874482048838473822930854632165381954416493075065395941912"


@pytest.mark.parametrize(
    ("text", "together", "expression"),
    [
        (PI_PLUS_E, None, "pi + E"),
        (f"-{PI_PLUS_E}", None, "-pi - E"),
        (PI_PLUS_E, "pi,e", "pi + E"),
        (PI_PLUS_E, "1,pi,e,pi^2,zeta(2)", "pi + E"),
        (f"{PI_PLUS_E[:32]}(5)", "1,e,pi", "pi + E"),
        (f"{PI_PLUS_E[:32]} ± 0.000000000000000000000000000005", "1,e,pi", "pi + E"),
        (
            "[2.7108321305894889534884346485, 2.7108321305894889534884346486]",
            "pi*sqrt(2),sqrt(3)",
            "sqrt(2)*pi - sqrt(3)",
        ),
        ("1.16730397826141868425604589985484218072056037152548903914008", None, "CRootOf(x**5 - x - 1, 0)"),
        (  # the golden ratio to its own power
            "2.1784575679375991473725457028712458518070433016933",
            None,
            "E**((sqrt(5)*log(GoldenRatio) + log(GoldenRatio))/2)",
        ),
    ],
)
def test_relations_of_typed_decimals(text: str, together: str | None, expression: str) -> None:
    found = identified(text, built_in_library(), together=together)
    assert found.identity is not None
    assert found.identity.expression == expression
    assert found.as_json()["identity"]["margin"] >= 20


def test_too_few_digits_are_said() -> None:
    found = identified("5.85987448", built_in_library(), together="1,pi,e")
    assert found.identity is None
    assert found.reason == "a relation over several constants needs 20 digits more than it costs; 9 are given"


@pytest.mark.parametrize(
    "request_",
    [{"together": "1,pi", "weight": 2}, {"weight": 0}, {"weight": 99}, {"together": "1,,pi"}, {"together": "pi,pi"}],
)
def test_bad_requests_are_refused(request_: dict[str, object]) -> None:
    with pytest.raises(InputError):
        identified(PI_PLUS_E, built_in_library(), **request_)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        f"1.{'0' * 48}9",  # cosh of a number of 24 digits, of which one is known
        f"0.{'9' * 48}1",
        f"{'5.45454545454545454545454545454545454545'}e-51",  # small powers of 2, 3 and 5, but 52 digits to write down
        "6.66666666666666666666666666666e-30",
    ],
)
def test_digits_that_a_function_or_a_product_does_not_show_name_nothing(text: str) -> None:
    assert identified(text, built_in_library()).identity is None
