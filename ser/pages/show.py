"""What a notebook calls: its context, numbers for prose, figures and tables.

Few lines of a notebook do it::

    page = show.start(profile, results)
    page.glue("uar_published", 0.6231, ".1%")          # in prose: {glue:text}`uar_published:s`
    page.figure(fig, "confusion", alt="...", caption="...", clips=1200, speakers=24, seeds=3)
    page.table(frame, caption="...", formats={"accuracy": ".3f"})

A page is executed in the repository root, so a results folder is named from there.
"""

import base64
import io
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ser.errors import BadValue, DataMissing
from ser.pages import provenance
from ser.pages.banner import BANNER, rests_on_demo
from ser.pages.tables import folded, table_html

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

FIGURES = "SER_PAGE_FIGURES"  # set by `ser.pages.building.execute`: the folder for this page's figure files
LINKS = "SER_PAGE_LINKS"  # set by `ser.pages.building.execute`: that folder as the page's links name it
NOT_RUN = "not run"
NARROW = "-narrow.svg"  # how the file of a figure for a phone ends; `book/_ext/two_widths.py` looks for it

_DPI = 160  # a figure 7 inches wide fills the text column of a screen with double density
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True)
class Page:
    """The context of one page: its profile, its results folder, and whether it rests on the demo corpus."""

    profile: str
    results: Path
    demo: bool

    def glue(self, name: str, value: Any, fmt: str = "", *, rests: "Iterable[Any] | None" = None) -> None:
        """Name a number for prose, written as `format(value, fmt)`.

        Prose takes it up with the role `{glue:text}` and the text `name:s`, or on another page
        `path/of/notebook.ipynb::name:s`; suffix and `:s` are needed. None and NaN read "not run".

        The last section of the page says where the number comes from. `rests` are the runs
        (`ser.results.Result`) or the paths of the files it was computed from, `()` for a number that no
        result file has to do with; by default it is put down to every file that the page has read so far.
        """
        from myst_nb import glue

        missing = value is None or value != value
        text = NOT_RUN if missing else format(value, fmt)
        glue(name, text, display=False)
        provenance.note(name, text, rests)

    def figure(
        self,
        fig: "Figure",
        name: str,
        *,
        alt: str,
        caption: str,
        clips: int | None = None,
        speakers: int | None = None,
        seeds: int | None = None,
        data: "pd.DataFrame | None" = None,
        beside: bool = False,
    ) -> None:
        """Show a figure with alternative text and caption, and keep it as PNG and SVG beside the page.

        What a function of `ser.plots` made for two widths is also kept drawn for a phone, and the book
        shows that on one (see `book/_ext/two_widths.py`).

        Args:
            fig: the matplotlib figure; it is closed.
            name: small letters, digits, "-" and "_", unique in the book: the target of `{numref}`.
            alt: what the figure shows and finds, for who cannot see it.
            caption: MyST Markdown, one paragraph.
            clips: how many clips it rests on; with `speakers` and `seeds`, told in the caption.
            speakers: how many speakers it rests on.
            seeds: how many seeds it rests on.
            data: what is drawn, kept as CSV beside the picture.
            beside: it stands beside text, in a column as narrow as a phone, and is shown as on one.

        Raises:
            BadValue: `alt` or `caption` is empty, or `name` has other characters.
        """
        import matplotlib.pyplot as plt
        from IPython.display import display

        from ser.plots.widths import narrowed

        for what, text in (("alt", alt), ("caption", caption)):
            if not text.strip():
                raise BadValue(f"figure {name!r}: {what} is empty; expected a sentence.")
        if not _NAME.fullmatch(name):
            raise BadValue(
                f"figure name {name!r}: expected small letters, digits, '-' and '_', such as 'by-fold'."
            )
        narrow = narrowed(fig)
        for one in (fig, narrow) if self.demo else ():
            _stamp(one)
        files = {"PNG": drawn(fig, "png"), "SVG": drawn(fig, "svg")}
        picture = drawn(narrow, "png") if beside and narrow else files["PNG"]
        if data is not None:
            mark = f"# {BANNER}\n" if self.demo else ""
            files["CSV"] = (mark + data.to_csv(lineterminator="\n")).encode()
        plt.close(fig)
        caption = " ".join([caption.strip(), *_basis(clips, speakers, seeds), *self._warning()])
        alt = " ".join([*self._warning(), alt.strip()])
        legend = _keep(name, files, drawn(narrow, "svg") if narrow else None)
        display(
            {"image/png": base64.b64encode(picture).decode("ascii"), "text/plain": alt},
            metadata={"ser": {"name": name, "alt": alt, "caption": f"{caption}\n\n{legend}".strip()}},
            raw=True,
        )

    def table(
        self,
        frame: "pd.DataFrame",
        *,
        caption: str,
        formats: Mapping[str, str] | None = None,
        index: bool = True,
        fold: str = "",
        stack: bool | None = None,
        close: bool | None = None,
    ) -> None:
        """Show a table with a caption, column headers and, when `index`, row headers.

        Args:
            frame: the rows; a missing value is shown as a dash.
            caption: plain text.
            formats: for a column, the format of its values, such as ".3f".
            index: show the index as the headers of the rows.
            fold: what a reader sees of it at first: the table opens below this line. "" shows it at once.
            stack: whether its rows become blocks on a phone; see `ser.pages.tables.table_html`.
            close: whether a phone shows it closed; see there. One with `fold` is closed everywhere.
        """
        from IPython.display import display

        caption = " ".join([caption.strip(), *self._warning()])
        close = False if fold else close
        text = table_html(
            frame, caption=caption, formats=formats or {}, index=index, stack=stack, close=close
        )
        plain = "\n".join([*self._warning(), frame.to_string(index=index)])
        display({"text/html": folded(fold, text) if fold else text, "text/plain": plain}, raw=True)

    def keep(self, file: str, content: bytes) -> None:
        """Keep a file beside the page, for a link `figures/<page>/<file>` in its text; nothing where no page is made."""
        folder = os.environ.get(FIGURES)
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            (Path(folder) / file).write_bytes(content)

    def _warning(self) -> list[str]:
        return [f"{BANNER.capitalize()}."] if self.demo else []


def start(profile: str, results: str | Path | None = None, *, root: str | Path = ".") -> Page:
    """Open a page: find its results and, on the demo corpus, say so.

    Args:
        profile: "demo", "quick" or "full".
        results: the results folder, relative to `root`; by default `results/<profile>`.
        root: the repository root; a page is executed there.

    Raises:
        DataMissing: there is no such results folder.
    """
    folder = Path(root) / (results or f"results/{profile}")
    if not folder.is_dir():
        raise DataMissing(
            f"no results of profile {profile!r}: {folder.as_posix()} is not a folder. "
            f"Run: make reproduce PROFILE={profile}" + ("" if profile == "demo" else " DATA=<folder>")
        )
    page = Page(profile=profile, results=folder, demo=rests_on_demo(profile, folder))
    provenance.watch(folder)
    if page.demo:
        from IPython.display import display

        text = f'<p class="ser-demo" role="note">{BANNER}</p>'
        display({"text/html": text, "text/plain": BANNER}, raw=True)
    return page


def drawn(fig: "Figure", kind: str) -> bytes:
    """A figure as the bytes of a PNG or SVG file, the same on every call and on every day."""
    import matplotlib as mpl

    stream = io.BytesIO()
    undated: dict[str, Any] = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
    with mpl.rc_context({"svg.hashsalt": "ser"}):
        layout: dict[str, Any] = {"bbox_inches": "tight", "pad_inches": 0.08, "facecolor": "white"}
        fig.savefig(stream, format=kind, dpi=_DPI, metadata=undated, **layout)
    return stream.getvalue()


def _basis(clips: int | None, speakers: int | None, seeds: int | None) -> list[str]:
    """["(1,200 clips, 24 speakers, 1 seed)"], or an empty list when nothing is known."""
    counts = (("clip", clips), ("speaker", speakers), ("seed", seeds))
    told = [f"{n:,} {word}{'' if n == 1 else 's'}" for word, n in counts if n is not None]
    return [f"({', '.join(told)})"] if told else []


def _stamp(fig: "Figure | None") -> None:
    """Write the demo banner under a figure, outside its axes, where cropping to content keeps it."""
    if fig is not None:
        fig.text(0.0, -0.02, BANNER, ha="left", va="top", color="#a8071a", weight="bold", fontsize=10)


def _keep(name: str, files: dict[str, bytes], narrow: bytes | None) -> str:
    """Write a figure's files where the page is being executed; return links to them, or "" elsewhere.

    `narrow` is the SVG for a phone. No link leads to it.
    """
    folder = os.environ.get(FIGURES)
    if not folder:
        return ""
    Path(folder).mkdir(parents=True, exist_ok=True)
    links = []
    for kind, content in files.items():
        file = f"{name}.{kind.lower()}"
        (Path(folder) / file).write_bytes(content)
        links.append(f"[{kind}]({os.environ[LINKS]}/{file})")
    if narrow:
        (Path(folder) / f"{name}{NARROW}").write_bytes(narrow)
    # The page's own notebook lies beside it; the folder of its figures is called like it.
    links.append(f"[source notebook]({os.path.basename(os.environ[LINKS])}.py)")
    return "Download: " + ", ".join(links)
