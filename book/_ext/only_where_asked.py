"""Scripts that one page asks for by itself are not loaded by all the others.

The builders load every script below `_static`. What lies in `_static/listen/` hears clips: a worker, its
parts and the runtime of the models, of which the page that listens loads what it needs when it is asked to.
"""

_APART = "_static/listen/"


def _without(app, pagename, templatename, context, doctree):
    scripts = context.get("script_files")
    if scripts:
        scripts[:] = [one for one in scripts if not str(getattr(one, "filename", one)).startswith(_APART)]


def setup(app):
    app.connect("html-page-context", _without)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
