"""System 3 (arXiv 2412.16818): cluster formulas by how they converge, and let named ones explain the others.

A small box of polynomial continued fractions is searched, clustered by the exact exponents of convergence, and linked:
a formula without a name in a cluster with a named one is tied to it by an exact relation. A plot and a report follow.
Run it with `python -m examples.convergence_clusters [FOLDER]`.
"""

import sys
import tempfile
from pathlib import Path

from discovery import cluster, query, report, search


def main(folder: Path) -> None:
    """Search, cluster and report into `folder`; print the clusters with most formulas."""
    db = folder / "box.db"
    search(db, a_degree=1, b_degree=2, coefficients="-2:2", digits=60)
    outcome = cluster(db)
    print(f"{outcome.formulas} formulas in {outcome.clusters} clusters, {outcome.named} of them named")

    members: dict[int, list[str]] = {}
    for formula in query(db, status="convergent"):
        if formula.cluster is not None:
            members.setdefault(formula.cluster, []).append(repr(formula))
    for number, formulas in sorted(members.items(), key=lambda item: -len(item[1]))[:3]:
        print(f"cluster {number}: {len(formulas)} formulas")
        for text in formulas[:3]:
            print(f"  {text}")

    written = report(db, folder / "report", title="A small box")
    print(f"report: {written.page.name}, {written.source.name}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as place:
            main(Path(place))
