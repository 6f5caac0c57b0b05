"""What `benchmarks.fuzz` tries: texts near to those that each parser takes, commands, and fractions of all kinds."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from analysis.exact.polynomials import Polynomial

ANY = st.text(max_size=40)
NUMBERS = st.one_of(
    st.integers(-9, 9).map(str),
    st.integers(-(10**30), 10**30).map(str),
    st.sampled_from(
        ["1e999999999", "1e-999999999", "0", "-0", "1/0", "nan", "inf", "9" * 5000, "1_0", "٣", "½", "1e", ""]
    ),
    st.from_regex(r"-?[0-9]{1,6}(\.[0-9]{0,20})?(e-?[0-9]{1,3})?", fullmatch=True),
    st.fractions(max_denominator=99).map(str),
)
NAMES = st.sampled_from(
    [
        "n",
        "x",
        "pi",
        "e",
        "zeta(3)",
        "sqrt(2)",
        "catalan",
        "exp(1)",
        "gamma(1/3)",
        "zeta(1)",
        "log(0)",
        "nowhere",
        "n n",
    ]
)
SIGNS = st.sampled_from(
    ["+", "-", "*", "/", "^", "**", "·", "−", "×", "(", ")", ",", " ", "^^", "²", "{", "}", "!", ";"]
)


def _spoilt(good: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A good text, or one with a piece cut out, doubled, or replaced by another."""

    def spoil(parts: tuple[str, int, int, str]) -> str:
        text, start, length, other = parts
        at = start % (len(text) + 1)
        return text[:at] + other + text[at + length :]

    return good | st.tuples(good, st.integers(0, 400), st.integers(0, 9), ANY | NUMBERS | SIGNS).map(spoil)


EXPRESSIONS = _spoilt(st.lists(st.one_of(NUMBERS, NAMES, SIGNS), min_size=1, max_size=14).map("".join))


@st.composite
def polynomials(draw: st.DrawFn, largest_degree: int = 16, largest: int = 10**6) -> Polynomial:
    """A polynomial other than 0: by coefficients, or by roots, which may be whole, halves, double or far out."""
    size = draw(st.sampled_from([1, 3, 10, 100, largest]))
    if draw(st.booleans()):
        degree = draw(st.sampled_from([0, 1, 1, 2, 2, 3, 4, 6, largest_degree]))
        given = draw(st.lists(st.integers(-size, size), min_size=degree + 1, max_size=degree + 1))
        return Polynomial.of(given) or Polynomial((1,))
    found = Polynomial((draw(st.integers(1, size)) * draw(st.sampled_from([1, -1])),))
    for _ in range(draw(st.integers(0, 4))):
        slope, offset = draw(st.integers(1, 3)), draw(st.integers(-size, size))
        power = draw(st.sampled_from([1, 1, 2]))
        for _ in range(power):
            found = found * Polynomial((offset, slope))
    return found


@st.composite
def fractions(draw: st.DrawFn) -> tuple[Polynomial, Polynomial]:
    """The polynomials a, b of a continued fraction."""
    a, b = draw(polynomials()), draw(polynomials())
    kind = draw(st.sampled_from(["any", "any", "balanced", "near degenerate", "inflated", "shifted", "ends"]))
    if kind == "balanced":  # deg b = 2 deg a, where most of the mathematics is
        a = draw(polynomials(4, 100))
        b = a * draw(polynomials(0, 20)) * a.shift(draw(st.integers(-2, 2)))
    elif kind == "near degenerate":  # the characteristic roots coincide, or nearly
        a = draw(polynomials(3, 100))
        b = -(a * a.shift(-1)) + Polynomial((draw(st.integers(-3, 3)),))
        a = a * 2
    elif kind == "inflated":
        factor = draw(polynomials(2, 100))
        a, b = a * factor, b * factor * factor.shift(-1)
    elif kind == "shifted":
        steps = draw(st.sampled_from([10, 1000, 10**5]))
        a, b = a.shift(steps), b.shift(draw(st.sampled_from([0, steps])))
    elif kind == "ends":
        b = b * Polynomial((-draw(st.integers(1, 40)), 1))
    return (a, b) if a and b else (a or Polynomial((1,)), b or Polynomial((1,)))


def _polynomial_texts() -> st.SearchStrategy[str]:
    return polynomials(6, 1000).flatmap(lambda p: st.sampled_from([str(p), p.compact(), f"({p})*(n+1)"]))


POLYNOMIALS = _spoilt(_polynomial_texts()) | EXPRESSIONS
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=True) | ANY | NUMBERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY, inner, max_size=4),
    max_leaves=8,
)


def objects(**good: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    """JSON objects with these keys, some of them missing, of another type or of another name; then spoilt as text."""
    entries = st.fixed_dictionaries({}, optional={name: value | VALUES for name, value in good.items()})
    more = st.dictionaries(ANY, VALUES, max_size=1)
    whole = st.fixed_dictionaries(dict(good))
    return _spoilt(st.one_of(whole, entries, st.tuples(entries, more).map(lambda two: two[0] | two[1])).map(json.dumps))


_PAIR = st.fixed_dictionaries({"a": _polynomial_texts(), "b": _polynomial_texts()})
_ROWS = st.lists(st.lists(st.integers(-99, 99) | NUMBERS, min_size=2, max_size=3), min_size=1, max_size=3)
_STEPS = st.lists(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["coboundary", "inflation", "shift", "rise"]), "to": _PAIR},
        optional={"u": st.lists(_polynomial_texts(), max_size=4), "factor": st.lists(NUMBERS, max_size=2),
                  "start": st.integers(-3, 9), "denominator": _polynomial_texts()},
    ), max_size=3,
)  # fmt: skip
_END = st.fixed_dictionaries(
    {"kind": st.sampled_from(["theorem", "closed form", "formula", "rational"])},
    optional={"name": ANY | st.sampled_from(["arctangent", "logarithm", "Kummer"]), "constant": NAMES,
              "parameters": st.lists(NUMBERS, max_size=3)},
)  # fmt: skip
CERTIFICATES = objects(version=st.just(1), formula=_PAIR, steps=_STEPS, end=_END, mobius=_ROWS)
_MATRIX = st.lists(st.lists(_polynomial_texts() | EXPRESSIONS, min_size=2, max_size=2), min_size=2, max_size=2)
FIELDS = objects(
    name=ANY,
    axes=st.just(["x", "y"]) | st.lists(NAMES, max_size=3),
    parameters=st.lists(NAMES, max_size=2),
    matrices=st.fixed_dictionaries({"x": _MATRIX, "y": _MATRIX}) | st.dictionaries(NAMES, _MATRIX, max_size=3),
)
_THREE = st.lists(_polynomial_texts(), min_size=3, max_size=3)
_TWO = st.lists(NUMBERS | st.integers(-9, 9), min_size=2, max_size=2)
FORMULAS = st.one_of(
    objects(kind=st.just("recurrence"), coefficients=_THREE, first=st.integers(-3, 5), p=_TWO, q=_TWO),
    objects(kind=st.just("series"), coefficients=_THREE, first=st.integers(-3, 5), u=_TWO, constant=NUMBERS),
    objects(kind=st.just("product"), matrix=_MATRIX, first=st.integers(-3, 5), start=st.lists(_TWO, max_size=3)),
    objects(kind=st.just("pcf"), a=POLYNOMIALS | _THREE, b=POLYNOMIALS | _THREE),
    objects(kind=st.sampled_from(["esma", "pcf", "sum"]), a=_polynomial_texts(), coefficients=_THREE),
)


def _toml(value: Any) -> str:
    return (
        json.dumps(value)
        if not isinstance(value, dict)
        else "{" + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + "}"
    )


def _lines(table: dict[str, Any]) -> str:
    return "\n".join(f"{key} = {_toml(value)}" for key, value in table.items())


_RANGES = st.tuples(st.integers(-9, 9), st.integers(-9, 9)).map(lambda two: f"{two[0]}:{two[1]}") | NUMBERS
_DOMAIN = st.fixed_dictionaries(
    {},
    optional={
        "a_degree": st.integers(-1, 3) | VALUES, "b_degree": st.integers(-1, 3), "coefficients": _RANGES,
        "a_coefficients": _RANGES, "exact_degree": st.booleans(), "a_form": EXPRESSIONS, "b_form": POLYNOMIALS,
        "let": st.dictionaries(st.sampled_from(["x0", "x1", "n"]), _RANGES, max_size=2), "b_factors": st.integers(0, 3),
        "slopes": _RANGES, "offsets": _RANGES, "constant": NAMES, "degree": st.integers(0, 3), "height": NUMBERS,
    },
)  # fmt: skip
_SETTINGS = st.fixed_dictionaries(
    {},
    optional={"kind": st.sampled_from(["pcf", "esma", "x"]), "digits": st.integers(-1, 10**5) | NUMBERS,
              "keep": st.sampled_from(["fr", "all", "x"]), "constants": st.lists(NAMES, max_size=3), "name": ANY},
)  # fmt: skip
CAMPAIGNS = _spoilt(st.tuples(_SETTINGS, _DOMAIN).map(lambda two: f"{_lines(two[0])}\n[domain]\n{_lines(two[1])}\n"))
_CONSTANT = st.fixed_dictionaries(
    {},
    optional={"name": ANY | NAMES, "expression": NAMES | EXPRESSIONS, "latex": ANY, "tags": st.lists(ANY, max_size=2)},
)
LIBRARIES = _spoilt(
    st.lists(_CONSTANT, max_size=2).map(lambda all: "\n".join(f"[[constant]]\n{_lines(one)}" for one in all))
)
TABLES = _spoilt(
    st.tuples(
        st.sampled_from(["a,b", "name,a,b", "a;b", "a\tb", "A,B", "a", "", '"a","b"', "a,b,a"]),
        st.lists(st.tuples(POLYNOMIALS, POLYNOMIALS).map(",".join), max_size=3),
    ).map(lambda two: "\n".join([two[0], *two[1]]))
)
SQL = _spoilt(
    st.sampled_from(
        ["select * from formulas", "select a, b from formulas where delta > 0", "select count(*) from v_conjectures",
         "with recursive c(x) as (select 1 union all select x+1 from c limit 99) select * from c", "pragma user_version"
        ,
         "select zeroblob(99999999)", "delete from formulas", "attach 'x' as y", "select json('[')", "values (x'00')"]
    )
)  # fmt: skip


def command_lines(file: Callable[[str, str], str], store: str) -> st.SearchStrategy[list[str]]:
    """Commands with such arguments; file: keeps a text under an ending and gives its name; store: one to ask."""
    option = st.sampled_from(["--format", "--digits", "--limit", "--order-by", "--let", "--start", "--nothing", "-h"])
    some = ANY | NUMBERS | NAMES | EXPRESSIONS

    def with_file(texts: st.SearchStrategy[str], ending: str, *before: str) -> st.SearchStrategy[list[str]]:
        return texts.map(lambda text: [*before, file(text, ending)])

    plain = st.one_of(
        st.tuples(NUMBERS, NUMBERS).map(lambda two: ["sequence", *two]),
        st.lists(NUMBERS | ANY, min_size=1, max_size=9).map(lambda terms: ["sequence", *terms]),
        st.tuples(POLYNOMIALS, POLYNOMIALS).map(lambda two: ["transform", "even", *two]),
        st.tuples(NAMES | ANY, NUMBERS).map(lambda two: ["field", "show", two[0], "--let", f"z={two[1]}"]),
        st.lists(NUMBERS, max_size=3).map(lambda at: ["field", "trajectory", "nowhere", "--start", ",".join(at)]),
        st.tuples(_RANGES, _RANGES).map(lambda two: ["search", "pcf", "--a-degree", "1", "--b-degree", "1",
                                                     "--coefficients", two[0], "--dry-run"]),
        some.map(lambda text: ["constants", "list", "--constants", text, "--digits", "5"]),
        st.tuples(option, some).map(lambda two: ["query", "--db", store, *two]),
        SQL.map(lambda sql: ["query", "--db", store, "--sql-seconds", "1", "--sql", sql]),
        with_file(CERTIFICATES, "json", "verify"),
        with_file(FIELDS, "json", "field", "show"),
        with_file(LIBRARIES, "toml", "constants", "list", "--digits", "5", "--constants-file"),
        with_file(_spoilt(st.sampled_from(["[domain]\na_degree = 0\n"])), "toml", "run", "--db", store),
        st.lists(some, max_size=4),
    )  # fmt: skip
    return st.tuples(plain, st.lists(st.one_of(option, some), max_size=1)).map(lambda two: two[0] + two[1])
