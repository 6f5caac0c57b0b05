"""What the tests of commands share."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No store, no $DISCOVER_DB; and the limit on the digits of integers, which a command lifts, is put back."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCOVER_DB", raising=False)
    limit = sys.get_int_max_str_digits()
    yield
    sys.set_int_max_str_digits(limit)
