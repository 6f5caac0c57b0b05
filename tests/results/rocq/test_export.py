"""Exported certificates are accepted by Coq, with the axioms of the real numbers alone; changed ones are not."""

import shutil
import subprocess
from pathlib import Path

import pytest

from analysis.formulas.pcf import PCF
from analysis.links.certificates import link
from analysis.links.placement import placement
from results.rocq.export import THEORY, NotExported, rocq, theory

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed (Debian's package coq)")
REAL_AXIOMS = {"ClassicalDedekindReals.sig_forall_dec", "FunctionalExtensionality.functional_extensionality_dep"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("rocq")
    (made / f"{THEORY}.v").write_text(theory(), encoding="utf-8")
    subprocess.run(["coqc", "-q", f"{THEORY}.v"], cwd=made, check=True)
    return made


def compiled(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "proof.v").write_text(text, encoding="utf-8")
    return subprocess.run(["coqc", "-q", "proof.v"], cwd=folder, capture_output=True, text=True, check=False)


def certificate_of(a: str, b: str):
    placed = placement(PCF.parse(a, b))
    assert placed is not None and placed.certificate is not None
    return placed.certificate


@needs_coq
@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("3n+5", "-2n^2-3n"),  # 6/(3π − 8): a coboundary
        ("4n+3", "5n^2+2n"),  # an equivalence besides, whose factor is 2/6 at 0
        ("4", "4n^2-1"),  # (π + 2)/(π − 2): errors that alternate in sign, and fall too slowly to be summed up
        ("2n^2+2n+3", "-n^4"),  # 6/(12 − π²): the sum of a series, which partial fractions name
    ],
)
def test_the_proof_of_a_value_compiles_with_the_axioms_of_the_reals(a: str, b: str, folder: Path) -> None:
    ran = compiled(rocq(certificate_of(a, b), complete=False), folder)
    assert ran.returncode == 0, ran.stderr
    axioms = {line.split(":")[0].strip() for line in ran.stdout.splitlines() if line[:1].isalpha()} - {"Axioms"}
    assert axioms == REAL_AXIOMS


@needs_coq
def test_a_link_whose_matrix_nearly_cancels_the_dominant_solution_compiles(folder: Path) -> None:
    """U takes q to something smaller by a power of n: a rate of convergence is needed."""
    found = link(PCF.parse("3n+6", "-2n^2-5n-2"), PCF.parse("3n+5", "-2n^2-3n"))
    assert compiled(rocq(found.certificate, complete=False), folder).returncode == 0


@needs_coq
def test_a_false_value_does_not_compile(folder: Path) -> None:
    text = rocq(link(PCF.parse("2n+1", "n^2"), PCF.parse("2n+3", "(n+1)^2")).certificate, complete=False)
    assert "(c + 1)" in text
    assert compiled(text.replace("(c + 1)", "(c + 2)"), folder).returncode != 0


def test_the_statement_names_its_hypothesis() -> None:
    text = rocq(certificate_of("3n+5", "-2n^2-3n"))
    assert "The theorem '" in text and "c is pi" in text
    assert "converges (fun n => 3*n + 5) (fun n => -2*n^2 - 3*n)" in text


def test_a_step_of_another_kind_is_said_not_to_be_exported() -> None:
    from results.rocq.steps import steps_of

    claim = {"formula": {"a": "n", "b": "n"}, "steps": [{"kind": "field", "to": {"a": "n", "b": "n"}}]}
    with pytest.raises(NotExported, match="field"):
        steps_of(claim)
