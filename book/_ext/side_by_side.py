"""A step of a calculation: formula and code on the left, their picture on the right.

A code cell tagged `step` shows the picture. The formulas and code cells right before it are taken to
its left side; on a narrow screen they stand above it.
"""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

_TAG = "tag_step"


class SideBySide(SphinxPostTransform):
    """Put each step into one container with two sides."""

    default_priority = 50
    formats = ("html",)

    def run(self, **kwargs):
        for cell in list(self.document.findall(_is_step)):
            arrange(cell)


def arrange(cell):
    """Put the cell of a picture, and what leads to it, into a container; return it, or None where nothing does."""
    parent = cell.parent
    place = parent.index(cell)
    right, end = [cell], place + 1
    # What a cell shows besides its first figure stands in cells of its own right after it.
    while end < len(parent) and _continues(parent[end]) and not list(cell.findall(nodes.figure)):
        right.append(parent[end])
        cell = parent[end]
        end += 1
    first = place
    while first and _leads(parent[first - 1]):
        first -= 1
    left = parent.children[first:place]
    if not left:
        return None
    sides = [nodes.container("", *part, classes=["ser-side"]) for part in (left, right)]
    both = nodes.container("", *sides, classes=["ser-step"])
    parent.children[first:end] = [both]
    both.parent = parent
    return both


def _is_step(node):
    return isinstance(node, nodes.container) and _TAG in node.get("classes", ())


def _is_cell(node):
    return isinstance(node, nodes.container) and "cell" in node.get("classes", ())


def _continues(node):
    return _is_cell(node) and not _is_step(node) and "tag_remove-input" in node["classes"]


def _leads(node):
    """Whether a node is a formula (or the target of one), or a cell that shows code and no picture."""
    if isinstance(node, nodes.math_block | nodes.target):
        return True
    return _is_cell(node) and not _is_step(node) and not list(node.findall(nodes.figure))


def setup(app):
    app.add_post_transform(SideBySide)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
