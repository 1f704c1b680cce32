"""Beside each page made from a notebook, the same page to take along: as `.ipynb` with its outputs, and as `.py`.

Of an exercise it is the notebook to fill in, without the solution.
"""

import re
from pathlib import Path

_LINK = re.compile(r'target="_blank"(\s+class="btn btn-sm btn-download-)')
_EXERCISES = "notebooks/exercises"  # what is taken along of these is the student's notebook
_PAGES = re.compile(r"[^/]+\.html|(?!_)[^/]+/.*\.html")


def _sources(app):
    """Path of the source of each page that is a notebook, by the page's name."""
    names = sorted(app.env.found_docs)
    return {name: path for name in names if (path := Path(app.srcdir) / f"{name}.ipynb").is_file()}


def _button(app, pagename, templatename, context, doctree):
    if not (Path(app.srcdir) / f"{pagename}.ipynb").is_file():
        return
    for group in context.get("header_buttons", []):
        if group.get("label") == "download-buttons":
            url = f"{context['pathto']('_sources', 1)}/{pagename}.py"
            button = {"type": "link", "url": url, "text": ".py", "icon": "fas fa-code"}
            button |= {"tooltip": "Download as a Python file", "label": "download-python-button"}
            group["buttons"].insert(1, button)


def _write(app, exception):
    if exception or app.builder.format != "html":
        return
    import jupytext
    import nbformat

    from ser.pages.building.address import read_address
    from ser.pages.building.standalone import glued, standalone, works

    sources = _sources(app)
    read = {name: nbformat.read(path, as_version=4) for name, path in sources.items()}
    bibliography = [Path(app.srcdir) / file for file in app.config.bibtex_bibfiles]
    known = {
        "pages": {name: glued(notebook) for name, notebook in read.items()},
        "titles": {name: title.astext() for name, title in app.env.titles.items()},
        "works": works(bibliography),
        "address": read_address(Path(app.srcdir) / "address.toml"),
    }
    for name, notebook in read.items():
        if Path(name).parent.as_posix() == _EXERCISES:
            from ser.exercises import student_notebook

            made = student_notebook(sources[name].with_suffix(".py"))
        else:
            made = standalone(notebook, page=name, **known)
        out = Path(app.outdir) / "_sources" / f"{name}.ipynb"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(nbformat.writes(made) + "\n", encoding="utf-8")
        made.metadata = nbformat.from_dict({})
        for cell in made.cells:
            cell.metadata = nbformat.from_dict({})
        script = jupytext.writes(made, fmt="py:percent")
        out.with_suffix(".py").write_text(script, encoding="utf-8")
    for page in sorted(Path(app.outdir).rglob("*.html")):
        if _PAGES.fullmatch(page.relative_to(app.outdir).as_posix()):
            text = page.read_text(encoding="utf-8")
            page.write_text(_LINK.sub(r"download\1", text), encoding="utf-8")


def setup(app):
    app.connect("html-page-context", _button, priority=600)  # after the theme has made its own
    app.connect("build-finished", _write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
