"""Numbers: convergents, asymptotic series, limits, constants and relations."""
