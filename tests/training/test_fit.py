from dataclasses import replace

import numpy as np
import pytest

from ser import models
from ser.corpora import EMOTIONS
from ser.errors import BadValue
from ser.models import ModelSettings
from ser.splits import random_split
from ser.training import PUBLISHED, SCALERS, SCHEDULES, TrainingSettings, fit_scaler, targets, train

MODEL = ModelSettings(frames=26, coefficients=8, filters=(4,), time_pooling=(2,), lstm=0)
SMALL = ModelSettings(filters=(4,), time_pooling=(4,), lstm=0)
QUICK = TrainingSettings(epochs=2, batch=16, learning_rate=0.01)


@pytest.fixture(scope="module")
def split(tiny_features):
    return random_split(tiny_features.clips, seed=0)


@pytest.fixture(scope="module")
def trained(keras, tiny_features, split):
    return train(tiny_features, split, MODEL, QUICK, seed=0)


def _weights(trained):
    return np.concatenate([weight.ravel() for weight in trained.model.get_weights()])


def _changed(features, clips):
    """The same features with other values for `clips`."""
    values = features.values.copy()
    for row in features.rows.loc[list(clips)]:
        values[features.starts[row] : features.starts[row] + features.lengths[row]] += 100
    return replace(features, values=values)


# the same seed gives the same bits


def test_the_same_seed_gives_the_same_weights_and_predictions(keras, tiny_features, split):
    """With an LSTM and dropout; tests/experiments/test_grid.py has the published model."""
    walking = replace(MODEL, lstm=4, bidirectional=False)
    one, two = (train(tiny_features, split, walking, QUICK, seed=0) for _ in range(2))
    np.testing.assert_array_equal(_weights(one), _weights(two))
    assert one.history == two.history
    clips = tiny_features.padded(split.test)
    np.testing.assert_array_equal(one.predict(*clips), two.predict(*clips))


def test_another_seed_gives_other_weights(tiny_features, split, trained):
    other = train(tiny_features, split, MODEL, QUICK, seed=1)
    assert np.abs(_weights(other) - _weights(trained)).max() > 1e-3


# what it leaves


def test_a_run_leaves_its_curves_and_probabilities(tiny_features, split, trained):
    assert set(trained.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert {len(curve) for curve in trained.history.values()} == {2}
    assert trained.seconds > 0
    said = trained.predict(*tiny_features.padded(split.test))
    assert said.shape == (len(split.test), 8)
    np.testing.assert_allclose(said.sum(axis=1), 1, atol=1e-5)


def test_something_is_learnt(keras, tiny_features, split):
    """The tiny features tell the emotion, so a few more epochs must beat chance by far."""
    run = train(tiny_features, split, MODEL, replace(QUICK, epochs=12, learning_rate=0.02))
    said = run.predict(*tiny_features.padded(split.train)).argmax(axis=1)
    assert (said == targets(tiny_features, split.train)).mean() > 0.4


@pytest.mark.parametrize("choose", ["val_accuracy", "val_loss"])
def test_the_weights_kept_are_those_of_the_best_epoch(keras, tiny_features, split, choose):
    settings = replace(QUICK, epochs=4, learning_rate=0.2, choose=choose, schedule="plateau")
    run = train(tiny_features, split, MODEL, settings, seed=2)
    curve = run.history[choose]
    assert run.best_epoch == (np.argmax if choose == "val_accuracy" else np.argmin)(curve)
    said = run.predict(*tiny_features.padded(split.validation))
    truth = targets(tiny_features, split.validation)
    if choose == "val_accuracy":
        measured = (said.argmax(axis=1) == truth).mean()
    else:
        measured = -np.log(np.clip(said[np.arange(len(truth)), truth], 1e-7, 1)).mean()
    assert measured == pytest.approx(curve[run.best_epoch], abs=1e-3)
    assert len(set(curve)) > 1  # else any epoch would do


def test_patience_stops_early(keras, tiny_features, split):
    patient = replace(QUICK, epochs=12, learning_rate=1e-9, patience=1, choose="val_accuracy")
    run = train(tiny_features, split, MODEL, patient)
    assert 1 < len(run.history["loss"]) < 12


# who is looked at


def test_the_corrected_scaler_sees_the_training_frames_alone(tiny_features, split, trained):
    reference = fit_scaler("coefficient", *tiny_features.padded(split.train))
    np.testing.assert_array_equal(trained.scaler.mean, reference.mean)
    np.testing.assert_array_equal(trained.scaler.deviation, reference.deviation)
    assert not trained.scaler.scales_padding


def test_other_test_clips_change_nothing_of_a_corrected_run(tiny_features, split, trained):
    other = train(_changed(tiny_features, split.test), split, MODEL, QUICK, seed=0)
    np.testing.assert_array_equal(other.scaler.mean, trained.scaler.mean)
    np.testing.assert_array_equal(_weights(other), _weights(trained))


def test_the_published_scaler_sees_the_test_clips(keras, tiny_features, split):
    """A flaw that is kept, for the arm that measures it."""
    settings = replace(QUICK, scaler="published", epochs=1)
    usual, other = (
        train(features, split, MODEL, settings)
        for features in (tiny_features, _changed(tiny_features, split.test))
    )
    assert other.scaler.mean[0] > usual.scaler.mean[0] + 1
    everything = tiny_features.padded(split.train + split.validation + split.test)
    assert usual.scaler.mean[0] == pytest.approx(everything[0].mean(dtype=float), rel=1e-6)


def test_training_clips_do_change_the_run(tiny_features, split, trained):
    other = train(_changed(tiny_features, split.train[:5]), split, MODEL, QUICK, seed=0)
    assert other.scaler.mean[0] != trained.scaler.mean[0]


def test_labels_are_numbers_in_the_frozen_order(tiny_features):
    clips = ("RAVDESS/2-surprised-1", "RAVDESS/1-neutral-2", "RAVDESS/4-calm-1")
    assert targets(tiny_features, clips).tolist() == [7, 0, 1]
    assert [EMOTIONS[label] for label in targets(tiny_features, clips)] == ["surprised", "neutral", "calm"]


# on clips


def test_the_demo_corpus_passes_through_to_a_predicted_label(keras, demo_features):
    features = demo_features.only(("TESS",))
    split = random_split(features.clips, seed=0)
    run = train(features, split, SMALL, replace(QUICK, epochs=1))
    labels = {EMOTIONS[label] for label in run.predict(*features.padded(split.test)).argmax(axis=1)}
    assert labels <= set(EMOTIONS)


def test_real_clips_pass_through_to_a_predicted_label(keras, sample_root, tmp_path):
    from ser.corpora import combine
    from ser.features import extract, load

    clips = combine(sample_root, allow_missing=True)
    kept = clips.clips[clips.clips["clip"].str.contains("-0[1-7]$|_(?:bite|food|germ|neat)_")]
    extract(replace(clips, clips=kept), tmp_path, jobs=1, allow_missing=True)
    features = load(tmp_path)
    assert len(features.clips) == len(kept) > 60
    split = random_split(features.clips, seed=0)
    run = train(features, split, SMALL, replace(QUICK, epochs=1))
    said = run.predict(*features.padded(split.test))
    assert said.shape == (len(split.test), 8)
    np.testing.assert_allclose(said.sum(axis=1), 1, atol=1e-5)
    assert {EMOTIONS[label] for label in said.argmax(axis=1)} <= set(EMOTIONS)


# settings


def test_the_published_schedule():
    """Adam 5e-4, batch 64, up to 300 epochs, patience 10, halved after 5, at least 1e-6."""
    assert (PUBLISHED.learning_rate, PUBLISHED.batch, PUBLISHED.epochs) == (5e-4, 64, 300)
    assert (PUBLISHED.patience, PUBLISHED.plateau, PUBLISHED.smallest_rate) == (10, 5, 1e-6)
    assert (PUBLISHED.schedule, PUBLISHED.choose, PUBLISHED.scaler) == ("plateau", "val_loss", "published")
    assert PUBLISHED.label_smoothing == 0


@pytest.mark.parametrize(
    ("change", "what", "allowed"),
    [
        ({"scaler": "minmax"}, "scaler 'minmax'", SCALERS),
        ({"schedule": "step"}, "schedule 'step'", SCHEDULES),
        ({"choose": "loss"}, "choice 'loss'", ("val_loss", "val_accuracy")),
    ],
)
def test_an_unknown_setting_is_refused(refuses, change, what, allowed):
    with refuses(BadValue, f"unknown {what}", "expected one of", *allowed):
        TrainingSettings(**change)


@pytest.mark.parametrize("change", [{"epochs": 0}, {"batch": 0}, {"epochs": -3}])
def test_a_number_below_one_is_refused(refuses, change):
    with refuses(BadValue, "epochs and batch", str(next(iter(change.values()))), "expected 1 or more"):
        TrainingSettings(**change)


def test_the_model_gets_what_inputs_arranges(tiny_features, split, trained):
    frames, lengths = tiny_features.padded(split.test)
    arranged = models.inputs(MODEL, trained.scaler(frames, lengths), lengths)
    np.testing.assert_allclose(
        trained.predict(frames, lengths), trained.model(arranged, training=False), atol=1e-6
    )
