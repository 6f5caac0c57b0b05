"""Constants that the coefficients of a fraction suggest, to be tried where the library has no match.

A theorem that may explain the fraction names the constant, whether or not a chain of steps is found that proves it: the
records of `theorems.toml` serve both. Beside them quotients of Γ (`gamma_hints`) and a theorem whose constants are no
Möbius images of a few. A hint is only a candidate: the relation is found and tested like any other.
"""

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache

from analysis.constants.library import Constant, constants_of
from analysis.constants.spelling import gauss_series, surd, times, unit_class
from analysis.exact.printing import monomial
from analysis.exact.rationals import exact_root
from analysis.formulas.pcf import PCF
from analysis.proofs.rational import NotCovered
from analysis.proofs.theorems import usual_name
from analysis.theorems.candidates import tried
from analysis.values.gamma_hints import gamma_texts

_GAUSS = ("Gauss", "conjugate Gauss")
_LARGEST = 10**6  # coefficients beyond this suggest no constant anyone looks for


@lru_cache(maxsize=1024)
def hinted_constants(pcf: PCF, *, gauss: bool = True) -> tuple[Constant, ...]:
    """The candidates, most likely first; for higher degrees those of `gamma_hints`.

    gauss: whether ₂F₁ are among them, for which the constants of a series are simpler names where it has some.

    >>> [c.name for c in hinted_constants(PCF.parse("n+3", "-n"))][:1]
    ['e']
    >>> [c.name for c in hinted_constants(PCF.parse("3n+1", "2"))][1:]
    ['sqrt(2)*bessel_ratio(1/3,2*sqrt(2)/3)']
    """
    if pcf.a.degree < 0 or max(map(abs, pcf.a.coefficients + pcf.b.coefficients)) > _LARGEST:
        return ()
    return constants_of(_texts(pcf, gauss))


def _texts(pcf: PCF, gauss: bool) -> Iterator[str]:
    if pcf.a.degree <= 1 and pcf.b.degree <= 2:
        for name, parameters in tried(pcf.canonical().pcf):
            with suppress(NotCovered):
                if name not in _GAUSS:
                    yield usual_name(name, parameters)
                elif gauss:
                    yield _gauss(*parameters)
        yield from _cotangents(pcf)
    yield from gamma_texts(pcf)


def _gauss(b: Fraction, c: Fraction, z: Fraction) -> str:
    """₂F₁(1, b; c; z) or what it is an image of, of smaller argument (DLMF 15.5, 15.8.1)."""
    other = z / (z - 1)
    return gauss_series(1, b, c, z) if abs(z) <= abs(other) else gauss_series(1, unit_class(c - b), c, other)


def _cotangents(pcf: PCF) -> Iterator[str]:
    """a = A(2n + 1), b = C − T n²: √C coth(√(C/T) artanh(√T/A)), with arcus tangents for T < 0 and cot for C < 0.

    For C = 1 and T = k² it is (r + 1)/(r − 1), r = ((A + k)/(A − k))^(1/k) (Laguerre; Perron, Kettenbrüche II, § 24).
    """
    if (pcf.a.degree, pcf.b.degree) != (1, 2):
        return
    a0, a1 = pcf.a.coefficients
    c, b1, b2 = pcf.b.coefficients
    t, power = -b2, exact_root(Fraction(abs(c), abs(b2)))
    if a1 != 2 * a0 or b1 or not c or (t > 0 and t >= a0 * a0):
        return
    inner = surd(Fraction(abs(t), a0 * a0))
    if power is not None and t > 0 and c > 0:
        yield times(c, f"((1+{inner})/(1-{inner}))^({power})")
        return
    factor, arcus = surd(Fraction(abs(c), abs(t))), f"{'atanh' if t > 0 else 'atan'}({inner})"
    angle = monomial(1, [(factor, int(abs(c) != abs(t))), (arcus, 1)])
    yield times(abs(c), f"{'coth' if c > 0 else 'cot'}({angle})")
