"""Settings shared by all tests."""

from hypothesis import HealthCheck, settings

# Derandomised, so a green run stays green; no deadline, as a first call may compile a kernel.
settings.register_profile("project", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")
