"""Order among formulas found without their limits: clusters by dynamics, links, scores."""
