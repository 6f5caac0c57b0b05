"""Formulas for other systems: PARI computes what our library says, and every format reads back what a store holds."""

import io

import pytest

from analysis.constants.library import built_in_library
from analysis.errors import InputError
from analysis.formula import Formula
from analysis.notation.languages import LANGUAGES, code
from results.tables import write

cypari = pytest.importorskip("cypari")


def test_pari_gives_the_value_of_every_constant_of_the_library() -> None:
    for constant in built_in_library():
        value = float(constant.value(30))
        assert float(cypari.pari(code(constant.sympy, "pari"))) == pytest.approx(value, rel=1e-12), constant.name


def test_every_constant_has_a_text_in_every_language() -> None:
    for language in LANGUAGES:
        for constant in built_in_library():
            text = code(constant.sympy, language)
            assert "**" not in text and "Rational" not in text


def test_a_formula_is_a_vector_that_gp_reads(formula) -> None:
    stream = io.StringIO()
    write([Formula.from_json(formula(a="3*n + 1", b="-2*n**2 + n"))], "pari", stream)
    a, b, value = cypari.pari(stream.getvalue().split("\\\\")[0])
    assert (str(a.subst("n", 2)), str(b.subst("n", 2))) == ("7", "-6")
    assert float(value) == pytest.approx(1.2732395447351628)


def test_rows_that_are_no_formulas_are_refused() -> None:
    with pytest.raises(InputError, match="csv"):
        write([{"x": 1}], "sage", io.StringIO())
