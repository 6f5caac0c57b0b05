"""Promises about the tree itself: who may import whom, what lock files hold, how long a file may be."""

import ast
import re
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {  # room -> the rooms it may import, beside itself
    "analysis": set(),
    "search": {"analysis"},
    "results": {"analysis"},
    "discovery": {"analysis", "search", "results"},
}
LONGEST_FILE = 450  # lines; beyond this a file usually holds two ideas
ROOM_FILES = sorted(path for room in ALLOWED for path in (ROOT / room).rglob("*.py"))


def imported_rooms(path: Path) -> set[str]:
    """The rooms that a file imports, anywhere in it: at its top, in a function, under a condition."""
    package = list(path.relative_to(ROOT).parent.parts)
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1]
            assert base, f"{path}: a relative import that leaves its room"
            found.add(base[0])
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).endswith(("import_module", "__import__"))
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            found.add(str(node.args[0].value).split(".")[0])
    return found & set(ALLOWED)


@pytest.mark.parametrize("path", ROOM_FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_run_downward_only(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    upward = imported_rooms(path) - ALLOWED[room] - {room}
    assert not upward, f"{room} may not import {sorted(upward)}"


def test_the_import_reader_sees_imports_hidden_in_functions(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / "analysis").mkdir()
    source = tmp_path / "analysis" / "sly.py"
    source.write_text("def f():\n    from search.domains import Box\n    import results.store as kept\n")
    assert imported_rooms(source) == {"search", "results"}


def imported_files(path: Path) -> set[Path]:
    """The files of the rooms that a file imports: at its top, in functions, for types only, and as their packages."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            place = ROOT.joinpath(*name.split("."))
            found |= {file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()}
    return found - {path}


def test_no_circle_of_files() -> None:
    sorter = TopologicalSorter({path: imported_files(path) for path in ROOM_FILES})
    try:
        sorter.prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(path.relative_to(ROOT).as_posix() for path in reversed(error.args[1])))


FLOORS = (  # of analysis, from the ground up: a file imports its own floor and those below
    "errors", "effort", "proofs", "reading", "exact", "telescoping", "notation", "formulas", "transformations",
    "constants", "numbers", "relations", "dynamics", "formula", "theorems", "values", "coboundaries", "fields",
    "links", "sequences", "esma", "clusters", "families", "examination", "recurrence_examination", "sums",
)  # fmt: skip
GROUND = ROOT / "analysis"


def floor(path: Path) -> int:
    """The number of the floor of a file of analysis."""
    return FLOORS.index(path.relative_to(GROUND).parts[0].removesuffix(".py"))


@pytest.mark.parametrize(
    "path",
    [path for path in ROOM_FILES if GROUND in path.parents and path.parent != GROUND],
    ids=lambda path: path.stem,
)
def test_no_file_of_analysis_imports_a_floor_above(path: Path) -> None:
    above = [
        file.relative_to(ROOT).as_posix()
        for file in imported_files(path)
        if GROUND in file.parents and file != GROUND / "__init__.py" and floor(file) > floor(path)
    ]
    assert above == []


def test_no_floor_of_analysis_holds_more_than_a_fifth_of_it() -> None:
    lines = Counter[str]()
    for path in GROUND.rglob("*.py"):
        lines[path.relative_to(GROUND).parts[0]] += len(path.read_text(encoding="utf-8").splitlines())
    assert {name: count for name, count in lines.items() if 5 * count > lines.total()} == {}


UNPICKLERS = {"pickle", "cPickle", "_pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}


def loads_objects(source: str) -> bool:
    """Whether a file could make objects out of stored bytes, which may run what is in them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import) and UNPICKLERS & {alias.name.split(".")[0] for alias in node.names}:
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in UNPICKLERS:
            return True
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("read_pickle"):
            return True
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.load", "numpy.load"):
            allowed = [word.value for word in node.keywords if word.arg == "allow_pickle"]
            if not allowed or ast.unparse(allowed[0]) != "False":
                return True
    return False


@pytest.mark.parametrize("path", ROOM_FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_stored_is_ever_unpickled(path: Path) -> None:
    assert not loads_objects(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    ["import pickle", "from shelve import open", "def f():\n import joblib.memory", "pd.read_pickle(p)", "np.load(p)"],
)
def test_the_reader_of_unpicklers_sees_them(source: str) -> None:
    assert loads_objects(source)


def test_lock_file_pins_every_package_by_its_hashes_and_names_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.rstrip("\n"))
    pin = re.compile(r"[a-z0-9-]+==[^\s/@]+( ; [^/@\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+")
    assert len(entries) > 50
    assert [entry for entry in entries if not pin.fullmatch(entry)] == []
    assert "--require-hashes --requirement requirements.lock" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock", "Makefile", ".ci/run"])
def test_project_files_name_no_registry(name: str) -> None:
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_every_file_holds_one_idea() -> None:
    folders = [ROOT / room for room in ALLOWED] + [ROOT / "tests", ROOT / "benchmarks"]
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in folders
        for path in folder.rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


LONGEST_FUNCTION = 60  # lines


def test_every_function_fits_on_a_screen() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in ROOM_FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    }
    assert long == set()


LATEX = re.compile(r"\\(d?frac|sqrt|displaystyle|quad|left|right|operatorname|math[a-z]+|begin|zeta|pi)\b")
READERS = {"analysis/formulas/equations.py", "analysis/reading/typography.py"}  # of LaTeX that people paste


def written_texts(path: Path) -> list[str]:
    """The texts in a file's code, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said)
    return [node.value for node in texts if isinstance(node.value, str)]


def test_analysis_writes_latex_in_its_notation_alone() -> None:
    places = {path: path.relative_to(ROOT).as_posix() for path in GROUND.rglob("*.py")}
    elsewhere = [path for path, name in places.items() if "/notation/" not in name and name not in READERS]
    assert [places[path] for path in elsewhere if any(map(LATEX.search, written_texts(path)))] == []


PATTERNS = {  # where analysis may look into text: what others wrote, and what is printed
    "proofs", "reading", "notation", "formulas/equations.py", "constants/typed_names.py",
}  # fmt: skip


def imports_patterns(path: Path) -> bool:
    """Whether a file imports regular expressions."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return "re" in plain or any(isinstance(node, ast.ImportFrom) and node.module == "re" for node in nodes)


def test_mathematics_travels_as_objects_not_as_text_to_look_into() -> None:
    places = {path: path.relative_to(GROUND) for path in GROUND.rglob("*.py")}
    inside = [path for path, name in places.items() if not {name.parts[0], name.as_posix()} & PATTERNS]
    assert [places[path].as_posix() for path in inside if imports_patterns(path)] == []


SIGNS = re.compile(r"[*^/+=−]")  # of mathematics
SPELT_ANEW = {
    "reading",
    "notation",
    "proofs",
    "typed_names.py",
    "front_page.py",
}  # edges: typed, printed, exported


def respelt(source: str) -> bool:
    """Whether a file changes signs of mathematics inside a text."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "replace"
        and any(
            isinstance(one, ast.Constant) and isinstance(one.value, str) and SIGNS.search(one.value)
            for one in node.args
        )
        and "UTC" not in ast.unparse(node)
        for node in ast.walk(ast.parse(source))
    )


def test_no_text_of_mathematics_is_spelt_anew_inside_the_rooms() -> None:
    inside = [path for path in ROOM_FILES if not {*path.relative_to(ROOT).parts} & SPELT_ANEW]
    assert [path.name for path in inside if respelt(path.read_text(encoding="utf-8"))] == []
    assert respelt("text.replace('**', '^')") and not respelt("text.replace('_', ' ')")
