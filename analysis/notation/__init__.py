"""Formulas as trees of what is seen on paper, and their LaTeX, MathML and Unicode."""
