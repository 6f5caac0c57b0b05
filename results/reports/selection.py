"""What a report reads from a store: the best formulas of each constant, and the counts of everything.

Best means: larger δ first, then stronger evidence, then the shorter formula. Rows are bounded whatever the store holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.constants.library import is_classical
from analysis.dynamics.measures import PLOTTED
from analysis.formula import EVIDENCE, RATIONAL, SIGNED, Formula
from results.campaigns import Status
from results.connections import told
from results.known import KnownFormulas
from results.records import Family, Field, Member, records
from results.row_types import PLOTTED_ROW
from results.rows import formula_of, to_json
from results.statements import LARGEST_FAMILIES
from results.store import Store
from results.typed_rows import sound, typed

MOST_FORMULAS = 20_000  # in one report: a page of 20 MB, which browsers still open at once

_EVIDENCE_RANK = f"instr('{' '.join(EVIDENCE)}', coalesce(f.evidence, ''))"
_BEST_FIRST = f"f.delta DESC NULLS LAST, {_EVIDENCE_RANK} DESC, length(f.canonical), f.canonical"
_IDENTITY = "i.mobius, i.expression, i.latex, i.digits AS identity_digits"

# The best formula of every constant, then the second ones, …: a bound on the rows leaves no constant out.
_IDENTIFIED = f"""SELECT * FROM (
    SELECT f.*, {_IDENTITY}, count(*) OVER (PARTITION BY f.constant) AS total,
        row_number() OVER (PARTITION BY f.constant ORDER BY {_BEST_FIRST}) AS place
    FROM formulas f JOIN identities i ON i.id = f.identity WHERE f.kind = 'pcf'
    ) WHERE :constants = '' OR constant IN (SELECT value FROM json_each(:constants))
    ORDER BY place, total DESC, constant LIMIT :limit"""  # noqa: S608 - fixed texts

_UNIDENTIFIED = f"""SELECT f.*, NULL AS mobius, NULL AS expression, NULL AS latex, NULL AS identity_digits
    FROM formulas f WHERE f.kind = 'pcf' AND f.status = 'convergent' AND f.identity IS NULL
    ORDER BY f.factorial_reduction DESC NULLS LAST, {_BEST_FIRST} LIMIT :limit"""  # noqa: S608 - fixed texts

_SIGNED = f"""SELECT f.*, NULL AS mobius, NULL AS expression, NULL AS latex, NULL AS identity_digits
    FROM formulas f WHERE f.kind = '{SIGNED}'
    ORDER BY f.constant, {_EVIDENCE_RANK} DESC, f.digits_per_term DESC NULLS LAST, length(f.canonical), f.canonical
    LIMIT :limit"""  # noqa: S608 - fixed texts

_COUNTS = f"""SELECT
    count(*) FILTER (WHERE kind = 'pcf') AS formulas,
    count(*) FILTER (WHERE kind = 'pcf' AND stage = 'pending') AS pending,
    count(*) FILTER (WHERE kind = 'pcf' AND status = 'convergent') AS convergent,
    count(*) FILTER (WHERE kind = 'pcf' AND status = 'terminating') AS terminating,
    count(*) FILTER (WHERE kind = 'pcf' AND status = 'divergent') AS divergent,
    count(*) FILTER (WHERE kind = 'pcf' AND status = 'undecided') AS undecided,
    count(*) FILTER (WHERE kind = 'pcf' AND identity IS NOT NULL) AS identified,
    count(*) FILTER (WHERE kind = 'pcf' AND identity IS NOT NULL AND constant <> '1') AS irrational,
    count(*) FILTER (WHERE kind = 'pcf' AND status = 'convergent' AND identity IS NOT NULL AND constant <> '1')
        AS convergent_irrational,
    count(*) FILTER (WHERE kind = 'pcf' AND status = 'convergent' AND evidence IN ('linked', 'proved')
        AND (identity IS NOT NULL OR closed_form IS NOT NULL) AND constant IS NOT '1') AS proved,
    count(*) FILTER (WHERE kind = 'pcf' AND status = 'convergent' AND evidence = 'linked'
        AND (identity IS NOT NULL OR closed_form IS NOT NULL) AND constant IS NOT '1') AS linked,
    count(*) FILTER (WHERE kind = 'pcf' AND status = 'convergent' AND constant IS NOT '1'
        AND (identity IS NOT NULL OR closed_form IS NOT NULL)) AS explained,
    count(*) FILTER (WHERE kind = 'pcf' AND status = 'convergent' AND identity IS NULL) AS unidentified,
    count(*) FILTER (WHERE kind = '{SIGNED}') AS signed_fractions,
    count(DISTINCT constant) FILTER (WHERE kind = 'pcf' AND identity IS NOT NULL AND constant <> '1') AS constants
    FROM formulas"""  # noqa: S608 - fixed texts

_FIELDS = """SELECT d.*, count(m.id) AS size FROM fields d LEFT JOIN memberships m ON m.field = d.name
    GROUP BY d.name ORDER BY size DESC, d.name LIMIT :limit"""

_MEMBERS = """SELECT f.a, f.b, f.delta, m.start, m.direction
    FROM memberships m JOIN formulas f ON f.id = m.formula WHERE m.field = :field
    ORDER BY f.delta DESC NULLS LAST, length(f.canonical), f.canonical LIMIT :limit"""

_MEASURES = f"""SELECT a, b, constant, cluster, {", ".join(measure.name for measure in PLOTTED)} FROM formulas
    WHERE kind = 'pcf' AND status = 'convergent' AND eta IS NOT NULL ORDER BY id LIMIT :limit"""  # noqa: S608 - fixed

Row = Mapping[str, Any]
_FORMULAS = "formulas"


@dataclass(frozen=True, slots=True)
class ConstantFindings:
    """The formulas of one constant, best first; total: how many the store has, of which these may be the first."""

    constant: str
    total: int
    formulas: tuple[Formula, ...]

    def marked(self, known: KnownFormulas) -> "ConstantFindings":
        """With what the lists of known formulas say of each that is convergent and irrational."""
        told = (one.saying(known=known.told(one)) if one.is_identified else one for one in self.formulas)
        return replace(self, formulas=tuple(told))


def identified(store: Store, constants: tuple[str, ...] = (), limit: int = MOST_FORMULAS) -> list[ConstantFindings]:
    """The identified formulas by constant, classical ones and those with most formulas first, rational limits last.

    constants: only these.
    """
    asked = {"constants": to_json(list(constants)) if constants else "", "limit": limit}
    found: dict[str, list[Formula]] = {}
    totals: dict[str, int] = {}
    for total, formula in sound(
        _rows(store, _IDENTIFIED, asked), lambda row: (row["total"], formula_of(row)), _FORMULAS
    ):
        constant = str(formula.constant)
        found.setdefault(constant, []).append(formula)
        totals[constant] = total
    names = sorted(found, key=lambda name: (name == RATIONAL, not is_classical(name)))
    return [ConstantFindings(name, totals[name], tuple(found[name])) for name in names]


def unidentified(store: Store, limit: int) -> list[Formula]:
    """Convergent formulas whose limit has no name, those with factorial reduction and large δ first."""
    return list(sound(_rows(store, _UNIDENTIFIED, {"limit": limit}), formula_of, _FORMULAS))


def signed_fractions(store: Store) -> list[Formula]:
    """The signed continued fractions, by constant, fastest first."""
    return list(sound(_rows(store, _SIGNED, {"limit": MOST_FORMULAS}), formula_of, _FORMULAS))


def counts(store: Store) -> dict[str, int]:
    """How many formulas there are of each status and how far they are known."""
    return next(_rows(store, _COUNTS))


def stages(counts: Mapping[str, int], statuses: Sequence[Status]) -> list[tuple[str, int]]:
    """How many fractions are left after each stage, from the domains searched to those with a proof."""
    raw = sum(status.raw_screened for status in statuses if status.campaign.kind == "pcf")
    return [
        *([("in the domains searched", raw)] if raw else []),
        ("passed the screens, distinct", counts["formulas"]),
        ("convergent", counts["convergent"]),
        ("identified or in closed form, irrational", counts["explained"]),
        ("linked or proved", counts["proved"]),
    ]


def families(store: Store, limit: int) -> list[Family]:
    """The families, largest first."""
    return records(_rows(store, LARGEST_FAMILIES, {"limit": limit}), Family, "families")


def fields(store: Store, limit: int) -> list[Field]:
    """The fields, those with most formulas first."""
    return records(_rows(store, _FIELDS, {"limit": limit}), Field, "fields")


def members(store: Store, field: str, limit: int) -> list[Member]:
    """The formulas of a field, large δ first."""
    return records(_rows(store, _MEMBERS, {"field": field, "limit": limit}), Member, "memberships")


def measures(store: Store, limit: int) -> list[dict[str, Any]]:
    """a, b, constant, cluster and the exponents of convergent formulas, for plots."""
    rows = _rows(store, _MEASURES, {"limit": limit})
    return list(sound(rows, lambda row: typed(row, PLOTTED_ROW), _FORMULAS))


def _rows(store: Store, statement: str, parameters: Row | None = None) -> Iterator[dict[str, Any]]:
    with told(store.path):
        yield from store.database.query(statement, dict(parameters or {}))
