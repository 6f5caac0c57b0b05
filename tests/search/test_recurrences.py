"""The search of recurrences: what the screens keep, and that shards cover the domain."""

import pytest

from analysis.constants.library import built_in_library
from analysis.errors import InputError
from analysis.exact.polynomials import parse_polynomial as P
from analysis.formula import Formula
from analysis.formulas.recurrence import Recurrence
from search.products import ProductForms
from search.recurrences import RecurrenceForms, has_small_denominators, nilpotent, search_shard
from search.series import SeriesForms

NEAR_APERY = RecurrenceForms.of(
    ["n^3", "-(2n-1)*(17*n^2-17*n+y)", "(n-1)^3"], {"y": "4:6"}, first=2, p=[0, 6], q=[1, 5]
)


def test_the_search_near_apery_finds_apery_alone() -> None:
    rows = list(search_shard(NEAR_APERY, 0, 30, built_in_library()))
    assert [row["identity"]["expression"] for row in rows] == ["zeta(3)"]
    assert rows[0]["kind"] == "recurrence"
    assert rows[0]["irreducible"] is True


@pytest.mark.parametrize("p", [5, 7, 11, 13])
def test_factorial_reduction_is_nilpotent_modulo_primes(p: int) -> None:
    assert nilpotent([P("1"), P("-(11n^2+11n+3)"), P("-n^4")], p)


def test_continued_fractions_without_reduction_are_screened_out() -> None:
    assert not all(nilpotent([P("1"), P("-(n^2+n+7)"), P("-n^2-1")], p) for p in (5, 7, 11, 13))


def test_denominators_that_grow_like_a_factorial_are_seen() -> None:
    assert not has_small_denominators(Recurrence.of(["1", "-n", "-1"], 1, [1, 0], [0, 1]))


@pytest.mark.parametrize(("keep", "count"), [("reduced", 0), ("all", 1)])
def test_products_with_denominators_like_factorials_are_kept_where_all_are(keep: str, count: int) -> None:
    fractions = ProductForms.matrices([["0", "n"], ["1", "2n+1"]], {}, 1)  # 1/(3 + 2/(5 + ⋯))
    assert len(list(search_shard(fractions, 0, 20, built_in_library(), keep))) == count


def test_a_description_makes_the_same_domain() -> None:
    box = RecurrenceForms.box([0, 1, 1], "-2:2")
    assert RecurrenceForms.from_dict(box.as_dict()) == box
    assert sum(box.raw(shard) for shard in range(box.shard_count)) == box.size == 5**5


@pytest.mark.parametrize(
    ("forms", "let", "said"),
    [
        (["n", "x"], {"x": "1:2"}, "order 1"),
        (["1", "n", "1"], {"x": "1:2"}, "'x'"),
        (["1", "n/2", "x"], {"x": "1:2"}, "denominator"),
    ],
)
def test_domains_that_cannot_be_searched_are_refused(forms: list[str], let: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        RecurrenceForms.of(forms, let)


RAMANUJAN = SeriesForms.terms(["64*n^3", "-z*(2n-1)^3"], "a*n+1", {"a": "5:6", "z": "2:2"}, 1, [1])


def test_the_search_of_series_finds_ramanujans_four_over_pi() -> None:
    """Bauer's and Ramanujan's Σ (6n + 1) C(2n, n)³/256ⁿ = 4/π, with a neighbour that has no name."""
    rows = list(search_shard(RAMANUJAN, 0, 30, built_in_library()))
    assert [row["identity"] and row["identity"]["expression"] for row in rows] == [None, "4/pi"]
    assert (rows[1]["kind"], rows[1]["u"]) == ("series", ["1"])
    assert SeriesForms.from_dict(RAMANUJAN.as_dict()) == RAMANUJAN


def test_points_where_the_terms_break_off_are_passed_over() -> None:
    broken = SeriesForms.terms(["1", "-1"], "n-x", {"x": "3:3"})
    assert broken.recurrence(0) is None


def test_products_of_matrices_are_searched_and_kept_once() -> None:
    """Apéry's ζ(3) and its kin as products: x (n³ + (n+1)³) + y (2n + 1), of which few have small denominators."""
    domain = ProductForms.matrices(
        [["0", "-n^6"], ["1", "x*n^3+x*(n+1)^3+y*(2n+1)"]], {"x": "1:1", "y": "0:4"}, 1, [[1, 1], [0, 1]]
    )
    assert ProductForms.from_dict(domain.as_dict()) == domain
    rows = list(search_shard(domain, 0, 30, built_in_library()))
    assert [row["identity"]["constant"] for row in rows] == ["zeta(3)", "zeta(3)"]
    assert Formula.from_json(rows[0]).text == "0, -n**6; 1, 2*n**3 + 3*n**2 + 3*n + 1 | 1 | 1, 1; 0, 1"


def test_columns_with_several_limits_are_not_kept() -> None:
    diagonal = ProductForms.matrices([["2", "0"], ["0", "x"]], {"x": "3:3"}, 0, [[1, 2], [1, 1]])
    assert list(search_shard(diagonal, 0, 30, built_in_library())) == []
