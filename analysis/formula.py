"""One formula with everything known about it: what an examination finds, a store keeps, and people are shown.

`Formula` is the noun that passes between rooms; its JSON is the contract's, written by `as_json` and read by
`from_json`. A kind of formula is one record of SHAPES: the keys that make it, and the text by which it is one and the
same formula wherever it is met.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self, TypedDict

from analysis.dynamics.measures import MEASURES, Measured, measures_json, measures_of
from analysis.exact.json_values import exact
from analysis.exact.mobius import Mobius
from analysis.notation.expressions import expression, image, latex_of
from analysis.notation.formulas import signed_fraction
from analysis.notation.tree import Tree

if TYPE_CHECKING:
    from analysis.formulas.pcf import PCF
    from analysis.proofs.certificate import Certificate

STATUSES = ("convergent", "divergent", "terminating", "undecided")
EVIDENCE = ("numeric", "certified", "linked", "proved")  # what a claim rests on, weakest first
GROUNDS = ("agreed", "certified", "proved")  # what digits rest on; a store from before has none
SIGNED = "esma"  # the kind of signed continued fractions
RATIONAL = "1"  # the name of the constant of rational values


def strength(evidence: str | None) -> int:
    """The place of a level of evidence among all, nothing being weakest.

    >>> strength("proved") > strength("numeric") > strength(None)
    True
    """
    return EVIDENCE.index(evidence) if evidence in EVIDENCE else -1


def pcf_text(a: str, b: str) -> str:
    """The canonical text of a PCF, from the canonical texts of its polynomials.

    >>> pcf_text("2*n + 1", "n**2")
    '2*n + 1; n**2'
    """
    return f"{a}; {b}"


def esma_text(constant: str, lhs: str, signs: Sequence[int]) -> str:
    """The canonical text of a signed continued fraction: its value and sign period determine its terms.

    >>> esma_text("e", "(E + 1)/(E - 1)", [1])
    'e: (E + 1)/(E - 1); +'
    """
    return f"{constant}: {lhs}; {''.join('+' if sign > 0 else '-' for sign in signs)}"


def recurrence_text(coefficients: Sequence[str], first: int, p: Sequence[str], q: Sequence[str]) -> str:
    """The canonical text of a recurrence: that of its scalar gauge.

    >>> recurrence_text(["1", "-n", "-1"], 2, ["1", "0"], ["0", "1"])
    '1; -n; -1 | 4 | 1, 3 | 2, 7'
    >>> recurrence_text(["1", "-n^2", "-n^2+n"], 2, ["1", "0"], ["0", "1"])                                 # n! u(n)
    '1; -n; -1 | 4 | 1, 3 | 2, 7'
    """
    from analysis.formulas.recurrence import Recurrence
    from analysis.transformations.scalar_gauge import canonical

    made = canonical(Recurrence.of(coefficients, first, [Fraction(x) for x in p], [Fraction(x) for x in q]))
    sides = (", ".join(map(str, side)) for side in (made.p, made.q))
    return " | ".join(("; ".join(c.compact() for c in made.coefficients), str(made.first), *sides))


def series_text(coefficients: Sequence[str], first: int, u: Sequence[str], constant: str) -> str:
    """The canonical text of a series.

    >>> series_text(["2", "-1"], 1, ["1"], "0")
    '2; -1 | 1 | 1 | 0'
    """
    return " | ".join(("; ".join(coefficients), str(first), ", ".join(u), constant))


def product_text(matrix: Sequence[Sequence[str]], first: int, start: Sequence[Sequence[str]]) -> str:
    """The canonical text of a product: its matrix without the common factor of all entries.

    >>> product_text([["n", "2*n"], ["0", "-n^2"]], 1, [["1/2", "0"], ["0", "1"]])
    '-1, -2; 0, n | 1 | 1, 0; 0, 2'
    """
    from analysis.formulas.product import MatrixProduct

    made = MatrixProduct.of(matrix, first, [[Fraction(x) for x in row] for row in start]).primitive()
    rows = (made.matrix.entries(), made.start)
    written = ("; ".join(", ".join(map(str, row)) for row in part) for part in rows)
    return f" | {first} | ".join(written)


def trajectory_text(field: str, let: Mapping[str, str], start: Sequence[str], direction: Sequence[int]) -> str:
    """The canonical text of a trajectory of a field.

    >>> trajectory_text("3F2", {"z": "1/2"}, ["1", "1", "1", "2", "2"], [0, 0, 0, 1, 1])
    '3F2 z=1/2 | 1, 1, 1, 2, 2 | 0, 0, 0, 1, 1'
    """
    values = "".join(f" {name}={value}" for name, value in sorted(let.items()))
    return f"{field}{values} | {', '.join(start)} | {', '.join(map(str, direction))}"


@dataclass(frozen=True)
class Shape:
    """A kind of formula: the keys that make it, in the order that `text` takes them, and the keys it has besides.

    given: the one of its keys that names the constant of its value, where the value is given rather than found.
    """

    keys: tuple[str, ...]
    text: Callable[..., str]
    besides: tuple[str, ...] = ()
    given: str = ""


SHAPES: Mapping[str, Shape] = {
    "pcf": Shape(("a", "b"), pcf_text),
    SIGNED: Shape(
        ("constant", "lhs", "signs"), esma_text,
        ("terms", "recurrence", "interlaced", "digits_per_term", "simple_digits_per_term"), "constant",
    ),
    "recurrence": Shape(("coefficients", "first", "p", "q"), recurrence_text),
    "series": Shape(("coefficients", "first", "u", "constant"), series_text),
    "product": Shape(("matrix", "first", "start"), product_text),
    "trajectory": Shape(("field", "let", "start", "direction"), trajectory_text),
}  # fmt: skip
_OWN = tuple(dict.fromkeys(key for shape in SHAPES.values() for key in (*shape.keys, *shape.besides)))


class FormJson(TypedDict, total=False):
    """The contract's JSON of a closed form; its LaTeX is another way to write the expression."""

    kind: str
    parameters: Mapping[str, Any]  # by name: texts, or lists of them
    expression: str
    shift: int
    latex: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """A value with a name: the image of a constant under a Möbius map, as text too, and the digits it is tested to.

    more: what else is said of it, as the relation between several constants.
    """

    constant: str
    mobius: Mobius
    expression: str
    digits: int
    latex: str | None = None
    status: str = "conjecture"
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tree(self) -> Tree:
        """The value as it is printed: the image of the constant by its own sign, rather than of what that means.

        >>> from analysis.notation.unicode import unicode
        >>> unicode(Named("lemniscate", Mobius(0, 2, 1, 0), "2/(gamma(Rational(1, 4))**2/(2*sqrt(2*pi)))", 50).tree)
        '2/ϖ'
        """
        rational = self.constant == RATIONAL
        return expression(self.expression) if rational else image(self.constant, *self.mobius.coefficients)

    @property
    def constants(self) -> tuple[str, ...]:
        """The constants of the value, one or several."""
        return tuple(self.more.get("constants") or (self.constant,))

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """From the contract's "identity"."""
        known = ("constant", "mobius", "expression", "digits", "latex", "status")
        (p, q), (r, s) = said["mobius"]
        return cls(
            said["constant"], Mobius(int(p), int(q), int(r), int(s)), said["expression"], said["digits"],
            said.get("latex"), said.get("status", "conjecture"),
            {name: value for name, value in said.items() if name not in known},
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """The contract's "identity"; integers beyond 2⁵³ are decimal strings."""
        return {
            "constant": self.constant,
            "mobius": exact(self.mobius.as_lists()),
            "expression": self.expression,
            "latex": self.latex,
            "digits": self.digits,
            "status": self.status,
            "constants": list(self.constants),
            **{name: exact(value) for name, value in self.more.items() if name != "constants"},
        }


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of some kind, its value, what names and proves it, and its measures.

    own: what makes it, by the keys of its kind's shape; solutions: the exponents of both solutions as text; id: its
    number in a store; more: what an examination said beyond all this, by the keys of its JSON.
    """

    kind: str
    own: Mapping[str, Any]
    status: str = "undecided"
    limit: str | None = None
    digits: int | None = None
    digits_ground: str | None = None
    evidence: str | None = None
    identity: Named | None = None
    closed_form: FormJson | None = None
    measures: Mapping[str, Measured] = field(default_factory=dict)
    solutions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    family: str | None = None
    cluster: int | None = None
    factorial_reduction: bool | None = None
    id: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def a(self) -> str:
        """The text of the partial denominators; empty where the formula is no polynomial fraction."""
        return str(self.own.get("a", ""))

    @property
    def b(self) -> str:
        """The text of the partial numerators."""
        return str(self.own.get("b", ""))

    @property
    def pcf(self) -> "PCF":
        """The fraction, parsed anew: of a million formulas as many held take half a gigabyte."""
        from analysis.formulas.pcf import PCF

        return PCF.parse(self.a, self.b)

    @property
    def constant(self) -> str | None:
        """The constant of the value; None without a name."""
        found = self.own.get(self._given) if self.identity is None else self.identity.constant
        return None if found is None else str(found)

    @property
    def _given(self) -> str:
        return SHAPES[self.kind].given if self.kind in SHAPES else ""

    @property
    def value(self) -> str | None:
        """The value as text: by its name, else in closed form; None where it has neither."""
        if self.identity is not None:
            return self.identity.expression
        return None if self.closed_form is None else self.closed_form.get("expression")

    @property
    def numbers(self) -> dict[str, int | float | None]:
        """Its measures as numbers."""
        return {name: known.value for name, known in self.measures.items()}

    @property
    def is_signed(self) -> bool:
        """Whether it is a signed continued fraction."""
        return self.kind == SIGNED

    @property
    def signed_tree(self) -> Tree:
        """A signed fraction as it is printed."""
        return signed_fraction([int(term) for term in self.own["terms"]], [int(sign) for sign in self.own["signs"]])

    @property
    def tree(self) -> Tree | None:
        """The value as it is printed: by its name, else in closed form; None where it has neither."""
        if self.identity is not None:
            return self.identity.tree
        return None if self.value is None else expression(self.value)

    @property
    def delta(self) -> float | None:
        """The irrationality measure."""
        return self.measure("delta").value

    @property
    def certificate(self) -> "Certificate | None":
        """The proof of the value, for `analysis.proofs`."""
        return self.more.get("certificate")

    @property
    def is_identified(self) -> bool:
        """Whether it has an irrational limit with a name."""
        return self.status == "convergent" and self.identity is not None and self.identity.constant != RATIONAL

    @property
    def text(self) -> str:
        """The text by which it is the same formula wherever it is met. Raises ValueError where it lacks a key."""
        shape = SHAPES[self.kind]
        missing = [key for key in shape.keys if self.own.get(key) is None]
        if missing:
            raise ValueError(f"a {self.kind} row without the key {missing[0]!r}")
        return shape.text(*(self.own[key] for key in shape.keys))

    @property
    def out_of_time(self) -> bool:
        """Whether its examination was cut short."""
        return bool(self.more.get("out_of_time"))

    def measure(self, name: str) -> Measured:
        """What is known of one of MEASURES."""
        return self.measures.get(name, Measured())

    def saying(self, **more: Any) -> Self:
        """The same formula with more said of it."""
        return replace(self, more={**self.more, **more})

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """From the contract's JSON of one formula; keys that this file does not know are kept.

        >>> found = Formula.from_json({"a": "2*n + 1", "b": "n**2", "status": "convergent", "origin": "here"})
        >>> found.text, found.delta, found.as_json()["origin"]
        ('2*n + 1; n**2', None, 'here')
        """
        identity, id = said.get("identity"), said.get("id")
        return cls(
            kind=said.get("kind") or "pcf",
            own={key: said[key] for key in _OWN if key in said},
            identity=None if identity is None else Named.from_json(identity),
            measures=measures_of(said),
            solutions={
                name: value for name, value in (said.get("dynamics_exact") or {}).items() if name not in _MEASURED
            },
            id=None if id is None else int(id),
            more={name: value for name, value in said.items() if name not in _KNOWN and value not in (None, NO_NAME)},
            **{name: said[name] for name in _PLAIN if name in said},
        )

    def as_json(self, printed: bool = True) -> dict[str, Any]:
        """The contract's JSON of one formula; as it is kept, not printed, without the LaTeX of its closed form."""
        known = {name: getattr(self, name) for name in _PLAIN}
        if printed and (form := self.closed_form) is not None and "expression" in form:
            known["closed_form"] = {**form, "latex": form.get("latex") or latex_of(form["expression"])}
        if self._given:  # a value that is given has neither a name nor measures
            said = {name: known[name] for name in ("digits", "limit", "evidence", "status") if known[name] is not None}
        else:
            said = known | {"identity": self.identity and self.identity.as_json()} | measures_json(self.measures)
            if self.solutions:
                said["dynamics_exact"] = said.get("dynamics_exact", {}) | self.solutions
            if printed and self.status == "convergent" and self.identity is None:
                said["reason"] = self.more.get("reason", NO_NAME)
        if self.id is None:
            said.pop("factorial_reduction", None)
        else:
            said["id"] = str(self.id)
        own = {name: exact(value) for name, value in self.own.items()}
        return {**own, **said, "kind": self.kind, **{name: self.more[name] for name in self.more if name not in said}}


NO_NAME = "no name in reach"  # the reason why a limit has no identity, where nothing else was in the way
_PLAIN = (
    "status", "limit", "digits", "digits_ground", "evidence", "closed_form", "family", "cluster", "factorial_reduction",
)  # fmt: skip
_MEASURED = frozenset(measure.name for measure in MEASURES)
_KNOWN = {
    *_PLAIN, *_OWN, "kind", "identity", "id", *measures_json({}), "dynamics_exact", "dynamics_error",
}  # fmt: skip
