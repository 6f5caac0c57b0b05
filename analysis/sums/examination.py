"""Everything known about a sum Σ F(n, k): recurrence, certificate, first terms, closed form, growth, Apéry limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from analysis.constants.library import Library
from analysis.dynamics.formal_solutions import FormalSolution, formal_solutions
from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial, parse_polynomial
from analysis.proofs.boundaries import NTerm
from analysis.proofs.telescoping import End
from analysis.sums.apery_limits import AperyLimit, apery_limit
from analysis.sums.closed_forms import HypergeometricValue, hypergeometric_value
from analysis.sums.sums import Sum, summed

INFINITY = ("infinity", "oo", "inf", "∞")


@dataclass(frozen=True)
class SumExamination:
    """The findings; `as_json` is the contract's JSON of `discover sum`."""

    sum: Sum
    closed_form: HypergeometricValue | None
    apery_limit: AperyLimit | None
    reason: str | None = None

    @property
    def growth(self) -> list[FormalSolution]:
        """The formal solutions of the recurrence without extra term, the largest first: S grows like one of them."""
        plain = self.sum.homogeneous
        return [] if plain is None else formal_solutions(plain[0])

    def as_json(self) -> dict[str, Any]:
        """The summand and its range, recurrence, extra term, first terms, closed form, Apéry limit and certificate."""
        found, proved = self.sum, self.sum.proved
        plain = found.homogeneous
        return {
            "kind": "sum",
            "summand": found.text,
            "lower": line_text(proved.lower),
            "upper": "infinity" if proved.upper is None else line_text(proved.upper),
            "recurrence": _recurrence_json(found.coefficients, proved.first),
            "extra": [term.as_json() for term in proved.extra],
            "homogeneous": None if plain is None or not proved.extra else _recurrence_json(*plain),
            "solutions": [one.as_json() for one in self.growth],
            "first_terms": {"from": proved.start, "values": [str(x) for x in found.terms()]},
            "closed_form": None if self.closed_form is None else self.closed_form.expression,
            "apery_limit": None if self.apery_limit is None else self.apery_limit.as_json(),
            "reason": self.reason,
            "evidence": "proved",
            "certificate": found.certificate,
        }


def examine_sum(
    text: str, *, lower: str | None = None, upper: str | None = None, digits: int = 50, library: Library
) -> SumExamination:
    """Examine Σ F(n, k), with ends linear in n as text where they are not the natural ones. Raises InputError.

    >>> from analysis.constants.library import built_in_library
    >>> found = examine_sum("binomial(n,k)^2", library=built_in_library())
    >>> found.closed_form.expression
    '4**n*rf(1/2, n)/rf(1, n)'
    """
    infinite = upper is not None and upper.strip() in INFINITY
    high = None if upper is None or infinite else _line(upper)
    found = summed(text, None if lower is None else _line(lower), high, infinite=infinite)
    plain = found.homogeneous
    if plain is None or found.proved.upper is None:
        return SumExamination(
            found, None, None, "no limit is sought of a sum with several extra terms, or an infinite one"
        )
    coefficients, first = plain
    if len(coefficients) == 1:
        return SumExamination(found, None, None, "a sum that vanishes")
    if len(coefficients) == 2:
        closed = hypergeometric_value(coefficients, first, found.proved.sum)
        return SumExamination(found, closed, None, "a sum with a recurrence of first order has no second solution")
    limit = apery_limit(coefficients, first, found.proved.sum, digits, library)
    return SumExamination(found, None, limit, None if limit else "p/S has no finite limit that is certain")


def line_text(line: End) -> str:
    """slope·n + constant as text, and what it is divided by before it is rounded inwards.

    >>> line_text((1, 0)), line_text((-1, 2)), line_text((0, 0)), line_text((1, -1, 3))
    ('n', '-n+2', '0', '(n-1)/3')
    """
    slope, rest, divisor = (*line, 1)[:3]
    text = Polynomial.of([rest, slope]).compact()
    return text if divisor == 1 else f"{text if rest == 0 else f'({text})'}/{divisor}"


def recurrence_text(coefficients: Sequence[Polynomial], right: str = "0") -> str:
    """The recurrence for S, coefficients in factors.

    >>> recurrence_text([parse_polynomial(t) for t in ("n^2", "-7n^2+7n-2", "-8n^2+16n-8")])
    'n^2 S(n) - (7n^2-7n+2) S(n-1) - 8(n-1)^2 S(n-2) = 0'
    """
    text = ""
    for i, c in enumerate(coefficients):
        if c:
            negative = c.leading < 0
            sign = (" - " if negative else " + ") if text else ("-" if negative else "")
            factors = factored(-c if negative else c)
            text += f"{sign}{factors + ' ' if factors != '1' else ''}S(n{f'-{i}' if i else ''})"
    return f"{text} = {right}"


def factored(p: Polynomial) -> str:
    """A polynomial in factors, as 8(n-1)^2.

    >>> factored(parse_polynomial("-8n^2+16n-8"))
    '-8(n-1)^2'
    """
    content, parts = p.flint.factor()
    text = "" if abs(content) == 1 and parts else str(abs(content))
    for factor, exponent in sorted(((Polynomial.from_flint(f), int(e)) for f, e in parts), key=_shortest):
        alone = factor.coefficients == (0, 1)
        text += ("n" if alone else f"({factor.compact()})") + (f"^{exponent}" if exponent > 1 else "")
    return f"-{text}" if content < 0 else text


def _shortest(part: tuple[Polynomial, int]) -> tuple[int, int, str]:
    return part[0].degree, len(part[0].compact()), part[0].compact()


def _recurrence_json(coefficients: Sequence[Polynomial], first: int) -> dict[str, Any]:
    return {"coefficients": [str(c) for c in coefficients], "first": first, "order": len(coefficients) - 1}


def _line(text: str) -> End:
    p = parse_polynomial(text)
    if p.degree > 1:
        raise InputError(f"the end {text!r} of a sum", "ends linear in n, or infinity")
    rest, slope = (*p.coefficients, 0, 0)[:2]
    return slope, rest


def extra_text(extra: Sequence[NTerm]) -> str:
    """The extra terms as text, 0 where there are none."""
    parts = []
    for term in extra:
        top, bottom = Polynomial(term.top), Polynomial(term.bottom)
        pieces = [] if top.coefficients == (1,) else [factored(top)]
        pieces += [] if term.power == 1 else [f"({term.power})^n"]
        pieces += [_rising(*one) for one in term.rising]
        text = "*".join(pieces) or "1"
        parts.append(text if bottom.coefficients == (1,) else f"{text}/({factored(bottom)})")
    return " + ".join(parts) or "0"


def _rising(u: int, v: int, slope: int, e: int) -> str:
    argument = Polynomial.of([0, slope]).compact()
    power = f"^{e}" if e != 1 else ""
    if u == v == 1:
        return f"{argument}!{power}" if slope == 1 else f"({argument})!{power}"
    return f"rf({Fraction(u, v)}, {argument}){power}"
