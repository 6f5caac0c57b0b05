"""The literature a report may cite, once: printed as BibTeX for LaTeX and as a list for the page."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """One work; kind: BibTeX's type of entry; fields: BibTeX's, in plain Unicode text."""

    key: str
    kind: str
    authors: tuple[str, ...]
    title: str
    where: str
    year: int
    volume: str = ""
    number: str = ""
    pages: str = ""
    eprint: str = ""

    def bibtex(self) -> str:
        """The entry for a .bib file."""
        container = {"article": "journal", "inproceedings": "booktitle", "book": "publisher"}[self.kind]
        fields = {
            "author": " and ".join(self.authors),
            "title": f"{{{self.title}}}",
            container: self.where,
            "volume": self.volume,
            "number": self.number,
            "pages": self.pages.replace("–", "--"),
            "year": str(self.year),
            "note": f"arXiv:{self.eprint}" if self.eprint else "",
        }
        lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items() if text)
        return f"@{self.kind}{{{self.key},\n{lines}}}\n"

    def text(self) -> str:
        """The entry as one line of a list.

        >>> LITERATURE["massey1969"].text()
        'James L. Massey. Shift-register synthesis and BCH decoding. IEEE Trans. Inform. Theory 15(1):122–127, 1969.'
        """
        *others, last = self.authors
        names = f"{', '.join(others)} and {last}" if others else last
        issue = f" {self.volume}" + (f"({self.number})" if self.number else "") if self.volume else ""
        pages = (":" if issue else ", ") + self.pages if self.pages else ""
        eprint = f" arXiv:{self.eprint}." if self.eprint else ""
        return f"{names}. {self.title}. {self.where}{issue}{pages}, {self.year}.{eprint}"


LITERATURE = {
    reference.key: reference
    for reference in (
        Reference(
            "elimelech2024", "article",
            ("Rotem Elimelech", "Ofir David", "Carlos De la Cruz Mengual", "Rotem Kalisch", "Wolfgang Berndt",
             "Michael Shalyt", "Mark Silberstein", "Yaron Hadad", "Ido Kaminer"),
            "Algorithm-assisted discovery of an intrinsic order among mathematical constants",
            "Proc. Natl. Acad. Sci. USA", 2024, "121", "25", "e2321440121", "2308.11829",
        ),
        Reference(
            "razon2023", "inproceedings",
            ("Ofir Razon", "Yoav Harris", "Shahar Gottlieb", "Dan Carmon", "Ofir David", "Ido Kaminer"),
            "Automated search for conjectures on mathematical constants using analysis of integer sequences",
            "Proceedings of the 40th International Conference on Machine Learning, PMLR", 2023,
            "202", "", "28809–28842", "2212.09470",
        ),
        Reference(
            "shalyt2024", "inproceedings",
            ("Michael Shalyt", "Uri Seligmann", "Itay Beit Halachmi", "Ofir David", "Rotem Elimelech", "Ido Kaminer"),
            "Unsupervised discovery of formulas for mathematical constants",
            "Advances in Neural Information Processing Systems (NeurIPS)", 2024, eprint="2412.16818",
        ),
        Reference(
            "apery1979", "article", ("Roger Apéry",), "Irrationalité de ζ(2) et ζ(3)", "Astérisque", 1979, "61", "",
            "11–13",
        ),
        Reference(
            "cuyt2008", "book",
            ("Annie Cuyt", "Vigdis B. Petersen", "Brigitte Verdonk", "Haakon Waadeland", "William B. Jones"),
            "Handbook of Continued Fractions for Special Functions", "Springer", 2008,
        ),
        Reference(
            "johansson2017", "article", ("Fredrik Johansson",),
            "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic",
            "IEEE Trans. Comput.", 2017, "66", "8", "1281–1292",
        ),
        Reference(
            "lll1982", "article", ("Arjen K. Lenstra", "Hendrik W. Lenstra", "László Lovász"),
            "Factoring polynomials with rational coefficients", "Math. Ann.", 1982, "261", "4", "515–534",
        ),
        Reference(
            "massey1969", "article", ("James L. Massey",), "Shift-register synthesis and BCH decoding",
            "IEEE Trans. Inform. Theory", 1969, "15", "1", "122–127",
        ),
    )
}  # fmt: skip


def bibliography(keys: Iterable[str]) -> str:
    """The .bib file of these works."""
    return "\n".join(LITERATURE[key].bibtex() for key in keys)
