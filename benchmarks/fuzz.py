"""Wrong and random inputs for everything that reads, and random fractions against an independent oracle: a table.

    python -m benchmarks.fuzz [--inputs 10000] [--fractions 300] [--processes 20] [--seed 1] [--patience 20]

Each parser gets its share of `--inputs` (`benchmarks.fuzz_inputs`), and so do commands, run in this process and
`--processes` of them as processes of their own. A parser may answer or refuse in one line (InputError), a command may
leave with 0, 1 or 2: all else is a failure, as is what takes longer than `--patience` seconds of the processor, and a
command that takes a GiB. Fractions (`benchmarks.fuzz_fractions`) must also have right values and names. The same seed
gives the same inputs. Ctrl-C ends it with the table of what was tried.
Exit code 1 where anything failed; each failure is listed with how to see it again.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import resource
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.table import Table

from analysis.errors import InputError
from benchmarks import fuzz_fractions, fuzz_inputs
from results.printable import printable

SHOWN = 5  # failures of one kind
LARGEST_MEBIBYTES = 1024
MOST_PROCESS_SECONDS = 400.0  # of wall time, on a busy machine
_AGAIN_SECONDS = 1.0  # between two alarms
_BATCH = 100  # inputs
_MOST_BATCHES = 10**6  # of one seed
_FOR_EVER = 3_600.0  # seconds for one fraction, whose own process has its limit
LONGEST_SHOWN = 400  # characters of an input in the list of failures


_asked_to_stop: list[int] = []  # signals


class TooSlow(BaseException):
    """Raised by the alarm, past every `except Exception`."""


class Stopped(BaseException):
    """Raised between two inputs after Ctrl-C."""


@dataclass
class Target:
    """What is tried, from which inputs; `failures` by kind, with the input that gave the first ones."""

    name: str
    inputs: st.SearchStrategy[Any]
    run: Callable[[Any], None]
    reproduce: Callable[[Any], str] = repr
    seconds: list[float] = field(default_factory=list)
    failures: dict[str, list[str]] = field(default_factory=dict)

    def fail(self, kind: str, value: Any) -> None:
        self.failures.setdefault(kind, []).append(printable(self.reproduce(value))[:LONGEST_SHOWN])


def fuzz(target: Target, count: int, number: int, patience: float) -> None:
    """Try `count` inputs of a target, in the order that the seed gives.

    In batches, as hypothesis keeps all inputs of one, and searches them for what may be repeated.
    """
    for done in range(0, count, _BATCH):
        _batch(target, min(_BATCH, count - done), number * _MOST_BATCHES + done // _BATCH, patience)


def _batch(target: Target, count: int, number: int, patience: float) -> None:
    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(target.inputs)
    def attempt(value: Any) -> None:
        if _asked_to_stop:
            raise Stopped
        started, size = _spent(), _largest_mebibytes()
        try:
            with _alarm(patience):
                target.run(value)
        except InputError as error:
            if "\n" in str(error):
                target.fail("a refusal of several lines", value)
        except TooSlow:
            target.fail(f"more than {patience:g} s", value)
        except Exception as error:
            target.fail(_kind(error), value)
        target.seconds.append(_spent() - started)
        if (grown := _largest_mebibytes()) > max(size, LARGEST_MEBIBYTES):
            target.fail(f"{grown:,.0f} MiB", value)

    attempt()


def _spent() -> float:
    """Seconds of the processor, with those of children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _largest_mebibytes() -> float:
    """The most memory that this process or a child has had."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raises TooSlow after so many seconds of the processor, and again, where it was raised in vain (in a callback
    from C, in `__del__`). SIGALRM is left to what is tried, as a user's process has it."""

    def ring(sign: int, frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _kind(error: BaseException) -> str:
    """Type and place of an error, so that one fault counts once."""
    trace = error.__traceback__
    place = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "site-packages" not in code.co_filename:
            place = f"{Path(code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}: {error}"[:160]


def parsers(folder: Path) -> list[Target]:
    """Everything that reads a text of a user's."""
    from analysis.constants.library import built_in_library, constant, load_library
    from analysis.exact.polynomials import parse_polynomial
    from analysis.fields.matrix_fields import MatrixField
    from analysis.formulas.reading import read_formula
    from analysis.proofs.chain import verify
    from analysis.proofs.reading import Malformed, Rejected, loads
    from analysis.reading.expressions import parse_expression
    from analysis.reading.files import read_json
    from analysis.reading.numbers import read_rational
    from analysis.reading.tables import read_table
    from discovery.campaign_files import read_campaign

    known = built_in_library()

    def kept(text: str, ending: str) -> Path:
        place = folder / f"input.{ending}"
        place.write_bytes(text.encode("utf-8", "surrogatepass"))
        return place

    def checked(text: str) -> None:
        """A verdict of the checker, which knows no InputError."""
        try:
            verify(loads(text))
        except (Malformed, Rejected) as error:
            raise InputError(str(error), "a certificate") from None

    return [
        Target("number", fuzz_inputs.NUMBERS | fuzz_inputs.ANY, lambda text: _ignore(read_rational(text))),
        Target("expression", fuzz_inputs.EXPRESSIONS, lambda text: _ignore(parse_expression(text))),
        Target("polynomial", fuzz_inputs.POLYNOMIALS, lambda text: _ignore(parse_polynomial(text))),
        Target("constant", fuzz_inputs.EXPRESSIONS, lambda text: _ignore(constant(text))),
        Target("field", fuzz_inputs.FIELDS, lambda text: _ignore(MatrixField.parse(read_json(text, "f", "a field")))),
        Target("certificate", fuzz_inputs.CERTIFICATES, checked),
        Target("formula", fuzz_inputs.FORMULAS, lambda text: _ignore(read_formula(read_json(text, "f", "a formula")))),
        Target("constants file", fuzz_inputs.LIBRARIES, lambda text: _ignore(load_library(kept(text, "toml"), known))),
        Target("campaign", fuzz_inputs.CAMPAIGNS, lambda text: _ignore(read_campaign(kept(text, "toml")))),
        Target("table", fuzz_inputs.TABLES, lambda text: _ignore(list(read_table(text, "t.csv", ("a", "b"))))),
    ]  # fmt: skip


def _ignore(value: object) -> None:
    """The answer does not matter, only that there is one."""


def commands(folder: Path) -> list[Target]:
    """Commands in this process, and statements of SQL to one store."""
    store, counter = str(folder / "store.db"), iter(range(10**9))

    def file(text: str, ending: str) -> str:
        place = folder / f"{next(counter)}.{ending}"
        place.write_bytes(text.encode("utf-8", "surrogatepass"))
        return str(place)

    made = ["search", "pcf", "--a-degree", "0", "--b-degree", "0", "--coefficients", "1:2", "--digits", "20"]
    _command([*made, "--constants", "pi", "--db", store])
    asked = fuzz_inputs.SQL.map(lambda sql: ["query", "--db", store, "--sql-seconds", "1", "--sql", sql])
    given = fuzz_inputs.FORMULAS.map(lambda text: ["inspect", "--digits", "10", "--seconds", "2", "--formula", text])
    return [
        Target("SQL", asked, _command, _shown_command),
        Target("formula inspected", given, _command, _shown_command),
        Target("command", fuzz_inputs.command_lines(file, store), _command, _shown_command),
    ]


def _command(arguments: list[str]) -> None:
    from discovery.__main__ import main

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(arguments)
        except SystemExit as left:
            if left.code not in (0, 1, 2):
                raise RuntimeError(f"exit code {left.code}") from None
    _check_output(out.getvalue() + err.getvalue())


def _check_output(text: str) -> None:
    if "Traceback" in text:
        raise RuntimeError(text.strip().splitlines()[-1])
    if printable(text) != text:
        raise RuntimeError("a control character is printed")


def _shown_command(arguments: list[str]) -> str:
    return "discover " + shlex.join(arguments)


def process(arguments: list[str]) -> None:
    """The same command as a process of its own."""
    if any("\0" in argument for argument in arguments):
        raise InputError("a zero byte", "what a process can be given")
    given_bytes = [argument.encode("utf-8", "surrogateescape") for argument in _encodable(arguments)]
    done = subprocess.run(
        [sys.executable, "-m", "discovery", *given_bytes],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=MOST_PROCESS_SECONDS,
    )
    if done.returncode not in (0, 1, 2):
        raise RuntimeError(f"exit code {done.returncode}")
    _check_output((done.stdout + done.stderr).decode())


def _encodable(arguments: list[str]) -> list[str]:
    return [argument.encode("utf-8", "replace").decode() for argument in arguments]


def fractions(seconds: list[float], memory: list[float], patience: float) -> Target:
    """Random fractions against the oracle; `seconds` and `memory` get what each took, without the oracle."""
    oracle = fuzz_fractions.Oracle()

    def one(pair: Any) -> None:
        found = fuzz_fractions.tried(*pair, patience)
        seconds.append(found.seconds)
        memory.append(found.mebibytes)
        wrong = fuzz_fractions.verdict(found, oracle.value(*pair))
        if wrong is None and found.mebibytes > LARGEST_MEBIBYTES:
            wrong = f"{found.mebibytes:,.0f} MiB"
        if wrong is not None:
            target.fail(wrong, pair)

    target = Target(f"fraction ({oracle.name})", fuzz_inputs.fractions(), one, _shown_fraction)
    return target


def _shown_fraction(pair: Any) -> str:
    a, b = pair
    return f"discover inspect '{a.compact()}' '{b.compact()}' --digits {fuzz_fractions.DIGITS}"


def show(targets: list[Target], memory: list[float]) -> int:
    """The table, and every failure with how to see it again; how many there were."""
    table = Table("input", "number", "failures", "median", "99 %", "most", box=None, header_style="bold")
    for target in targets:
        failed = sum(map(len, target.failures.values()))
        table.add_row(target.name, f"{len(target.seconds):,}", f"{failed:,}", *_spread(target.seconds, "s"))
    if memory:
        table.add_row("memory of a fraction", f"{len(memory):,}", "", *_spread(memory, "MiB"))
    console = Console(width=160, highlight=False, markup=False)
    console.print(table)
    for target in targets:
        for kind, inputs in target.failures.items():
            console.print(f"{target.name}: {printable(kind)} ({len(inputs)})")
            for text in inputs[:SHOWN]:
                console.print(f"    {text}", soft_wrap=True)
    return sum(len(inputs) for target in targets for inputs in target.failures.values())


def _spread(values: list[float], unit: str) -> tuple[str, str, str]:
    """Median, 99 % and most.

    >>> _spread([3.0, 1.0, 2.0], "s")
    ('2 s', '3 s', '3 s')
    """
    ordered = sorted(values) or [0.0]
    at = [ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)], ordered[-1]]
    low, high, most = (f"{value:.3g} {unit}" for value in at)
    return low, high, most


def run(inputs: int, pairs: int, processes: int, number: int, patience: float) -> int:
    """Everything, or what was done until Ctrl-C; the number of failures."""
    seconds: list[float] = []
    memory: list[float] = []
    with tempfile.TemporaryDirectory(prefix="discover-fuzz-") as name:
        folder = Path(name)
        targets = [*parsers(folder), *commands(folder)]
        counts = [max(1, inputs // len(targets))] * len(targets)
        targets.append(Target("process", targets[-1].inputs, process, _shown_command))
        targets.append(fractions(seconds, memory, patience))
        signal.signal(signal.SIGINT, lambda sign, frame: _asked_to_stop.append(sign))  # PARI has taken it
        with contextlib.suppress(Stopped):
            for target, count in zip(targets, [*counts, processes, pairs], strict=True):
                if count:
                    fuzz(target, count, number, patience if target.run is not targets[-1].run else _FOR_EVER)
    targets[-1].seconds = seconds
    return show([target for target in targets if target.seconds], memory)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--fractions", type=int, help="default: 3 for every 100 inputs")
    parser.add_argument("--processes", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=20.0, help="seconds")
    asked = parser.parse_args()
    pairs = asked.inputs * 3 // 100 if asked.fractions is None else asked.fractions
    sys.exit(run(asked.inputs, pairs, asked.processes, asked.seed, asked.patience) > 0)


if __name__ == "__main__":
    main()
