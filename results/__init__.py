"""Keeping and showing what was found: the SQLite store, queries on it, and tables."""
