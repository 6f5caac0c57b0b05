"""A recurrence whose solutions are made of the convergents of two fractions, as a file for Rocq.

Its parts stand in modules of their own, each with its hypothesis; the theory `Limits.v` computes that all products of
solutions obey the recurrence and that the first values agree.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from analysis.proofs.combined_limits import Recurrence, verify_limit
from analysis.proofs.reading import Mobius, fraction, polynomial
from analysis.proofs.steps import formula
from results.rocq.ends import Proof, function, listed
from results.rocq.steps import NotExported, looked_at

Form = tuple[Fraction, Fraction, Fraction, Fraction]  # of 1, x, y, x y
Integers = tuple[int, int, int, int]
LETTERS = ("c", "d")
NAMES = ("First", "Second")


def limit_proof(certificate: Mapping[str, Any], proof: Callable[[Any], Proof]) -> Proof:
    """The parts are proved by `proof`. Raises NotExported, and what the checker raises."""
    recurrence = verify_limit(certificate).recurrence
    if len(certificate["terms"]) > 1:
        raise NotExported("a combination of limits with several terms")
    (term,) = certificate["terms"]
    parts = [part for part in term["parts"] for _ in range(part["degree"])]
    if len(parts) != 2:
        raise NotExported(f"a combination of {len(parts)} limits; of two it is exported")
    proofs = [proof(part["certificate"]) for part in term["parts"]]
    maps = [found.mobius for found in proofs]
    if any(one is None for one in maps):
        raise NotExported("a combination of limits with a part whose value is rational or known without a hypothesis")
    given = [one for one in maps if one is not None]
    forms = [_form(term[side], len(term["parts"])) for side in ("top", "bottom")]
    common = lcm(*(c.denominator for form in forms for c in form))
    high, low = (_integers(form, common) for form in forms)
    above, below = (_at_values(form, given[0], given[-1]) for form in (high, low))
    modules = [f"Module {name}.\n{found.text}End {name}.\n" for name, found in zip(NAMES, proofs, strict=False)]
    quotient = _quotient(above, below, len(proofs))
    text = _statement(recurrence, len(proofs), quotient)
    text += _script(
        certificate,
        term,
        recurrence,
        (high, low),
        given,
        fraction(term["scale"]) / common,
        _text(below, len(proofs)),
        not any(below[1:]),
    )
    theories = dict.fromkeys([*(name for found in proofs for name in found.theories), "Limits"])
    return Proof("".join([*modules, text]), tuple(theories))


def _form(claim: Sequence[Sequence[Any]], count: int) -> Form:
    """By the powers of both values; x² of one fraction is x y for it twice."""
    found = [Fraction(0)] * 4
    for c, *powers in claim:
        place = sum(e << i for i, e in enumerate(powers)) if count == 2 else (0, 1, 3)[powers[0]]
        found[place] += fraction(c)
    return found[0], found[1], found[2], found[3]


def _integers(form: Form, common: int) -> Integers:
    a, b, c, d = (int(one * common) for one in form)
    return a, b, c, d


def _at_values(form: Integers, x: Mobius, y: Mobius) -> Integers:
    """The form, times both denominators, in the constants c, d."""
    (p, q, r, s), (t, u, v, w) = x, y
    sides = ((r, s, v, w), (p, q, v, w), (r, s, t, u), (p, q, t, u))
    terms = [[k * m * n for k, (e, f, g, h) in zip(form, sides, strict=True)
              for m, n in [((f, e)[i], (h, g)[j])]] for j in (0, 1) for i in (0, 1)]  # fmt: skip
    a, b, c, d = map(sum, terms)
    return a, b, c, d


def _statement(recurrence: Recurrence, count: int, quotient: tuple[str, str, bool]) -> str:
    letters = LETTERS[:count]
    known = " ".join(f"{name}.known {letter} ->" for name, letter in zip(NAMES, letters, strict=False))
    functions = _functions(recurrence)
    begin = recurrence.first - len(recurrence.p)
    above, below, is_number = quotient
    condition = [] if is_number else [f"  ({below} <> 0)%R -> (* which bounds of the values show *)"]
    lines = [
        f"(* p i and q i stand at n = {begin} + i *)",
        f"Theorem proved ({' '.join(letters)} : R) : {known} forall p q : nat -> R,",
        *condition,
        f"  obeys {functions}\n    {recurrence.first} p ->",
        f"  obeys {functions}\n    {recurrence.first} q ->",
        f"  begins {_numbers(recurrence.p)}%R p 0 -> begins {_numbers(recurrence.q)}%R q 0 ->",
        f"  quotient_tends p q (({above}) / ({below}))%R.\n",
    ]
    return "\n".join(lines)


def _quotient(above: Integers, below: Integers, count: int) -> tuple[str, str, bool]:
    """Numerator and denominator in lowest terms, and whether the denominator is a number."""
    lead = next(k for k in reversed(below) if k)
    divisor = gcd(*above, *below) * (1 if lead > 0 else -1)
    top, bottom = (_text(tuple(k // divisor for k in side), count) for side in (above, below))
    return top, bottom, not any(below[1:])


def _text(form: Sequence[int], count: int) -> str:
    """k₁ + k₂ c + k₃ d + k₄ c d, with d = c where there is one constant."""
    found: dict[str, int] = {}
    d = LETTERS[count - 1]
    for k, of in zip(form, ("", "c", d, f"c * {d}"), strict=True):
        found[of] = found.get(of, 0) + k
    terms = [f"{_signed(k)} * {of}" if of and k != 1 else of or _signed(k) for of, k in found.items() if k]
    return " + ".join(reversed(terms)) or "0"


def _signed(k: int) -> str:
    return str(k) if k >= 0 else f"({k})"


def _functions(recurrence: Recurrence) -> str:
    return f"[{'; '.join(f'fun n => {function(c)}' for c in recurrence.coefficients)}]"


def _numbers(values: Sequence[Fraction]) -> str:
    return f"[{'; '.join(f'{_signed(x.numerator)} / {x.denominator}' for x in values)}]"


def _script(
    certificate: Mapping[str, Any], term: Mapping[str, Any], recurrence: Recurrence,
    forms: tuple[Integers, Integers], maps: Sequence[Mobius], scale: Fraction, below: str, is_number: bool,
) -> str:  # fmt: skip
    start, order = certificate["start"], len(recurrence.p)
    later = start - (recurrence.first - order)
    values = recurrence.values(recurrence.first - order, order + later)
    top, bottom = (polynomial(one) for one in term["gauge"])
    lead, *others = recurrence.coefficients
    seen = ((top, start + 1), (bottom, start + 1), (lead, recurrence.first), (lead, start + order))
    condition = "" if is_number else "Hd "
    lines = [f"Proof.\n  intros {' '.join(f'K{i}' for i in range(len(maps)))} p q {condition}Hp Hq Bp Bq."]
    parts = []
    for i, (part, name, letter) in enumerate(zip(term["parts"], NAMES, LETTERS, strict=False)):
        a, b = formula(part["certificate"]["formula"])
        lines.append(f"  destruct ({name}.proved {letter} K{i}) as [N{i} V{i}].")
        lines.append(f"  apply (given _ _ {listed(a)} {listed(b)}) in V{i}; [| {_RING} | {_RING} | exact N{i}].")
        parts.append(f"(Part {listed(a)} {listed(b)} {start - part['shift']})")
    lines += [
        f"  apply (by_limits {_matrix(forms[0])} {_matrix(forms[1])} {_functions(recurrence)}",
        f"    {recurrence.first} {later} {listed(lead)} [{'; '.join(map(listed, others))}] {start}",
        f"    {parts[0]} {parts[-1]} {listed(top)} {listed(bottom)} ({scale.numerator}) {scale.denominator}",
        f"    {_pairs([p for p, _ in values])} {_pairs([q for _, q in values])} {max(looked_at(*one) for one in seen)}",
        f"    p q _ _ _ _ _ ltac:(vm_compute; reflexivity) {_EQUAL} Hp Hq Bp Bq V0 V{len(maps) - 1}).",
    ]
    return "\n".join([*lines, *_closing(below), ""])


_RING = "intro n; cbn [ev]; ring"
_EQUAL = "ltac:(intro n; cbn [map ev]; repeat (apply f_equal2; [ring |]); reflexivity)"


def _closing(below: str) -> list[str]:
    """That the denominator is not 0, and that the quotient is the one of the statement."""
    return [
        f"  - cbn [at_values]. intro E. assert ({below} = 0)%R by (rewrite <- E; ring). lra.",
        f"  - apply (quotient_is _ _ _ ({below})%R); cbn [at_values]; [ring | lra | field; lra].",
        "Qed.",
    ]


def _pairs(values: Sequence[Fraction]) -> str:
    return f"[{'; '.join(f'(({x.numerator}), {x.denominator})' for x in values)}]"


def _matrix(form: Integers) -> str:
    a, b, c, d = (f"({k})" for k in form)
    return f"(({a}, {b}), ({c}, {d}))"
