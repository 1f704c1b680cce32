"""What the recordings give away: shares of the window by hand, and figures that show what they are given."""

import numpy as np
import pandas as pd
import pytest

from ser.features import MfccSettings
from ser.plots import recordings

SETTINGS = MfccSettings()  # a window from 0.5 s to 3.5 s


@pytest.fixture
def clips():
    """A clip that begins late and is cut at its end, and one that begins at once and is short."""
    return pd.DataFrame(
        {
            "corpus": ["TESS", "RAVDESS"],
            "emotion": ["sad", "angry"],
            "duration": [2.0, 4.5],
            "silence_before": [0.0, 1.0],
            "silence_after": [0.2, 0.5],
            "padding": [0.5, 0.0],
            "rms_db": [-20.0, -40.0],
        }
    )


def test_window_shares_are_those_worked_out_by_hand(clips):
    shares = recordings.window_shares(clips, SETTINGS)
    assert list(shares.index) == ["RAVDESS", "TESS"]
    # RAVDESS: sound from 1.0 to 4.0 s, of which 1.0 to 3.5 s lies inside.
    assert shares.loc["RAVDESS"].tolist() == pytest.approx([2.5 / 3, 0.5 / 3, 0.0, 0.5 / 3.0])
    # TESS: sound from 0 to 1.8 s, of which 0.5 to 1.8 s lies inside.
    assert shares.loc["TESS"].tolist() == pytest.approx([1.3 / 3, 0.2 / 3, 0.5, 0.5 / 1.8])
    assert shares[["sound", "silence", "padding"]].sum(axis=1).tolist() == pytest.approx([1.0, 1.0])


def test_sound_that_ends_before_the_window_is_all_cut_off(clips):
    early = clips.assign(duration=2.0, silence_before=0.0, silence_after=1.6, padding=0.5)
    shares = recordings.window_shares(early, SETTINGS)
    assert shares["sound"].tolist() == [0.0, 0.0]
    assert shares["cut_off"].tolist() == [1.0, 1.0]


def test_window_figure_stacks_to_the_whole(clips):
    shares = recordings.window_shares(clips, SETTINGS)
    (axes,) = recordings.window_figure(shares).axes
    ends = [bar.get_x() + bar.get_width() for bar in axes.containers[-1]]
    assert ends == pytest.approx([1.0, 1.0])
    assert len({container[0].get_hatch() for container in axes.containers}) == 3


def test_by_corpus_writes_the_median_of_each(clips):
    figure = recordings.by_corpus(clips, "rms_db", "level (dB)", span=(-30.0, -20.0))
    assert [axes.get_title(loc="left") for axes in figure.axes] == [
        "RAVDESS: median \N{MINUS SIGN}40.0",
        "TESS: median \N{MINUS SIGN}20.0",
    ]
    assert figure.axes[-1].get_xlabel() == "level (dB)"


def test_medians_are_empty_where_a_corpus_lacks_the_emotion(clips):
    table = recordings.medians(clips, "rms_db")
    assert list(table.index) == ["sad", "angry"]
    assert table.loc["sad", "TESS"] == -20.0
    assert np.isnan(table.loc["sad", "RAVDESS"])
    (axes,) = recordings.by_emotion(table, "median level (dB)").axes
    assert len({line.get_marker() for line in axes.lines}) == 2


def test_band_hertz_rises_from_low_to_half_the_rate():
    hertz = recordings.band_hertz(SETTINGS)
    assert hertz.shape == (SETTINGS.mel_bands,)
    assert (np.diff(hertz) > 0).all()
    assert hertz[0] < 60 and SETTINGS.rate / 2.2 < hertz[-1] < SETTINGS.rate / 2


def test_spectral_gap_finds_the_band_that_was_raised():
    bands = np.arange(SETTINGS.mel_bands)
    flat = pd.DataFrame({"corpus": "RAVDESS", "band": bands, "mean_db": 0.0, "deviation_db": 1.0})
    raised = flat.assign(corpus="TESS", mean_db=np.where(bands == 40, -7.0, 1.0))
    gap, hertz = recordings.spectral_gap(pd.concat([flat, raised]), SETTINGS)
    assert (gap, hertz) == (7.0, recordings.band_hertz(SETTINGS)[40])
    (axes,) = recordings.spectra_figure(pd.concat([flat, raised]), SETTINGS).axes
    assert len({line.get_linestyle() for line in axes.lines}) == 2
    ticks = [label.get_text() for label in axes.get_xticklabels()]
    assert ticks == ["0.25", "0.5", "1", "2", "4", "8"]


def test_duration_alone_draws_scores_with_their_intervals_and_chance():
    scores = pd.DataFrame(
        {"random": [0.4, 0.41], "unseen_speakers": [0.3, 0.2], "chance": [0.125, 0.14]},
        index=["RAVDESS", "TESS"],
    )
    for way in ("random", "unseen_speakers"):
        scores = scores.assign(**{f"{way}_low": scores[way] - 0.05, f"{way}_high": scores[way] + 0.1})
    (axes,) = recordings.duration_alone(scores).axes
    assert [text.get_text() for text in axes.texts] == ["40%", "30%", "41%", "20%"]
    drawn = [segment[:, 0].tolist() for lines in axes.collections for segment in lines.get_segments()]
    assert drawn[0] == pytest.approx([0.35, 0.5]) and drawn[3] == pytest.approx([0.15, 0.3])
    chance = [
        line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == ":" and len(line.get_xdata())
    ]
    assert chance == [0.125, 0.14]
    assert axes.get_xlim()[1] > 0.51


def test_quantiles_by_corpus_and_measure(clips):
    table = recordings.quantiles(clips, {"rms_db": "level (dB)", "padding": "padding"})
    assert list(table.index) == [
        ("RAVDESS", "level (dB)"),
        ("RAVDESS", "padding"),
        ("TESS", "level (dB)"),
        ("TESS", "padding"),
    ]
    assert table.loc[("TESS", "padding")].tolist() == [0.5, 0.5, 0.5]
    assert list(table.columns)[1] == "median"
