"""Near-duplicates are found whatever was done to the copy, and what the nearest clip gives away is counted rightly."""

import io

import numpy as np
import pandas as pd
import pytest
import soundfile

from ser.features import MfccSettings
from ser.results.facts import likeness
from ser.results.facts.recording import measure_recording


@pytest.fixture
def courses():
    """Five courses of 60 frames and 12 coefficients; the last is the first, four frames later and shifted in level."""
    rng = np.random.default_rng(3)
    made = [rng.normal(0, 5, (60, 12)).astype(np.float32) for _ in range(4)]
    return [*made, np.concatenate([rng.normal(0, 5, (4, 12)).astype(np.float32), made[0]]) + 20]


@pytest.fixture
def clips():
    """Six clips of two speakers: c0 and c1 are takes, c5 has the bytes of c4."""
    rows = [
        ("c0", "a", "sad", "one", 1),
        ("c1", "a", "sad", "one", 2),
        ("c2", "a", "angry", "one", 1),
        ("c3", "a", "sad", "two", 1),
        ("c4", "b", "sad", "one", 1),
        ("c5", "b", "angry", "two", 1),
    ]
    table = pd.DataFrame(rows, columns=["clip", "speaker", "emotion", "text", "take"])
    return table.assign(intensity="normal", sha256=list("012344"), path=table["clip"])


def _pairs(values):
    """A symmetric matrix of six clips with ones on the diagonal and `values` where they are given."""
    alike = np.zeros((6, 6), np.float32)
    for (one, other), value in values.items():
        alike[one, other] = alike[other, one] = value
    np.fill_diagonal(alike, 1)
    return alike


def test_a_copy_is_alike_also_when_it_begins_later_or_is_louder(courses):
    alike = likeness.likeness(courses)
    assert alike.shape == (5, 5)
    assert np.array_equal(alike, alike.T)
    assert np.diag(alike) == pytest.approx(1)
    assert alike[0, 4] > 0.9
    assert alike[np.triu_indices(4, 1)].max() < 0.4


def test_a_shift_beyond_the_lag_is_not_found(courses):
    assert likeness.likeness(courses, lag=3)[0, 4] < 0.5


def test_courses_shorter_than_the_lag_and_without_change_are_borne():
    alike = likeness.likeness([np.ones((1, 12), np.float32), np.ones((3, 12), np.float32)])
    assert np.isfinite(alike).all()


def test_every_two_clips_have_one_relation(clips):
    related = likeness.relations(clips)
    assert np.array_equal(related, related.T)
    assert [likeness.RELATIONS[number] for number in related[0, 1:]] == [
        "another take of the sentence",
        "same speaker and text, other emotion or intensity",
        "same speaker and emotion, other text",
        "other speaker, same text",
        "other speaker, other text",
    ]


def test_the_spread_counts_every_pair_once(clips):
    alike = _pairs({(0, 1): 0.9})
    spread = likeness.spread(alike, likeness.relations(clips)).set_index("relation")
    assert spread["pairs"].sum() == 15
    assert spread.loc["another take of the sentence", ["q05", "q50", "q95"]].tolist() == pytest.approx(
        [0.9] * 3
    )


def test_identical_files_are_listed_first_and_however_unlike(clips, monkeypatch):
    monkeypatch.setattr(likeness, "_waveform", lambda one, other: 0.5)
    alike = _pairs({(0, 1): 0.95, (2, 3): 0.85, (0, 2): 0.79, (4, 5): 0.1})
    pairs, found = likeness.near_pairs(clips, alike, likeness.relations(clips))
    assert found == 3
    assert pairs[["clip", "other"]].to_numpy().tolist() == [["c4", "c5"], ["c0", "c1"], ["c2", "c3"]]
    assert pairs["identical"].tolist() == [True, False, False]


def test_no_more_pairs_are_listed_than_are_read_by_anyone(clips, monkeypatch):
    monkeypatch.setattr(likeness, "_waveform", lambda one, other: 0.5)
    monkeypatch.setattr(likeness, "LISTED", 2)
    pairs, found = likeness.near_pairs(clips, np.ones((6, 6), np.float32), likeness.relations(clips))
    assert (len(pairs), found) == (2, 15)


def test_how_near_takes_are(clips):
    related = likeness.relations(clips)
    near = likeness.takes(_pairs({(0, 1): 0.9, (0, 2): 0.5, (1, 2): 0.95, (0, 3): 0.2, (1, 3): 0.3}), related)
    # c0's nearest is its take c1; c1's nearest is c2, its take comes second. Both beat c3, the other text.
    assert near == {"clips": 2, "of": 6, "nearest": 0.5, "among_five": 1.0, "beats": 1.0}
    assert likeness.takes(np.eye(6), np.where(related == 0, 1, related)) is None


def test_the_nearest_clip_is_looked_for_among_fewer_and_fewer(clips):
    values = {(0, 1): 0.9, (0, 2): 0.8, (1, 2): 0.8, (0, 3): 0.7, (1, 3): 0.7, (2, 3): 0.1, (3, 4): 0.2}
    values |= {(0, 4): 0.6, (1, 4): 0.6, (2, 5): 0.5, (4, 5): 0.4}
    found = likeness.nearest(clips, _pairs(values)).set_index("among")
    assert list(found.index) == list(likeness.STEPS)
    # Right are c0 and c1 (each other's take), c3 (c0) and c4 (c0); c2's nearest is c0, c5's is c2: angry.
    assert found.loc["any other clip", "same_emotion"] == pytest.approx(5 / 6, abs=1e-4)
    # Without the take, c0 and c1 fall to c2, the same words in anger.
    assert found.loc["no take of the sentence", "same_emotion"] == pytest.approx(3 / 6, abs=1e-4)
    assert found.loc["other speakers alone", "same_speaker"] == 0
    # Two of five are sad for the four that are sad: three of five; one of five for the angry.
    assert found.loc["any other clip", "chance"] == pytest.approx((4 * 3 / 5 + 2 * 1 / 5) / 6, abs=1e-4)


def test_a_step_that_closes_nothing_more_is_left_out(clips):
    single = clips[clips["clip"] != "c1"]
    steps = likeness.nearest(single, np.eye(5, dtype=np.float32))["among"].tolist()
    assert "no take of the sentence" not in steps
    assert steps[0] == "any other clip"


def test_a_copy_in_disguise_is_told_from_another_take(made_clip, tmp_path):
    """One recording cut, turned down and hidden in a little noise; and another one of the same kind."""
    samples, rate = soundfile.read(io.BytesIO(made_clip(1.5, seed=1)))
    noise = np.random.default_rng(0).normal(0, 1e-4, len(samples))
    soundfile.write(tmp_path / "a.wav", samples, rate)
    soundfile.write(tmp_path / "b.wav", 0.3 * (samples + noise)[1100:], rate)
    (tmp_path / "c.wav").write_bytes(made_clip(1.5, seed=2))
    paths = [str(tmp_path / f"{name}.wav") for name in "abc"]
    alike = likeness.likeness([measure_recording(path, MfccSettings()).course for path in paths])
    assert alike[0, 1] > likeness.NEAR
    assert alike[0, 2] < alike[0, 1] - 0.2
    assert likeness._waveform(paths[0], paths[1]) > likeness.SAME_RECORDING
    assert likeness._waveform(paths[0], paths[2]) < 0.7
