"""Engines measured, whole campaigns against their cost model, and a cluster simulated, up to 1,000 workers.

    python -m benchmarks.bench_scale [--skip-ray | --engines] [--write]

The measured part runs one exact stage and some screens inline, on one worker process and one Ray worker and on two,
tasks of a second that only sleep, and (not with `--engines`) a whole campaign with its store. The simulated part puts
the times of single formulas and of a transaction under the real scheduler (`benchmarks.simulation`); `--write`
measures the former anew, each formula of a box alone in this process, and keeps them in
benchmarks/formula_seconds.json.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from analysis.formula import Formula
from benchmarks.aims import measured
from benchmarks.simulation import Conditions, simulate
from discovery.campaigns import Campaign
from discovery.driver import LONGEST_SECONDS, TARGET_SECONDS, run_campaign
from discovery.pcf import LARGEST_BATCH
from discovery.runs import Standing
from results.campaigns import Candidate
from results.rows import written
from results.store import Store
from search.domains import Range, coefficient_box
from search.engines import open_engine
from search.engines.scheduler import Scheduler
from search.tasks import exact_task, perform, screen_task

FORMULAS, BATCH, DIGITS = 1600, 20, 50
CONSTANTS = ["pi", "e", "zeta(3)"]
WARM = 10  # tasks that each engine does before it is timed
CAMPAIGN = Campaign(
    domain={"a_degree": 1, "b_degree": 1, "coefficients": "-4:4"}, digits=DIGITS, constants=tuple(CONSTANTS)
)
TIMES = Path(__file__).with_name("formula_seconds.json")
EVERY = 3  # of the formulas whose times are measured one by one
DRAWN_TASKS = 2_000
SECOND_TASKS = 6
SHARDS, SHARDS_A_TASK = 400, 8  # of screens
TASKS_A_WORKER = 40


def one_second(task: Mapping[str, Any]) -> dict[str, Any]:
    """A task that does nothing for a second."""
    time.sleep(1.0)
    return {"seconds": 1.0}


def exact_tasks() -> Iterator[dict[str, Any]]:
    formulas = [(n + 1, str(n % 17 + 2), f"n**2 + {n // 17 + 1}", None) for n in range(FORMULAS)]
    for start in range(0, FORMULAS, BATCH):
        yield exact_task(formulas[start : start + BATCH], DIGITS, CONSTANTS)


def run(work: Any, tasks: list[dict[str, Any]], name: str, workers: int | None) -> tuple[float, float, float]:
    """Seconds until the engine is ready, and of the tasks when its workers are warm; share of time they work."""
    started = time.perf_counter()
    with open_engine(name, work, workers) as engine:
        scheduler = Scheduler(engine)
        ready = time.perf_counter() - started
        list(scheduler.outcomes(dict(task) for task in tasks[:WARM] for _ in range(engine.workers)))
        started = time.perf_counter()
        results = [outcome.result or {} for outcome in scheduler.outcomes(tasks)]
        seconds = time.perf_counter() - started
        assert all(results)
        return ready, seconds, sum(result["seconds"] for result in results) / seconds / engine.workers


def screen_tasks() -> Iterator[dict[str, Any]]:
    """Some shards each of a box of millions of formulas a shard."""
    box = coefficient_box(3, 3, Range(-9, 9))
    for start in range(0, SHARDS, SHARDS_A_TASK):
        yield screen_task(box.as_dict(), range(start, start + SHARDS_A_TASK), "fr")


def engines_table() -> Table:
    """Start-up, overhead for tasks of a second, speed-up of exact stage and screens; notes those of Ray."""
    columns = ("engine", "workers", "start-up s", "tasks of 1 s: each", "exact stage s", "busy", "speed-up",
               "screens s", "busy", "speed-up")  # fmt: skip
    table = Table(*columns, title="engines")
    seconds = [{"n": n} for n in range(SECOND_TASKS)]
    stages = {"exact stage": list(exact_tasks()), "screens": list(screen_tasks())}
    alone: dict[str, float] = {}
    for name, workers in (("inline", None), ("processes", 1), ("processes", 2), ("ray", 1), ("ray", 2)):
        sleeping = run(one_second, seconds, name, workers)[1] / SECOND_TASKS * (workers or 1)
        row, begun = [f"{sleeping:.3f} s"], 0.0
        for stage, tasks in stages.items():
            begun, took, busy = run(perform, tasks, name, workers)
            if workers == 1:
                alone[stage] = took
            row += [f"{took:.2f}", f"{busy:.1%}", "" if workers is None else f"{alone[stage] / took:.2f}"]
            if (name, workers) == ("ray", 2):
                measured(f"{stage}, 1 to 2 workers of Ray", alone[stage] / took)
        table.add_row(name, str(workers or 1), f"{begun:.1f}", *row)
    return table


def campaigns_table() -> Table:
    """One campaign with its store, from its first examined formulas on: formulas a second as measured and foretold.

    Foretold from the inline run: w workers do w times as many, as long as the driver's own time a formula is small.
    """
    columns = ("engine", "workers", "seconds in all", "formulas/s", "foretold", "driver ms a formula")
    table = Table(*columns, title=f"a whole campaign, {CAMPAIGN.make_domain().size:,} raw formulas")
    one = 0.0
    for name, workers in (("inline", None), ("processes", 2), ("ray", 1), ("ray", 2)):
        marks: list[tuple[float, float, int]] = []

        def watch(standing: Standing, marks: list[tuple[float, float, int]] = marks) -> None:
            if standing.examined:
                marks.append((time.monotonic(), time.process_time(), standing.examined))

        with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "s.db") as store:
            ran = run_campaign(store, CAMPAIGN, engine=name, workers=workers, watch=watch)
        (since, busy_since, before), (until, busy_until, after) = marks[0], marks[-1]
        rate = (after - before) / (until - since)
        one = one or rate
        own = "" if workers is None else f"{(busy_until - busy_since) / (after - before) * 1e3:.2f}"
        table.add_row(name, str(workers or 1), f"{ran.seconds:.1f}", f"{rate:.0f}", f"{one * (workers or 1):.0f}", own)
    return table


def measure_formulas() -> list[float]:
    """Seconds of single formulas: every third candidate of a box, alone in its task, with the whole library."""
    box = coefficient_box(1, 1, Range(-3, 3))
    (shard,) = perform(screen_task(box.as_dict(), [0], "screened"))["shards"]
    formulas = [(0, found["a"], found["b"], found["reduction_order"]) for found in shard["candidates"][::EVERY]]
    perform(exact_task(formulas[:WARM], 100))
    return [float(f"{perform(exact_task([formula], 100))['seconds']:.3g}") for formula in formulas]


def write_seconds(batch: int, batches: int = 20) -> float:
    """The driver's own seconds for one transaction that keeps `batch` examined formulas."""
    (example,) = perform(exact_task([(0, "2*n + 1", "n**2", None)], 100))["rows"]
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "s.db") as store:
        campaign = store.start_campaign({}, kind="pcf", shards=1, size=1, digits=100).id
        found = [Candidate(str(n), "1", 1) for n in range(batch * batches)]
        store.record_screened_shard(campaign, 0, found, raw=1)
        rows = [written(Formula.from_json(example | {"a": candidate.a, "b": "1"})) for candidate in found]
        started = time.process_time()
        for start in range(0, len(rows), batch):
            store.record_written(rows[start : start + batch], campaign=campaign)
        return (time.process_time() - started) / batches


def simulation_table(times: list[float]) -> Table:
    """Campaigns on simulated clusters, tasks as long as the driver would make them, of measured formulas."""
    one, many = write_seconds(1), write_seconds(100)
    row_cost = max((many - one) / 99, 1e-6)
    formula, generator = sum(times) / len(times), random.Random(1)
    measured("driver, an examined formula", row_cost * 1e3)
    costs = f"{formula * 1e3:.1f} ms a formula, a transaction {one * 1e3:.1f} ms and {row_cost * 1e3:.2f} ms a row"
    table = Table(
        "workers",
        "s a task",
        "formulas/s",
        "driver busy",
        "workers busy",
        "lost",
        "repeated",
        title=f"simulated: {costs}",
    )
    for workers in (1, 2, 10, 100, 300, 1000):
        work = TARGET_SECONDS
        for _ in range(20):  # the driver's rule, to its fixed point
            batch = min(work / formula, LARGEST_BATCH)
            work = min(max(TARGET_SECONDS, 2 * workers * (one + batch * row_cost)), LONGEST_SECONDS)
        batch = max(round(min(work / formula, LARGEST_BATCH)), 1)
        tasks = [sum(generator.choices(times, k=batch)) for _ in range(DRAWN_TASKS)]
        found = simulate(workers, workers * TASKS_A_WORKER, tasks, one + batch * row_cost, Conditions())
        assert found.done == workers * TASKS_A_WORKER and not found.set_aside
        rate = f"{found.done * batch / found.seconds:,.0f}"
        shares = (f"{found.driver_busy:.0%}", f"{found.workers_busy:.0%}")
        cost = f"{batch * formula:.1f}"
        table.add_row(f"{workers:,}", cost, rate, *shares, f"{found.lost:,}", f"{found.stragglers:,}")
    return table


def times_line(times: list[float]) -> str:
    """Mean, quantiles and largest of the measured times."""
    ordered = sorted(times)
    shown = [f"{share:.0%} {ordered[int(share * len(ordered))] * 1e3:.1f}" for share in (0.1, 0.5, 0.9, 0.99)]
    mean = f"mean {sum(times) / len(times) * 1e3:.1f}"
    return f"{len(times)} formulas, ms: {mean}, {', '.join(shown)}, most {ordered[-1] * 1e3:.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--skip-ray", action="store_true", help="only the simulation")
    parser.add_argument("--engines", action="store_true", help="only the engines, one worker against two")
    parser.add_argument("--write", action="store_true", help="measure the times of formulas anew")
    arguments = parser.parse_args()
    console = Console(width=120)
    if not arguments.skip_ray:
        console.print(engines_table())
        if arguments.engines:
            return
        console.print(campaigns_table())
    if arguments.write:
        TIMES.write_text(json.dumps(measure_formulas()) + "\n")
    times = json.loads(TIMES.read_text())
    console.print(times_line(times))
    console.print(simulation_table(times))


if __name__ == "__main__":
    main()
