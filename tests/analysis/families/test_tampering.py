"""A certificate with one number changed, whichever, is rejected: steps and ends of all kinds."""

import copy
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.families.verifier import Rejected, verify
from analysis.formulas.pcf import PCF
from analysis.links.certificates import link
from analysis.links.placement import placement
from analysis.values.series_forms import SeriesForm, series_form

RAMANUJAN = PCF.parse("96n^3+464n^2+634n+261", "4096n^6+10240n^5+6912n^4+128n^3-640n^2")


def _placed(a: str, b: str) -> Mapping[str, Any]:
    found = placement(PCF.parse(a, b))
    assert found is not None and found.certificate is not None
    return found.certificate


def _series() -> Mapping[str, Any]:
    found = series_form(RAMANUJAN)
    assert isinstance(found, SeriesForm)
    return found.certificate(RAMANUJAN)


def _pair() -> Mapping[str, Any]:
    found = link(PCF.parse("6n+9", "9(n+1)^2"), PCF.parse("2n+1", "n^2"))
    assert found is not None
    return found.certificate


MADE = {
    "field": lambda: _placed("34n^3+51n^2+27n+5", "-n^6"),
    "inflation": lambda: _placed("6n+10", "-8n^2-12n"),
    "theorem": lambda: _placed("5n+1", "4n"),
    "2F1": lambda: _placed("3n+1", "-2n^2+5"),
    "1F1": lambda: _placed("n+3", "3n-1"),
    "D": lambda: _placed("5", "5n+4"),
    "U": lambda: _placed("2n+5", "-n^2-3n-1"),
    "formula": _pair,
    "series": _series,
}


@cache
def _certificate(kind: str) -> str:
    return json.dumps(dict(MADE[kind]()))


def _leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all numbers and polynomials."""
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            if key not in ("kind", "name", "constant", "version", "form"):
                yield from _leaves(value, (*path, key))
    else:
        yield path


def _changed(certificate: Any, path: tuple[Any, ...], change: str) -> Any:
    changed = copy.deepcopy(certificate)
    node = changed
    for key in path[:-1]:
        node = node[key]
    old = node[path[-1]]
    node[path[-1]] = old + int(change.rstrip("*ni")) if isinstance(old, int) else f"{old} + {change}"
    return changed


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(sorted(MADE)), st.data())
def test_a_changed_number_is_rejected(kind: str, data: st.DataObject) -> None:
    certificate = json.loads(_certificate(kind))
    path = data.draw(st.sampled_from(list(_leaves(certificate))))
    change = data.draw(st.sampled_from(["1", "2", "-1", "1*n", "1*i"]))
    with pytest.raises((Rejected, InputError)):
        verify(_changed(certificate, path, change))


@pytest.mark.parametrize("kind", MADE)
def test_as_it_is_it_holds(kind: str) -> None:
    verify(json.loads(_certificate(kind)))
