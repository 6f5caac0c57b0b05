"""Every command in README.md and docs/ runs as it is written, on a small store; Python there says what it says.

A `$` before a command shows its output below. Searches are made smaller by SMALLER; of the long ones in finds.md the
campaign is made and counted (`--dry-run`), not searched; `discover serve`, which does not end, and `--help` are only
parsed.
"""

import doctest
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.constants.library import load_library
from discovery import campaigns, found_campaigns
from discovery.campaign_files import read_campaign
from discovery.cli import discover
from discovery.esma import EsmaCampaign
from discovery.field_campaign import TrajectoryCampaign
from discovery.kinds import KINDS
from discovery.recurrences import ProductCampaign, RecurrenceCampaign, SeriesCampaign

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"^ *(?:\$ )?(?:\.venv/bin/)?(discover .+)$", re.MULTILINE)
SMALLER = {
    "--coefficients -5:5": "--coefficients -1:1", "--coefficients -2:2": "--coefficients -1:1",
    "--let x=1:5 --let y=1:3": "--let x=3:3 --let y=1:1",
    "--let a=1:50 --let b=1:10": "--let a=1:1 --let b=1:1",
    "--let a=4:6 --let b=1:2 --let z=-8:8": "--let a=6:6 --let b=1:1 --let z=-1:1",
    "--starts 2 --max-norm 1": "--starts 1 --max-norm 1",
}  # fmt: skip
UNENDING = ("discover serve",)
LONG = "finds.md"  # its searches are campaigns of up to hundreds of millions of formulas
STORE = re.compile(r"--db (?:run/)?(?:box|small|discover)\.db")  # one store by several names
STORES = ("box.db", "small.db", "discover.db", "run/box.db")


def commands() -> Iterator[tuple[str, str]]:
    """The commands of all pages; of those that differ by the names of stores and of what is written, the first."""
    seen = set()
    for page in PAGES:
        text = re.sub(r" *\\\n *", " ", page.read_text(encoding="utf-8"))  # a command goes on after a backslash
        found = dict.fromkeys(re.sub(r"\s+#.*| *…$", "", one).strip() for one in COMMAND.findall(text))
        for one in found:
            key = page.name == LONG, re.sub(r"--output \S+?(?=\.\w+\b|\s|$)", "--output", STORE.sub("--db", one))
            if "[OPTIONS]" not in one and "[…]" not in one and key not in seen:
                seen.add(key)
                yield page.name, one


ALL = list(commands())


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the commands name: a small store under every name, a table, a campaign, a proof, a field."""
    place = tmp_path_factory.mktemp("docs")
    (place / "run").mkdir()
    run = CliRunner().invoke
    search = ["search", "pcf", "--a-degree", "1", "--b-degree", "2", "--coefficients", "-1:1", "--digits", "40"]
    assert run(discover, [*search, "--db", str(place / "box.db")]).exit_code == 0
    for name in STORES[1:]:
        shutil.copy(place / "box.db", place / name)
    assert run(discover, ["search", "esma", "--constant", "e", "--db", str(place / "esma.db")]).exit_code == 0
    for name in ("formulas.csv", "pi.csv"):
        (place / name).write_text("a,b\n2n+1,n^2\n")
    (place / "campaign.toml").write_text(run(discover, [*search, "--dry-run"]).stdout)
    (place / "proof.json").write_text(run(discover, ["link", "3n+5", "-2n^2-3n", "--format", "json"]).stdout)
    shutil.copy(place / "proof.json", place / "found.json")
    (place / "field.json").write_text(run(discover, ["field", "show", "zeta(3)", "--format", "json"]).stdout)
    return place


@pytest.mark.parametrize("page, command", ALL, ids=[f"{page}: {command}"[:90] for page, command in ALL])
def test_a_command_runs(page: str, command: str, workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = subprocess.run(["bash", "-n", "-c", command], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, f"{page}: a shell does not read {command!r}: {checked.stderr}"
    if command.startswith(UNENDING):
        return
    for large, small in SMALLER.items():
        command = command.replace(large, small)
    command = re.sub(r" (> [\w.]+( && .*)?|\| .*)$", "", command)  # what the shell does with the answer
    words = shlex.split(command)[1:]
    if page == LONG and words[0] == "search":
        words.append("--dry-run")
    if words[:2] == ["field", "optimize"]:
        words += ["--seconds", "2"]  # of as long as the reader has
    if "--pdf" in words and shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed")
    monkeypatch.chdir(workplace)
    given = (workplace / "proof.json").read_text() if "-" in words else None
    done = CliRunner().invoke(discover, words, input=given)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    code = done.return_value if done.exit_code == 0 and isinstance(done.return_value, int) else done.exit_code
    assert code in (0, 1), done.output


def test_the_output_shown_in_the_readme_is_real(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^    \$ \.venv/bin/discover (.+)\n((?:    .+\n)+)", text, re.MULTILINE)
    assert shown
    for command, output in shown:
        printed = CliRunner().invoke(discover, shlex.split(command)).output.splitlines()
        for line in output.splitlines():
            assert line.strip() == "…" or line.strip() in (one.strip() for one in printed), line


def test_python_in_the_docs_says_what_it_says(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(workplace)
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        lesson = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
        assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(lesson).failed == 0, page


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_files_of_the_docs_are_read_and_every_key_is_explained(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "campaigns.md").read_text(encoding="utf-8")
    kinds = set()
    for block in re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        (tmp_path / "file.toml").write_text(block, encoding="utf-8")
        if block.startswith("[[constant]]"):
            assert {"K_i", "chi"} <= {constant.name for constant in load_library(tmp_path / "file.toml")}
        else:
            kinds.add(read_campaign(tmp_path / "file.toml").kind)
    assert kinds == set(KINDS)
    found = (EsmaCampaign, RecurrenceCampaign, SeriesCampaign, ProductCampaign, TrajectoryCampaign)
    tables = [campaigns.FILE_KEYS, campaigns.DOMAIN_KEYS, found_campaigns.FILE_KEYS]
    tables += [table for one in found for table in (one.domain_keys, one.settings)]
    for key in {key for table in tables for key in table}:
        assert re.search(rf"`(\[?){key}\]?`", text), key


def test_every_command_is_in_the_docs() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert all(f"## discover {name}\n" in page for name in discover.commands)
