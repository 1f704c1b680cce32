"""The facts about the audio that pages read: measured on the demo corpus, held against its files."""

import json

import numpy as np
import pandas as pd
import pytest
import soundfile

from ser.corpora import combine
from ser.features import extract, load
from ser.results import measure


@pytest.fixture(scope="module")
def measured(demo_root, demo_features, tmp_path_factory):
    folder = tmp_path_factory.mktemp("facts")
    combined = combine(demo_root)
    assert measure(combined, demo_features, folder, jobs=2)
    return combined, demo_features, folder


def test_nothing_is_measured_twice(measured):
    combined, features, folder = measured
    before = (folder / "clips.csv").read_bytes()
    assert not measure(combined, features, folder)
    (folder / "clips.csv").write_text("")
    (folder / "facts.json").unlink()
    assert measure(combined, features, folder)
    assert (folder / "clips.csv").read_bytes() == before


def test_levels_and_padding_are_those_of_the_files(measured):
    combined, features, folder = measured
    clips = pd.read_csv(folder / "clips.csv").set_index("clip")
    assert len(clips) == len(features.clips)
    assert "path" not in clips.columns
    for row in combined.clips.iloc[::97].itertuples():
        samples, rate = soundfile.read(row.path)
        assert clips.loc[row.clip, "duration"] == pytest.approx(len(samples) / rate, abs=1e-4)
        # Resampling moves the samples, so the largest is not quite the same one.
        assert clips.loc[row.clip, "peak"] == pytest.approx(np.abs(samples).max(), rel=0.1)
        inside = min(max(len(samples) / rate - 0.5, 0), 3)
        assert clips.loc[row.clip, "padding"] == pytest.approx(1 - inside / 3, abs=1e-3)
    assert (clips["silence_before"] + clips["silence_after"] < clips["duration"]).all()


def test_coefficients_are_means_over_frames(measured):
    _, features, folder = measured
    table = pd.read_csv(folder / "coefficients.csv").set_index(["corpus", "emotion", "coefficient"])
    chosen = features.clips[(features.clips["corpus"] == "TESS") & (features.clips["emotion"] == "sad")]
    frames, lengths = features.padded(chosen["clip"])
    total = sum(one[:length].astype(float).sum(axis=0) for one, length in zip(frames, lengths, strict=True))
    for number in (0, 1, 39):
        assert table.loc[("TESS", "sad", number), "mean"] == pytest.approx(
            total[number] / lengths.sum(), abs=1e-2
        )


def test_facts_name_what_they_rest_on(measured):
    _, _, folder = measured
    facts = json.loads((folder / "facts.json").read_text())
    assert facts["demo"] is True
    assert sum(counts["found"] for counts in facts["corpora"].values()) == 568
    for corpus, scores in facts["duration_alone"].items():
        assert 0 <= scores["unseen_speakers"] <= 1, corpus
        assert scores["chance"] == pytest.approx(1 / (8 if corpus == "RAVDESS" else 7))


def test_identical_real_clips_are_found(sample_root, tmp_path):
    combined = combine(sample_root, allow_missing=True)
    extract(combined, tmp_path / "store", allow_missing=True)
    measure(combined, load(tmp_path / "store"), tmp_path / "facts")
    facts = json.loads((tmp_path / "facts" / "facts.json").read_text())
    assert ["RAVDESS/03-01-03-01-02-01-07", "RAVDESS/03-01-03-01-02-02-07"] in facts["identical"]
    assert facts["demo"] is False
