"""Tables beside the store: whole files or none, and all shards read as one."""

import base64
import io
import zlib
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import InputError
from results.metrics import metrics_folder, read_metrics, write_metrics


def packed(values: list[int]) -> str:
    file = io.BytesIO()
    np.save(file, np.array([(value, 0.5) for value in values], dtype=[("a", np.int8), ("eta", np.float64)]))
    return base64.b64encode(zlib.compress(file.getvalue())).decode()


def test_shards_are_read_in_order_as_one_array(tmp_path: Path) -> None:
    store = tmp_path / "box.db"
    write_metrics(store, 3, 1, packed([7, 8]))
    write_metrics(store, 3, 0, packed([5]))
    assert read_metrics(store, 3)["a"].tolist() == [5, 7, 8]


def test_a_shard_done_again_replaces_its_file(tmp_path: Path) -> None:
    store = tmp_path / "box.db"
    for values in ([1, 2], [3]):
        place = write_metrics(store, 1, 0, packed(values))
    assert read_metrics(store)["a"].tolist() == [3]
    assert list(metrics_folder(store, 1).iterdir()) == [place]


def test_a_broken_table_leaves_no_file(tmp_path: Path) -> None:
    store = tmp_path / "box.db"
    with pytest.raises(zlib.error):
        write_metrics(store, 1, 0, base64.b64encode(b"not compressed").decode())
    assert not list(metrics_folder(store, 1).iterdir())
    with pytest.raises(InputError, match="no tables"):
        read_metrics(store)


def test_a_place_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "box.db.metrics").write_text("a file where the folder should be")
    with pytest.raises(InputError, match="can be written"):
        write_metrics(tmp_path / "box.db", 1, 0, packed([1]))
