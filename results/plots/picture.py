"""A finished plot: SVG for a page (text stays text, colours follow the theme, hover titles) and PDF for paper."""

import io
import re
import warnings
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from results.formats import picture_name
from results.printable import printable
from results.saving import replacing

# A colour no plot uses, which the SVG turns into the colour of the text around it: dark on light, light on dark.
INK = "#010203"
DOTS_PER_INCH = 200  # of a PNG: legible in print at half the width of a page

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "font.size": 9,
    "axes.titlesize": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#8888884d",
    "axes.axisbelow": True,
    "legend.frameon": False,
    "pdf.fonttype": 42,
    # A $ in a name is a dollar, not mathematics.
    "text.parse_math": False,
}


@dataclass(frozen=True)
class Picture:
    """A matplotlib figure with the hover titles of its parts, by gid: one for the part, or one for each marker."""

    name: str
    figure: Figure
    titles: Mapping[str, Sequence[str]]

    def __repr__(self) -> str:
        return f"<plot {self.name}: .save() writes SVG, PNG or PDF>"

    def _repr_svg_(self) -> str:
        return self.svg()

    def svg(self) -> str:
        """An <svg> element to stand in a page: ids carry the picture's name, so several pictures do not clash."""
        stream = io.BytesIO()
        with plot_style(**{"svg.hashsalt": self.name}), _without_glyph_warnings():
            self.figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        for prefix, address in (("", _SVG), ("xlink", _XLINK)):
            ElementTree.register_namespace(prefix, address)
        root = ElementTree.fromstring(
            printable(stream.getvalue().decode("utf-8", "surrogatepass"))
        )  # XML has no control characters
        for metadata in root.findall(f"{{{_SVG}}}metadata"):
            root.remove(metadata)
        self._add_titles(root)
        self._prefix_ids(root)
        for size in ("width", "height"):
            root.attrib.pop(size, None)
        return ElementTree.tostring(root, encoding="unicode").replace(INK, "currentColor")

    def save(self, path: str | Path) -> None:
        """Write it to a file: .svg, .pdf or .png. Raises InputError for another ending."""
        place = Path(path)
        picture_name(place.name)
        format = place.suffix.lower().removeprefix(".")
        fixed = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}[format]
        with plot_style(**{"svg.hashsalt": self.name}), _without_glyph_warnings(), replacing(place) as new:
            self.figure.savefig(new, format=format, dpi=DOTS_PER_INCH, metadata=fixed)

    def _add_titles(self, root: ElementTree.Element) -> None:
        groups = {group.get("id"): group for group in root.iter(f"{{{_SVG}}}g")}
        for name, texts in self.titles.items():
            group = groups.get(name)
            if group is None:
                continue
            markers = _markers(group)
            parts = markers if len(markers) == len(texts) else [group]
            for part, text in zip(parts, texts, strict=False):
                title = ElementTree.Element(f"{{{_SVG}}}title")
                title.text = printable(text)
                part.insert(0, title)

    def _prefix_ids(self, root: ElementTree.Element) -> None:
        for element in root.iter():
            for key, value in list(element.attrib.items()):
                if key == "id":
                    element.set(key, f"{self.name}-{value}")
                elif key.endswith("href") and value.startswith("#"):
                    element.set(key, f"#{self.name}-{value[1:]}")
                elif "url(#" in value:
                    element.set(key, re.sub(r"url\(#", f"url(#{self.name}-", value))


@contextmanager
def _without_glyph_warnings() -> Iterator[None]:
    """A name may have letters that the font lacks: SVG leaves them to the reader's fonts, PDF shows a box."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        yield


def _markers(group: ElementTree.Element) -> list[ElementTree.Element]:
    """The markers of a scatter, in order: matplotlib writes references to a shape, or the shapes."""
    references = list(group.iter(f"{{{_SVG}}}use"))
    shared = {id(path) for defined in group.iter(f"{{{_SVG}}}defs") for path in defined.iter(f"{{{_SVG}}}path")}
    return references or [path for path in group.iter(f"{{{_SVG}}}path") if id(path) not in shared]


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of this size in inches, with the style of all plots."""
    with plot_style():
        return Figure(figsize=(width, height), layout="constrained")


def plot_style(**more: Any) -> AbstractContextManager[None]:
    """The settings under which axes are made and figures written."""
    settings: Any = {**_SETTINGS, **more}
    return matplotlib.rc_context(settings)
