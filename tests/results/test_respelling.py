"""A store of a version without a normal form: its constants get the one spelling that they have today."""

from pathlib import Path

import pytest

from analysis.constants.identities import Identity
from analysis.constants.library import constant
from analysis.exact.mobius import Mobius
from analysis.formula import Formula
from results.queries import Query, formulas
from results.store import Store
from results.typed_names import stored_names
from tests.results.conftest import without_counts


@pytest.fixture
def old(place: Path, formula, signed) -> Path:
    """A formula under both spellings of e³·Ei(−3), a signed fraction of an old spelling, and a user's own constant."""
    by_old = {"constant": "exp(3)*Ei(-3)", "mobius": [[1, 2], [0, 3]], "expression": "old", "digits": 60}
    by_new = Identity(constant("e^3*Ei(-3)"), Mobius(1, 2, 0, 3), 50).as_json()
    others = [
        {"a": "n", "identity": by_old | {"mobius": [[2, 0], [0, 1]], "constants": ["x"], "status": "conjecture"}},
        {"a": "n + 1", "identity": by_old | {"constant": "pi ** my"}},
    ]
    with Store.create(place) as store:
        for changes in ({"identity": by_new}, {"identity": by_old}, *others):
            store.record_examined([Formula.from_json(formula(**changes))])
        store.record_examined([Formula.from_json(signed | {"constant": "exp(1/2)"})])
        with store.transaction() as connection:
            connection.execute("UPDATE constants SET source = 'campaign' WHERE name = 'pi ** my'")
        without_counts(store, 9)
    return place


def test_constants_of_an_older_store_get_one_spelling_and_keep_their_values(old: Path) -> None:
    name = constant("exp(3)*Ei(-3)").name
    with Store.open(old) as store:
        found = {row.a or row.kind: row for row in formulas(store, Query())}
        names = {row["name"] for row in store.database.query("SELECT name FROM constants")}
        assert not list(store.database.query("PRAGMA foreign_key_check"))
        assert stored_names(store, ["exp(3)*Ei(-3)"]) == (name,)
    one = found["2*n + 1"].identity
    assert (one.constant, one.mobius.coefficients, one.digits) == (name, (1, 2, 0, 3), 60)
    assert (
        found["n"].identity.expression == "2*E**3*Ei(-3)"
        and found["n"].identity.latex == r"2 e^{3} \operatorname{Ei}(-3)"
    )
    assert found["n"].identity.constant == name and found["n"].identity.constants == ("x",)
    assert found["n + 1"].constant == "pi ** my" and found["esma"].constant == "exp(1/2)"
    assert names == {name, "pi ** my", "exp(1/2)"}
