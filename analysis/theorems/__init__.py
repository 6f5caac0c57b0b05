"""The classical continued fractions: what is proved about them and which formulas they may explain."""
