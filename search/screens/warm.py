"""`python -m search.screens.warm`: compile the kernels into the cache, so that the first search is fast."""

from analysis.numbers import relation_screen
from analysis.numbers.machine_lattices import short_vectors
from analysis.sequences.massey import COMPILE_AFTER, short_recurrences
from search.domains import CoefficientBox, Form, Grid, Range, coefficient_box, structured
from search.screens.screen import screen_shard


def warm() -> None:
    """Screen tiny domains (grids, pairs, a high degree, a box for the sieve) that between them call every kernel."""
    screen_shard(coefficient_box(2, 2, Range(-2, 2)), 0, threads=1)
    screen_shard(Grid(CoefficientBox(1, Range(-14, 14)), CoefficientBox(2, Range(-1, 1)), whole_box=True), 0, "fr", 1)
    joint = {"k": Range(1, 2)}
    for a, b in (("(2k+1)n+k", "-k^2*n^2"), ("k*n^3+k*(n+1)^3", "-k^2*n^6")):
        screen_shard(structured(Form.of(a, joint), Form.of(b, joint)), 0, threads=1)
    short_recurrences([[1, 2, 3]] * COMPILE_AFTER, 2)
    short_vectors([10**6, 2 * 10**6], 9.0)
    relation_screen.warm()


if __name__ == "__main__":
    warm()
