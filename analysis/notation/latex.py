"""Trees as LaTeX for math mode (amsmath). Text is escaped here and nowhere else."""

import re

from analysis.notation.tree import (
    COMMA,
    Fence,
    Index,
    Matrix,
    Number,
    Operator,
    Power,
    Quotient,
    Root,
    Row,
    Symbol,
    Tree,
    Word,
)

# Longer numbers may be broken at the end of a line, every BREAK digits: they would run out of the margin.
LONG_NUMBER, BREAK = 24, 5

_SIGNS = {
    "−": "-", "·": r"\cdot", "×": r"\times", "≈": r"\approx", "≤": r"\le", "≥": r"\ge", "∈": r"\in", "→": r"\to",
    "↦": r"\mapsto",
    "∼": r"\sim", "…": r"\ldots", "⋯": r"\cdots", "⋱": r"\ddots", "∞": r"\infty", "′": "'", "!": "!",
    "π": r"\pi", "γ": r"\gamma", "φ": r"\varphi", "ϖ": r"\varpi", "ζ": r"\zeta", "Γ": r"\Gamma", "ψ": r"\psi",
    "Φ": r"\Phi",
    "λ": r"\lambda",
    "δ": r"\delta", "η": r"\eta", "β": r"\beta", "α": r"\alpha", "ρ": r"\rho", "σ": r"\sigma", "∑": r"\sum",
    "∏": r"\prod", "⌊": r"\lfloor", "⌋": r"\rfloor",
}  # fmt: skip
_FUNCTIONS = (
    "log", "exp", "sin", "cos", "tan", "cot", "sinh", "cosh", "tanh", "coth", "arcsin", "arccos", "arctan",
)  # fmt: skip
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "[": r"\lbrack{}", "]": r"\rbrack{}", "*": r"\textasteriskcentered{}", "|": r"\textbar{}",
    '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "−": r"\ensuremath{-}",
}  # fmt: skip


# Accented letters that pdflatex knows in the encodings utf8 and T1; other characters are shown by their number.
_LETTERS = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿĂăĄąĆćČčĎďĐđĘęĚěĞğŁłŃńŇňŐőŒœŔŕŘřŚśŞşŠšŤťŮůŰűŸŹźŻżŽž"
    "–—‘’“”…§©°"
)


def escape(text: object) -> str:
    r"""Text that LaTeX prints as it stands, on one line; what pdflatex has no letter for becomes U+ and its number.

    A bracket or star is escaped too: after the end of a table's row LaTeX would read it as an argument.

    >>> print(escape("50 % of a_n"))
    50 \% of a\_n
    """
    return "".join(map(_escaped, " ".join(str(text).split())))


def _escaped(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if " " <= character <= "~" or character in _LETTERS:
        return character
    if character in _SIGNS:
        sign = _SIGNS[character]
        return sign if not sign.startswith("\\") else rf"\ensuremath{{{sign}}}"
    return rf"\lbrack{{}}U+{ord(character):04X}\rbrack{{}}"


def latex(tree: Tree) -> str:
    r"""The LaTeX of a tree.

    >>> print(latex(Quotient(Number("4"), Symbol("π"))))
    \frac{4}{\pi}
    >>> print(latex(Row((Word("binomial"), Fence(Row((Symbol("n"), COMMA, Symbol("k"))))))))
    \binom{n}{k}
    """
    match tree:
        case Number(text):
            return _number(text)
        case Symbol(text):
            return _SIGNS.get(text) or (text if text.isascii() and text.isalpha() else rf"\text{{{escape(text)}}}")
        case Word(text):
            return rf"\{text}" if text in _FUNCTIONS else rf"\operatorname{{{_upright(text)}}}"
        case Operator(text):
            return _SIGNS.get(text, text if text in "+=,;/()<>" else rf"\text{{{escape(text)}}}")
        case Row(items):
            return _row(items)
        case Quotient(top, bottom, continued):
            return rf"\{'cfrac' if continued else 'frac'}{{{latex(top)}}}{{{latex(bottom)}}}"
        case Power(Index(Symbol("∑" | "∏") as sign, below), above):
            return rf"{latex(sign)}_{{{latex(below)}}}^{{{latex(above)}}}"
        case Power(base, exponent):
            return rf"{_base(base)}^{{{latex(exponent)}}}"
        case Index(base, index):
            return rf"{_base(base)}_{{{latex(index)}}}"
        case Root(body, degree):
            return rf"\sqrt{'' if degree is None else f'[{latex(degree)}]'}{{{latex(body)}}}"
        case Fence(body):
            inside = latex(body)
            tall = any(mark in inside for mark in ("frac", "binom", "\\begin"))
            return rf"\mathopen{{}}\left({inside}\right)" if tall else f"({inside})"
        case Matrix(rows):
            written = [[latex(entry) for entry in line] for line in rows]
            tall = any("frac" in entry for line in written for entry in line)
            style, end = (r"\displaystyle ", r" \\[8pt] ") if tall else ("", r" \\ ")
            lines = end.join(" & ".join(style + entry for entry in line) for line in written)
            return rf"\begin{{pmatrix}}{lines}\end{{pmatrix}}"


def displayed(*trees: Tree) -> str:
    r"""Trees in a line of text, as large as in a display.

    >>> print(displayed(Symbol("π"), Number("4")))
    $\displaystyle \pi,\quad 4$
    """
    written = r",\quad ".join(map(latex, trees))
    return rf"$\displaystyle {written}$"


def _row(items: tuple[Tree, ...]) -> str:
    text = ""
    for place, item in enumerate(items):
        if place and _binomial(items[place - 1], item):
            continue
        match item:
            case Word() if found := _binomial(*items[place : place + 2]):
                text += found
            case Operator(_, prefix) if prefix:
                text += latex(item)
            case Operator("/"):
                text += "/"
            case Operator("," | ";"):
                text += f"{item.text}\\, "
            case Operator():
                text += f" {latex(item)} "
            case _:
                if text and isinstance(item, Index) and item.base == Row(()):
                    text += r"\,"  # 2 ₂F₁ is not 2₂ F₁
                tight = isinstance(item, Fence) or (isinstance(item, Power) and isinstance(item.base, Fence))
                spaced = text and not tight and not text.endswith((" ", "-", "{", "(", "/"))
                text += f" {latex(item)}" if spaced else latex(item)
    return text


def _binomial(word: Tree, argument: Tree | None = None) -> str:
    """binomial(n, k), a power too; empty for anything else."""
    if not isinstance(word, Word) or word.text != "binomial":
        return ""
    fence = argument.base if isinstance(argument, Power) else argument
    inside = fence.body.items if isinstance(fence, Fence) and isinstance(fence.body, Row) else ()
    if inside.count(COMMA) != 1:
        return ""
    place = inside.index(COMMA)
    top, bottom = latex(Row(inside[:place])), latex(Row(inside[place + 1 :]))
    exponent = f"^{{{latex(argument.exponent)}}}" if isinstance(argument, Power) else ""
    return rf"\binom{{{top}}}{{{bottom}}}{exponent}"


def _base(tree: Tree) -> str:
    single = isinstance(tree, Number | Symbol | Word | Fence)
    return latex(tree) if single else f"{{{latex(tree)}}}"


def _number(text: str) -> str:
    if len(text) <= LONG_NUMBER:
        return text
    return r"\allowbreak ".join(text[i : i + BREAK] for i in range(0, len(text), BREAK))


def _upright(text: str) -> str:
    return text if re.fullmatch("[A-Za-z]+", text) else rf"\text{{{escape(text)}}}"
