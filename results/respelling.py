"""Constants of an older store under the one spelling that they have today, with the identities that name them.

Versions without a normal form kept what was typed or hinted: exp(3)*Ei(-3) and e^3*Ei(-3) were two constants. Both are
the same number, so the Möbius maps stay; texts and LaTeX of identities are written anew. What makes a formula (the
constant of a signed fraction) and a user's own constants keep their names.
"""

import json
import sqlite3

from analysis.constants.identities import Identity
from analysis.constants.library import built_in_library, constant
from analysis.errors import InputError
from analysis.exact.mobius import Mobius
from analysis.formula import RATIONAL, SIGNED
from results.constants import keep_constants
from results.rows import identity_id
from results.statements import NEW_IDENTITY

_OTHERS = ("families", "fields", "clusters")  # tables besides formulas and identities that refer to constants
_RENAME = """UPDATE formulas SET constant = :new, extras = CASE
    WHEN json_extract(extras, '$.identity_more.constant') = :old
    THEN json_set(extras, '$.identity_more.constant', :new) ELSE extras END
    WHERE constant = :old AND kind <> :signed"""
_USED = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} t WHERE t.constant = constants.name)"  # noqa: S608 - ours
    for table in ("formulas", "identities", *_OTHERS)
)


def respell(connection: sqlite3.Connection) -> None:
    """Rename the constants that have another spelling today, inside the transaction of the migration."""
    names = [name for (name,) in connection.execute("SELECT name FROM constants WHERE source IS NOT 'campaign'")]
    spelled = {name: new for name in names if (new := _spelling(name)) != name}
    keep_constants(connection, spelled.values())
    for row in connection.execute("SELECT id, formula, constant, mobius, digits FROM identities").fetchall():
        _rewrite(connection, row, spelled.get(row[2], row[2]))
    for old, new in spelled.items():
        connection.execute(_RENAME, {"old": old, "new": new, "signed": SIGNED})
        for table in _OTHERS:
            connection.execute(f"UPDATE {table} SET constant = ? WHERE constant = ?", (new, old))  # noqa: S608 - ours
    unused = ((name,) for name in (*spelled, *spelled.values()))
    connection.executemany(f"DELETE FROM constants WHERE name = ? AND NOT ({_USED})", unused)  # noqa: S608 - ours


def _spelling(name: str) -> str:
    try:
        return name if name == RATIONAL else built_in_library().find(name).name
    except InputError:
        return name


def _rewrite(connection: sqlite3.Connection, row: tuple[int, int, str, str, int], name: str) -> None:
    """One identity under the new name; where the formula has that identity already the two become one."""
    id, formula, before, mobius, digits = row
    try:
        (p, q), (r, s) = json.loads(mobius)
        named = Identity(constant(name), Mobius(int(p), int(q), int(r), int(s)), digits)
    except (ValueError, TypeError):  # the rational 1, a user's own name, or a damaged row
        return
    if before == name:
        connection.execute("UPDATE identities SET latex = ? WHERE id = ?", (named.latex, id))
        return
    new = identity_id(formula, name, mobius)
    columns = {"id": new, "formula": formula, "constant": name, "mobius": mobius, "digits": digits}
    connection.execute(NEW_IDENTITY, columns | {"expression": named.expression, "latex": named.latex})
    connection.execute("UPDATE formulas SET identity = ? WHERE identity = ?", (new, id))
    connection.execute("DELETE FROM identities WHERE id = ?", (id,))
