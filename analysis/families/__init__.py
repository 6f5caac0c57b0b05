"""What formulas have in common: closed forms, exact families, coboundaries and conservative matrix fields."""
