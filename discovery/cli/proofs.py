"""Commands about proofs: link, verify."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from analysis.errors import InputError
from discovery.cli.options import SignedArguments, format_option, print_json
from discovery.given_fractions import GivenFraction

# A certificate of two formulas of degree 64 has some 100,000 characters; much more is no certificate.
LONGEST_CERTIFICATE = 2**24
PROOF_DIGITS = 50  # of the limit by which a constant is recognised


@click.command(
    cls=SignedArguments,
    epilog="Examples:\n\n\b\n  discover link 3n+3 -2n^2-n 3n+5 -2n^2-3n\n"
    "  discover link 3n+5 -2n^2-3n --format json > proof.json\n",
)
@click.argument("a")
@click.argument("b")
@click.argument("c", required=False)
@click.argument("d", required=False)
@format_option("text", "json")
def link(a: str, b: str, c: str | None, d: str | None, format_: str) -> int:
    """Prove how the value of the fraction A, B follows from that of C, D, or else from a classical theorem.

    With --format json the answer is the certificate, which `discover verify` re-checks; where coefficients are rational
    it stands beside the statement on the fractions given. Exit code 1: no such proof.
    """
    from analysis.constants.library import built_in_library
    from analysis.examination import examine
    from analysis.links.certificates import link as link_formulas
    from analysis.numbers.limits import limit

    if (c is None) != (d is None):
        raise click.UsageError("Give A and B, or A, B, C and D.")
    given, target = GivenFraction.parse(a, b), None if c is None or d is None else GivenFraction.parse(c, d)
    for one in (given, target):
        if one is not None and (status := limit(one.pcf, 20).status) != "convergent":
            raise InputError(f"{one} is {status}", "fractions that converge")
    if target is not None:
        found, source = link_formulas(given.pcf, target.pcf), f"v = {target}"
    else:
        placed = examine(given.pcf, digits=PROOF_DIGITS, library=built_in_library()).placement
        found, theorem = (None, None) if placed is None else (placed.link, placed.theorem)
        source = "" if theorem is None else f"v = {theorem.constant}, by the theorem '{theorem.name}'"
    if found is None:
        click.echo("no proof found", err=True)
        return 1
    mobius = given.from_pcf @ found.mobius
    if target is not None:
        mobius = mobius @ target.from_pcf.inverse()
    if format_ == "json":
        same = given.factor == 1 and (target is None or target.factor == 1)
        own = {"formula": str(given), "of": target and str(target), "mobius": mobius.as_lists()}
        print_json(found.certificate if same else {"given": own, "certificate": found.certificate})
    else:
        (p, q), (r, s) = mobius.as_lists()
        click.echo(f"{given} = ({p} v {q:+d})/({r} v {s:+d})")
        click.echo(source)
    return 0


@click.command(epilog="Examples:\n\n\b\n  discover verify proof.json\n  discover verify - --format json\n")
@click.argument("file", metavar="CERTIFICATE", default="-")
@format_option("text", "json")
def verify(file: str, format_: str) -> int:
    """Re-check a certificate (JSON in a file, - for stdin) step by step. Exit code 1: it does not hold.

    The JSON of a formula (`discover inspect --format json`) does as well: its "certificate" is checked.
    """
    from analysis.families import verifier

    certificate = _read(file)
    try:
        verifier.verify(certificate)
    except verifier.Rejected as error:
        if format_ == "json":
            print_json({"holds": False, "reason": str(error)})
        else:
            click.echo(f"rejected: {error}")
        return 1
    if format_ == "json":
        print_json({"holds": True, "formula": certificate["formula"], "mobius": certificate.get("mobius")})
    else:
        formula = certificate["formula"]
        click.echo(f"holds: a = {formula['a']}, b = {formula['b']}")
    return 0


def _read(file: str) -> dict[str, Any]:
    if file == "-":
        text = sys.stdin.read(LONGEST_CERTIFICATE + 1)
    else:
        with open(file, encoding="utf-8") as stream:
            text = stream.read(LONGEST_CERTIFICATE + 1)
    if len(text) > LONGEST_CERTIFICATE:
        raise InputError("a certificate of that length", f"at most {LONGEST_CERTIFICATE:,} characters")
    try:
        found = json.loads(text)
    except ValueError as error:
        raise InputError(f"{file}: {error}", "the JSON of a certificate") from None
    if isinstance(found, dict) and "steps" not in found and isinstance(found.get("certificate"), dict):
        found = found["certificate"]
    if not isinstance(found, dict):
        raise InputError(f"{file}: no JSON object", "the JSON of a certificate")
    return found
