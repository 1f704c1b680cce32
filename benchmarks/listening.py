"""An answer in the page: from asking for the models to the first, and each one after that."""

import statistics
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from measuring import ROOT, limit

CLIPS = 20

_HEAR = """async () => {
  const began = performance.now();
  await listener.hear(document.querySelector("#clip").files[0]);
  return (performance.now() - began) / 1000;
}"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def listening(root: Path, repeats: int) -> list[dict]:
    """The scripts, models and runtime of the built book, served from this machine, in a Chromium that saw none of them."""
    from ser.pages.building import chromium

    html = ROOT / "build" / "book" / "full" / "html"
    runtime = sorted((html / "_static" / "listen").glob("*.wasm"))
    browser = chromium.find()
    if not runtime or browser is None:
        print(
            "listening: not timed, for want of "
            + ("Chromium" if runtime else "the book and its runtime: make book")
        )
        return []
    every = sorted(root.rglob("*.wav"))
    clips = every[:: max(1, len(every) // CLIPS)][:CLIPS]
    runs = [_heard(html, clips, browser) for _ in range(repeats)]
    return [
        limit("first answer in the page, models loaded for it", [run[0] for run in runs], mark=3.0),
        limit("first answer in the page, models loaded before", [run[1] for run in runs], mark=3.0),
        limit("each later answer in the page", [statistics.median(run[2]) for run in runs], mark=0.15),
        limit("loaded for an answer in the page", [run[3] for run in runs], mark=20.0, measure="MiB"),
    ]


def _heard(html: Path, clips: list[Path], browser: str) -> tuple[float, float, list[float], float]:
    """Seconds to the first answer with and without loading, seconds of each later one, MiB that were loaded."""
    from playwright.sync_api import sync_playwright

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(html)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with sync_playwright() as playwright:
            running = playwright.chromium.launch(executable_path=browser)
            tab = running.new_page()
            tab.goto(f"http://127.0.0.1:{server.server_port}/index.html")
            tab.add_script_tag(url="_static/listen/listen.js")
            tab.evaluate("""() => {
              window.listener = SerListen.open("_static/listen/");
              document.body.innerHTML = '<input type="file" id="clip">';
            }""")
            began = time.perf_counter()
            loaded = tab.evaluate("async () => (await listener.load()).megabytes") * 1e6 / 2**20
            loading = time.perf_counter() - began
            seconds = []
            for clip in clips:
                tab.set_input_files("#clip", clip)
                seconds.append(tab.evaluate(_HEAR))
            running.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    return loading + seconds[0], seconds[0], seconds[1:], loaded
