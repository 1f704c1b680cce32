"""A word in italics that the glossary explains leads there, once on each page.

The pages set a word in italics where they first use it. So nobody has to mark such a word by hand;
elsewhere, {term}`word` does it.
"""

from docutils import nodes
from sphinx.util.nodes import make_refnode

_NOT_IN = (nodes.reference, nodes.title, nodes.caption, nodes.term)


def meaning(word, terms):
    """Where the glossary explains a word, its plural or its capital letter; None where it does not."""
    word = " ".join(word.lower().split()).rstrip(":.")
    return terms.get(word) or terms.get(word.removesuffix("s"))


def words_to_link(page, terms):
    """The first italics of each glossary term on a page, with the place that explains it."""
    linked = set()
    for word in page.findall(nodes.emphasis):
        place = meaning(word.astext(), terms)
        if place and place not in linked and not any(isinstance(one, _NOT_IN) for one in _parents(word)):
            linked.add(place)
            yield word, place


def _parents(node):
    while node.parent is not None:
        node = node.parent
        yield node


def _link(app, page, docname):
    found = app.env.get_domain("std").get_objects()
    terms = {name.lower(): (where, anchor) for name, _, kind, where, anchor, _ in found if kind == "term"}
    for word, (where, anchor) in list(words_to_link(page, terms)):
        if where == docname:
            continue
        shown = word.deepcopy()
        shown["classes"] += ["std-term"]
        word.replace_self(make_refnode(app.builder, docname, where, anchor, shown))


def setup(app):
    app.connect("doctree-resolved", _link)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
