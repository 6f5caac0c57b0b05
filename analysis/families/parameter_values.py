"""The value of a family in a parameter in closed form: V(k) as a Möbius image of one constant, k as a symbol.

From V(k+1) = T(k) V(k), T a matrix of polynomials, V(k) is the quotient of the two coordinates of a solution of
y(k+1) = T(k) y(k). With a hypergeometric solution h₁(k) (x, z) all solutions are known (`difference_systems`):

    two of them             V(k) = (x(k) t h(k) + u(k))/(z(k) t h(k) + w(k))            h = h₁/h₂
    one, and a sum          V(k) = (x(k) (t + σ(k)) + u(k) h(k))/(z(k) (t + σ(k)) + w(k) h(k)),
                            σ(k) = f(start) h(start) + ⋯ + f(k−1) h(k−1), f a rational function

x, z, u, w polynomials, t a Möbius image of the value at the start, h a hypergeometric term, 1 where it is rational:
then it is in the polynomials. Where there is none, even and odd k are tried apart. Where these have none either, the
entries of the Möbius map from V(0) to V(k) satisfy a recurrence of order 2 and no shorter one over ℚ: they are no
polynomials, no products of Γ-functions and no sums of such. Every form follows from T by identities of polynomials,
checked here, and induction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq, fmpq_poly

from analysis.exact.mobius import Mobius
from analysis.exact.rationals import fraction, integers
from analysis.exact.two_by_two import multiplied
from analysis.families.difference_systems import (
    Ratio,
    Solution,
    System,
    hypergeometric_solutions,
    may_alternate,
    primitive,
)
from analysis.families.terms import ONE, first_regular, polynomial_text, telescoped, term_text

_AHEAD, _ZERO, _UNIT = fmpq_poly([1, 1]), fmpq_poly([0]), fmpq_poly([1])
LATEST_START = 12  # of k, or of half of it: a form that begins later says little, and the steps before it are checked

Matrix = tuple[fmpq_poly, fmpq_poly, fmpq_poly, fmpq_poly]


@dataclass(frozen=True)
class ClosedValue:
    """V(modulus m + residue) for m ≥ start, as in the module's two lines with m for k; `matrix` holds x, u, z, w.

    `summand` is f, None where there is no sum. t = `to_t`(V(modulus start + residue)).
    """

    matrix: Matrix
    term: Ratio
    summand: Ratio | None
    start: int
    to_t: Mobius
    modulus: int = 1
    residue: int = 0

    @property
    def kind(self) -> str:
        """ "sum", "gamma" where h is no rational function, else "polynomial"."""
        if self.summand is not None:
            return "sum"
        return "polynomial" if self.term == ONE else "gamma"

    def from_t(self, m: int) -> Mobius:
        """The exact map from t to V(modulus m + residue)."""
        h, total = Fraction(1), Fraction(0)
        for j in range(self.start, m):
            if self.summand is not None:
                total += _at(self.summand.top, j) / _at(self.summand.bottom, j) * h
            h *= _at(self.term.top, j) / _at(self.term.bottom, j)
        x, u, z, w = (_at(entry, m) for entry in self.matrix)
        if self.summand is None:
            return Mobius(*integers((x * h, u, z * h, w)))
        return Mobius(*integers((x, x * total + u * h, z, z * total + w * h)))

    def texts(self, k: str = "k") -> dict[str, str]:
        """x, u, z, w, h, and f where there is a sum, as texts in k (f and its h in j) that sympy parses."""
        found = {name: polynomial_text(entry, k) for name, entry in zip("xuzw", self.matrix, strict=True)}
        found["h"] = term_text(self.term, self.start, k)
        if self.summand is not None:
            found["f"] = _ratio_text(self.summand)
            found["h(j)"] = term_text(self.term, self.start, "j")
        return found


@dataclass(frozen=True)
class NoClosedValue:
    """Why there is none, and the recurrence c₂(k) y(k+2) + c₁(k) y(k+1) + c₀(k) y(k) = 0 of the upper entries."""

    reason: str
    recurrence: tuple[fmpq_poly, fmpq_poly, fmpq_poly]


def closed_values(step: Sequence[fmpq_poly]) -> tuple[ClosedValue, ...] | NoClosedValue:
    """The forms of V from P, Q, R, S with V(k) = (P V(k+1) + Q)/(R V(k+1) + S): one, or one for each parity of k.

    >>> k, one = fmpq_poly([0, 1]), fmpq_poly([1])
    >>> [form] = closed_values((k + 1, fmpq_poly([0]), one, -one))
    >>> form.kind, form.texts()["h"], form.texts()["f"]
    ('sum', '(-1)**k/factorial(k)', '-1/(j + 1)')
    """
    p, q, r, s = step
    system = (s, -q, -r, p)
    solutions = hypergeometric_solutions(system)
    form = _form(system, solutions, 1, 0)
    if form is not None:
        return (form,)
    if solutions or may_alternate(system):
        doubled = [_doubled(system, residue) for residue in (0, 1)]
        found = [_form(both, hypergeometric_solutions(both), 2, residue) for residue, both in enumerate(doubled)]
        if found[0] is not None and found[1] is not None:
            return found[0], found[1]
    return NoClosedValue(
        "the entries satisfy a recurrence of order 2 that has no hypergeometric solution over the rational numbers,"
        " neither for all k nor for even or odd k",
        _recurrence(system),
    )


def _form(system: System, solutions: Sequence[Solution], modulus: int, residue: int) -> ClosedValue | None:
    if len(solutions) == 2:
        return _pair(system, solutions[0], solutions[1], modulus, residue)
    return _with_sum(system, solutions[0], modulus, residue) if solutions else None


def _pair(system: System, one: Solution, two: Solution, modulus: int, residue: int) -> ClosedValue | None:
    top, bottom, term = telescoped(one.ratio.over(two.ratio))
    first, second = (one.x * top, one.z * top), (two.x * bottom, two.z * bottom)
    x, z, u, w = primitive((*first, *second))
    return _started(system, (x, u, z, w), term, None, modulus, residue)


def _with_sum(system: System, one: Solution, modulus: int, residue: int) -> ClosedValue | None:
    """All solutions by variation of the constant: beside h₁ (x, z) a column e that spans the rest."""
    p, q, r, s = system
    x, z = one.x, one.z
    on_x = bool(x) and (not z or x.degree() <= z.degree())
    # T e = slope · (x, z)(k+1) + second · e, for e = (0, 1) or (1, 0).
    beside, along, ahead, across = (q, s, x(_AHEAD), z(_AHEAD)) if on_x else (r, p, z(_AHEAD), x(_AHEAD))
    slope = Ratio.of(beside, ahead)
    diagonal = along * slope.bottom - slope.top * across
    rest = (_ZERO, _UNIT) if on_x else (_UNIT, _ZERO)
    second = Ratio.of(diagonal, slope.bottom)
    top, bottom, term = telescoped(second.over(one.ratio))
    summand = Ratio.of(slope.top * one.ratio.bottom * top, slope.bottom * one.ratio.top * bottom)
    matrix = (x * bottom, rest[0] * top, z * bottom, rest[1] * top)
    return _started(system, matrix, term, summand, modulus, residue)


def _started(
    system: System, matrix: Matrix, term: Ratio, summand: Ratio | None, modulus: int, residue: int
) -> ClosedValue | None:
    """The form from the first m on at which all is regular."""
    p, q, r, s = system
    x, u, z, w = matrix
    critical = [x * w - u * z, term.top, term.bottom, p * s - q * r]
    if summand is not None:
        critical.append(summand.bottom)
    start = first_regular(*critical)
    if start > LATEST_START:
        return None
    to_t = Mobius(*integers(_at(entry, start) for entry in matrix)).inverse()
    return ClosedValue(matrix, term, summand, start, to_t, modulus, residue)


def _doubled(system: System, residue: int) -> System:
    """T(2m + residue + 1) T(2m + residue)."""
    first, second = (tuple(entry(fmpq_poly([residue + step, 2])) for entry in system) for step in (0, 1))
    return multiplied(second, first)


def _recurrence(system: System) -> tuple[fmpq_poly, fmpq_poly, fmpq_poly]:
    """Of the first coordinate, which no solution lacks where there is no hypergeometric one."""
    p, q, r, s = system
    c2, c1, c0 = primitive((q, -(p(_AHEAD) * q + q(_AHEAD) * s), q(_AHEAD) * (p * s - q * r)))
    return c2, c1, c0


def _ratio_text(ratio: Ratio) -> str:
    bottom, top = (polynomial_text(part, "j") for part in primitive((ratio.bottom, ratio.top)))
    return top if bottom == "1" else f"{_fenced(top)}/{_fenced(bottom)}"


def _fenced(text: str) -> str:
    return f"({text})" if any(sign in text for sign in " */") else text


def _at(polynomial: fmpq_poly, k: int) -> Fraction:
    value = fmpq(polynomial(k))
    return fraction(value)
