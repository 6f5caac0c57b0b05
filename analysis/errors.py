"""The one error that reaches a user: what was given, what is allowed, what to do."""

_LONGEST_ECHO = 60  # characters of the user's text that are echoed; a 10,000-digit number must not fill the screen
_LARGEST_COUNT_BITS = 64


class InputError(ValueError):
    """Bad input from a user, told in one line.

    Parameters are plain phrases: `given` names what was found, `allowed` what would have been right,
    `remedy` (optional) what to do now.

    >>> print(InputError("degree 70", "degrees up to 64", "lower the exponent"))
    degree 70; allowed: degrees up to 64; lower the exponent
    """

    def __init__(self, given: str, allowed: str, remedy: str = "") -> None:
        self.given, self.allowed, self.remedy = given, allowed, remedy
        line = f"{given}; allowed: {allowed}" + (f"; {remedy}" if remedy else "")
        super().__init__(" ".join(line.split()))

    def __reduce__(self) -> tuple[type["InputError"], tuple[str, str, str]]:
        return InputError, (self.given, self.allowed, self.remedy)


def echo(text: object) -> str:
    """The user's own text for an error line, shortened in the middle when it is long.

    >>> echo("n^^2")
    "'n^^2'"
    >>> len(echo("7" * 10_000)) < 120
    True
    """
    shown = str(text)
    if len(shown) > _LONGEST_ECHO:
        keep = _LONGEST_ECHO // 2
        shown = f"{shown[:keep]}…{shown[-keep:]} ({len(shown):,} characters)"
    return repr(shown)


def echo_count(count: int) -> str:
    """How many, for an error line, however many they are.

    >>> echo_count(1_768_900), echo_count(10**9999)
    ('1,768,900', '2^33215 or more')
    """
    return f"{count:,}" if count.bit_length() <= _LARGEST_COUNT_BITS else f"2^{count.bit_length() - 1} or more"
