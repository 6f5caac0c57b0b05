"""One driver a campaign, by a lock that dies with its holder."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.errors import InputError
from results.locks import InHandError, holding, in_hand, lock_file

HOLD = "import sys, time, pathlib\nfrom results.locks import holding\nwith holding(pathlib.Path(sys.argv[1]), 1):\n"
HOLD += "    print('held', flush=True)\n    time.sleep(60)\n"


def test_a_second_holder_is_refused_in_one_line_and_another_campaign_is_free(tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    with holding(store, 1):
        assert in_hand(store, 1) and not in_hand(store, 2)
        with pytest.raises(InHandError, match=r"campaign 1 is being run by process .*; allowed: one driver"):
            holding(store, 1).__enter__()
        with holding(store, 2):
            assert in_hand(store, 2)
    assert not in_hand(store, 1) and list(tmp_path.iterdir()) == []


def test_the_lock_dies_with_its_holder(tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    command = [sys.executable, "-c", HOLD, str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        assert in_hand(store, 1)
        holder.kill()
    assert holder.returncode == -signal.SIGKILL
    assert lock_file(store, 1).exists() and not in_hand(store, 1)
    with holding(store, 1):
        assert in_hand(store, 1)
    assert not lock_file(store, 1).exists()


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        holding(tmp_path / "absent" / "s.db", 1).__enter__()
