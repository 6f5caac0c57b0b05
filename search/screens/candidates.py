"""From the survivors of a shard to the distinct canonical formulas that the exact stage examines."""

from dataclasses import dataclass
from fractions import Fraction

from analysis.dynamics.reduction import growth_order
from analysis.formulas.pcf import PCF
from search.domains import Domain
from search.screens.screen import Survivors, screen_shard


@dataclass(frozen=True)
class Candidate:
    """A canonical formula that passed: how many formulas of the shard meet in it, its ρ, and whether ρ = d.

    rho is None where the primes gave no verdict.
    """

    pcf: PCF
    raw_count: int
    rho: Fraction | None
    fr: bool


def candidates(domain: Domain, index: int, keep: str = "screened", threads: int | None = None) -> list[Candidate]:
    """The distinct canonical formulas of what `screen_shard` keeps of a shard, in an order that depends on them alone.

    >>> from search.domains import Form, Range, structured
    >>> lets = {"x0": Range(1, 1), "x1": Range(-20, 20)}
    >>> apery = structured(Form.of("x0*(n^3+(n+1)^3)+x1*(2n+1)", lets), Form.of("-n^6", lets))
    >>> [str(candidate.pcf) for candidate in candidates(apery, 0, keep="fr")]
    ['PCF(2n^3+3n^2+3n+1, -n^6)', 'PCF(2n^3+3n^2+11n+5, -n^6)', 'PCF(2n^3+3n^2+27n+13, -n^6)']
    """
    return canonical_candidates(screen_shard(domain, index, keep, threads))


def canonical_candidates(survivors: Survivors) -> list[Candidate]:
    """As `candidates`, for survivors at hand.

    Deflation by c lowers ρ and d alike by deg c.
    """
    counts: dict[PCF, int] = {}
    orders: dict[PCF, Fraction | None] = {}
    for row, order in enumerate(survivors.orders):
        raw = survivors.pcf(row)
        canonical = raw.canonical().pcf
        if canonical not in counts:
            deflated = growth_order(raw) - growth_order(canonical)
            orders[canonical] = None if order is None else order - deflated
        counts[canonical] = counts.get(canonical, 0) + survivors.weight
    return [
        Candidate(pcf, counts[pcf], orders[pcf], orders[pcf] == growth_order(pcf))
        for pcf in sorted(counts, key=_text_order)
    ]


def _text_order(pcf: PCF) -> tuple[int, int, tuple[int, ...], tuple[int, ...]]:
    return pcf.a.degree, pcf.b.degree, pcf.a.coefficients[::-1], pcf.b.coefficients[::-1]
