"""The search of trajectories of a field: what is tried, what is kept, and that shards cover the domain."""

from fractions import Fraction

import pytest

from analysis.constants.library import built_in_library
from analysis.errors import InputError
from analysis.fields.naming import field_of
from search.trajectories import FieldTrajectories, residues, search_shard


def test_the_field_of_zeta_three_gives_apery_above_zero() -> None:
    domain = FieldTrajectories.of("zeta(3)", norm=1, least=0.0)
    rows = list(search_shard(domain, 0, 30, built_in_library()))
    assert [(row["direction"], row["identity"]["constant"]) for row in rows] == [([1, 1], "zeta(3)")]
    assert rows[0]["kind"] == "trajectory" and rows[0]["delta"] == pytest.approx(0.0805, abs=1e-4)
    assert rows[0]["coefficients"] and rows[0]["delta_exact"]


def test_parameters_of_a_kind_change_places() -> None:
    domain = FieldTrajectories.of("3F2", {"z": "1/2"}, norm=1)
    tried = [point for shard in range(domain.shard_count) for point in domain.shard(shard)]
    assert ((1, 1, 1, 2, 2), (0, 0, 1, 0, 1)) in tried
    assert ((1, 1, 1, 2, 2), (1, 0, 0, 0, 1)) not in tried
    assert len(tried) == 10 * 6 - 1  # multisets of −1, 0, 1 above and below, without 0


def test_trajectories_of_rank_three_are_kept_with_their_recurrence() -> None:
    domain = FieldTrajectories.of("3F2", {"z": "1/2"}, directions=[(1, 1, 1, 2, 2), (0, 0, 0, 1, 1)])
    rows = list(search_shard(domain, 0, 20, built_in_library()))
    assert [len(row["coefficients"]) for row in rows] == [4, 4]
    assert all(row["delta_exact"] and row["rank"] == 3 for row in rows)


def test_a_description_makes_the_same_domain() -> None:
    domain = FieldTrajectories.of("2F1", {"z": "-1"}, [(Fraction(1), Fraction(1, 2), Fraction(3, 2))], norm=2)
    assert FieldTrajectories.from_dict(domain.as_dict()) == domain
    assert sum(domain.raw(shard) for shard in range(domain.shard_count)) == domain.size == 125


def test_a_description_that_does_not_say_keeps_the_borders_of_its_time() -> None:
    old = FieldTrajectories.of("zeta(3)", norm=9).as_dict()
    del old["shard_points"]  # as written when shards had 100 trajectories
    domain = FieldTrajectories.from_dict(old)
    assert [domain.raw(shard) for shard in range(domain.shard_count)] == [100, 100, 100, 61]
    resumed = FieldTrajectories.from_dict(domain.as_dict())
    assert resumed == domain and list(resumed.shard(2)) == list(domain.shard(2))
    assert domain.point(200)[1] == (-9 + 200 // 19, -9 + 200 % 19)


def test_starts_modulo_one() -> None:
    found = list(residues(field_of("2F1(1/2)"), 2))
    assert len(found) == 6 and (Fraction(1, 2), Fraction(1), Fraction(3, 2)) in found


@pytest.mark.parametrize(
    ("field", "let", "more"),
    [("2F1", {}, {}), ("zeta(3)", {}, {"norm": 0}), ("zeta(3)", {}, {"starts": 0}),
      ("zeta(3)", {}, {"directions": [(1, 1, 1)]}),
     ("2F1", {"z": "1"}, {}), ("nowhere", {}, {})],
)  # fmt: skip
def test_domains_that_cannot_be_searched_are_refused(field: str, let: dict[str, str], more: dict) -> None:
    with pytest.raises(InputError):
        FieldTrajectories.of(field, let, **more)


def test_directions_from_one_start_have_one_limit_whose_missing_name_is_sought_once() -> None:
    start = (Fraction(1, 3), Fraction(1, 3), Fraction(1, 3), Fraction(2), Fraction(2))
    domain = FieldTrajectories.of("3F2", {"z": "1/2"}, [start], [(1, 1, 3, -3, -2), (2, 2, 2, -3, -1)])
    rows = list(search_shard(domain, 0, 50, built_in_library()))
    assert [row["identity"] for row in rows] == [None, None] and len({row["limit"] for row in rows}) == 1
