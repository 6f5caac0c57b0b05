"""The longer SQL statements of the store: how rows that meet again are merged, and what still has to be done.

Only constants are put together here; every value travels as a parameter.
"""

# ruff: noqa: S608 - no text of a user is part of any statement

from analysis.formula import EVIDENCE
from results.rows import MEASURE_COLUMNS

# A formula has been examined as far as a campaign asks: with its constants, or already named, to its digits; or its
# status is exact, and neither digits nor constants can change it.
_SATISFIED = """(coalesce(f.status IN ('divergent', 'terminating'), 0) OR EXISTS (
    SELECT 1 FROM json_each(CASE WHEN json_valid(f.asked) THEN f.asked ELSE '{}' END) past
    WHERE past.value >= :digits AND (past.key = :constants OR f.identity IS NOT NULL)))"""

# A repeated id with another text would be a collision of hashes: NULL then breaks NOT NULL and nothing is written.
_SAME_FORMULA = "canonical = CASE WHEN canonical = excluded.canonical THEN canonical END"

NEW_CANDIDATE = f"""INSERT INTO formulas (id, kind, canonical, stage, a, b, reduction_order, factorial_reduction)
    VALUES (:id, 'pcf', :canonical, 'pending', :a, :b, :reduction_order, :factorial_reduction)
    ON CONFLICT (id) DO UPDATE SET {_SAME_FORMULA},
        reduction_order = coalesce(reduction_order, excluded.reduction_order),
        factorial_reduction = coalesce(factorial_reduction, excluded.factorial_reduction)"""

ASK_AGAIN = f"""UPDATE formulas AS f SET stage = 'pending'
    WHERE f.stage <> 'pending' AND f.id IN (SELECT value FROM json_each(:ids)) AND NOT {_SATISFIED}"""

_UNSATISFIED_CAMPAIGN = _SATISFIED.replace(":digits", "c.digits").replace(":constants", "c.constants")
ASKED_FOR_MORE = f"""UPDATE formulas AS f SET stage = 'pending'
    WHERE f.id IN (SELECT value FROM json_each(:ids)) AND f.kind = 'pcf' AND EXISTS (
        SELECT 1 FROM sightings s JOIN campaigns c ON c.id = s.campaign
        WHERE s.formula = f.id AND NOT {_UNSATISFIED_CAMPAIGN})"""

# A formula that ran out of time keeps what was found by then, and is marked; it is asked for again by `resume`.
MARK_LATE = "UPDATE formulas SET stage = 'failed', failure = coalesce(?, 'out of time') WHERE id = ?"
_LATE = """stage = 'failed' AND failure LIKE 'out of time%' AND id IN (
    SELECT formula FROM sightings WHERE :campaign IS NULL OR campaign = :campaign)"""
ASK_AGAIN_FOR_LATE = f"UPDATE formulas SET stage = 'pending' WHERE {_LATE}"
REOPEN = """UPDATE campaigns SET finished = NULL WHERE (:campaign IS NULL OR id = :campaign) AND id IN (
    SELECT s.campaign FROM sightings s JOIN formulas f ON f.id = s.formula WHERE f.stage = 'pending')"""
FAILURES = """SELECT coalesce(f.failure, 'for no reason told') AS reason, count(*) AS formulas
    FROM formulas f INDEXED BY formulas_failed WHERE f.stage = 'failed'
    AND EXISTS (SELECT 1 FROM sightings s WHERE s.campaign = :campaign AND s.formula = f.id)
    GROUP BY reason ORDER BY formulas DESC, reason LIMIT :limit"""

_PENDING_COLUMNS = "f.id, f.a, f.b, f.reduction_order, f.factorial_reduction"
_PENDING_ROWS = f"""SELECT {_PENDING_COLUMNS} FROM formulas f INDEXED BY formulas_pending
    WHERE f.stage = 'pending' AND f.id > :after"""
PENDING = f"{_PENDING_ROWS} ORDER BY f.id LIMIT :limit"
PENDING_OF_CAMPAIGN = f"""{_PENDING_ROWS} AND NOT {_SATISFIED}
    AND EXISTS (SELECT 1 FROM sightings s WHERE s.campaign = :campaign AND s.formula = f.id)
    ORDER BY f.id LIMIT :limit"""

# Where a row is written again: the newer value, but never nothing over something.
_NEWER = (
    "a", "b", "status", "closed_form", *MEASURE_COLUMNS, "factorial_reduction", "family", "cluster", "lhs", "signs",
    "terms", "recurrence", "interlaced", "digits_per_term", "simple_digits_per_term", "extras",
)  # fmt: skip
_TOGETHER = ("identity", "constant")  # both follow the newer identity, where there is one
_WRITTEN = ("id", "kind", "canonical", "value", "digits", "digits_ground", "evidence", "asked", *_NEWER, *_TOGETHER)


def _rank(evidence: str) -> str:
    return f"coalesce(instr('{' '.join(EVIDENCE)}', {evidence}), 0)"


def _merge(column: str) -> str:
    if column == "value":
        return "value = CASE WHEN coalesce(digits, 0) > coalesce(excluded.digits, 0) THEN value ELSE excluded.value END"
    if column == "digits":
        return (
            "digits = CASE WHEN coalesce(digits, 0) > coalesce(excluded.digits, 0) THEN digits ELSE excluded.digits END"
        )
    if column == "digits_ground":  # it speaks of the digits, and goes with them
        more = "coalesce(digits, 0) > coalesce(excluded.digits, 0)"
        return f"digits_ground = CASE WHEN {more} THEN digits_ground ELSE excluded.digits_ground END"
    if column == "evidence":
        stronger = f"{_rank('evidence')} > {_rank('excluded.evidence')}"
        return f"evidence = CASE WHEN {stronger} THEN evidence ELSE excluded.evidence END"
    if column == "asked":
        return "asked = json_patch(asked, excluded.asked)"
    if column in _TOGETHER:
        return f"{column} = CASE WHEN excluded.identity IS NULL THEN {column} ELSE excluded.{column} END"
    return f"{column} = coalesce(excluded.{column}, {column})"


_MERGED = ", ".join(_merge(column) for column in _WRITTEN if column not in ("id", "kind", "canonical"))
WRITE = f"""INSERT INTO formulas (stage, failure, {", ".join(_WRITTEN)})
    VALUES ('done', NULL, {", ".join(":" + column for column in _WRITTEN)})
    ON CONFLICT (id) DO UPDATE SET stage = 'done', failure = NULL, {_SAME_FORMULA}, {_MERGED}"""

NEW_IDENTITY = """INSERT INTO identities (id, formula, constant, mobius, expression, latex, digits)
    VALUES (:id, :formula, :constant, :mobius, :expression, :latex, :digits)
    ON CONFLICT (id) DO UPDATE SET digits = max(digits, excluded.digits)"""

# Most counts are kept as rows change (`schema`). A formula that waits again may satisfy this campaign already.
# Identified means the same everywhere: an irrational limit with a name, which a signed fraction has by its making.
STATUS = f"""SELECT
    (SELECT count(*) FROM shards WHERE campaign = :campaign) AS shards_done,
    (SELECT coalesce(sum(raw), 0) FROM shards WHERE campaign = :campaign) AS raw_screened,
    t.formulas, t.pending - a.satisfied AS pending, t.formulas - t.pending + a.satisfied - t.failed AS examined,
    t.failed, t.identified, t.rational, t.factorial_reduction,
    (SELECT coalesce(sum(seconds), 0.0) FROM shards WHERE campaign = :campaign)
        + (SELECT coalesce(sum(seconds), 0.0) FROM batches WHERE campaign = :campaign) AS seconds,
    (SELECT count(*) FROM runs WHERE campaign = :campaign) AS runs,
    (SELECT count(*) FROM set_aside WHERE campaign = :campaign) AS set_aside
    FROM tallies t, (SELECT count(*) AS satisfied FROM formulas f INDEXED BY formulas_asked_again
        WHERE f.stage = 'pending' AND (f.asked <> '{{}}' OR f.status IS NOT NULL) AND {_SATISFIED}
        AND EXISTS (SELECT 1 FROM sightings s WHERE s.campaign = :campaign AND s.formula = f.id)) a
    WHERE t.campaign = :campaign"""

# The constant of the family m: the one that clustering gave it, or else the one by which most members are named.
_FAMILY_CONSTANT = """coalesce(m.constant, (SELECT g.constant FROM formulas g
    WHERE g.family = m.id AND g.constant IS NOT NULL GROUP BY g.constant ORDER BY count(*) DESC, g.constant LIMIT 1))"""
FAMILIES = f"""SELECT m.id, m.kind, {_FAMILY_CONSTANT} AS constant, m.field, m.evidence, m.expression, m.latex,
        m.description, (SELECT count(*) FROM formulas f WHERE f.family = m.id)
        + (SELECT count(*) FROM memberships s WHERE s.family = m.id AND m.kind = :lines) AS formulas,
        (SELECT max(f.delta) FROM formulas f WHERE f.family = m.id OR (m.kind = :lines AND f.id IN
        (SELECT s.formula FROM memberships s WHERE s.family = m.id))) AS best_delta
    FROM families m ORDER BY m.kind = :lines DESC, formulas DESC, m.id"""
LARGEST_FAMILIES = f"""SELECT m.id, m.kind, {_FAMILY_CONSTANT} AS constant, m.field, m.evidence, m.expression, m.latex,
        m.description, max(f.delta) AS best_delta,
        max(count(f.id), (SELECT count(*) FROM memberships s WHERE s.family = m.id)) AS formulas
    FROM families m LEFT JOIN formulas f ON f.family = m.id
    GROUP BY m.id ORDER BY formulas DESC, m.id LIMIT :limit"""
