"""The same bits, networks and book included: whatever the listing, locale, time zone, hash seed or number of jobs."""

import pytest

from .world import BOOK, OTHERWISE, content, copied, run


def test_features_runs_facts_and_tables(with_results, bare, tmp_path):
    there = copied(with_results.world, tmp_path / "there")
    run(there, "facts")
    world = copied(bare, tmp_path / "another place")
    options = {"fault": {"listing": 11}, "environment": OTHERWISE}
    run(world, "experiments", "run", "--jobs", "1", **options)
    run(world, "facts", **options)
    for part in ("build/store", "results"):
        assert content(world / part) == content(there / part) != {}
    assert (world / "results/full/facts/facts.json").is_file()
    assert list((world / "results/full/tables").glob("*.csv"))


def test_a_trained_model_and_its_figures(with_model, with_features, tmp_path):
    world = copied(with_features.world, tmp_path / "another place")
    run(world, "train", "--corpora", "TESS", fault={"listing": 13}, environment=OTHERWISE)
    assert content(world / "build/models") == content(with_model.world / "build/models") != {}


CHANGES = {
    "another listing": ({"listing": 17}, {}),
    "another locale": (
        {},
        {name: OTHERWISE[name] for name in OTHERWISE if name not in ("TZ", "PYTHONHASHSEED")},
    ),
    "another time zone": ({}, {"TZ": OTHERWISE["TZ"]}),
    "another hash seed": ({}, {"PYTHONHASHSEED": OTHERWISE["PYTHONHASHSEED"]}),
    "ten years ago": ({"clock": -315_360_000}, {}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_pages_figures_and_book(with_project, with_book, tmp_path, change):
    fault, environment = CHANGES[change]
    world = copied(with_project, tmp_path / "another place")
    run(world, *BOOK, fault=fault, environment=environment)
    for part in ("build/pages", "build/book/demo/html-sphinx"):
        assert content(world / "project" / part) == content(with_book.world / "project" / part) != {}
