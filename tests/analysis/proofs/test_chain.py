"""What the checker takes for a proof, and what not: forged ends, the wrong solution, steps that prove nothing."""

import ast
import sys
from pathlib import Path
from typing import Any

import pytest

from analysis.formulas.pcf import PCF
from analysis.links.certificates import link
from analysis.proofs.chain import verify
from analysis.proofs.cone import proved
from analysis.proofs.reading import Malformed, Rejected

ARCTANGENT = {"kind": "theorem", "name": "arctangent", "parameters": ["1"], "constant": "pi"}


def _certificate(a: str, b: str, end: dict[str, Any], mobius: Any, steps: Any = ()) -> dict[str, Any]:
    pcf = PCF.parse(a, b)
    formula = {"a": str(pcf.a), "b": str(pcf.b)}
    return {"version": 1, "formula": formula, "steps": list(steps), "end": end, "mobius": mobius}


def _series(solution: list[str], first: str | None = None, ratio: list[str] | None = None, start: int = 0) -> Any:
    terms = {} if first is None else {"first": first, "term ratio": ratio}
    return {"kind": "series", "solution": solution, "start": start, **terms}


def test_the_statement_is_printed() -> None:
    assert str(verify(_certificate("2n+1", "n^2", ARCTANGENT, [[0, 4], [1, 0]]))) == "PCF(2*n + 1, n**2) = 4/pi"


@pytest.mark.parametrize(
    "mobius", [[[0.99, 4.99], [1.99, -0.99]], [["0", "4"], ["01", "0"]], [[0, 4], [1, 0], [7, 9]], [[0, 4], [True, 0]]]
)
def test_a_map_that_is_no_matrix_of_integers_is_malformed(mobius: Any) -> None:
    with pytest.raises(Malformed):
        verify(_certificate("2n+1", "n^2", ARCTANGENT, mobius))


@pytest.mark.parametrize(
    ("b", "mobius"), [("n^2", [[0, 5], [1, 0]]), ("n^2+1", [[0, 4], [1, 0]]), ("n^2", [[0] * 2] * 2)]
)
def test_another_map_or_formula_is_rejected(b: str, mobius: Any) -> None:
    with pytest.raises(Rejected):
        verify(_certificate("2n+1", b, ARCTANGENT, mobius))


@pytest.mark.parametrize("key", ["formula", "steps", "end", "mobius", "version"])
def test_missing_and_unknown_keys_are_malformed(key: str) -> None:
    good = _certificate("2n+1", "n^2", ARCTANGENT, [[0, 4], [1, 0]])
    for bad in ({k: v for k, v in good.items() if k != key}, {**good, key + "s": 1}, {**good, key: None}):
        with pytest.raises(Malformed):
            verify(bad)


@pytest.mark.parametrize(
    ("a", "b", "end", "mobius"),
    [
        ("0", "1", _series(["1", "1"], "-1", ["-1", "1"]), [[-1, 0], [1, 1]]),  # oscillates
        ("0", "1", _series(["-1", "1"], "1", ["-1", "1"]), [[1, 0], [1, 1]]),
        ("-3", "4", _series(["1", "1"], "-4", ["-4", "1"]), [[-4, -3], [1, 1]]),  # the formal sum gives 1
        ("-3", "4", _series(["-4", "1"]), [[1, 0], [0, 1]]),  # the dominant solution is not the minimal one
        ("2", "-1", _series(["1", "1"], "1", ["1", "1"]), [[0, 1], [0, 1]]),
        ("n+1", "-n", _series(["n + 1", "1"], "1", ["1", "n + 3"], 0), [[0, 0], [1, 0]]),
    ],
)
def test_a_series_that_diverges_or_the_wrong_solution_proves_nothing(a: str, b: str, end: Any, mobius: Any) -> None:
    with pytest.raises(Rejected):
        verify(_certificate(a, b, end, mobius))


@pytest.mark.parametrize(
    ("a", "b", "solution", "value"),
    [
        ("-3", "4", "1", [[-4, 0], [0, 1]]),
        ("2", "-1", "1", [[1, 0], [0, 1]]),
        ("2", "n^2+3n", "-n - 1", [[3, 0], [0, 1]]),
    ],
)
def test_a_minimal_solution_gives_the_rational_value(a: str, b: str, solution: str, value: Any) -> None:
    assert verify(_certificate(a, b, _series([solution, "1"]), value)).constant == "1"


def _coboundary(left: PCF, right: PCF, u: list[str], bounds: dict[str, Any], mobius: Any) -> dict[str, Any]:
    to = {"a": str(right.a), "b": str(right.b)}
    step = {"kind": "coboundary", "u": u, "start": 1, "folds": [1, 1], "bounds": bounds, "to": to}
    return {**_certificate(str(left.a), str(left.b), {"kind": "formula"}, mobius, [step]), "version": 2}


VALID = (
    PCF.parse("4(2n+1)^2+4(n+1)(4n+3)", "-16n(2n+1)^2(4n-1)"),
    PCF.parse("4(2n+1)^2+4(n+1)(4n+7)", "-16n(2n+1)^2(4n+3)"),
)


LOWER = ("16*n**2", "17*n**2", "24*n**2", "31*n**2", "16*n**2 + 8*n", "16*n**2 + 12*n", "32*n**2 + 8*n")


@pytest.mark.parametrize("lower", LOWER)
@pytest.mark.parametrize("start", [1, 2, 5, 20, 100])
def test_a_valid_coboundary_that_takes_the_minimal_solution_to_a_dominant_one_proves_nothing(
    lower: str, start: int
) -> None:
    """The identity M₁U⁺ = gUM₂ of math.md 13 holds, and the map that is read off it is false."""
    left, right = VALID
    u = ["-16*n**2 + 1", "-256*n**4 - 192*n**3 + 16*n", "1", "16*n**2 + 12*n + 1"]
    u[1] = str(PCF.parse("0", "-16n(2n+1)^2(4n-1)").b)
    bounds = {"from": start, "lower": [lower, "1"], "upper": [str(right.a), "1"], "ahead": 0}
    own = {"from": start, "lower": [lower, "1"], "upper": [str(left.a), "1"]}
    for claim in (bounds, {**bounds, "own": own}):
        with pytest.raises(Rejected, match=r"bound|cancel|finite|error"):
            verify(_coboundary(left, right, u, claim, [[1, 0], [0, 1]]))


def test_no_link_is_found_either() -> None:
    assert link(*VALID) is None


@pytest.mark.parametrize(
    ("left", "right", "u", "mobius"),
    [
        (("1", "4n^2"), ("-3", "4n^2"), ("64*n - 16", "-128*n**2", "-32", "64*n + 16"), [[-1, 0], [2, 1]]),
        (("1", "9n^2"), ("-5", "9n^2"), ("216*n - 72", "-648*n**2", "-72", "216*n + 72"), [[-1, 0], [1, 1]]),
    ],
)
def test_a_coboundary_that_exchanges_dominant_and_minimal_proves_nothing(
    left: tuple[str, str], right: tuple[str, str], u: tuple[str, ...], mobius: Any
) -> None:
    bounds: dict[str, Any] = {"from": 3, "lower": ["n", "1"], "upper": ["9*n", "1"]}
    for claim in ({**bounds, "ahead": 0}, {**bounds, "ahead": 0, "own": bounds}):
        with pytest.raises(Rejected):
            verify(_coboundary(PCF.parse(*left), PCF.parse(*right), list(u), claim, mobius))


def test_bounds_of_both_fractions_prove_where_the_matrix_cancels_much() -> None:
    """θ = |g b|/(r R) → 3/(r R): 8/9 for 9n/4 and 3n/2, 10/9 for 9n/4 and 6n/5."""
    found = link(PCF.parse("4n-2", "-3(n+3)^2"), PCF.parse("4n+2", "-3n^2"))
    assert found is not None
    (step,) = found.certificate["steps"]
    assert step["bounds"]["own"]["lower"] == ["3*n", "2"]
    weak = {**step["bounds"], "own": {**step["bounds"]["own"], "lower": ["6*n", "5"], "from": 200}}
    with pytest.raises(Rejected, match="fall behind"):
        verify({**found.certificate, "steps": [{**step, "bounds": weak}]})


@pytest.mark.parametrize(
    ("a", "b", "lower", "upper"),
    [
        # the tails of a = −1, b = 4n² have invariant contracting intervals, the convergents go elsewhere
        ((-1,), (0, 0, 4), ((5, 8), (4,)), ((7, 8), (4,))),
        ((), (0, 1, 1), ((1, 1), (1,)), ((1, 1), (1,))),  # PCF(0, n(n+1)) has no limit
        ((1,), (-1,), ((1,), (2,)), ((1,), (1,))),
    ],
)
@pytest.mark.parametrize("start", [1, 2, 10])
def test_intervals_of_tails_are_no_bounds_of_convergents(a: Any, b: Any, lower: Any, upper: Any, start: int) -> None:
    with pytest.raises(Rejected):
        proved(a, b, start, lower, upper)


# Fractions with errors like a power of n, and 1/ln n ("2n+1", "-n^2"), each with one in its family.
SLOW = [
    ("2", "(2n-1)^2", "6", "(2n-1)^2"),
    ("1", "n^2", "3", "n^2"),
    ("1", "4n^2", "5", "4n^2"),
    ("n^3+(n+1)^3", "-n^6", "(n+1)^3+(n+2)^3", "-(n+1)^6"),
    ("2n^3+3n^2+11n+5", "-n^6", "n^3+(n+1)^3", "-n^6"),
    ("2n+1", "-n^2", "2n+3", "-(n+1)^2"),
    ("2n^2+2n+1", "-n^4", "2n^2+6n+5", "-(n+1)^4"),
    ("8n", "(2n-1)^4", "24n", "(2n-1)^4"),
    ("1", "n", "1", "n+2"),
    ("2n+1", "-1", "2n+7", "-1"),
]


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize(("a", "b", "c", "d"), SLOW)
def test_slow_fractions_of_one_family_are_linked_both_ways(a: str, b: str, c: str, d: str, backward: bool) -> None:
    left, right = (PCF.parse(c, d), PCF.parse(a, b)) if backward else (PCF.parse(a, b), PCF.parse(c, d))
    chain = link(left, right)
    assert chain is not None and verify(chain.certificate).conditional


def test_the_checker_imports_the_standard_library_and_itself_alone() -> None:
    folder = Path(__file__).parents[3] / "analysis" / "proofs"
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), path
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert name.startswith("analysis.proofs") or name.split(".")[0] in sys.stdlib_module_names, (path, name)
            assert not (isinstance(node, ast.Name) and node.id in ("__import__", "eval", "exec")), path
