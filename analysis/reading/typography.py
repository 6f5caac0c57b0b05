"""Pasted mathematics as plain text: n², ζ(3), √2, 2·π, n^{2}, \\frac{1}{2} as a keyboard would write them."""

import re

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_SIGNS = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "∙": "*", "⁄": "/", "÷": "/",
                        "{": "(", "}": ")", "ℯ": " e ", "%": " "})  # fmt: skip
_LETTERS = str.maketrans({"π": " pi ", "ζ": " zeta ", "φ": " phi ", "ϕ": " phi ", "γ": " gamma ", "ϖ": " lemniscate ",
                          "ψ": " digamma ", "Γ": " gamma", "β": " dirichlet_beta ", "√": "√ ", "∛": "∛ "})  # fmt: skip
_ROOTS = {"√": "sqrt", "∛": "cbrt"}
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_ROOT = re.compile(r"([√∛])\s*(?:([0-9]+|[A-Za-z_]\w*)(?!\s*\()|(?=\())")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_BINOMIAL = re.compile(r"\\[dt]?binom\s*\{([^{}]*)\}\s*\{([^{}]*)\}|\{([^{}]*)\\choose\b([^{}]*)\}")
_CHOOSE = re.compile(r"\bC\s*\(")
_TIMES = re.compile(r"\\(?:cdot|times)(?![A-Za-z])")
_ARGUMENTS = re.compile(r"([A-Za-z]\w*)\[([^\[\]]*)\]")
_SPACING = re.compile(r"\\(?:left|right|[,;:! ])")


def plain_text(text: str) -> str:
    r"""The expression without superscripts, Greek letters, root signs and LaTeX commands.

    >>> plain_text("3n²−n·4"), plain_text("n^{2}"), plain_text("√2").strip(), plain_text("ζ(3)").strip()
    ('3n^2-n*4', 'n^(2)', 'sqrt(2)', 'zeta (3)')
    >>> plain_text(r"\binom{n}{k}^2").strip(), plain_text("Zeta[3]/Pi"), plain_text("%pi").strip()
    ('binomial(n,k)^2', 'Zeta(3)/Pi', 'pi')
    """
    text = _in_parentheses(text)
    if text.isascii() and not set(text) & set("\\{}%"):
        return text
    while (smaller := _FRACTION.sub(r"((\1)/(\2))", text)) != text:
        text = smaller
    text = _BINOMIAL.sub(r" binomial(\1\3,\2\4)", text)
    text = _SPACING.sub(" ", _TIMES.sub("*", text)).replace("\\", " ")
    text = _RAISED.sub(_power, text.translate(_LETTERS)).translate(_SIGNS)
    return _ROOT.sub(_root, text)


def _in_parentheses(text: str) -> str:
    """f(x) for Mathematica's f[x]."""
    while (smaller := _ARGUMENTS.sub(r"\1(\2)", text)) != text:
        text = smaller
    return text


def with_binomials(text: str) -> str:
    """C(n, k) as binomial(n, k).

    >>> with_binomials("C(n,k)^2")
    'binomial(n,k)^2'
    """
    return _CHOOSE.sub("binomial(", text)


def _power(raised: re.Match[str]) -> str:
    exponent = raised[0].translate(_SUPERSCRIPTS)
    return f"^{exponent}" if exponent.isdecimal() else f"^({exponent})"


def _root(sign: re.Match[str]) -> str:
    return f" {_ROOTS[sign[1]]}({sign[2]})" if sign[2] else f" {_ROOTS[sign[1]]}"


def closed_up(text: str) -> str:
    """Without spaces and with ^ for powers, so that `pi ** 2` and `pi^2` are one name."""
    return "".join(text.split()).replace("**", "^")
