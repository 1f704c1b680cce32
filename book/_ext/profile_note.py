"""On each page, the profile it was built with; on each page of the demo corpus, that it is no result.

A book that plays the reader's own corpora says on each page that it is not to be passed on.
"""

import html

from ser.pages.banner import BANNER

RECORDINGS = "holds recordings of other people: not to be passed on"


def _announce(app, config):
    if config.ser_demo or config.ser_recordings:
        config.html_theme_options["announcement"] = BANNER if config.ser_demo else RECORDINGS


def _note(app, pagename, templatename, context, doctree):
    # An exercise says at its head what it works on: mostly made sounds, whatever the book rests on.
    of_exercise = pagename.startswith("notebooks/exercises/") and not app.config.ser_demo
    if context.get("body") and app.config.ser_profile and not of_exercise:
        profile = html.escape(app.config.ser_profile)
        also = f" ({BANNER})" if app.config.ser_demo else ""
        context["body"] = (
            f'<p class="ser-profile">Profile: <strong>{profile}</strong>{also}</p>\n{context["body"]}'
        )


def setup(app):
    app.add_config_value("ser_profile", "", "html")
    app.add_config_value("ser_demo", False, "html")
    app.add_config_value("ser_recordings", False, "html")
    app.connect("config-inited", _announce)
    app.connect("html-page-context", _note)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
