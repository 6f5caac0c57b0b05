"""What a constant is made of: named numbers and values of functions in its expression, algebraic numbers left out."""

from functools import lru_cache

from analysis.constants.algebraic import minimal_polynomial
from analysis.constants.normal_form import Atom, normal_form
from analysis.errors import InputError


def _is_algebraic(atom: Atom) -> bool:
    """Whether it is seen to be one: the root of a polynomial, or a factorial."""
    argument = atom.arguments[0].rational if atom.name == "gamma" else None
    return atom.name == "root_of" or (argument is not None and argument.denominator == 1)


def _name(atom: Atom) -> str:
    """Its text; Γ at halves of integers is √π times a rational number."""
    argument = atom.arguments[0].rational if atom.name == "gamma" else None
    return "pi" if argument is not None and argument.denominator == 2 else atom.text


@lru_cache(maxsize=4_096)
def atoms(expression: str) -> tuple[str, ...]:
    """The atoms of an expression, in alphabetical order; none of one that cannot be read.

    >>> atoms("(pi+catalan*log(2))/sqrt(3)"), atoms("gamma(1/4)^8/gamma(1/2)"), atoms("log(1+pi)"), atoms("sqrt(2)")
    (('catalan', 'log(2)', 'pi'), ('gamma(1/4)', 'pi'), ('log(1+pi)',), ())
    """
    try:
        found = {_name(atom) for atom in normal_form(expression).atoms if not _is_algebraic(atom)}
        return tuple(sorted(found - {name for name in found if minimal_polynomial(name) is not None}))
    except (InputError, RecursionError):
        return ()
