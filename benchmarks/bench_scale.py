"""Engines measured, and a cluster simulated: start-up, overhead, speed-up, store writes, up to 1,000 workers.

    python -m benchmarks.bench_scale [--skip-ray]

The measured part runs one exact stage inline, on one Ray worker and on two, and tasks of a second that only sleep. The
simulated part puts the measured time of a transaction under the real scheduler (`benchmarks.simulation`).
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.simulation import Conditions, simulate
from discovery.driver import LARGEST_BATCH, LONGEST_SECONDS, TARGET_SECONDS
from results.campaigns import Candidate
from results.store import Store
from search.engines import Scheduler, open_engine
from search.tasks import exact_task, perform

FORMULAS, BATCH, DIGITS = 480, 8, 50
SECOND_TASKS = 6
TASKS_A_WORKER = 40
FORMULA_SECONDS = 0.02  # an examined formula, typical of 100 digits and the whole library


def one_second(task: Mapping[str, Any]) -> dict[str, Any]:
    """A task that does nothing for a second."""
    time.sleep(1.0)
    return {"seconds": 1.0}


def exact_tasks() -> Iterator[dict[str, Any]]:
    formulas = [(n + 1, str(n % 17 + 2), f"n**2 + {n // 17 + 1}", None) for n in range(FORMULAS)]
    for start in range(0, FORMULAS, BATCH):
        yield exact_task(formulas[start : start + BATCH], DIGITS, ["pi", "e", "zeta(3)"])


def run(work: Any, tasks: list[dict[str, Any]], name: str, workers: int | None) -> tuple[float, float, float]:
    """Seconds until the engine is ready, and of the tasks after each worker has done one; share of time they work."""
    started = time.perf_counter()
    with open_engine(name, work, workers) as engine:
        scheduler = Scheduler(engine)
        ready = time.perf_counter() - started
        list(scheduler.outcomes(dict(tasks[0]) for _ in range(2 * engine.workers)))
        started = time.perf_counter()
        results = [outcome.result or {} for outcome in scheduler.outcomes(tasks)]
        seconds = time.perf_counter() - started
        assert all(results)
        return ready, seconds, sum(result["seconds"] for result in results) / seconds / engine.workers


def engines_table() -> Table:
    """Start-up, overhead for tasks of a second, speed-up of an exact stage."""
    columns = ("engine", "workers", "start-up s", "tasks of 1 s: each", "exact stage s", "workers busy", "speed-up")
    table = Table(*columns, title="engines")
    seconds = [{"n": n} for n in range(SECOND_TASKS)]
    base = 0.0
    for name, workers in (("inline", None), ("ray", 1), ("ray", 2)):
        sleeping = run(one_second, seconds, name, workers)[1] / SECOND_TASKS * (workers or 1)
        ready, exact, busy = run(perform, list(exact_tasks()), name, workers)
        base = exact if workers in (None, 1) else base
        speed = "" if workers is None else f"{base / exact:.2f}"
        numbers = (f"{ready:.1f}", f"{sleeping:.3f} s", f"{exact:.2f}", f"{busy:.1%}")
        table.add_row(name, str(workers or 1), *numbers, speed)
    return table


def write_seconds(batch: int, batches: int = 20) -> float:
    """Seconds of one transaction that keeps `batch` examined formulas."""
    dynamics = dict.fromkeys(("eta", "gamma", "sqrt", "beta", "reduction_order", "eta_reduced", "gamma_reduced"), 1)
    mobius = {"constant": "pi", "mobius": [[1, 0], [0, 1]], "expression": "pi", "latex": "\\pi", "digits": 100}
    value = {"status": "convergent", "limit": "3." + "1" * 100, "digits": 100, "evidence": "numeric"}
    fields = {"closed_form": None, "delta": 0.1, "delta_exact": None, "family": None, "cluster": None}
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "s.db") as store:
        campaign = store.start_campaign({}, kind="pcf", shards=1, size=1, digits=100).id
        found = [Candidate(str(n), "1", 1) for n in range(batch * batches)]
        store.record_screened_shard(campaign, 0, found, raw=1)
        rows = [
            {"a": candidate.a, "b": "1", "identity": mobius, "dynamics": dynamics, **value, **fields}
            for candidate in found
        ]
        started = time.perf_counter()
        for start in range(0, len(rows), batch):
            store.record_examined(rows[start : start + batch], campaign=campaign)
        return (time.perf_counter() - started) / batches


def simulation_table() -> Table:
    """Campaigns on simulated clusters, tasks as long as the driver would make them."""
    one, many = write_seconds(1), write_seconds(100)
    row_cost = max((many - one) / 99, 1e-6)
    title = f"simulated: a transaction {one * 1e3:.1f} ms and {row_cost * 1e3:.2f} ms a row, 2 % slow workers, 1 % lost"
    table = Table("workers", "s a task", "formulas/s", "driver busy", "workers busy", "lost", "repeated", title=title)
    for workers in (1, 2, 10, 100, 300, 1000):
        work = TARGET_SECONDS
        for _ in range(20):  # the driver's rule, to its fixed point
            batch = min(work / FORMULA_SECONDS, LARGEST_BATCH)
            work = min(max(TARGET_SECONDS, 2 * workers * (one + batch * row_cost)), LONGEST_SECONDS)
        batch = round(min(work / FORMULA_SECONDS, LARGEST_BATCH))
        work, write = batch * FORMULA_SECONDS, one + batch * row_cost
        found = simulate(workers, workers * TASKS_A_WORKER, work, write, Conditions())
        assert found.done == workers * TASKS_A_WORKER and not found.set_aside
        rate = f"{found.done * batch / found.seconds:,.0f}"
        shares = (f"{found.driver_busy:.0%}", f"{found.workers_busy:.0%}")
        table.add_row(f"{workers:,}", f"{work:.1f}", rate, *shares, f"{found.lost:,}", f"{found.stragglers:,}")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--skip-ray", action="store_true", help="only the simulation")
    console = Console(width=120)
    if not parser.parse_args().skip_ray:
        console.print(engines_table())
    console.print(simulation_table())


if __name__ == "__main__":
    main()
