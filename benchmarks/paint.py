"""The first picture of each page of the book, opened from disk."""

import statistics
from pathlib import Path

from measuring import ROOT, limit

_FIRST_PAINT = """() => new Promise(done => new PerformanceObserver(list => {
  const first = list.getEntriesByName('first-contentful-paint')[0];
  if (first) done(first.startTime);
}).observe({type: 'paint', buffered: true}))"""


def paint(root: Path, repeats: int) -> list[dict]:
    """The first picture of each page of the built book, opened from disk in Chromium; the slowest page counts."""
    from ser.pages.building import chromium

    html = ROOT / "build" / "book" / "full" / "html"
    pages = sorted(path for path in html.rglob("*.html") if "_static" not in path.parts)
    browser = chromium.find()
    if not pages or browser is None:
        print("first paint: not timed, for want of " + ("Chromium" if pages else "the book: make book"))
        return []
    times: dict[Path, list[float]] = {path: [] for path in pages}
    for _ in range(repeats):
        for path, seconds in _painted(pages, browser).items():
            times[path].append(seconds)
    slowest = max(pages, key=lambda path: statistics.median(times[path]))
    name = f"first paint from disk, slowest of {len(pages)} pages ({slowest.relative_to(html).as_posix()})"
    return [
        limit(name, times[slowest], mark=1.0)
        | {"corpus": "book of profile full", "clips": None, "hours": None}
    ]


def _painted(pages: list[Path], browser: str) -> dict[Path, float]:
    """Seconds from opening to the first contentful paint of each page, in a browser that has seen none of them."""
    from playwright.sync_api import sync_playwright

    seconds = {}
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser)
        tab = running.new_page(viewport={"width": 1280, "height": 900})
        tab.goto("about:blank")
        for path in pages:
            tab.goto(path.as_uri())
            seconds[path] = tab.evaluate(_FIRST_PAINT) / 1000
        running.close()
    return seconds
