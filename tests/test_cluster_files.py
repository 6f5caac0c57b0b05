"""Ray accepts the cluster files, and what they set up is this package, the same on every node."""

import json
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from search.engines.ray_session import NODE_SETTINGS

ROOT = Path(__file__).parent.parent
FILES = ("ray_cluster.yaml", "ray_cluster_aws.yaml")


def content(name: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


# In a process of its own: Ray reads the settings of its sessions once, when it is first imported.
VALIDATE = """
import json, sys
from ray.autoscaler._private.util import prepare_config, validate_config
complete = prepare_config(json.load(sys.stdin))
validate_config(complete)
json.dump(complete, sys.stdout)
"""


def prepared(config: dict[str, Any]) -> dict[str, Any]:
    """The file as Ray completes it, after Ray's own validation; ValueError with Ray's words where it refuses."""
    return json.loads(_prepared(json.dumps(config)))


@cache
def _prepared(text: str) -> str:
    done = subprocess.run([sys.executable, "-c", VALIDATE], input=text, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise ValueError(done.stderr)
    return done.stdout


def test_ray_accepts_the_list_of_hosts() -> None:
    config = content("ray_cluster.yaml")
    assert prepared(config)["max_workers"] == len(config["provider"]["worker_ips"])


def test_ray_accepts_the_cloud_provider() -> None:
    complete = prepared(content("ray_cluster_aws.yaml"))
    assert set(complete["available_node_types"]) == {"head", "worker"}
    assert complete["available_node_types"]["head"]["resources"]["CPU"] == 0  # the driver has it for itself


@pytest.mark.parametrize("name", FILES)
def test_setup_installs_this_clone_on_every_node(name: str) -> None:
    complete = prepared(content(name))
    ((there, here),) = complete["file_mounts"].items()
    assert (ROOT / here).resolve() == ROOT
    for role in ("head", "worker"):
        commands = complete[f"{role}_setup_commands"]
        assert f"cd {there} && make install" in commands
        assert all("ray start" not in line or line.startswith(there) for line in complete[f"{role}_start_ray_commands"])


@pytest.mark.parametrize("name", FILES)
def test_the_head_has_the_settings_by_which_deaths_are_survived(name: str) -> None:
    (start,) = [line for line in prepared(content(name))["head_start_ray_commands"] if "ray start" in line]
    (given,) = [word for word in shlex.split(start) if word.startswith("--system-config=")]
    assert json.loads(given.removeprefix("--system-config=")) == NODE_SETTINGS


@pytest.mark.parametrize("name", FILES)
def test_ray_refuses_a_file_with_an_unknown_field(name: str) -> None:
    with pytest.raises(ValueError, match=r"ValidationError.*minimum_workers"):
        prepared(content(name) | {"minimum_workers": 2})
