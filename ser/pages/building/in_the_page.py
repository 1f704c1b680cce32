"""What a page needs to hear a clip by itself: front end, resampling, models and what runs them.

All of it lies in `_static/listen/` of the built book, beside the scripts from `book/_static/listen/`.
`what.json` there says what there is; a page that finds no runtime or no models in it says so in words.
"""

import hashlib
import json
import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ser import files
from ser.errors import DataMissing, SerError
from ser.pages.building import formulas, from_npm

PLACE = Path("_static") / "listen"
MODELS = ("published", "corrected")
WHAT = "what.json"
FRONT, TABLES = "mfcc.onnx", "resampling.f32"

RATES = (
    *(6_000, 8_000, 11_025, 12_000, 16_000, 18_900, 22_000, 24_000, 24_414, 25_000, 32_000),
    *(37_800, 44_100, 47_250, 48_000, 48_828, 50_000, 64_000, 88_200, 96_000, 176_400, 192_000),
)
"""Rates in Hz that recorders write, each with a table of its own; others go by the kernel of the nearest."""


def carry(profile: str, source: Path, *, root: Path) -> None:
    """Lay what the page needs beside its scripts in a book's `source`; nothing where that holds no such scripts.

    What cannot be had is left out, and one line says so; the book is built all the same.
    """
    place = source / PLACE
    if not (place / "worker.js").is_file():
        return
    what: dict[str, Any] = {"runtime": None, "front": None, "resampling": None, "models": {}, "bytes": 0}
    folders = {name: root / "results" / profile / "models" / name for name in MODELS}
    folders = {name: folder for name, folder in folders.items() if (folder / "model.onnx").is_file()}
    if folders:
        try:
            made = _made(folders, root)
            what |= json.loads((made / WHAT).read_text(encoding="utf-8"))
            _copy(made, place)
            found = from_npm.fetch(root)
            for name in from_npm.RUNTIME:
                if (found.folder / name).is_file():
                    shutil.copyfile(found.folder / name, place / name)
            what["runtime"] = {
                "version": found.version,
                "script": from_npm.SCRIPT,
                "module": from_npm.MODULE,
                "binary": from_npm.BINARY,
                "licence": from_npm.LICENCES["LICENSE"],
            }
            formulas.carry(found.folder, source)
        except SerError as error:
            print(f"note: {error}", file=sys.stderr)
    what["bytes"] = sum(
        path.stat().st_size for path in place.iterdir() if path.suffix in (".onnx", ".f32", ".wasm")
    )
    (place / WHAT).write_text(json.dumps(what, indent=1) + "\n", encoding="utf-8")


def _copy(made: Path, place: Path) -> None:
    for path in sorted(made.iterdir()):
        if path.name != WHAT:
            shutil.copyfile(path, place / path.name)


def _made(folders: dict[str, Path], root: Path) -> Path:
    """The folder in `build/` with the graphs and tables of these models; made where it is not there yet.

    Raises:
        DataMissing: packages that make graphs are missing; or as `ser.training.saved.listening_graph`.
    """
    folder = root / "build" / "in-the-page" / _key(folders)
    if folder.is_dir():
        return folder
    with files.alone(folder), files.scratch(folder) as work:
        if not folder.is_dir():  # else another process was faster
            (work / WHAT).write_text(json.dumps(_make(folders, work)), encoding="utf-8")
            os.replace(work, folder)
    return folder


def _key(folders: dict[str, Path]) -> str:
    """A name that changes with the models, with the code that everything here is made by, and with soxr."""
    import soxr

    from ser.audio import response
    from ser.features import mfcc_graph
    from ser.training.saved import listening_graph

    code = [Path(str(module.__file__)) for module in (response, mfcc_graph, listening_graph)]
    code += [Path(__file__), code[1].with_name("mfcc.py")]
    parts = ("config.json", "labels.json", "scaler.json", "model.onnx")
    digest = hashlib.sha256(f"{soxr.__version__} {list(folders)}".encode())
    for path in (*code, *(folder / part for folder in folders.values() for part in parts)):
        digest.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"none")
    return digest.hexdigest()[:16]


def _make(folders: dict[str, Path], into: Path) -> dict[str, Any]:
    from importlib.util import find_spec

    if find_spec("onnx") is None:
        raise DataMissing("the package onnx is missing; expected those of the extra `export`; run `make env`")
    from ser.features import MfccSettings
    from ser.features.mfcc_graph import mfcc_graph
    from ser.training.saved.folder import read_about
    from ser.training.saved.listening_graph import attention_axis, listening_graph

    abouts = {name: read_about(folder) for name, folder in folders.items()}
    features = next(iter(abouts.values())).features
    if not isinstance(features, MfccSettings) or any(one.features != features for one in abouts.values()):
        raise DataMissing("the exported models hear different features; expected the same MFCC for all")
    (into / FRONT).write_bytes(mfcc_graph(features).SerializeToString(deterministic=True))
    models = {}
    for name, about in abouts.items():
        graph = listening_graph(about.folder)
        (into / f"{name}.onnx").write_bytes(graph.SerializeToString(deterministic=True))
        labels = json.loads((about.folder / "labels.json").read_text(encoding="utf-8"))
        models[name] = {"file": f"{name}.onnx", "labels": labels, "axis": attention_axis(about)}
    return {
        "front": {"file": FRONT} | asdict(features),
        "resampling": _write_tables(into / TABLES, features.rate),
        "models": models,
    }


def _write_tables(path: Path, rate: int) -> dict[str, Any]:
    """Write soxr's response for `RATES` as one file of little-endian float32, and say where in it each part is."""
    import numpy as np

    from ser.audio.response import STEP, measure

    written: list[np.ndarray] = []

    def put(values: np.ndarray) -> list[int]:
        at = sum(map(len, written))
        written.append(values)
        return [at, len(values)]

    tables = []
    for native in RATES:
        if native != rate:
            found = measure(native, rate)
            parts = {
                "kernel": put(found.kernel),
                "rows": [put(row) for row in found.rows],
                "columns": [put(column) for column in found.columns],
            }
            tables.append({"native": native} | parts)
    path.write_bytes(np.concatenate(written).astype("<f4").tobytes())
    return {"file": path.name, "step": STEP, "tables": tables}
