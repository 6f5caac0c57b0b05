"""Screens: which formulas of a shard have factorial reduction, decided p-adically in machine integers."""

KEEP = ("screened", "fr", "all")
"""What may be asked to go on from the screens: reductions and low degrees, full reductions only, or everything."""
KEEP_RECURRENCES = ("full", "reduced")
