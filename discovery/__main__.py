"""`discover` and `python -m discovery`: run one command, and turn every expected failure into one line and a code.

Exit codes: 0 done, 1 nothing found or a check failed, 2 bad usage or bad input, 130 stopped by Ctrl-C, SIGTERM or
SIGHUP. A closed pipe (`discover query | head`) is no failure. Nothing that is printed can steer a terminal.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from analysis.errors import InputError
from discovery.cli import discover
from discovery.stopping import stoppable
from results.damage import heard_by
from results.printable import printable_streams

BAD_INPUT = 2
INTERRUPTED = 130
_LEAST = re.compile(r"in the range (?=\S+ or more)")
LONGEST_LINE = 1_000  # characters of a message; click echoes what was typed, however long
# Of an integer as text: what `--digits` may ask for, and a net under all that is read, for Python takes minutes for the
# millions of digits that a file may hold.
MOST_DIGITS = 250_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line on `arguments` (default: those of the process) and leave with its exit code."""
    if (instruction := os.environ.get("_DISCOVER_COMPLETE")) is not None:
        from discovery.cli.completion import complete

        sys.exit(complete(discover, instruction))
    sys.set_int_max_str_digits(MOST_DIGITS)
    with printable_streams(), stoppable(), heard_by(lambda line: click.echo(f"discover: {line}", err=True)):
        sys.exit(_run(list(sys.argv[1:] if arguments is None else arguments)))


def _run(given: list[str]) -> int:
    """The exit code of one command."""
    try:
        # Not `discover.main`: click would end a closed pipe with exit code 1.
        with discover.make_context("discover", given) as context:
            code = discover.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        code = error.exit_code
    except BrokenPipeError:
        code = _end_quietly()
    except SystemExit as error:
        if not isinstance(error.__context__, BrokenPipeError):
            raise
        code = _end_quietly()  # how rich ends when the pipe is closed
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help())
        code = BAD_INPUT
    except click.UsageError as error:
        code = _fail(_usage_line(error, given))
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped")
        code = INTERRUPTED
    except click.ClickException as error:
        code = _fail(error.format_message())
    except (InputError, _sqlite_error()) as error:
        code = _fail(str(error))
        if getattr(error, "ends_the_process", False):
            os._exit(BAD_INPUT)  # what Ray does on leaving would wait for its dead
    except OSError as error:
        code = _fail(f"{error.strerror or error}" + (f": {error.filename}" if error.filename else ""))
    except UnicodeError as error:
        code = _fail(f"text that is not Unicode ({error.reason if isinstance(error, UnicodeEncodeError) else error})")
    except (MemoryError, RecursionError, OverflowError) as error:
        code = _fail(f"the input is too large for this machine ({type(error).__name__})")
    return code if isinstance(code, int) else 0


def _sqlite_error() -> type[Exception]:
    """Imported when something has gone wrong: other commands need not wait for it."""
    import sqlite3

    return sqlite3.Error


def _end_quietly() -> int:
    # Python flushes stdout once more on leaving: let it do so into nothing.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _fail(message: str) -> int:
    line = " ".join(message.split())
    if len(line) > LONGEST_LINE:
        line = f"{line[: LONGEST_LINE // 2]}…{line[-LONGEST_LINE // 2 :]}"
    with suppress(OSError):  # the terminal may be gone
        click.echo(f"discover: {line}", err=True)
    return BAD_INPUT


def _usage_line(error: click.UsageError, given: Sequence[str]) -> str:
    command = error.ctx.command_path if error.ctx is not None else _command(given)
    told = _LEAST.sub("", error.format_message())
    if isinstance(error, click.NoSuchOption) and error.ctx is not None and error.ctx.parent is None:
        told += " Options stand after the command, as in `discover query --db FILE`."
    end = "" if told.endswith((".", "?")) else "."
    return f"{told}{end} See `{command} --help`."


def _command(given: Sequence[str]) -> str:
    """The command that the first words name."""
    command: click.Command = discover
    words = ["discover"]
    for word in given:
        found = command.commands.get(word) if isinstance(command, click.Group) else None
        if found is None:
            break
        words, command = [*words, word], found
    return " ".join(words)


if __name__ == "__main__":
    main()
