"""How attention weights of clips of any length are brought onto one scale, and whose weights they are."""

import numpy as np
import pytest

from ser.errors import DataMissing
from ser.results.facts.attention import BINS, _stretch, measure_attention


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


def test_the_test_side_of_other_clips_is_not_taken_for_that_of_the_model(
    demo_features, tmp_path, monkeypatch
):
    for name in ("published", "corrected"):
        (tmp_path / "models" / name).mkdir(parents=True)
        (tmp_path / "models" / name / "config.json").write_text("{}")
    monkeypatch.setattr(
        "ser.results.facts.attention.model_folder.load", lambda _: (None, None, {"split": {"hash": "x"}})
    )
    with pytest.raises(DataMissing, match=r"sides are not those it was trained on.*ser experiments run"):
        measure_attention(demo_features, tmp_path)
    assert not (tmp_path / "facts").exists()
