"""The short form of benchmarks/faults.py: a two-node cluster loses a worker, and gets a node with other sources."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 900  # seconds: longer than that of the script, which shows what hangs


def namespaces_allowed() -> bool:
    try:
        return (
            subprocess.run(["unshare", "--net", "--mount", "--pid", "--fork", "true"], capture_output=True).returncode
            == 0
        )
    except OSError:
        return False


@pytest.mark.ray
@pytest.mark.skipif(not namespaces_allowed(), reason="network namespaces are not allowed here")
def test_a_campaign_file_on_two_nodes_survives_the_death_of_a_worker_and_refuses_other_sources() -> None:
    command = [sys.executable, "-m", "benchmarks.faults", "--times", "1", "--coefficients=-1:1"]
    done = subprocess.run(
        [*command, "--only", "worker", "version"], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "worker killed" in done.stdout and "refused" in done.stdout and "NO" not in done.stdout
