"""Clips that depart from the rule of their corpus are found, and what a careless reading makes of them is measured."""

import io

import numpy as np
import pandas as pd
import pytest
import soundfile

from ser.audio import read_window, resample
from ser.features import MfccSettings, mfcc
from ser.results.facts.irregular import COLUMNS, departures
from ser.results.facts.recording import measure_recording
from ser.results.facts.told import irregularities, not_in_catalogue

SETTINGS = MfccSettings()


@pytest.fixture
def made(made_clip, tmp_path):
    """Eight clips of TESS: four by the rule, and the irregular ones that the catalogue names.

    Returns the clip table and the clips' mean MFCC.
    """
    plain = made_clip(1.5, rate=24_414)
    samples, _ = soundfile.read(io.BytesIO(made_clip(1.5, rate=96_000, seed=4)))
    fast, aiff = io.BytesIO(), io.BytesIO()
    soundfile.write(fast, samples, 96_000, format="WAV")
    soundfile.write(aiff, *soundfile.read(io.BytesIO(made_clip(1.5, rate=24_414, seed=5))), format="AIFF")
    stereo = made_clip(1.5, rate=24_414, channels=2, seed=6)
    files = {
        "OAF_back_sad": ("OAF_back_sad", plain),
        "OAF_bar_sad": ("OAF_bar_sad", made_clip(1.4, rate=24_414, seed=2)),
        "OAF_base_sad": ("OAF_base_sad", plain),
        "OAF_bath_sad": ("OAF_bath_sad", made_clip(1.3, rate=24_414, seed=3)),
        "OAF_bite_neutral": ("OA_bite_neutral", made_clip(1.2, rate=24_414, seed=7)),
        "OAF_food_fear": ("OAF_food_fear", fast.getvalue()),
        "YAF_germ_angry": ("YAF_germ_angry", aiff.getvalue()),
        "YAF_gin_sad": ("YAF_gin_sad", stereo),
    }
    rows, means = [], []
    for clip, (name, content) in files.items():
        path = tmp_path / f"{name}.wav"
        path.write_bytes(content)
        heard = measure_recording(str(path), SETTINGS)
        means.append(heard.spectrum[: SETTINGS.coefficients])
        rows.append(
            {"clip": f"TESS/{clip}", "path": str(path), "sha256": str(hash(content)), "corpus": "TESS"}
            | {"duration": soundfile.info(path).duration, **heard.file}
        )
    return pd.DataFrame(rows), np.stack(means)


def test_each_kind_of_departure_is_found(made):
    clips, means = made
    found, rules = departures(clips, (("TESS/YAF_beg_sad", "missing"),), means, SETTINGS)
    assert tuple(found.columns) == COLUMNS
    assert rules == {"TESS": {"container": "WAV", "rate": 24_414, "channels": 1}}
    assert sorted(zip(found["kind"], found["clip"].str[5:], found["known"], strict=True)) == [
        ("channels", "YAF_gin_sad", False),
        ("container", "YAF_germ_angry", True),
        ("identical", "OAF_back_sad", False),
        ("identical", "OAF_base_sad", False),
        ("missing", "YAF_beg_sad", False),
        ("name", "OAF_bite_neutral", True),
        ("rate", "OAF_food_fear", True),
    ]
    by_kind = found.set_index("kind")
    assert by_kind.loc["rate", "misread"] == pytest.approx(1.5 * 96_000 / 24_414, abs=0.02)
    assert by_kind.loc["channels", "misread"] == pytest.approx(3.0, abs=0.02)
    assert by_kind.loc["container", "said"].startswith("refused by Python's wave module")
    assert by_kind.loc["name", "said"].endswith("its speaker is OA")
    assert by_kind.loc["channels", "said"].startswith("largest difference between channels 0.")


def test_a_misreading_is_measured_against_the_right_reading(made):
    clips, _ = made
    clips = clips[clips["clip"].isin(["TESS/OAF_back_sad", "TESS/OAF_bar_sad", "TESS/OAF_food_fear"])]
    right = np.stack(
        [
            mfcc(read_window(path, rate=SETTINGS.rate, offset=0.5, duration=3.0), SETTINGS).mean(axis=0)
            for path in clips["path"]
        ]
    )
    found, _ = departures(clips, (), right, SETTINGS)
    samples, _ = soundfile.read(clips["path"].iloc[2], dtype="float32")
    slow = resample(samples, 24_414, SETTINGS.rate)[11_025 : 11_025 + 3 * 22_050]
    wrong = (mfcc(slow, SETTINGS).mean(axis=0) - right[2]) / right.std(axis=0)
    (shift,) = found["shift"]
    assert shift == pytest.approx(np.sqrt((wrong**2).mean()), abs=0.01)
    assert shift > 0.5


def test_files_that_keep_the_rule_give_an_empty_table(made):
    clips, means = made
    found, _ = departures(clips.iloc[1:2], (), means[1:2], SETTINGS)
    assert found.empty and tuple(found.columns) == COLUMNS


def test_the_catalogue_in_words_with_what_was_measured(made, tmp_path):
    clips, means = made
    found, _ = departures(clips, (), means, SETTINGS)
    found.to_csv(tmp_path / "irregular.csv", index=False)
    table = irregularities(pd.read_csv(tmp_path / "irregular.csv"), clips)
    assert set(table["corpus"]) == {"TESS"}
    said = table.set_index("clips")["measured here"]
    assert said["OAF_food_fear"].startswith(
        "found: 96,000 Hz; read by the rule (24,414 Hz) it lasts 3.9 times as long, and its mean MFCC move by"
    )
    assert said["YAF_germ_angry, YAF_neat_fear"].startswith("found in 1 of 2: AIFF; refused by")
    assert "cut at the underscore, its speaker is OA" in said["OAF_bite_neutral"]
    assert set(said["the corpus as a whole"]) == {"not a matter of single clips"}
    assert [one.split(":")[0] for one in not_in_catalogue(found)] == [
        "TESS/YAF_gin_sad",
        "TESS/OAF_back_sad",
        "TESS/OAF_base_sad",
    ]


def test_a_repaired_copy_and_an_absent_clip_are_told_apart(made):
    clips, means = made
    tidy = clips.assign(rate=24_414)
    found, _ = departures(tidy, (), means, SETTINGS)
    said = irregularities(found, tidy).set_index("clips")["measured here"]
    assert said["OAF_food_fear"] == "not so in this copy"
    gone = clips[clips["clip"] != "TESS/OAF_food_fear"]
    said = irregularities(found, gone).set_index("clips")["measured here"]
    assert said["OAF_food_fear"] == "not at hand"
