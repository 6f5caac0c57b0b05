"""Constants at any precision, and the library of them.

A constant is an expression (text → safe tree → rigorous balls of Arb) with a name, LaTeX, sympy text and tags.
The library is a TOML file, `constant_library.toml`; a user adds constants with a file in the same format:

    [[constant]]
    name = "pi/sqrt(7)"
    expression = "pi/sqrt(7)"      # optional: the name, when that is an expression
    latex = "\\pi/\\sqrt{7}"       # optional: made from the expression
    tags = ["circle"]              # optional
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Self, overload

from flint import arb, ctx

from analysis.constants import functions as functions
from analysis.constants.normal_form import Form, normal_form
from analysis.constants.text import canonical_function, canonical_name, sympy_text
from analysis.constants.typed_names import nearest_names, normal_spelling
from analysis.errors import InputError, echo
from analysis.exact.balls import BITS_PER_DIGIT
from analysis.notation.expressions import latex_of
from analysis.reading.expressions import Tree, fold, parse_expression
from analysis.reading.files import read_toml
from analysis.reading.lists import list_items
from analysis.reading.typography import closed_up

LIBRARY_FILE = Path(__file__).with_name("constant_library.toml")

MAX_DIGITS = 100_000  # a constant to more digits than this is no longer interactive
MAX_EXPRESSION = 1_000  # characters; the longest constant of the library has 40
MAX_NAME = 100  # characters
GUARD_DIGITS = 10  # working digits beyond those asked for, lost to rounding in a short expression
RETRIES = 4  # the working precision doubles at most this often when cancellation eats the guard digits
LEAST_SIZE = 1e-300  # constants beyond this, and beyond its inverse, leave the range of floating point
KEPT_VALUES = 4_096  # values kept, each at its number of digits: some precisions of a few libraries
_SHOWN = "`discover constants list` shows the library"
_UNUSED = "names and expressions not in use"
KEPT_DIGITS = 20_000  # values with more digits are given but not kept


@dataclass(frozen=True)
class Constant:
    """A real number with a name; `value` gives it to any precision.

    `name` is the contract's spelling, `expression` the text it is evaluated from, `sympy` the text sympy parses, its
    level how tightly that binds (`analysis.constants.text`); `written` is the LaTeX that a user's file gives.

    >>> constant("pi^2").sympy
    'pi**2'
    >>> constant("pi").value(20).str(20, radius=False)
    '3.1415926535897932385'
    """

    name: str
    expression: str
    sympy: str
    tags: tuple[str, ...] = ()
    sympy_level: int = field(default=0, repr=False, compare=False)
    written: str | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Self:
        """The constant that `asdict` described, also of versions that kept its LaTeX beside it."""
        known = {name: fields[name] for name in ("name", "expression", "sympy", "sympy_level") if name in fields}
        return cls(**known, tags=tuple(fields.get("tags", ())), written=fields.get("written", fields.get("latex")))

    @cached_property
    def form(self) -> Form:
        """Its normal form: constants of one form are one constant, however they are spelled."""
        return normal_form(self.expression)

    def is_same(self, other: "Constant") -> bool:
        """Whether both are one constant, however they are spelled.

        >>> constant("gompertz").is_same(constant("pi")), as_written("exp(1)/2").is_same(as_written("1/2*e"))
        (False, True)
        """
        return self.sympy == other.sympy or self.form == other.form

    @property
    def latex(self) -> str:
        r"""The constant in LaTeX.

        >>> print(constant("pi/sqrt(3)").latex)
        \frac{\sqrt{3} \pi}{3}
        """
        return self.written or latex_of(self.expression)

    def as_json(self, digits: int) -> dict[str, str]:
        """What `discover constants list` says of it."""
        value = self.value(digits).str(digits, radius=False)
        about = {"expression": self.sympy, "latex": self.latex, "tags": ", ".join(self.tags)}
        return {"name": self.name, "value": value, **about}

    def value(self, digits: int) -> arb:
        """A ball with at least `digits` right significant digits.

        Raises InputError when the expression has no finite real value, is zero, or `digits` exceeds MAX_DIGITS.
        """
        if not 1 <= digits <= MAX_DIGITS:
            raise InputError(f"{digits} digits of a constant", f"1 to {MAX_DIGITS:,} digits")
        return (_kept_value if digits <= KEPT_DIGITS else _evaluate)(self.expression, digits)


@lru_cache(maxsize=KEPT_VALUES)
def constant(text: str) -> Constant:
    """The constant of a name or of any safe expression in the library's functions: the built-in library's, where that
    has it under some spelling, else one with the spelling of its normal form.

    Raises InputError for syntax errors, unknown names or functions, arguments that are too large, and
    expressions without a finite real value other than zero.

    >>> constant("log(7/3)").sympy, constant("exp(3)*Ei(-3)").name, constant("pi*sqrt(12)").name
    ('log(Rational(7, 3))', 'e^3*Ei(-3)', '2*sqrt(3)*pi')
    """
    _check_length(text)
    typed = normal_spelling(text)
    named = built_in_library().by_name.get(typed)
    if named is not None:
        return named
    _evaluate(typed, GUARD_DIGITS)
    form = normal_form(typed)
    return built_in_library().by_form.get(form) or _made(_readable(form.text, typed))


def constants_of(texts: Iterable[str]) -> tuple[Constant, ...]:
    """The distinct constants of expressions in their order, without poles and what is outside of the bounds.

    >>> [known.name for known in constants_of(["zeta(1)", "exp(1)", "e", "pi"])]
    ['e', 'pi']
    """
    found: dict[str, Constant] = {}
    for text in texts:
        with suppress(InputError):
            known = constant(text)
            found.setdefault(known.name, known)
    return tuple(found.values())


def as_written(text: str) -> Constant:
    """The constant of an expression with the spelling that it has, as in stores of versions without a normal form."""
    return _made(normal_spelling(text))


def _readable(spelling: str, typed: str) -> str:
    """The spelling where it can be read again, else what was typed: a form may be longer and nested deeper."""
    try:
        _tree(spelling)
    except InputError:
        return typed
    return spelling if len(spelling) <= MAX_EXPRESSION else typed


def _check_length(expression: str) -> None:
    if len(expression) > MAX_EXPRESSION:
        raise InputError(f"expression {echo(expression)}", f"at most {MAX_EXPRESSION:,} characters")


def _made(expression: str, name: str = "", latex: str | None = None, tags: tuple[str, ...] = ()) -> Constant:
    in_sympy = sympy_text(_tree(expression))
    return Constant(name or expression, expression, in_sympy.text, tags, in_sympy.level, latex)


@dataclass(frozen=True, eq=False)
class Library(Sequence[Constant]):
    """Constants in the order in which relations with them are tried.

    Compared and hashed by identity, so that tables made from a library are found again at no cost.
    """

    constants: tuple[Constant, ...]

    def __len__(self) -> int:
        return len(self.constants)

    def __iter__(self) -> Iterator[Constant]:
        return iter(self.constants)

    @overload
    def __getitem__(self, index: int) -> Constant: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Constant, ...]: ...
    def __getitem__(self, index: int | slice) -> Constant | tuple[Constant, ...]:
        return self.constants[index]

    @cached_property
    def by_name(self) -> Mapping[str, Constant]:
        """The constants by their names."""
        return {known.name: known for known in self.constants}

    @cached_property
    def by_form(self) -> Mapping[Form, Constant]:
        """The constants by their normal forms."""
        return {known.form: known for known in self.constants}

    def find(self, text: str) -> Constant:
        """The library's constant of that name or of an expression with the same normal form, else a new one.

        >>> [built_in_library().find(text).name for text in ("E", "ζ(3)", "G")]
        ['e', 'zeta(3)', 'catalan']
        """
        for wanted in (closed_up(text), normal_spelling(text[:MAX_EXPRESSION])):
            if wanted in self.by_name:
                return self.by_name[wanted]
        try:
            made = constant(text)
        except InputError as error:
            if error.remedy or not error.given.startswith("unknown"):
                raise
            raise InputError(error.given, error.allowed, nearest_names(text, self.by_name) or _SHOWN) from None
        return self.by_form.get(made.form, made)

    def select(self, text: str) -> "Library":
        """The constants of a comma-separated list, in that order; commas inside parentheses do not separate.

        >>> [chosen.name for chosen in built_in_library().select("e, bessel_ratio(0,2)")]
        ['e', 'bessel_ratio(0,2)']
        """
        chosen = [self.find(item) for item in constant_names(text)]
        return Library(tuple(dict.fromkeys(chosen)))

    def extended(self, more: Iterable[Constant]) -> "Library":
        """This library followed by more constants; raises InputError when a name or expression is there already."""
        names, forms = set(self.by_name), set(self.by_form)
        added: list[Constant] = []
        for new in more:
            if new.name in names or new.form in forms:
                raise InputError(f"constant {echo(new.name)} is there already", _UNUSED)
            names.add(new.name)
            forms.add(new.form)
            added.append(new)
        return Library(self.constants + tuple(added))

    def with_own(self, own: "Library") -> "Library":
        """This library without the constants that another names anew, and that."""
        return Library((*(known for known in self.constants if known.form not in own.by_form), *own.constants))


def constant_names(text: str) -> list[str]:
    """The items of a list of constants; raises InputError where one is empty.

    >>> constant_names("1, bessel_ratio(0,2)")
    ['1', 'bessel_ratio(0,2)']
    """
    return list_items(text, "list of constants", "names or expressions separated by commas, as in pi,e,zeta(3)")


@cache
def built_in_library() -> Library:
    """The constants that come with the project, in order of trial."""
    return Library(tuple(_constant_of_entry(entry, tested=True) for entry in _read_entries(LIBRARY_FILE)))


def is_classical(name: str) -> bool:
    """Whether the built-in library has a constant of this name, or it is the 1 of rational numbers.

    >>> is_classical("log(2)"), is_classical("hyp1f1(1,10/9,-2/9)")
    (True, False)
    """
    return name == "1" or name in built_in_library().by_name


def load_library(path: str | Path, base: Library | None = None) -> Library:
    """The constants of a TOML file, after those of `base` when given, of which they replace what they name anew.

    Raises InputError naming the file and the constant when the file cannot be read, is not TOML, has unknown
    keys, repeats a name or an expression, or an expression is not a finite non-zero real number.
    """
    entries = _read_entries(Path(path))
    base, own = base or Library(()), Library(())
    for position, entry in enumerate(entries, start=1):
        label = entry.get("name", f"number {position}") if isinstance(entry, dict) else f"number {position}"
        try:
            made = _constant_of_entry(entry)
            if made.name in base.by_name or any(made.expression == known.expression for known in base):
                raise InputError(f"{echo(made.name)} = {echo(made.expression)} is there already", _UNUSED)
            own = own.extended([made])
        except InputError as error:
            raise InputError(f"{path}: constant {echo(label)}: {error.given}", error.allowed, error.remedy) from None
    return base.with_own(own)


def _read_entries(path: Path) -> list[object]:
    content = read_toml(path, "library file", "[[constant]] tables with name and expression")
    entries = content.pop("constant", None)
    if content or not isinstance(entries, list) or not entries:
        found = ", ".join(content) or "no constant"
        raise InputError(f"{path}: {found}", "one or more [[constant]] tables and nothing else")
    return entries


def _constant_of_entry(entry: object, tested: bool = False) -> Constant:
    """tested: a test of the project has evaluated it, and seen that it is no other constant of its file."""
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise InputError("an entry without a name", 'name = "…" in every [[constant]]')
    if not 0 < len(entry["name"].strip()) <= MAX_NAME:
        raise InputError(f"a name of {len(entry['name'])} characters", f"1 to {MAX_NAME} characters")
    unknown = sorted(set(entry) - {"name", "expression", "latex", "tags"})
    if unknown:
        raise InputError(f"key {unknown[0]!r}", "name, expression, latex, tags")
    expression, latex, tags = entry.get("expression", entry["name"]), entry.get("latex"), entry.get("tags", [])
    if not isinstance(expression, str) or not (latex is None or isinstance(latex, str)):
        raise InputError("an expression or latex that is no text", "texts in quotes")
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise InputError(f"tags {echo(tags)}", 'a list of texts, as in ["circle"]')
    _check_length(expression)
    spelled = normal_spelling(expression)
    if not tested:
        _evaluate(spelled, GUARD_DIGITS)
    name = "" if entry["name"] == expression else closed_up(entry["name"])
    return _made(spelled, name, latex, tuple(tags))


class _Balls:
    """The algebra of exact rationals and, where these do not reach, balls at the current precision."""

    def integer(self, value: int) -> functions.Value:
        return Fraction(value)

    def name(self, text: str) -> functions.Value:
        return functions.NAMES[canonical_name(text)].evaluate()

    def call(self, function: str, arguments: Sequence[functions.Value]) -> functions.Value:
        return functions.call(canonical_function(function), list(arguments))

    def add(self, left: functions.Value, right: functions.Value) -> functions.Value:
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return left + right
        return functions.ball(left) + functions.ball(right)

    def negate(self, value: functions.Value) -> functions.Value:
        return -value

    def multiply(self, left: functions.Value, right: functions.Value) -> functions.Value:
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return left * right
        return functions.ball(left) * functions.ball(right)

    def divide(self, left: functions.Value, right: functions.Value) -> functions.Value:
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            if right == 0:
                raise InputError("a division by zero", "denominators other than zero")
            return left / right
        return functions.ball(left) / functions.ball(right)

    def power(self, base: functions.Value, exponent: functions.Value) -> functions.Value:
        return functions.power(base, exponent)


@lru_cache(maxsize=KEPT_VALUES)
def _tree(expression: str) -> Tree:
    return parse_expression(expression)


def _evaluate(expression: str, digits: int) -> arb:
    bits = int((digits + GUARD_DIGITS) * BITS_PER_DIGIT) + 1
    wanted = int(digits * BITS_PER_DIGIT) + 1
    finite = False
    for _ in range(RETRIES):
        with ctx.workprec(bits):
            value = functions.ball(fold(_tree(expression), _Balls()))
        finite = value.is_finite()
        if finite and not value.contains(0) and value.rel_accuracy_bits() >= wanted:
            return _checked_size(expression, value)
        bits *= 2
    trouble = "is zero or cannot be told from it" if finite else "has no finite real value"
    raise InputError(f"expression {echo(expression)} {trouble}", "finite real numbers other than zero")


@lru_cache(maxsize=KEPT_VALUES)
def _kept_value(expression: str, digits: int) -> arb:
    """The value at exactly these digits, never at more, so that a result does not depend on what was asked before."""
    return _evaluate(expression, digits)


def _checked_size(expression: str, value: arb) -> arb:
    if LEAST_SIZE < abs(value) < 1 / LEAST_SIZE:
        return value
    raise InputError(f"expression {echo(expression)} is too small or too large", "sizes from 10^-300 to 10^300")
