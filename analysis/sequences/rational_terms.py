"""Sequences of rational numbers: times their common denominator they obey the same recurrences.

What is found is also said as a formula: the recurrence with the sequence as q, beside a second solution as p, so that
it can be inspected, transformed and searched for as the denominators of a limit.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from analysis.errors import InputError
from analysis.formulas.recurrence import Recurrence
from analysis.reading.lists import terms_of
from analysis.reading.numbers import read_rational
from analysis.sequences.examination import SequenceExamination, examine_sequence, parse_terms


def parse_rational_terms(texts: Sequence[str]) -> list[Fraction]:
    """Integers, ratios and decimals from texts, each one or several separated by commas. Raises InputError.

    >>> parse_rational_terms(["1,", "1/2", "0.25"])
    [Fraction(1, 1), Fraction(1, 2), Fraction(1, 4)]
    """
    pieces = terms_of(texts, "numbers, separated by spaces or commas")
    if not any("/" in piece or "." in piece for piece in pieces):
        return [Fraction(term) for term in parse_terms(texts)]
    return [read_rational(piece, "term") for piece in pieces]


def common_denominator(terms: Sequence[Fraction]) -> int:
    """The least common multiple of the denominators."""
    return lcm(*(term.denominator for term in terms)) if terms else 1


def examine_rationals(terms: Sequence[Fraction]) -> dict[str, Any]:
    """The JSON of a sequence: that of its integer multiple, terms and next terms as they are, "formula" beside.

    >>> found = examine_rationals([Fraction(1, k) for k in range(1, 16)])
    >>> found["polynomial_recurrence"], found["next"][:2], found["denominator"]
    (['n + 1', '-n'], ['1/16', '1/17'], 360360)
    """
    denominator = common_denominator(terms)
    found = examine_sequence([int(term * denominator) for term in terms])
    told = found.as_json()
    if denominator != 1:
        told |= {"denominator": denominator, "terms": [str(term) for term in terms]}
        told["next"] = [str(Fraction(term) / denominator) for term in found.following]
    return told | {"formula": _formula(found, terms)}


def _formula(found: SequenceExamination, terms: Sequence[Fraction]) -> dict[str, Any] | None:
    """The recurrence as a formula; None for order 1, and where the pattern begins late or is not sure."""
    if found.polynomial_recurrence is not None:
        coefficients = [str(c) for c in found.polynomial_recurrence.coefficients]
    elif found.recurrence is not None and found.verdict == "recurrence" and not found.recurrence.prefix:
        coefficients = [str(c) for c in found.recurrence.connection]
    else:
        return None
    order = len(coefficients) - 1
    q = list(terms[:order])
    p = next(([int(i == k) for i in range(order)] for k in reversed(range(order)) if any(q[:k] + q[k + 1 :])), None)
    if order < 2 or p is None:
        return None
    try:
        return Recurrence.of(coefficients, order, p, q).to_json()
    except InputError:  # c₀ vanishes ahead
        return None
