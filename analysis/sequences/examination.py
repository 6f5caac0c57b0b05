"""What is known of a sequence of integers: its recurrence, how surely, and everything that follows from it.

A recurrence of order L is fixed by 2 L terms; every further term is a test. It is sure when four were passed and the
terms hold more bits than chance and the recurrence itself explain (`chance`); else it is only possible, and is told so
together with the number of terms that are missing. Where no recurrence with constant coefficients is sure, a pattern
that holds for the first terms only is sought, and then a recurrence with polynomial coefficients.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from analysis.errors import InputError, echo
from analysis.exact.polynomials import Polynomial
from analysis.formulas.c_finite import CFinite, RationalPolynomial
from analysis.reading.lists import terms_of
from analysis.reading.numbers import is_integer, read_integer
from analysis.sequences.chance import BREAK_BITS, is_sure, missing_terms
from analysis.sequences.closed_forms import ClosedForm, closed_form
from analysis.sequences.holonomic import PolynomialRecurrence, guess_polynomial_recurrence
from analysis.sequences.massey import exact_recurrence, obeys

SPARE_TERMS = 4  # terms beyond 2 L that a sure recurrence has passed
# A pattern that breaks must have passed more tests before, for any end of a sequence could be called a break.
SPARE_BEFORE_BREAK = 6
FEWEST_TERMS, MOST_TERMS = 3, 5_000
MOST_DIGITS = 10_000
_TERMS = "integers, separated by spaces or commas"
# Terms up to which a recurrence is worked out over ℚ although it may still be chance: its coefficients then explode.
FEW_TERMS = 60
NEXT_TERMS = 8
# Terms below which the absence of a recurrence says nothing: e's own simple fraction needs 18 to show its pattern.
TELLING_TERMS = 20

Verdict = Literal["recurrence", "polynomial recurrence", "broken", "too few terms", "no pattern"]


@dataclass(frozen=True)
class Break:
    """The first term, numbered from 0, that does not follow the recurrence of all terms before it."""

    index: int
    found: int
    expected: int | Fraction


@dataclass(frozen=True)
class SequenceExamination:
    """The findings; `recurrence` is also given where it is only possible ("too few terms") or breaks ("broken")."""

    terms: tuple[int, ...]
    verdict: Verdict
    recurrence: CFinite | None = None
    polynomial_recurrence: PolynomialRecurrence | None = None
    broken: Break | None = None

    @property
    def missing(self) -> int:
        """How many more terms would make a possible recurrence sure."""
        if self.verdict != "too few terms":
            return 0
        order = self.recurrence.order if self.recurrence else len(self.terms) // 2
        more = missing_terms(self.terms, self.recurrence) if self.recurrence else 0
        return max(1, more, 2 * order + SPARE_TERMS - len(self.terms))

    @property
    def interlaced(self) -> list[RationalPolynomial] | None:
        return self.recurrence.interlaced() if self.recurrence else None

    @property
    def closed_form(self) -> ClosedForm | None:
        return closed_form(self.recurrence) if self.recurrence else None

    @property
    def generating_function(self) -> tuple[Polynomial, Polynomial] | None:
        return self.recurrence.generating_function() if self.recurrence else None

    @property
    def following(self) -> list[int | Fraction]:
        """The next terms; none where the pattern is broken or there is none."""
        if self.verdict == "broken":
            return []
        if self.polynomial_recurrence:
            return self.polynomial_recurrence.following(self.terms, NEXT_TERMS)
        if self.recurrence:
            return self.recurrence.terms(len(self.terms) + NEXT_TERMS)[len(self.terms) :]
        return []

    def as_json(self) -> dict[str, Any]:
        """One JSON object; "recurrence" is c₀ … c_L with c₀ aₙ + … + c_L aₙ₋L = 0 for n ≥ L."""
        recurrence, interlaced, form, broken = self.recurrence, self.interlaced, self.closed_form, self.broken
        fraction, guessed = self.generating_function, self.polynomial_recurrence
        return {
            "verdict": self.verdict,
            "terms": list(self.terms),
            "order": recurrence.order if recurrence else None,
            "recurrence": recurrence.coefficients if recurrence else None,
            "prefix": list(recurrence.initial[: recurrence.prefix]) if recurrence else None,
            "interlaced": None if interlaced is None else [str(polynomial) for polynomial in interlaced],
            "closed_form": None if form is None else {"expression": form.expression, "first": form.first},
            "generating_function": None if fraction is None else _in_x(*fraction),
            "polynomial_recurrence": [str(c) for c in guessed.coefficients] if guessed else None,
            "next": [term if isinstance(term, int) else str(term) for term in self.following],
            "missing": self.missing,
            "break": {"index": broken.index, "found": broken.found, "expected": str(broken.expected)}
            if broken
            else None,
        }


def examine_sequence(terms: Sequence[int]) -> SequenceExamination:
    """Find the recurrence of a sequence. Raises InputError for fewer than 3 or more than 5,000 terms.

    >>> found = examine_sequence([2, 1, 2, 1, 1, 4, 1, 1, 6, 1, 1, 8, 1, 1, 10, 1, 1, 12, 1, 1, 14])
    >>> found.verdict, found.recurrence.prefix, [str(p) for p in found.interlaced]
    ('recurrence', 1, ['1', '2*n + 2', '1'])
    >>> examine_sequence([2, 1, 2, 1, 1, 4, 1, 1, 6]).verdict
    'too few terms'
    """
    _check(terms)
    given = tuple(int(term) for term in terms)
    count = len(given)
    found = _recurrence(given, (count - SPARE_TERMS) // 2 + 1)
    if found is not None and is_sure(given, found):
        return SequenceExamination(given, "recurrence", found)
    broken = _broken(given)
    if broken is not None:
        return broken
    guessed = guess_polynomial_recurrence(given)
    if guessed is not None:
        return SequenceExamination(given, "polynomial recurrence", polynomial_recurrence=guessed)
    possible = found or (_recurrence(given, (count - 1) // 2 + 1) if count <= FEW_TERMS else None)
    if possible is not None and missing_terms(given, possible) > count:
        possible = None  # what needs twice the terms explains none
    if possible is not None or count < TELLING_TERMS:
        return SequenceExamination(given, "too few terms", possible)
    return SequenceExamination(given, "no pattern")


def _recurrence(terms: Sequence[int], limit: int) -> CFinite | None:
    """The shortest recurrence, if its order is below `limit`."""
    found = exact_recurrence(terms, limit) if limit > 0 else None
    return None if found is None else CFinite.of(*found, terms)


def _broken(terms: tuple[int, ...]) -> SequenceExamination | None:
    """The longest start with a sure recurrence that the next term contradicts; none where that is less than half."""
    known: CFinite | None = None
    end = 0
    for count in range(max(SPARE_BEFORE_BREAK + 2, len(terms) // 2), len(terms)):
        if known is not None and obeys(terms[:count], known.connection, known.order):
            end = count
            continue
        found = _recurrence(terms[:count], (count - SPARE_BEFORE_BREAK) // 2 + 1)
        if found is not None and is_sure(terms[:count], found, BREAK_BITS):
            known, end = found, count
        elif known is not None:
            break
    if known is None or end == len(terms):
        return None
    expected = known.terms(end + 1)[end]
    return SequenceExamination(terms, "broken", known, broken=Break(end, terms[end], expected))


def _check(terms: Sequence[int]) -> None:
    if not FEWEST_TERMS <= len(terms) <= MOST_TERMS:
        raise InputError(f"{len(terms):,} terms", f"{FEWEST_TERMS} to {MOST_TERMS:,} integers")
    for term in terms:
        if abs(term).bit_length() > MOST_DIGITS * 3.33:
            raise InputError(f"a term of {abs(term).bit_length():,} bits", f"terms of up to {MOST_DIGITS:,} digits")


def parse_terms(texts: Sequence[str]) -> list[int]:
    """Integers from texts, each one or several separated by commas. Raises InputError for anything else.

    >>> parse_terms(["1,", "2,3", "-4"])
    [1, 2, 3, -4]
    """
    terms = []
    for text in terms_of(texts, _TERMS):
        if len(text) <= MOST_DIGITS and not is_integer(text):
            raise InputError(f"term {echo(text)}", _TERMS)
        terms.append(read_integer(text, "a term", MOST_DIGITS))
    return terms


def _in_x(numerator: Polynomial, denominator: Polynomial) -> str:
    """The quotient as sympy parses it, lowest powers of x first."""
    top, bottom = (_ascending(polynomial) for polynomial in (numerator, denominator))
    if denominator.degree == 0 and denominator.leading == 1:
        return top
    return f"{top if len(numerator.coefficients) == 1 else f'({top})'}/({bottom})"


def _ascending(polynomial: Polynomial) -> str:
    text = ""
    for k, c in enumerate(polynomial.coefficients):
        if c:
            power = "" if k == 0 else "x" if k == 1 else f"x**{k}"
            size = "" if abs(c) == 1 and power else f"{abs(c)}*" if power else str(abs(c))
            text += (f" {'-' if c < 0 else '+'} " if text else "-" if c < 0 else "") + size + power
    return text or "0"
