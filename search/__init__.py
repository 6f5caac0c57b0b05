"""Finding candidates: domains of formulas, screens that sift them, and the engines that run the work."""
