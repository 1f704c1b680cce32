"""Time what people wait for, each in processes of its own, several times, and write `benchmarks/results.json`.

    python benchmarks/run.py --data corpora      # real corpora; without --data the demo corpus

    python benchmarks/run.py --only paint        # one of them

A row: name, baseline (seconds of what it is compared with, or null), ours (median seconds), ratio
(baseline / ours, or null), spread (smallest and largest of ours), mark (seconds allowed, or null), met,
corpus, clips, machine, repeats.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "benchmarks" / "results.json"

_FIRST_PAINT = """() => new Promise(done => new PerformanceObserver(list => {
  const first = list.getEntriesByName('first-contentful-paint')[0];
  if (first) done(first.startTime);
}).observe({type: 'paint', buffered: true}))"""


def main(arguments: list[str] | None = None) -> int:
    """Run every benchmark and write the rows; return 0 when every mark is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="folder with RAVDESS/, TESS/, SAVEE/ or those there are")
    parser.add_argument("--repeats", type=int, default=3, help="times each is run (default: 3)")
    parser.add_argument("--only", choices=BENCHMARKS, help="the one to run (default: all)")
    parser.add_argument("--out", type=Path, default=OUT, help="the file to write (default: %(default)s)")
    options = parser.parse_args(arguments)
    rows = []
    for benchmark in [BENCHMARKS[options.only]] if options.only else BENCHMARKS.values():
        for row in benchmark(_root(options.data), options.repeats):
            rows.append(_about(options.data) | row)
            seconds = f"{row['ours']:.2f} s ({row['spread'][0]:.2f} to {row['spread'][1]:.2f})"
            print(f"{row['name']}: {seconds}, mark {row['mark']:g} s", flush=True)
    beside = options.out.with_name(f".{options.out.name}.part")
    beside.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    os.replace(beside, options.out)
    print(f"{options.out}: {len(rows)} rows, {sum(row['met'] for row in rows)} within their mark")
    return 0 if all(row["met"] for row in rows) else 1


def verify(root: Path, repeats: int) -> list[dict]:
    """`ser data verify`: with nothing remembered, and again."""
    first, again = [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as build:
            look = partial(_ser, os.environ | {"SER_BUILD": build}, "data", "verify", str(root))
            first.append(_seconds(look))
            again.append(_seconds(look))
    return [
        _row("verify, nothing remembered", first, mark=20.0),
        _row("verify again", again, mark=2.0),
    ]


def paint(root: Path, repeats: int) -> list[dict]:
    """The first picture of each page of the built book, opened from disk in Chromium; the slowest page counts."""
    from ser.pages import chromium

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
    return [_row(name, times[slowest], mark=1.0) | {"corpus": "book of profile full", "clips": None}]


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


def _ser(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "ser", *arguments], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    # 1: something is missing, which is an answer too.
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())


def _seconds(do: Callable[[], None]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def _row(name: str, ours: list[float], *, mark: float) -> dict:
    median = round(statistics.median(ours), 3)
    return {
        "name": name,
        "baseline": None,
        "ours": median,
        "ratio": None,
        "spread": [round(min(ours), 3), round(max(ours), 3)],
        "mark": mark,
        "met": median <= mark,
        "repeats": len(ours),
    }


def _root(data: str | None) -> Path:
    if data:
        return Path(data).expanduser().resolve()
    from ser.commands.places import DEMO_CORPUS
    from ser.corpora import demo

    return demo.make(DEMO_CORPUS)


def _about(data: str | None) -> dict:
    from ser.corpora import combine
    from ser.training.backend import processor

    combined = combine(_root(data), allow_missing=True)
    return {
        "corpus": "demo" if combined.demo else ", ".join(combined.found),
        "clips": len(combined.clips),
        "machine": f"{processor().removeprefix('cpu: ')}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}",
    }


BENCHMARKS: dict[str, Callable[[Path, int], list[dict]]] = {"verify": verify, "paint": paint}

if __name__ == "__main__":
    raise SystemExit(main())
