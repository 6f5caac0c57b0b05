"""The command line: one file for each group of commands; a command is parse → one call → print.

A command is imported when it is asked for, and what is heavy inside it, so that `discover --help` answers at once.
"""

from __future__ import annotations

import click

from discovery import __version__
from discovery.cli.help import Commands, Later

SECTIONS = {
    "One formula or number": {
        "inspect": Later("formulas", "inspect",
            "Everything about the continued fraction a(0) + b(1)/(a(1) + b(2)/(a(2) + …)), or about each of a "
            "table."),
        "identify": Later("formulas", "identify",
            "Decimals as images of one known constant, else as algebraic numbers and relations over several "
            "constants."),
        "sequence": Later("sequence", "sequence",
            "The recurrence of a sequence of integers or rational numbers: interlaced polynomials, closed form,"
            " next terms."),
        "sum": Later("sums", "sum_",
            "The recurrence of S(n) = Σ F(n,k) over k, proved: with its certificate R(n,k), and the Apéry "
            "limit."),
        "transform": Later("transform", "transform",
            "Continued fractions into others: the new fraction, and how its value follows from the old one."),
        "link": Later("proofs", "link",
            "Prove how the value of the fraction A, B follows from that of C, D, or from a theorem, series or "
            "closed form."),
        "verify": Later("proofs", "verify",
            "Re-check a certificate (JSON in a file, - for stdin) step by step, and print what it proves."),
    },
    "Searching": {
        "search": Later("campaigns", "search", "Search a domain of formulas into a store."),
        "run": Later("campaigns", "run",
            "Run a campaign file (`discover search … --dry-run` prints one), or what is left of it."),
        "resume": Later("campaigns", "resume",
            "Go on with the campaigns of a store that were stopped, however that came, and with formulas out of"
            " time."),
        "status": Later("campaigns", "status", "How far each campaign of a store is, and how its last run goes."),
    },
    "What a store holds": {
        "query": Later("store", "query",
            "Formulas of a store, by what is known of them, or the answer to a statement in SQL."),
        "cluster": Later("clusters", "cluster",
            "Cluster the convergent formulas of a store by how they converge, and look at the clusters."),
        "families": Later("families", "families", "The infinite families of a store, those in a parameter first."),
        "generate": Later("families", "generate",
            "Make formulas of a constant that the store does not have, and keep them: from its families, or "
            "from a field."),
        "constants": Later("constants", "constants",
            "The constants that limits are compared with, and what ties them in a store."),
        "plot": Later("plot", "plot", "Plots of the formulas in a store."),
        "report": Later("report", "report",
            "Write a store as one HTML page and as LaTeX, with plots: report.html, report.tex, references.bib."),
        "serve": Later("report", "serve",
            "Browse a store: a page of highlights with facets and search, and Datasette's tables and SQL."),
    },
    "Matrix fields": {
        "field": Later("fields", "field",
            "Conservative matrix fields: what ties formulas of one constant together, and the trajectories in "
            "them."),
    },
}  # fmt: skip


@click.group(
    cls=Commands,
    sections=SECTIONS,
    epilog="Examples:\n\n\b\n  discover inspect 34n^3+51n^2+27n+5 -n^6\n"
    "  discover search pcf --a-degree 1 --b-degree 2 --coefficients -2:2\n"
    "  discover query --constant pi\n",
)
@click.version_option(__version__, prog_name="discover")
@click.option("--ascii", "plain", is_flag=True, help="Spell signs of mathematics in ASCII.  [env: DISCOVER_ASCII]")
@click.pass_context
def discover(ctx: click.Context, plain: bool) -> None:
    """Find, identify and keep continued-fraction formulas of mathematical constants.

    `eval "$(_DISCOVER_COMPLETE=bash_source discover)"` completes commands and options with TAB (also zsh_source and
    fish_source).
    """
    if plain:
        from results.columns import ascii_only

        ctx.with_resource(ascii_only())
