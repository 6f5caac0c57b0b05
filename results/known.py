"""Is it new? Formulas of the literature in canonical form, and whether a formula is one of them or of their families.

`known_formulas.csv` holds classical fractions, a sample of those collected from arXiv and one of published machine
searches; users add files with the same columns. A formula is known when its canonical form is in the lists, in a known
family when it is the tail of one that is, shares its family of hypergeometric functions, or is proved by a chain from
a classical theorem. That a formula is not in the lists does not make it new: the lists are short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path

from analysis.errors import InputError, echo
from analysis.formula import Formula
from analysis.formulas.pcf import PCF
from analysis.reading.files import read_input
from analysis.reading.tables import read_table

KNOWN_FILE = Path(__file__).with_name("known_formulas.csv")
NOT_IN_THE_LISTS = "not in the lists"
MOST_SHIFTS = 6  # steps between a formula and the known one of which it is the tail, or which is its tail
_LOWEST_FAMILIES = (1, 2)  # degrees of a and b up to which families of functions have keys

Key = tuple[str, str]
Shape = tuple[int, Fraction]


@dataclass
class KnownFormulas:
    """Sources by canonical form: of the formulas themselves, of their tails, and of their families.

    What is added waits, by what neither shifts nor equivalences change, until somebody asks for a formula like it.
    """

    formulas: dict[Key, str] = field(default_factory=dict)
    tails: dict[Key, str] = field(default_factory=dict)
    _waiting: dict[Shape, list[tuple[PCF, str]]] = field(default_factory=dict)
    _low: list[tuple[PCF, str]] = field(default_factory=list)

    def add(self, pcf: PCF, source: str) -> None:
        """Add one formula of the literature; what is there already keeps its source."""
        self._waiting.setdefault(_shape(pcf), []).append((pcf, source))
        if pcf.a.degree <= _LOWEST_FAMILIES[0] and pcf.b.degree <= _LOWEST_FAMILIES[1]:
            self._low.append((pcf, source))

    @cached_property
    def families(self) -> dict[str, str]:
        """Sources by family of functions."""
        from analysis.values.family_keys import family_key

        keys = ((family_key(pcf), source) for pcf, source in reversed(self._low))
        return {key.text: source for key, source in keys if key is not None}

    def _open(self, shape: Shape) -> None:
        for pcf, source in self._waiting.pop(shape, ()):
            self.formulas.setdefault(_key(pcf), source)
            for k in range(-MOST_SHIFTS, MOST_SHIFTS + 1):
                self.tails.setdefault(_key(pcf.shifted(k)), source)

    def told(self, found: Formula) -> str:
        """What the lists say of a formula: "known: …", "in a known family: …", or neither.

        >>> built_in_known().told(Formula("pcf", {"a": "34*n**3 + 51*n**2 + 27*n + 5", "b": "-n**6"}))
        'known: classical'
        >>> built_in_known().told(Formula("pcf", {"a": "n**2 + 4*n + 5", "b": "2*n**4 + 4*n**3"}))
        'not in the lists'
        """
        pcf = found.pcf
        self._open(_shape(pcf))
        key = _key(pcf)
        end = (found.certificate or {}).get("end") or {}
        if key in self.formulas:
            return f"known: {self.formulas[key]}"
        if key in self.tails:
            return f"in a known family: the tail or continuation of one that is {self.tails[key]}"
        if end.get("kind") == "theorem":
            return f'in a known family: the theorem "{end["name"]}"'
        if found.family in self.families:
            return f"in a known family: functions of one that is {self.families[found.family]}"
        return NOT_IN_THE_LISTS

    def marked(self, rows: Iterable[Formula]) -> Iterator[Formula]:
        """The formulas, each PCF with the key "known"."""
        for row in rows:
            yield row.saying(known=self.told(row)) if row.kind == "pcf" else row


def _shape(pcf: PCF) -> Shape:
    """deg b − 2 deg a and the quotient of leading coefficients: the same for all tails and equivalent fractions."""
    a, b = pcf.a.coefficients or (0,), pcf.b.coefficients or (0,)
    return len(b) - 2 * len(a), Fraction(b[-1], a[-1] ** 2 or 1)


def _key(pcf: PCF) -> Key:
    canonical = pcf.canonical().pcf
    return str(canonical.a), str(canonical.b)


@lru_cache(maxsize=1)
def built_in_known() -> KnownFormulas:
    """The lists that come with the project."""
    return known_formulas(())


def known_formulas(files: Sequence[str]) -> KnownFormulas:
    """Those lists and a user's own: CSV files with columns a, b and perhaps source; the file's name is one as well.

    Raises InputError naming file and formula for what is no polynomial.
    """
    found = KnownFormulas()
    for file in (str(KNOWN_FILE), *files):
        for number, row in enumerate(read_table(read_input(file, "table"), file, ("a", "b")), start=1):
            try:
                pcf = PCF.parse_equivalent(row["a"], row["b"]).pcf
            except InputError as error:
                raise InputError(f"{echo(file)}, formula {number}: {error.given}", error.allowed) from None
            found.add(pcf, row.get("source") or Path(file).stem)
    return found
