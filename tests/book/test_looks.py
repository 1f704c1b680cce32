"""Every page in four looks: accessible, quiet, alone, light, and no wider than its window."""

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


@pytest.fixture(scope="session")
def axe():
    from axe_playwright_python.sync_playwright import Axe

    return Axe()


def _told(rule, node):
    message = next((check["message"] for kind in ("any", "all", "none") for check in node[kind]), "")
    return f"{rule['id']}: {' '.join(map(str, node['target']))}: {message}"


def _first(problems, most=8):
    rest = len(problems) - most
    return "\n".join([*map(str, problems[:most]), *([f"and {rest} more"] if rest > 0 else [])])


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", pages())
def test_a_page_in_a_look(opened, axe, name, look):
    tab, log = opened(name, look)
    width, window = tab.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    tab.evaluate(_OPEN_EVERYTHING)
    violations = axe.run(tab, options=_RULES).response["violations"]
    files = {path: kind for kind, path in log.files if kind not in _MEDIA}
    sizes = {Path(path).name: Path(path).stat().st_size for path in files}
    heaviest = sorted(sizes.items(), key=lambda item: -item[1])[:5]

    assert {"document", "stylesheet", "script"} <= set(files.values())
    assert window == LOOKS[look][0]
    wrong = {
        "violations that axe finds": [_told(rule, node) for rule in violations for node in rule["nodes"]],
        "what went wrong while it loaded": log.errors,
        "asked for outside this machine": log.outside,
        "wider than its window, in pixels": [width] if width > window else [],
        "too heavy, in bytes": heaviest if sum(sizes.values()) > WEIGHT else [],
    }
    problems = [f"{what}: {_first(found)}" for what, found in wrong.items() if found]
    assert not problems, "\n".join(problems)


def test_every_page_there_is_is_looked_at(html):
    there = {path.relative_to(html).with_suffix("").as_posix() for path in html.rglob("*.html")}
    there = {name for name in there if not name.startswith(("_static/", "_downloads/"))}
    assert there == set(pages())
