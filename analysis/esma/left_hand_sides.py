"""Left-hand sides y = P(c)/Q(c) of a constant: rational intervals of any width around them, and their texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from flint import arb, ctx
from gmpy2 import mpz

from analysis.constants.library import Constant
from analysis.exact.printing import ATOM, POWER
from analysis.formulas.extraction import Enclosure, Interval
from analysis.notation.expressions import latex_of

SPARE_DIGITS = 10  # of the constant, beyond what the bits asked for need
BITS_PER_DIGIT = 3.3219280948873626  # log2(10)
SPARE_BITS = 256  # beyond what decimals need, for small values

Coefficients = tuple[int, ...]


class Powers:
    """1, c, …, c^degree in fixed point: integers l, w with l/2^bits ≤ c^i ≤ (l + w)/2^bits, kept for each `bits`."""

    def __init__(self, constant: Constant, degree: int) -> None:
        self.constant, self.degree = constant, degree
        self._kept: dict[int, list[tuple[int, int]]] = {}

    def __call__(self, bits: int) -> list[tuple[int, int]]:
        found = self._kept.get(bits)
        if found is None:
            found = self._kept[bits] = self._evaluate(bits)
        return found

    def _evaluate(self, bits: int) -> list[tuple[int, int]]:
        value = self.constant.value(int(bits / BITS_PER_DIGIT) + SPARE_DIGITS)
        with ctx.workprec(bits + 64 * (self.degree + 2)):
            scaled = [value**i * arb(2) ** bits for i in range(self.degree + 1)]
            ends = [(power.lower().floor().unique_fmpz(), power.upper().ceil().unique_fmpz()) for power in scaled]
        return [(mpz(int(low)), mpz(int(high - low))) for low, high in ends]


@dataclass(frozen=True)
class LeftHandSide:
    """P(c)/Q(c) with ascending integer coefficients, no trailing zeros."""

    numerator: Coefficients
    denominator: Coefficients

    def enclosure(self, powers: Powers) -> Enclosure:
        """Intervals around the value, which must be positive; None while its sign is not certain."""

        @lru_cache(maxsize=4)  # one interval serves all sign periods
        def enclose(bits: int) -> Interval | None:
            table = powers(bits)
            p_low, p_high = _bounds(self.numerator, table)
            q_low, q_high = _bounds(self.denominator, table)
            if q_high < 0:
                p_low, p_high, q_low, q_high = -p_high, -p_low, -q_high, -q_low
            if p_low <= 0 or q_low <= 0:
                return None
            upper = -(-p_high * q_high // q_low)
            return Interval(p_low, q_high, upper - p_low)

        return enclose

    def sign(self, powers: Powers, bits: int) -> int:
        """+1 or −1 when that many bits tell the sign of the value, else 0."""
        table = powers(bits)
        p_low, p_high = _bounds(self.numerator, table)
        q_low, q_high = _bounds(self.denominator, table)
        top, bottom = (p_low > 0) - (p_high < 0), (q_low > 0) - (q_high < 0)
        return top * bottom

    def decimal(self, powers: Powers, digits: int) -> str | None:
        """The value to so many decimals, cut off; None while they are not certain.

        >>> from analysis.constants.library import constant
        >>> LeftHandSide((1,), (0, 1)).decimal(Powers(constant("e"), 1), 10)
        '0.3678794411'
        """
        interval = self.enclosure(powers)(int(digits * BITS_PER_DIGIT) + SPARE_BITS)
        if interval is None:
            return None
        scale = mpz(10) ** digits
        low, high = interval.n * scale // interval.d, (interval.n + interval.e) * scale // interval.d
        whole, part = divmod(int(low), int(scale))
        return f"{whole}.{part:0{digits}}" if low == high else None

    def sympy(self, constant: Constant) -> str:
        """The text that sympy parses, in the constant's own symbol.

        >>> from analysis.constants.library import constant
        >>> LeftHandSide((2, -2), (-1, 3)).sympy(constant("e"))
        '(2 - 2*E)/(3*E - 1)'
        """
        level, grouped = constant.sympy_level, f"({constant.sympy})"
        symbol = constant.sympy if level >= POWER else grouped
        base = constant.sympy if level >= ATOM else grouped
        top = _polynomial(self.numerator, symbol, base, "*", "**{}")
        if self.denominator == (1,):
            return top
        bottom = _polynomial(self.denominator, symbol, base, "*", "**{}")
        bare = _terms(self.denominator) == 1 and sum(map(abs, self.denominator)) in (1, self.denominator[0])
        return f"{_grouped(self.numerator, top)}/{bottom if bare else f'({bottom})'}"

    def latex(self, constant: Constant) -> str:
        r"""The same in LaTeX.

        >>> from analysis.constants.library import constant
        >>> print(LeftHandSide((1, 2), (-1, 0, 1)).latex(constant("e^2")))
        \frac{2 e^{2} + 1}{(e^{2})^{2} - 1}
        """
        return latex_of(self.sympy(constant))


def _bounds(coefficients: Coefficients, table: Sequence[tuple[int, int]]) -> tuple[int, int]:
    low = high = mpz(0)
    for coefficient, (power, width) in zip(coefficients, table, strict=False):
        part = coefficient * power
        low += part
        high += part
        if coefficient > 0:
            high += coefficient * width
        else:
            low += coefficient * width
    return low, high


def _terms(coefficients: Coefficients) -> int:
    return sum(coefficient != 0 for coefficient in coefficients)


def _grouped(coefficients: Coefficients, text: str) -> str:
    return f"({text})" if _terms(coefficients) > 1 else text


def _polynomial(coefficients: Coefficients, symbol: str, base: str, times: str, power: str) -> str:
    """The sum of monomials, highest first, but no negative one first where there is a positive one."""
    monomials = [(c, k) for k, c in reversed(list(enumerate(coefficients))) if c]
    if monomials and monomials[0][0] < 0:
        monomials.sort(key=lambda monomial: monomial[0] < 0)
    text = ""
    for coefficient, exponent in monomials:
        raised = "" if exponent == 0 else symbol if exponent == 1 else base + power.format(exponent)
        size = abs(coefficient)
        body = str(size) if not raised else raised if size == 1 else f"{size}{times}{raised}"
        sign = "-" if coefficient < 0 else "+"
        text += f" {sign} {body}" if text else (f"-{body}" if coefficient < 0 else body)
    return text or "0"
