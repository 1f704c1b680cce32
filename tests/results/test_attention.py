"""How attention weights of clips of any length are brought onto one scale, where they are heaviest, and who speaks there."""


import numpy as np
import pandas as pd
import pytest

from ser.errors import DataMissing
from ser.features import MfccSettings
from ser.results.attention import BINS, _stretch, before_speech, measure_attention, peaks

SETTINGS = MfccSettings()


@pytest.mark.parametrize("steps", [1, 7, 20, 33])
def test_even_weights_stay_even(steps):
    np.testing.assert_allclose(_stretch(np.full(steps, 1 / steps)), np.ones(BINS), atol=1e-9)


def test_the_mean_density_is_one_and_the_peak_stays_where_it_was():
    weights = np.zeros(10)
    weights[7] = 1.0
    stretched = _stretch(weights)
    assert stretched.mean() == pytest.approx(1)
    assert set(np.flatnonzero(stretched > 1e-6)) == {14, 15}


def test_without_models_the_command_that_trains_them_is_named(demo_features, tmp_path):
    with pytest.raises(DataMissing, match="ser experiments run"):
        measure_attention(demo_features, tmp_path)


def test_the_heaviest_part_of_each_corpus_is_found():
    weights = pd.DataFrame(
        [("corrected", "TESS", part, weight) for part, weight in enumerate((0.5, 2.0, 0.5), 1)]
        + [("corrected", "RAVDESS", part, weight) for part, weight in enumerate((1.6, 0.4), 1)],
        columns=["model", "corpus", "part", "relative_weight"],
    )
    found = peaks(weights)
    assert found[["corpus", "part", "parts", "relative_weight"]].to_numpy().tolist() == [
        ["TESS", 2, 3, 2.0],
        ["RAVDESS", 1, 2, 1.6],
    ]
    assert found["place"].tolist() == [0.5, 0.25]
    assert peaks(weights[:0]).empty


@pytest.mark.parametrize(("part", "share"), [(1, 2 / 3), (2, 1 / 3), (4, 0.0)])
def test_clips_in_which_nobody_has_spoken_yet(part, share):
    """A clip that ends with the window, cut in four: its parts end where the window has gone on by a quarter."""
    whole = SETTINGS.offset + SETTINGS.duration
    quarter = SETTINGS.duration / 4
    starts = [SETTINGS.offset + quarter * parts for parts in (0.5, 1.5, 2.5)]
    clips = pd.DataFrame({"duration": [whole] * 3, "silence_before": starts})
    assert before_speech(clips, part, 4, SETTINGS) == pytest.approx(share)


def test_a_longer_clip_is_cut_where_the_window_ends():
    clips = pd.DataFrame({"duration": [100.0], "silence_before": [SETTINGS.offset + SETTINGS.duration]})
    assert before_speech(clips, 1, 1, SETTINGS) == 1.0
    assert before_speech(clips.assign(silence_before=SETTINGS.offset), 1, 1, SETTINGS) == 0.0


def test_the_test_side_of_other_clips_is_not_taken_for_that_of_the_model(demo_features, tmp_path, monkeypatch):
    for name in ("published", "corrected"):
        (tmp_path / "models" / name).mkdir(parents=True)
        (tmp_path / "models" / name / "config.json").write_text("{}")
    monkeypatch.setattr("ser.results.attention.model_folder.load", lambda _: (None, None, {"split": {"hash": "x"}}))
    with pytest.raises(DataMissing, match="sides are not those it was trained on.*ser experiments run"):
        measure_attention(demo_features, tmp_path)
    assert not (tmp_path / "facts").exists()
