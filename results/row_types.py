"""What the columns of each table have to be, for `results.typed_rows`; a column without a name here is not checked."""

from analysis.dynamics.measures import MEASURES, PLOTTED, TOP
from analysis.formula import EVIDENCE, SHAPES, STATUSES
from results.typed_rows import (
    LONGEST_TEXT,
    MOST_DIGITS,
    Reader,
    anything,
    decimal,
    flag,
    integer,
    json_of,
    large_integer,
    list_of,
    mapping_of,
    moment,
    needing,
    number,
    one_of,
    optional,
    polynomial,
    rational,
    text,
    values_of,
)

_NAMES = values_of(optional(text()))
_VALUE = needing(mapping_of(expression=text(), kind=text(), latex=optional(text())), "expression")
_EXTRAS = mapping_of(
    blind_delta=optional(number),
    blind_delta_error=optional(number),
    certificate=optional(values_of(anything)),
    coefficients=list_of(text(LONGEST_TEXT)),
    constant=optional(text()),
    delta_error=optional(number),
    direction=list_of(anything),
    dynamics_error=optional(values_of(optional(number))),
    dynamics_exact=optional(
        values_of(lambda value: value if value is None else (_NAMES if isinstance(value, dict) else text())(value))
    ),
    identity_more=optional(
        needing(
            mapping_of(
                constant=text(),
                constants=list_of(text()),
                status=text(),
                relation=optional(values_of(values_of(large_integer))),
                polynomial=optional(list_of(large_integer)),
            ),
            "constant",
        )
    ),
    let=values_of(anything),
    named_by=optional(text()),
    start=list_of(anything),
)
# What each column of `formulas`, with those of its identity beside it, has to be.
_FORMULA: dict[str, Reader] = {
    "id": integer(),
    "kind": one_of(*SHAPES),
    "status": optional(one_of(*STATUSES)),
    "value": optional(decimal),
    "digits": optional(integer(0, MOST_DIGITS)),
    "evidence": optional(one_of(*EVIDENCE)),
    "constant": optional(text()),
    "closed_form": optional(json_of(_VALUE)),
    **{measure.name: optional(rational if measure.rational else number) for measure in MEASURES},
    **{f"{measure.name}_exact": optional(text()) for measure in TOP},
    "family": optional(text()),
    "cluster": optional(integer()),
    "factorial_reduction": optional(flag),
    "extras": optional(json_of(_EXTRAS)),
}
RECURRENCE = dict(_FORMULA)  # its coefficients and start are among the extras
PCF = _FORMULA | {"a": polynomial, "b": polynomial}
IDENTITY: dict[str, Reader] = {
    "constant": text(),
    "mobius": json_of(list_of(list_of(large_integer, 2, 2), 2, 2)),
    "expression": text(),
    "latex": optional(text()),
    "identity_digits": integer(0, MOST_DIGITS),
}
_SIGN = integer(-1, 1)
ESMA = _FORMULA | {
    "constant": text(),
    "lhs": text(),
    "signs": json_of(list_of(_SIGN, 1)),
    "terms": json_of(list_of(large_integer)),
    "recurrence": optional(json_of(list_of(large_integer))),
    "interlaced": optional(json_of(list_of(text()))),
    "digits_per_term": optional(number),
    "simple_digits_per_term": optional(number),
}
_OWN_CONSTANT = needing(
    mapping_of(
        name=text(),
        expression=text(),
        latex=optional(text()),
        written=optional(text()),
        sympy=text(),
        tags=list_of(text()),
        latex_level=integer(),
        sympy_level=integer(),
    ),
    "name", "expression", "sympy",
)  # fmt: skip
_DESCRIPTION = mapping_of(
    domain=mapping_of(let=values_of(text())),
    depth=integer(0),
    keep=text(),
    metrics=text(),
    constants=list_of(text()),
    own_constants=list_of(_OWN_CONSTANT),
    cluster=values_of(anything),
)
CAMPAIGN: dict[str, Reader] = {
    "id": integer(1),
    "digest": text(),
    "name": text(),
    "kind": text(),
    "description": json_of(_DESCRIPTION),
    "shards": integer(0),
    "size": large_integer,
    "digits": integer(1),
    "constants": text(LONGEST_TEXT),
    "started": text(),
    "finished": optional(text()),
}
_COUNTS = ("shards_done", "raw_screened", "formulas", "pending", "examined", "failed", "identified",
           "factorial_reduction", "runs", "set_aside")  # fmt: skip
STATUS: dict[str, Reader] = dict.fromkeys(_COUNTS, integer(0)) | {"seconds": number}
_REPORT = mapping_of(
    seconds_left=optional(number),
    workers=integer(0),
    screened_per_second=number,
    examined_per_second=number,
    **dict.fromkeys(("examined", "identified", "failed", "lost", "raised", "set_aside", "stragglers"), integer(0)),
)
RUN: dict[str, Reader] = {
    "run": integer(),
    "campaign": integer(),
    "name": text(),
    "kind": text(),
    "engine": optional(text()),
    "started": moment,
    "seen": optional(moment),
    "ended": optional(moment),
    "outcome": optional(text()),
    "report": optional(json_of(optional(_REPORT))),
}
SET_ASIDE: dict[str, Reader] = {"shard": integer(0), "tries": integer(0), "error": text(), "at": text()}
PENDING: dict[str, Reader] = {
    "id": integer(),
    "a": polynomial,
    "b": polynomial,
    "reduction_order": optional(text()),
    "factorial_reduction": optional(flag),
}
_ENTRY = text()
_MATRIX = list_of(list_of(_ENTRY, 1), 1)
FAMILY: dict[str, Reader] = {
    "id": text(),
    "kind": text(),
    "constant": optional(text()),
    "field": optional(text()),
    "evidence": optional(one_of(*EVIDENCE)),
    "expression": optional(text()),
    "latex": optional(text(LONGEST_TEXT)),
    "description": optional(json_of(values_of(anything))),
    "best_delta": optional(number),
}
_CENTRE = json_of(values_of(optional(number)))
CLUSTER: dict[str, Reader] = {
    "size": integer(0),
    "centre": _CENTRE,
    "spread": _CENTRE,
    "a": optional(polynomial),
    "b": optional(polynomial),
    "constant": optional(text()),
}
FIELD: dict[str, Reader] = {
    "name": text(),
    "axes": json_of(list_of(text(), 1)),
    "matrices": json_of(values_of(_MATRIX)),
    "constant": optional(text()),
    "latex": optional(text(LONGEST_TEXT)),
    "source": optional(text()),
    "size": integer(0),
}
FIELD_COUNTS: dict[str, Reader] = {"field": text(), "constant": optional(text()), "best_delta": optional(number)}
PLACE: dict[str, Reader] = {"field": text(), "start": json_of(list_of(anything))}
MEMBER: dict[str, Reader] = {
    "a": polynomial,
    "b": polynomial,
    "delta": optional(number),
    "start": optional(json_of(list_of(anything))),
    "direction": optional(json_of(list_of(anything))),
}
PLOTTED_ROW: dict[str, Reader] = {
    "a": polynomial,
    "b": polynomial,
    "constant": optional(text()),
    "cluster": optional(integer()),
    **{measure.name: optional(number) for measure in PLOTTED},
}
LINK: dict[str, Reader] = {"first": integer(), "second": integer()}
TIE: dict[str, Reader] = {**LINK, "certificate": json_of(anything)}
BEST_OF_CONSTANT: dict[str, Reader] = {
    "constant": text(),
    "a": optional(polynomial),
    "b": optional(polynomial),
    "expression": text(),
    "mobius": json_of(list_of(list_of(large_integer, 2, 2), 2, 2)),
    "delta": optional(number),
    "digits": optional(integer(0)),
    "evidence": optional(one_of(*EVIDENCE)),
}
