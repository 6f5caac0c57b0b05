"""Lists as people write them, with commas between the items: no item is empty, or something was lost."""

from collections.abc import Sequence

from analysis.errors import InputError, echo


def list_items(text: str, given: str = "list", allowed: str = "items separated by commas") -> list[str]:
    """The items, trimmed; commas inside parentheses do not separate. Raises InputError where one is empty.

    given, allowed: what the list is and what it takes, for the message.

    >>> list_items("1, bessel_ratio(0,2)")
    ['1', 'bessel_ratio(0,2)']
    >>> list_items("1,,2", "--start")
    Traceback (most recent call last):
    analysis.errors.InputError: --start '1,,2' with an empty item; allowed: items separated by commas
    """
    items, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            items.append("")
        else:
            items[-1] += character
    found = [item.strip() for item in items]
    if not all(found):
        raise InputError(f"{given} {echo(text)}{' with an empty item' * (len(found) > 1)}", allowed)
    return found


def terms_of(texts: Sequence[str], allowed: str) -> list[str]:
    """Terms separated by spaces, lines or commas, in one text or several. Raises InputError for an empty one.

    >>> terms_of(["1,", "2 3, 4"], "integers")
    ['1', '2', '3', '4']
    """
    text = " ".join(texts)
    return [term for item in list_items(text, "terms", allowed) for term in item.split()] if text.strip() else []
