"""Lines of formulas, a(n) and b(n) with coefficients polynomial in a parameter k of degree ≤ 2, and where to find them.

Among formulas given, three members fix a line and a fourth has to lie on it: in an exact family a is linear in k, so
two formulas and the a of a third tell where to look; elsewhere (`curves`) any three are tried. Around one formula with
a closed form the moves of its hypergeometric parameters by whole numbers are lines too (`contiguity`). Lines that only
shift n are left out: every formula has one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product, zip_longest
from math import comb, gcd

from analysis.exact.polynomials import Polynomial
from analysis.families.contiguity import moved_by
from analysis.formulas.pcf import PCF

LEAST_MEMBERS = 4
MOST_ON_CURVES = 20  # formulas among which any three are tried
MOST_ON_LINES = 150  # members of an exact family, of which any two are
_NOTHING = Polynomial(())

Coefficients = tuple[int, ...]
Places = Mapping[tuple[Coefficients, Coefficients], int]


@dataclass(frozen=True)
class Line:
    """a(n) = a₀ + k a₁ + k² a₂ and b(n) = b₀ + k b₁ + k² b₂, polynomials in n; k = 0, 1, 2, …

    >>> nothing = Polynomial(())
    >>> line = Line((Polynomial((1, 2)), Polynomial((1,)), nothing), (Polynomial((0, 0, 1)), nothing, nothing))
    >>> line.at(3), line.text("a"), line.text("b")
    (PCF(2n+4, n^2), '2*n + 1 + k', 'n**2')
    """

    a: tuple[Polynomial, Polynomial, Polynomial]
    b: tuple[Polynomial, Polynomial, Polynomial]

    def at(self, k: int) -> PCF:
        """The member at k; raises InputError where b vanishes."""
        a, b = self.sides(k)
        return PCF(a, b)

    def sides(self, k: int) -> tuple[Polynomial, Polynomial]:
        """a(n) and b(n) at k."""
        return _value(self.a, k), _value(self.b, k)

    def parts(self, side: str) -> dict[tuple[int, int], Polynomial]:
        """a or b by powers of k, as `parameter_proofs` reads them."""
        return {(j, 0): part for j, part in enumerate(getattr(self, side)) if part}

    def moved(self, steps: int, sign: int = 1) -> "Line":
        """The same line with k replaced by steps + sign k."""
        return Line(_substituted(self.a, steps, sign), _substituted(self.b, steps, sign))

    def text(self, side: str) -> str:
        """a or b as text in n and k, which sympy and templates parse."""
        return joined(list(zip(map(str, getattr(self, side)), ("", "k", "k**2"), strict=True)))

    @property
    def shifts_index(self) -> bool:
        """Whether the next member is the tail of this one, or the other way round."""
        here, there = self.at(0), self.at(1)
        for side, other in ((here.a, there.a), (here.b, there.b)):
            d = side.degree
            if d > 0:
                if other.degree != d:
                    return False
                shift, left = divmod(other.coefficients[d - 1] - side.coefficients[d - 1], d * side.leading)
                return not left and here.shifted(shift) == there
        return False

    @property
    def direction(self) -> tuple[Coefficients, ...]:
        """What parallel lines and every m-th member share: how the formula's parameters move, up to length."""
        top = self.b[1].coefficients[max(self.b[0].degree - 1, 0) :]
        lead = self.a[0].leading if self.a[0].degree > self.a[1].degree else 0
        bends = self.b[2].coefficients + self.a[2].coefficients
        m = gcd(*self.a[1].coefficients, *top) or 1
        if any(c % m**2 for c in bends):
            m = 1
        a, b = (tuple(c // m for c in side) for side in (self.a[1].coefficients, top))
        return a, tuple(c // m**2 for c in bends), b, (lead, self.b[0].leading)


def places_of(members: Sequence[PCF]) -> dict[tuple[Coefficients, Coefficients], int]:
    """The place of each formula by its coefficients, as `inside` looks them up."""
    return {(pcf.a.coefficients, pcf.b.coefficients): place for place, pcf in enumerate(members)}


def inside(line: Line, places: Places) -> int:
    """How many members from k = 0 on are among the formulas."""
    k = 0
    while _is_member(line, k, places):
        k += 1
    return k


def lines(members: Sequence[PCF]) -> list[Line]:
    """The lines with at least LEAST_MEMBERS members of one exact family, canonical ones; most members first.

    They begin with three of the shortest MOST_ON_LINES.
    """
    few = _shortest(members, MOST_ON_LINES)
    by_a: dict[Coefficients, list[PCF]] = defaultdict(list)
    for pcf in few:
        by_a[pcf.a.coefficients].append(pcf)
    triples = (
        (first, second, third)
        for first, second in product(few, few)
        if first != second
        for third in by_a.get((second.a * 2 - first.a).coefficients, ())
    )
    return _kept(triples, places_of(members))


def _shortest(members: Sequence[PCF], count: int) -> Sequence[PCF]:
    if len(members) <= count:
        return members
    return sorted(members, key=lambda pcf: (len(str(pcf)), str(pcf)))[:count]


def curves(members: Sequence[PCF]) -> list[Line]:
    """The same for formulas of no exact family, where a may be quadratic in k; the shortest MOST_ON_CURVES are read.

    >>> found = curves([PCF.parse(f"(2n+1)(n^2+n+{2 * k * (k + 1) + 1})", "-n^6") for k in range(5)])
    >>> found[0].text("a")
    '2*n**3 + 3*n**2 + 3*n + 1 + (4*n + 2)*k + (4*n + 2)*k**2'
    """
    few = _shortest(members, MOST_ON_CURVES)
    triples = (
        (first, second, third)
        for first, third in combinations(few, 2)
        for second in few
        if second not in (first, third)
    )
    both = ((a, b, c) for triple in triples for a, b, c in (triple, triple[::-1]))
    return _kept(both, places_of(members))


def contiguous_lines(pcf: PCF, directions: Sequence[tuple[int, int, int]]) -> Iterator[Line]:
    """The lines from a formula with deg a ≤ 1, deg b ≤ 2 along moves (i, j, g) of r₁, r₂, γ, where they stay integral.

    >>> [found.text("b") for found in contiguous_lines(PCF.parse("2", "n^2"), [(0, -2, 1)])]
    ['n**2 + 2*n*k']
    """
    for direction in directions:
        members = [moved_by(pcf, *(k * step for step in direction)) for k in range(LEAST_MEMBERS)]
        known = [member for member in members if member is not None and member.a]
        if len(known) < LEAST_MEMBERS:
            continue
        line = _through(*known[:3])
        if line is not None and line.sides(3) == (known[3].a, known[3].b) and not line.shifts_index:
            yield line


def _kept(triples: Iterator[tuple[PCF, PCF, PCF]], places: Places) -> list[Line]:
    seen: set[Line] = set()
    found = []
    for triple in triples:
        if (_after([pcf.a for pcf in triple]), _after([pcf.b for pcf in triple])) not in places:
            continue
        line = _through(*triple)
        if line is None or line in seen:
            continue
        seen.add(line)
        if (not _is_member(line, -1, places) or _turns(line)) and not line.shifts_index and not _returns(line):
            found.append(line)
    return sorted(found, key=lambda one: (-inside(one, places), _size(one)))


def _after(three: Sequence[Polynomial]) -> Coefficients:
    """The coefficients of the fourth value of a polynomial of degree ≤ 2 in k from the first three."""
    first, second, third = (polynomial.coefficients for polynomial in three)
    found = [x + 3 * (z - y) for x, y, z in zip_longest(first, second, third, fillvalue=0)]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _turns(line: Line) -> bool:
    """Whether the members before k = 0 are those after it, in reverse."""
    return line.sides(-1) in (line.sides(0), line.sides(1))


def _returns(line: Line) -> bool:
    """Whether a member m > 0 is the one at k = 0, and so on: m a₂ + a₁ = 0, likewise b."""
    slopes, bends = ([c for side in (line.a, line.b) for c in _padded(side[part], side[3 - part])] for part in (1, 2))
    pivot = next((place for place, c in enumerate(bends) if c), None)
    if pivot is None:
        return False
    m, left = divmod(-slopes[pivot], bends[pivot])
    return not left and m > 0 and all(m * bend + slope == 0 for slope, bend in zip(slopes, bends, strict=True))


def _padded(p: Polynomial, other: Polynomial) -> list[int]:
    return [*p.coefficients] + [0] * (len(other.coefficients) - len(p.coefficients))


def _through(first: PCF, second: PCF, third: PCF) -> Line | None:
    sides = [_quadratic(*(getattr(pcf, side) for pcf in (first, second, third))) for side in ("a", "b")]
    if sides[0] is None or sides[1] is None or not any(part for side in sides if side for part in side[1:]):
        return None
    return Line(sides[0], sides[1])


def _quadratic(
    first: Polynomial, second: Polynomial, third: Polynomial
) -> tuple[Polynomial, Polynomial, Polynomial] | None:
    """The polynomial in k through three values; None where its coefficients are no integers."""
    slope, half = [], []
    for x, y, z in zip_longest(first.coefficients, second.coefficients, third.coefficients, fillvalue=0):
        bend, odd = divmod(z - 2 * y + x, 2)
        if odd:
            return None
        half.append(bend)
        slope.append(y - x - bend)
    return first, Polynomial.of(slope), Polynomial.of(half)


def _value(parts: tuple[Polynomial, Polynomial, Polynomial], k: int) -> Polynomial:
    rows = zip_longest(*(part.coefficients for part in parts), fillvalue=0)
    return Polynomial.of([c0 + k * c1 + k * k * c2 for c0, c1, c2 in rows])


def _substituted(
    parts: tuple[Polynomial, Polynomial, Polynomial], steps: int, sign: int
) -> tuple[Polynomial, Polynomial, Polynomial]:
    """Taylor's formula: the coefficients of Σ parts[j] (steps + sign k)ʲ."""
    new = []
    for i in range(3):
        total = _NOTHING
        for j in range(i, 3):
            total += parts[j] * (comb(j, i) * steps ** (j - i) * sign**i)
        new.append(total)
    return new[0], new[1], new[2]


def _is_member(line: Line, k: int, places: Places) -> bool:
    a, b = line.sides(k)
    return (a.coefficients, b.coefficients) in places


def _size(line: Line) -> tuple[int, list[Coefficients]]:
    coefficients = [p.coefficients for p in (*line.a, *line.b)]
    return sum(abs(c) for row in coefficients for c in row), coefficients


def joined(parts: Sequence[tuple[str, str]]) -> str:
    """Σ part · monomial as text, parts polynomials in n as text; the monomial "" is 1.

    >>> joined([("2*n + 1", ""), ("n - 1", "k"), ("-1", "m")])
    '2*n + 1 + (n - 1)*k - m'
    """
    pieces: list[str] = []
    for part, power in parts:
        if part == "0":
            continue
        if not power:
            piece = part
        elif part in ("1", "-1"):
            piece = power if part == "1" else f"-{power}"
        elif " + " in part or " - " in part:
            piece = f"({part})*{power}"
        else:
            piece = f"{part}*{power}"
        if pieces:
            pieces.append(f" - {piece[1:]}" if piece.startswith("-") else f" + {piece}")
        else:
            pieces.append(piece)
    return "".join(pieces) or "0"
