"""The checker of certificates: plain Python on integers and Fraction, no import of ours, small enough to be read."""
