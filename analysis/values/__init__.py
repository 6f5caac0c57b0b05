"""Closed forms: hypergeometric functions and series that fractions have as values, and the names these suggest."""
