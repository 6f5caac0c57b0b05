"""Plots of what a store holds: matplotlib, vector output, colours that every eye tells apart."""
