"""A sequence of denominators tells which formulas have them, wherever they begin to count."""

from fractions import Fraction
from math import comb

import pytest

from analysis.errors import InputError
from analysis.formula import recurrence_text
from analysis.formulas.pcf import PCF
from analysis.sequences.denominators import denominator_formulas


@pytest.mark.parametrize("dropped", [0, 1, 3])
@pytest.mark.parametrize(
    ("term", "fraction"),
    [
        (lambda n, k: comb(n, k) ** 2 * comb(n + k, k) ** 2, "34*n**3 + 51*n**2 + 27*n + 5; -n**6"),
        (lambda n, k: comb(n, k) ** 2 * comb(n + k, k), "11*n**2 + 11*n + 3; n**4"),
        (lambda n, k: comb(n, k) * comb(n + k, k), "6*n + 3; -n**2"),
    ],
)
def test_aperys_and_legendres_numbers_are_those_of_their_fractions(term, fraction, dropped):
    terms = [Fraction(sum(term(n, k) for k in range(n + 1))) for n in range(dropped, dropped + 20)]
    assert fraction in denominator_formulas(terms)[0]


@pytest.mark.parametrize(("a", "b"), [("2n+1", "n^2"), ("3n+2", "-2n^2"), ("n+3", "n+1"), ("n^2+1", "-n^3")])
def test_the_denominators_of_a_fraction_and_multiples_of_them_are_its_own(a, b):
    pcf = PCF.parse(a, b)
    denominators, before = [1], 0
    for n in range(1, 24):
        denominators.append(pcf.a(n) * denominators[-1] + pcf.b(n) * before)
        before = denominators[-2]
    for scale in (1, -3):
        fractions, recurrences = denominator_formulas([Fraction(scale * q) for q in denominators])
        assert f"{pcf.a}; {pcf.b}" in fractions
        coefficients = ["1", f"-({pcf.a})", f"-({pcf.b})"]
        assert recurrence_text(coefficients, 1, ["0", "1"], ["1", "0"]).split(" | ")[0] in recurrences


def test_terms_of_order_1_and_too_few_terms_are_refused():
    for terms in ([2**k for k in range(30)], [1, 3, 19]):
        with pytest.raises(InputError, match="denominators without such a recurrence"):
            denominator_formulas(list(map(Fraction, terms)))
