"""What is printed of the image of a constant has its value, whatever sums, signs and fractions it is made of."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.constants.library import constant
from analysis.notation.expressions import image
from analysis.notation.unicode import unicode

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
SIDE_BY_SIDE = r"(?<=[\d)ei]) ?(?=\()|(?<=\)) ?(?=[\dpes])|(?<=\d) ?(?=[pes])|(?<=[ei]) (?=[pes\d])|(?<=[ei])(?=sqrt)"
CONSTANTS = [
    "pi+e", "e-pi", "2*pi-3*e", "sqrt(3)*pi+3*e", "sqrt(2)*(pi+e)", "(pi+e)/2", "pi/(pi+e)", "(pi-e)/(pi+e)", "-pi",
    "-(pi+e)", "pi/e", "1/pi", "(pi+e)^2", "(1+sqrt(5))/2", "-pi/e", "-1/(pi+e)",
]  # fmt: skip
ENTRY = st.sampled_from([0, 1, -1, 2, -2, 3, 5, -7, 9, 12])


def value(text: str) -> float:
    """Of Unicode with π, e, integers and square roots."""
    plain = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda power: f"^{power[0].translate(RAISED)}", text)
    plain = re.sub(r"√(\d+)", r"sqrt[\1]", plain.replace("−", "-").replace("π", "pi"))
    joined = re.sub(SIDE_BY_SIDE, "*", plain.replace("]", ")")).replace("[", "(")
    return float(constant(joined).value(20))


@pytest.mark.parametrize("text", CONSTANTS)
@settings(max_examples=8)
@given(p=ENTRY, q=ENTRY, r=ENTRY, s=ENTRY)
def test_the_image_of_a_constant_is_printed_as_it_is(text: str, p: int, q: int, r: int, s: int) -> None:
    x = float(constant(text).value(20))
    assume(p * s != q * r and abs(r * x + s) > 1e-6)
    assert value(unicode(image(text, p, q, r, s))) == pytest.approx((p * x + q) / (r * x + s), rel=1e-9, abs=1e-12)
