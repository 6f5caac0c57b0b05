"""A thousand workers on paper: the scheduler loses nothing, whatever the cluster does, and knows its limit."""

import pytest

from benchmarks.simulation import Conditions, simulate

KIND = Conditions(spread=0.3, slow_share=0, loss=0, hang_share=0)
HOSTILE = Conditions(spread=1.0, slow_share=0.1, slowness=20, loss=0.05, hang_share=0.002)


def test_every_task_is_done_once_on_a_hostile_cluster_of_a_thousand_workers() -> None:
    found = simulate(1_000, 20_000, 10.0, 0.001, HOSTILE)
    assert (found.done, found.set_aside) == (20_000, 0)
    assert found.lost > 500 and found.stragglers > 0
    assert found.seconds < 20 * 20_000 * 10 / 1_000  # no hung worker holds the end back


def test_workers_are_kept_busy_while_the_driver_has_time() -> None:
    found = simulate(100, 10_000, 1.0, 0.001, KIND)
    assert found.workers_busy > 0.9 and found.driver_busy < 0.15


def test_the_driver_is_the_limit_beyond_the_workers_it_can_serve() -> None:
    found = simulate(1_000, 20_000, 1.0, 0.01, KIND)  # 1,000 outcomes a second would come, 100 can be written
    assert found.driver_busy == pytest.approx(1.0, abs=0.05)
    assert found.done / found.seconds == pytest.approx(100, rel=0.05)
