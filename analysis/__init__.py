"""The mathematics: formulas, numbers, dynamics; no I/O, no Ray, no SQL."""
