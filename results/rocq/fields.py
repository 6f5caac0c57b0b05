"""What `Fields.v` asks of a step of kind "field" beyond what its certificate says.

All of it is found here by trial, and checked again by Coq's kernel: powers of 1 + i + j that make the coefficients of
the field ≥ 0, a block of matrices that narrows the cone by 1 − 1/(K (h + 1)), and where the value is seen to be finite.
"""

from dataclasses import dataclass

from analysis.proofs.certificate import Path
from analysis.proofs.certificate import Step as ChainStep
from analysis.proofs.field import MOST_POLYA, MOST_STEPS, Surface
from analysis.proofs.field import crossing as checked
from analysis.proofs.polynomials import (
    Matrix,
    Numbers,
    along,
    before,
    minus,
    multiplied,
    not_negative,
    plus,
    positive,
    product,
    times,
    value,
)
from analysis.proofs.reading import Mobius, Poly, polynomial
from results.rocq.steps import Fraction_, NotExported, looked_at, multiplier, starts

NARROWING = (2, 3, 4, 6, 8, 16, 32, 64)


@dataclass(frozen=True)
class Direction:
    """The record `direction` of the theory."""

    u: Matrix
    g: tuple[Poly, Poly]
    skips: int
    looked_at: int
    one_ahead: bool
    sign: int
    block: tuple[int, int, int]


@dataclass(frozen=True)
class Crossing:
    """The record `field`, with the map that it gives."""

    ours: Fraction_
    theirs: Fraction_
    first: list[Surface]
    second: list[Surface]
    polya: int
    row: Direction
    trajectory: Direction
    finite_at: int
    mobius: Mobius


def crossing(ours: Fraction_, theirs: Fraction_, step: ChainStep) -> Crossing:
    """The record for a step of kind "field". Raises NotExported."""
    first, second = ([tuple(polynomial(p) for p in entry) for entry in step[key]] for key in ("first", "second"))
    along_i = _matrix([tuple(p[0] if p else 0 for p in entry) for entry in first])
    along_j = _matrix([entry[0] if entry else () for entry in second])
    trajectory = _direction(*ours, along_j, step["trajectory"])
    return Crossing(
        ours, theirs, first, second,
        max(_polya(entry) for entry in (*first, *second)),
        _direction(*theirs, along_i, step["row"]),
        trajectory,
        _finite_at(ours, along_j, trajectory),
        checked(*ours, step)[0],
    )  # fmt: skip


def _matrix(entries: list[Poly]) -> Matrix:
    p, q, r, s = (minus(entry, ()) for entry in entries)
    return p, q, r, s


def _polya(entry: Surface) -> int:
    """The power of 1 + i + j after which no coefficient is < 0."""
    for power in range(MOST_POLYA + 1):
        if all(c >= 0 for p in entry for c in p):
            return power
        moved = ((), *entry)
        entry = tuple(plus(times((1, 1), p), q) for p, q in zip((*entry, ()), moved, strict=True))
    raise NotExported("a matrix that is not shown to keep the cone")


def _direction(a: Poly, b: Poly, steps: Matrix, claim: Path) -> Direction:
    x, y, z, w = u = _matrix([polynomial(one) for one in claim["u"]])
    start = claim["start"]
    e, f, g, h = (along(entry, 1, -1) for entry in steps)
    top, bottom = multiplier(((), b, (1,), a), u, (e, f, g, h))
    seen = [(top, start), (bottom, start), (minus(times(x, w), times(y, z)), start)]
    seen.append((minus(times(steps[0], steps[3]), times(steps[1], steps[2])), 0))
    count = max(looked_at(p, since) for p, since in seen)
    ahead, sign = _column((w, minus((), z)), (minus((), y), x), start)
    return Direction(u, (top, bottom), start - 1, count, ahead, sign, _block(steps))


def _column(first: tuple[Poly, Poly], second: tuple[Poly, Poly], start: int) -> tuple[bool, int]:
    for ahead, (p, q) in ((True, first), (False, second)):
        for sign in (1, -1):
            if all(not_negative(times((sign,), entry), start) for entry in (p, q)):
                return ahead, sign
    raise NotExported("no column of the inverse of U in the cone")


def _block(steps: Matrix) -> tuple[int, int, int]:
    """(p, K, h₀): from h₀ on the matrices at ph, …, ph + p − 1 narrow the cone by 1 − 1/(K (h + 1))."""
    p, q, r, s = (along(entry, 2, 0) for entry in steps)
    e, f, g, h = (along(entry, 2, 1) for entry in steps)
    for length, block in ((1, steps), (2, product((p, q, r, s), (e, f, g, h)))):
        for since in (0, *starts(1)):
            for narrowing in NARROWING:
                if _narrows(block, narrowing, since):
                    return length, narrowing, since
    raise NotExported("products that are not shown to shrink the cone")


def _narrows(block: Matrix, narrowing: int, since: int) -> bool:
    if not all(positive(entry, since) for entry in block):
        return False
    a, b, c, d = block
    k = (narrowing, narrowing)
    theta = times(a, d), times(b, c)
    pairs = (theta, (theta[1], theta[0]))
    return all(not_negative(minus(times(times(k, k), q), p), since) for p, q in pairs)


def _finite_at(ours: Fraction_, steps: Matrix, direction: Direction) -> int:
    """The first n where the second rows of N(1) ⋯ N(n) and of its image both have entries of one sign."""
    s = direction.skips
    x, y, z, w = (value(entry, s + 1) for entry in direction.u)
    e, f, g, h = _products(steps, s)
    t = multiplied(multiplied(before(*ours, s + 1), (x, y, z, w)), (h, -f, -g, e))
    for n in range(1, MOST_STEPS):
        rows = _products(steps, n)
        image = multiplied(t, rows)
        if rows[2] > 0 and rows[3] > 0 and image[2] * image[3] > 0:
            return n
    raise NotExported("a value that is not shown to be finite")


def _products(steps: Matrix, count: int) -> Numbers:
    total: Numbers = (1, 0, 0, 1)
    for n in range(count):
        p, q, r, s = (value(entry, n) for entry in steps)
        total = multiplied(total, (p, q, r, s))
    return total
