"""The user's own fraction where its coefficients are rational: what is worked with is an integer multiple of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.exact.mobius import Mobius
    from analysis.examination import Examination
    from analysis.formulas.pcf import PCF

GUARD_DIGITS = 10  # working digits beyond those of the limit


@dataclass(frozen=True)
class GivenFraction:
    """Two polynomials as typed, and the integer fraction: value(given) = factor · value(pcf).

    >>> given = GivenFraction.parse("n/2 + 1", "n^2/4")
    >>> str(given), given.pcf, given.factor
    ('PCF(n/2+1, n^2/4)', PCF(n+2, n^2), Fraction(1, 2))
    """

    a: str
    b: str
    pcf: PCF
    factor: Fraction

    @classmethod
    def parse(cls, a: str, b: str) -> GivenFraction:
        """Raises InputError as `PCF.parse_equivalent` does."""
        from analysis.formulas.pcf import PCF

        found = PCF.parse_equivalent(a, b)
        return cls("".join(a.split()), "".join(b.split()), found.pcf, found.factor)

    @property
    def from_pcf(self) -> Mobius:
        """The map from the value of the integer fraction to that of the given one."""
        from analysis.exact.mobius import Mobius

        return Mobius(self.factor.numerator, 0, 0, self.factor.denominator)

    def __str__(self) -> str:
        return str(self.pcf) if self.factor == 1 else f"PCF({self.a}, {self.b})"

    def about(self, found: Examination) -> dict[str, Any]:
        """What an examination of the integer fraction says of the given one; nothing where they are the same.

        Its keys are "factor" and "given": a, b, limit and identity as the user's own fraction has them.
        """
        if self.factor == 1:
            return {}
        identity = None
        if found.identity is not None:
            named = found.identity
            scaled = type(named)(named.constant, self.from_pcf @ named.mobius, named.digits)
            identity = scaled.as_json(found.evidence == "proved")
        given = {"a": self.a, "b": self.b, "limit": self._limit(found), "identity": identity}
        return {"factor": str(self.factor), "given": given}

    def _limit(self, found: Examination) -> str | None:
        from flint import ctx, fmpq

        from analysis.exact.balls import BITS_PER_DIGIT

        if found.limit.value is None:
            return None
        with ctx.workprec(int((found.limit.digits + GUARD_DIGITS) * BITS_PER_DIGIT)):
            value = found.limit.value * fmpq(self.factor.numerator, self.factor.denominator)
        return replace(found.limit, value=value).decimal()
