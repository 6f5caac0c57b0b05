"""Files are written whole, under their own name only, and never through a link."""

from pathlib import Path

import pytest

from analysis.errors import InputError
from results.saving import output_folder, replacing, write_text


def test_a_file_is_there_when_it_is_whole_and_nothing_else_is(tmp_path: Path) -> None:
    place = tmp_path / "report.html"
    with replacing(place) as new:
        new.write_text("half")
        assert not place.exists() and new.parent == tmp_path
    assert place.read_text() == "half"
    assert list(tmp_path.iterdir()) == [place]


def test_what_was_there_stays_when_writing_fails(tmp_path: Path) -> None:
    place = tmp_path / "plot.svg"
    place.write_text("old")
    with pytest.raises(RuntimeError), replacing(place) as new:
        new.write_text("half")
        raise RuntimeError
    assert place.read_text() == "old" and list(tmp_path.iterdir()) == [place]


def test_links_are_refused_and_what_they_point_to_stays(tmp_path: Path) -> None:
    target, link, dangling = tmp_path / "mine", tmp_path / "link", tmp_path / "dangling"
    target.write_text("mine")
    link.symlink_to(target)
    dangling.symlink_to(tmp_path / "new")
    for one in (link, dangling):
        with pytest.raises(InputError, match="is a link"):
            write_text(one, "theirs")
    assert target.read_text() == "mine" and not (tmp_path / "new").exists()
    (tmp_path / "folder").symlink_to(tmp_path)
    with pytest.raises(InputError, match="is a link"):
        output_folder(tmp_path / "folder")


@pytest.mark.parametrize("name", ["x" * 5000, "none/there.txt", "a\0b", "/dev/full", "/proc/x"])
def test_places_that_cannot_be_written_are_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_text(tmp_path / name, "text")
