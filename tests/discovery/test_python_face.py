"""The Python face takes what a notebook has, does what commands do, and says which argument is wrong."""

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import flint
import mpmath
import pytest
import sympy

import discovery
from analysis.errors import InputError
from discovery import identify, inspect, link, plot, trajectory, transform, verify
from discovery.cli import discover
from discovery.given_values import polynomial_text
from discovery.shadows import shadow

n, m = sympy.symbols("n m")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2n+1", "n^2"),
        ([1, 2], [0, 0, 1]),
        (2 * n + 1, n**2),
        (2 * m + 1, m**2),
        (sympy.Poly(2 * n + 1, n), sympy.Poly(n**2, n)),
        (flint.fmpz_poly([1, 2]), flint.fmpq_poly([0, 0, 1])),
        ([Fraction(1), sympy.Integer(2)], [0, 0, flint.fmpq(1)]),
    ],
)
def test_polynomials_of_all_packages_are_taken(a: object, b: object) -> None:
    assert inspect(a, b, digits=20).identity["expression"] == "4/pi"


def test_numbers_of_all_packages_are_taken() -> None:
    assert {polynomial_text(one, "a") for one in (3, 3.0, flint.fmpz(3), sympy.Integer(3), mpmath.mpf(3))} == {"3"}
    with mpmath.workdps(40):
        assert identify(4 / mpmath.pi)["identity"]["expression"] == "4/pi"
        for own_digits in (flint.arb.pi(), sympy.N(sympy.pi, 15)):  # those of the number, not of the context
            assert identify(own_digits)["identity"]["expression"] == "pi"
    assert identify(sympy.log(2))["identity"]["constant"] == "log(2)"


@pytest.mark.parametrize(
    ("a", "b", "said"), [(0.5, "n", "a = '0.5'"), ("n", [1, "x"], "b: coefficient 1"), ("n", None, "b")]
)
def test_an_error_names_the_argument(a: object, b: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        inspect(a, b)


def test_a_formula_is_an_object() -> None:
    found = inspect("2n+1", "n^2", digits=30)
    assert float(found) == pytest.approx(4 / float(mpmath.pi))
    assert found.convergents(4) == [1, Fraction(4, 3), Fraction(24, 19), Fraction(204, 160)]
    assert found.sympy() == 4 / sympy.pi
    assert found.proof().startswith("Statement.")
    assert {"limit", "delta", "convergents", "identity"} <= set(dir(found))
    assert found.plot()._repr_svg_().startswith("<svg")


def test_rows_show_themselves_as_tables_whose_columns_are_filled(tmp_path: Path) -> None:
    discovery.search(tmp_path / "tiny.db", a_degree=1, b_degree=1, coefficients="-1:1", digits=30)
    told = discovery.status(tmp_path / "tiny.db")
    assert "shards" in repr(told) and "{" not in repr(told) and told[0]["digits"] == 30
    assert "<th>shards</th>" in told._repr_html_()
    counted = ("examined", "identified")
    assert [told[0]["run"]["report"][name] for name in counted] == [told[0][name] for name in counted]
    found = discovery.query(tmp_path / "tiny.db", limit=3)
    assert list(found.to_dataframe()["a"]) == [one.a for one in found]
    assert "| a(n) |" in found.to_markdown()
    assert "a_{n} =" in found[0]._repr_latex_()
    pytest.importorskip("pyarrow")
    assert found.to_arrow().column("a").to_pylist() == [one.a for one in found]
    assert found.to_parquet(tmp_path / "tiny.parquet") == 3


def test_commands_have_twins() -> None:
    assert str(verify(inspect("3n+5", "-2n^2-3n"))) == "PCF(3*n + 5, -2*n**2 - 3*n) = 6/(3*pi - 8)"
    assert link("3n+3", "-2n^2-n", "3n+5", "-2n^2-3n")["mobius"] == [[3, 0], [2, -3]]
    assert link("PCF(3n+3, -2n^2-n)", "3n+5 | -2n^2-3n")["mobius"] == [[3, 0], [2, -3]]
    assert transform("even", "1", "1")["a"] == transform("even", "PCF(1, 1)")["a"] == "3"
    assert transform("equivalence", 2 * n + 1, n**2, by="n+1")["mobius"] == [[1, 0], [0, 1]]
    assert transform("series", "n+1", "1", terms=3) == {"series": ["1", "1/2", "-1/14"]}
    assert transform("from-series", 1, [0, 1])["a"] == "n + 2"
    assert transform("recurrence", "dual", {"kind": "pcf", "a": "n", "b": "1"})[0]["coefficients"]
    with pytest.raises(InputError, match="of contract; allowed: a, b, fold, start"):
        transform("contract", "1", "1", fol=2)
    assert discovery.constants("pi,exp(3)*Ei(-3)")[1]["name"] == "e^3*Ei(-3)"
    assert trajectory("zeta(3)", (1, 1))["identity"]["constant"] == "zeta(3)"
    with pytest.raises(InputError, match="dynamics, clusters"):
        plot("beauty", "nothing.db")


def test_campaigns_and_stores_have_twins(tmp_path: Path) -> None:
    file, db = tmp_path / "tiny.toml", tmp_path / "tiny.db"
    file.write_text('digits = 30\n[domain]\na_degree = 1\nb_degree = 0\ncoefficients = "1:2"\n')
    told = discovery.run(file, db)
    assert told["shards_done"] == told["shards"] and discovery.resume(db) == []
    checked = discovery.verify_store(db)
    assert checked and all(row["holds"] for row in checked)
    assert sum(row["size"] for row in discovery.cluster_coarse(db)) > 0
    assert discovery.web(db) == [] or "first" in discovery.web(db)[0]
    discovery.cluster(db, families=False)
    assert discovery.cluster_members(db, 1)[0].cluster == 1 and discovery.cluster_scores(db)


def test_fields_have_twins() -> None:
    chosen = discovery.field("log(2)")
    assert discovery.field_verify(chosen) == [] and "log(2)" in discovery.field_names()
    assert {tuple(row["direction"]) for row in discovery.field_fan(chosen, 1)} >= {(1, 1)}
    assert discovery.field_of("n+3", "-n^5") is None


def test_every_name_of_the_face_is_there() -> None:
    assert all(callable(getattr(discovery, name)) for name in discovery.__all__)


def test_tab_shows_the_face() -> None:
    assert set(discovery.__all__) <= set(dir(discovery))


def test_a_file_that_hides_a_package_is_named(tmp_path: Path) -> None:
    (tmp_path / "analysis.py").write_text("")
    code = "import sys; sys.path.insert(0, '.'); import discovery"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1 and str(tmp_path / "analysis.py") in last and "rename" in last
    assert shadow("analysis") is None


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_plots_of_a_formula_and_of_a_field_are_drawn(tmp_path: Path, ending: str) -> None:
    from click.testing import CliRunner

    for words in (["error", "--formula", "2n+1", "n^2"], ["directions", "log(2)", "--reach", "1"]):
        picture = tmp_path / f"{words[0]}.{ending}"
        done = CliRunner().invoke(discover, ["plot", *words, "--output", str(picture)])
        assert done.exit_code == 0 and picture.stat().st_size > 1000, done.output
