"""The kinds of formulas that campaigns search: one record each.

Campaign files, stores, `resume` and the commands that show a run go by this table. A new kind is one record here, its
campaign (with the pass that the driver works through) and its face on the terminal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from analysis.errors import InputError, echo
from analysis.exact.late import named
from analysis.formula import SIGNED

DEFAULT = "pcf"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of formula; its modules are imported when they are asked for, as a command needs one of them.

    campaign: module and class of its campaigns, with `from_content(content, folder)` and `from_store(row)`; face: the
    module with `announce(campaign)` and `show(store, ran, format_, clustered)`.
    """

    name: str
    campaign: str
    face: str

    def campaigns(self) -> Any:
        """The class of its campaigns."""
        return named(self.campaign)

    def shown(self) -> Any:
        """The module that shows its runs."""
        return import_module(self.face)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("pcf", "discovery.campaigns:Campaign", "discovery.cli.pcf_face"),
        Kind(SIGNED, "discovery.esma:EsmaCampaign", "discovery.cli.esma_face"),
        Kind("recurrence", "discovery.recurrences:RecurrenceCampaign", "discovery.cli.found_face"),
        Kind("series", "discovery.recurrences:SeriesCampaign", "discovery.cli.found_face"),
        Kind("product", "discovery.recurrences:ProductCampaign", "discovery.cli.found_face"),
        Kind("trajectory", "discovery.field_campaign:TrajectoryCampaign", "discovery.cli.found_face"),
    )
}


def kind_named(name: Any) -> Kind:
    """The kind of that name; raises InputError for another.

    >>> kind_named("esma").campaigns().__name__
    'EsmaCampaign'
    """
    if not isinstance(name, str) or name not in KINDS:
        raise InputError(f"kind = {echo(name)}", " or ".join(KINDS))
    return KINDS[name]
