"""Partial fractions in certificates: what would divide by 0, or work for minutes, is rejected at once."""

from typing import Any

import pytest

from analysis.formulas.pcf import PCF
from analysis.proofs.chain import verify
from analysis.proofs.reading import Rejected
from analysis.values.rational_series import named_sum
from analysis.values.series_forms import SeriesForm, series_form


def certificate(a: str, b: str) -> dict[str, Any]:
    pcf = PCF.parse(a, b)
    form = series_form(pcf)
    assert isinstance(form, SeriesForm)
    named = named_sum(form)
    assert named is not None
    return named.certificate(form, pcf)


def with_parts(claim: dict[str, Any], more: list[list[Any]]) -> dict[str, Any]:
    return {**claim, "end": {**claim["end"], "parts": claim["end"]["parts"] + more}}


@pytest.mark.parametrize(
    ("a", "b", "more"),
    [
        ("2n^2+2n+3", "-n^4", [["1", "0", 0], ["-1", "0", 0]]),  # Σ 1 and Σ −1 at z = 1
        ("2n^2+2n+3", "-n^4", [["1", "0", 1], ["-1", "0", 1]]),  # a pole among the terms
        ("2n^2+2n+3", "-n^4", [["1", f"{i}/{i + 1}", 64] for i in range(1, 60)]),
        ("3n^2+6n+4", "-2n^4-2n^3", [["1", "2000", 60], ["-1", "2000", 60]]),
        ("3n^2+6n+4", "-2n^4-2n^3", [[c, f"{10**1000 + 1}/{10**999}", 3] for c in ("1", "-1")]),
    ],
)
def test_parts_that_cancel_but_cannot_be_summed_are_rejected(a: str, b: str, more: list[list[Any]]) -> None:
    claim = certificate(a, b)
    with pytest.raises(Rejected, match="partial fractions"):
        verify(with_parts(claim, more))


def test_parts_that_cancel_change_nothing() -> None:
    claim = certificate("2n^2+2n+3", "-n^4")
    assert str(verify(with_parts(claim, [["1", "1/2", 1], ["-1", "1/2", 1]]))) == str(verify(claim))
