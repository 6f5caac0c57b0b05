"""Templates: polynomials in n whose coefficients are polynomials in parameters.

A structured search writes a(n) = x0(n³+(n+1)³) + x1(2n+1) and lets x0, x1 run; a template is that family, held
as integer combinations of monomials in the parameters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from analysis.errors import InputError, echo
from analysis.exact.polynomials import MAX_DEGREE, ONE, N, Polynomial
from analysis.reading.expressions import Algebra, fold, parse_expression

MAX_PARAMETER_DEGREE = 64  # same bound as for n
MAX_MONOMIALS = 10_000  # (x0+x1+…)^k must not fill the memory

_Exponents = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Template:
    """Σ (monomial in the parameters) · (polynomial in n).

    `terms` pairs a monomial, written ((name, exponent), …) with names sorted, with its polynomial in n.

    >>> template = parse_template("x0*(n^3+(n+1)^3)+x1*(2n+1)")
    >>> template.parameters
    ('x0', 'x1')
    >>> str(template.substitute({"x0": 1, "x1": 4}))
    '2*n**3 + 3*n**2 + 11*n + 5'
    """

    text: str
    terms: tuple[tuple[_Exponents, Polynomial], ...]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names other than n, sorted."""
        return tuple(sorted({name for monomial, _ in self.terms for name, _ in monomial}))

    def substitute(self, values: Mapping[str, int]) -> Polynomial:
        """The polynomial at integer values of the parameters; raises KeyError when one is missing."""
        total = Polynomial(())
        for monomial, polynomial in self.terms:
            total += polynomial * prod(values[name] ** exponent for name, exponent in monomial)
        return total

    def as_parameter_polynomials(self) -> list[tuple[tuple[int, ...], Polynomial]]:
        """The terms with each monomial as a tuple of exponents in the order of `parameters`."""
        names = self.parameters
        return [(tuple(dict(monomial).get(name, 0) for name in names), p) for monomial, p in self.terms]


def parse_template(text: str) -> Template:
    """The template that a text stands for; every name other than n is a parameter.

    Raises InputError for bad syntax, functions, division other than by an exact integer, and degrees over 64.
    """
    combination = fold(parse_expression(text), _TemplateAlgebra(text))
    return Template(text, tuple(sorted((key, p) for key, p in combination.items() if p)))


_Combination = dict[_Exponents, Polynomial]


class _TemplateAlgebra(Algebra[_Combination]):
    def __init__(self, text: str) -> None:
        self._text = text

    def _refuse(self, what: str, allowed: str) -> InputError:
        return InputError(f"form {echo(self._text)} has {what}", allowed)

    def integer(self, value: int) -> _Combination:
        return {(): ONE * value}

    def name(self, text: str) -> _Combination:
        return {(): N} if text == "n" else {((text, 1),): ONE}

    def call(self, function: str, arguments: Sequence[_Combination]) -> _Combination:
        raise self._refuse(f"the function {echo(function)}", "+ - * / ^ of integers, n and parameters")

    def add(self, left: _Combination, right: _Combination) -> _Combination:
        total = dict(left)
        for key, polynomial in right.items():
            total[key] = total.get(key, Polynomial(())) + polynomial
        return total

    def negate(self, value: _Combination) -> _Combination:
        return {key: -polynomial for key, polynomial in value.items()}

    def multiply(self, left: _Combination, right: _Combination) -> _Combination:
        if len(left) * len(right) > MAX_MONOMIALS:
            raise self._refuse("too many terms", f"at most {MAX_MONOMIALS:,} monomials")
        total: _Combination = {}
        for left_key, left_polynomial in left.items():
            for right_key, right_polynomial in right.items():
                if left_polynomial.degree + right_polynomial.degree > MAX_DEGREE:
                    raise self._refuse("a high degree in n", f"degrees up to {MAX_DEGREE}")
                key = self._monomial_product(left_key, right_key)
                product = left_polynomial * right_polynomial
                total[key] = total.get(key, Polynomial(())) + product
        return total

    def divide(self, left: _Combination, right: _Combination) -> _Combination:
        divisor = right.get((), Polynomial(()))
        if set(right) != {()} or divisor.degree != 0:
            raise self._refuse("a division by an expression", "division by an integer that divides exactly")
        try:
            return {key: p.exact_quotient(divisor.leading) for key, p in left.items()}
        except ArithmeticError:
            raise self._refuse("a division that leaves fractions", "integer coefficients") from None

    def power(self, base: _Combination, exponent: _Combination) -> _Combination:
        count_polynomial = exponent.get((), Polynomial(()))
        if set(exponent) != {()} or count_polynomial.degree > 0 or count_polynomial.leading < 0:
            raise self._refuse("an exponent that is no natural number", "exponents 0, 1, 2, …")
        count = count_polynomial.leading
        if count > MAX_DEGREE:
            raise self._refuse(f"the exponent {echo(count)}", f"exponents up to {MAX_DEGREE}")
        result: _Combination = {(): ONE}
        for _ in range(count):
            result = self.multiply(result, base)
        return result

    def _monomial_product(self, left: _Exponents, right: _Exponents) -> _Exponents:
        exponents = dict(left)
        for name, exponent in right:
            exponents[name] = exponents.get(name, 0) + exponent
        if max(exponents.values(), default=0) > MAX_PARAMETER_DEGREE:
            raise self._refuse("a parameter of high degree", f"degrees up to {MAX_PARAMETER_DEGREE}")
        return tuple(sorted(exponents.items()))
