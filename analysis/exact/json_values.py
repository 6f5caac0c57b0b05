"""Values as JSON keeps them: readers that hold numbers as doubles would round large integers, so those are text."""

from collections.abc import Mapping
from typing import Any

EXACT_IN_JSON = 2**53


def exact(value: Any) -> Any:
    """The same value with every integer beyond 2⁵³ as a decimal string and every NaN or infinity as None."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value) if abs(value) > EXACT_IN_JSON else value
    if isinstance(value, float):
        return finite(value)
    # Most of what is inside is text, and is not asked about one by one.
    if isinstance(value, list | tuple):
        return [inner if type(inner) is str else exact(inner) for inner in value]
    if isinstance(value, dict | Mapping):
        return {str(key): inner if type(inner) is str else exact(inner) for key, inner in value.items()}
    return value


def finite(value: Any) -> Any:
    """The value, or None for a float that JSON cannot write (NaN, infinity)."""
    return None if isinstance(value, float) and value - value != 0 else value
