"""`make reproduce` again, and a book after one sentence changed: on the demo corpus."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import ROOT, Process, limit, run, seconds_of

PAGE = "notebooks/02_mfcc.py"


def reproduction(root: Path, repeats: int) -> list[dict]:
    """In a fresh clone: everything, again with nothing changed, and again with one sentence more in one page."""
    with tempfile.TemporaryDirectory() as folder:
        clone = _clone(Path(folder) / "clone")
        everything = _ser(clone, "reproduce", "--profile", "demo")
        again = [_ser(clone, "reproduce", "--profile", "demo") for _ in range(repeats)]
        prose = []
        for number in range(repeats):
            _add_sentence(clone / PAGE, number)
            prose.append(_ser(clone, "book", "--profile", "demo"))
            if not re.search(r"\bpages: 1 executed", prose[-1].output):
                raise SystemExit(f"expected one page to be executed, received: {prose[-1].output}")
    whole = f"everything takes {everything.seconds:.0f} s"
    return [
        limit(f"reproduce again, nothing changed ({whole})", seconds_of(again), mark=15.0) | _about(),
        limit("book after one sentence of one page changed", seconds_of(prose), mark=30.0) | _about(),
    ]


def _about() -> dict:
    from ser.commands.places import DEMO_CORPUS
    from ser.corpora import combine, demo

    clips = combine(demo.make(DEMO_CORPUS)).clips
    return {"corpus": "demo", "clips": len(clips), "hours": round(float(clips["duration"].sum()) / 3600, 3)}


def _clone(place: Path) -> Path:
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(place)], check=True)  # noqa: S603, S607
    return place


def _ser(folder: Path, *arguments: str) -> Process:
    settings = {"PYTHONPATH": str(folder)}
    kept = {name: "" for name in ("SER_BUILD", "SER_RESULTS", "SER_DATA") if name in os.environ}
    return run([sys.executable, "-m", "ser", *arguments], kept | settings, folder=folder)


def _add_sentence(page: Path, number: int) -> None:
    """Put a sentence behind the first paragraph of a page that is followed by another."""
    text = page.read_text(encoding="utf-8")
    paragraph = re.search(r"\n#\n# ([A-Z][^\n]+\.)\n#\n", text)
    if not paragraph:
        raise SystemExit(f"no paragraph found in {page.name}")
    end = paragraph.end(1)
    page.write_text(f"{text[:end]} This is sentence {'I' * (number + 1)}.{text[end:]}", encoding="utf-8")
