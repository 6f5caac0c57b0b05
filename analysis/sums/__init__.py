"""Sums of hypergeometric terms F(n, k) over k: recurrences by creative telescoping, and what follows from them."""
