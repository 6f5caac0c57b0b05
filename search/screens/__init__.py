"""Screens: which formulas of a shard have factorial reduction, decided p-adically in machine integers."""

KEEP = ("screened", "fr", "endless", "all")
"""What may be asked to go on from the screens: reductions and low degrees, full reductions only, those without the
fractions that end, or everything."""
FULL_ONLY = ("fr", "endless")
KEEP_RECURRENCES = ("full", "reduced", "all")
"""Of recurrences, series, products: denominators that grow like cⁿ, a p-curvature that is nilpotent, or everything."""
