"""What lies damaged in the folders of the project: the next command names it and makes it again, or refuses it."""

import json

import pytest

from ser.files import sealed

from .world import BOOK, FEATURES, RUNS, content, copied, ended, run, start

RECORD = "results/full/runs/TESS/random/mlp/f0-s1.json"


def _store_file(world, suffix):
    (path,) = (world / "build" / "store").rglob(f"mfcc-*.{suffix}")
    return path


def _flip(path, place=0.5):
    held = bytearray(path.read_bytes())
    held[int(place * len(held))] ^= 1
    path.write_bytes(held)


@pytest.mark.parametrize("suffix", ["csv", "npz", "json"])
def test_a_damaged_store_is_named_and_made_again(with_features, tmp_path, suffix):
    world = copied(with_features.world, tmp_path / "world")
    _flip(_store_file(world, suffix))
    status, _, err = ended(start(world, *FEATURES))
    assert status == 0, err
    assert "cannot be read" in err and "is made again" in err
    assert content(world / "build" / "store") == content(with_features.world / "build" / "store")


@pytest.mark.parametrize("suffix", [".json", ".npz"])
def test_a_damaged_run_is_named_and_done_again(with_results, tmp_path, suffix):
    world = copied(with_results.world, tmp_path / "world")
    path = (world / RECORD).with_suffix(suffix)
    _flip(path)
    told = run(world, *RUNS)
    assert f"note: {path}" in told and "it is done again now" in told
    assert "1 runs done now" in told
    assert content(world / "results") == content(with_results.world / "results")


@pytest.mark.parametrize("changed", [{"format": 0}, {"format": 2}, {"format": None}])
def test_a_results_folder_of_another_version_is_refused_and_left_alone(with_results, tmp_path, changed):
    world = copied(with_results.world, tmp_path / "world")
    held = json.loads((world / RECORD).read_text())
    (world / RECORD).write_text(json.dumps(sealed(held | changed)))
    (world / "results/full/runs/TESS/random/mlp/f0-s2.json").unlink()
    before = content(world / "results", but=("f0-s1.json",))
    text = (world / RECORD).read_text()
    status, _, err = ended(start(world, *RUNS))
    assert status == 2
    (line,) = err.strip().splitlines()[-1:]
    assert "another format" in line and "nothing was written over" in line and str(world / RECORD) in line
    assert (world / RECORD).read_text() == text
    assert content(world / "results", but=("f0-s1.json",)) == before


def test_records_and_stores_from_before_there_were_seals_are_read(with_results, tmp_path):
    """The layout is the same; what vouches for it is not there yet."""
    world = copied(with_results.world, tmp_path / "world")
    for path in [*(world / "results").rglob("*.json"), _store_file(world, "json")]:
        held = json.loads(path.read_text())
        for later in ("seal", "predictions", "files"):
            held.pop(later, None)
        path.write_text(json.dumps(held))
    assert "0 runs done now" in run(world, *RUNS)


@pytest.mark.parametrize(
    ("damaged", "told"),
    [
        ("build/pages/demo/notebooks/a.ipynb", "1 pages executed"),
        ("build/pages/demo/notebooks/a.freshness.json", "1 pages executed"),
        ("build/pages/demo/notebooks/figures/a/line.svg", "1 pages executed"),
        ("build/book/demo/html-sphinx/intro.html", "0 pages executed, 1 kept; built"),
        ("build/book/demo/html-sphinx.key", "0 pages executed, 1 kept; built"),
    ],
)
def test_a_damaged_page_or_book_is_named_and_made_again(with_book, tmp_path, damaged, told):
    world = copied(with_book.world, tmp_path / "world")
    path = world / "project" / damaged
    path.write_bytes(path.read_bytes()[:-5])
    status, out, err = ended(start(world, *BOOK))
    assert status == 0, err
    assert told in out
    assert "note: " in err or damaged.endswith(".key")
    for part in ("build/pages", "build/book/demo/html-sphinx"):
        assert content(world / "project" / part) == content(with_book.world / "project" / part)
