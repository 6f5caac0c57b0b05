"""Creative telescoping: hypergeometric terms in n and k, and the recurrences of their sums."""
