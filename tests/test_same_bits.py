"""The same bits wherever and however it runs: order of listings, locale, time zone, hash seed, number of jobs.

Real processes do the work twice, once plainly and once with all of these changed. The networks and the
book are compared by `make test-faults`.
"""

import pytest
from faults.world import OTHERWISE, content, make_corpora, run

KEPT = ("build/store", "results")


@pytest.fixture(scope="module")
def plain(tmp_path_factory, made_clip):
    world = tmp_path_factory.mktemp("plain")
    make_corpora(world / "corpora", made_clip)
    run(world, "baseline")
    return world


def test_store_and_results_are_the_same_bits(plain, tmp_path, made_clip):
    world = tmp_path / "another place"
    make_corpora(world / "corpora", made_clip)
    run(world, "baseline", "--jobs", "1", fault={"listing": 7}, environment=OTHERWISE)
    for part in KEPT:
        assert content(world / part) == content(plain / part) != {}
