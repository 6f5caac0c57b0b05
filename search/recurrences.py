"""The search of recurrences c₀(n) u(n) + … + c_r(n) u(n−r) = 0 whose coefficients are forms in n with parameters.

A domain is the forms, the ranges of their parameters and a start; a shard is a run of parameter points. The screen is
that of p-curvature: where p/q has small reduced denominators, the product of the steps over one period of n modulo p
is nilpotent for nearly all primes p. What passes is examined; only what converges is kept, and each row says whether
the recurrence has a factor of order 1 on either side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from analysis.dynamics.measured_delta import log_denominators
from analysis.errors import InputError, echo_count
from analysis.exact.polynomials import Polynomial
from analysis.exact.quotients import Quotient
from analysis.exact.rational_functions import RationalFunction, parse_rational_function
from analysis.formulas.recurrence import Recurrence
from search.domains.ranges import Range
from search.screens import KEEP_RECURRENCES as KEEP

if TYPE_CHECKING:
    from analysis.constants.library import Library

PRIMES = (5, 7, 11, 13)  # of the screen; a prime that divides a leading coefficient says nothing
SHARD_POINTS = 2_000
MOST_POINTS = 10**12
MOST_ORDER = 6  # of what is searched
DEPTH = 400  # at which denominators are looked at, and at twice that
_GLANCE_DIGITS = 10  # of a limit that is asked for to see whether there is one
LEAST_RISE = 140.0  # half of what √n! would add between both, and more than lcm(1 … n) strays


@dataclass(frozen=True)
class RecurrenceForms:
    """forms: texts in n and parameters; ranges: (name, range) of each parameter; p, q: the start; first: its n.

    >>> domain = RecurrenceForms.of(["n^2", "-(11n^2-11n+x)", "-(n-1)^2"], {"x": "1:5"}, first=2)
    >>> domain.size, str(domain.recurrence(2))
    (5, '(n^2) u(n) + (-11n^2+11n-3) u(n-1) + (-n^2+2n-1) u(n-2) = 0')
    """

    least_order: ClassVar[int] = 2

    forms: tuple[str, ...]
    ranges: tuple[tuple[str, Range], ...]
    first: int
    p: tuple[int | str, ...]  # text of a rational number that is no integer
    q: tuple[int | str, ...]

    def __post_init__(self) -> None:
        if not self.least_order <= self.order <= MOST_ORDER:
            raise InputError(f"a recurrence of order {self.order}", f"orders {self.least_order} to {MOST_ORDER}")
        if not 1 <= self.size <= MOST_POINTS:
            raise InputError(f"{echo_count(self.size)} points", f"1 to {MOST_POINTS:,}")
        if len(self.p) != self.order or len(self.q) != self.order:
            raise InputError(f"a start of {len(self.p)} and {len(self.q)} values", f"{self.order} each")
        unused = {name for name, _ in self.ranges} - {name for f in self._functions for name in _names(f)}
        if unused:
            raise InputError(f"a range for {min(unused)!r}", "ranges for the names that occur in the forms")

    @classmethod
    def of(
        cls, forms: Sequence[str], let: Mapping[str, str], first: int = 1, p: Sequence[int] = (), q: Sequence[int] = ()
    ) -> RecurrenceForms:
        """From texts; the start is (0, …, 1, 0) over (0, …, 0, 1) where none is given. Raises InputError."""
        order = len(forms) - 1
        ranges = tuple((name, Range.parse(str(text))) for name, text in let.items())
        unit = [tuple(int(i == order - 1 - k) for i in range(order)) for k in (1, 0)]
        return cls(tuple(forms), ranges, first, tuple(p) or unit[0], tuple(q) or unit[1])

    @classmethod
    def box(cls, degrees: Sequence[int], coefficients: str, **start: Any) -> RecurrenceForms:
        """All recurrences whose coefficients c₁ … c_r have these degrees at most; c₀ = 1.

        >>> RecurrenceForms.box([1, 1], "-1:1").forms
        ('1', 'a0+a1*n', 'b0+b1*n')
        """
        names = [[f"{chr(97 + k)}{i}" for i in range(d + 1)] for k, d in enumerate(degrees)]
        forms = ["+".join(f"{x}*n^{i}" if i > 1 else f"{x}*n" if i else x for i, x in enumerate(row)) for row in names]
        return cls.of(["1", *forms], {x: coefficients for row in names for x in row}, **start)

    @property
    def order(self) -> int:
        return len(self.forms) - 1

    @property
    def texts(self) -> tuple[str, ...]:
        """All forms that the parameters stand in."""
        return self.forms

    @property
    def size(self) -> int:
        return prod(r.high - r.low + 1 for _, r in self.ranges)

    @property
    def shard_count(self) -> int:
        return -(-self.size // SHARD_POINTS)

    def raw(self, shard: int) -> int:
        return min(SHARD_POINTS, self.size - shard * SHARD_POINTS)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values from which `from_dict` makes the same domain."""
        let = {name: f"{r.low}:{r.high}" for name, r in self.ranges}
        return {"forms": list(self.forms), "let": let, "first": self.first, "p": list(self.p), "q": list(self.q)}

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> RecurrenceForms:
        return cls.of(found["forms"], found["let"], found["first"], found["p"], found["q"])

    @cached_property
    def _functions(self) -> list[RationalFunction]:
        names = ("n", *(name for name, _ in self.ranges))
        found = [parse_rational_function(text, names) for text in self.texts]
        for text, function in zip(self.texts, found, strict=True):
            if function.bottom != 1:
                raise InputError(f"form {text!r} with a denominator", "polynomials with integer coefficients")
        return found

    def point(self, index: int) -> list[Polynomial]:
        """All forms at a point."""
        values: dict[str, int] = {}
        for name, bounds in self.ranges:
            index, digit = divmod(index, bounds.high - bounds.low + 1)
            values[name] = bounds.low + digit
        return [_polynomial(function, values) for function in self._functions]

    def coefficients(self, index: int) -> list[Polynomial] | None:
        """c₀ … c_r of a point; None where c₀ or c_r vanishes there."""
        found = self.point(index)
        return found if found[0] and found[-1] else None

    def recurrence(self, index: int) -> Recurrence | None:
        """The recurrence of a point; None where it is none: c₀ vanishes at some n ahead, or c₀ or c_r is 0."""
        coefficients = self.coefficients(index)
        if coefficients is None:
            return None
        try:
            functions = [Quotient.polynomial(c) for c in coefficients]
            return Recurrence.from_quotients(functions, self.first, *map(self._fractions, (self.p, self.q))).primitive()
        except InputError:
            return None

    def diverges(self, index: int) -> bool:
        """Whether that is seen at a glance."""
        return False

    def formula(self, index: int) -> dict[str, Any]:
        """The JSON of the formula of a point that has one."""
        made = self.recurrence(index)
        assert made is not None
        return made.to_json()

    def examined(self, index: int, found: Recurrence, digits: int, library: Library) -> dict[str, Any] | None:
        """What is known of the formula of a point, whose recurrence is `found`; None where it does not converge."""
        from analysis.recurrence_examination import examine_recurrence

        known = examine_recurrence(found, digits=digits, library=library)
        return known.as_json() if known.limit.status == "convergent" else None

    @staticmethod
    def _fractions(values: Sequence[int | str]) -> tuple[Fraction, ...]:
        return tuple(map(Fraction, values))


def search_shard(
    domain: RecurrenceForms, shard: int, digits: int, library: Library, keep: str = KEEP[0]
) -> Iterator[dict[str, Any]]:
    """The rows of one shard, each recurrence once."""
    from analysis.recurrence_examination import limit_of
    from analysis.transformations.scalar_gauge import canonical

    seen: set[Recurrence] = set()
    for index in range(shard * SHARD_POINTS, shard * SHARD_POINTS + domain.raw(shard)):
        coefficients = None if domain.diverges(index) else domain.coefficients(index)
        if coefficients is None or not (keep == "all" or all(nilpotent(coefficients, p) for p in PRIMES)):
            continue
        found = domain.recurrence(index)
        if found is None or (form := canonical(found)) in seen:
            continue
        seen.add(form)
        if keep == "full" and not has_small_denominators(found):
            continue
        if limit_of(found, _GLANCE_DIGITS).status == "divergent":
            continue
        known = domain.examined(index, found, digits, library)
        if known is not None:
            yield domain.formula(index) | known | _factors(found)


def found_in_shard(domain: RecurrenceForms, shard: int, digits: int, keep: str) -> dict[str, Any]:
    """The rows of one shard, with limits compared to the whole library."""
    from analysis.constants.library import built_in_library

    return {"rows": list(search_shard(domain, shard, digits, built_in_library(), keep))}


def has_small_denominators(recurrence: Recurrence) -> bool:
    """Whether the denominator of p/q in lowest terms grows like cⁿ, and not like a power of n!.

    >>> has_small_denominators(Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5]))
    True
    """
    near, far = log_denominators(recurrence, [DEPTH, 2 * DEPTH])
    return near > 0 and far - 2 * near < LEAST_RISE


def nilpotent(coefficients: Sequence[Polynomial], p: int) -> bool:
    """Whether the product of the steps over one period modulo p is nilpotent; true where p tells nothing.

    >>> from analysis.exact.polynomials import parse_polynomial as P
    >>> apery = [P("1"), P("-(34n^3+51n^2+27n+5)"), P("n^6")]
    >>> nilpotent(apery, 11), nilpotent([P("1"), P("-n-1"), P("-1")], 11)
    (True, False)
    """
    r = len(coefficients) - 1
    if any(c and c.leading % p == 0 for c in (coefficients[0], coefficients[-1])):
        return True
    # u ∏c₀ has leading coefficient 1, so that zeros of c₀ modulo p do not make the product singular by themselves
    lead = [coefficients[0](n) % p for n in range(p)]
    total = np.eye(r, dtype=np.int64)
    for n in range(p):
        step = np.zeros((r, r), dtype=np.int64)
        step[1:, :-1] = np.eye(r - 1, dtype=np.int64)
        scale = 1
        for k in range(1, r + 1):
            step[r - k, r - 1] = -coefficients[k](n) * scale % p
            scale = scale * lead[(n - k) % p] % p
        total = total @ step % p
    power = total
    for _ in range(r - 1):
        power = power @ total % p
    return not power.any()


def _factors(recurrence: Recurrence) -> dict[str, Any]:
    """Factors of order 1 on the right and on the left; an order-3 recurrence without any is irreducible."""
    from analysis.transformations.closure import dual
    from analysis.values.hypergeometric_solutions import hypergeometric_ratios

    right = [str(ratio) for ratio in hypergeometric_ratios(recurrence.coefficients)]
    left = [str(ratio) for ratio in hypergeometric_ratios(dual(recurrence))]
    said: dict[str, Any] = {"right_factors": right, "left_factors": left}
    return said | ({"irreducible": not right and not left} if recurrence.order <= 3 else {})


def _names(function: RationalFunction) -> set[str]:
    names = function.variables
    return {name for exponents in function.top.to_dict() for name, e in zip(names, exponents, strict=True) if e}


def _polynomial(function: RationalFunction, values: Mapping[str, int]) -> Polynomial:
    """A form at a point."""
    names = function.variables
    found: dict[int, int] = {}
    for exponents, c in function.top.to_dict().items():
        term = int(c)
        for name, e in zip(names[1:], exponents[1:], strict=True):
            term *= values[name] ** int(e)
        found[int(exponents[0])] = found.get(int(exponents[0]), 0) + term
    return Polynomial.of([found.get(k, 0) for k in range(max(found, default=0) + 1)])
