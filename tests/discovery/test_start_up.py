"""Small commands load nothing heavy: they would wait for it longer than they work."""

import subprocess
import sys
from pathlib import Path

import pytest

from discovery.cli.help import LONGEST_SUMMARY

HEAVY = ("flint", "numba", "ray", "matplotlib", "sympy", "networkx", "numpy", "pandas", "sklearn", "scipy")


def loaded(*words: str) -> set[str]:
    """Which of HEAVY a command has imported at its end."""
    lines = (
        "import sys; from discovery.__main__ import main",
        f"try: main({list(words)!r})",
        f"except SystemExit: print('LOADED', *(name for name in {HEAVY!r} if sys.modules.get(name)))",
    )
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("start") / "small.db"
    words = ["search", "pcf", "--a-degree", "1", "--b-degree", "0", "--coefficients", "1:2", "--digits", "20"]
    subprocess.run([sys.executable, "-m", "discovery", *words, "--db", path], capture_output=True, check=True)
    return path


@pytest.mark.parametrize("words", [("--help",), ("search", "--help"), ("inspect", "-h")])
def test_help_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    assert loaded(*words) == set()


def test_looking_into_a_store_loads_nothing_heavy(store: Path) -> None:
    for words in (("query", "--limit", "10"), ("status",), ("families",)):
        assert loaded(*words, "--db", str(store)) == set()


def test_one_formula_needs_no_plots_and_no_clusters() -> None:
    for words in (("inspect", "2n+1", "n^2"), ("link", "2n+1", "n^2")):
        assert loaded(*words) <= {"flint"}
    assert loaded("sum", "binomial(n,k)^2") <= {"flint", "numpy"}


def test_the_list_of_commands_says_what_each_says_of_itself() -> None:
    from discovery.cli import SECTIONS

    for name, later in (item for commands in SECTIONS.values() for item in commands.items()):
        command = later.command()
        assert (command.name, command.get_short_help_str(LONGEST_SUMMARY)) == (name, later.summary)
