"""Exported certificates are accepted by Coq, with the axioms of the real numbers alone; changed ones are not."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from analysis.constants.library import built_in_library
from analysis.formulas.pcf import PCF
from analysis.formulas.recurrence import Recurrence
from analysis.links.certificates import link
from analysis.links.minimal_sums import minimal_link
from analysis.links.placement import placement
from analysis.recurrence_examination import examine_recurrence
from analysis.sums.sums import Sum, summed
from analysis.transformations.closure import product_of_limits
from results.rocq.export import THEORIES, proof, required, rocq, theory

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed (Debian's package coq)")
REAL_AXIOMS = {  # the last: that bounded sets have a supremum
    "ClassicalDedekindReals.sig_forall_dec",
    "FunctionalExtensionality.functional_extensionality_dep",
    "ClassicalDedekindReals.sig_not_dec",
}


@pytest.fixture
def theories(pytestconfig: pytest.Config, tmp_path: Path) -> Path:
    """The folder of the compiled theories: once for each text of theirs and version of coqc, kept between runs."""
    version = subprocess.run(["coqc", "--version"], capture_output=True, check=True).stdout
    texts = [theory(name).encode() for name in THEORIES]
    kept = pytestconfig.cache.mkdir("rocq") / sha256(b"".join([version, *texts])).hexdigest()
    if not kept.exists():
        for name, text in zip(THEORIES, texts, strict=True):
            (tmp_path / f"{name}.v").write_bytes(text)
            subprocess.run(["coqc", "-q", f"{name}.v"], cwd=tmp_path, check=True)
        made = Path(shutil.copytree(tmp_path, kept.with_suffix(f".{os.getpid()}")))
        with suppress(OSError):  # another run was faster
            made.replace(kept)
    return kept


def compiled(proofs: Sequence[str], theories: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """All of them in one file: loading the real numbers takes longer than most proofs."""
    modules = [f"Module R{i}.\n{text}End R{i}.\nPrint Assumptions R{i}.proved.\n" for i, text in enumerate(proofs)]
    (folder / "proof.v").write_text("".join([required(THEORIES), *modules]), encoding="utf-8")
    command = ["coqc", "-q", "-Q", str(theories), "", "proof.v"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def certificate_of(a: str, b: str):
    placed = placement(PCF.parse(a, b))
    assert placed is not None and placed.certificate is not None
    return placed.certificate


@cache
def squared() -> Any:
    """The certificate of a recurrence of third order with the limit (e − 1)²."""
    e = Recurrence.from_pcf(PCF.parse("n", "n"))
    e = e.with_start(e.q, e.p)
    found = examine_recurrence(product_of_limits(e, e), digits=30, library=built_in_library())
    return found.as_json()["certificate"]


WITH_HYPOTHESIS = (
    ("3n+5", "-2n^2-3n"),  # 6/(3π − 8): a coboundary
    ("4n+3", "5n^2+2n"),  # an equivalence besides, whose factor is 2/6 at 0
    ("4", "4n^2-1"),  # (π + 2)/(π − 2): errors that alternate in sign, and fall too slowly to be summed up
    ("2n^2+2n+3", "-n^4"),  # 6/(12 − π²): the sum of a series, which partial fractions name
    ("34n^3+51n^2+27n+5", "-n^6"),  # Apéry's 6/ζ(3): along a matrix field
    ("1", "4n^2+n"),  # gaps fall by less than half a power of n faster than needed
)
ROOT = "2", "5"  # 1 + √6
RATIONAL = {
    # a fraction that ends, and series that diverge: by terms of one sign, and by terms that change it
    ("n+2", "2n^2-5n-3"): "ends (fun n => n + 2) (fun n => 2*n^2 - 5*n - 3) 3 ((-10) / 7)%R.",
    ("5n-1", "-4n^2+2n"): "converges (fun n => 5*n - 1) (fun n => -4*n^2 + 2*n) (-2)%R.",
    ("3n", "4n^2+n"): "converges (fun n => 3*n) (fun n => 4*n^2 + n) (1)%R.",
}


@needs_coq
def test_proofs_of_each_kind_compile_with_the_axioms_of_the_reals_and_a_false_one_does_not(
    theories: Path, tmp_path: Path
) -> None:
    proofs = [proof(certificate_of(*pair)).text for pair in (*WITH_HYPOTHESIS, *RATIONAL, ROOT)]
    # U takes q to something smaller by a power of n: a rate of convergence is needed
    found = link(PCF.parse("3n+6", "-2n^2-5n-2"), PCF.parse("3n+5", "-2n^2-3n"))
    ran = compiled([*proofs, proof(found.certificate).text, proof(squared()).text], theories, tmp_path)
    assert ran.returncode == 0, ran.stderr
    axioms = {line.split(":")[0].strip() for line in ran.stdout.splitlines() if line[:1].isalpha()} - {"Axioms"}
    assert axioms - {"Closed under the global context"} == REAL_AXIOMS
    text = proof(link(PCF.parse("2n+1", "n^2"), PCF.parse("2n+3", "(n+1)^2")).certificate).text
    assert "(c + 1)" in text
    assert compiled([text.replace("(c + 1)", "(c + 2)")], theories, tmp_path).returncode != 0


def sums() -> Iterator[Sum]:
    yield summed("binomial(n,k)^2*binomial(n+k,k)^2")
    yield summed("(-1)^k*3^(n-3k)*binomial(n,3k)*binomial(n+k,n)*factorial(3k)/factorial(k)^3")  # ends at ⌊n/3⌋
    yield summed("(-1)^k*binomial(n,k)/(2k+1)")  # a denominator that is never 0 at integers
    yield summed("binomial(2k,k)/4^k", (0, 0), (1, 0))  # a boundary that does not vanish
    yield summed("binomial(n+k,k)^2/5^k", (0, 0), infinite=True)
    yield summed("1/((k+1)*(k+n+1))", (0, 0), infinite=True)  # terms that fall like a power of k


@needs_coq
def test_recurrences_of_sums_compile_without_hypothesis_and_changed_ones_do_not(theories: Path, tmp_path: Path) -> None:
    proofs = [proof(dict(one.certificate)).text for one in sums()]
    ran = compiled([*proofs, *map(refused, changed(proofs[0]))], theories, tmp_path)
    assert ran.returncode == 0, ran.stderr
    axioms = {line.split(":")[0].strip() for line in ran.stdout.splitlines() if line[:1].isalpha()}
    assert (
        axioms - {"Axioms", "Closed under the global context", "The command has indeed failed with message"}
        <= REAL_AXIOMS
    )


@needs_coq
def test_a_minimal_sum_gives_the_value_and_a_changed_one_does_not(theories: Path, tmp_path: Path) -> None:
    found = minimal_link(PCF.parse("3n^2+3n+1", "-2n^4"))
    assert found is not None
    text = proof(found[0].certificate).text
    assert "converges (fun n => 3*n^2 + 3*n + 1) (fun n => -2*n^4)" in text and "exists S : Z -> R" in text
    statement, script = text.replace("Factor 1 1 0 1 0 (-1)", "Factor 1 1 0 1 0 (-2)").split("Proof.\n")
    assert statement not in text
    step = script.split("HS Hc).\n")[0].replace("assert (H :=", "Fail assert (H :=") + "HS Hc).\n"
    ran = compiled([text, f"{statement}Proof.\n{step}Abort.\nDefinition proved := 0.\n"], theories, tmp_path)
    assert ran.returncode == 0, ran.stderr


def changed(text: str) -> list[str]:
    changes = (
        (("forall n, 2 <= n", "forall n, 1 <= n"), (") 2 0 []", ") 1 0 []")),  # S(-1) is not as the recurrence says
        (("n^3; fun", "n^3 + 1; fun"), ("[[0; 0; 0; 1]; ", "[[1; 0; 0; 1]; ")),
        (("Factor 1 1 0 1 0 (-4)", "Factor 1 1 0 1 0 (-3)"),),
        (("(0, 0) (1, 0)", "(0, 1) (1, 0)"),),  # without k = 0
    )
    found = []
    for pairs in changes:
        one = text
        for old, new in pairs:
            assert old in one
            one = one.replace(old, new)
        found.append(one)
    return found


def refused(text: str) -> str:
    """The file compiles if the main step of the proof fails; what is asked is computed there."""
    statement, script = text.split("Proof.\n  ")
    step = script.split("|].\n")[0] + "|].\n"
    return f"{statement}Proof.\n  Fail {step}Abort.\nDefinition proved := 0.\n"


def test_a_complete_file_loads_the_reals_once() -> None:
    """The theories stand in it one after the other, so that no name of theirs may be spelt with its file."""
    text = rocq(certificate_of("34n^3+51n^2+27n+5", "-n^6"))
    assert text.count("Require Import") == 1 and "Theorem by_field" in text
    assert not any(
        f" {name}." in theory(other).replace(f"Import {name}.", "") for name in THEORIES for other in THEORIES
    )


def test_the_statement_names_its_hypothesis() -> None:
    text = rocq(certificate_of("3n+5", "-2n^2-3n"))
    assert "The theorem '" in text and "c is pi" in text
    assert "converges (fun n => 3*n + 5) (fun n => -2*n^2 - 3*n)" in text


def test_a_limit_made_of_two_is_stated_of_all_solutions_with_the_first_values() -> None:
    text = proof(squared()).text
    assert "Module First." in text and "Theorem proved (c : R) : First.known c -> forall p q : nat -> R," in text
    assert "quotient_tends p q ((c * c + (-2) * c + 1) / (1))%R." in text and "c is e *)" in text


def test_of_a_square_root_only_its_square_is_supposed() -> None:
    text = proof(certificate_of(*ROOT)).text
    assert "Definition known (c : R) : Prop := (0 <= c)%R /\\ (c * c = 6)%R." in text
    assert "converges (fun n => 2) (fun n => 5)\n    ((c + 1) / (1))%R." in text


def test_rational_values_have_no_hypothesis() -> None:
    for pair, statement in RATIONAL.items():
        text = proof(certificate_of(*pair)).text
        assert f"Theorem proved : {statement}" in text and "known" not in text
