"""Reduction in machine integers shows the relations that exact reduction shows."""

import random

import pytest
from flint import fmpz

from analysis.numbers.machine_lattices import short_vectors
from analysis.numbers.relations import _exactly_reduced

BITS_LEFT = 4  # of the numbers for each entry, beyond what the relation costs


def _planted(generator: random.Random, size: int, bits: int) -> tuple[list[int], list[int]]:
    """A primitive relation with entries below 2^bits, and numbers that satisfy it up to rounding."""
    relation = [generator.randrange(-(2**bits), 2**bits) | 1 for _ in range(size - 1)] + [1]
    weights = [generator.getrandbits(size * (bits + BITS_LEFT)) for _ in range(size - 1)]
    return relation, [*weights, -sum(k * w for k, w in zip(relation, weights, strict=False))]


def _signed(row: list[int]) -> list[int]:
    return [-k for k in row] if row[-1] < 0 else row


class TestMachineReduction:
    @pytest.mark.parametrize(("size", "bits"), [(3, 20), (4, 28), (6, 24), (12, 16), (24, 5)])
    def test_shows_the_planted_relation_as_exact_reduction_does(self, size: int, bits: int) -> None:
        generator = random.Random(size)
        for _ in range(20):
            relation, weights = _planted(generator, size, bits)
            longest = float(sum(map(int.bit_length, relation)))
            machine = [_signed(row) for row in short_vectors(weights, longest) or []]
            exact = [_signed(list(map(int, row))) for row in _exactly_reduced(list(map(fmpz, weights)), longest)]
            assert relation in machine
            assert relation in exact

    def test_numbers_without_short_relations_give_no_row(self) -> None:
        generator = random.Random(1)
        for _ in range(20):
            assert short_vectors([generator.getrandbits(140) for _ in range(4)], 100.0) == []

    def test_what_does_not_fit_is_left_to_exact_integers(self) -> None:
        assert short_vectors([2**400, 3**250], 900.0) is None
        assert short_vectors([2**100, 2**100 + 1, random.Random(2).getrandbits(170)], 500.0) is None

    def test_zero_and_negative_numbers(self) -> None:
        assert [1, 0, 0] in [[abs(k) for k in row] for row in short_vectors([0, -(2**60), 3**37], 30.0) or []]
        assert [2, 1] in [_signed(row) for row in short_vectors([2**40, -(2**41)], 30.0) or []]
