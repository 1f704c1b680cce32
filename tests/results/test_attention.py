"""Where attention is heaviest, and who speaks there."""

import pandas as pd
import pytest

from ser.features import MfccSettings
from ser.results.attention import before_speech, peaks

SETTINGS = MfccSettings()


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
