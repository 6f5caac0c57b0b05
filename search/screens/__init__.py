"""Screens: which formulas of a shard have factorial reduction, decided p-adically in machine integers."""
