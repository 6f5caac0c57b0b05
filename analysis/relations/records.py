"""A relation as a record: what the value is made of, how it is written, what it costs and what is left to test it."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from analysis.constants.library import Constant, constant
from analysis.exact.json_values import exact
from analysis.relations.terms import Terms


@dataclass(frozen=True)
class Relation:
    """The value is the number `text`.

    constants: what it is made of, 1 left out. numerator, denominator: the integers of a quotient of combinations, of
    the value or, where `function` names one, of its argument. factors: the exponents of a product. polynomial: the
    minimal polynomial (constant first) of an algebraic number, or of `inner`; root: its place among the real roots,
    from the least. digits: to which the relation was tested; margin: digits that it leaves unspent; basis: where it
    was found.
    """

    text: str
    constants: tuple[str, ...]
    basis: str
    cost: float
    numerator: Terms = ()
    denominator: Terms = ()
    function: str | None = None
    factors: tuple[tuple[str, Fraction], ...] = ()
    polynomial: tuple[int, ...] = ()
    root: int | None = None
    digits: int = 0
    searched: float = 0.0

    @cached_property
    def constant(self) -> Constant:
        """The value as a constant, at any precision."""
        return constant(self.text)

    @property
    def expression(self) -> str:
        """The value as sympy parses it."""
        return self.constant.sympy

    @property
    def margin(self) -> float:
        """Digits of the value that the relation did not cost."""
        return self.searched - self.cost

    def as_json(self) -> dict[str, Any]:
        """What the contract's "identity" says of a relation, beside expression and digits.

        >>> found = Relation("pi+e", ("pi", "e"), "pi and e", 3.0, (("pi", 1), ("e", 1)), (("1", 1),), searched=60)
        >>> found.as_json()["relation"], found.as_json()["margin"]
        ({'numerator': {'pi': 1, 'e': 1}, 'denominator': {'1': 1}}, 57.0)
        """
        found: dict[str, Any] = {"constants": list(self.constants), "basis": self.basis}
        found["margin"] = round(self.margin, 1)
        whole = self.function is None and self.numerator
        numerator, denominator = (self.numerator, self.denominator) if whole else (((self.text, 1),), (("1", 1),))
        found["relation"] = {"numerator": _plain(numerator), "denominator": _plain(denominator)}
        if self.function is not None:
            found["function"] = self.function
            found["argument"] = {"numerator": _plain(self.numerator), "denominator": _plain(self.denominator)}
        if self.factors:
            found["product"] = {name: str(power) for name, power in self.factors}
        if self.polynomial:
            found["polynomial"] = list(self.polynomial)
            found["root"] = self.root
        return found


def _plain(terms: Iterable[tuple[str, int]]) -> dict[str, int | str]:
    return {name: exact(k) for name, k in terms}
