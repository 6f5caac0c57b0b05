"""Reports of a store: one document, printed as LaTeX or as one HTML page."""
