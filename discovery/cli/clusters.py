"""The group `cluster`: run, list, show, score, coarse, components.

Its options without a command are understood as they were: `discover cluster --db box.db` runs, `--score` scores.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from analysis.dynamics.measures import ALTERNATION, MEASURES
from analysis.reading.lists import list_items
from discovery.cli.help import Commands
from discovery.cli.options import Real, Whole, database_option, format_option, print_json
from discovery.cli.terminal import SHOWN_ROWS, say_facts, say_first, say_next
from discovery.cluster_settings import METHODS

if TYPE_CHECKING:
    from analysis.clusters.coarse import CoarseCluster
    from analysis.clusters.scoring import Confusion, Score
    from discovery.clustering import Outcome

NOTHING_FOUND = 1
SHOWN_CONSTANTS = 30  # of a summary in text; json has all
SHOWN_FAMILIES = 3  # of one cluster in the table of confusions
OLD_OPTIONS = ("--score", "--coarse", "--list", "--components")

limit_option = click.option("--limit", type=Whole(1), metavar="N", help="At most N rows of a list.")
campaign_option = click.option("--campaign", type=int, metavar="ID", help="Only formulas that one campaign met.")


class WithOldOptions(Commands):
    """A group whose options without a command mean `run`, or the command that --score, --list … name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0].startswith("-") and args[0] not in ("--help", "-h"):
            old = [name for name in OLD_OPTIONS if name in args]
            if len(old) > 1:
                raise click.UsageError(f"{', '.join(OLD_OPTIONS[:-1])} and {OLD_OPTIONS[-1]} exclude each other.", ctx)
            args = [old[0][2:] if old else "run", *(text for text in args if text not in old)]
        return super().parse_args(ctx, args or ["run"])


@click.group(
    cls=WithOldOptions,
    epilog="Examples:\n\n\b\n  discover cluster run --db box.db\n  discover cluster list --db box.db --limit 10\n"
    "  discover cluster show 3 --db box.db\n  discover cluster score --db box.db\n",
)
def cluster() -> None:
    """Cluster the convergent formulas of a store by how they converge, and look at the clusters.

    Options without a command are those of `run`.
    """


@cluster.command(epilog="Example:\n\n\b\n  discover cluster run --db box.db --metrics eta,gamma --no-families\n")
@database_option
@click.option("--method", type=click.Choice(METHODS), help="How formulas are clustered.  [default: exact]")
@click.option("--tolerance", type=Real(), metavar="X", help="Least error of a metric.  [default: 1e-9]")
@click.option("--min-size", type=int, metavar="N", help="Smallest cluster of hdbscan.  [default: 5]")
@click.option("--metrics", metavar="NAMES", help="Only by these metrics, as in eta,beta,delta.  [default: all]")
@click.option("--links/--no-links", default=None, help="Link formulas and name what links name.  [default: links]")
@click.option("--families/--no-families", default=None, help="Find infinite families.  [default: families]")
@campaign_option
@format_option("table", "json")
def run(path: str, campaign: int | None, format_: str, metrics: str | None, **options: Any) -> int:
    """Cluster a store's convergent formulas, link them to each other and to constants, and find families.

    The defaults are those of the table [cluster] of the campaign's file, where it had one.
    """
    from discovery.clustering import cluster_store, stored_settings
    from discovery.progress import StageProgress
    from results.store import Store

    names = None if metrics is None else tuple(list_items(metrics, "--metrics"))
    with Store.open(path) as store:
        settings = stored_settings(store, campaign).changed(metrics=names, **options)
        with StageProgress() as watch:
            found = cluster_store(store, settings=settings, campaign=campaign, watch=watch)
    if format_ == "json":
        print_json(found.as_json())
    else:
        show_outcome(found)
        db = shlex.quote(path)
        say_next(f"discover families --db {db} --limit 20", f"discover report --db {db} --output report")
    return 0


@cluster.command("list", epilog="Example:\n\n\b\n  discover cluster list --db box.db --limit 10\n")
@database_option
@limit_option
@format_option("table", "json")
def list_(path: str, limit: int | None, format_: str) -> int:
    """The clusters that the store has, the largest first. Exit code 1: it has none."""
    from discovery.twins import clusters

    nothing = f"no clusters in {path} yet: discover cluster run --db {shlex.quote(path)}"
    found = clusters(path)
    return say_first(list(map(_in_short, found)) if format_ == "table" else found, format_, limit, nothing)


@cluster.command(epilog="Example:\n\n\b\n  discover cluster show 3 --db box.db\n")
@click.argument("number", type=int, metavar="CLUSTER")
@database_option
@limit_option
@format_option("table", "json")
def show(number: int, path: str, limit: int | None, format_: str) -> int:
    """One cluster: its metrics with their spread, and its formulas. Exit code 1: the store has no such cluster."""
    from results import tables
    from results.clusters import stored_clusters
    from results.queries import Query, formulas
    from results.store import Store

    with Store.read(path) as store:
        found = next((row for row in stored_clusters(store) if row.cluster == number), None)
        members = [] if found is None else list(formulas(store, Query(cluster=number, order_by="a")))
    if found is None:
        click.echo(f"discover: no cluster {number} in {path}; see: discover cluster list --db {path}", err=True)
        return NOTHING_FOUND
    if format_ == "json":
        print_json({**found.as_json(), "formulas": [member.as_json() for member in members[:limit]]})
        return 0
    words = {measure.name: f"{measure.words} {measure.sign}" for measure in MEASURES}
    metrics = [
        {"metric": words.get(name, name), "centre": value, "spread": found.spread.get(name)}
        for name, value in found.centre.items()
    ]
    tables.write(metrics, "table", sys.stdout, title=f"cluster {number}: {found.size:,} formulas")
    click.echo("")
    return say_first(members, "table", limit or SHOWN_ROWS)


@cluster.command(epilog="Example:\n\n\b\n  discover cluster score --db box.db\n")
@database_option
@campaign_option
@format_option("table", "json")
def score(path: str, campaign: int | None, format_: str) -> int:
    """Compare the clusters with the exact families, and write nothing."""
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


@cluster.command(epilog="Example:\n\n\b\n  discover cluster coarse --db box.db --limit 10\n")
@database_option
@campaign_option
@limit_option
@format_option("table", "json")
def coarse(path: str, campaign: int | None, limit: int | None, format_: str) -> int:
    """Cluster every formula of the domains searched, screened or not, and write nothing."""
    from discovery.clustering import coarse_store
    from results.store import Store

    with Store.read(path) as store:
        found = coarse_store(store, campaign)
    if format_ == "table":
        counts = ", ".join(f"{count:,} {name}" for name, count in found.statuses.items())
        several = sum(one.size > 1 for one in found.clusters)
        clusters = f"{len(found.clusters):,} clusters of the convergent ones, {several:,} of several formulas"
        say_facts([("", f"{counts}; {clusters}")])
    rows = [_coarsely(one) if format_ == "table" else one.as_json() for one in found.clusters]
    return say_first(rows, format_, limit)


@cluster.command(epilog="Example:\n\n\b\n  discover cluster components --db box.db --limit 10\n")
@database_option
@limit_option
@format_option("table", "json")
def components(path: str, limit: int | None, format_: str) -> int:
    """What families, names and links tie together: one constant each."""
    from discovery import twins

    return say_first(twins.components(path), format_, limit)


def show_outcome(found: Outcome) -> None:
    """What clustering found, in some lines of text."""
    alone = found.formulas - found.in_clusters_of_several
    lines = [("clusters", f"{found.formulas:,} formulas in {found.clusters:,} clusters, {alone:,} of them alone")]
    if found.components:
        kinds = ", ".join(f"{count:,} by {kind}" for kind, count in found.links.items()) or "none"
        lines += [
            ("links", f"{kinds}; {found.proved_links:,} proved"),
            ("components", f"{found.components:,}, of them {found.named_components:,} with a named constant,"
             f" {found.closed_components:,} with one or a closed form;"
             f" {found.components_of_several_names:,} go by several names"),
            ("named anew", f"by links {found.named_by_links:,}; by closed forms {found.named_by_closed_forms:,}"),
            ("proved", f"{found.proved:,}; raised by an exact chain {found.raised:,}"),
        ]  # fmt: skip
    if found.constants:
        lines.append(("named", f"{found.named:,}, by constant: {_counted(found.constants)}"))
    if found.families or found.families_in_a_parameter:
        counted = _counted(found.families_in_a_parameter)
        lines.append(("families", f"{found.families:,} exact; in a parameter, by constant: {counted}"))
    if found.families_in_a_parameter:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in found.values_in_a_parameter.items()) or "none"
        lines.append(("values V(k)", f"of those in a parameter, by what they are made of: {kinds}"))
    if found.fields:
        lines += _field_lines(found)
    lines.append(("seconds", ", ".join(f"{stage} {spent:.1f}" for stage, spent in found.seconds.items())))
    say_facts(lines)


def _in_short(row: Mapping[str, Any]) -> dict[str, Any]:
    """A cluster as a line of a table: where it lies, and its typical formula."""
    centre = row["centre"]
    measures = {measure.sign: centre.get(measure.name) for measure in MEASURES if measure.brief}
    return {name: row[name] for name in ("cluster", "size", "constant", "a", "b")} | measures


def _coarsely(one: CoarseCluster) -> dict[str, Any]:
    """A coarse cluster as a line of a table, its order as the fraction that it is."""
    measures = {measure.sign: one.centre[measure.name] for measure in MEASURES if measure.name in one.centre}
    order = one.centre["twice_order"]
    halved = None if order is None else f"{int(order) // 2 or ''}{'½' if order % 2 else ''}" or "0"
    alternates = {1.0: "alternates", 0.0: ""}.get(one.centre[ALTERNATION] or 0.0, "")
    return {"formulas": one.size, **measures, "ρ": halved, "error": alternates, "a": str(one.a), "b": str(one.b)}


def _field_lines(found: Outcome) -> list[tuple[str, str]]:
    """The end of clustering: how many formulas lie in how few fields."""
    from results.people import field_title

    in_parameters = sum(found.values_in_a_parameter.values())
    kinds = "; ".join(
        f"{field_title(one.kind)} {one.formulas:,} formula{'s' * (one.formulas > 1)}"
        + (f" at {one.arguments:,} arguments" * (one.arguments > 1))
        for one in found.fields
    )
    number = sum(one.arguments for one in found.fields)
    of_families = [
        ("their fields", f"{found.families_with_a_field:,} of {in_parameters:,} are a verified field,"
         f" {found.families_with_a_place:,} have a proved place in a larger one"),
    ]  # fmt: skip
    return of_families * (in_parameters > 0) + [
        ("fields", f"the argument free: {kinds}"),
        ("in all", f"{found.formulas:,} formulas → {found.clusters:,} clusters → {found.components:,} components"
         f" → {found.families + in_parameters:,} families; {found.in_fields:,} of {found.convergent:,} convergent"
         f" formulas lie in {number:,} fields of {len(found.fields):,} kinds"),
    ]  # fmt: skip


def _counted(counts: Mapping[str, int]) -> str:
    """The first counts by name, and how many more there are."""
    from results.people import shown

    first = ", ".join(f"{shown(name)} {count:,}" for name, count in list(counts.items())[:SHOWN_CONSTANTS]) or "none"
    more = len(counts) - SHOWN_CONSTANTS
    return first + (f" and {more:,} more" if more > 0 else "")


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
    from results.people import shown_family

    row = one.as_json()
    names = [f"{shown_family(name)} ({count})" for name, count in row["families"].items()]
    more = [f"{len(names) - SHOWN_FAMILIES} more"] if len(names) > SHOWN_FAMILIES else []
    return {
        "formulas": sum(row["families"].values()),
        "families": len(names),
        "which": "; ".join(names[:SHOWN_FAMILIES] + more),
        "why": row["reason"],
    }
