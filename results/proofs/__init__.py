"""Proofs for readers: a certificate in words, printed for a terminal or for LaTeX."""
