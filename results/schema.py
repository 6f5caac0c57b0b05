"""The tables of a store and the one path by which an older store becomes a newer one.

A store is an SQLite file with the project's application id; `PRAGMA user_version` counts the migrations it has had.
A new migration is appended to MIGRATIONS and never changed afterwards, so every store, however old, runs through the
same steps. Integers that can pass 2⁵³ (sizes of domains, entries of Möbius maps) are decimal strings; structured
values are JSON text; exact fractions are text like `3/2`.
"""

import sqlite3
from itertools import chain

# ruff: noqa: S608 - no text of a user is part of any statement

APPLICATION_ID = 0x50434644  # "PCFD": tells a store from any other SQLite file

_TABLES = (
    """CREATE TABLE constants (
        name TEXT PRIMARY KEY,
        latex TEXT,
        expression TEXT,
        value TEXT,
        source TEXT
    ) WITHOUT ROWID""",
    """CREATE TABLE campaigns (
        id INTEGER PRIMARY KEY,
        digest TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('pcf', 'esma')),
        description TEXT NOT NULL CHECK (json_valid(description)),
        shards INTEGER NOT NULL CHECK (shards >= 0),
        size TEXT NOT NULL,
        digits INTEGER NOT NULL CHECK (digits > 0),
        constants TEXT NOT NULL,
        started TEXT NOT NULL,
        finished TEXT
    )""",
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        campaign INTEGER NOT NULL REFERENCES campaigns(id),
        started TEXT NOT NULL
    )""",
    # A row means: this shard is done. What is not here is pending, so a domain of 10⁶ shards costs nothing to begin.
    """CREATE TABLE shards (
        campaign INTEGER NOT NULL REFERENCES campaigns(id),
        shard INTEGER NOT NULL,
        raw INTEGER NOT NULL,
        candidates INTEGER NOT NULL,
        seconds REAL NOT NULL,
        finished TEXT NOT NULL,
        PRIMARY KEY (campaign, shard)
    ) WITHOUT ROWID""",
    """CREATE TABLE batches (
        id INTEGER PRIMARY KEY,
        campaign INTEGER NOT NULL REFERENCES campaigns(id),
        formulas INTEGER NOT NULL,
        seconds REAL NOT NULL,
        finished TEXT NOT NULL
    )""",
    """CREATE TABLE fields (
        name TEXT PRIMARY KEY,
        rank INTEGER NOT NULL,
        axes TEXT NOT NULL CHECK (json_valid(axes)),
        matrices TEXT NOT NULL CHECK (json_valid(matrices)),
        constant TEXT REFERENCES constants(name),
        latex TEXT,
        source TEXT,
        verified INTEGER NOT NULL DEFAULT 0 CHECK (verified IN (0, 1))
    ) WITHOUT ROWID""",
    """CREATE TABLE families (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        constant TEXT REFERENCES constants(name),
        field TEXT REFERENCES fields(name),
        evidence TEXT CHECK (evidence IN ('numeric', 'certified', 'linked', 'proved')),
        expression TEXT,
        latex TEXT,
        description TEXT CHECK (description IS NULL OR json_valid(description))
    ) WITHOUT ROWID""",
    """CREATE TABLE clusters (
        id INTEGER PRIMARY KEY,
        campaign INTEGER REFERENCES campaigns(id),
        size INTEGER NOT NULL,
        centre TEXT NOT NULL CHECK (json_valid(centre)),
        spread TEXT NOT NULL CHECK (json_valid(spread)),
        typical INTEGER REFERENCES formulas(id),
        constant TEXT REFERENCES constants(name)
    )""",
    # One row for each canonical formula; its id is a hash of kind and canonical text, whatever the order of the work.
    # Formula and identity refer to each other, so one of the references is checked at the commit.
    """CREATE TABLE formulas (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('pcf', 'esma')),
        canonical TEXT NOT NULL,
        stage TEXT NOT NULL CHECK (stage IN ('pending', 'done', 'failed')),
        a TEXT,
        b TEXT,
        status TEXT CHECK (status IN ('convergent', 'divergent', 'terminating', 'undecided')),
        value TEXT,
        digits INTEGER,
        evidence TEXT CHECK (evidence IN ('numeric', 'certified', 'linked', 'proved')),
        identity INTEGER REFERENCES identities(id) DEFERRABLE INITIALLY DEFERRED,
        constant TEXT REFERENCES constants(name),
        closed_form TEXT CHECK (closed_form IS NULL OR json_valid(closed_form)),
        eta NUMERIC,
        gamma NUMERIC,
        sqrt NUMERIC,
        beta NUMERIC,
        reduction_order TEXT,
        eta_reduced NUMERIC,
        gamma_reduced NUMERIC,
        delta NUMERIC,
        delta_exact TEXT,
        factorial_reduction INTEGER CHECK (factorial_reduction IN (0, 1)),
        family TEXT REFERENCES families(id),
        cluster INTEGER REFERENCES clusters(id),
        lhs TEXT,
        signs TEXT CHECK (signs IS NULL OR json_valid(signs)),
        terms TEXT CHECK (terms IS NULL OR json_valid(terms)),
        recurrence TEXT CHECK (recurrence IS NULL OR json_valid(recurrence)),
        interlaced TEXT CHECK (interlaced IS NULL OR json_valid(interlaced)),
        digits_per_term NUMERIC,
        simple_digits_per_term NUMERIC,
        extras TEXT CHECK (extras IS NULL OR json_valid(extras)),
        failure TEXT,
        asked TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(asked)),
        UNIQUE (kind, canonical)
    )""",
    """CREATE TABLE identities (
        id INTEGER PRIMARY KEY,
        formula INTEGER NOT NULL REFERENCES formulas(id),
        constant TEXT NOT NULL REFERENCES constants(name),
        mobius TEXT NOT NULL CHECK (json_valid(mobius)),
        expression TEXT NOT NULL,
        latex TEXT,
        digits INTEGER NOT NULL
    )""",
    """CREATE TABLE sightings (
        campaign INTEGER NOT NULL REFERENCES campaigns(id),
        formula INTEGER NOT NULL REFERENCES formulas(id),
        raw_count INTEGER NOT NULL CHECK (raw_count > 0),
        PRIMARY KEY (campaign, formula)
    ) WITHOUT ROWID""",
    """CREATE TABLE memberships (
        id INTEGER PRIMARY KEY,
        formula INTEGER NOT NULL REFERENCES formulas(id),
        family TEXT REFERENCES families(id),
        field TEXT REFERENCES fields(name),
        start TEXT CHECK (start IS NULL OR json_valid(start)),
        direction TEXT CHECK (direction IS NULL OR json_valid(direction)),
        evidence TEXT NOT NULL CHECK (evidence IN ('numeric', 'certified', 'linked', 'proved')),
        certificate TEXT CHECK (certificate IS NULL OR json_valid(certificate)),
        CHECK (family IS NOT NULL OR field IS NOT NULL),
        UNIQUE (formula, family, field)
    )""",
)

# One for every option of a query; a formula that waits for the exact stage stands in as few of them as can be.
_INDEXES = (
    "CREATE INDEX formulas_pending ON formulas(id) WHERE stage = 'pending'",
    "CREATE INDEX formulas_by_kind ON formulas(kind)",
    "CREATE INDEX formulas_by_delta ON formulas(delta)",
    "CREATE INDEX formulas_by_constant ON formulas(constant, delta) WHERE constant IS NOT NULL",
    "CREATE INDEX formulas_by_family ON formulas(family) WHERE family IS NOT NULL",
    "CREATE INDEX formulas_by_cluster ON formulas(cluster) WHERE cluster IS NOT NULL",
    "CREATE INDEX formulas_by_evidence ON formulas(evidence) WHERE evidence IS NOT NULL",
    "CREATE INDEX formulas_by_status ON formulas(status) WHERE status IS NOT NULL",
    "CREATE INDEX formulas_by_reduction ON formulas(factorial_reduction) WHERE factorial_reduction IS NOT NULL",
    "CREATE INDEX formulas_by_identity ON formulas(identity) WHERE identity IS NOT NULL",
    "CREATE INDEX identities_by_formula ON identities(formula)",
    "CREATE INDEX identities_by_constant ON identities(constant)",
    "CREATE INDEX sightings_by_formula ON sightings(formula)",
    "CREATE INDEX batches_by_campaign ON batches(campaign)",
    "CREATE INDEX runs_by_campaign ON runs(campaign)",
    "CREATE INDEX memberships_by_family ON memberships(family)",
    "CREATE INDEX memberships_by_field ON memberships(field)",
)

# For people, in any SQLite browser: plain column names, long values cut, best first where there is a best.
_VIEWS = (
    """CREATE VIEW v_conjectures AS
        SELECT f.a AS "a(n)", f.b AS "b(n)", i.expression AS "equals", i.constant, f.digits, f.evidence,
            f.delta, f.delta_exact AS "exact delta",
            CASE f.factorial_reduction WHEN 1 THEN 'yes' ELSE 'no' END AS "factorial reduction",
            substr(f.value, 1, 40) AS "limit", i.latex,
            (SELECT max(raw_count) FROM sightings s WHERE s.formula = f.id) AS "met as",
            f.family, f.cluster, f.id
        FROM formulas f JOIN identities i ON i.id = f.identity
        WHERE f.kind = 'pcf'""",
    """CREATE VIEW v_unidentified AS
        SELECT f.a AS "a(n)", f.b AS "b(n)", substr(f.value, 1, 40) AS "limit", f.digits, f.delta,
            CASE f.factorial_reduction WHEN 1 THEN 'yes' ELSE 'no' END AS "factorial reduction",
            f.family, f.cluster, f.id
        FROM formulas f
        WHERE f.kind = 'pcf' AND f.stage = 'done' AND f.status = 'convergent' AND f.identity IS NULL""",
    """CREATE VIEW v_signed_fractions AS
        SELECT f.constant, f.lhs AS "equals", f.signs, f.interlaced AS "terms follow", f.terms AS "first terms",
            f.digits, f.digits_per_term AS "digits a term",
            f.simple_digits_per_term AS "digits a term, simple fraction", f.id
        FROM formulas f WHERE f.kind = 'esma'""",
    """CREATE VIEW v_constants AS
        SELECT f.constant, count(*) AS formulas, max(f.delta) AS "best delta",
            sum(f.evidence = 'proved') AS proved, sum(f.evidence = 'certified') AS certified
        FROM formulas f WHERE f.constant IS NOT NULL GROUP BY f.constant ORDER BY formulas DESC, f.constant""",
    """CREATE VIEW v_families AS
        SELECT m.id, m.kind, m.constant, count(f.id) AS formulas, max(f.delta) AS "best delta", m.evidence,
            m.field, m.expression, m.latex
        FROM families m LEFT JOIN formulas f ON f.family = m.id GROUP BY m.id""",
    """CREATE VIEW v_campaigns AS
        SELECT c.id, c.name, c.kind, c.size AS "formulas in the domain", c.shards,
            (SELECT count(*) FROM shards d WHERE d.campaign = c.id) AS "shards done",
            (SELECT count(*) FROM sightings s WHERE s.campaign = c.id) AS "distinct candidates",
            (SELECT count(*) FROM runs r WHERE r.campaign = c.id) AS runs, c.started, c.finished
        FROM campaigns c""",
)

# Formulas tied to each other: value(first) is the image of value(second) under the Möbius map.
_LINKS = (
    """CREATE TABLE links (
        id INTEGER PRIMARY KEY,
        first INTEGER NOT NULL REFERENCES formulas(id),
        second INTEGER NOT NULL REFERENCES formulas(id),
        kind TEXT NOT NULL CHECK (kind IN ('family', 'coboundary', 'relation')),
        mobius TEXT CHECK (mobius IS NULL OR json_valid(mobius)),
        digits INTEGER,
        evidence TEXT NOT NULL CHECK (evidence IN ('numeric', 'certified', 'linked', 'proved')),
        certificate TEXT CHECK (certificate IS NULL OR json_valid(certificate)),
        UNIQUE (first, second, kind)
    )""",
    "CREATE INDEX links_by_second ON links(second)",
)

# Each run tells how it goes and how it ended; shards that fail again and again wait for the next run, with their error.
_RUNS = (
    "ALTER TABLE runs ADD COLUMN engine TEXT",
    "ALTER TABLE runs ADD COLUMN seen TEXT",
    "ALTER TABLE runs ADD COLUMN report TEXT CHECK (report IS NULL OR json_valid(report))",
    "ALTER TABLE runs ADD COLUMN ended TEXT",
    "ALTER TABLE runs ADD COLUMN outcome TEXT",
    """CREATE TABLE set_aside (
        campaign INTEGER NOT NULL REFERENCES campaigns(id),
        shard INTEGER NOT NULL,
        tries INTEGER NOT NULL,
        error TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (campaign, shard)
    ) WITHOUT ROWID""",
)

# What the printed digits rest on, beside what the statement does; views that tell theorems, conjectures and rational
# limits apart.
_FORMULAS_FOR_PEOPLE = """SELECT f.a AS "a(n)", f.b AS "b(n)", i.expression AS "equals", i.constant, f.digits,
    f.digits_ground AS "digits are", f.evidence, f.delta, f.delta_exact AS "exact delta",
    CASE f.factorial_reduction WHEN 1 THEN 'yes' ELSE 'no' END AS "factorial reduction",
    substr(f.value, 1, 40) AS "limit", i.latex,
    (SELECT max(raw_count) FROM sightings s WHERE s.formula = f.id) AS "met as", f.family, f.cluster, f.id
    FROM formulas f JOIN identities i ON i.id = f.identity WHERE f.kind = 'pcf'"""
_GROUNDS = (
    "ALTER TABLE formulas ADD COLUMN digits_ground TEXT CHECK (digits_ground IN ('agreed', 'certified', 'proved'))",
    """UPDATE formulas SET digits_ground = CASE WHEN status = 'terminating' THEN 'proved'
        WHEN evidence = 'numeric' THEN 'agreed' WHEN evidence = 'certified' THEN 'certified' END
        WHERE value IS NOT NULL AND kind = 'pcf'""",
    "DROP VIEW v_conjectures",
    f"""CREATE VIEW v_conjectures AS {_FORMULAS_FOR_PEOPLE} AND f.status = 'convergent' AND i.constant <> '1'
        AND f.evidence IS NOT 'proved'""",
    f"""CREATE VIEW v_theorems AS {_FORMULAS_FOR_PEOPLE} AND f.status = 'convergent' AND i.constant <> '1'
        AND f.evidence = 'proved'""",
    f"CREATE VIEW v_rational AS {_FORMULAS_FOR_PEOPLE} AND (i.constant = '1' OR f.status = 'terminating')",
)

# More kinds of formulas. A constraint that only widens needs no rebuilt table: SQLite lets its text be changed in place
# (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes").
_KINDS = (
    "PRAGMA writable_schema = ON",
    """UPDATE sqlite_master SET sql = replace(sql, 'kind IN (''pcf'', ''esma'')',
        'kind IN (''pcf'', ''esma'', ''recurrence'', ''series'', ''product'')')
        WHERE type = 'table' AND name IN ('campaigns', 'formulas')""",
    "PRAGMA writable_schema = RESET",
    """CREATE VIEW v_recurrences AS
        SELECT json_extract(f.extras, '$.coefficients') AS "coefficients", f.status, i.expression AS "equals",
            substr(f.value, 1, 40) AS "limit", f.digits, f.evidence, f.gamma, f.delta,
            json_extract(f.extras, '$.irreducible') AS "irreducible", f.id
        FROM formulas f LEFT JOIN identities i ON i.id = f.identity WHERE f.kind = 'recurrence'""",
)

_TRAJECTORIES = (
    "PRAGMA writable_schema = ON",
    """UPDATE sqlite_master SET sql = replace(sql, '''recurrence'', ''series'', ''product'')',
        '''recurrence'', ''series'', ''product'', ''trajectory'')')
        WHERE type = 'table' AND name IN ('campaigns', 'formulas')""",
    "PRAGMA writable_schema = RESET",
    """CREATE VIEW v_trajectories AS
        SELECT json_extract(f.extras, '$.field') AS "field", json_extract(f.extras, '$.let') AS "let",
            json_extract(f.extras, '$.start') AS "start", json_extract(f.extras, '$.direction') AS "direction",
            i.expression AS "equals", substr(f.value, 1, 40) AS "limit", f.digits, f.evidence, f.delta, f.delta_exact,
            f.id
        FROM formulas f LEFT JOIN identities i ON i.id = f.identity WHERE f.kind = 'trajectory'""",
)

# The general member of an exact family as values of their own, which stood in one text before.
_GENERAL_MEMBERS = (
    """UPDATE families SET description = json_set(coalesce(description, '{}'), '$.general', json_object(
        'a', substr(expression, 8, instr(expression, ', b(n) = ') - 8),
        'b', substr(expression, instr(expression, ', b(n) = ') + 9)))
        WHERE expression LIKE 'a(n) = %, b(n) = %' AND json_extract(description, '$.a') IS NULL""",
)

# The orders that people ask for, with what decides among equals: of millions of rows the first few come at once.
_ORDERS = (
    "DROP INDEX formulas_by_delta",
    "DROP INDEX formulas_by_constant",
    "CREATE INDEX formulas_by_delta ON formulas(delta DESC, length(canonical))",
    "CREATE INDEX formulas_by_constant ON formulas(constant) WHERE constant IS NOT NULL",
    """CREATE INDEX formulas_by_constant_and_delta ON formulas(constant, delta DESC, length(canonical))
        WHERE constant IS NOT NULL""",
)

# A rational limit is no name: what status, history and reports call identified is what this view counts.
_NAMED_CONSTANTS = (
    "DROP VIEW v_constants",
    """CREATE VIEW v_constants AS
        SELECT f.constant, count(*) AS formulas, max(f.delta) AS "best delta",
            sum(f.evidence = 'proved') AS proved, sum(f.evidence = 'linked') AS linked,
            sum(f.evidence = 'certified') AS certified, sum(f.evidence = 'numeric') AS numeric
        FROM formulas f WHERE f.constant <> '1' AND f.status IS NOT 'terminating'
        GROUP BY f.constant ORDER BY formulas DESC, f.constant""",
)

# What a status counts, kept as rows change: of a million formulas it is read at once. By columns of the formula `row`.
_TALLIED = {
    "formulas": "row.id IS NOT NULL",
    "pending": "row.stage = 'pending'",
    "failed": "row.stage = 'failed'",
    "identified": "row.kind = 'esma' OR row.identity IS NOT NULL AND row.status = 'convergent' AND row.constant <> '1'",
    "rational": "row.identity IS NOT NULL AND (row.constant = '1' OR row.status = 'terminating')",
    "factorial_reduction": "row.factorial_reduction IS 1",
}


def _tally(sign: str, row: str, rest: str) -> str:
    """The statement that adds a row of formulas to the counts, or takes it away."""
    terms = {name: what.replace("row.", f"{row}.") for name, what in _TALLIED.items()}
    changes = ", ".join(f"{name} = tallies.{name} {sign} coalesce({term}, 0)" for name, term in terms.items())
    return f"UPDATE tallies SET {changes} {rest};"


_WHOSE = "WHERE campaign IN (SELECT campaign FROM sightings WHERE formula = new.id)"
_TALLIES = (
    f"""CREATE TABLE tallies (campaign INTEGER PRIMARY KEY REFERENCES campaigns(id) ON DELETE CASCADE,
        {", ".join(f"{name} INTEGER NOT NULL DEFAULT 0" for name in _TALLIED)})""",
    f"""INSERT INTO tallies SELECT c.id, {", ".join(f"coalesce(sum({what}), 0)" for what in _TALLIED.values())}
        FROM campaigns c LEFT JOIN sightings s ON s.campaign = c.id LEFT JOIN formulas row ON row.id = s.formula
        GROUP BY c.id""",
    """CREATE TRIGGER tallies_of_campaigns AFTER INSERT ON campaigns BEGIN
        INSERT INTO tallies (campaign) VALUES (new.id); END""",
    f"""CREATE TRIGGER tallies_of_sightings AFTER INSERT ON sightings BEGIN
        {_tally("+", "f", "FROM formulas f WHERE f.id = new.formula AND campaign = new.campaign")} END""",
    f"""CREATE TRIGGER tallies_without_sightings AFTER DELETE ON sightings BEGIN
        {_tally("-", "f", "FROM formulas f WHERE f.id = old.formula AND campaign = old.campaign")} END""",
    f"""CREATE TRIGGER tallies_of_formulas AFTER UPDATE OF stage, kind, identity, status, constant, factorial_reduction
        ON formulas BEGIN {_tally("-", "old", _WHOSE)} {_tally("+", "new", _WHOSE)} END""",
    # Formulas that wait once more, of which a campaign that asks for less counts none as pending.
    """CREATE INDEX formulas_asked_again ON formulas(id)
        WHERE stage = 'pending' AND (asked <> '{}' OR status IS NOT NULL)""",
    "CREATE INDEX formulas_failed ON formulas(id) WHERE stage = 'failed'",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    _TABLES + _INDEXES + _VIEWS,
    _LINKS,
    _RUNS,
    _GROUNDS,
    _KINDS,
    _TRAJECTORIES,
    _GENERAL_MEMBERS,
    _ORDERS,
    _NAMED_CONSTANTS,
    (),  # one spelling for each constant, which is no SQL
    _TALLIES,
)
VERSION = len(MIGRATIONS)
_RESPELLED = 10  # the migration that `results.respelling` makes


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a store to the newest schema, inside the transaction that the caller has begun.

    >>> connection = sqlite3.connect(":memory:")
    >>> migrate(connection)
    >>> connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    True
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for statement in chain(*MIGRATIONS[version:]):
        connection.execute(statement)
    if 0 < version < _RESPELLED:
        from results.respelling import respell

        respell(connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
