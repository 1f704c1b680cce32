"""The API page: it lists every module, and every public docstring is text that the book can set."""

import importlib
import inspect
import io
import re

import docutils.core
import pytest
from sphinx.ext.napoleon import Config, GoogleDocstring, NumpyDocstring

from .conftest import ROOT

listing = pytest.importorskip("api_listing")
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "book" / "api").glob("*.md")}
STEPS = sorted(PAGES)
MODULES = [line.split(":: ")[1] for line in listing.listing("ser", STEPS).splitlines() if ":: " in line]


def test_every_step_is_listed():
    folder = ROOT / "ser"
    there = {
        path.stem for path in folder.iterdir() if not path.name.startswith("_") and path.name != "commands"
    }
    assert there == set(STEPS)
    assert {f"% api of ser {name}\n" for name in STEPS} == set(PAGES.values())
    overview = (ROOT / "book" / "api.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\]\(api/(\w+)\.md\)", overview)) == STEPS
    assert "ser.pages.show" in MODULES


def _docstrings(module):
    yield "module", module.__name__, module
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
            continue
        if inspect.isclass(thing) or inspect.isfunction(thing):
            yield "class" if inspect.isclass(thing) else "function", name, thing
        for part, inner in vars(thing).items() if inspect.isclass(thing) else ():
            if not part.startswith("_") and (inspect.isfunction(inner) or isinstance(inner, property)):
                yield "method", f"{name}.{part}", inner


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_are_set_without_a_warning(name):
    settings = Config(napoleon_use_ivar=True)
    for what, part, thing in _docstrings(importlib.import_module(name)):
        lines = listing.plain((inspect.getdoc(thing) or "").splitlines())
        for style in (NumpyDocstring, GoogleDocstring):
            lines = style(lines, settings, what=what).lines()
        told = io.StringIO()
        docutils.core.publish_doctree(
            "\n".join(lines), settings_overrides={"warning_stream": told, "report_level": 2}
        )
        assert not told.getvalue(), f"{name}: {part}: {told.getvalue()}"


@pytest.mark.parametrize("what", ["attribute", "data", "property"])
def test_a_colon_in_the_docstring_of_a_value_makes_no_type_of_what_stands_before_it(what):
    lines = listing.untyped(what, ["Frames of a full window: 130 by default.", "", "And more."])
    for style in (NumpyDocstring, GoogleDocstring):
        lines = style(lines, Config(napoleon_use_ivar=True), what=what, name="frames").lines()
    assert ":type:" not in "\n".join(lines)
    text = docutils.core.publish_doctree("\n".join(lines)).astext()
    assert text.strip() == "Frames of a full window: 130 by default.\n\nAnd more."
    assert listing.untyped("function", lines) is lines


def test_a_formula_in_a_docstring_stays_what_it_is():
    lines = ["|X|^2 times a*b, `|X|` and", "", ">>> a * b", "Example::", "", "    a * b", "done * now"]
    assert listing.plain(lines) == [
        r"\|X\|^2 times a\*b, `|X|` and",
        "",
        ">>> a * b",
        "Example::",
        "",
        "    a * b",
        r"done \* now",
    ]
    assert listing.plain(['text; "" for none, `""` as it is']) == ['text; ``""`` for none, `""` as it is']
