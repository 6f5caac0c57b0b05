"""A campaign of PCFs: what to search, how far to take each formula. A TOML file ↔ one frozen value ↔ the store's JSON.

    name = "near Apéry"                      # all of the first seven keys are optional
    digits = 100                             # of each limit
    seconds = 20                             # the longest that one formula may take
    keep = "fr"                              # what passes the screens
    metrics = "all"                          # a table of the exponents of all formulas, beside the store
    constants = ["zeta(3)", "pi^2"]          # without it the whole library
    constants_file = "own.toml"              # more constants; a path beside this file

    [domain]                                 # a structured family …
    a_form = "x0*(n^3+(n+1)^3)+x1*(2n+1)"
    b_form = "-n^6"
    let = { x0 = "1:20", x1 = "-20:20" }

    [domain]                                 # … or a box of coefficients (the keys are those of `discover search pcf`)
    a_degree = 2
    b_degree = 2
    coefficients = "-5:5"

    [cluster]                                # cluster what was found, after the search: `discovery.cluster_settings`

Everything that the result depends on is in the value (constants of the user's own by their expressions, not by a
path), so the store alone is enough to go on with a campaign, on any machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from analysis.effort import DEFAULT_SECONDS, LEAST_SECONDS, MOST_SECONDS
from analysis.errors import InputError, echo, echo_count
from discovery.cluster_settings import ClusterSettings
from discovery.pcf import PcfPass
from search.screens import FULL_ONLY, KEEP
from search.tasks import exact_task, screen_task

if TYPE_CHECKING:
    from results.campaigns import Campaign as CampaignRow
    from results.store import Store
    from search.domains import Domain, PolynomialSet
    from search.engines import Engine

DEFAULT_DIGITS = 100
# An exact stage of thousands of formulas makes no sense beyond this; a single formula can still be inspected.
MOST_DIGITS = 10_000
MOST_SHARDS = 2**63 - 1  # integers of SQLite have 64 bits
DEFAULT_KEEP = "screened"
# Whether the exponents of every formula of the domain, screened or not, are written beside the store.
METRICS = ("none", "all")

DOMAIN_KEYS: dict[str, type] = {
    "a_degree": int,
    "b_degree": int,
    "coefficients": str,
    "a_coefficients": str,
    "b_coefficients": str,
    "exact_degree": bool,
    "a_form": str,
    "b_form": str,
    "let": dict,
    "b_factors": int,
    "slopes": str,
    "offsets": str,
}
FILE_KEYS: dict[str, type] = {
    "kind": str,
    "name": str,
    "digits": int,
    "seconds": float,
    "keep": str,
    "metrics": str,
    "constants": list,
    "constants_file": str,
    "domain": dict,
    "cluster": dict,
}
TYPE_NAMES = {
    int: "an integer",
    float: "a number",
    str: "a text in quotes",
    bool: "true or false",
    list: "a list of texts",
    dict: "a table",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What to search and how far to take it; equal campaigns are the same campaign in a store.

    domain: the keys of [domain] that were given; keep: what passes the screens, one of `search.screens.KEEP`;
    metrics: one of METRICS; digits: of each limit; seconds: for each formula; constants: names to compare
    limits with, none for the whole library; own_constants: constants beyond the library, by their fields; cluster: how
    to cluster after the search, None not to. The name is only for people. Raises InputError for what cannot be
    searched.

    >>> campaign = Campaign(domain={"a_degree": 1, "b_degree": 2, "coefficients": "-2:2"})
    >>> campaign.make_domain().size
    2976
    """

    kind: ClassVar[str] = "pcf"

    domain: Mapping[str, Any]
    keep: str = DEFAULT_KEEP
    metrics: str = METRICS[0]
    digits: int = DEFAULT_DIGITS
    seconds: float = DEFAULT_SECONDS
    constants: tuple[str, ...] = ()
    own_constants: tuple[Mapping[str, Any], ...] = ()
    cluster: ClusterSettings | None = None
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not 1 <= self.digits <= MOST_DIGITS:
            raise InputError(f"{self.digits} digits", f"1 to {MOST_DIGITS:,}")
        if not LEAST_SECONDS <= self.seconds <= MOST_SECONDS:
            raise InputError(f"{self.seconds} seconds", f"{LEAST_SECONDS} to {MOST_SECONDS:,.0f}")
        if self.keep not in KEEP:
            raise InputError(f"keep {echo(self.keep)}", ", ".join(KEEP))
        if self.metrics not in METRICS:
            raise InputError(f"metrics {echo(self.metrics)}", ", ".join(METRICS))
        if (shards := self.make_domain().shard_count) > MOST_SHARDS:
            raise InputError(
                f"a domain of {echo_count(shards)} shards",
                "fewer than 2^63 shards, as a store numbers them",
                "narrow the ranges or lower the degrees",
            )

    @classmethod
    def from_options(cls, *, constants: str | None = None, constants_file: str | None = None, **options: Any) -> Self:
        """From the options of `discover search pcf`; None means not given."""
        given = {
            key: value for key, value in options.items() if value is not None and value is not False and value != ()
        }
        if "let" in given:
            given["let"] = parameter_ranges(given["let"])
        settings = {key: given.pop(key) for key in ("name", "digits", "seconds", "keep", "metrics") if key in given}
        names, own = _library_parts(constants, constants_file)
        return cls(domain=given, constants=names, own_constants=own, **settings)

    @classmethod
    def from_content(cls, content: Mapping[str, Any], folder: Path) -> Self:
        """From the content of a campaign file in `folder`."""
        check_keys(content, FILE_KEYS)
        if "domain" not in content:
            raise InputError("no [domain]", "a [domain] table with " + ", ".join(DOMAIN_KEYS))
        check_keys(content["domain"], DOMAIN_KEYS)
        file = content.get("constants_file")
        names, own = _library_parts(
            ",".join(_texts(content["constants"])) if "constants" in content else None,
            None if file is None else str(folder / file),
        )
        settings = {key: content[key] for key in ("name", "digits", "seconds", "keep", "metrics") if key in content}
        cluster = ClusterSettings.of(content["cluster"]) if "cluster" in content else None
        return cls(domain=content["domain"], constants=names, own_constants=own, cluster=cluster, **settings)

    @classmethod
    def from_store(cls, row: CampaignRow) -> Self:
        """The campaign of a row of a store."""
        found = row.description
        try:
            return cls(
                domain=found["domain"],
                keep=found["keep"],
                metrics=found.get("metrics", METRICS[0]),
                digits=row.digits,
                seconds=found.get("seconds", DEFAULT_SECONDS),
                constants=tuple(found["constants"]),
                own_constants=tuple(found["own_constants"]),
                cluster=ClusterSettings.of(found["cluster"]) if "cluster" in found else None,
                name=row.name,
            )
        except (KeyError, TypeError, AttributeError, OverflowError) as error:
            raise InputError(f"campaign {row.id}: description of another kind ({error})", "campaigns of PCFs") from None

    def description(self) -> dict[str, Any]:
        """The JSON that the store keeps; with `digits` it says all that the rows depend on."""
        described: dict[str, Any] = {
            "domain": dict(self.domain),
            "keep": self.keep,
            "constants": list(self.constants),
            "own_constants": [dict(constant) for constant in self.own_constants],
        }
        if self.metrics != METRICS[0]:
            described["metrics"] = self.metrics
        if self.seconds != DEFAULT_SECONDS:
            described["seconds"] = self.seconds
        return described if self.cluster is None else described | {"cluster": self.cluster.as_json()}

    @property
    def constants_text(self) -> str:
        """What limits are compared with, as one text: "" for the whole library; the order of names is kept."""
        return ",".join(
            (*self.constants, *(f"+{constant['name']}={constant['expression']}" for constant in self.own_constants))
        )

    def make_domain(self, shards: int | None = None) -> Domain:
        """The domain described, cut as suits its screens; with the shards of an older campaign, as it was cut then.

        Raises InputError for keys that do not go together, and empty or unreadable ranges.
        """
        from search.domains import cut_for_sieve

        domain = _domain(self.domain)
        if self.keep == "all" or self.metrics != METRICS[0] or shards == domain.shard_count:
            return domain
        return cut_for_sieve(domain, full=self.keep in FULL_ONLY)

    def make_pass(self, store: Store, row: CampaignRow, engine: Engine) -> PcfPass:
        """What the driver works through."""
        screen = partial(
            screen_task, self.make_domain(row.shards).as_dict(), keep=self.keep, metrics=self.metrics == "all"
        )
        compared = {"constants": self.constants, "own_constants": self.own_constants}
        exact: Any = partial(exact_task, digits=self.digits, seconds=self.seconds, **compared)  # type: ignore[arg-type]
        return PcfPass(store, row, engine, screen, exact)

    def to_toml(self) -> str:
        """A campaign file for this campaign; constants of the user's own are left to a constants_file."""
        domain = self.make_domain()
        lines = [
            f"# {domain.size:,} formulas, screened in {domain.shard_count:,} shard{'s' * (domain.shard_count > 1)}"
        ]
        lines += [f"name = {toml(self.name)}"] if self.name else []
        lines += [f"digits = {self.digits}", f"keep = {toml(self.keep)}"]
        if self.metrics != METRICS[0]:
            lines.append(f"metrics = {toml(self.metrics)}")
        if self.seconds != DEFAULT_SECONDS:
            lines.append(f"seconds = {self.seconds}")
        if self.constants:
            lines.append(f"constants = {toml(list(self.constants))}")
        lines += ["", "[domain]", *(f"{key} = {toml(value)}" for key, value in self.domain.items())]
        if self.cluster is not None:
            lines += ["", "[cluster]", *(f"{key} = {toml(value)}" for key, value in self.cluster.as_json().items())]
        return "\n".join(lines) + "\n"


def _domain(table: Mapping[str, Any]) -> Domain:
    from search.domains import structured

    check_keys(table, DOMAIN_KEYS)
    unused = set(table)
    a, b = (_side(table, side, unused) for side in ("a", "b"))
    lets = table.get("let", {})
    if "let" in unused:
        raise InputError("let without a form", "--let for the parameters of --a-form and --b-form")
    for side in (a, b):
        lets = {name: text for name, text in lets.items() if name not in dict(getattr(side, "ranges", ()))}
    if lets:
        raise InputError(f"a range for {echo(next(iter(lets)))}", "ranges for the names that occur in the forms")
    if unused:
        raise InputError(f"{min(unused)} beside {', '.join(sorted(set(table) - unused))}", "only keys that go together")
    return structured(a, b)


def _side(table: Mapping[str, Any], side: str, unused: set[str]) -> PolynomialSet:
    """The polynomials that a or b runs through; the keys that say so are taken out of `unused`."""
    from search.domains import CoefficientBox, Form, LinearFactors, Range

    def take(key: str) -> Any:
        unused.discard(key)
        return table.get(key)

    kinds = [key for key in (f"{side}_degree", f"{side}_form", f"{side}_factors") if key in table]
    if len(kinds) != 1:
        found = " and ".join(kinds) or f"nothing about {side}(n)"
        keys = [f"{side}_degree", f"{side}_form", *(["b_factors"] if side == "b" else [])]
        options = ", ".join(f"--{key.replace('_', '-')}" for key in keys)
        raise InputError(found, f"one of {', '.join(keys)} in a file, of {options} on the command line")
    if f"{side}_form" in table:
        lets = {name: Range.parse(str(text)) for name, text in (take("let") or {}).items()}
        return Form.of(take(f"{side}_form"), lets)
    coefficients = take(f"{side}_coefficients") if f"{side}_coefficients" in table else take("coefficients")
    if coefficients is None:
        raise InputError(f"{kinds[0]} without coefficients", "coefficients = LOW:HIGH, as in -5:5")
    if f"{side}_degree" in table:
        return CoefficientBox(take(f"{side}_degree"), Range.parse(coefficients), bool(take("exact_degree")))
    offsets = take("offsets")
    if offsets is None:
        raise InputError("b_factors without offsets", "offsets = LOW:HIGH of v in the factors u*n+v, and slopes for u")
    return LinearFactors(
        take("b_factors"), Range.parse(coefficients), Range.parse(take("slopes") or "1"), Range.parse(offsets)
    )


def parameter_ranges(texts: Iterable[str]) -> dict[str, str]:
    """The ranges of parameters by name, from texts as in x0=1:20. Raises InputError."""
    ranges: dict[str, str] = {}
    for text in texts:
        name, equals, values = text.partition("=")
        if not equals or not name.strip().isidentifier() or name.strip() == "n":
            raise InputError(f"--let {echo(text)}", "NAME=LOW:HIGH, as in x0=1:20")
        if name.strip() in ranges:
            raise InputError(f"--let {name.strip()} given twice", "one range for each name")
        ranges[name.strip()] = values.strip()
    return ranges


def _library_parts(names: str | None, file: str | None) -> tuple[tuple[str, ...], tuple[Mapping[str, Any], ...]]:
    """The names of chosen constants, and all fields of those that are not in the built-in library."""
    from analysis.constants.library import built_in_library, load_library

    built_in = built_in_library()
    library = built_in if file is None else load_library(file, built_in)
    added = (known for known in library if known.name not in built_in.by_name)
    own = tuple(asdict(known) | {"tags": list(known.tags)} for known in added)
    return () if names is None else tuple(chosen.name for chosen in library.select(names)), own


def check_keys(table: Mapping[str, Any], allowed: Mapping[str, type]) -> None:
    """Raise InputError for a key that is not allowed, or a value that is not of its type."""
    for key, value in table.items():
        if key not in allowed:
            raise InputError(f"key {echo(key)}", ", ".join(allowed))
        kinds = (int, float) if allowed[key] is float else allowed[key]
        if not isinstance(value, kinds) or (allowed[key] in (int, float) and isinstance(value, bool)):
            raise InputError(f"{key} = {echo(value)}", f"{key} as {TYPE_NAMES[allowed[key]]}")


def _texts(values: list[Any]) -> list[str]:
    for value in values:
        if not isinstance(value, str):
            raise InputError(f"constant {echo(value)}", "names in quotes")
    return values


def toml(value: Any) -> str:
    """A value as TOML: JSON writes texts (but for one character), numbers, booleans and lists in the same way."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
