"""The API page lists what the package has: a comment `% api of NAME` becomes one section for each module."""

import re
from importlib.util import find_spec
from pathlib import Path

_QUOTED = re.compile(r"(`+[^`]*`+)")
_MARK = re.compile(r"^% api of (?P<package>\w+)(?P<steps>(?: \w+)*)$", re.MULTILINE)


def modules(folder, name):
    """The public modules under a package's folder as dotted names, the package itself first."""
    found = [name]
    for path in sorted(folder.iterdir()):
        if path.name.startswith("_"):
            continue
        if path.suffix == ".py":
            found.append(f"{name}.{path.stem}")
        elif (path / "__init__.py").is_file():
            found += modules(path, f"{name}.{path.name}")
    return found


def listing(package, steps):
    """MyST for the modules of each step in the order given: the step is a title, a module in it a heading."""
    folder = Path(find_spec(package).origin).parent
    lines = []
    for step in steps:
        if (folder / f"{step}.py").is_file():
            names = [f"{package}.{step}"]
        elif (folder / step / "__init__.py").is_file():
            names = modules(folder / step, f"{package}.{step}")
        else:
            continue
        for name in names:
            lines += ["#" * min(name.count("."), 3) + f" {name}", "", "```{eval-rst}"]
            lines += [
                f".. automodule:: {name}",
                "   :members:",
                "   :ignore-module-all:",
                "   :no-value:",
                "```",
                "",
            ]
    return "\n".join(lines)


def plain(lines):
    """Docstring lines in which `|`, `*` and `""` are what they are, outside of quotes and examples.

    reStructuredText takes `|X|` for a substitution and `*x` for emphasis; in a docstring both are
    what a formula writes. An empty string becomes code, or it would be set as a pair of curly quotes.
    """
    written, example = [], False
    for line in lines:
        example = example and (not line.strip() or line.startswith(" "))
        written.append(line if example or line.lstrip().startswith(">>>") else _escaped(line))
        example = example or line.rstrip().endswith("::")
    return written


def untyped(what, lines):
    """The lines of a value's docstring, after an empty comment.

    Napoleon takes what stands before a colon in the first line that is not empty for the type of the value.
    """
    return ["..", "", *lines] if what in ("attribute", "data", "property") else lines


def _escaped(line):
    parts = _QUOTED.split(line)
    return "".join(
        part if part.startswith("`") else re.sub(r"(?<!\\)([|*])", r"\\\1", part).replace('""', '``""``')
        for part in parts
    )


def _plain(app, what, name, obj, options, lines):
    lines[:] = untyped(what, plain(lines))


def _list(app, docname, source):
    source[0] = _MARK.sub(lambda mark: listing(mark["package"], mark["steps"].split()), source[0])


def setup(app):
    app.connect("source-read", _list)
    app.connect("autodoc-process-docstring", _plain, priority=300)  # before napoleon writes markup
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
