"""How long a page takes to read, counted from what it shows: the role {minutes}`to read`.

Two hundred words take a minute. A figure, a table, a formula or a piece of code that is open takes a
quarter of one. Code that is folded away takes none.
"""

import re

from docutils import nodes

WORDS_A_MINUTE = 200
MINUTES_A_LOOK = 0.25

_WORD = re.compile(r"\w[\w'’.,%-]*")
_TABLE = re.compile(r"<table\b")
_FOLDED = ("tag_hide-input", "tag_remove-input", "tag_remove-cell", "tag_hide-cell")
_LOOKS = (nodes.image, nodes.math_block)


class minutes_to_read(nodes.Inline, nodes.TextElement):
    """Stands for the number of minutes until the whole page is known."""


def minutes(page):
    """The minutes that a page takes, at least 1: words, and looks at what is not words."""
    words = looks = 0
    for node in page.findall():
        if isinstance(node, nodes.Text):
            words += 0 if _silent(node) else len(_WORD.findall(node.astext()))
        elif isinstance(node, nodes.raw):
            looks += len(_TABLE.findall(node.astext()))
        elif isinstance(node, nodes.literal_block):
            looks += not _folded(node)
        elif isinstance(node, _LOOKS):
            looks += 1
    return max(1, round(words / WORDS_A_MINUTE + looks * MINUTES_A_LOOK))


def _silent(node):
    """Whether a text is not read word by word: code, a formula, HTML, a comment."""
    kinds = (nodes.literal_block, nodes.raw, nodes.comment, nodes.math, nodes.math_block)
    return any(isinstance(parent, kinds) for parent in _parents(node))


def _folded(node):
    return any(name in parent.get("classes", ()) for parent in _parents(node) for name in _FOLDED)


def _parents(node):
    while node.parent is not None:
        node = node.parent
        yield node


def _role(name, rawtext, text, lineno, inliner, options=None, content=None):
    return [minutes_to_read(rawtext, text)], []


def _write(app, page, docname):
    told = [node for node in page.findall(minutes_to_read)]
    number = minutes(page) if told else 0
    for node in told:
        node.replace_self(nodes.Text(f"about {number} minute{'' if number == 1 else 's'}"))


def setup(app):
    app.add_node(minutes_to_read)
    app.add_role("minutes", _role)
    app.connect("doctree-resolved", _write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
