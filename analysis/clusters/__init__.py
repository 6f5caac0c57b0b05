"""Order among formulas found without their limits: clusters by dynamics, links, families in a parameter, scores."""
