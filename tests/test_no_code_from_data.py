"""Data are never run: no reader of code stands in the sources, and files that carry code have it left in them."""

import ast
import io
import json
import pickle
import shutil
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from strangers import answered, contents

from ser.errors import SerError

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(
    path for name in ("ser", "book", "benchmarks", "notebooks") for path in (ROOT / name).rglob("*.py")
)
TABLES = (".csv", ".json", ".toml", ".parquet", ".npz", ".npy", ".keras", ".onnx", ".ipynb")

# What turns bytes into code or into objects of any class; each with what it stands for.
MODULES = {
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "cloudpickle",
    "marshal",
    "shelve",
    "jsonpickle",
    "code",
    "codeop",
}
CALLS = {"eval", "exec", "compile", "__import__", "execfile"}
LOADERS = {
    "joblib.load",
    "torch.load",
    "yaml.load",
    "yaml.full_load",
    "yaml.unsafe_load",
    "pd.read_pickle",
    "pandas.read_pickle",
    "runpy.run_path",
    "runpy.run_module",
    "keras.config.enable_unsafe_deserialization",
    "logging.config.listen",
    "subprocess.getoutput",
    "os.system",
    "os.popen",
}
# The only places, each with why it reads nothing that anybody else wrote.
KNOWN = {
    # A pipe between a process and the one it started; nothing of it ever lies in a file.
    ("ser/experiments/apart.py", "pickle"),
    # What a student hands in is a program; it runs in a process of its own, behind fences.
    ("ser/exercises/grading/alone.py", "exec"),
    ("ser/exercises/grading/alone.py", "compile"),
    # The name of a backend, out of a fixed list that Keras itself has accepted.
    ("ser/training/backend.py", "__import__"),
}


def _name(node):
    """The dotted name of what is called, "" where it has none."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}".lstrip(".")
    return ""


def _found(source):
    """Yield (line, what) for everything in a source that could run what it reads."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = (
                [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
            )
            yield from ((node.lineno, name) for name in names if name.partition(".")[0] in MODULES)
            imported = {one.name for one in node.names} if isinstance(node, ast.ImportFrom) else set()
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            yield from ((node.lineno, f"{module}.{n}") for n in imported if f"{module}.{n}" in LOADERS)
        if not isinstance(node, ast.Call):
            continue
        name, given = _name(node.func), {one.arg: one.value for one in node.keywords}
        if name in CALLS or name in LOADERS:
            yield node.lineno, name
        if name in ("np.load", "numpy.load", "np.lib.format.read_array") and not _is(
            given.get("allow_pickle"), False
        ):
            yield node.lineno, f"{name} without allow_pickle=False"
        if _is(given.get("allow_pickle"), True) or (
            name.endswith("load_model") and _is(given.get("safe_mode"), False)
        ):
            yield node.lineno, f"{name} that lets code in"
        if _is(given.get("shell"), True):
            yield node.lineno, f"{name} through a shell"
        if name == "yaml.load_all" or (name.endswith(".to_pickle") or name.endswith(".read_pickle")):
            yield node.lineno, name


def _is(node, value):
    return isinstance(node, ast.Constant) and node.value is value


def test_nothing_in_the_sources_runs_what_it_reads():
    assert len(SOURCES) > 200
    found = {}
    for path in SOURCES:
        place = path.relative_to(ROOT).as_posix()
        for line, what in _found(path.read_text(encoding="utf-8")):
            found.setdefault((place, what), line)
    assert set(found) == KNOWN, {
        f"{place}:{found.get((place, what))}: {what}" for place, what in set(found) ^ KNOWN
    }


def test_the_one_pickle_goes_through_a_pipe():
    """Every place where it reads takes a stream that was opened by number, never by a name."""
    source = (ROOT / "ser" / "experiments" / "apart.py").read_text(encoding="utf-8")
    opened = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and _name(node.func) == "open"
    ]
    numbers = {"answers", "0"}
    assert opened and {ast.unparse(node.args[0]) for node in opened} <= numbers
    assert "os.pipe()" in source


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from pickle import loads",
        "import joblib\njoblib.load(path)",
        "from joblib import load",
        "import numpy as np\nnp.load(path)",
        "np.load(path, allow_pickle=True)",
        "np.load(path, allow_pickle=choice)",
        "yaml.load(text, Loader=yaml.Loader)",
        "torch.load(path)",
        "keras.saving.load_model(path, safe_mode=False)",
        "eval(text)",
        "exec(text)",
        "import shelve",
        "import marshal as m",
        "pd.read_pickle(path)",
        "subprocess.run(words, shell=True)",
    ],
)
def test_the_search_finds(source):
    assert list(_found(source))


# what is read, with code in it


class _Trap:
    """What leaves a marker as soon as it is unpickled."""

    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return open, (str(self.marker), "w")


@pytest.fixture
def trap(tmp_path):
    """A pickle that makes the file `marker` when it is read; afterwards nobody may have read it."""
    marker = tmp_path / "ran"
    made = pickle.dumps(_Trap(marker))
    pickle.loads(made).close()  # noqa: S301 (the trap works)
    marker.unlink()
    yield made
    assert not marker.exists(), "code from a file was run"


def _trapped_array(trap):
    """The bytes of a .npy file whose objects are the trap."""
    header = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + trap


def _trapped_arrays(content, trap):
    """The bytes of a .npz file like `content`, each of its arrays a trap."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(buffer, "w") as made:
        for name in held.namelist():
            made.writestr(name, _trapped_array(trap))
    return buffer.getvalue()


def _traps(content, suffix, trap):
    """What stands in the place of a file: the trap itself, and the trap as that kind of file can hold it."""
    python = f"!!python/object/apply:os.system ['echo {trap.hex()}']"
    as_json = json.dumps(
        {"py/reduce": [{"py/type": "os.system"}, {"py/tuple": ["true"]}], "class_name": "Lambda"}
    )
    yield from (trap, python.encode(), as_json.encode())
    if suffix == ".npz":
        yield _trapped_array(trap)
        yield _trapped_arrays(content, trap)


def _set(files, folder):
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def _spring(files, folder, read, trap):
    """Put each trap in the place of each file, one at a time, and have the folder read."""
    refused = 0
    for name, content in files.items():
        for one in _traps(content, Path(name).suffix, trap):
            _set(files | {name: one}, folder)
            refused += isinstance(answered(read), SerError)
    assert refused >= len(files), "what was put there has not been looked at"


def test_a_results_folder(trap, tmp_path):
    from ser.results import load_results, summary

    runs = ROOT / "results" / "full" / "runs"
    run = min(runs.rglob("*.json"), key=lambda path: path.stat().st_size)
    files = {f"runs/f0-s0{end}": run.with_suffix(end).read_bytes() for end in (".json", ".npz")}
    _spring(files, tmp_path / "results", lambda: summary(load_results(tmp_path / "results")), trap)


def test_a_feature_store(trap, tmp_path, demo_root):
    from ser.corpora import combine
    from ser.features import extract, load

    store = tmp_path / "store"
    extract(combine(demo_root), store, jobs=1, corpora=("SAVEE",))
    _spring(contents(store), store, lambda: load(store), trap)


def test_a_model_folder(trap, tmp_path):
    from ser.training.saved import exported, folder

    model = tmp_path / "model"
    files = contents(ROOT / "results" / "full" / "models" / "corrected")
    parts = {name: content for name, content in files.items() if name in folder.PARTS}
    _spring(parts, model, lambda: folder.load(model), trap)
    for one in _traps(b"", ".onnx", trap):
        _set(files | {"model.onnx": one}, model)
        assert isinstance(answered(lambda: exported.load_exported(model)), SerError)


def test_measures_kept_for_the_exercises(trap, tmp_path, monkeypatch):
    from ser.corpora import demo
    from ser.exercises import material

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(material, "load_example", _Short)
    monkeypatch.setattr(demo, "clips", lambda: list(_clips())[:2])
    for content in (trap, _trapped_array(trap), b""):
        material.KEPT.mkdir(parents=True, exist_ok=True)
        (material.KEPT / f"measures-{demo.VERSION}.npy").write_bytes(content)
        assert material.demo_measures().shape == (2, 80)


class _Short:
    def __init__(self, *_, **__):
        self.samples = np.random.default_rng(0).normal(0, 0.1, 22_050).astype(np.float32)


def _clips():
    from ser.corpora.demo import layout

    return layout.clips()


def test_a_split_a_ledger_and_facts(trap, tmp_path, monkeypatch):
    from ser.claims.published import read_published
    from ser.results import read_json, read_table
    from ser.splits import committed

    monkeypatch.setattr(committed, "FOLDER", tmp_path)
    for content in _traps(b"", ".csv", trap):
        for name in ("random-savee.csv", "index.csv", "facts.json", "published.toml", "clips.csv"):
            (tmp_path / name).write_bytes(content)
        for read in (
            lambda: committed.read_sides("random", "SAVEE", "s0", ["SAVEE/DC_a01"]),
            lambda: read_published(tmp_path / "published.toml"),
            lambda: read_json(tmp_path / "facts.json"),
            lambda: read_table(tmp_path / "clips.csv"),
        ):
            found = answered(read)
            assert isinstance(found, SerError | dict | pd.DataFrame)


def test_a_submission_is_looked_at_without_being_run(trap, tmp_path):
    from ser.exercises.grading import exercise_of, find

    source = f"open({str(tmp_path / 'ran')!r}, 'w').close()\nanswer = 1\ncheck('padding', answer)\n"
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": []}
    (tmp_path / "class" / "Ada").mkdir(parents=True)
    for name, content in (
        ("one.ipynb", json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4}).encode()),
        ("two.py", source.encode()),
        ("three.ipynb", trap),
    ):
        (tmp_path / "class" / "Ada" / name).write_bytes(content)
        exercise_of(tmp_path / "class" / "Ada" / name)
    assert {one.exercise for one in find(tmp_path / "class")} == {"padding", ""}


# what the build of the book runs


def test_the_book_runs_tracked_notebooks_alone():
    """The table of contents names what is executed; each of it is text in this repository."""
    toc = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text(encoding="utf-8"))
    named = {f"{name}.py" for name in _files(toc) if name.startswith("notebooks/")}
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: which files are tracked is not known")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "notebooks"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    tracked = set(listed.decode().split("\0"))
    assert named and named <= tracked
    settings = yaml.safe_load((ROOT / "book" / "_config.yml").read_text(encoding="utf-8"))
    assert settings["execute"]["execute_notebooks"] == "off", "the builder itself executes nothing"


def _files(toc):
    if isinstance(toc, dict):
        for name, value in toc.items():
            yield from [value] if name in ("file", "root") else _files(value)
    elif isinstance(toc, list):
        for one in toc:
            yield from _files(one)


def test_no_page_fetches_anything_that_it_could_run():
    """Nothing on a page is loaded from the network, and no notebook downloads."""
    words = (
        "requests.",
        "urllib",
        "urlopen",
        "wget",
        "curl ",
        "!pip",
        "%pip",
        "git clone",
        "httpx",
        "aiohttp",
    )
    for path in sorted((ROOT / "notebooks").rglob("*.py")):
        code = "\n".join(
            line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
        )
        assert not [word for word in words if word in code], path.name
    for path in sorted((ROOT / "book" / "_static").rglob("*.js")):
        if "vendor" not in path.parts:
            code = path.read_text(encoding="utf-8")
            assert not [word for word in ("eval(", "new Function(", "document.write(") if word in code], (
                path.name
            )
