"""Which fractions are one up to a rational change of coordinates, also across contractions."""
