"""Decimals as they are typed, against one constant and then against several: the whole of `discover identify`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flint import arb, ctx, fmpq

from analysis.constants.library import Library, constant_names
from analysis.errors import InputError
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.numbers.identification import Identification, identify_decimal
from analysis.numbers.relations import SPARE_BITS
from analysis.reading.decimals import MAX_EXPONENT, read_decimal
from analysis.relations.bases import Basis, bases_of_weight, built_in_bases
from analysis.relations.bases import together as basis_of
from analysis.relations.engine import agrees, relation_of_ball
from analysis.relations.identities import relation_identity
from analysis.relations.margin import MARGIN

SEARCHED = 120  # digits with which all bases are searched; all digits test what is found
SEARCHED_TOGETHER = 600  # the same for the constants that a user puts together


@dataclass(frozen=True)
class Asked:
    """Which bases a user asks for: constants together, those up to a weight, or (both None) all.

    Raises InputError for both at once, for constants that are none, and for weights without a basis.
    """

    together: tuple[str, ...] | None = None
    weight: int | None = None

    def bases(self) -> tuple[Basis, ...] | None:
        """The bases; None for all of them and algebraic numbers."""
        if self.together is not None and self.weight is not None:
            raise InputError("constants together and a weight", "one of the two")
        if self.together is not None:
            return (basis_of(self.together),)
        return None if self.weight is None else bases_of_weight(self.weight)


def identified(
    text: str, library: Library, several: bool = True, together: str | None = None, weight: int | None = None
) -> Identification:
    """What `discover identify` answers: `together` as a list with commas; `several`: whether relations are sought.

    >>> from analysis.constants.library import built_in_library
    >>> identified("0.56714329040978387299996866221035554975381578718651", built_in_library(), False).identity is None
    True
    """
    names = None if together is None else tuple(constant_names(together))
    asked = Asked(names, weight)
    return identify_typed(text, library, asked) if several or asked.bases() else identify_decimal(text, library)


def identify_typed(text: str, library: Library, asked: Asked | None = None) -> Identification:
    """The identity of a decimal: of one constant where one will do, else a relation over several.

    Constants that are asked for together are the only ones that are tried.

    >>> from analysis.constants.library import built_in_library
    >>> asked = Asked(("1", "zeta(2)", "zeta(3)"))
    >>> found = identify_typed("2.84699097000782072187215332816", built_in_library(), asked)
    >>> found.identity.expression
    'zeta(2) + zeta(3)'
    """
    asked = asked or Asked()
    bases = asked.bases()
    found = None if bases is not None else identify_decimal(text, library)
    if found is not None and (found.identity is not None or found.digits <= MARGIN):
        return found
    return _related(text, bases, found)


def _related(text: str, bases: tuple[Basis, ...] | None, before: Identification | None) -> Identification:
    given = read_decimal(text)
    if given.value == 0:
        return before or Identification(given.text, 0, None, "it has no digits but zeros")
    most = SEARCHED if bases is None or len(bases) > 1 else SEARCHED_TOGETHER
    spend = min(given.digits, most)
    with ctx.workprec(int((len(given.text) + MAX_EXPONENT) * BITS_PER_DIGIT) + SPARE_BITS):
        full = arb(*(fmpq(x.numerator, x.denominator) for x in (given.value, given.error)))
        error = max(given.error, abs(given.value) / 10**most)
        x = arb(full.mid(), fmpq(error.numerator, error.denominator))
        found = relation_of_ball(x, spend, bases)
        if found is not None and agrees(found, full, given.digits):
            tested = replace(found, digits=given.digits)
            return Identification(given.text, given.digits, relation_identity(tested))
    return Identification(given.text, given.digits, None, _reason(given.digits, bases, before))


def _reason(digits: int, bases: Sequence[Basis] | None, before: Identification | None) -> str:
    count = len(bases if bases is not None else built_in_bases())
    tried = "the constants together" if bases is not None and count == 1 else f"any of {count} sets of constants"
    several = f"no relation over {tried} leaves {MARGIN:.0f} of the {digits} digits to test it"
    if digits <= MARGIN:
        several = f"a relation over several constants needs {MARGIN:.0f} digits more than it costs; {digits} are given"
    return several if before is None or before.reason is None else f"{before.reason}; {several}"
