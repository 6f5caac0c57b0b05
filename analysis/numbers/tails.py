"""The tail of a convergent fraction from its asymptotic series.

L = (pₙ − r pₙ₋₁)/(qₙ − r qₙ₋₁) exactly, with r = u(n)/u(n−1) the ratio of the minimal solution (Pincherle): −r is
the tail b(n+1)/(a(n+1) + b(n+2)/(a(n+2) + …)). The ratio series is asymptotic; its terms fall until about k ~ c n,
so a larger n gives more digits.
"""

from dataclasses import dataclass

from flint import arb, fmpz
from gmpy2 import mpz

from analysis.effort import check_time
from analysis.exact.balls import log2_size
from analysis.formulas.pcf import PCF
from analysis.numbers.ratio_series import Branch, FixedPoint, RatioSeries

_CHUNK = 8  # terms computed between two looks at whether they still fall
_MIN_TERMS = 12  # before this the terms may rise and fall again (they carry the zeros of a and b)
_WINDOW = 4  # the largest of so many terms in a row counts, since single ones may vanish
_GUARD_BITS = 24  # absorbs the rounding of K² fixed-point operations


@dataclass(frozen=True)
class TailSeries:
    """Coefficients of the minimal ratio, scaled at n₀ = unit^ramification, in units of 2^−bits n₀^order.

    `achieved` is −log₂ of the relative size of the last terms kept: how exact the sum is at n₀.
    """

    branch: Branch
    unit: int
    bits: int
    terms: tuple[mpz, ...]
    achieved: int

    @property
    def n(self) -> int:
        """The index n₀ at which the series was scaled; it may be used at any n ≥ n₀."""
        return int(self.unit**self.branch.ramification)

    def ratio(self, n: int) -> arb:
        """r(n) for n ≥ n₀ as an exact number, right to about `achieved` bits (an estimate, no enclosure)."""
        m = self.branch.ramification
        step = arb(self.unit) / (arb(n).sqrt() if m == 2 else n)
        total = arb(0)
        for term in reversed(self.terms):
            total = (total * step + fmpz(int(term))).mid()
        total /= arb(2) ** self.bits
        order = self.branch.order
        power = arb(n) ** int(order) if order.denominator == 1 else arb(n).sqrt() ** order.numerator
        return (total * power).mid()


def tail_series(pcf: PCF, branch: Branch, n: int, wanted_bits: int, most_terms: int = 6_000) -> TailSeries:
    """The minimal ratio's series scaled at about n, to `wanted_bits` relative bits or as far as its terms fall.

    K terms take K² multiplications: beyond `most_terms` a larger n is cheaper.

    >>> from analysis.numbers.asymptotics import growth
    >>> pcf = PCF.parse("2", "n^2")
    >>> series = tail_series(pcf, growth(pcf).minimal_branch, 200, 300)
    >>> series.achieved >= 300, len(series.terms) < 90
    (True, True)
    """
    m = branch.ramification
    unit = n if m == 1 else _ceil_sqrt(n)
    small_lead = max(0, -int(log2_size(abs(branch.terms[0].ball()))))
    bits = wanted_bits + _GUARD_BITS + small_lead
    series = RatioSeries(pcf, branch, FixedPoint(bits, unit))
    lead = int(abs(series.terms[0])).bit_length()
    best, best_count = -(10**9), len(series.terms)
    count = len(series.terms)
    while count < most_terms:
        check_time()
        count += _CHUNK
        terms = series.extend(count)
        window = max(int(abs(t)).bit_length() for t in terms[-_WINDOW:])
        achieved = lead - window
        if achieved > best:
            best, best_count = achieved, count
        if achieved >= wanted_bits or (count > _MIN_TERMS and achieved < best - 2):
            break
    return TailSeries(branch, unit, bits, tuple(series.terms[:best_count]), max(best, 0))


def _ceil_sqrt(n: int) -> int:
    root = int(fmpz(n).isqrt())
    return root if root * root == n else root + 1
