"""What the published scaler would be without the validation side follows from what is kept, exactly."""

import json
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest

from ser.corpora import demo
from ser.features import MfccSettings
from ser.results.scales import Scale, frames, scales
from ser.splits import make_split
from ser.training.scaler import fit_scaler

SETTINGS = MfccSettings()


@pytest.fixture
def kept(tmp_path):
    """A profile's folder with two made models, and the published scaler and that of the training side."""
    rng = np.random.default_rng(0)
    clips = pd.DataFrame([vars(clip) for clip in demo.clips()])
    clips = clips[clips["corpus"] == "RAVDESS"].reset_index(drop=True)
    clips["duration"] = rng.uniform(0.4, 4, len(clips)).round(6)
    apart = make_split("random", clips.assign(sha256=clips["clip"]), seed=1, demo=True)
    first, second = sorted((apart.train[0], apart.test[0]))  # the same bytes, which one side then has
    names = clips["clip"].replace(second, first)
    split = make_split("random", clips.assign(sha256=names), seed=1, demo=True)
    assert split.hash != apart.hash
    lengths = frames(clips["duration"].to_numpy(), SETTINGS)
    values = rng.normal(np.arange(40), 1 + np.arange(40), (len(clips), SETTINGS.frames, 40))
    values[np.arange(SETTINGS.frames) >= lengths[:, None]] = 0
    trained = clips["clip"].isin(split.train).to_numpy()
    seen = trained | clips["clip"].isin(split.validation).to_numpy()
    scalers = {
        "published": fit_scaler("published", values[seen], lengths[seen]),
        "corrected": fit_scaler("coefficient", values[trained], lengths[trained]),
    }
    for name, scaler in scalers.items():
        folder = tmp_path / "models" / name
        folder.mkdir(parents=True)
        config = {
            "features": {"kind": "mfcc"} | asdict(SETTINGS),
            "split": {"name": "random", "fold": 0, "seed": 1, "hash": split.hash},
            "training": {
                "scaler": "published" if name == "published" else "coefficient",
                "fit_on": "train",
            },
        }
        (folder / "config.json").write_text(json.dumps(config))
        (folder / "scaler.json").write_text(json.dumps(scaler.to_json()))
    (tmp_path / "facts").mkdir()
    clips.drop(columns="path").to_csv(tmp_path / "facts" / "clips.csv", index=False)
    facts = {"demo": True, "identical": [[first, second]]}
    (tmp_path / "facts" / "facts.json").write_text(json.dumps(facts))
    wanted = [
        Scale(float(one.mean[0]), float(one.deviation[0]))
        for one in (scalers["published"], fit_scaler("published", values[trained], lengths[trained]))
    ]
    return tmp_path, wanted


def test_both_scales_are_those_that_the_scaler_itself_fits(kept):
    folder, (published, training) = kept
    found = scales(folder)
    assert found.published == published
    assert (found.training.mean, found.training.deviation) == pytest.approx(
        (training.mean, training.deviation), rel=1e-12
    )
    assert found.stretch == pytest.approx(abs(published.deviation / training.deviation - 1))
    assert found.stretch > 0


def _change(path, **changes):
    held = json.loads(path.read_text())
    for name, value in changes.items():
        held[name] = held[name] | value if isinstance(value, dict) else value
    path.write_text(json.dumps(held))


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("models/published/config.json", {"split": {"hash": "of another split"}}),
        ("models/published/config.json", {"training": {"scaler": "global"}}),
        ("models/corrected/config.json", {"training": {"scaler": "utterance"}}),
        ("models/corrected/config.json", {"training": {"fit_on": "train+validation"}}),
        ("facts/facts.json", {"identical": []}),
    ],
)
def test_what_does_not_belong_together_gives_nothing(kept, file, changes):
    folder, _ = kept
    _change(folder / file, **changes)
    assert scales(folder) is None


@pytest.mark.parametrize("file", ["models/corrected/scaler.json", "facts/facts.json"])
def test_what_is_not_there_gives_nothing(kept, file):
    folder, _ = kept
    (folder / file).unlink()
    assert scales(folder) is None


def test_frames_are_counted_as_the_features_count_them():
    seconds = np.array([0.2, 0.5, 0.500001, 1.0, 1.986033, 3.3, 3.5, 9.0])
    # The window after half a second, in samples: 0, 0, 1, 11025, 32768 (after rounding up), 61740, 66150, 66150.
    assert frames(seconds, SETTINGS).tolist() == [1, 1, 1, 22, 65, 121, 130, 130]
