"""What a file for Rocq says of the end of a chain: a hypothesis with its name, or nothing where the theory proves it.

A fraction that ends, and one whose series diverges so that its value is rational, need no hypothesis.
"""

from dataclasses import dataclass

from flint import fmpz_poly

from analysis.notation.languages import code
from analysis.proofs.certificate import End
from analysis.proofs.chain import EVERY_END, lowest
from analysis.proofs.polynomials import along, leading_sign, minus, negative, not_negative, plus, positive, times
from analysis.proofs.reading import Mobius, Poly, fraction, polynomial, spelt
from analysis.proofs.series import NAMES
from results.rocq.steps import Fraction_, NotExported, looked_at, starts

SLOWER = (0, 1, 2, 4, 8, 16, 32)  # of terms that fall at most like 1/(n − shift)
FACTORS = tuple(2**k for k in range(16))  # of terms that grow by 1/(factor n)


@dataclass(frozen=True)
class Proof:
    """Definitions and the theorem `proved`, and the theories that they need."""

    text: str
    theories: tuple[str, ...]
    mobius: Mobius | None = None  # the value as an image of the c that is supposed to be known


@dataclass(frozen=True)
class Known:
    """What a proof begins with: the value of the last fraction is the image of c, of 1 where nothing is supposed."""

    mobius: Mobius
    opening: tuple[str, ...]
    hypothesis: str = ""  # the definition of `known`
    theories: tuple[str, ...] = ()


def known(at: Fraction_, end: End) -> Known:
    """The beginning of a proof. Raises NotExported."""
    if end["kind"] == "series" and "first" not in end:
        return _divergent(at, end)
    if end["kind"] == "formula":
        return _given(at, (1, 0, 0, 1), _about(end, f"the value of PCF({spelt(at[0])}, {spelt(at[1])})"))
    own = {key: value for key, value in end.items() if key not in NAMES}  # of a series with a name its sum is spoken of
    mobius, constant = EVERY_END[end["kind"]](*at, own)
    if end["kind"] == "algebraic" and all(len(p) == 1 for p in at) and (radicand := _radicand(constant)):
        return _root(at, lowest(mobius), radicand)
    if end["kind"] == "series":
        return _summed(at, end, mobius, _about(end, constant))
    return _given(at, lowest(mobius), _about(end, constant))


def _about(end: End, constant: str) -> str:
    return f"(* {_source(end)}\n   c is {constant} *)\nDefinition known (c : R) : Prop :=\n"


def _source(end: End) -> str:
    match end["kind"]:
        case "theorem":
            parameters = ", ".join(end["parameters"])
            return f"The theorem '{end['name']}'" + (f" at {parameters}" if parameters else "") + ", a hypothesis:"
        case "formula":
            return "The last fraction converges, a hypothesis:"
        case "series":
            return "The sum of a series, a hypothesis: its first term and the quotients of its terms follow."
        case "algebraic":
            return "The value of the last fraction, an algebraic number, a hypothesis:"
    return "The value of the last fraction by its closed form, a hypothesis:"


def _given(at: Fraction_, mobius: Mobius, about: str) -> Known:
    p, q, r, s = mobius
    lines = (
        f"  ({linear(r, s)} <> 0)%R /\\",
        f"  converges {functions(at)}",
        f"    (({linear(p, q)}) / ({linear(r, s)}))%R.\n",
    )
    opening = (
        "  intros [Hq H].",
        f"  apply (given _ _ {listed(at[0])} {listed(at[1])}) in H;",
        "    [| intro n; cbn [ev]; ring | intro n; cbn [ev]; ring | exact Hq].",
    )
    return Known(mobius, opening, about + "\n".join(lines))


def _radicand(constant: str) -> int:
    digits = constant.removeprefix("sqrt(").removesuffix(")")
    return int(digits) if constant == f"sqrt({digits})" and digits.isdecimal() else 0


def _root(at: Fraction_, mobius: Mobius, radicand: int) -> Known:
    """Constant coefficients: all that is supposed of c is that it is the square root."""
    (a,), (b,) = at
    x, y, _, z = mobius
    hypothesis = (
        f"(* c is the square root of {radicand} *)\n"
        f"Definition known (c : R) : Prop := (0 <= c)%R /\\ (c * c = {radicand})%R.\n"
    )
    opening = (
        "  intros [Hc H2].",
        f"  assert (H := by_square_root ({a}) ({b}) ({x}) ({y}) ({z}) {radicand} c",
        "    ltac:(vm_compute; reflexivity) Hc H2).",
    )
    return Known(mobius, opening, hypothesis, ("Endings",))


def _summed(at: Fraction_, end: End, whole: Mobius, about: str) -> Known:
    """A series that converges: it is the sum that the hypothesis speaks of, mapped to the value by `whole`."""
    mobius, multiple = lowered(whole)
    solution = [polynomial(one) for one in end["solution"]]
    ratio = [polynomial(one) for one in end["term ratio"]]
    start, first = end["start"], fraction(end["first"])
    count = max(looked_at(solution[0], start), looked_at(solution[1], start), looked_at(ratio[1], start + 1))
    sides = " ".join(map(listed, (*at, *solution, *ratio)))
    entries = " ".join(f"({entry})" for entry in mobius)
    above, below = map(function, ratio)
    number = f"{first.numerator} / {first.denominator}"
    hypothesis = (
        f"{about}  ({linear(*mobius[2:])} <> 0)%R /\\\n"
        f"  Un_cv (partial ({number})%R (fun n => {above}) (fun n => {below}) {start + 1}) c.\n"
    )
    opening = (
        "  intros [Hq H].",
        f"  apply (sum_given _ _ {listed(ratio[0])} {listed(ratio[1])}) in H;",
        "    [| intro n; cbn [ev]; ring | intro n; cbn [ev]; ring].",
        f"  apply (by_series {sides}",
        f"    {start} {count} ({first.numerator}) ({first.denominator}) {entries} ({multiple}) c) in H;",
        "    [| vm_compute; reflexivity | intro E; apply Hq; lra].",
    )
    return Known(mobius, opening, hypothesis)


def lowered(mobius: Mobius) -> tuple[Mobius, int]:
    """The map in lowest terms, and of how much the given one is a multiple.

    >>> lowered((-4, 0, 0, -6))
    ((2, 0, 0, 3), -2)
    """
    found = lowest(mobius)
    return found, next(x // y for x, y in zip(mobius, found, strict=True) if y)


def _divergent(at: Fraction_, end: End) -> Known:
    """A series that diverges: the value is the map of the series at infinity."""
    top, bottom = (polynomial(one) for one in end["solution"])
    start = end["start"]
    above, below = _term_ratio(at[1], top, bottom)
    counts = ((top, start), (bottom, start), (below, start + 1), (at[1], start + 1))
    count = max(looked_at(p, since) for p, since in counts)
    p, _, _, q = EVERY_END["series"](*at, end)[0]
    sides = " ".join(map(listed, (*at, top, bottom, above, below)))
    opening = (
        "  assert (H := by_divergent_series",
        f"    {sides}",
        f"    {start} {count} ({_divergence(above, below, start)}) ({p}) ({q}) ltac:(vm_compute; reflexivity)).",
    )
    return Known((p, 0, 0, q), opening, theories=("Endings",))


def _term_ratio(b: Poly, top: Poly, bottom: Poly) -> tuple[Poly, Poly]:
    """t(n+1)/t(n) = −b(n+1)/(R(n) R(n+1)) in lowest terms, the denominator > 0 at last."""
    above = fmpz_poly(list(times(negative(along(b, 1, 1)), times(bottom, along(bottom, 1, 1)))))
    below = fmpz_poly(list(times(top, along(top, 1, 1))))
    common = above.gcd(below) * (1 if below.leading_coefficient() > 0 else -1)
    first, second = (tuple(int(c) for c in (p // common).coeffs()) for p in (above, below))
    return first, second


def _divergence(above: Poly, below: Poly, start: int) -> str:
    """Why |Σ t| → ∞: terms of one sign that fall at most like 1/(n − shift), or of changing sign that grow by 1/n."""
    slow = leading_sign(above) > 0
    for since in starts(start + 1):
        for constant in SLOWER if slow else FACTORS:
            if positive(below, since) and not_negative(_excess(above, below, constant, slow), since):
                if slow and constant < since:
                    return f"Slow {since} {constant}"
                if not slow:
                    return f"Swinging {since} {constant}"
    raise NotExported("a series that diverges too slowly")


def _excess(above: Poly, below: Poly, constant: int, slow: bool) -> Poly:
    if slow:
        return minus(times((1 - constant, 1), above), times((-constant, 1), below))
    return minus(times((0, -constant), plus(above, below)), below)


def functions(at: Fraction_) -> str:
    """Both polynomials of a fraction."""
    return " ".join(f"(fun n => {function(p)})" for p in at)


def function(p: Poly) -> str:
    """As Rocq and PARI write polynomials.

    >>> function((3, 0, -1))
    '-n^2 + 3'
    """
    return code(spelt(p), "pari")


def listed(p: Poly) -> str:
    """The coefficients."""
    return f"[{'; '.join(map(str, p))}]"


def linear(p: int, q: int) -> str:
    """p c + q.

    >>> linear(1, -2), linear(-3, 0)
    ('c - 2', '(-3) * c')
    """
    if not p:
        return str(q)
    lead = "c" if p == 1 else f"{p} * c" if p > 0 else f"({p}) * c"
    return lead + (f" {'-' if q < 0 else '+'} {abs(q)}" if q else "")
