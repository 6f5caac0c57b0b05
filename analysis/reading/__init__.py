"""What comes from outside, read with bounds: numbers, files, tables, JSON and TOML."""
