"""Commands that find order among the formulas of a store: cluster, families, generate."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from discovery.cli.fields import named_field, numbers
from discovery.cli.options import database_option, format_option, print_json
from discovery.cluster_settings import METHODS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.clusters.scoring import Confusion, Score
    from discovery.clustering import Outcome

NOTHING_FOUND = 1
SHOWN_CONSTANTS = 30  # of a summary in text; json has all
SHOWN_FAMILIES = 3  # of one cluster in the table of confusions


@click.command(
    epilog="Examples:\n\n\b\n  discover cluster --db box.db\n  discover cluster --db box.db --score\n"
    "  discover cluster --db box.db --coarse --limit 10\n  discover cluster --db box.db --components --limit 10\n"
)
@database_option
@click.option("--score", is_flag=True, help="Only compare clusters with the exact families, and write nothing.")
@click.option("--coarse", is_flag=True, help="Only cluster every formula of the domains searched, and write nothing.")
@click.option("--list", "listed", is_flag=True, help="Only show the clusters that the store has.")
@click.option("--components", is_flag=True, help="Only show what families, names and links tie: one constant each.")
@click.option("--method", type=click.Choice(METHODS), help="How formulas are clustered.  [default: exact]")
@click.option("--tolerance", type=float, metavar="X", help="Least error of a metric.  [default: 1e-9]")
@click.option("--min-size", type=int, metavar="N", help="Smallest cluster of hdbscan.  [default: 5]")
@click.option("--metrics", metavar="NAMES", help="Only by these metrics, as in eta,beta,delta.  [default: all]")
@click.option("--links/--no-links", default=None, help="Link formulas and name what links name.  [default: links]")
@click.option("--families/--no-families", default=None, help="Find infinite families.  [default: families]")
@click.option("--campaign", type=int, metavar="ID", help="Only formulas that one campaign met.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N rows of a list.")
@format_option("table", "json")
def cluster(
    path: str,
    score: bool,
    coarse: bool,
    listed: bool,
    components: bool,
    campaign: int | None,
    limit: int | None,
    format_: str,
    metrics: str | None,
    **options: Any,
) -> int:
    """Cluster the convergent formulas of a store by how they converge, and link them to each other and to constants.

    The defaults are those of the table [cluster] of the campaign's file, where it had one.
    """
    if score + coarse + listed + components > 1:
        raise click.UsageError("--score, --coarse, --list and --components exclude each other.")
    if score:
        return _score(path, campaign, format_)
    if coarse:
        return _coarse(path, campaign, limit, format_)
    if listed:
        return _list(path, limit, format_)
    if components:
        return _components(path, limit, format_)
    from discovery.clustering import cluster_store, stored_settings
    from results.store import Store

    names = None if metrics is None else tuple(name.strip() for name in metrics.split(","))
    with Store.open(path) as store:
        settings = stored_settings(store, campaign).changed(metrics=names, **options)
        found = cluster_store(store, settings=settings, campaign=campaign, watch=say_stage)
    if format_ == "json":
        print_json(found.as_json())
    else:
        show_outcome(found)
    return 0


@click.command(
    epilog="Examples:\n\n\b\n  discover families --db box.db --limit 20\n"
    "  discover families --db box.db --kind polynomial --format latex\n"
    "  discover families --db box.db --verify\n"
)
@database_option
@click.option(
    "--verify", is_flag=True, help="Multiply out again the proofs of those in a parameter, and list failures."
)
@click.option("--kind", metavar="KIND", help="polynomial, or a kind of exact family such as 2F1.")
@click.option("--constant", metavar="NAME", help="Families of one constant.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N rows.")
@format_option("table", "json", "csv", "latex")
def families(path: str, verify: bool, kind: str | None, constant: str | None, limit: int | None, format_: str) -> int:
    """The infinite families of a store, those in a parameter first. Exit code 1: there are none, or a proof fails."""
    from results import tables
    from results.clusters import stored_families
    from results.families_latex import write_families
    from results.store import Store
    from results.typed_names import stored_names

    with Store.read(path) as store:
        named = None if constant is None else stored_names(store, (constant,))[0]
        rows = [
            row for row in stored_families(store) if kind in (None, row["kind"]) and named in (None, row["constant"])
        ]
    if verify:
        return _verify(rows, format_)
    if format_ == "latex":
        return 0 if write_families(rows[:limit], sys.stdout) else NOTHING_FOUND
    if format_ == "table":
        rows = [_in_short(row) for row in rows]
    return 0 if tables.write(rows[:limit], format_, sys.stdout) else NOTHING_FOUND


@click.command(
    epilog="Example:\n\n\b\n"
    "  discover generate --db box.db --constant pi --min-delta -0.5 --count 20 --max-height 1000\n"
    "  discover generate --db box.db --field 'log(2)' --min-delta 0 --count 3\n"
    "  discover generate --db box.db --field '2F1(1/2)' --constant pi --start 1/2,1/2,3/2 --count 3\n"
)
@database_option
@click.option("--constant", metavar="NAME", help="What the formulas are to give, as in pi.  [default: the field's]")
@click.option("--field", metavar="NAME", help="From a field, built in or a JSON file, instead of the store's families.")
@click.option("--let", "values", multiple=True, metavar="NAME=VALUE", help="A value for a parameter of the field.")
@click.option("--start", metavar="X,Y,…", help="Only the field's trajectories from this point.")
@click.option("--min-delta", type=float, metavar="X", help="Irrationality measure at least X.")
@click.option("--max-delta", type=float, metavar="X", help="Irrationality measure at most X.")
@click.option("--count", type=click.IntRange(1), default=20, show_default=True, help="At most N formulas.")
@click.option("--max-height", type=click.IntRange(1), default=1000, show_default=True, help="Largest coefficient.")
@format_option("table", "json", "csv", "latex")
def generate(
    path: str,
    constant: str | None,
    field: str | None,
    values: tuple[str, ...],
    start: str | None,
    min_delta: float | None,
    max_delta: float | None,
    count: int,
    max_height: int,
    format_: str,
) -> int:
    """Make formulas of a constant that the store does not have, and keep them: from its families, or from a field.

    With --field its trajectories in many directions and from many starts are looked at. Exit code 1: none.
    """
    from discovery.generating import Wanted
    from discovery.generating import generate as make
    from results import tables
    from results.store import Store

    if field is None and (values or start):
        raise click.UsageError("--let and --start belong to --field.")
    chosen = None if field is None else named_field(field, values)
    name = constant or (chosen.constant if chosen is not None else None)
    if name is None:
        raise click.UsageError("--constant is missing: say what the formulas are to give.")
    wanted = Wanted(name, count, min_delta, max_delta, max_height)
    with Store.open(path) as store:
        if chosen is None:
            rows = make(store, wanted)
        else:
            from discovery.generating_fields import generate_from_field

            point = None if start is None else tuple(numbers(start, len(chosen.axes), "--start"))
            rows = generate_from_field(store, chosen, wanted, point)
    return 0 if tables.write(rows, format_, sys.stdout) else NOTHING_FOUND


def _verify(rows: Sequence[Mapping[str, Any]], format_: str) -> int:
    from analysis.families.family_verifier import holds
    from results import tables

    tried = [row for row in rows if row["evidence"] == "proved" and "step" in (row["description"] or {})]
    failed = [{"id": row["id"], "holds": False} for row in tried if not holds(row["description"])]
    tables.write(failed, "json" if format_ == "json" else "table", sys.stdout)
    if format_ == "json":
        print_json({"verified": len(tried) - len(failed), "failed": len(failed)})
    else:
        click.echo(f"{len(tried) - len(failed):,} families in parameters proved again, {len(failed):,} not")
    return NOTHING_FOUND if failed or not tried else 0


def _in_short(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that fit a terminal."""
    short = {name: row[name] for name in ("id", "constant", "field", "formulas", "best_delta", "evidence")}
    described = row["description"] or {}
    return short | {"value": described.get("kind") if "step" in described else None, "expression": row["expression"]}


def say_stage(name: str) -> None:
    """Tells a terminal which stage begins."""
    if sys.stderr.isatty():
        click.echo(f"{name} …", err=True)


def show_outcome(found: Outcome) -> None:
    """What clustering found, in some lines of text."""
    alone = found.formulas - found.in_clusters_of_several
    lines = [f"{found.formulas:,} formulas in {found.clusters:,} clusters, {alone:,} of them alone"]
    if found.components:
        kinds = ", ".join(f"{count:,} by {kind}" for kind, count in found.links.items()) or "none"
        lines += [
            f"links: {kinds}; {found.proved_links:,} proved",
            f"components: {found.components:,}, of them {found.named_components:,} with a named constant,"
            f" {found.closed_components:,} with one or a closed form;"
            f" {found.components_of_several_names:,} go by several names",
            f"named by links, missed by direct matching: {found.named_by_links:,};"
            f" by the closed form of their component: {found.named_by_closed_forms:,}",
            f"evidence raised by an exact chain: {found.raised:,}; proved in all: {found.proved:,}",
        ]
    if found.constants:
        lines.append(f"{found.named:,} named, by constant: {_counted(found.constants)}")
    if found.families or found.families_in_a_parameter:
        counted = _counted(found.families_in_a_parameter)
        lines.append(f"families: {found.families:,} exact; in a parameter, by constant: {counted}")
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in found.values_in_a_parameter.items()) or "none"
        lines.append(f"families in a parameter by what their value V(k) is made of: {kinds}")
    lines.append("seconds: " + ", ".join(f"{stage} {spent:.1f}" for stage, spent in found.seconds.items()))
    click.echo("\n".join(lines))


def _counted(counts: Mapping[str, int]) -> str:
    """The first counts by name, and how many more there are."""
    shown = ", ".join(f"{name} {count:,}" for name, count in list(counts.items())[:SHOWN_CONSTANTS]) or "none"
    more = len(counts) - SHOWN_CONSTANTS
    return shown + (f" and {more:,} more" if more > 0 else "")


def _score(path: str, campaign: int | None, format_: str) -> int:
    from discovery.clustering import score_store
    from results import tables
    from results.store import Store

    with Store.read(path) as store:
        scores, confused = score_store(store, campaign)
    if format_ == "json":
        print_json({"scores": [one.as_json() for one in scores], "confusions": [one.as_json() for one in confused]})
        return 0
    tables.write([_score_line(one) for one in scores], "table", sys.stdout)
    tables.write([_confusion_line(one) for one in confused], "table", sys.stdout, title="clusters of several families")
    return 0


def _score_line(one: Score) -> dict[str, Any]:
    row = one.as_json()
    return {
        "clustering": row["clustering"],
        "against": row["truth"],
        "clusters": row["clusters"],
        "classes": row["classes"],
        "homogeneity": row["homogeneity"],
        "completeness": row["completeness"],
        "V": row["v_measure"],
        "adjusted Rand": row["adjusted_rand"],
        "purity": row["purity"],
    }


def _confusion_line(one: Confusion) -> dict[str, Any]:
    row = one.as_json()
    names = [f"{name} ({count})" for name, count in row["families"].items()]
    more = [f"{len(names) - SHOWN_FAMILIES} more"] if len(names) > SHOWN_FAMILIES else []
    return {
        "formulas": sum(row["families"].values()),
        "families": len(names),
        "which": "; ".join(names[:SHOWN_FAMILIES] + more),
        "why": row["reason"],
    }


def _coarse(path: str, campaign: int | None, limit: int | None, format_: str) -> int:
    from discovery.clustering import coarse_store
    from results import tables
    from results.store import Store

    with Store.read(path) as store:
        found = coarse_store(store, campaign)
    if format_ == "table":
        counts = ", ".join(f"{count:,} {name}" for name, count in found.statuses.items())
        several = sum(one.size > 1 for one in found.clusters)
        click.echo(
            f"{counts}; {len(found.clusters):,} clusters of the convergent ones, {several:,} of several formulas"
        )
    rows = [one.as_json() for one in found.clusters[:limit]]
    return 0 if tables.write(rows, format_, sys.stdout) else NOTHING_FOUND


def _list(path: str, limit: int | None, format_: str) -> int:
    from results import tables
    from results.clusters import stored_clusters
    from results.store import Store

    with Store.read(path) as store:
        rows = stored_clusters(store)[:limit]
    return 0 if tables.write(rows, format_, sys.stdout) else NOTHING_FOUND


def _components(path: str, limit: int | None, format_: str) -> int:
    from results import tables
    from results.components import stored_components
    from results.store import Store

    with Store.read(path) as store:
        rows = [one.as_json() for one in stored_components(store)[:limit]]
    return 0 if tables.write(rows, format_, sys.stdout) else NOTHING_FOUND
