"""The fields of classical constants as planes of hypergeometric fields, each proved by an embedding.

That of ζ(3) has the solution ₄F₃(1 − x, x, 1 − y, y; 1, 1, 1; 1), that of ζ(2) ₃F₂(1 − x, x, 1 − y; 1, 1; 1), those of
log 2 and π are contiguous to ₂F₁(x, y; x + y; 1/2), for π with a half added to each, that of e to ₁F₁(y; x + y; 1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from analysis.fields.built_in_fields import built_in_field
from analysis.fields.derived_fields import embedding, subfield
from analysis.fields.matrix_fields import Matrix
from analysis.fields.naming import field_of
from analysis.reading.names import applied_name, series_name


@dataclass(frozen=True)
class Plane:
    """The points origin + x · along["x"] + y · along["y"] of a field."""

    field: str
    origin: tuple[Fraction, ...]
    along: Mapping[str, tuple[int, ...]]

    @property
    def kind(self) -> tuple[int, int]:
        """p and q of the field of pFq."""
        found = series_name(self._named[0])
        assert found is not None, "the name of a field of pFq"
        return found

    @property
    def argument(self) -> Fraction:
        return Fraction(self._named[1])

    @property
    def _named(self) -> tuple[str, str]:
        found = applied_name(self.field)
        assert found is not None, "the name of a field at an argument"
        return found

    def point(self, start: Sequence[Fraction | int]) -> tuple[Fraction, ...]:
        """The point with these coordinates in the plane."""
        return tuple(at + step for at, step in zip(self.origin, self.step(start), strict=True))

    def step(self, direction: Sequence[Fraction | int]) -> tuple[Fraction, ...]:
        """A direction of the plane as one of the field."""
        lines = self.along.values()
        return tuple(
            sum((Fraction(d) * steps[i] for d, steps in zip(direction, lines, strict=True)), Fraction(0))
            for i in range(len(self.origin))
        )


def _plane(field: str, origin: Sequence[int | str], x: tuple[int, ...], y: tuple[int, ...]) -> Plane:
    return Plane(field, tuple(map(Fraction, origin)), {"x": x, "y": y})


_KNOWN = {
    "zeta(3)": _plane("4F3(1)", (1, 0, 1, 0, 1, 1, 1), (-1, 1, 0, 0, 0, 0, 0), (0, 0, -1, 1, 0, 0, 0)),
    "zeta(2)": _plane("3F2(1)", (1, 0, 1, 1, 1), (-1, 1, 0, 0, 0), (0, 0, -1, 0, 0)),
    "log(2)": _plane("2F1(1/2)", (0, 1, 1), (1, 0, 1), (0, 1, 1)),
    "pi": _plane("2F1(1/2)", ("1/2", "3/2", "3/2"), (1, 0, 1), (0, 1, 1)),
    "e": _plane("1F1(1)", (1, 1), (0, 1), (1, 1)),
}


@lru_cache(maxsize=8)
def plane_of(name: str) -> tuple[Plane, Matrix] | None:
    """The plane of a hypergeometric field that a built-in field is, and the matrix that embeds it; None for others.

    >>> plane, matrix = plane_of("zeta(3)")
    >>> plane.field, len(matrix), plane_of("catalan")
    ('4F3(1)', 3, None)
    >>> [*map(str, plane.point((1, 1)))], [*map(int, plane.step((1, 1)))]
    (['0', '1', '0', '1', '1', '1', '1'], [-1, 1, -1, 1, 0, 0, 0])
    """
    plane = _KNOWN.get(name)
    if plane is None:
        return None
    matrix = embedding(built_in_field(name), subfield(field_of(plane.field), plane.along, plane.origin))
    return None if matrix is None else (plane, matrix)
