"""Values as JSON keeps them: readers that hold numbers as doubles would round large integers, so those are text."""

from collections.abc import Mapping
from typing import Any

EXACT_IN_JSON = 2**53


def exact(value: Any) -> Any:
    """The same value with every integer beyond 2⁵³ as a decimal string and every NaN or infinity as None."""
    kind = type(value)
    if kind is str or value is None:
        return value
    if kind is dict:  # most of what is inside is text, and is not asked about one by one
        return {str(key): inner if type(inner) is str else exact(inner) for key, inner in value.items()}
    if kind is list or kind is tuple:
        return [inner if type(inner) is str else exact(inner) for inner in value]
    if isinstance(value, int):
        return str(value) if abs(value) > EXACT_IN_JSON else value
    if isinstance(value, float):
        return finite(value)
    if isinstance(value, Mapping | list | tuple):
        return exact(dict(value) if isinstance(value, Mapping) else list(value))
    return value


def finite(value: Any) -> Any:
    """The value, or None for a float that JSON cannot write (NaN, infinity)."""
    return None if isinstance(value, float) and value - value != 0 else value
