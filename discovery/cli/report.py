"""Commands that show a store to people: report, serve."""

from __future__ import annotations

import click

from discovery.cli.options import Whole, database_option


@click.command(
    epilog="Examples:\n\n\b\n  discover report --db run/box.db --output report\n"
    "  discover report --constant pi --title 'Formulas for π' --output pi --pdf\n"
)
@database_option
@click.option("--output", required=True, metavar="DIR", help="The folder for the files; made if need be.")
@click.option("--pdf", is_flag=True, help="Also run pdflatex and BibTeX, for report.pdf.")
@click.option("--title", metavar="TEXT", help="The title of the report.")
@click.option("--constant", "constants", multiple=True, metavar="NAME", help="Only these constants; repeat it.")
@click.option("--full", is_flag=True, help="All formulas and rows, on as many pages as they take.")
@click.option(
    "--displayed",
    type=Whole(0),
    help="Formulas displayed for each constant.  [default: 1, with --full 3]",
)
@click.option(
    "--limit",
    type=Whole(0),
    help="Rows of the table of each constant, on paper.  [default: 4, with --full 12]",
)
def report(
    path: str, output: str, pdf: bool, title: str | None, constants: tuple[str, ...], full: bool, displayed: int | None,
    limit: int | None,
) -> int:  # fmt: skip
    """Write a store as one HTML page and as LaTeX, with plots: report.html, report.tex, references.bib.

    Exit code 1: the PDF has lines that stick out of the margin, or references without a target.
    """
    from discovery.reporting import report
    from results.reports.pdf import WIDE_POINTS

    written = report(
        path, output, pdf=pdf, title=title, constants=constants, full=full, displayed=displayed, tabled=limit
    )
    click.echo(written.page)
    click.echo(written.source)
    if written.compiled is None:
        return 0
    click.echo(f"{written.compiled.path} ({written.compiled.pages} pages)")
    wide = [points for points in written.compiled.wide if points > WIDE_POINTS]
    if wide or written.compiled.undefined:
        click.echo(
            f"discover: {len(wide)} lines are more than {WIDE_POINTS:g} pt too wide, "
            f"{len(written.compiled.undefined)} references have no target; see {written.source.with_suffix('.log')}",
            err=True,
        )
        return 1
    return 0


@click.command(epilog="Example:\n\n\b\n  discover serve --db run/box.db --port 8001\n")
@database_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=Whole(0, 65535), default=8001, show_default=True, help="The port; 0: any free one.")
def serve(path: str, host: str, port: int) -> None:
    """Browse a store: a page of highlights with facets and search, and Datasette's tables and SQL. Ctrl-C ends it."""
    from results.browsing import browser

    application = browser(path)
    import uvicorn

    click.echo(f"{path} at http://{host}:{port}/ (Ctrl-C ends it)")
    uvicorn.run(application.app(), host=host, port=port, log_level="warning", lifespan="on")
