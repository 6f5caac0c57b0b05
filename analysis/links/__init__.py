"""Searching for proofs: chains of steps to a theorem, and the place of a formula in fields and families."""
