"""The dynamics of every formula of a shard, screened or not: exponents, trivial δ and reduction order as one table.

A table is a numpy structured array with a row for each formula, mirrored ones (a ↦ −a) included. It travels as text
(NumPy's .npy format, compressed, in base64), made piece by piece: a shard of millions needs the memory of one piece.
"""

import base64
import io
import zlib
from collections.abc import Iterator

import numpy as np

from analysis.dynamics.tables import exponent_table
from search.domains import BoxShard, Domain, Shard
from search.screens.screen import screen

_PAIRS_PER_PIECE = 2**18  # about 40 MB with all that is computed on the way
_FAST = 1  # compression level: tables shrink to a fifth, higher levels gain little
_MACHINE_TYPES = (np.int8, np.int16, np.int32, np.int64)

# status: 0 convergent, 1 divergent, 2 terminating (analysis.dynamics.tables.STATUSES); eta … beta, delta: NaN unless
# convergent; twice_order: twice the reduction order, −1 where the primes gave no verdict.
_NUMBERS = (
    ("status", np.int8), ("eta", np.float64), ("gamma", np.float64), ("sqrt", np.float64), ("beta", np.float64),
    ("delta", np.float64), ("twice_order", np.int8),
)  # fmt: skip


def metrics_table(domain: Domain, index: int) -> np.ndarray:
    """The table of shard `index`, with the fields a, b (ascending coefficients) and those of _NUMBERS.

    delta is what it would be without reduction; coefficients beyond 64 bits are decimal text.

    >>> from search.domains import Range, coefficient_box
    >>> table = metrics_table(coefficient_box(1, 2, Range(-1, 1)), 0)
    >>> len(table), table[-1]["a"].tolist(), table[-1]["b"].tolist(), int(table[-1]["status"])
    (208, [-1, -1], [1, 1, 1], 0)
    """
    shard = domain.shard(index)
    row_type = _row_type(shard)
    return np.concatenate([np.empty(0, row_type), *_pieces(shard, row_type, None)])


def packed_metrics(domain: Domain, index: int, threads: int | None = None) -> str:
    """The same table as text: `unpacked` gives back the bytes of an .npy file."""
    shard = domain.shard(index)
    header = io.BytesIO()
    count, row_type = shard.pair_count * shard.weight, _row_type(shard)
    description = {"descr": np.lib.format.dtype_to_descr(row_type), "fortran_order": False, "shape": (count,)}
    np.lib.format.write_array_header_2_0(header, description)
    compressor = zlib.compressobj(_FAST)
    parts = [compressor.compress(header.getvalue())]
    parts += [compressor.compress(piece.tobytes()) for piece in _pieces(shard, row_type, threads)]
    return base64.b64encode(b"".join((*parts, compressor.flush()))).decode("ascii")


def _pieces(shard: Shard | BoxShard, row_type: np.dtype, threads: int | None) -> Iterator[np.ndarray]:
    """Tables of parts of a shard, each followed by its mirrored formulas."""
    if isinstance(shard, BoxShard):
        for grid in shard.grids():
            yield from _pieces(grid, row_type, threads)
        return
    rows = _PAIRS_PER_PIECE // max(len(shard.a), 1) if shard.grid else _PAIRS_PER_PIECE
    rows = max(rows, 1)
    for start in range(0, len(shard.b), rows):
        part = slice(start, start + rows)
        piece = Shard(shard.a if shard.grid else shard.a[part], shard.b[part], shard.grid, shard.weight)
        table = _table(piece, row_type, threads)
        yield table
        if shard.weight == 2:
            mirrored = table.copy()
            mirrored["a"] = _as_type(-_repeated(piece)[0], table.dtype["a"].base)
            yield mirrored


def _table(shard: Shard, row_type: np.dtype, threads: int | None) -> np.ndarray:
    table = np.empty(shard.pair_count, dtype=row_type)
    for side, rows in zip("ab", _repeated(shard), strict=True):
        table[side] = _as_type(rows, row_type[side].base)
    exponents = exponent_table(shard.a, shard.b, shard.grid)
    for name, _ in _NUMBERS[:-1]:
        table[name] = getattr(exponents, name).ravel()
    table["twice_order"] = screen(shard, "all", threads).twice_order
    return table


def _repeated(shard: Shard) -> tuple[np.ndarray, np.ndarray]:
    """The rows of a and b of each pair, in the order of the screens: a runs fastest."""
    if not shard.grid:
        return shard.a, shard.b
    return np.tile(shard.a, (len(shard.b), 1)), np.repeat(shard.b, len(shard.a), axis=0)


def _row_type(shard: Shard | BoxShard) -> np.dtype:
    rows_a = shard.a if isinstance(shard, Shard) else shard.box.rows(shard.box.size - 1, shard.box.size)  # all highest
    sides = [(name, _integer_type(rows), (rows.shape[1],)) for name, rows in (("a", rows_a), ("b", shard.b))]
    return np.dtype([*sides, *_NUMBERS])


def _integer_type(rows: np.ndarray) -> np.dtype:
    """The smallest type that holds the rows and their negatives."""
    largest = max((abs(int(value)) for value in (rows.max(initial=0), rows.min(initial=0))), default=0)
    for machine_type in _MACHINE_TYPES:
        if largest <= np.iinfo(machine_type).max:
            return np.dtype(machine_type)
    return np.dtype(f"S{len(str(largest)) + 1}")


def _as_type(rows: np.ndarray, wanted: np.dtype) -> np.ndarray:
    return rows.astype(str).astype(wanted) if wanted.kind == "S" else rows.astype(wanted)
