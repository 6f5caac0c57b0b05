"""Relations between several constants: bases as records, one lattice engine, an explicit margin."""
