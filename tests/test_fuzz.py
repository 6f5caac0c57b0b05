"""The short form of `make fuzz`: every parser and command answers or refuses in one line, and no value is false."""

from pathlib import Path

import pytest
from mpmath import mpf

from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial, parse_polynomial
from benchmarks import fuzz, fuzz_fractions, fuzz_inputs

INPUTS = 60  # of each parser
PATIENCE = 60.0  # seconds, on a busy machine


def test_parsers_and_commands_answer_or_refuse_in_one_line(tmp_path: Path) -> None:
    targets = [*fuzz.parsers(tmp_path), *fuzz.commands(tmp_path)]
    for target in targets:
        fuzz.fuzz(target, INPUTS, 1, PATIENCE)
    assert {target.name: target.failures for target in targets if target.failures} == {}
    assert all(len(target.seconds) >= INPUTS // 2 for target in targets)


@pytest.mark.parametrize(
    ("a", "b", "value"),
    [
        ("1", "1", "1.6180339887498948482045868"),
        ("2n+1", "n^2", "1.2732395447351626861510701"),
        ("2", "1", "2.41421356"),
    ],
)
def test_both_oracles_know_the_golden_ratio_and_four_over_pi(a: str, b: str, value: str) -> None:
    oracle = fuzz_fractions.Oracle()
    pair = parse_polynomial(a), parse_polynomial(b)
    for fold in (oracle._by_mpmath, oracle._fold):
        assert abs(fold(*pair, 300) - mpf(value)) < 1e-8


def test_a_false_value_a_hang_and_a_right_value_are_told_apart() -> None:
    pair = Polynomial((1,)), Polynomial((1,))
    known = fuzz_fractions.Oracle().value(*pair)
    found = fuzz_fractions.tried(*pair, PATIENCE)
    assert fuzz_fractions.verdict(found, known) is None
    false = {"status": "convergent", "limit": "1.6180339987", "digits": 11}
    assert "not 1.61803399" in str(fuzz_fractions.verdict(fuzz_fractions.Tried("1", "1", false, None, 0, 0), known))
    assert "no answer" in str(fuzz_fractions.verdict(fuzz_fractions.tried(*pair, 0.0), known))


def test_what_raises_or_takes_too_long_is_counted_by_kind() -> None:
    def run(text: str) -> None:
        if text:
            raise ZeroDivisionError if len(text) > 1 else InputError("no", "yes")
        while True:
            pass

    target = fuzz.Target("any", fuzz_inputs.ANY, run)
    fuzz.fuzz(target, 30, 1, 0.05)
    assert {kind.split()[0] for kind in target.failures} == {"ZeroDivisionError", "more"}
