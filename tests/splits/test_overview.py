"""What sides share on the clips at hand: on whole corpora that of the committed splits, on a few what they bear."""

import pytest

from ser.splits import NAMES, overview


@pytest.fixture(scope="module")
def shared(whole_table):
    return overview(whole_table, demo=False)


def test_on_whole_corpora_it_is_the_overview_of_the_committed_splits(shared):
    columns = [column for column in shared.columns if column != "problem"]
    assert (shared["problem"] == "").all()
    expected = overview().set_index(["split", "corpus", "column"]).sort_index()
    found = shared[columns].set_index(["split", "corpus", "column"]).sort_index()
    assert list(found.index) == list(expected.index)
    assert (found - expected[found.columns]).abs().to_numpy().max() < 1e-4


def test_each_split_keeps_apart_what_it_promises(shared):
    assert set(shared["split"]) == set(NAMES)
    promised = {"repetition": "sentence", "text": "text", "speaker": "speaker", "speaker-6": "speaker"}
    for split, kind in (promised | {"corpus": "corpus"}).items():
        assert (shared.loc[shared["split"] == split, f"shared_{kind}"] == 0).all(), split
    assert (shared["shared_sha256"] == 0).all()
    assert (shared.loc[shared["split"] == "random", "shared_speaker"] == 1).all()


def test_clips_that_do_not_bear_a_split_are_told_and_the_rest_goes_on(whole_table):
    few = whole_table[(whole_table["corpus"] == "RAVDESS") & (whole_table["text"].str.startswith("Kids"))]
    shared = overview(few, demo=False)
    problems = shared[shared["problem"] != ""]
    assert set(problems["split"]) == {"text"}
    assert all("is empty" in text for text in problems["problem"])
    assert len(shared) > len(problems)
    assert "corpus" not in set(shared["split"])
