"""System 2 (arXiv 2212.09470): signed continued fractions of e whose integer terms follow a pattern.

Rational functions of e and sign periods determine sequences of integers; those with a short linear recurrence are
approved by Berlekamp and Massey's algorithm and compared with e to 1,000 digits.
Run it with `python -m examples.integer_sequences [STORE.db]`.
"""

import sys
import tempfile
from pathlib import Path

from discovery import search_esma, sequence


def main(db: Path) -> None:
    """Search e at degree 1, height 2 and periods 1 and 2 into `db`; print the fractions that converge fastest."""
    found = search_esma(db, "e", degree=1, height=2, periods="1:2")
    print(f"{len(found)} signed continued fractions of {len({formula.lhs for formula in found})} values")
    fastest = sorted(found, key=lambda formula: -formula.digits_per_term)
    for formula in fastest[:8]:
        signs = "".join("+" if sign > 0 else "-" for sign in formula.signs)
        terms = ", ".join(str(term) for term in formula.terms[:6])
        print(f"  {formula.lhs} = [{terms}, ...] signs {signs}, {formula.digits_per_term:.2f} digits a term")

    pattern = sequence([2, 1, 2, 1, 1, 4, 1, 1, 6, 1, 1, 8, 1, 1, 10, 1, 1, 12, 1, 1, 14])
    print(f"the terms of e itself: {pattern['verdict']}, interlaced polynomials {', '.join(pattern['interlaced'])}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder) / "e.db")
