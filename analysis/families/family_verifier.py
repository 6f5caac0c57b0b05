"""Re-checking families in parameters from what a store keeps of them: a, b, the steps and their proofs, as text.

The identities of `parameter_proofs` are multiplied out again, from the texts alone.
"""

from collections.abc import Mapping
from typing import Any

from analysis.errors import InputError
from analysis.exact.polynomials import Polynomial
from analysis.exact.rational_functions import parse_rational_function
from analysis.families.interpolation import Coefficients, Point
from analysis.families.parameter_proofs import ParameterProof
from analysis.formulas.templates import parse_template

AXES = {"k": "", "m": "_m"}  # the parameters, and how their keys end


def holds(described: Mapping[str, Any]) -> bool:
    """Whether every step of a family, given as its description in a store, is proved by what stands beside it.

    Raises InputError for what is no description of a family in parameters.

    >>> u = {"u": [["1", "n"], ["-1", "-n - k - 1"]], "denominator": "1", "sign": -1}
    >>> holds({"a": "n + 2 + k", "b": "-n", "step": [["k + 1", "0"], ["1", "-1"]], "proof": u | {"sign": 1}})
    True
    >>> holds({"a": "n + 3 + k", "b": "-n", "step": [["k + 1", "0"], ["1", "-1"]], "proof": u | {"sign": 1}})
    False
    """
    try:
        a, b = (parts_of(str(described[side])) for side in "ab")
        for axis in described.get("parameters", ["k"]):
            proof = described[f"proof{AXES[axis]}"]
            step = [_coefficients(str(entry)) for row in described[f"step{AXES[axis]}"] for entry in row]
            if proof is None or not ParameterProof.parse(proof).proves(a, b, step, axis):
                return False
    except (KeyError, TypeError, ValueError, IndexError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"a family with {error!r}", "the description of a family in k, or in k and m") from None
    return True


def parts_of(text: str) -> dict[Point, Polynomial]:
    """a(n) or b(n) by powers of k and m.

    >>> parts_of("n + 2*k")
    {(0, 0): Polynomial(coefficients=(0, 1)), (1, 0): Polynomial(coefficients=(2,))}
    """
    template = parse_template(text)
    if not set(template.parameters) <= set(AXES):
        raise InputError(f"parameters {', '.join(template.parameters)}", "k and m")
    found: dict[Point, Polynomial] = {}
    for exponents, part in template.as_parameter_polynomials():
        powers = dict(zip(template.parameters, exponents, strict=True))
        found[powers.get("k", 0), powers.get("m", 0)] = part
    return found


def _coefficients(text: str) -> Coefficients:
    """A polynomial in k and m by its coefficients."""
    function = parse_rational_function(text, tuple(AXES))
    if not function.is_polynomial or function.bottom != 1:
        raise InputError(f"step {text}", "a polynomial with integer coefficients")
    return {(int(i), int(j)): int(c) for (i, j), c in function.top.to_dict().items()}
