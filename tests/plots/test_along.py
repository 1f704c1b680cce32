"""Attention along a clip: steps lie where their frames do, and quiet is told by the level."""

import numpy as np
import pandas as pd
import pytest

from ser.features import MfccSettings
from ser.plots.along import QUIET, along_figure, along_table, in_words, quiet_share

SETTINGS = MfccSettings()
RATE, HOP = SETTINGS.rate, SETTINGS.hop


@pytest.fixture
def clip():
    """One second of a clip: half near silence, half a tone; four frames a step."""
    samples = 0.5 * np.sin(2 * np.pi * 200 * np.arange(RATE) / RATE)
    samples[: RATE // 2] *= 0.001
    frames = 1 + RATE // HOP
    weights = np.zeros(33)
    weights[:11] = 1 / 11
    weights[1] += 0.5
    return samples.astype(np.float32), {"weights": list(weights / 1.5), "frames": frames, "frames_all": 130}


def test_steps_cover_the_clip_and_nothing_more(clip):
    samples, found = clip
    table = along_table(samples, found, SETTINGS)
    assert len(table) == 11
    assert table["end"].iloc[:-1].tolist() == table["start"].iloc[1:].tolist()
    assert table["end"].iloc[0] == pytest.approx(3.5 * HOP / RATE, abs=1e-4)
    assert table["end"].iloc[-1] <= 1.02
    assert table["weight"].sum() == pytest.approx(1)
    assert table["relative"].mean() == pytest.approx(1, abs=1e-3)


def test_quiet_steps_are_those_before_the_tone(clip):
    samples, found = clip
    table = along_table(samples, found, SETTINGS)
    assert (table.loc[table["end"] < 0.5, "level_db"] < -50).all()
    assert (table.loc[table["start"] > 0.5, "level_db"] > -3).all()
    assert table["level_db"].max() == 0


def test_the_words_give_peak_and_quiet_share(clip):
    samples, found = clip
    told = in_words(along_table(samples, found, SETTINGS))
    assert told.startswith("Heaviest at 0.1 s, 4.3 times even.")
    assert "64% of the weight falls where the clip is quiet" in told
    assert "which is 45% of the steps" in told


def test_both_panels_share_the_time_of_the_window(clip):
    samples, found = clip
    figure = along_figure(samples, along_table(samples, found, SETTINGS), SETTINGS)
    wave, coefficients = figure.axes[:2]
    assert wave.get_xlim() == coefficients.get_xlim() == (0, pytest.approx(129.5 * HOP / RATE))
    assert len(figure.axes) == 4


def test_the_share_that_falls_where_it_is_quiet():
    table = pd.DataFrame({"weight": [0.5, 0.3, 0.2], "level_db": [0.0, QUIET, QUIET - 1]})
    assert quiet_share(table) == 0.2
