"""Transformations of continued fractions: what each does to value and convergents is exact."""
