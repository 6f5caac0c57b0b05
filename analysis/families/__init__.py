"""Infinite families in parameters: found in clusters, interpolated, and proved."""
