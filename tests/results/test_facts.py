"""The facts about the audio that pages read: measured on the demo corpus, held against its files."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import soundfile

from ser.corpora import CORPORA, combine
from ser.errors import BadValue
from ser.features import SpectralSettings, extract, load
from ser.results import measure


@pytest.fixture(scope="module")
def measured(demo_root, demo_features, tmp_path_factory):
    folder = tmp_path_factory.mktemp("facts")
    combined = combine(demo_root)
    assert measure(combined, demo_features, folder, jobs=2)
    return combined, demo_features, folder


def test_nothing_is_measured_twice(measured, demo_root, tmp_path):
    combined, features, folder = measured
    before = (folder / "clips.csv").read_bytes()
    assert not measure(combined, features, folder)
    assert (folder / "clips.csv").read_bytes() == before
    part, combined = features.only(("SAVEE",)), combine(demo_root, corpora=("SAVEE",))
    assert measure(combined, part, tmp_path, jobs=1)
    once = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(once) == {path.name for path in folder.iterdir()}
    (tmp_path / "clips.csv").write_text("")
    (tmp_path / "facts.json").unlink()
    assert measure(combined, part, tmp_path, jobs=1)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == once


def test_the_files_are_small_and_name_no_folder_of_this_machine(measured):
    _, _, folder = measured
    files = {path.name: path.read_text() for path in folder.iterdir()}
    # The real corpora have eight times as many clips.
    assert sum(map(len, files.values())) < 1_000_000 / 4
    for name, text in files.items():
        assert str(folder.parent) not in text and "demo-corpus" not in text, name


def test_every_table_can_be_read_and_covers_every_corpus(measured):
    _, features, folder = measured
    for name in ("likeness", "nearest", "near", "sharing", "spectra", "coefficients"):
        table = pd.read_csv(folder / f"{name}.csv")
        assert set(table["corpus"]) == set(features.expected), name
    assert pd.read_csv(folder / "irregular.csv").empty
    told = pd.read_csv(folder / "channel.csv")
    assert {"recall_RAVDESS", "recall_TESS", "recall_SAVEE"} <= set(told.columns)
    sharing = pd.read_csv(folder / "sharing.csv")
    assert sharing["problem"].isna().all()


def test_pairs_of_likeness_are_all_the_pairs_there_are(measured):
    _, features, folder = measured
    spread = pd.read_csv(folder / "likeness.csv").groupby("corpus")["pairs"].sum()
    facts = json.loads((folder / "facts.json").read_text())["likeness"]
    for name, count in features.clips["corpus"].value_counts().items():
        assert spread[name] == facts["corpora"][name]["pairs"] == count * (count - 1) // 2


def test_other_features_than_mfcc_are_refused(measured, tmp_path):
    combined, features, _ = measured
    with pytest.raises(BadValue, match="features, expected mfcc"):
        measure(combined, replace(features, settings=SpectralSettings()), tmp_path)


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
    pair = ["RAVDESS/03-01-03-01-02-01-07", "RAVDESS/03-01-03-01-02-02-07"]
    assert pair in facts["identical"]
    assert facts["demo"] is False
    near = pd.read_csv(tmp_path / "facts" / "near.csv")
    assert near.loc[0, ["clip", "other"]].tolist() == pair
    assert near.loc[0, ["likeness", "waveform"]].tolist() == pytest.approx([1, 1])
    irregular = pd.read_csv(tmp_path / "facts" / "irregular.csv")
    named = {clip for corpus in CORPORA.values() for one in corpus.irregularities for clip in one.clips}
    assert set(irregular.loc[irregular["known"], "clip"]) == named
    assert set(irregular.loc[~irregular["known"], "kind"]) <= {"missing"}
    kinds = irregular.groupby("kind").size()
    assert kinds[["channels", "container", "identical", "name", "rate"]].tolist() == [5, 2, 2, 1, 1]
