"""The book as a reader meets it: built, opened from disk in a real browser, in four looks."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from ser.pages.building import chromium

ROOT = Path(__file__).resolve().parents[2]
PROFILE = "full"

# width and height of the window in pixels, and the colours that the reader's system asks for
LOOKS = {
    "wide light": (1280, 900, "light"),
    "wide dark": (1280, 900, "dark"),
    "narrow light": (360, 740, "light"),
    "narrow dark": (360, 740, "dark"),
}
NO_CHROMIUM = (
    f"no Chromium: put one of {', '.join(chromium.NAMES)} on the PATH, or name one in {chromium.VARIABLE}"
)
# Names resolve to nothing but this machine, so that what a page asks for outside is seen and not had.
CHROMIUM_OPTIONS = ["--mute-audio", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
_STAYS_HERE = ("file:", "data:", "blob:", "about:")


def pages():
    """Every page of the book: those of the table of contents, `index` and `search`."""

    def files(entry):
        if isinstance(entry, list):
            return [name for part in entry for name in files(part)]
        own = [entry[key] for key in ("root", "file") if key in entry]
        return own + [name for value in entry.values() if isinstance(value, list) for name in files(value)]

    toc = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text(encoding="utf-8"))
    return [*files(toc), "index", "search"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what stands in this folder, so that `make test` leaves it to `make test-book`."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Log:
    """What one page told and asked for since it was opened."""

    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)

    def clear(self):
        for part in (self.errors, self.outside, self.files):
            part.clear()


@pytest.fixture(scope="session")
def html():
    """The folder of the book of the committed results, built where it is not fresh."""
    from ser.pages.building import make_book

    return make_book(PROFILE, root=ROOT).index.parent


@contextmanager
def serving(folder):
    """Give the address of a folder on a server of this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def served(html):
    """The address of the book on a server of this machine."""
    with serving(html) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """One headless Chromium for all tests; skips where there is none."""
    path = chromium.find()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def tabs(browser):
    """One tab and its log for each look, kept open: `look -> (tab, log)`."""
    made = {}
    for look, (width, height, colours) in LOOKS.items():
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=colours, reduced_motion="reduce"
        )
        tab, log = context.new_page(), Log()
        tab.on("console", partial(_console, log))
        tab.on("pageerror", lambda error, log=log: log.errors.append(f"uncaught: {error}"))
        tab.on("requestfailed", partial(_failed, log))
        tab.on("request", partial(_request, log))
        made[look] = (tab, log)
    return made


def _console(log, message):
    if message.type == "error":
        log.errors.append(message.text)


def _failed(log, request):
    # A browser breaks off reading a sound as soon as it knows how long it lasts.
    if request.resource_type != "media" or request.failure != "net::ERR_ABORTED":
        log.errors.append(f"failed: {request.url}: {request.failure}")


def _request(log, request):
    if not request.url.startswith((*_STAYS_HERE, "http://127.0.0.1:")):
        log.outside.append(request.url)
    if request.url.startswith("file:"):
        log.files.append((request.resource_type, unquote(urlsplit(request.url).path)))


@pytest.fixture(scope="session")
def opened(tabs, html):
    """Return a function that opens a page of the book from disk in a look and gives its tab and log."""

    def open_page(name, look="wide light", *, base=""):
        tab, log = tabs[look]
        log.clear()
        tab.goto(f"{base or html.as_uri()}/{name.partition('?')[0]}.html{''.join(name.partition('?')[1:])}")
        return tab, log

    return open_page


@pytest.fixture
def tab(browser):
    """A tab that fails the test where the page complains, or asks for what is not on this machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab, wrong = context.new_page(), []
    tab.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("request", lambda one: None if one.url.startswith("file:") else wrong.append(one.url))
    yield tab
    context.close()
    assert wrong == []
