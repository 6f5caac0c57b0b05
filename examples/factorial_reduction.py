"""System 1 (arXiv 2308.11829): search a structured family for full factorial reduction, and name what is found.

The family a = x₀(n³+(n+1)³) + x₁(2n+1), b = −n⁶ holds Apéry's fraction for ζ(3) and its relatives. p-adic screens find
the few members whose numerators and denominators share a factor that grows like n!³; their limits are then identified.
Run it with `python -m examples.factorial_reduction [STORE.db]`.
"""

import sys
import tempfile
from pathlib import Path

from discovery import query, search


def main(db: Path) -> None:
    """Search the family into `db` and print what reduces, best irrationality measure first."""
    summary = search(
        db,
        a_form="x0*(n^3+(n+1)^3)+x1*(2n+1)",
        b_form="-n^6",
        let={"x0": "1:20", "x1": "-13:13"},
        keep="fr",
        digits=60,
        constants="zeta(3),pi^2,catalan,log(2)",
    )
    print(f"{summary.status.campaign.size:,} formulas, {summary.status.formulas} with factorial reduction")
    for formula in query(db, status="convergent", order_by="-delta"):
        print(f"  {formula!r}   delta {formula.delta if formula.delta is None else round(formula.delta, 4)}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder) / "apery.db")
