"""Campaigns of every kind, from a file or from a row of a store.

A campaign file is TOML; its `kind` is one of `discovery.kinds`, "pcf" where it names none.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import InputError
from analysis.reading.files import read_toml
from discovery.kinds import DEFAULT, kind_named

if TYPE_CHECKING:
    from discovery.driver import Searchable
    from results.campaigns import Campaign as CampaignRow


def read_campaign(path: str | Path) -> Searchable:
    """The campaign of a TOML file. Raises InputError that names the file for whatever is wrong in it."""
    content = read_toml(path, "campaign file", "a campaign file, see `discover run --help`")
    try:
        found: Searchable = (
            kind_named(content.get("kind", DEFAULT)).campaigns().from_content(content, Path(path).parent)
        )
    except InputError as error:
        raise InputError(f"{path}: {error.given}", error.allowed, error.remedy) from None
    return found


def stored_campaign(row: CampaignRow) -> Searchable:
    """The campaign of a row of a store."""
    found: Searchable = kind_named(row.kind).campaigns().from_store(row)
    return found
