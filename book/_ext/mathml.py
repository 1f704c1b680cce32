"""Formulas as MathML, written while the book is built: a page needs no script and no network for them."""

import html
import re
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from ser.pages.building.formulas import PLACE, STYLE

_LOGGER = logging.getLogger(__name__)
# latex2mathml lays out align*; these differ from it in numbering or in needing a formula around them
_ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|align|split|eqnarray\*?)\}")

_PARTS = {
    "mfrac": 2,
    "msub": 2,
    "msup": 2,
    "msubsup": 3,
    "mover": 2,
    "munder": 2,
    "munderover": 3,
    "mroot": 2,
}


def mathml(latex, *, display):
    """One formula as a `<math>` element that carries its LaTeX as alternative text.

    Raises:
        ValueError: latex2mathml cannot read it, or leaves a command of LaTeX in what it writes.
    """
    text = latex.strip()
    if display and r"\\" in text and r"\begin" not in text:
        text = rf"\begin{{align*}}{text}\end{{align*}}"
    try:
        written = convert(_ALIGNED.sub(r"\\\1{align*}", text), display="block" if display else "inline")
    except Exception as error:
        raise ValueError(f"{type(error).__name__} {error}".strip()) from error
    left = re.search(r"<m[a-z]+>(\\[A-Za-z]+|&)</m", written)
    if left:
        raise ValueError(f"unknown: {left.group(1)}")
    for part in ElementTree.fromstring(written).iter():  # noqa: S314 (written above)
        name = part.tag.rpartition("}")[2]
        if len(part) != _PARTS.get(name, len(part)):
            raise ValueError(f"incomplete: {name} has {len(part)} parts, expected {_PARTS[name]}")
    return written.replace("<math ", f'<math alttext="{html.escape(" ".join(text.split()))}" ', 1)


def _formula(node, *, display):
    try:
        return mathml(node.astext(), display=display)
    except ValueError as error:
        _LOGGER.warning("formula %r: %s", node.astext(), error, location=node)
        return f"<code>{html.escape(node.astext())}</code>"


def visit_inline(self, node):
    self.body.append(self.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    self.body.append(_formula(node, display=False) + "</span>")
    raise nodes.SkipNode


def visit_block(self, node):
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    self.body.append(f'<div class="formula" tabindex="0">{_formula(node, display=True)}</div>')
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def _style(app):
    """Link the font for formulas where the book carries it: a link to what is not there would be an error."""
    if (Path(app.srcdir) / PLACE / STYLE).is_file():
        app.add_css_file(f"{PLACE.name}/{STYLE}")


def setup(app):
    app.connect("builder-inited", _style)
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
