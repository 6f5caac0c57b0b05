"""Certificates as files for the proof assistant Rocq (Coq): a theory written by hand, and data for it."""
