"""Classical continued fractions with proved elementary values: where the chains of coboundaries end.

The theorems are the records of `analysis/proofs/theorems.toml`, which the checker of proofs reads as well.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from analysis.exact.mobius import Mobius
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from analysis.proofs.theorems import fraction, theorem


@dataclass(frozen=True)
class Statement:
    """value(pcf) = mobius(constant), by the theorem `name` at `parameters`.

    `aliases` are other constants of which the first is a Möbius image: constant = map(alias), as tanh x of e^(2x).
    """

    name: str
    parameters: tuple[Fraction, ...]
    pcf: PCF
    constant: str
    mobius: Mobius
    aliases: tuple[tuple[str, Mobius], ...] = ()


@lru_cache(maxsize=4096)
def statement(name: str, *parameters: Fraction) -> Statement:
    """The theorem at its parameters; raises KeyError for an unknown name, ValueError for parameters it does not cover.

    >>> found = statement("arctangent", Fraction(1))
    >>> found.pcf, found.constant, found.mobius.as_lists()
    (PCF(2n+1, n^2), 'pi', [[0, 4], [1, 0]])
    """
    found = theorem(name, parameters)
    (constant, first), *others = ((text, Mobius(*entries)) for text, entries in found.names)
    aliases = tuple((text, first.inverse() @ mobius) for text, mobius in others)
    return Statement(name, parameters, stated_fraction(name, *parameters), constant, first, aliases)


@lru_cache(maxsize=4096)
def stated_fraction(name: str, *parameters: Fraction) -> PCF:
    """The fraction of the theorem at its parameters, without its value; raises as `statement` does."""
    a, b, _ = fraction(name, parameters)
    return PCF(Polynomial(a), Polynomial(b))
