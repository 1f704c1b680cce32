"""The coefficients: rebuilding by hand, the padded part, and differences between emotions that a corpus cannot make."""

import numpy as np
import pandas as pd
import pytest

from ser.errors import BadValue
from ser.features import MfccSettings
from ser.plots import coefficients

SETTINGS = MfccSettings()


@pytest.fixture
def bands():
    return np.random.default_rng(0).standard_normal(128)


@pytest.fixture
def means():
    """Two corpora far apart, in which angry lies one deviation above sad in coefficient 0 and nothing else differs."""
    rows = [
        (corpus, emotion, number, level + (4.0 if (emotion, number) == ("angry", 0) else 0.0), 4.0)
        for corpus, level in (("RAVDESS", -600.0), ("TESS", -300.0))
        for emotion in ("sad", "angry")
        for number in range(20)
    ]
    return pd.DataFrame(rows, columns=["corpus", "emotion", "coefficient", "mean", "deviation"])


def test_all_coefficients_rebuild_the_frame_and_one_its_mean(bands):
    np.testing.assert_allclose(coefficients.rebuilt(bands, 128), bands)
    np.testing.assert_allclose(coefficients.rebuilt(bands, 1), np.full(128, bands.mean()))
    errors = [np.abs(coefficients.rebuilt(bands, kept) - bands).mean() for kept in (1, 40, 100)]
    assert errors == sorted(errors, reverse=True)


@pytest.mark.parametrize("kept", [0, 129])
def test_a_number_of_coefficients_that_cannot_be_kept_is_told(bands, kept):
    with pytest.raises(BadValue, match=f"received {kept}, expected 1 to 128"):
        coefficients.rebuilt(bands, kept)


def test_rebuilt_figure_draws_the_bands_and_each_number_in_its_own_style(bands):
    (axes,) = coefficients.rebuilt_figure(bands, (1, 8, 40)).axes
    assert [line.get_label() for line in axes.lines[1:]] == [
        "from 1 coefficient",
        "from 8 coefficients",
        "from 40 coefficients",
    ]
    assert len({line.get_linestyle() for line in axes.lines[1:]}) == 3


def test_coefficients_figure_keeps_the_first_apart():
    values = np.random.default_rng(0).standard_normal((50, 40))
    above, below = coefficients.coefficients_figure(values, SETTINGS).axes[:2]
    np.testing.assert_array_equal(above.lines[0].get_ydata(), values[:, 0])
    assert below.images[0].get_array().shape == (39, 50)


def test_padded_figure_hatches_what_a_clip_leaves_empty():
    values = np.random.default_rng(0).standard_normal((SETTINGS.frames, 40))
    figure = coefficients.padded_figure({"short": values[:65], "whole": values}, SETTINGS)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["short: 50% padding", "whole: 0% padding"]
    share = [axes.patches[0].get_width() / axes.get_xlim()[1] for axes in figure.axes]
    assert share == pytest.approx([0.5, 0.0], abs=0.01)


def test_profile_compares_each_corpus_with_itself(means):
    profile = coefficients.emotion_profile(means, count=13)
    assert profile.shape == (2, 13)
    assert list(profile.index) == ["sad", "angry"]
    assert profile.loc["angry", 0] == pytest.approx(0.5)
    assert profile.loc["sad", 0] == pytest.approx(-0.5)
    assert np.abs(profile.to_numpy()[:, 1:]).max() == 0.0


def test_profile_figure_writes_the_sign_of_what_is_clear(means):
    axes = coefficients.profile_figure(coefficients.emotion_profile(means)).axes[0]
    written = {text.get_position(): text.get_text() for text in axes.texts}
    assert written == {(0, 0): "\N{MINUS SIGN}", (0, 1): "+"}
