"""The package as people install it: a wheel in an environment of its own, outside the clone."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BOX = ("--a-degree", "1", "--b-degree", "1", "--coefficients", "-1:1", "--digits", "30", "--db", "tiny.db")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment that has the wheel, and the packages it depends on from where the tests run."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    venv.create(folder / "env", with_pip=False)
    places = dict.fromkeys([sysconfig.get_path("purelib"), *(place for place in sys.path if "site-packages" in place)])
    (site,) = (folder / "env/lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text("\n".join(places))  # the packages it depends on, and what builds the wheel
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "env/bin/python"), "--disable-pip-version-check"]
    run([*pip, "install", "--quiet", "--no-deps", "--no-build-isolation", "--ignore-installed", str(ROOT)], folder)
    return folder


def run(command: list[str], folder: Path) -> str:
    there = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=there, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.ray
def test_the_wheel_searches_on_ray_and_reports(home: Path) -> None:
    discover = str(home / "env/bin/discover")
    assert "env" in run([str(home / "env/bin/python"), "-c", "import analysis; print(analysis.__file__)"], home)
    run([discover, "search", "pcf", *BOX, "--engine", "ray", "--workers", "1"], home)
    assert "proved" in run([discover, "query", "--db", "tiny.db", "--limit", "5"], home)
    run([discover, "report", "--db", "tiny.db", "--output", "report"], home)
    assert "IntersectionObserver" in (home / "report/report.html").read_text(encoding="utf-8")


def test_the_wheel_takes_a_script_and_names_the_file_that_hides_it(home: Path) -> None:
    python = str(home / "env/bin/python")
    (home / "notebook.py").write_text("from discovery import inspect\nprint(inspect('2n+1', 'n^2', digits=20))\n")
    assert run([python, "notebook.py"], home) == "Formula(2n+1, n^2) = 4/pi [proved]\n"
    (home / "analysis.py").write_text("")
    hidden = subprocess.run([python, "notebook.py"], cwd=home, capture_output=True, text=True, check=False)
    (home / "analysis.py").unlink()
    assert hidden.returncode == 1
    assert hidden.stderr.splitlines()[-1].startswith(f"ImportError: {home / 'analysis.py'} hides the package analysis")
