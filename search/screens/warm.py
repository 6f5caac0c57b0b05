"""`python -m search.screens.warm`: compile the kernels into the cache, so that the first search is fast."""

from search.domains import Form, Range, coefficient_box, structured
from search.screens.screen import screen_shard


def warm() -> None:
    """Screen two tiny domains, a grid and a list of pairs; between them they call every kernel."""
    screen_shard(coefficient_box(2, 2, Range(-2, 2)), 0, threads=1)
    joint = {"k": Range(1, 2)}
    screen_shard(structured(Form.of("(2k+1)n+k", joint), Form.of("-k^2*n^2", joint)), 0, threads=1)


if __name__ == "__main__":
    warm()
