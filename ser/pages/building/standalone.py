"""A page as a notebook that can be read and run anywhere: downloaded, on Binder, on Colab.

The markup of the book (roles, directives, lists of terms) becomes plain Markdown with the numbers in it, each
caption stands under its figure, and a first cell goes to the folder of the project, or fetches it.
"""

import ast
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ser.pages.building.address import Address

if TYPE_CHECKING:
    from nbformat import NotebookNode

# Code, in which nothing is markup; a role is matched first, so that its quotes are not taken for code.
_CODE = re.compile(r"\{[\w:-]+\}`[^`]*`|```.*?```|``[^`].*?``|`[^`\n]+`", re.DOTALL)
_KEPT = re.compile("\0(\\d+)\0")
_GLUED = re.compile(r"\{glue:[a-z]+\}`(?:(?P<page>[^`:]+)::)?(?P<name>[^`:]+)(?::[^`]*)?`")
_CITED = re.compile(r"\{cite:(?P<how>[a-z]+)\}`(?P<keys>[^`]+)`")
_NUMBERED = re.compile(r"\{(?P<what>eq|numref)\}`[^`]*`")
_ROLE = re.compile(r"\{[a-z:]+\}`(?P<text>[^`<]*[^`<\s])(?:\s*<[^`>]*>)?`")
_LABEL = re.compile(r"(?<=\$\$) \([\w-]+\)$|^\([\w-]+\)=\n", re.MULTILINE)
_DIRECTIVE = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{(?P<kind>[\w:-]+)\}[ \t]*(?P<title>[^\n]*)\n(?P<options>(?::[\w-]+:[^\n]*\n)*)"
    r"(?P<body>.*?)^(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_TITLED = {"admonition", "dropdown"}
_NAMED = {"note", "tip", "hint", "important", "warning", "caution", "attention", "danger", "seealso"}
_TERM = re.compile(r"^(?P<term>[^\s:#>*|-].*)\n: ", re.MULTILINE)
_COUNTED = re.compile(
    r"^[^\n]+\n: \{minutes\}`[^`]*`[^\n]*\n*", re.MULTILINE
)  # counted while the book is built
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<aim>(?!\w+:)[^)#\s]+)(?:#[^)\s]*)?\)")
_REFERRED = {"eq": "the equation", "numref": "the figure"}
_SETUP = """\
# Go to the folder of the project{fetch}.
import importlib.util
import os
from pathlib import Path

here = Path.cwd()
package = importlib.util.find_spec("ser")  # an environment of the project knows where its folder is
places = [here, *here.parents, *([Path(package.origin).parents[1]] if package and package.origin else [])]
home = next((one for one in places if (one / "notebooks").is_dir() and (one / "ser" / "pages").is_dir()), None)
if home is None:
{absent}
os.chdir(home)"""
_NO_ADDRESS = """\
    raise SystemExit(
        "This notebook needs the folder of the project that it is a page of. Open it with the Python of the "
        "environment that `make env` makes there, .venv."
    )"""
_FETCH = """\
    import subprocess, sys

    home = here / "{name}"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", "{repository}", str(home)], check=True)
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "-e", f"{{home}}[book]"], check=True)
    sys.path.insert(0, str(home))"""


def glued(notebook: "NotebookNode") -> dict[str, str]:
    """What an executed page named for prose: each name and its text."""
    values = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            record = output.get("metadata", {}).get("scrapbook")
            if record:
                text = output["data"].get("application/papermill.record/text/plain", "")
                values[record["name"]] = _unquoted(text)
    return values


def works(files: Iterable[Path]) -> dict[str, tuple[str, str]]:
    """Authors and year of each entry of BibTeX files, by key, as prose names them; a file that is absent has none."""
    from pybtex.database import parse_file

    found = {}
    for file in files:
        entries = parse_file(str(file), bib_format="bibtex").entries if file.is_file() else {}
        for key, entry in entries.items():
            people = entry.persons.get("author", [])
            names = [" ".join(map(str, person.rich_last_names)) for person in people]
            many = len(names) > 2 or names[1:] == ["others"]
            who = f"{names[0]} et al." if many else " and ".join(names) or key
            found[key] = (who, entry.fields.get("year", ""))
    return found


def standalone(
    notebook: "NotebookNode",
    *,
    page: str,
    pages: Mapping[str, Mapping[str, str]],
    titles: Mapping[str, str],
    works: Mapping[str, tuple[str, str]],
    address: Address,
) -> "NotebookNode":
    """A copy of a page as a notebook that needs no book around it.

    Args:
        notebook: the page, executed or not.
        page: its name in the book, such as `notebooks/01_corpora`.
        pages: of each notebook of the book by name, what `glued` found.
        titles: of each page of the book by name, its title.
        works: of each work that is cited by key, its authors and year.
        address: where the project stands in public, if anywhere.
    """
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell

    def prose(text: str) -> str:
        return plain(text, page=page, pages=pages, titles=titles, works=works, address=address)

    run = any(cell.get("outputs") for cell in notebook.cells)
    about = _about(titles.get(page, page), address, run=run)
    cells = [new_markdown_cell(about), new_code_cell(setup_cell(address))]
    given = any("injected-parameters" in cell.metadata.get("tags", []) for cell in notebook.cells)
    for cell in notebook.cells:
        if given and "parameters" in cell.metadata.get("tags", []):
            continue  # what the page was executed with stands in the next cell
        if cell.cell_type != "code":
            cells.append(new_markdown_cell(prose(cell.source)))
            continue
        tags = set(cell.metadata.get("tags", []))
        outputs = [o for o in cell.outputs if "scrapbook" not in o.get("metadata", {})]
        hidden = tags & {"hide-input", "remove-input", "remove-cell"}
        folded = {"jupyter": {"source_hidden": True}, "cellView": "form"} if hidden else {}
        cells.append(new_code_cell(cell.source, outputs=outputs, metadata=folded))
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        if figure:
            cells.append(
                new_markdown_cell("*" + prose(figure["caption"].partition("\n\n")[0]).strip("*") + "*")
            )
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:03d}"
    return nbformat.from_dict(
        {"cells": cells, "metadata": notebook.metadata, "nbformat": 4, "nbformat_minor": 5}
    )


def plain(
    text: str,
    *,
    page: str,
    pages: Mapping[str, Mapping[str, str]],
    titles: Mapping[str, str],
    works: Mapping[str, tuple[str, str]],
    address: Address,
) -> str:
    """Markdown that any reader of notebooks sets, from the Markdown of the book; arguments as `standalone`."""

    def value(found: re.Match[str]) -> str:
        of = (found["page"] or page).removesuffix(".ipynb")
        return pages.get(of, {}).get(found["name"], "")

    def work(found: re.Match[str]) -> str:
        known = [works.get(key.strip(), (key.strip(), "")) for key in found["keys"].split(",")]
        if found["how"] == "t":
            return ", ".join(f"{who} ({year})" if year else who for who, year in known)
        return f"({'; '.join(', '.join(filter(None, one)) for one in known)})"

    def link(found: re.Match[str]) -> str:
        name = _resolved(found["aim"], page)
        if name not in titles:
            return found["text"]
        shown = found["text"] or titles[name]
        if name in pages:
            return f"[{shown}]({name.rpartition('/')[2]}.ipynb)"
        return f"[{shown}]({address.book}{name}.html)" if address else shown

    code: list[str] = []

    def kept(found: re.Match[str]) -> str:
        if found[0].startswith("{"):
            return found[0]
        code.append(found[0])
        return f"\0{len(code) - 1}\0"

    text = _CODE.sub(kept, _COUNTED.sub("", _DIRECTIVE.sub(_opened, text)))
    text = _CITED.sub(work, _GLUED.sub(value, text))
    text = _NUMBERED.sub(lambda found: _REFERRED[found["what"]], text)
    text = _ROLE.sub(lambda found: found["text"], text)
    text = _LINK.sub(link, _TERM.sub(r"**\g<term>**: ", _LABEL.sub("", text)))
    return _KEPT.sub(lambda found: code[int(found[1])], text)


def _opened(found: re.Match[str]) -> str:
    """What stands in a directive, under its title where it has one."""
    kind, title = found["kind"], found["title"].strip()
    head = title if kind in _TITLED else kind.capitalize() if kind in _NAMED else ""
    return (f"**{head}**\n\n" if head else "") + _DIRECTIVE.sub(_opened, found["body"]).rstrip("\n")


def _resolved(aim: str, page: str) -> str:
    """The name of the page that a link leads to from another page."""
    parts = page.split("/")[:-1]
    for step in aim.removesuffix(".md").removesuffix(".ipynb").split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def _about(title: str, address: Address, *, run: bool) -> str:
    state = "with what it computed" if run else "not run yet"
    book = f" [Read it there]({address.book})." if address else ""
    return (
        f"*{title}* is a page of a book, {state}.{book} The cells read result files and draw; "
        "of all pages, the lab alone trains a model. To run them, run the next cell first."
    )


def setup_cell(address: Address) -> str:
    """The code of a first cell that goes to the folder of the project, or fetches it."""
    if not address:
        return _SETUP.format(fetch="", absent=_NO_ADDRESS)
    absent = _FETCH.format(name=address.name, repository=address.repository)
    return _SETUP.format(fetch="; fetch it first where this notebook stands alone", absent=absent)


def _unquoted(text: str) -> str:
    try:
        return str(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        return text
