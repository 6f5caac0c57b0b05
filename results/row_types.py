"""What the columns of `formulas` have to be, for `results.typed_rows`; a column without a name here is not checked."""

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
PLOTTED_ROW: dict[str, Reader] = {
    "a": polynomial,
    "b": polynomial,
    "constant": optional(text()),
    "cluster": optional(integer()),
    **{measure.name: optional(number) for measure in PLOTTED},
}
