"""An end at a minimal solution that is a sum, as data for `MinimalSums.v`: no hypothesis but what the sums are."""

from analysis.proofs.bivariate import Bi, add, multiply, scale, shift
from analysis.proofs.boundaries import Summand
from analysis.proofs.certificate import End
from analysis.proofs.chain import EVERY_END
from analysis.proofs.polynomials import along, leading_sign, value
from analysis.proofs.reading import Rejected, fraction, polynomial
from analysis.proofs.telescoping import over_common, prove, read_certificate, read_summand
from results.rocq.ends import Known, listed
from results.rocq.steps import Fraction_, NotExported, looked_at
from results.rocq.sums import bounded, fall, shown_summand, shown_two

_MOST_POWERS = 12  # of 1 + n + k


def minimal(at: Fraction_, end: End) -> Known:
    """c is the quotient of two neighbouring sums. Raises NotExported."""
    f, s = read_summand(end["summand"]), end["shift"]
    recurrence = [polynomial(one) for one in end["recurrence"]]
    ratio = read_certificate(end["certificate"])
    stated = prove(f, (0, 0), None, (recurrence[0], recurrence[1], recurrence[2]), ratio)
    try:
        since, (low, _), left = bounded(stated, ratio)
    except Rejected as refusal:
        raise NotExported(str(refusal)) from None
    if since > s + 1 or left:
        raise NotExported("a minimal sum whose recurrence is seen late")
    mobius = -value(recurrence[0], s), value(at[0], 0), 0, 1
    name = EVERY_END["minimal sum"](*at, end)[1]
    known = (
        f"(* S(m) is a sum over k >= 0, and c = S({s})/S({s - 1}): the quotient of their first terms times\n"
        f"   {name} *)\n"
        f"Definition F : summand :=\n  {shown_summand(f)}.\n"
        f"Definition known (c : R) : Prop := exists S : Z -> R,\n"
        f"  (forall m, {s - 1} <= m -> Un_cv (zsum (summand_at F m) 0) (S m)) /\\ (c * S {s - 1}%Z = S {s}%Z)%R.\n"
    )
    t, u = fall(stated, ratio)[1]
    opening = (
        "  intros [S [HS Hc]].",
        f"  assert (H := by_minimal_sum F {' '.join(map(listed, recurrence))}",
        f"    {' '.join(map(shown_two, ratio))} {t} {u} ({low})",
        f"    {' '.join(map(listed, at))} {s}",
        f"    {_outrun(f, end, along(recurrence[0], 1, s))}",
        f"    ({mobius[0]}) ({mobius[1]}) 1 S c ltac:(vm_compute; reflexivity) ltac:(vm_compute; reflexivity) HS Hc).",
    )
    return Known(mobius, opening, known, ("Sums", "MinimalSums"))


def _outrun(f: Summand, end: End, size: tuple[int, ...]) -> str:
    rho, theta = fraction(end["ratio"]), fraction(end["share"])
    bounds = " ".join(listed(polynomial(one)) for key in ("lower", "upper") for one in end[key])
    before, here, ahead = (
        shift(one, end["shift"] + end["from"], 0) for one in over_common(f, [(-1, 0), (0, 0), (0, 1)], 1)
    )
    sign = 1 if before[0, 0] > 0 else -1
    room = add(scale(before, rho.numerator), scale(here, -rho.denominator))
    power = max(_power(scale(one, sign)) for one in (before, here, ahead, room))
    return (
        f"(Outrun (Cone {end['from']} {bounds}) {rho.numerator} {rho.denominator} ({sign}) ({leading_sign(size)})"
        f" {power} {theta.numerator} {theta.denominator} {looked_at(size, 0)})"
    )


def _power(p: Bi) -> int:
    """How often 1 + n + k has to be multiplied by until the coefficients show that p > 0."""
    for power in range(_MOST_POWERS):
        if p.get((0, 0), 0) > 0 and min(p.values()) >= 0:
            return power
        p = multiply(p, {(0, 0): 1, (1, 0): 1, (0, 1): 1})
    raise NotExported("terms whose sign is not seen")
