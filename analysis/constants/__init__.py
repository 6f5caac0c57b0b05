"""The library of constants: names, texts, functions, which are algebraic, and identities about them."""
