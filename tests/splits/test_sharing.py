import pandas as pd
import pytest

from ser.splits import SIDES, Split, make_split, overview, sharing
from ser.splits.sharing import KINDS


@pytest.fixture(scope="module")
def shown():
    return overview()


@pytest.fixture(scope="module")
def clips():
    """Six clips of two speakers; c2 is another take of c0, c5 has the content of c1."""
    rows = [
        ("c0", "X", "a", "sad", "one", "0"),
        ("c1", "X", "a", "sad", "two", "1"),
        ("c2", "X", "a", "sad", "one", "2"),
        ("c3", "X", "b", "sad", "one", "3"),
        ("c4", "Y", "d", "sad", "six", "4"),
        ("c5", "Y", "d", "sad", "two", "1"),
    ]
    table = pd.DataFrame(rows, columns=["clip", "corpus", "speaker", "emotion", "text", "sha256"])
    return table.assign(intensity="normal")


def _split(train, validation, test):
    return Split("mine", 0, 0, tuple(train), tuple(validation), tuple(test))


def test_the_share_of_test_clips_that_were_heard_before(clips):
    found = sharing(_split(["c0"], ["c1"], ["c2", "c3", "c4", "c5"]), clips)
    assert found == {"corpus": 0.5, "speaker": 0.25, "text": 0.75, "sentence": 0.25, "sha256": 0.25}


def test_a_clip_that_chooses_was_heard_too(clips):
    assert sharing(_split(["c4"], ["c0"], ["c2"]), clips)["sentence"] == 1


def test_nothing_in_common_is_nothing_shared(clips):
    assert set(sharing(_split(["c0"], ["c1"], ["c4"]), clips).values()) == {0.0}


def test_the_overview_counts_and_says_what_each_committed_split_shares(shown, parts, whole_table, cases):
    assert list(shown.columns) == [
        "split",
        "corpus",
        "column",
        *SIDES,
        *(f"shared_{kind}" for kind in KINDS),
        "problem",
    ]
    assert len(shown) == len(cases)
    rows = shown.set_index(["split", "corpus", "column"])
    split = make_split("matched", parts["RAVDESS"], fold=3)
    row = rows.loc["matched", "RAVDESS", "f3"]
    assert [row[side] for side in SIDES] == [len(getattr(split, side)) for side in SIDES]
    shares = {kind: row[f"shared_{kind}"] for kind in KINDS}
    assert shares == pytest.approx(sharing(split, whole_table), abs=1e-4)
    assert (rows["shared_sha256"] == 0).all()


def test_the_overview_takes_the_leak_apart(shown):
    """From random to corpus, one thing after the other is no longer heard before."""
    shared = shown.groupby("split").max(numeric_only=True)
    assert (shared.loc[["random", "repetition", "text", "matched", "matched-6"], "shared_speaker"] == 1).all()
    assert (shared.loc[["speaker", "speaker-6", "corpus"], "shared_speaker"] == 0).all()
    assert shared.loc["text", "shared_text"] == shared.loc["repetition", "shared_sentence"] == 0
    assert (shared.loc[["random", "matched", "matched-6"], "shared_sentence"] > 0.8).all()
    assert shared.loc["corpus", "shared_corpus"] == 0
