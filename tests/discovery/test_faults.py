"""The short form of benchmarks/faults.py: one kill of a worker of a two-node cluster, and the same rows at the end."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 400  # seconds on a busy machine


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
def test_a_campaign_on_two_nodes_survives_the_death_of_a_worker() -> None:
    command = [sys.executable, "-m", "benchmarks.faults", "--times", "1", "--coefficients=-1:1", "--only", "worker"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert "worker killed" in done.stdout and "NO" not in done.stdout
