"""Names that the structure of a fraction suggests: its generating function's integrals, before all bases."""

from collections.abc import Callable

from flint import arb

from analysis.constants.identities import UNITY, Identity
from analysis.constants.library import Constant, Library, constant
from analysis.errors import InputError
from analysis.formula import FormJson
from analysis.formulas.pcf import PCF
from analysis.numbers.identification import identify
from analysis.relations.bases import Basis
from analysis.relations.engine import relation
from analysis.relations.identities import relation_identity
from analysis.values.generating_functions import characteristic_radicand
from analysis.values.half_shifted import period_constants
from analysis.values.hyperexponential import hyperexponential_solutions
from analysis.values.integral_constants import integral_constants

_MOST_SURDS = 24  # integrals tried over a quadratic field: a lattice of eight numbers for each


def structural_identity(pcf: PCF, evaluate: Callable[[int], arb], digits: int) -> Identity | None:
    """The value as an image of an integral that a first-order factor leads to, or of a period; None where it is none.

    Found by lattice reduction with `digits` digits and tested with twice as many: a conjecture.

    >>> from analysis.numbers.limits import limit
    >>> pcf = PCF.parse("n^2+2n-1", "2n*(n+2)^3")
    >>> structural_identity(pcf, lambda digits: limit(pcf, digits).value, 50).expression
    '-2 + 4*hyper((1, 1), (Rational(4, 3),), Rational(1, 3))'
    """
    periods = period_constants(pcf)
    found = identify(evaluate, Library(periods), digits=digits) if periods else None
    return found or _of_integrals(pcf, evaluate, digits)


def _of_integrals(pcf: PCF, evaluate: Callable[[int], arb], digits: int) -> Identity | None:
    constants = integral_constants(pcf) if pcf.a.degree > 1 else ()
    if not constants:
        return None
    radicand = characteristic_radicand(pcf)
    if radicand == 1:
        return identify(evaluate, Library(constants), digits=digits)
    bases = [basis for known in constants[:_MOST_SURDS] if (basis := _over_surds(radicand, known)) is not None]
    found = relation(evaluate, bases, digits=digits)
    return None if found is None else relation_identity(found)


def _over_surds(radicand: int, known: Constant) -> Basis | None:
    """The numbers 1, √d, K, √d·K."""
    try:
        surds = constant(f"sqrt({radicand})"), known, constant(f"sqrt({radicand})*({known.expression})")
    except InputError:  # too large
        return None
    return Basis(f"integrals over Q(sqrt({radicand}))", (UNITY, *surds))


def integral_form(pcf: PCF, named: Identity) -> FormJson | None:
    """The closed form that goes with such a name: the first-order factor, the points and the constant; None for others.

    >>> from analysis.numbers.limits import limit
    >>> pcf = PCF.parse("n^2+4n+5", "2n^4+4n^3")
    >>> named = structural_identity(pcf, lambda digits: limit(pcf, digits).value, 50)
    >>> integral_form(pcf, named)["parameters"]["factor"]
    'x**(-1)*(1 + 2*x)*(1 - 2*x)**(-5/3)*(1 + x)**(-1/3)'
    """
    if named.constant not in integral_constants(pcf):
        return None
    solution = next(hyperexponential_solutions(pcf), None)
    if solution is None:
        return None
    parameters = {
        "factor": solution.text,
        "from": "0",
        "to": str(solution.points[0]),
        "other": str(solution.points[1]),
        "constant": named.constant.name,
    }
    return {
        "kind": "integral quotient",
        "parameters": parameters,
        "expression": named.expression,
        "latex": named.latex,
    }
