"""Random continued fractions, each examined in its own process, against an oracle that shares nothing with us.

The oracle is PARI (else mpmath): the tail after N terms of the fraction is taken for 0 and folded back in floats, for N
and 2N terms. Where both agree to some digits, the limit and the identity must too; where they do not, or a changes its
sign so late that numbers cancel, the oracle is silent, and the identity, evaluated by PARI, is held against the limit
alone. Seconds are those of the processor, as machines are busy.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import time
from dataclasses import dataclass
from functools import cache
from math import ceil, log2
from typing import Any

import numpy as np

from analysis.constants.library import built_in_library
from analysis.exact.polynomials import Polynomial
from analysis.examination import examine
from analysis.formulas.pcf import PCF
from benchmarks.plain import named_value

DIGITS = 40
TERMS = 3_000  # N of the oracle
_BITS = 320  # of its numbers
_SPARE_BITS = 64  # of them that may cancel
CAUTION = 1_000  # the oracle is trusted to the difference of its two values times this: slow ones err by more
WORST = 1e-6  # a larger difference is no value
_BUSY = 20  # wall time may be so many times the processor's


@dataclass(frozen=True)
class Tried:
    """One fraction: what came of it, or why nothing did, seconds, and MiB beyond what the process began with."""

    a: str
    b: str
    answer: dict[str, Any] | None
    trouble: str | None
    seconds: float
    mebibytes: float

    @property
    def command(self) -> str:
        """How to see it again."""
        return f"discover inspect '{self.a}' '{self.b}' --digits {DIGITS}"


def tried(a: Polynomial, b: Polynomial, patience: float) -> Tried:
    """Examine one fraction in a child, which is ended after `patience` seconds of the processor."""
    _warm()
    reading, writing = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        _answer(a, b, writing, patience)
    os.close(writing)
    found = _read(reading, started + _BUSY * patience)
    if found is None:
        os.kill(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    os.close(reading)
    late = found is None or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU)
    answer = json.loads(found) if found and not late else {}
    trouble = f"no answer in {patience:g} s" if late else answer.pop("trouble", None) if found else "it died"
    grown = usage.ru_maxrss / 1024 - answer.pop("began", usage.ru_maxrss / 1024)
    return Tried(a.compact(), b.compact(), answer or None, trouble, usage.ru_utime + usage.ru_stime, grown)


@cache
def _warm() -> None:
    """The tables that a first examination makes are those of all children, and no part of what one formula takes."""
    examine(PCF.parse("3n^3+5n+2", "7n^5+n+1"), digits=DIGITS, library=built_in_library())


def _answer(a: Polynomial, b: Polynomial, writing: int, patience: float) -> None:
    """In the child: write the examination, or the error, as JSON; never return."""
    began = _resident()
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(patience), ceil(patience) + 1))
    try:
        found = examine(PCF(a, b), digits=DIGITS, library=built_in_library(), seconds=None).as_json()
        told = {name: found.get(name) for name in ("status", "limit", "digits", "evidence", "identity", "reason")}
    except BaseException as error:
        told = {"trouble": f"{type(error).__name__}: {error}"[:200]}
    with os.fdopen(writing, "w") as stream:
        json.dump(told | {"began": began}, stream, default=str)
    os._exit(0)


def _resident() -> float:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _read(place: int, deadline: float) -> bytes | None:
    """All that the child writes, None where it does not end in time."""
    found = b""
    while (left := deadline - time.monotonic()) > 0:
        if select.select([place], [], [], left)[0]:
            piece = os.read(place, 2**16)
            if not piece:
                return found
            found += piece
    return None


class Oracle:
    """Values by backward recurrence, in PARI or in mpmath."""

    def __init__(self) -> None:
        try:
            from cypari import pari

            pari.allocatemem(2**28, silent=True)
            pari.set_real_precision(DIGITS + 40)
            self.name, self._fold = "PARI", self._by_pari
            self._pari: Any = pari
        except ImportError:
            self.name, self._fold = "mpmath", self._by_mpmath

    def value(self, a: Polynomial, b: Polynomial) -> tuple[Any, float] | None:
        """A value and how far it may be off, relatively; None where two depths do not agree."""
        from mpmath import mp, mpf

        if _loses_bits(a, b):
            return None
        mp.dps = DIGITS + 40
        near, far = self._fold(a, b, TERMS), self._fold(a, b, 2 * TERMS + 1)
        if near is None or far is None:
            return None
        size = max(abs(far), mpf(10) ** -30)
        off = float(abs(near - far) / size)
        return (far, max(off * CAUTION, 10.0 ** -(DIGITS + 20))) if off < WORST else None

    def _by_pari(self, a: Polynomial, b: Polynomial, terms: int) -> Any:
        from mpmath import mpf

        # PARI makes a small number that is added to an integer more precise: it is cut back at each step.
        step = f"t=bitprecision(({_pari(b)})/({_pari(a)}+t),{_BITS})"
        text = f"{{my(t=0.);forstep(n={terms},1,-1,{step});{a(0)}+t}}"
        try:
            return mpf(str(self._pari(text)).replace(" E", "e"))
        except Exception:  # a division by zero, which another depth may not meet
            return None

    @staticmethod
    def _by_mpmath(a: Polynomial, b: Polynomial, terms: int) -> Any:
        from mpmath import mpf

        tail = mpf(0)
        for n in range(terms, 0, -1):
            below = a(n) + tail
            if not below:
                return None
            tail = b(n) / below
        return a(0) + tail


def _loses_bits(a: Polynomial, b: Polynomial) -> bool:
    """Whether a changes its sign ahead, so that a(n) + tail may cancel at each n before: 162n − 5022 over 2 does."""
    last = max((root.real for root in np.roots(a.coefficients[::-1]) if abs(root.imag) < 1e-6), default=0.0)
    if last > TERMS:
        return True
    sizes = ((abs(a(n)), abs(b(n))) for n in range(1, int(last) + 1))
    return sum(max(0.0, 2 * log2(x) - log2(y)) for x, y in sizes if x and y) > _SPARE_BITS


def _pari(polynomial: Polynomial) -> str:
    return str(polynomial).replace("**", "^")


def verdict(one: Tried, known: tuple[Any, float] | None) -> str | None:
    """What is wrong with an answer, None where nothing is."""
    from mpmath import mpf

    if one.trouble is not None:
        return one.trouble
    answer = one.answer or {}
    if answer.get("status") == "convergent" and answer.get("limit") is None and not answer.get("reason"):
        return "convergent, without a limit and without a reason"
    if answer.get("limit") is None or not answer.get("digits"):
        return None
    said = mpf(answer["limit"])
    room = mpf(10) ** (1 - int(answer["digits"])) * abs(said)
    return _false("limit", said, known, room) or _false_identity(answer.get("identity"), said, room, known)


def _false(what: str, said: Any, known: tuple[Any, float] | None, room: Any) -> str | None:
    from mpmath import mpf

    if known is None:
        return None
    value, off = known
    noise = off * max(abs(value), mpf(10) ** -30) + mpf(10) ** -(DIGITS + 20)  # a limit of 0 leaves rounding alone
    near = abs(said - value) <= room + noise
    return None if near else f"the {what} is {_short(value)}, not {_short(said)}"


def _false_identity(identity: dict[str, Any] | None, limit: Any, room: Any, known: Any) -> str | None:
    """What is wrong with a name: that it cannot be read, that it is not the limit, or not the oracle's value."""
    from mpmath import mpf

    if identity is None:
        return None
    try:
        named = named_value(identity["expression"], DIGITS + 20)
    except ImportError:  # no PARI, no judge of names
        return None
    except Exception as error:
        return f"a name that cannot be evaluated: {identity['expression'][:60]}: {error}"
    if abs(named - limit) > room:
        return f"the limit is {_short(limit)}, its name {_short(named)}"
    return _false("name", named, known, mpf(10) ** -(DIGITS + 10) * abs(named))


def _short(value: Any) -> str:
    from mpmath import nstr

    return str(nstr(value, 20))
