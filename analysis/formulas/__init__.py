"""Formulas as exact objects: polynomials, continued fractions, their parsers and printers."""
