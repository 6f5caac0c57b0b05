"""Proofs in words: complete, inside their columns and margins, on one page."""

import shutil
import subprocess
from pathlib import Path

import pytest

from analysis.constants.library import built_in_library
from analysis.formulas.pcf import PCF
from analysis.formulas.recurrence import Recurrence
from analysis.links.certificates import link
from analysis.links.placement import placement
from analysis.proofs.reading import Rejected
from analysis.recurrence_examination import examine_recurrence
from analysis.sums.sums import summed
from analysis.transformations.closure import direct_sum, sum_of_limits
from results.proofs.words import proof_in_words
from results.proofs.writers import WIDTH, latex_file, terminal

KINDS = [  # a coboundary to a theorem, an equivalence besides, a theorem alone, an algebraic value, two equivalences
    ("3n+5", "-2n^2-3n", "6/(3π − 8)"),
    ("n+3", "-n", "e"),
    ("2n+1", "3n^2", "3√3/π"),
    ("4", "1", "√5 + 2"),
    ("2n+3", "4n^2+8n+4", "arctan"),
    ("5n+5", "-4n^2-2n", "₂F₁"),
]


def proof(a: str, b: str):
    placed = placement(PCF.parse(a, b))
    assert placed is not None and placed.certificate is not None
    return proof_in_words(placed.certificate)


@pytest.mark.parametrize(("a", "b", "value"), KINDS)
def test_a_proof_states_its_value_and_ends_in_it_within_eighty_columns(a: str, b: str, value: str) -> None:
    text = terminal(proof(a, b))
    assert max(map(len, text.splitlines())) <= WIDTH
    flat = " ".join(text.split())
    assert flat.startswith("Statement.") and "This ends the proof." in flat
    assert value in flat


def test_the_value_stands_at_the_beginning_and_at_the_end() -> None:
    assert terminal(proof("3n+5", "-2n^2-3n")).count("6/(3π − 8)") == 2


def test_a_link_says_why_limits_go_to_limits() -> None:
    """U of this link takes q to something smaller by a power of n: a rate is given."""
    found = link(PCF.parse("3n+6", "-2n^2-5n-2"), PCF.parse("3n+5", "-2n^2-3n"))
    text = " ".join(terminal(proof_in_words(found.certificate)).split())
    for part in ("Nothing cancels", "tends to 0; by summing up", "stays away from 0", "provided that this converges"):
        assert part in text


def test_the_sum_of_a_series_is_said_which_it_is() -> None:
    text = " ".join(terminal(proof("n^3+3", "-n^3+3n^2-3n-1")).split())
    assert "(S + 6)/(S + 2) where S is the sum of t(n) from n = 1 on, t(1) = 2/3, t(n + 1)/t(n) = 1/(n³" in text


def test_a_sum_with_a_name_is_shown_by_its_partial_fractions() -> None:
    text = " ".join(terminal(proof("2n^2+2n+3", "-n^4")).split())
    assert "t(1 + j) is the sum of 18/(2j + 3) − 18/(2j + 5) − 9/(j + 2)²" in text and "6/(12 − π²)" in text


def test_a_sum_is_told_with_the_map_from_it_to_the_value_and_the_grounds_of_its_sources() -> None:
    text = " ".join(terminal(proof("36n^2+117n+91", "-324n^4-1458n^3-2124n^2-1098n-180")).split())
    for part in ("(10S(n) + 7371)/(S(n) + 81)", "with c = 5/2", "the theorem 'Gauss's sum'", "S = 59859/800", "990/19"):
        assert part in text


def test_the_recurrence_of_a_sum_has_a_proof() -> None:
    text = " ".join(terminal(proof_in_words(summed("(-1)^k*binomial(n,k)/(k+1)^2").certificate)).split())
    for part in ("c₀(n) S(n) + c₁(n) S(n − 1) = 1/(n + 1)", "−(k + 1)²", "G(n, n + 1)", "are the right side"):
        assert part in text
    assert "at k → ∞" in terminal(proof_in_words(summed("binomial(n+k,k)/2^k").certificate))


def test_a_sum_of_limits_has_a_proof_of_each() -> None:
    halves = [Recurrence.from_pcf(PCF.parse(*texts)) for texts in (("n", "n"), ("2n+1", "n^2"))]
    turned = [one.with_start(one.q, one.p) for one in halves]  # e − 1 and π/4
    examined = examine_recurrence(sum_of_limits(*turned), digits=30, library=built_in_library())
    text = " ".join(terminal(proof_in_words(examined.as_json()["certificate"])).split())
    for part in (
        "c₄(n) u(n − 4) = 0",
        "p/q tends to (π + 4e − 4)/4",
        "Let x be the convergent",
        "x converges:",
        "y converges:",
    ):
        assert part in text
    assert text.count("This ends the proof.") == 2


def test_a_certificate_that_does_not_hold_has_no_proof() -> None:
    certificate = placement(PCF.parse("3n+5", "-2n^2-3n")).certificate
    with pytest.raises(Rejected):
        proof_in_words({**certificate, "mobius": [[1, 0], [0, 1]]})


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
@pytest.mark.parametrize(("a", "b"), [("3n+5", "-2n^2-3n"), ("5n+5", "-4n^2-2n")])
def test_the_latex_of_a_usual_chain_is_one_page_without_lines_in_the_margin(a: str, b: str, tmp_path: Path) -> None:
    (tmp_path / "proof.tex").write_text(latex_file(proof(a, b)), encoding="utf-8")
    ran = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "proof.tex"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-2000:]
    assert "(1 page" in ran.stdout
    assert "Overfull" not in ran.stdout


def test_terms_that_do_not_count_are_told_with_their_fractions_as_people_write_them() -> None:
    apery = Recurrence.of(["n^3", "-(34n^3-51n^2+27n-5)", "(n-1)^3"], 2, [0, 6], [1, 5])
    logarithm = Recurrence.from_pcf(PCF.parse("6n+3", "-n^2"))
    examined = examine_recurrence(direct_sum(apery, logarithm), digits=30, library=built_in_library())
    text = " ".join(terminal(proof_in_words(examined.as_json()["certificate"])).split())
    assert "with the convergents of PCF(34n³ +" in text and "**" not in text and "^" not in text
