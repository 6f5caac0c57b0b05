"""Random changes of certificates of all kinds: each is rejected, malformed, or proves the very same statement.

MUTATIONS in the environment gives their number, 10,000 or more for a thorough run.
"""

import copy
import json
import os
import random
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from analysis.constants.library import built_in_library
from analysis.formulas.pcf import PCF
from analysis.formulas.recurrence import Recurrence
from analysis.links.certificates import link
from analysis.links.placement import placement
from analysis.proofs.combined_limits import verify_value
from analysis.proofs.reading import Malformed, Rejected, loads
from analysis.proofs.telescoping import verify_sum
from analysis.recurrence_examination import examine_recurrence
from analysis.sums.sums import summed
from analysis.transformations.closure import direct_sum, product_of_limits, sum_of_limits
from analysis.values.accelerations import accelerated_sum
from analysis.values.series_forms import SeriesForm, series_form

MUTATIONS = int(os.environ.get("MUTATIONS", "1200"))
OTHERS: list[Any] = [
    0, 1, -1, 2, 10**6, 10**40, 0.5, 1e308, True, None, "", "0", "1", "n", "1/2", "-1/3", "1/0", "1e99999", "n**2",
    [], {}, [0, 1], [[1]], {"kind": "formula"}, "theorem", "pi", "e", "x" * 5000, "9" * 5000, "\x1b[31m", "٣",
]  # fmt: skip

RAMANUJAN = ("96n^3+464n^2+634n+261", "4096n^6+10240n^5+6912n^4+128n^3-640n^2")
PLACED = {
    "field": ("34n^3+51n^2+27n+5", "-n^6"),
    "inflation": ("6n+10", "-8n^2-12n"),
    "theorem": ("5n+1", "4n"),
    "far theorem": ("n-5", "3"),
    "own bounds": ("4n-2", "-3n^2-18n-27"),
    "folds": ("20n^3+86n^2+123n+59", "-64n^6-416n^5-1004n^4-1090n^3-504n^2-72n"),
    "2F1": ("3n+1", "-2n^2+5"),
    "1F1": ("n+3", "3n-1"),
    "D": ("5", "5n+4"),
    "U": ("2n+5", "-n^2-3n-1"),
    "series": RAMANUJAN,
    "parts": ("2n^5+5n^4+22n^3+28n^2+15n+3", "-n^10"),
    "quadratics": ("2n^2+4n", "4n^6+12n^5+17n^4+14n^3+3n^2-2n-3"),
    "quartics": ("2n^4+4n^3+6n^2+4n+3", "-(n^4+1)^2"),
    "digammas": ("2n^3+3n^2+3n+3", "-(n^3+1)^2"),
    "combination": ("3n^2+5n+3", "-2n^4-n^3"),
    "gammas": ("27n^2+45n+20", "-18n^2(3n+1)(3n+2)"),
    "contiguous sums": ("16n^3+44n^2+46n+17", "-8n^2(n+1)(2n+1)^3"),
    "integrals": ("99n^2+33n+5", "(3n-1)^4"),
    "rational": ("n-3", "2n^2+n-1"),
    "finite": ("n+4", "n-7"),
}
ACCELERATED = {
    "accelerated": ("3n^3+10n^2+8n+2", "4n^6-2n^5"),
    "in pairs": ("3n+3", "-2n^2-n"),
    "Dougall": RAMANUJAN,
}
KINDS_OF_LIMITS = {
    "sum of limits": sum_of_limits,
    "product of limits": product_of_limits,
    "square": lambda e, _: product_of_limits(e, e),
    "image of a sum": lambda e, quarter: _reciprocal(sum_of_limits(e, quarter)),
    "beside a smaller one": lambda e, quarter: direct_sum(quarter, Recurrence.of(["n+1", "-n"], 1, [3], [7])),
}
SUMS = {
    "sum": "binomial(n,k)^3",
    "sum with a rest": "binomial(2k,k)",
    "sum to an integer part": "binomial(n-2k,k)",
    "sum over what is common": "1/binomial(n,k)",
}
KINDS = (*PLACED, *ACCELERATED, "formula", *KINDS_OF_LIMITS, *SUMS)


def _reciprocal(recurrence: Recurrence) -> Recurrence:
    return recurrence.with_start(recurrence.q, recurrence.p)


@cache
def _certificate(kind: str) -> str:
    if kind == "formula":
        chain = link(PCF.parse("6n+9", "9(n+1)^2"), PCF.parse("2n+1", "n^2"))
        assert chain is not None
        return json.dumps(chain.certificate)
    if kind in KINDS_OF_LIMITS:
        halves = [Recurrence.from_pcf(PCF.parse(*texts)) for texts in (("n", "n"), ("2n+1", "n^2"))]
        halves = [one.with_start(one.q, one.p) for one in halves]  # e − 1 and π/4
        examined = examine_recurrence(KINDS_OF_LIMITS[kind](*halves), digits=30, library=built_in_library())
        return json.dumps(examined.as_json()["certificate"])
    if kind in SUMS:
        return json.dumps(summed(SUMS[kind]).certificate)
    if kind in ACCELERATED:
        pcf = PCF.parse(*ACCELERATED[kind])
        form = series_form(pcf)
        assert isinstance(form, SeriesForm)
        faster = accelerated_sum(form)
        assert faster is not None
        return json.dumps(faster.certificate(form, pcf))
    found = placement(PCF.parse(*PLACED[kind]))
    assert found is not None and found.certificate is not None
    return json.dumps(dict(found.certificate))


def _places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _places(value, (*path, key))


def _nudged(value: Any, chance: random.Random) -> Any:
    """A value of the same kind, near the old one."""
    if value is None or isinstance(value, int | float):
        return (value or 0) + chance.choice([-2, -1, 1, 2, value])
    if isinstance(value, list):
        return chance.choice([value[::-1], value[:-1], [*value, value[0] if value else 0], value * 2])
    if isinstance(value, dict):
        return {**value, "more": 1}
    digits = [place for place, letter in enumerate(str(value)) if letter.isdigit()]
    if not digits or chance.random() < 0.3:
        return chance.choice([f"{value} + 1", f"-{value}", f"{value} ", str(value)[:-1], str(value)[::-1]])
    place = chance.choice(digits)
    return f"{value[:place]}{chance.randrange(10)}{value[place + 1 :]}"


def _dropped(holder: Any, key: Any, chance: random.Random) -> None:
    del holder[key]


def _replaced(holder: Any, key: Any, chance: random.Random) -> None:
    holder[key] = copy.deepcopy(chance.choice(OTHERS))


def _moved_a_little(holder: Any, key: Any, chance: random.Random) -> None:
    holder[key] = _nudged(holder[key], chance)


CHANGES: list[Callable[[Any, Any, random.Random], None]] = [_dropped, _replaced, *[_moved_a_little] * 4]


def _mutated(certificate: Any, chance: random.Random) -> Any:
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        path = chance.choice(list(_places(certificate)))
        holder = certificate
        for key in path[:-1]:
            holder = holder[key]
        chance.choice(CHANGES)(holder, path[-1], chance)
        if not isinstance(certificate, dict) or not certificate:
            break
    return certificate


def _statement(certificate: Any, kind: str = "") -> object:
    """What it proves: of a sum the recurrence and its right side, which terms that are 0 and a later start leave."""
    try:
        if kind not in SUMS:
            return verify_value(certificate)
        found = verify_sum(certificate)
        return found.recurrence, found.extra
    except (Rejected, Malformed):
        return None


@pytest.mark.parametrize("kind", KINDS)
def test_as_it_is_it_holds(kind: str) -> None:
    assert _statement(loads(_certificate(kind)), kind) is not None


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_certificate_proves_nothing_else(kind: str) -> None:
    chance = random.Random(kind)
    whole = _statement(loads(_certificate(kind)), kind)
    for _ in range(MUTATIONS // len(KINDS)):
        changed = _mutated(json.loads(_certificate(kind)), chance)
        found = _statement(changed, kind)
        assert found is None or found == whole, changed


def test_what_comes_from_json_is_read_or_malformed() -> None:
    chance = random.Random(1)
    for _ in range(300):
        text = list(_certificate(chance.choice(KINDS)))
        for _ in range(chance.randrange(1, 4)):
            text[chance.randrange(len(text))] = chance.choice('{}[]",:0123456789abn*+- ')
        try:
            found: Mapping[str, Any] = loads("".join(text))
        except Malformed:
            continue
        _statement(found)
