"""Files from outside: only plain ones, of bounded size, in UTF-8; JSON and TOML with bounded numbers and nesting."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.reading.files import LONGEST_NUMBER, read_file, read_json, read_toml


def refused(read, *arguments) -> str:
    with pytest.raises(InputError) as caught:
        read(*arguments)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf_8_is_read_with_or_without_a_mark(mark: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(mark + "π".encode())
    assert read_file(tmp_path / "x", "table") == "π"


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_other_encodings_are_named(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes("é,a".encode(encoding))
    assert "UTF-8" in refused(read_file, tmp_path / "x", "table")


def test_what_is_no_plain_file_is_named_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is a pipe" in refused(read_file, tmp_path / "pipe", "table")
    assert "is a folder" in refused(read_file, tmp_path, "table")
    assert "is a device" in refused(read_file, "/dev/zero", "table")
    assert "No such file" in refused(read_file, tmp_path / "none", "table")
    refused(read_file, "a\0b", "table")
    refused(read_file, "x" * 10_000, "table")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as file:
        file.truncate(2**40)  # a hole that takes no room
    assert "bytes" in refused(read_file, tmp_path / "x", "table")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000, '{"a":' * 100_000, "9" * 1_000_000, "1e999999999", "-1e400", "NaN", "Infinity", '{"a":1,"a":2}',
        "", "{", "'a'", '"\x00"',
    ],
)  # fmt: skip
def test_json_that_is_none_or_too_much(text: str) -> None:
    assert "a field" in refused(read_json, text, "f.json", "a field")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x), max_leaves=20))
def test_json_is_read_as_python_reads_it(value: object) -> None:
    import json

    assert read_json(json.dumps(value), "f", "x") == value


@pytest.mark.parametrize(
    "text",
    [f"a = {'9' * (LONGEST_NUMBER + 1)}", "a = " + "[" * 5000, "a = " + "[" * 150 + "]" * 150, "a =", "\x00", "a = 1e",
     "a = 2020-13-45", "[" + ".".join("a" * 300) + "]"],
)  # fmt: skip
def test_toml_that_is_none_or_too_much(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(text)
    refused(read_toml, tmp_path / "x.toml", "campaign file", "tables")
