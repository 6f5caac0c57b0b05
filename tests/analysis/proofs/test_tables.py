"""Tables kept beside compiled files say what the file says, whatever happens to either."""

import os
from pathlib import Path

import pytest

from analysis.proofs.tables import table

KEPT = Path("__pycache__") / "table.toml.json"


def test_a_table_is_read_again_when_its_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "table.toml"
    file.write_text("[[row]]\nmap = [0, 4, 1, 0]\nwhere = ['x > 0', 'é']\n")
    first = {"row": [{"map": [0, 4, 1, 0], "where": ["x > 0", "é"]}]}
    assert table(file) == table(file) == first
    file.write_text("[[row]]\nmap = [0, 4, 1, 1]\nwhere = ['x > 0', 'é']\n")
    os.utime(file, ns=(1, 1))
    assert table(file)["row"][0]["map"] == [0, 4, 1, 1]


@pytest.mark.parametrize("damage", ["", "{", "[1]", "[[1, 2], {}]"])
def test_damage_to_what_is_kept_does_no_harm(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "table.toml"
    file.write_text("x = 1.5\n")
    assert table(file) == {"x": 1.5}
    (tmp_path / KEPT).write_text(damage)
    assert table(file) == {"x": 1.5}


def test_a_table_is_read_where_nothing_can_be_kept(tmp_path: Path) -> None:
    file = tmp_path / "table.toml"
    file.write_text("x = true\n")
    (tmp_path / "__pycache__").write_text("no folder")
    assert table(file) == {"x": True}
