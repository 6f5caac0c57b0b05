"""Campaigns of either kind, from a file or from a row of a store.

A campaign file is TOML; `kind = "esma"` makes it one of signed fractions (`discovery.esma`), "pcf", or none, one of
polynomial continued fractions (`discovery.campaigns`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import InputError, echo
from analysis.toml_files import read_toml
from discovery.campaigns import Campaign

if TYPE_CHECKING:
    from discovery.esma import EsmaCampaign
    from results.campaigns import Campaign as CampaignRow


def read_campaign(path: str | Path) -> Campaign | EsmaCampaign:
    """The campaign of a TOML file. Raises InputError that names the file for whatever is wrong in it."""
    content = read_toml(path, "campaign file", "a campaign file, see `discover run --help`")
    try:
        kind = content.get("kind", Campaign.kind)
        if kind == Campaign.kind:
            return Campaign.from_content(content, Path(path).parent)
        if kind == "esma":
            from discovery.esma import EsmaCampaign

            return EsmaCampaign.from_content(content)
        raise InputError(f"kind = {echo(kind)}", "pcf or esma")
    except InputError as error:
        raise InputError(f"{path}: {error.given}", error.allowed, error.remedy) from None


def stored_campaign(row: CampaignRow) -> Campaign | EsmaCampaign:
    """The campaign of a row of a store."""
    if row.kind == Campaign.kind:
        return Campaign.from_store(row)
    from discovery.esma import EsmaCampaign

    return EsmaCampaign.from_store(row)
