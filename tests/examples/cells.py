"""What the cells of the notebooks in examples/ show, found without Jupyter; run as a module it stores that in them.

    python -m tests.examples.cells

A cell shows what it prints, and the value of an expression at its end as text, MathML, LaTeX or a picture. How long a
search took is left out.
"""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))
SECONDS = 300
CELL, VALUE = "\x1e", "\x1f"  # on the way back, before what a cell prints and before its value as JSON
SHOW = f"""
def _show(value):
    import json, pprint
    forms = {{"text/html": "_repr_html_", "text/latex": "_repr_latex_", "image/svg+xml": "_repr_svg_"}}
    found = {{form: getattr(value, name)() for form, name in forms.items() if hasattr(value, name)}}
    print({VALUE!r} + json.dumps({{"text/plain": pprint.pformat(value, width=79, sort_dicts=False)}} | found), end="")
"""
_TOOK = re.compile(r"(<p>|\n)?\d+:\d\d:\d\d this run, [^<\n]*(</p>)?")


def code_cells(book: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in book["cells"] if cell["cell_type"] == "code"]


def outputs(book: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The outputs of each cell with code, as a notebook keeps them, from one run of all."""
    code = SHOW + "".join(map(_showing, code_cells(book)))
    of_a_kernel = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(
        [sys.executable, "-"],
        input=code, cwd=ROOT, env=of_a_kernel, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [_outputs(place, text) for place, text in enumerate(done.stdout.split(CELL)[1:], 1)]


def _showing(cell: dict[str, Any]) -> str:
    """The code of a cell that says where it begins, and shows its last expression."""
    tree = ast.parse("".join(cell["source"]))
    if isinstance(last := tree.body[-1], ast.Expr) and not (
        isinstance(last.value, ast.Call) and isinstance(last.value.func, ast.Name) and last.value.func.id == "print"
    ):
        tree.body[-1] = ast.Expr(ast.Call(ast.Name("_show", ast.Load()), [last.value], []))
    return f"print({CELL!r}, end='')\n{ast.unparse(ast.fix_missing_locations(tree))}\n"


def _outputs(place: int, text: str) -> list[dict[str, Any]]:
    printed, _, value = text.partition(VALUE)
    found: list[dict[str, Any]] = []
    if printed:
        found.append({"name": "stdout", "output_type": "stream", "text": _lines(printed)})
    if value:
        data = {form: _lines(shown) for form, shown in json.loads(value).items()}
        found.append({"data": data, "execution_count": place, "metadata": {}, "output_type": "execute_result"})
    return found


def _lines(text: str) -> list[str]:
    return _TOOK.sub("", text).splitlines(keepends=True)


def store(path: Path) -> None:
    """Run a notebook and keep what its cells show."""
    book = json.loads(path.read_text(encoding="utf-8"))
    for place, (cell, found) in enumerate(zip(code_cells(book), outputs(book), strict=True), 1):
        cell |= {"outputs": found, "execution_count": place}
    book["metadata"]["language_info"] = {"name": "python"}
    path.write_text(json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for one in NOTEBOOKS:
        store(one)
