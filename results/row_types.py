"""What the columns of `formulas` have to be, for `results.typed_rows`; a column without a name here is not checked."""

from analysis.dynamics.measures import MEASURES, PLOTTED, TOP
from analysis.formula import EVIDENCE, SHAPES, STATUSES
from results import typed_rows as read

_NAMES = read.values_of(read.optional(read.text()))
_VALUE = read.needing(
    read.mapping_of(expression=read.text(), kind=read.text(), latex=read.optional(read.text())), "expression"
)
_EXTRAS = read.mapping_of(
    blind_delta=read.optional(read.number),
    blind_delta_error=read.optional(read.number),
    certificate=read.optional(read.values_of(read.anything)),
    coefficients=read.list_of(read.text(read.LONGEST_TEXT)),
    constant=read.optional(read.text()),
    delta_error=read.optional(read.number),
    direction=read.list_of(read.anything),
    dynamics_error=read.optional(read.values_of(read.optional(read.number))),
    dynamics_exact=read.optional(
        read.values_of(
            lambda value: value if value is None else (_NAMES if isinstance(value, dict) else read.text())(value)
        )
    ),
    identity_more=read.optional(
        read.needing(
            read.mapping_of(
                constant=read.text(),
                constants=read.list_of(read.text()),
                status=read.text(),
                relation=read.optional(read.values_of(read.values_of(read.large_integer))),
                polynomial=read.optional(read.list_of(read.large_integer)),
            ),
            "constant",
        )
    ),
    let=read.values_of(read.anything),
    named_by=read.optional(read.text()),
    start=read.list_of(read.anything),
)
# What each column of `formulas`, with those of its identity beside it, has to be.
_FORMULA: dict[str, read.Reader] = {
    "id": read.integer(),
    "kind": read.one_of(*SHAPES),
    "status": read.optional(read.one_of(*STATUSES)),
    "value": read.optional(read.decimal),
    "digits": read.optional(read.integer(0, read.MOST_DIGITS)),
    "evidence": read.optional(read.one_of(*EVIDENCE)),
    "constant": read.optional(read.text()),
    "closed_form": read.optional(read.json_of(_VALUE)),
    **{measure.name: read.optional(read.rational if measure.rational else read.number) for measure in MEASURES},
    **{f"{measure.name}_exact": read.optional(read.text()) for measure in TOP},
    "family": read.optional(read.text()),
    "cluster": read.optional(read.integer()),
    "factorial_reduction": read.optional(read.flag),
    "extras": read.optional(read.json_of(_EXTRAS)),
}
RECURRENCE = dict(_FORMULA)  # its coefficients and start are among the extras
PCF = _FORMULA | {"a": read.polynomial, "b": read.polynomial}
IDENTITY: dict[str, read.Reader] = {
    "constant": read.text(),
    "mobius": read.json_of(read.list_of(read.list_of(read.large_integer, 2, 2), 2, 2)),
    "expression": read.text(),
    "latex": read.optional(read.text()),
    "identity_digits": read.integer(0, read.MOST_DIGITS),
}
_SIGN = read.integer(-1, 1)
ESMA = _FORMULA | {
    "constant": read.text(),
    "lhs": read.text(),
    "signs": read.json_of(read.list_of(_SIGN, 1)),
    "terms": read.json_of(read.list_of(read.large_integer)),
    "recurrence": read.optional(read.json_of(read.list_of(read.large_integer))),
    "interlaced": read.optional(read.json_of(read.list_of(read.text()))),
    "digits_per_term": read.optional(read.number),
    "simple_digits_per_term": read.optional(read.number),
}
PLOTTED_ROW: dict[str, read.Reader] = {
    "a": read.polynomial,
    "b": read.polynomial,
    "constant": read.optional(read.text()),
    "cluster": read.optional(read.integer()),
    **{measure.name: read.optional(read.number) for measure in PLOTTED},
}
