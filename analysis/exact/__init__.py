"""The exact floor: polynomials, rational functions in n and matrices of them, thin over FLINT."""
