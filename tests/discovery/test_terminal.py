"""What people see: every command's text fits terminals of 80 and 140 columns and is mathematics, not code."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import reduce
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from discovery.__main__ import main
from discovery.cli import discover
from results.columns import ascii_only, fact_lines, in_ascii, table_lines

SCHEMA = Path(__file__).parents[2] / "docs" / "json.schema.json"
# sympy's spelling and raw JSON
CODE = re.compile(r"\*\*|Rational\(|bessel[ijky]\(|hyper\(|[a-z]gamma\(|[{}]|\[\[")
HYPHEN = re.compile(r"(?<![^\s(\[,;=+^])-\.?\d")  # where a sign of subtraction belongs
APERY = ("34n^3+51n^2+27n+5", "-n^6")
# Commands that write files or a store, or search for a while: their text is tried where they are.
ELSEWHERE = frozenset(
    ("cluster run", "search esma", "search field", "search product", "search recurrence", "run", "resume", "report",
     "serve", "generate",
     "field optimize", "field from-formulas", "plot clusters", "plot constants", "plot directions",
     "plot dynamics", "plot error", "plot funnel")
)  # fmt: skip
FORMULAS = (
    '{"kind": "recurrence", "coefficients": ["n", "-(11n-3)", "-(n-1)"], "first": 2, "p": [0, 5], "q": [1, 3]}',
    '{"kind": "series", "coefficients": ["n+1", "-n/2"], "first": 1, "u": ["1/2"]}',
    '{"kind": "product", "matrix": [["n", "1"], ["1", "3n+1"]], "first": 1}',
)
DERIVED = (
    ("field", "sub", "zeta(3)", "--axis", "u=1,1", "--axis", "v=0,1"),
    ("field", "gauge", "pi", '[["1", "x"], ["0", "1"]]'),
    ("field", "dual", "zeta(2)"),
    ("field", "reduce", "4F3", "--let", "z=1", "--axis", "x=-1,1,0,0,0,0,0", "--axis", "y=0,0,-1,1,0,0,0",
     "--start", "1,0,1,0,1,1,1"),
    ("field", "embed", "zeta(2)", "3F2(1)", "--axis", "x=-1,1,0,0,0", "--axis", "y=0,0,-1,0,0",
     "--start", "1,0,1,1,1"),
)  # fmt: skip
READ = (
    ("verify",),
    ("status",),
    ("status", "--history"),
    ("query",),
    ("query", "--order-by", "-delta", "--limit", "4"),
    ("query", "--kind", "esma"),
    ("query", "--sql", "select * from formulas limit 2"),
    ("cluster", "list"),
    ("cluster", "show", "1"),
    ("cluster", "score"),
    ("cluster", "coarse", "--limit", "5"),
    ("cluster", "components"),
    ("families", "--limit", "8"),
    ("field", "members", "--list"),
    ("constants", "graph"),
)
ALONE = (
    ("inspect", *APERY),
    ("inspect", "n", "1"),
    ("inspect", "n/2+1", "n^2/4"),
    ("inspect", "2n+1", "n^2", "--digits", "200"),
    ("inspect", "3n-2", "7", "--digits", "20"),
    ("inspect", "1", "4n^2-1", "--digits", "20"),
    ("inspect", "123456789n+987654321", "-555555555", "--digits", "20"),
    ("inspect", "4", "n^2-4"),
    *(("inspect", "--formula", one, "--digits", "20") for one in FORMULAS),
    ("transform", "recurrence", "companion", '{"kind": "pcf", "a": "34n^3+51n^2+27n+5", "b": "-n^6"}'),
    ("sum", "binomial(2k,k)/8^k"),
    ("field", "from-pcf", "2n+1", "n^2"),
    ("identify", "1.2732395447351626861510701069801148", "0.1234567890123456789"),
    ("sequence", "1", "4", "9", "16", "25", "36", "49", "64", "81", "100"),
    ("link", "3n+3", "-2n^2-n", "3n+5", "-2n^2-3n"),
    ("transform", "even", "2n+1", "n^2"),
    ("transform", "series", "2n+1", "n^2", "--terms", "12"),
    ("transform", "odd", "2n+1", "n^2"),
    ("transform", "contract", "2n+1", "n^2", "--fold", "3"),
    ("transform", "bauer-muir", "2n+1", "n^2", "--tail", "n"),
    ("transform", "equivalence", "2n+1", "n^2", "--by", "n+1"),
    ("transform", "extend", "1", "2", "2", "2", "--insert", "1=2"),
    ("transform", "fold", "1", "1", "2", "1", "1", "4", "1", "1", "6", "--to=-+"),
    ("transform", "from-series", "1", "n"),
    ("sum", "binomial(n,k)^2*binomial(n+k,k)^2"),
    ("field", "verify", "zeta(3)"),
    ("field", "list"),
    ("field", "show", "zeta(3)"),
    ("field", "from-pcf", "n^3+(n+1)^3", "-n^6"),
    *DERIVED,
    ("field", "trajectory", "log(2)", "--direction", "1,1"),
    ("constants", "list", "--constants", "pi,bessel_ratio(0,2),gamma(1/3)"),
    ("--help",),
    ("search", "pcf", "-h"),
    ("search", "series", "-h"),
)


def commands(command: click.Command, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command that does something."""
    if not isinstance(command, click.Group):
        yield before
        return
    for name in command.list_commands(click.Context(command)):
        below = command.get_command(click.Context(command), name)
        assert below is not None
        yield from commands(below, (*before, name))


def test_every_command_is_looked_at() -> None:
    tried = {words[:size] for words in READ + ALONE for size in (1, 2)}
    assert {" ".join(words) for words in commands(discover) if words not in tried} == ELSEWHERE


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def screen(columns: int, *words: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that a terminal of so many columns shows of a command."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(sys, "stdout", stdout := Terminal())
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code in (0, 1), words
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", stdout.getvalue()).splitlines()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small search of both kinds, clustered."""
    path = tmp_path_factory.mktemp("terminal") / "small.db"
    box = ["search", "pcf", "--a-degree", "1", "--b-degree", "1", "--coefficients", "-2:2", "--digits", "30"]
    for words in ([*box, "--db", str(path)], ["search", "esma", "--constant", "e", "--db", str(path)],
                  ["cluster", "run", "--db", str(path), "--format", "json"]):  # fmt: skip
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0
    return path


def readable(lines: list[str], columns: int, words: tuple[str, ...]) -> None:
    assert lines or words[:2] == ("field", "members"), words
    for line in lines:
        assert len(line) <= columns, (words, line)
        if not {"--help", "-h", "--sql"} & set(words):
            assert not CODE.search(line), (words, line)
            assert "discover " in line or not HYPHEN.search(line), (words, line)


@pytest.mark.parametrize("columns", [80, 140])
def test_what_is_said_of_a_store_fits_and_reads(columns: int, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(store.parent)  # a long path would make long lines
    for words in READ:
        readable(screen(columns, *words, "--db", store.name, monkeypatch=monkeypatch), columns, words)


@pytest.mark.parametrize("columns", [80, 140])
def test_what_is_said_of_one_formula_fits_and_reads(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in ALONE:
        readable(screen(columns, *words, monkeypatch=monkeypatch), columns, words)


def test_a_search_and_a_clustering_end_with_the_next_step(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = ("search", "pcf", "--a-degree", "1", "--b-degree", "1", "--coefficients", "-2:2", "--digits", "30")
    monkeypatch.chdir(store.parent)  # a long path would make long lines
    esma = ("search", "esma", "--constant", "e", "--height", "1")
    series = ("search", "series", "--form", "2(n+1)^2", "--form", "z*n^2", "--let", "z=-1:1")
    for words in (box, esma, series, ("cluster", "run")):
        lines = screen(80, *words, "--db", store.name, monkeypatch=monkeypatch)
        readable(lines, 80, words)
        assert any(line.startswith("next: discover ") and f"--db {store.name}" in line for line in lines), lines


OF_A_STORE = (
    "query", "status", "status --history", "families", "cluster list", "cluster components", "cluster show 1",
    "cluster score", "cluster coarse", "constants graph", "field members --list",
)  # fmt: skip
OF_WORDS = (
    *(("inspect", "--formula", one, "--digits", "20") for one in FORMULAS),
    ("inspect", "n/2+1", "n^2/4"),
    ("identify", "2.84699097000782072187215332816", "--together", "1,zeta(2),zeta(3)"),
    ("sequence", "1", "1/2", "1/3", "1/4", "1/5", "1/6", "1/7", "1/8", "1/9", "1/10", "1/11"),
    ("field", "verify", "zeta(3)"),
    ("field", "from-pcf", "n^3+(n+1)^3", "-n^6"),
    *DERIVED,
    *(words for words in ALONE if words[0] == "transform" and words[1] != "recurrence"),
    ("inspect", *APERY),
    ("inspect", "n", "1"),
    ("inspect", "1", "-1"),
    ("identify", "1.2732395447351626861510701069801148", "0.1234567890123456789"),
    ("sequence", "1", "4", "9", "16", "25", "36", "49", "64", "81", "100"),
    ("link", "3n+5", "-2n^2-3n"),
    ("field", "list"),
    ("field", "show", "zeta(2)"),
    ("field", "trajectory", "log(2)", "--direction", "1,1"),
    ("constants", "list", "--constants", "pi,catalan"),
    ("sum", "binomial(n,k)^3"),
)


def test_json_is_as_the_schema_of_the_docs_says(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    asked = [*OF_WORDS, *((*name.split(), "--db", str(store)) for name in OF_A_STORE)]
    for words in asked:
        name = next(" ".join(words[:size]) for size in (2, 1) if " ".join(words[:size]) in schema["$defs"])
        checker = jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", **schema})
        lines = screen(80, *words, "--format", "json", monkeypatch=monkeypatch)
        assert lines
        for row in map(json.loads, lines):
            assert [error.message for error in checker.iter_errors(row)] == [], words


def test_the_schema_of_the_docs_knows_every_command_that_prints_json() -> None:
    known = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    for words in commands(discover):
        command = reduce(lambda group, word: group.get_command(click.Context(group), word), words, discover)
        formats = [one.type.choices for one in command.params if one.name == "format_"]
        assert not formats or "json" not in formats[0] or " ".join(words) in known, words


@pytest.mark.parametrize(
    ("name", "row"),
    [("cluster list", {"cluster": "x"}), ("inspect", {"kind": "pcf", "a": "n"}), ("transform even", {"a": "1"})],
)
def test_the_schema_refuses_other_rows(name: str, row: dict[str, object]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert not jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", **schema}).is_valid(row)


def test_the_help_of_every_command_fits_eighty_columns() -> None:
    for words in ((), *commands(discover)):
        shown = CliRunner().invoke(discover, [*words, "--help"], terminal_width=80).output
        assert shown and max(map(len, shown.splitlines())) <= 80, words


def test_inspect_leads_with_the_equation(monkeypatch: pytest.MonkeyPatch) -> None:
    first = screen(80, "inspect", "2n+1", "n^2", monkeypatch=monkeypatch)[0]
    assert first == "1 + 1/(3 + 4/(5 + 9/(7 + ⋱ + n²/(2n + 1 + ⋱)))) = 4/π   (proved)"


def test_a_terminal_shows_twenty_rows_and_how_many_more(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = screen(80, "query", "--kind", "pcf", "--db", str(store), monkeypatch=monkeypatch)
    assert len(lines) == 2 + 20 + 1
    assert re.match(r"and [\d,]+ more: --limit N", lines[-1])


def test_ascii_is_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (("inspect", *APERY), ("inspect", "n", "1"), ("constants", "list", "--constants", "pi")):
        lines = screen(80, "--ascii", *words, monkeypatch=monkeypatch)
        assert all(line.isascii() for line in lines), lines
    assert in_ascii("−√(n² + 1)/₂F₁") == "-sqrt(n^2 + 1)/2F1"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("se", "plain,search plain,sequence plain,serve"),
        ("field show zeta", "plain,'zeta(2)' plain,'zeta(3)' plain,'zeta(5)'"),
        ("query --constant cata", "plain,catalan plain,catalan/pi"),
        ("query --db sto", "file,sto"),
        ("query --evidence ", "plain,numeric plain,certified plain,linked plain,proved"),
        ("search unheard-of --d", ""),
    ],
)
def test_a_shell_is_told_what_may_be_typed_next(typed: str, offered: str) -> None:
    words = f"discover {typed}"
    asked = {"_DISCOVER_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    command = [sys.executable, "-m", "discovery"]
    told = subprocess.run(command, env=os.environ | asked, capture_output=True, text=True, check=True)
    assert (told.stdout.split(), told.stderr) == (offered.split(), "")


def test_a_pipe_cuts_nothing_unless_columns_asks_for_a_width(
    store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With COLUMNS a pipe is as wide as that; without it lines are as long as they need to be."""
    longest = []
    for columns in ("", "60"):
        monkeypatch.setenv("COLUMNS", columns)
        for words in (("query",), ("families",), ("constants", "list"), ("cluster", "list"), ("status",)):
            with pytest.raises(SystemExit):
                main([*words, *(["--db", str(store)] if words[0] != "constants" else [])])
            longest.append(max(map(len, capsys.readouterr().out.splitlines())))
    assert max(longest[:5]) > 100 and max(longest[5:]) <= 60


def test_wide_letters_keep_columns_in_line_and_ascii_is_put_back() -> None:
    _, rule, first, second = table_lines(["name", "n"], [["円周率", "1"], ["pi", "22"]], 40, right=["n"])
    assert (rule, first, second) == ("──────  ──", "円周率   1", "pi      22")
    with ascii_only():
        assert list(fact_lines([("δ", "√2")])) == ["delta  sqrt(2)"]
    assert list(fact_lines([("δ", "√2")])) == ["δ  √2"]
