"""What runs left, read and put side by side: against counts made by hand and scikit-learn."""

import numpy as np
import pytest
from made_runs import ANGRY, HAPPY, clips_of, leave
from sklearn.metrics import accuracy_score, balanced_accuracy_score

from ser.errors import DataDamaged, DataMissing
from ser.experiments.record import paths
from ser.results import is_demo, load_results, name_of, pooled_confusion, rests_on, select, summary


@pytest.fixture
def results(tmp_path):
    """Two folds of twelve speakers each, one seed, and a second seed of the first fold's arm on a random split."""
    rng = np.random.default_rng(3)
    for fold, speakers in enumerate((range(1, 13), range(13, 25))):
        leave(tmp_path, f"RAVDESS/speaker/corrected/f{fold}-s0", rng.random(48) < 0.7, clips_of(speakers))
    for seed, share in enumerate((0.5, 0.9)):
        leave(
            tmp_path,
            f"RAVDESS/random/published/f0-s{seed}",
            np.arange(48) < 48 * share,
            clips_of(range(1, 13)),
        )
    return load_results(tmp_path)


def test_summary_pools_folds_and_agrees_with_scikit_learn(results):
    row = summary(results).set_index(["split", "arm"]).loc[("speaker", "corrected")]
    group = select(results, split="speaker")
    truth = np.concatenate([one.predictions.truth for one in group])
    said = np.concatenate([one.predictions.predicted for one in group])
    assert row["accuracy"] == pytest.approx(accuracy_score(truth, said))
    assert row["uar"] == pytest.approx(balanced_accuracy_score(truth, said))
    assert row["accuracy_RAVDESS"] == pytest.approx(row["accuracy"])
    assert row["accuracy_low"] <= row["accuracy"] <= row["accuracy_high"]
    assert (row["folds"], row["seeds"], row["clips"], row["speakers"]) == (2, 1, 96, 24)
    assert row["unit"] == "speakers"
    assert np.isnan(row["spread"])
    assert row["minutes"] == pytest.approx(3.0)


def test_spread_is_the_deviation_over_seeds(results):
    row = summary(results).set_index(["split", "arm"]).loc[("random", "published")]
    shares = [np.mean(np.arange(48) < 48 * share) for share in (0.5, 0.9)]
    assert row["spread"] == pytest.approx(np.std(shares, ddof=1))
    assert row["seeds"] == 2


def test_select_and_pooled_confusion_count_every_prediction(results):
    assert len(select(results, arm="published", seed=1)) == 1
    counts = pooled_confusion(results)
    assert counts.sum() == 4 * 48
    assert counts[HAPPY].sum() == counts[ANGRY].sum() == 2 * 48


def test_rests_on_names_corpora_and_counts(results):
    assert rests_on(results) == "96 clips of RAVDESS 96/1440"


def test_one_demo_run_marks_them_all(results, tmp_path):
    assert not is_demo(results)
    leave(tmp_path, "all/random/corrected/f0-s0", np.ones(48, bool), clips_of(range(1, 13)), demo=True)
    assert is_demo(load_results(tmp_path))


def test_an_empty_folder_and_a_damaged_run_are_named(results, tmp_path):
    with pytest.raises(DataMissing, match="ser reproduce"):
        load_results(tmp_path / "none")
    target, _ = paths(tmp_path, "RAVDESS/random/published/f0-s1")
    target.write_text(target.read_text()[:100])
    with pytest.raises(DataDamaged, match="f0-s1"):
        load_results(tmp_path)


def test_name_of_reads_speaker_and_text_from_the_id():
    assert name_of("TESS/OAF_back_fear").speaker == "TESS-OAF"
    assert name_of("SAVEE/DC_a01").text == name_of("SAVEE/KL_a01").text
    with pytest.raises(DataMissing):
        name_of("TESS/holiday")
