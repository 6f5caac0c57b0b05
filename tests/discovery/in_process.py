"""Commands run in the process of the tests, which start no interpreter of their own: a second each."""

import contextlib
import io
import subprocess
import sys

import pytest

from discovery.__main__ import main


def discover(*arguments: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """What `discover` prints and its exit code."""
    out, err, limit = io.StringIO(), io.StringIO(), sys.get_int_max_str_digits()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
    sys.set_int_max_str_digits(limit)
    return subprocess.CompletedProcess(["discover"], int(left.value.code or 0), out.getvalue(), err.getvalue())
