"""Campaigns of recurrences, of series and of products: forms in n with parameters, screened and examined into a store.

kind = "recurrence"
name = "near ζ(3)"                       # this and the next are optional
digits = 50                              # of each limit

[domain]                                 # forms with parameters …
forms = ["n^3", "-(2n-1)*(x*n^2-x*n+y)", "(n-1)^3"]
let = { x = "1:20", y = "1:10" }
first = 2

[domain]                                 # … or a box: c₀ = 1, c₁ … c_r of these degrees
degrees = [1, 1, 2]
coefficients = "-2:2"

kind = "series"                          # terms F(n) u(n), c₀(n) u(n) + … + c_r(n) u(n−r) = 0

[domain]
forms = ["n^3", "z*(2n-1)^3"]
factor = "a*n + b"
let = { a = "1:50", b = "1:20", z = "-8:8" }
u = [1]

kind = "product"                         # start · M(first) · M(first + 1) ⋯

[domain]
matrix = [["0", "-n^6"], ["1", "x*n^3+y*(n+1)^3"]]
let = { x = "1:20", y = "1:20" }
first = 1
start = [[1, 1], [0, 1]]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from analysis.errors import InputError, echo
from discovery.found_campaigns import FoundCampaign
from search.products import ProductForms
from search.recurrences import KEEP, RecurrenceForms
from search.series import SeriesForms


@dataclass(frozen=True, kw_only=True)
class RecurrenceCampaign(FoundCampaign):
    """A campaign of recurrences.

    keep: "full" for denominators that grow like cⁿ, "reduced" for all that pass the p-curvature, "all".

    >>> RecurrenceCampaign.of(degrees=[1, 1], coefficients="-1:1").domain.size
    81
    """

    kind: ClassVar[str] = "recurrence"
    words: ClassVar[str] = "recurrences"
    domain_class: ClassVar[Any] = RecurrenceForms
    domain_keys: ClassVar[Mapping[str, type]] = {
        "forms": list, "let": dict, "degrees": list, "coefficients": str, "first": int, "p": list, "q": list,
    }  # fmt: skip
    settings: ClassVar[Mapping[str, type]] = {"keep": str}

    keep: str = KEEP[0]

    def __post_init__(self) -> None:
        FoundCampaign.__post_init__(self)
        if self.keep not in KEEP:
            raise InputError(f"keep {echo(self.keep)}", ", ".join(KEEP))

    @classmethod
    def of(
        cls,
        *,
        forms: Sequence[str] = (),
        let: Mapping[str, str] | None = None,
        degrees: Sequence[int] = (),
        coefficients: str | None = None,
        first: int = 1,
        p: Sequence[int] = (),
        q: Sequence[int] = (),
        **settings: Any,
    ) -> Self:
        """From the keys of [domain] and the settings beside it."""
        if forms and not degrees and coefficients is None:
            domain = RecurrenceForms.of(forms, let or {}, first, p, q)
        elif degrees and not forms and not let and coefficients is not None:
            domain = RecurrenceForms.box(degrees, coefficients, first=first, p=p, q=q)
        else:
            raise InputError("no domain", "forms with let, or degrees with coefficients")
        return cls(domain=domain, **settings)


@dataclass(frozen=True, kw_only=True)
class SeriesCampaign(RecurrenceCampaign):
    """A campaign of series, the terms of which obey recurrences; keep: of the denominators of their partial sums.

    >>> SeriesCampaign.of(forms=["n^2", "-(n-1)^2"], factor="a", let={"a": "1:3"}, first=2, u=[1]).domain.size
    3
    """

    kind: ClassVar[str] = "series"
    words: ClassVar[str] = "series"
    domain_class: ClassVar[Any] = SeriesForms
    domain_keys: ClassVar[Mapping[str, type]] = {
        "forms": list, "factor": str, "let": dict, "first": int, "u": list, "constant": str,
    }  # fmt: skip

    @classmethod
    def of(
        cls,
        *,
        forms: Sequence[str] = (),
        factor: str = "1",
        let: Mapping[str, str] | None = None,
        first: int = 1,
        u: Sequence[int | str] = (),
        constant: str = "0",
        **settings: Any,
    ) -> Self:
        """From the keys of [domain] and the settings beside it."""
        return cls(domain=SeriesForms.terms(forms, factor, let or {}, first, u, constant), **settings)


@dataclass(frozen=True, kw_only=True)
class ProductCampaign(RecurrenceCampaign):
    """A campaign of products of matrices; keep: of the denominators of the quotients of their rows.

    >>> ProductCampaign.of(matrix=[["0", "n^2"], ["1", "x"]], let={"x": "1:3"}, first=1).domain.size
    3
    """

    kind: ClassVar[str] = "product"
    words: ClassVar[str] = "products"
    domain_class: ClassVar[Any] = ProductForms
    domain_keys: ClassVar[Mapping[str, type]] = {"matrix": list, "let": dict, "first": int, "start": list}

    @classmethod
    def of(
        cls,
        *,
        matrix: Sequence[Sequence[str]] = (),
        let: Mapping[str, str] | None = None,
        first: int = 0,
        start: Sequence[Sequence[int]] = (),
        **settings: Any,
    ) -> Self:
        """From the keys of [domain] and the settings beside it."""
        return cls(domain=ProductForms.matrices(matrix, let or {}, first, start), **settings)
