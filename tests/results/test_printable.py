"""Nothing that is printed can steer a terminal, and the values of JSON stay what they were."""

import io
import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

from results.printable import PrintableStream, printable
from results.terminal import console

UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe\u2066\x08\x7f\u200b\ud800"


@given(st.text(st.characters(), max_size=60))
def test_no_control_character_is_left_and_every_other_stays(text: str) -> None:
    shown = printable(text)
    assert not [c for c in shown if c not in "\n\t" and unicodedata.category(c) in UNSEEN]
    assert printable(shown) == shown
    seen = [c for c in text if unicodedata.category(c) not in UNSEEN or c in "\n\t"]
    assert [c for c in re.sub(r"\\u[0-9a-f]{4}", "", shown) if c != "\\"] == [
        c for c in seen if c != "\\"
    ] or "\\" in text


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_json_keeps_its_values(text: str) -> None:
    assert json.loads(printable(json.dumps(text, ensure_ascii=False))) == text


@pytest.mark.parametrize("terminal", [True, False])
def test_tables_show_what_would_steer_the_terminal(terminal: bool) -> None:
    stream = io.StringIO()
    table = Table("name", title=EVIL)
    table.add_row(EVIL)
    shown = console(stream, force_terminal=terminal, width=200, color_system=None)
    shown.print(table)
    assert not [c for c in stream.getvalue() if unicodedata.category(c) in UNSEEN and c not in "\n"]
    assert stream.getvalue().count("owned") == 2


def test_click_writes_through_the_stream_and_not_below_it() -> None:
    below = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="backslashreplace", write_through=True)
    click.echo(EVIL, file=PrintableStream(below))
    below.seek(0)
    assert "owned" in (text := below.read()) and "\x1b" not in text and "\\u001b" in text


@pytest.mark.parametrize(
    "arguments",
    [
        ["inspect", EVIL, "1"],
        ["identify", EVIL],
        ["field", "show", EVIL],
        [EVIL],
        ["inspect", "n", "1", "--format", EVIL],
        ["query", "--sql", f"select '{EVIL}' as \"{EVIL}\""],
        ["query", "--sql", f"select '{EVIL}'", "--format", "json"],
        ["query", "--sql", f"select '{EVIL}'", "--format", "csv"],
        ["query", "--sql", f"select '{EVIL}'", "--format", "latex"],
        ["query", "--constant", EVIL],
    ],
)
def test_arguments_cannot_steer_the_terminal(arguments: list[str], place: Path) -> None:
    from results.store import Store

    Store.create(place).close()
    given = [argument.replace("\ud800", "") for argument in arguments]
    done = subprocess.run(
        [sys.executable, "-m", "discovery", *given],
        capture_output=True, timeout=60, env={"PATH": "/usr/bin:/bin", "DISCOVER_DB": str(place), "PYTHONUTF8": "1"},
        cwd=Path(__file__).parent.parent.parent,
    )  # fmt: skip
    text = (done.stdout + done.stderr).decode()
    assert not [c for c in text if unicodedata.category(c) in UNSEEN and c not in "\n"]
    assert "Traceback" not in text
