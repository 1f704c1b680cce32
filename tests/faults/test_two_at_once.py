"""Two commands at once in one folder: both end well, nothing is lost, nothing is done or counted twice."""

import re

from ser.experiments.record import read, read_predictions

from .world import BOOK, FEATURES, RUNS, content, copied, ended, run, start


def _both(world, *arguments):
    """Start a command twice; return what each printed when both are done."""
    processes = [start(world, *arguments) for _ in range(2)]
    found = [ended(process) for process in processes]
    assert [status for status, _, _ in found] == [0, 0], found
    return [out for _, out, _ in found]


def test_two_grids_on_one_results_folder(with_features, with_results, tmp_path):
    world = copied(with_features.world, tmp_path / "world")
    told = _both(world, *RUNS)
    done = [int(re.search(r"(\d+) runs done now", out)[1]) for out in told]
    assert sum(done) == 3, told
    assert content(world / "results") == content(with_results.world / "results")
    records = sorted((world / "results").rglob("*.json"))
    assert len(records) == 3
    for path in records:
        assert len(read_predictions(path, read(path)).clips)
    assert "0 runs done now" in run(world, *RUNS)


def test_two_extractions_into_one_store(with_features, fresh):
    _both(fresh, *FEATURES)
    assert content(fresh / "build" / "store") == content(with_features.world / "build" / "store")


def test_two_builds_of_one_book(with_project, with_book, tmp_path):
    world = copied(with_project, tmp_path / "world")
    told = _both(world, *BOOK)
    assert sorted("not built again" in out for out in told) == [False, True]
    for part in ("build/pages", "build/book/demo/html-sphinx"):
        assert content(world / "project" / part) == content(with_book.world / "project" / part)
