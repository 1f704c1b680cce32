"""A number in the text leads to the line that says where it comes from, at the end of the page that computed it.

Behind a whole sentence that was computed stands a small arrow that leads there.
"""

from docutils import nodes
from myst_nb.ext.glue.roles import PasteTextRole
from myst_nb.ext.glue.utils import PendingGlueReference
from sphinx.transforms.post_transforms import SphinxPostTransform

from ser.pages.building.sources import anchor

_LONGEST = 40  # characters; a whole sentence that was computed would be one long link
_ARROW = "\N{DOWNWARDS ARROW}"
_CLASS = "ser-number"


class _Linked(PasteTextRole):
    """The role `{glue:text}`, its text within a reference that has no address yet."""

    def run(self):
        found, messages = super().run()
        if not found:
            return found, messages
        pending = isinstance(found[0], PendingGlueReference)
        name = found[0].key if pending else self.text.rpartition(":")[0] or self.text
        doc = found[0].refdoc if pending else self.document.settings.env.docname
        link = nodes.reference("", "", *found, classes=[_CLASS], internal=True)
        link["ser_number"], link["ser_doc"] = name, doc
        return [link], messages


class _Addressed(SphinxPostTransform):
    """Give each such reference its address, or take it away where a link would be in the way."""

    default_priority = 8  # after the numbers of other pages have been put in

    def apply(self, **_):
        builder = self.app.builder
        for link in list(self.document.findall(nodes.reference)):
            if "ser_number" not in link:
                continue
            name, doc = link["ser_number"], link["ser_doc"]
            del link["ser_number"], link["ser_doc"]
            text = link.astext().strip()
            if builder.format != "html" or not text or _within(link):
                link.replace_self(link.children)
                continue
            here = builder.get_relative_uri(self.env.docname, doc) if doc != self.env.docname else ""
            link["refuri"] = f"{here}#{anchor(name)}"
            link["reftitle"] = "where this comes from"
            if len(text) > _LONGEST:
                sentence = link.children
                link.children = []
                link += nodes.superscript("", _ARROW)
                link.replace_self([*sentence, nodes.inline("", "\N{NO-BREAK SPACE}"), link])


def _within(link):
    """Whether a link stands in another one or in a heading."""
    above = link.parent
    while above is not None:
        if isinstance(above, nodes.reference | nodes.title):
            return True
        above = above.parent
    return False


def setup(app):
    app.setup_extension("myst_nb")
    app.add_role_to_domain("glue", "text", _Linked(), override=True)
    app.add_post_transform(_Addressed)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
