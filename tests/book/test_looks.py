"""Every page in four looks: accessible, quiet, alone, and no wider than its window."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from .conftest import LOOKS, pages

WEIGHT = 1.5 * 1024**2  # bytes of a page with its styles, scripts and fonts, and without its media
_MEDIA = {"image", "media"}
_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {
        name: {"enabled": True}
        for name in (
            "heading-order",
            "page-has-heading-one",
            "empty-heading",
            "landmark-one-main",
            "tabindex",
        )
    },
    "resultTypes": ["violations"],
    "preload": False,  # it would read style sheets as data, which a browser forbids for files
}
_OPEN_EVERYTHING = "document.querySelectorAll('details').forEach(part => { part.open = true })"


@dataclass(frozen=True)
class Seen:
    """What one page showed in one look."""

    violations: list[str]
    errors: list[str]
    outside: list[str]
    files: list[tuple[str, str]]
    width: int
    window: int


@pytest.fixture(scope="session")
def look_at(opened):
    """Return a function that gives what a page shows in a look, opened once."""
    from axe_playwright_python.sync_playwright import Axe

    axe, seen = Axe(), {}

    def look(name, look):
        if (name, look) not in seen:
            tab, log = opened(name, look)
            width, window = tab.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
            tab.evaluate(_OPEN_EVERYTHING)
            found = axe.run(tab, options=_RULES).response["violations"]
            seen[name, look] = Seen(
                [_told(rule, node) for rule in found for node in rule["nodes"]],
                [*log.errors],
                [*log.outside],
                [*log.files],
                width,
                window,
            )
        return seen[name, look]

    return look


def _told(rule, node):
    message = next((check["message"] for kind in ("any", "all", "none") for check in node[kind]), "")
    return f"{rule['id']}: {' '.join(map(str, node['target']))}: {message}"


def _first(problems, most=8):
    rest = len(problems) - most
    return "\n".join([*problems[:most], *([f"and {rest} more"] if rest > 0 else [])])


each_look = pytest.mark.parametrize("look", LOOKS)
each_page = pytest.mark.parametrize("name", pages())


@each_look
@each_page
def test_axe_finds_no_violation(look_at, name, look):
    problems = look_at(name, look).violations
    assert not problems, _first(problems)


@each_look
@each_page
def test_nothing_goes_wrong_while_it_loads(look_at, name, look):
    assert look_at(name, look).errors == []


@each_look
@each_page
def test_nothing_is_asked_for_outside_this_machine(look_at, name, look):
    assert look_at(name, look).outside == []


@each_look
@each_page
def test_it_is_no_wider_than_its_window(look_at, name, look):
    seen = look_at(name, look)
    assert seen.width <= seen.window == LOOKS[look][0]


@each_page
def test_it_weighs_little_without_its_media(look_at, name):
    files = {path: kind for kind, path in look_at(name, "wide light").files if kind not in _MEDIA}
    sizes = {Path(path).name: Path(path).stat().st_size for path in files}
    assert {"document", "stylesheet", "script"} <= set(files.values())
    assert sum(sizes.values()) <= WEIGHT, sorted(sizes.items(), key=lambda item: -item[1])[:5]


def test_every_page_there_is_is_looked_at(html):
    there = {path.relative_to(html).with_suffix("").as_posix() for path in html.rglob("*.html")}
    there = {name for name in there if not name.startswith(("_static/", "_downloads/"))}
    assert there == set(pages())
