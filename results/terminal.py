"""Rich's console for tables and live lines, which obeys only itself: what it is given to print is made printable."""

import sys
from collections.abc import Iterable
from typing import Any, TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from results.printable import printable

PIPE_WIDTH = 200  # columns of a table that goes to a pipe


class PrintableConsole(Console):
    """A console that colours and moves as it likes, but shows every control character in the texts it prints."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=printable(segment.text))


def console(stream: TextIO | None = None, **settings: Any) -> PrintableConsole:
    """A console on a stream (default: stdout): as wide as the terminal, or PIPE_WIDTH in a pipe."""
    stream = sys.stdout if stream is None else stream
    stream.flush()
    under: Any = getattr(stream, "under", stream)  # below a PrintableStream, which would show the console's own colours
    settings.setdefault("width", None if stream.isatty() else PIPE_WIDTH)
    return PrintableConsole(file=under, **settings)
