"""Commands about proofs: link, verify."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, cast

import click

from analysis.errors import InputError, echo
from analysis.proofs.certificate import Certificate
from discovery.cli.options import Fractions, format_option, print_json
from discovery.cli.terminal import say_facts
from discovery.given_fractions import GivenFraction

if TYPE_CHECKING:
    from analysis.proofs.chain import Statement
    from analysis.proofs.combined_limits import LimitStatement

_WRITTEN = ("latex", "rocq")  # formats of a whole proof
_GROUNDS = {
    "formula": "",
    "theorem": ", by the theorem '{name}'",
    "closed form": ", by its closed form",
    "algebraic": ", by the fixed points of its step",
    "series": ", by its series",
    "minimal sum": ", by a minimal solution that is a sum",
}  # of the number that an end of a proof is about
PROOF_DIGITS = 50  # of the limit by which a constant is recognised


@click.command(
    cls=Fractions,
    epilog="Examples:\n\n\b\n  discover link 3n+3 -2n^2-n 3n+5 -2n^2-3n\n"
    "  discover link 3n+5 -2n^2-3n --format json > proof.json\n"
    "  discover link 3n+5 -2n^2-3n --format rocq > proof.v\n"
    "  discover link 3n+5 -2n^2-3n --format latex > proof.tex\n",
)
@click.argument("a")
@click.argument("b")
@click.argument("c", required=False)
@click.argument("d", required=False)
@format_option("text", "json", "latex", "rocq")
def link(a: str, b: str, c: str | None, d: str | None, format_: str) -> int:
    """Prove how the value of the fraction A, B follows from that of C, D, or from a theorem, series or closed form.

    With --format json the answer is the certificate, which `discover verify` re-checks; where coefficients are rational
    it stands beside the statement on the fractions given. --format latex is the proof in words, as text is below
    its statement; --format rocq is a file that `coqc` compiles, what stands at the end of the chain a hypothesis of its
    statement. Exit code 1: no such proof.
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
        found = link_formulas(given.pcf, target.pcf)
        certificate: Certificate | None = None if found is None else found.certificate
    else:
        placed = examine(given.pcf, digits=PROOF_DIGITS, library=built_in_library()).placement
        certificate = None if placed is None else placed.certificate
    if certificate is None:
        click.echo("no proof found", err=True)
        return 1
    if target is not None and given.pcf == target.pcf and format_ in _WRITTEN:
        raise InputError(f"two spellings of {given.pcf}, which need no proof", "two fractions, or text and json")
    if format_ in _WRITTEN:
        return _print_written(certificate, format_)
    return _print_link(given, target, certificate, format_)


def _print_link(given: GivenFraction, target: GivenFraction | None, certificate: Certificate, format_: str) -> int:
    """The statement on the fractions given, as JSON or with its proof in words."""
    from analysis.notation.unicode import unicode
    from analysis.proofs.chain import lowest
    from analysis.proofs.chain import verify as verified
    from analysis.proofs.polynomials import multiplied
    from results.proofs.letters import image, spelt_constant
    from results.proofs.statements import described
    from results.proofs.writers import plain

    alike = target is not None and given.pcf == target.pcf
    statement = None if alike else verified(certificate)
    scale, of = given.factor, Fraction(1) if target is None else target.factor
    mobius = multiplied((scale.numerator, 0, 0, scale.denominator), statement.mobius if statement else (1, 0, 0, 1))
    mobius = lowest(multiplied(mobius, (of.denominator, 0, 0, of.numerator)))
    if format_ == "json":
        rows = [list(mobius[:2]), list(mobius[2:])]
        own = {"formula": str(given), "of": target and str(target), "mobius": rows}
        print_json(certificate if scale == of == 1 else {"given": own, "certificate": certificate})
        return 0
    constant = statement.constant if statement and target is None else "v"
    ground = "" if constant == "1" else _GROUNDS[certificate["end"]["kind"]].format(**certificate["end"])
    number = statement.described if statement and target is None else None
    said = f"{_spelt(given)} = {unicode(image(mobius, spelt_constant(constant if number is None else 'v')))}"
    if number is None and constant != "v":
        say_facts([("", f"{said}{ground}")])
    else:
        source = _spelt(target) if target is not None else "" if number is None else plain(described(number))
        say_facts([("", said), ("", f"v = {source}{ground}")])
    if statement is None:
        return 0
    click.echo("")
    return _print_written(certificate, "words")


@click.command(
    epilog="Examples:\n\n\b\n  discover verify proof.json\n  discover verify - --format json\n"
    "  discover verify --db run/box.db\n  discover verify --db run/box.db --renew\n",
)
@click.argument("file", metavar="[CERTIFICATE]", required=False)
@click.option("--db", "path", metavar="FILE", help="Check every proved formula and link of this store instead.")
@click.option("--renew", is_flag=True, help="With --db: first make new certificates for rows whose own do not hold.")
@format_option("text", "json", "latex", "rocq")
def verify(file: str | None, path: str | None, renew: bool, format_: str) -> int:
    """Re-check a certificate (JSON in a file, - for stdin) step by step, and print what it proves.

    The JSON of a formula (`discover inspect --format json`) or of a sum (`discover sum`) does as well: its
    "certificate" is checked, that of its fraction for a recurrence of second order. With --db every proved row is
    checked, and that its certificate proves what the row says; those that fail are listed. Stores by an older version
    have proved rows without a certificate, or with one that is asked for more today: --renew proves them again,
    and changes nothing but certificates.
    Exit code 1: something does not hold; 2: no certificate.
    """
    if path is not None:
        if file is not None or format_ in _WRITTEN:
            raise click.UsageError("Give a certificate or --db, not both; a store has text and json.")
        return _verify_store(path, renew, format_)
    if renew:
        raise click.UsageError("--renew is about a store: give --db FILE with it.")
    from analysis.proofs.combined_limits import verify_value
    from analysis.proofs.reading import Malformed, Rejected

    try:
        certificate: Any = _read(file or "-")
        if isinstance(certificate, dict) and certificate.get("kind") == "telescoping":
            return _print_sum(cast("Certificate", certificate), format_)
        statement = verify_value(certificate)
    except Malformed as error:
        remedy = "for a store: discover verify --db FILE"
        given = f"no certificate in {echo(file or '-')}: {error}"
        raise InputError(given, "the JSON of a certificate", remedy) from None
    except Rejected as error:
        if format_ == "json":
            print_json({"holds": False, "reason": str(error)})
        else:
            click.echo(f"rejected: {error}")
        return 1
    if format_ in _WRITTEN:
        return _print_written(certificate, format_)
    if format_ == "json":
        print_json({"holds": True, **_statement_json(statement)})
    else:
        from results.proofs.statements import statement_line
        from results.proofs.writers import plain

        say_facts([("", f"proved: {plain(statement_line(statement))}")])
    return 0


def _print_sum(certificate: Certificate, format_: str) -> int:
    """The recurrence of a sum, where its certificate holds; raises what the checker raises."""
    from analysis.exact.polynomials import Polynomial
    from analysis.proofs.telescoping import verify_sum
    from analysis.sums.examination import extra_text, recurrence_text
    from results.proofs.sum_words import shown_end

    if format_ in _WRITTEN:
        return _print_written(certificate, format_)
    proved = verify_sum(certificate)
    coefficients = [Polynomial(c) for c in proved.recurrence]
    statement = f"{recurrence_text(coefficients, extra_text(proved.extra))} for n >= {proved.first}"
    of = f"S(n) = sum of F(n, k) over k = {shown_end(proved.lower)} … {shown_end(proved.upper)}"
    if format_ == "json":
        print_json({"holds": True, "statement": statement, "of": of})
    else:
        from analysis.notation.sums import sum_recurrence
        from analysis.notation.unicode import unicode

        shown = unicode(sum_recurrence(coefficients, proved.extra))
        say_facts([("", f"proved: {shown} for n ≥ {proved.first}, {of}")])
    return 0


def _spelt(fraction: GivenFraction) -> str:
    from results.people import shown_polynomial

    own = (fraction.a, fraction.b) if fraction.factor != 1 else (str(fraction.pcf.a), str(fraction.pcf.b))
    return f"PCF({', '.join(map(shown_polynomial, own))})"


def _print_written(certificate: Certificate, format_: str) -> int:
    """The proof for a paper, for a proof assistant, or in words for the terminal."""
    if format_ == "rocq":
        from results.rocq.export import NotExported, rocq

        try:
            click.echo(rocq(certificate), nl=False)
        except NotExported as error:
            click.echo(f"not exported: {error}", err=True)
            return 1
        return 0
    from results.proofs.words import proof_in_words
    from results.proofs.writers import latex_file, terminal, title

    blocks = proof_in_words(certificate)
    click.echo(latex_file(blocks, title(certificate)) if format_ == "latex" else terminal(blocks), nl=False)
    return 0


def _verify_store(path: str, renewing: bool, format_: str) -> int:
    from discovery.renewing import renew
    from discovery.verifying import verdicts
    from results.store import Store

    renewed = renew(Path(path)) if renewing else None
    held = failed = older = 0
    with Store.read(path) as store:
        for verdict in verdicts(store):
            held, failed = held + (verdict.fault is None), failed + (verdict.fault is not None)
            older += verdict.older
            if verdict.fault is not None and format_ == "json":
                print_json({"row": verdict.name, "holds": False, "reason": verdict.fault})
            elif verdict.fault is not None:
                click.echo(f"{verdict.name}: {verdict.fault}")
    if format_ == "json":
        told = {} if renewed is None else {"renewed": renewed}
        print_json({"verified": held, "failed": failed, "older": older, **told})
        return 1 if failed else 0
    if renewed is not None:
        click.echo(f"{renewed:,} certificates were made anew")
    click.echo(f"{held:,} proofs hold, {failed:,} fail")
    if older:
        remedy = (
            "no new proof was found" if renewing else f"discover verify --db {quote(path)} --renew proves them again"
        )
        click.echo(f"{older:,} of them are by an older version, whose certificates are other ones: {remedy}")
    return 1 if failed else 0


def _statement_json(statement: Statement | LimitStatement) -> dict[str, Any]:
    from analysis.proofs.chain import Statement
    from analysis.proofs.reading import PLAIN, spelt

    p, q, r, s = statement.mobius
    rows = [[n if abs(n) <= PLAIN else str(n) for n in row] for row in ((p, q), (r, s))]
    return {
        "statement": str(statement),
        "formula": {"a": spelt(statement.a), "b": spelt(statement.b)}
        if isinstance(statement, Statement)
        else statement.recurrence.as_json(),
        "constant": statement.constant,
        "mobius": rows,
        "conditional": statement.conditional,
    }


def _read(file: str) -> Any:
    from analysis.proofs.reading import MOST_CHARACTERS, loads
    from analysis.reading.files import read_input

    found = loads(read_input(file, "certificate", MOST_CHARACTERS))
    if isinstance(found, dict) and "steps" not in found:
        for holder in (found, found.get("pcf")):  # of a recurrence of second order that of its fraction
            if isinstance(holder, dict) and isinstance(holder.get("certificate"), dict):
                return holder["certificate"]
    return found
