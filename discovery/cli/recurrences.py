"""Commands search recurrence, search series and search product: forms in n with parameters as campaigns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from analysis.errors import InputError, echo
from analysis.reading.lists import list_items
from analysis.reading.numbers import read_integer
from discovery.cli.running import EngineChoice, campaign_options, run_into
from search.screens import KEEP_RECURRENCES as KEEP

_COMMON = (
    click.option("--let", multiple=True, metavar="NAME=LOW:HIGH", help="The range of a parameter."),
    click.option("--first", type=int, default=1, show_default=True, metavar="N", help="It holds for n ≥ N."),
    click.option(
        "--keep",
        type=click.Choice(KEEP),
        default=KEEP[0],
        show_default=True,
        help="full: reduced denominators that grow like cⁿ; reduced: a nilpotent p-curvature; all: whatever converges.",
    ),
    click.option("--digits", type=int, default=50, show_default=True, metavar="N", help="Digits of each limit."),
    campaign_options,
)


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that both commands have."""
    for option in reversed(_COMMON):
        command = option(command)
    return command


@click.command(
    "recurrence",
    epilog="Examples:\n\n\b\n  discover search recurrence --form n+1 --form=-y-2*y*n --form n --let y=2:5\n"
    "  discover search recurrence --degrees 0,1,1 --coefficients=-1:1 --dry-run\n",
)
@click.option("--form", "forms", multiple=True, metavar="EXPR", help="c0(n), c1(n), … in this order, with parameters.")
@click.option("--degrees", metavar="D1,…", help="Instead of forms: c0 = 1, degrees of c1, …, cr.")
@click.option("--coefficients", metavar="LOW:HIGH", help="With --degrees: the range of all coefficients.")
@click.option("--start", metavar="P,…/Q,…", help="Values of p and q before it.  [default: 0,…,1,0/0,…,0,1]")
@_common
def search_recurrence(
    forms: tuple[str, ...], degrees: str | None, coefficients: str | None, start: str | None, **options: Any
) -> int:
    """Search recurrences of any order for limits that converge with small denominators.

    Screened by the p-curvature modulo 5, 7, 11, 13 and by exact denominators; what is left is examined, and kept where
    it converges. Exit code 1: a shard failed, or nothing was found.
    """
    from discovery.recurrences import RecurrenceCampaign

    p, q = _start(start)
    domain = {"forms": forms, "degrees": _integers(degrees), "coefficients": coefficients, "p": p, "q": q}
    return _run(RecurrenceCampaign, domain, **options)


@click.command(
    "series",
    epilog="Examples:\n\n\b\n  discover search series --form '2(n+1)^2' --form='z*n^2' --let z=-1:1\n"
    "  discover search series --form '(2n+1)' --form='x*n' --let x=-1:1 --dry-run\n",
)
@click.option("--form", "forms", multiple=True, metavar="EXPR", help="c0(n), c1(n), … of the terms u, with parameters.")
@click.option("--factor", default="1", show_default=True, metavar="EXPR", help="F(n), with parameters.")
@click.option("--start", metavar="U,…", help="Values of u before the first n.  [default: 0,…,1]")
@click.option("--constant", default="0", show_default=True, metavar="X", help="What the sum begins with, rational.")
@_common
def search_series(forms: tuple[str, ...], factor: str, start: str | None, constant: str, **options: Any) -> int:
    """Search series constant + Σ F(n) u(n), where c0(n) u(n) + c1(n) u(n-1) + … = 0, for limits with names.

    With two forms u is hypergeometric. The partial sums are screened by their p-curvature modulo 5, 7, 11, 13 and by
    exact denominators; what is left is examined, and kept where it converges. Exit code 1: a shard failed, or nothing
    was found.
    """
    from discovery.recurrences import SeriesCampaign

    return _run(SeriesCampaign, {"forms": forms, "factor": factor, "u": _texts(start), "constant": constant}, **options)


@click.command(
    "product",
    epilog="Example:\n\n\b\n  discover search product --row=0,n^2 --row=1,2n+x --let x=1:5 --start=1,1/0,1\n",
)
@click.option("--row", "rows", multiple=True, metavar="EXPR,…", help="A row of the matrix, forms with parameters.")
@click.option("--start", metavar="P,…/Q,…", help="The rows p and q before it.  [default: 1,0,…/…,0,1]")
@_common
def search_product(rows: tuple[str, ...], start: str | None, **options: Any) -> int:
    """Search products of matrices start M(first) M(first+1) … for limits of the first row over the second.

    Screened by the p-curvature of a column modulo 5, 7, 11, 13 and by exact denominators, which leaves out what has
    denominators like n!, as fractions of e have (--keep all: no screen); what is left is examined, and kept where all
    columns converge to one limit. Exit code 1: a shard failed, or nothing was found.
    """
    from discovery.recurrences import ProductCampaign

    both = _start(start)
    return _run(
        ProductCampaign, {"matrix": [_texts(row) for row in rows], "start": both if any(both) else ()}, **options
    )


def _run(
    kind: Any, domain: dict[str, Any], let: tuple[str, ...], first: int, keep: str, digits: int, name: str,
    dry_run: bool, path: str, format_: str, engine: EngineChoice,
) -> int:  # fmt: skip
    """Make the campaign, and run or print it."""
    from discovery.campaigns import parameter_ranges

    campaign = kind.of(**domain, let=parameter_ranges(let), first=first, keep=keep, digits=digits, name=name)
    return run_into(path, campaign, engine, format_, dry_run=dry_run)


def _integers(text: str | None) -> list[int]:
    return list(map(read_integer, _texts(text)))


def _texts(text: str | None) -> list[str]:
    return list_items(text) if text else []


def _start(text: str | None) -> tuple[list[int], list[int]]:
    p, slash, q = (text or "/").partition("/")
    if not slash:
        raise InputError(f"--start {echo(text)}", "values of p, a slash, values of q, as in 0,6/1,5")
    return _integers(p), _integers(q)
