"""Exercises in the book: what each one says of itself, the list of all, and solutions that are folded away.

`{about-exercise}` at the head of an exercise, and `{exercises}` in the page that lists them, are written
from the headers of the notebooks. A code cell with a solution shows what a student starts from, and below
it the solution, closed. A cell tagged `solution` is closed with what comes out of it.
"""

import copy
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

_TAG = "tag_solution"


class AboutExercise(SphinxDirective):
    """What an exercise teaches, its level and time, what it needs, the page behind it, and the files to take."""

    def run(self):
        from ser.exercises.source import read_exercise
        from ser.exercises.student import facts

        path = Path(self.env.doc2path(self.env.docname)).with_suffix(".py")
        self.env.note_dependency(str(path))
        lines = []
        for name, value in facts(read_exercise(path)).items():
            lines += [name, f": {value}", ""]
        lines += ["Take it along", f": {_files(self.env.docname)}, without the solution.", ""]
        return _parsed(self, lines)


class Exercises(SphinxDirective):
    """A table of every exercise."""

    def run(self):
        from ser.exercises.source import FOLDER, read_exercises

        lines = ["| Exercise | What you will learn |", "|:---|:---|"]
        for number, one in enumerate(read_exercises(Path(self.env.srcdir)), 1):
            title = f"{number}. [{one.title}]({FOLDER}/{one.file})"
            lines.append(f"| {title}<br>{one.level}, {one.time} | {one.teaches} |")
        return _parsed(self, lines)


class Solutions(SphinxPostTransform):
    """Close what solves an exercise, and show what a student starts from."""

    default_priority = 40
    formats = ("html",)

    def run(self, **kwargs):
        if self.env.docname.startswith("notebooks/exercises/"):
            for cell in [
                node for node in self.document.findall(nodes.container) if "cell" in node["classes"]
            ]:
                fold(cell)


def fold(cell):
    """Fold the solution in a cell, or the cell if it is one; leave any other as it is."""
    from ser.exercises.source import has_solution, solution, stub

    code = next(iter(cell.findall(nodes.literal_block)), None)
    if code is None:
        return
    text = code.astext()
    if has_solution(text):
        place = cell.index(_child(cell, code))
        shown = _written(code, stub(text))
        cell.insert(place, nodes.container("", shown, classes=["cell_input"]))
        code.replace_self(_written(code, solution(text)))
        _close(cell, slice(place + 1, place + 2), "Show the solution")
    elif _TAG in cell["classes"]:
        _close(cell, slice(0, len(cell)), "Show what comes out")


def _child(cell, node):
    while node.parent is not cell:
        node = node.parent
    return node


def _written(block, text):
    """A block of code like another one, with another text."""
    made = copy.copy(block)
    made.rawsource = text
    made.children = []
    made += nodes.Text(text)
    return made


def _close(cell, part, title):
    """Put a part of a cell below a line that opens it, with a key too and without a script."""
    opening = f'<details class="ser-fold"><summary>{title}</summary>'
    inside = cell.children[part]
    cell[part] = [nodes.raw("", opening, format="html"), *inside, nodes.raw("", "</details>", format="html")]


def _files(docname):
    up = "../" * docname.count("/")
    links = [
        f'<a href="{up}_sources/{docname}.{kind}" download>{name}</a>'
        for kind, name in (("ipynb", "a notebook (.ipynb)"), ("py", "a script (.py)"))
    ]
    return " or ".join(links)


def _parsed(directive, lines):
    inside = nodes.Element()
    directive.state.nested_parse(StringList(lines, source=directive.env.docname), 0, inside)
    return inside.children


def setup(app):
    app.add_directive("about-exercise", AboutExercise)
    app.add_directive("exercises", Exercises)
    app.add_post_transform(Solutions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
