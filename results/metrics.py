"""The table of all formulas of a campaign, screened or not: .npy files beside the store, one for each shard.

They stand in FILE.metrics/CAMPAIGN/shard-NUMBER.npy. A file is written whole under another name and then renamed,
before the store marks its shard as done: so every shard that is done has its file, and one that is done again writes it
again.
"""

import base64
import os
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np

from analysis.errors import InputError

_CHUNK = 2**20  # bytes of compressed text that are unpacked at once


def metrics_folder(store: Path, campaign: int) -> Path:
    """Where the tables of a campaign stand.

    >>> metrics_folder(Path("box.db"), 1).as_posix()
    'box.db.metrics/1'
    """
    return store.with_name(store.name + ".metrics") / str(campaign)


def write_metrics(store: Path, campaign: int, shard: int, packed: str) -> Path:
    """Keep one shard's table, given as base64 text of the compressed file; raises InputError where that cannot be."""
    place = metrics_folder(store, campaign) / f"shard-{shard:06}.npy"
    unfinished = place.with_suffix(f".{os.getpid()}.unfinished")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        data, decompressor = base64.b64decode(packed), zlib.decompressobj()
        with unfinished.open("wb") as file:
            for start in range(0, len(data), _CHUNK):
                file.write(decompressor.decompress(data[start : start + _CHUNK]))
            file.write(decompressor.flush())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(place)
    except OSError as error:
        raise InputError(f"{place}: {error.strerror}", "a folder beside the store that can be written") from error
    finally:
        with suppress(OSError):
            unfinished.unlink()
    return place


def read_metrics(store: str | Path, campaign: int = 1) -> np.ndarray:
    """All rows of a campaign as one structured array, shard after shard; raises InputError where there are none.

    Fields: a, b (ascending coefficients), status (0 convergent, 1 divergent, 2 terminating), eta, gamma, sqrt, beta (of
    the error), delta (without reduction), twice_order (of the reduction). Rows of one shard are read with
    `np.load(file, mmap_mode="r")` where all of them are too many.
    """
    folder = metrics_folder(Path(store), campaign)
    files = sorted(folder.glob("shard-*.npy"))
    if not files:
        raise InputError(f"no tables in {folder}", "a campaign searched with --metrics all")
    return np.concatenate([np.load(file, allow_pickle=False) for file in files])
