"""How a fraction converges and what its convergents cancel."""
