"""Numbers: convergents, asymptotic series, limits with their ground, relations and identification."""
