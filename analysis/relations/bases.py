"""Bases: vector spaces of constants in which values are sought, as records.

They are data (`bases.toml`), in order of plausibility and cost. Numbers that a user puts together may depend on each
other (ζ(2) and π²): `independent` finds such relations once, keeps them and drops what they make superfluous, since
every search in a dependent basis would find them instead of the value's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import log10
from pathlib import Path
from typing import Literal, get_args

from flint import arb, ctx

from analysis.constants.identities import UNITY
from analysis.constants.library import Constant, built_in_library
from analysis.errors import InputError, echo
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.exact.printing import monomial, signed_sum
from analysis.numbers.relations import SPARE_BITS, integer_relation
from analysis.reading.files import read_toml

BASES_FILE = Path(__file__).with_name("bases.toml")
MOST_TOGETHER = 40  # numbers in one basis: a lattice of twice as many takes about a second

Shape = Literal["quotient", "product"]
About = Literal["x", "log", "exp", "atan", "atanh", "square"]

_LARGEST_INSIDE = 6  # digits of the coefficients of a relation inside a basis
_INSIDE_RESERVE = 30  # digits beyond those, against chance


@dataclass(frozen=True)
class Basis:
    """Constants K₁, K₂, …, and how a value may be made of them.

    shape: "quotient" for (Σ cᵢKᵢ)/(Σ dᵢKᵢ), "product" for Π Kᵢ^(rational). about: the function of the value that is
    compared, linearly where it is not the value itself. weight: the largest of a zeta-like basis, else None.
    """

    name: str
    constants: tuple[Constant, ...]
    shape: Shape = "quotient"
    about: About = "x"
    weight: int | None = None

    def values(self, digits: int) -> list[arb]:
        """The numbers to that many digits; their logarithms in a basis of products."""
        values = [arb(1) if known == UNITY else known.value(digits) for known in self.constants]
        return [value.log() for value in values] if self.shape == "product" else values


@dataclass(frozen=True)
class Inside:
    """A relation Σ kᵢKᵢ = 0 inside a basis, found to so many digits: the last number is made of the others."""

    coefficients: tuple[tuple[str, int], ...]
    digits: int

    @property
    def text(self) -> str:
        """`6*zeta(2) - pi^2 = 0`."""
        return f"{signed_sum(monomial(k, [(name, 1)]) for name, k in self.coefficients)} = 0"


@dataclass(frozen=True)
class Reduced:
    """A basis without the numbers that depend on others, and the relations that say so."""

    basis: Basis
    relations: tuple[Inside, ...] = field(default=())


def together(names: Sequence[str], name: str = "chosen") -> Basis:
    """The basis of these constants; raises InputError for a name that is none, repeated, or too many.

    >>> [known.name for known in together(["1", "zeta(2)", "pi*log(2)"]).constants]
    ['1', 'zeta(2)', 'pi*log(2)']
    """
    if not 1 <= len(names) <= MOST_TOGETHER:
        raise InputError(f"{len(names)} constants together", f"1 to {MOST_TOGETHER}")
    found = tuple(_number(text) for text in names)
    if len({known.name for known in found}) < len(found):
        raise InputError("a constant twice among those together", "each constant once")
    return Basis(name, found)


def _number(text: str) -> Constant:
    return UNITY if text.strip() == "1" else built_in_library().find(text.strip())


@cache
def built_in_bases() -> tuple[Basis, ...]:
    """The bases that come with the project, in order of trial."""
    entries = read_toml(BASES_FILE, "file of bases", "[[basis]] tables")["basis"]
    return tuple(_basis(entry) for entry in entries)


def bases_of_weight(weight: int) -> tuple[Basis, ...]:
    """The bases by weight, up to this one.

    >>> [basis.name for basis in bases_of_weight(1)][:1]
    ['logarithms and circle']
    """
    most = max(basis.weight or 0 for basis in built_in_bases())
    if not 1 <= weight <= most:
        raise InputError(f"weight {weight}", f"1 to {most}")
    return tuple(basis for basis in built_in_bases() if basis.weight is not None and basis.weight <= weight)


def _basis(entry: dict[str, object]) -> Basis:
    constants, shape, about, weight = (entry.get(key) for key in ("constants", "shape", "about", "weight"))
    if not isinstance(constants, list) or (shape or "quotient") not in get_args(Shape):
        raise InputError(f"basis {echo(str(entry.get('name')))}", "constants as a list, a shape that is known")
    made = together(constants, str(entry["name"]))
    about = "log" if shape == "product" else about or "x"
    return Basis(made.name, made.constants, shape or "quotient", about, weight)  # type: ignore[arg-type]


@lru_cache(maxsize=256)
def independent(basis: Basis) -> Reduced:
    """The basis without numbers that depend on earlier ones, with the relations that were found.

    >>> found = independent(together(["1", "zeta(2)", "pi^2"]))
    >>> [known.name for known in found.basis.constants], found.relations[0].text
    (['1', 'zeta(2)'], '6*zeta(2) - pi^2 = 0')
    """
    kept: list[Constant] = []
    relations: list[Inside] = []
    for known in basis.constants:
        inside = _dependence(Basis(basis.name, (*kept, known), basis.shape))
        if inside is None:
            kept.append(known)
        else:
            relations.append(inside)
    return Reduced(Basis(basis.name, tuple(kept), basis.shape, basis.about, basis.weight), tuple(relations))


def _dependence(basis: Basis) -> Inside | None:
    """The relation with small coefficients that makes the last number superfluous; None where there is none."""
    size = len(basis.constants)
    digits = size * _LARGEST_INSIDE + _INSIDE_RESERVE
    with ctx.workprec(int(digits * BITS_PER_DIGIT) + SPARE_BITS):
        values = basis.values(digits)
        row = min(integer_relation(values), key=lambda row: max(map(abs, row)), default=())
        largest = max(map(abs, row), default=0)
        if not row or not row[-1] or log10(largest) > _LARGEST_INSIDE:
            return None
        if not sum((k * value for k, value in zip(row, values, strict=True)), arb(0)).contains(0):
            return None
    sign = 1 if next(k for k in row if k) > 0 else -1
    named = zip((known.name for known in basis.constants), row, strict=True)
    return Inside(tuple((name, sign * k) for name, k in named if k), digits)
