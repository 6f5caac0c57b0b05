"""Certificates made anew for the proved rows of a store whose own do not hold: made by an older version, or never made.

Nothing but the certificate of a row changes, and only where the checker says that the new one proves what the row says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from analysis.constants.identities import UNITY, Identity
from analysis.constants.library import built_in_library
from analysis.errors import InputError
from analysis.exact.mobius import Mobius
from analysis.formula import Formula
from analysis.formulas.pcf import PCF
from analysis.links.placement import placement, placement_about
from analysis.proofs.certificate import Certificate
from analysis.proofs.reading import Malformed, text
from discovery.inspecting import inspect_object
from discovery.verifying import ProvedRow, formula_verdict, proved_rows, row_certificate, row_extras, row_identity
from results.clusters import record_evidence
from results.rows import formula_id, pcf_id, to_json
from results.store import Store

_DIGITS = 50  # at which what is no fraction is examined anew
_TOGETHER = 200  # rows written at once: what is done stays, whatever comes then


def renew(path: Path) -> int:
    """Give the proved formulas of a store that do not hold a certificate that does, where there is one; how many."""
    renewed = 0
    with Store.read(path) as store, Store.open(path) as kept:
        rows = _renewed(store)
        while batch := list(islice(rows, _TOGETHER)):
            renewed += record_evidence(kept, batch)
    return renewed


def _renewed(store: Store) -> Iterator[Formula]:
    """The rows that get a new certificate."""
    for row in proved_rows(store):
        if formula_verdict(row).fault is None:
            continue
        try:
            found = _of_fraction(row) if row.a is not None else _of_another_kind(row)
        except (Malformed, InputError):
            continue  # a damaged row stays as it is, and is listed
        if found is None:
            continue
        extras = to_json({**row_extras(row), "certificate": found.certificate})
        if formula_verdict(replace(row, extras=extras)).fault is None:
            yield found


def _of_another_kind(row: ProvedRow) -> Formula | None:
    """A recurrence, product or series examined anew, where it has a certificate of its own."""
    found = Formula.from_json(inspect_object({**row_extras(row), "kind": text(row.kind)}, _DIGITS, built_in_library()))
    own = found.certificate is not None and formula_id(found.kind, found.text) == row.id
    return replace(found, evidence="proved") if own else None


def _of_fraction(row: ProvedRow) -> Formula | None:
    certificate = _certificate(row)
    own = {"a": text(row.a), "b": text(row.b)}
    return None if certificate is None else Formula("pcf", own, evidence="proved", more={"certificate": certificate})


def _certificate(row: ProvedRow) -> Certificate | None:
    """A certificate about the constant that the row names, or about its closed form where it names none."""
    row_certificate(row)
    pcf = PCF.parse(text(row.a), text(row.b))
    if pcf_id(text(row.a), text(row.b)) != row.id:
        return None
    placed, identity = placement(pcf), None
    if row.identity is not None:
        named, mobius = row_identity(row)
        identity = Identity(named, Mobius(*mobius), 0)
        if named != UNITY:
            placed = placement_about(pcf, placed, named.name)
    return None if placed is None else placed.certificate_of(identity)
