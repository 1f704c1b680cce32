"""What a page tells machines about itself, and the buttons and links that need a public address.

A description stands on every page. With an address (`address.toml`) come canonical links, a sitemap, the
social card, and the buttons to Binder, Colab and the repository; without one none of them is written.
"""

import html
import re
from pathlib import Path
from urllib.parse import urljoin

from docutils import nodes

from ser.pages.building.address import BINDER, COLAB, EXECUTED, read_address

CARD = "_static/card.png"
_LONGEST = 200  # characters of a description; about what a search result shows
_TAG = re.compile(r"<[^>]*>")
_HIDDEN = (nodes.table, nodes.figure, nodes.literal_block, nodes.comment, nodes.raw)


def _address(app):
    return read_address(Path(app.srcdir) / "address.toml")


def _configure(app, config):
    address = _address(app)
    config.html_baseurl = address.book
    if address:
        config.html_theme_options |= {
            "repository_url": address.repository,
            "repository_branch": EXECUTED,
            "use_repository_button": True,
            "use_issues_button": True,
            "launch_buttons": {
                "binderhub_url": BINDER,
                "colab_url": COLAB,
                "notebook_interface": "jupyterlab",
            },
        }


def description(doctree):
    """The first words of a page's prose, cut between words; "" where there is no prose."""
    for paragraph in doctree.findall(nodes.paragraph):
        inside = paragraph.parent
        while inside is not None and not isinstance(inside, _HIDDEN):
            inside = inside.parent
        text = " ".join(paragraph.astext().split())
        if inside is None and len(text) > 1:
            cut = text[: _LONGEST + 1]
            return text if len(text) <= _LONGEST else cut.rpartition(" ")[0].rstrip(",;:") + " …"
    return ""


def _tell(app, pagename, templatename, context, doctree):
    title = html.unescape(_TAG.sub("", context.get("title", "")))
    told = {"og:type": "article", "og:site_name": app.config.html_title, "og:title": title}
    about = description(doctree) if doctree is not None else ""
    tags = [f'<meta name="description" content="{html.escape(about)}" />'] if about else []
    told["og:description"] = about
    address = _address(app)
    card = Path(app.outdir) / CARD
    if address and context.get("pageurl"):
        told["og:url"] = context["pageurl"]
        if card.is_file():
            told |= {
                "og:image": urljoin(address.book, CARD),
                "og:image:width": "1200",
                "og:image:height": "630",
                "og:image:alt": (card.with_suffix(".txt")).read_text(encoding="utf-8").strip(),
            }
            tags.append('<meta name="twitter:card" content="summary_large_image" />')
    tags += [
        f'<meta property="{name}" content="{html.escape(text)}" />' for name, text in told.items() if text
    ]
    context["metatags"] = context.get("metatags", "") + "\n".join(["", *tags, ""])


def _map(app, exception):
    address = _address(app)
    if exception or not address or app.builder.format != "html":
        return
    pages = sorted(app.builder.get_target_uri(name) for name in app.env.found_docs)
    lines = [f"<url><loc>{html.escape(urljoin(address.book, page))}</loc></url>" for page in pages]
    text = "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *lines,
            "</urlset>",
            "",
        ]
    )
    (Path(app.outdir) / "sitemap.xml").write_text(text, encoding="utf-8")


def setup(app):
    app.connect("config-inited", _configure)
    app.connect("html-page-context", _tell)
    app.connect("build-finished", _map)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
