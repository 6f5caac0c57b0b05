"""Settings shared by all tests."""

import os
import signal

from hypothesis import HealthCheck, settings

# Derandomised, so a green run stays green; no deadline, as a first call may compile a kernel.
settings.register_profile("project", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")

# A test run in the background of a shell inherits an ignored SIGINT and would hand it to the commands that it starts,
# which a user's terminal does not.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# pytest-xdist gives its workers a COLUMNS, at which commands would break lines; tests of a width ask for it.
os.environ.pop("COLUMNS", None)
