"""Domains: pure descriptions of sets of fractions, of any size, that are cut into shards."""

from search.domains.domains import (
    BoxShard,
    Domain,
    Grid,
    JointForms,
    Shard,
    coefficient_box,
    cut_for_sieve,
    domain_from_dict,
    structured,
)
from search.domains.forms import Form
from search.domains.polynomial_sets import CoefficientBox, LinearFactors, PolynomialSet
from search.domains.ranges import Range

__all__ = [
    "BoxShard",
    "CoefficientBox",
    "Domain",
    "Form",
    "Grid",
    "JointForms",
    "LinearFactors",
    "PolynomialSet",
    "Range",
    "Shard",
    "coefficient_box",
    "cut_for_sieve",
    "domain_from_dict",
    "structured",
]
