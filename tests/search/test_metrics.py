"""The table of a shard: every formula of the domain once, each row what one formula's own functions say."""

import base64
import io
import math
import random
import zlib
from fractions import Fraction

import numpy as np
import pytest

import search.metrics
from analysis.dynamics.reduction import reduction_order
from analysis.dynamics.tables import exponent_row
from analysis.exact.polynomials import Polynomial
from analysis.formulas.pcf import PCF
from search.domains import CoefficientBox, Domain, Form, Grid, Range, coefficient_box, structured
from search.metrics import metrics_table, packed_metrics

EXPONENTS = ("status", "eta", "gamma", "sqrt", "beta", "delta")
BOX = coefficient_box(2, 2, Range(-5, 5))


def pcf_of(row: np.void) -> PCF:
    return PCF(*(Polynomial.of([int(c) for c in row[side]]) for side in "ab"))


def assert_order(row: np.void) -> None:
    assert reduction_order(pcf_of(row)) == Fraction(int(row["twice_order"]), 2), pcf_of(row)


def assert_row(row: np.void) -> None:
    pcf = pcf_of(row)
    for name, value in exponent_row(pcf).items():
        found = float(row[name])
        assert math.isnan(found) == math.isnan(value), (pcf, name)
        assert math.isnan(value) or found == pytest.approx(value, rel=1e-12, abs=1e-12), (pcf, name)


def test_a_thousand_random_rows_of_the_box_are_those_of_one_formula() -> None:
    generator = random.Random(6)
    total = 0
    for index in range(BOX.shard_count):
        table = metrics_table(BOX, index)
        total += len(table)
        for _ in range(1_000 // BOX.shard_count):
            row = table[generator.randrange(len(table))]
            assert_row(row)
            assert_order(row)
        reduced = np.flatnonzero(table["twice_order"] > 0)
        for place in generator.sample(reduced.tolist(), 15):
            assert_order(table[place])
    assert total == BOX.size == 1_768_900


@pytest.mark.parametrize(
    "domain",
    [
        coefficient_box(1, 2, Range(-2, 2)),
        Grid(CoefficientBox(2, Range(0, 3)), CoefficientBox(1, Range(-1, 2))),
        structured(Form.of("(2k+1)n+k", {"k": Range(1, 9)}), Form.of("-k^2*n^2", {"k": Range(1, 9)})),
    ],
)
def test_every_formula_of_a_domain_has_one_row(domain: Domain) -> None:
    rows = np.concatenate([metrics_table(domain, index) for index in range(domain.shard_count)])
    assert len(rows) == domain.size == len({str(pcf_of(row)) for row in rows})
    for row in rows[::7]:
        assert_row(row)


def test_pieces_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    domain = coefficient_box(2, 1, Range(0, 3))
    whole = metrics_table(domain, 0)
    monkeypatch.setattr(search.metrics, "_PAIRS_PER_PIECE", 200)
    assert metrics_table(domain, 0).tobytes() == whole.tobytes()


def test_packed_tables_are_npy_files() -> None:
    domain = coefficient_box(1, 1, Range(-3, 3))
    file = io.BytesIO(zlib.decompress(base64.b64decode(packed_metrics(domain, 0))))
    assert np.load(file, allow_pickle=False).tobytes() == metrics_table(domain, 0).tobytes()


def test_coefficients_beyond_64_bits_are_text() -> None:
    huge = 10**25
    lets = {"k": Range(huge, huge + 3)}
    table = metrics_table(structured(Form.of("k*n+1", lets), Form.of("-k*n^2+n", lets)), 0)
    assert table["a"].tolist()[0] == [b"1", str(huge).encode()]
    for row in table:
        assert_row(row)
