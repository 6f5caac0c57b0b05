"""The kinds of work of a campaign, as pure functions from JSON-able dicts to JSON-able dicts.

A screen task turns each of a few shards of a domain into its distinct canonical candidates; an exact task examines a
few canonical formulas; a task of another kind takes a few shards of its domain to formulas that come examined. Whoever
runs them (this process, a Ray worker, another machine) gets the same answer, and nothing but plain values passes
between processes.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from analysis.exact.late import named
from analysis.formula import SIGNED, Formula
from search.engines.base import Result, Shard, Task, Work, one_line

if TYPE_CHECKING:
    from analysis.constants.library import Library
    from search.domains import Domain

# Libraries of constants kept in one process: a worker serves one campaign, seldom two.
KEPT_LIBRARIES = 4
# New objects, and collections of younger ones, between two collections of Python's garbage.
COLLECT_AFTER = (100_000, 50, 20)


def screen_task(domain: Mapping[str, Any], shards: Sequence[int], keep: str, metrics: bool = False) -> Task:
    """The task of screening these shards of the described domain; `keep` says what passes beside reductions.

    metrics: whether each result carries "metrics", the packed table of all formulas (`search.metrics`).
    """
    return {"kind": "screen", "domain": dict(domain), "shards": list(shards), "keep": keep, "metrics": metrics}


def exact_task(
    formulas: Sequence[tuple[int, str, str, str | None]],
    digits: int,
    constants: Sequence[str] = (),
    own_constants: Sequence[Mapping[str, Any]] = (),
    seconds: float | None = None,
) -> Task:
    """The task of examining formulas (id, a, b, known reduction order) to `digits` digits, each in so many seconds.

    constants: names of those to compare limits with, none for the whole library; own_constants: constants beyond the
    library, each by its fields.
    """
    return {
        "kind": "exact",
        "formulas": [list(formula) for formula in formulas],
        "digits": digits,
        "constants": list(constants),
        "own_constants": [dict(constant) for constant in own_constants],
        "seconds": seconds,
    }


def found_task(kind: str, domain: Mapping[str, Any], shards: Sequence[int], digits: int, **settings: Any) -> Task:
    """The task of searching these shards of a domain whose formulas come examined.

    kind: one of FOUND; settings: what that kind is asked for beside digits.
    """
    asked = {"digits": digits, **settings}
    return {"kind": kind, "domain": dict(domain), "shards": list(shards), "asked": asked}


def perform(task: Task, row: Callable[[Formula], dict[str, Any]] | None = None) -> Result:
    """Do one task. The result carries "seconds", the time it took; that of shards has one entry for each.

    row: what an examined formula of an exact task becomes, plain values too; its JSON where nothing else is said.

    Raises whatever a screen raises; a formula that cannot be examined is no error of its task but listed as "failed".
    """
    started = time.perf_counter()
    with collecting_seldom():
        result = _examine(task, row or _as_json) if task["kind"] == "exact" else _WORK[task["kind"]](task)
    result["seconds"] = time.perf_counter() - started
    return result


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Examinations make many small objects and few circles of them: looked for as often as usual, they take 5 %."""
    before = gc.get_threshold()
    gc.set_threshold(*COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _screen(task: Task) -> Result:
    from search.domains import domain_from_dict

    domain = domain_from_dict(task["domain"])
    return {"shards": [_timed(_screen_shard, domain, shard, task) for shard in task["shards"]]}


def _find(task: Task) -> Result:
    made, found_in_shard = map(named, FOUND[task["kind"]])
    domain = made.from_dict(task["domain"])

    def in_shard(domain: Any, number: int, task: Task) -> Shard:
        found: Shard = found_in_shard(domain, number, **task["asked"])
        return {**found, "raw": domain.raw(number)}

    return {"shards": [_timed(in_shard, domain, shard, task) for shard in task["shards"]]}


def _timed(work: Callable[[Any, int, Task], Shard], domain: Any, shard: int, task: Task) -> Shard:
    started = time.perf_counter()
    found = work(domain, shard, task)
    return {**found, "shard": shard, "seconds": time.perf_counter() - started}


def _screen_shard(domain: Domain, number: int, task: Task) -> Shard:
    from search.screens.candidates import canonical_candidates
    from search.screens.screen import screen_shard

    survivors = screen_shard(domain, number, task["keep"], threads=1)
    found = [
        {
            "a": str(candidate.pcf.a),
            "b": str(candidate.pcf.b),
            "raw_count": candidate.raw_count,
            "reduction_order": None if candidate.rho is None else str(candidate.rho),
            "factorial_reduction": None if candidate.rho is None else candidate.fr,
        }
        for candidate in canonical_candidates(survivors)
    ]
    screened: Shard = {"candidates": found, "raw": survivors.examined}
    if task["metrics"]:
        from search.metrics import packed_metrics

        screened["metrics"] = packed_metrics(domain, number, threads=1)
    return screened


def _as_json(found: Formula) -> dict[str, Any]:
    return found.as_json(printed=False)


def _examine(task: Task, row: Callable[[Formula], dict[str, Any]]) -> Result:
    from analysis.examination import examine
    from analysis.formulas.pcf import PCF

    constants = _library(json.dumps([task["constants"], task["own_constants"]]))
    rows: list[dict[str, Any]] = []
    failed: list[list[Any]] = []
    for id, a, b, order in task["formulas"]:
        try:
            found = examine(
                PCF.parse(a, b),
                digits=task["digits"],
                library=constants,
                thorough=False,
                known_order=None if order is None else Fraction(order),
                seconds=task["seconds"],
            )
            rows.append(row(found.formula()))
        except Exception as error:  # one formula must not cost the others of its batch
            failed.append([id, one_line(error)])
    return {"rows": rows, "failed": failed}


# Kinds whose shards come with their formulas examined: the class of their domains, and what searches one shard of it.
FOUND: Mapping[str, tuple[str, str]] = {
    SIGNED: ("search.domains.rational_functions:RationalFunctions", "search.esma:found_in_shard"),
    "recurrence": ("search.recurrences:RecurrenceForms", "search.recurrences:found_in_shard"),
    "series": ("search.series:SeriesForms", "search.recurrences:found_in_shard"),
    "product": ("search.products:ProductForms", "search.recurrences:found_in_shard"),
    "trajectory": ("search.trajectories:FieldTrajectories", "search.trajectories:found_in_shard"),
}
_WORK: Mapping[str, Work] = {
    "screen": _screen,
    **dict.fromkeys(FOUND, _find),
}


@lru_cache(maxsize=KEPT_LIBRARIES)
def _library(description: str) -> Library:
    """The library of a task, evaluated once in each process."""
    from analysis.constants.library import Constant, Library, built_in_library

    names, own_constants = json.loads(description)
    own = Library(tuple(Constant.from_fields(fields) for fields in own_constants))
    library = built_in_library().with_own(own)
    return library.select(",".join(names)) if names else library
