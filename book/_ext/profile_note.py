"""On each page, the profile it was built with; on each page of the demo corpus, that it is no result."""

import html

from ser.pages.banner import BANNER


def _announce(app, config):
    if config.ser_demo:
        config.html_theme_options["announcement"] = BANNER


def _note(app, pagename, templatename, context, doctree):
    if context.get("body") and app.config.ser_profile:
        profile = html.escape(app.config.ser_profile)
        also = f" ({BANNER})" if app.config.ser_demo else ""
        context["body"] = (
            f'<p class="ser-profile">Profile: <strong>{profile}</strong>{also}</p>\n{context["body"]}'
        )


def setup(app):
    app.add_config_value("ser_profile", "", "html")
    app.add_config_value("ser_demo", False, "html")
    app.connect("config-inited", _announce)
    app.connect("html-page-context", _note)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
