import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from only_where_asked import _without

from ser.corpora import EMOTIONS
from ser.errors import DataMissing
from ser.pages.building import from_npm, in_the_page

ROOT = Path(__file__).resolve().parents[3]
FILES = ("published.onnx", "corrected.onnx", "mfcc.onnx", "resampling.f32")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A project with the committed models, and no other profile."""
    root = tmp_path_factory.mktemp("project")
    for name in in_the_page.MODELS:
        models = ROOT / "results" / "full" / "models" / name
        shutil.copytree(models, root / "results" / "full" / "models" / name)
    return root


@pytest.fixture
def carry(root, tmp_path, monkeypatch):
    """Return a function that lays what the page needs into a new source, with one rate and a made runtime."""
    monkeypatch.setattr(in_the_page, "RATES", (48_000,))
    made = tmp_path / "runtime"
    made.mkdir()
    for name in (from_npm.SCRIPT, from_npm.MODULE, from_npm.BINARY, from_npm.FONT, from_npm.FONT_LICENCE):
        (made / name).write_text(name)
    monkeypatch.setattr(from_npm, "fetch", lambda root: from_npm.Fetched(made, "1.2.3"))

    def carried(profile="full"):
        place = tmp_path / profile / in_the_page.PLACE
        shutil.copytree(ROOT / "book" / in_the_page.PLACE, place)
        in_the_page.carry(profile, tmp_path / profile, root=root)
        return place, json.loads((place / "what.json").read_text())

    return carried


def test_the_page_is_told_what_there_is(carry, capsys):
    place, what = carry()
    assert all((place / name).is_file() for name in FILES)
    assert what["runtime"]["version"] == "1.2.3"
    assert all((place / what["runtime"][part]).is_file() for part in ("script", "module", "binary"))
    assert what["front"]["rate"] == 22_050 and what["front"]["offset"] == 0.5
    assert [model["labels"] for model in what["models"].values()] == [list(EMOTIONS)] * 2
    assert what["models"]["published"]["axis"] == {"kind": "coefficients"}
    assert what["models"]["corrected"]["axis"]["kind"] == "frames"
    weighed = [*FILES, from_npm.BINARY]
    assert what["bytes"] == sum((place / name).stat().st_size for name in weighed)
    assert capsys.readouterr().err == ""


def test_the_tables_are_where_it_says(carry):
    place, what = carry()
    numbers = np.fromfile(place / what["resampling"]["file"], "<f4")
    (table,) = what["resampling"]["tables"]
    parts = [table["kernel"], *table["rows"], *table["columns"]]
    assert sum(length for _, length in parts) == len(numbers)
    at, length = table["kernel"]
    kernel = numbers[at : at + length]
    assert kernel.argmax() == 0 and kernel[0] == pytest.approx(0.957, abs=0.002)


def test_graphs_are_made_once(carry, root, monkeypatch):
    first, _ = carry()
    monkeypatch.setattr(in_the_page, "_make", lambda *_: pytest.fail("made again"))
    shutil.rmtree(first)
    again, _ = carry()
    assert (again / "mfcc.onnx").is_file()
    assert not [path for path in (root / "build" / "in-the-page").iterdir() if path.name.startswith(".")]


def test_without_the_runtime_there_is_one_line_and_a_page_that_can_tell(carry, monkeypatch, capsys):
    def missing(root):
        raise DataMissing("not fetched")

    monkeypatch.setattr(from_npm, "fetch", missing)
    _, what = carry()
    assert what["runtime"] is None and set(what["models"]) == set(in_the_page.MODELS)
    assert capsys.readouterr().err == "note: not fetched\n"


def test_a_profile_without_models_has_none_and_fetches_nothing(carry, monkeypatch):
    monkeypatch.setattr(from_npm, "fetch", lambda root: pytest.fail("fetched"))
    place, what = carry("demo")
    assert what["models"] == {} and what["front"] is None and what["bytes"] == 0
    assert not list(place.glob("*.onnx"))


def test_a_book_without_the_scripts_is_left_alone(tmp_path):
    in_the_page.carry("full", tmp_path, root=ROOT)
    assert list(tmp_path.iterdir()) == []


def test_pages_do_not_load_its_scripts():
    class Script:
        def __init__(self, filename):
            self.filename = filename

    scripts = [
        Script("_static/listen/worker.js"),
        Script("_static/tables.js"),
        "_static/listen/ort.wasm.min.js",
    ]
    context = {"script_files": scripts}
    _without(None, "a", "page.html", context, None)
    assert [one.filename for one in context["script_files"]] == ["_static/tables.js"]
