"""A clock that was set back, and files that seem to come from the future: what counts is content."""

import os

import pytest

from ser.features import load

from .world import BOOK, FEATURES, RUNS, content, copied, run

TEN_YEARS = 10 * 365 * 86_400
BACK = {"clock": -TEN_YEARS}
LONG_AGO, FAR_AHEAD = 631_152_000, 4_102_444_800  # 1990 and 2100, in seconds since 1970


def _set_times(folder, when):
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (when, when))


def _inodes(folder):
    """Which files there are, as the file system knows them: one that is written again is another."""
    return {path: path.stat().st_ino for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("when", [LONG_AGO, FAR_AHEAD], ids=["long ago", "far ahead"])
def test_nothing_is_done_again_because_of_a_time(with_results, tmp_path, when):
    world = copied(with_results.world, tmp_path / "world")
    _set_times(world, when)
    before = _inodes(world / "build" / "store") | _inodes(world / "results")
    told = run(world, *RUNS, fault=BACK)
    assert "0 runs done now" in told
    assert _inodes(world / "build" / "store") | _inodes(world / "results") == before


def test_with_the_clock_set_back_the_results_are_the_same(with_results, bare, tmp_path):
    world = copied(bare, tmp_path / "world")
    run(world, *RUNS, fault=BACK)
    assert content(world / "results") == content(with_results.world / "results")
    assert content(world / "build" / "store") == content(with_results.world / "build" / "store")


def test_a_clip_that_changed_behind_its_time_is_noticed(with_features, tmp_path):
    """The same size, and the time it had: only its content is another."""
    world = copied(with_features.world, tmp_path / "world")
    clip = world / "corpora/TESS/a/OAF_back_fear.wav"
    os.utime(clip, (LONG_AGO, LONG_AGO))
    run(world, *FEATURES)
    held = bytearray(clip.read_bytes())
    held[-200] ^= 1
    clip.write_bytes(held)
    os.utime(clip, (LONG_AGO, LONG_AGO))
    run(world, *FEATURES, fault=BACK)
    assert "TESS/OAF_back_fear" in [name for name, _ in load(world / "build" / "store" / "data").left_out]


@pytest.mark.parametrize("when", [LONG_AGO, FAR_AHEAD], ids=["long ago", "far ahead"])
def test_pages_and_book_go_by_content(with_book, tmp_path, when):
    world = copied(with_book.world, tmp_path / "world")
    project = world / "project"
    _set_times(project, when)
    before = _inodes(project / "build" / "pages") | _inodes(
        project / "build" / "book" / "demo" / "html-sphinx"
    )
    assert "0 pages executed, 1 kept; nothing changed" in run(world, *BOOK, fault=BACK)
    found = _inodes(project / "build" / "pages") | _inodes(
        project / "build" / "book" / "demo" / "html-sphinx"
    )
    assert found == before
    notebook = project / "notebooks" / "a.py"
    notebook.write_text(notebook.read_text().replace("0.9", "0.8"))
    os.utime(notebook, (LONG_AGO, LONG_AGO))
    assert "1 pages executed, 0 kept; built" in run(world, *BOOK, fault=BACK)
    assert "0.800" in (project / "build/book/demo/html-sphinx/notebooks/a.html").read_text(encoding="utf-8")
