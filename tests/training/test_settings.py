import pytest

from ser.errors import BadValue
from ser.features import CHANGES
from ser.training import PUBLISHED, SCALERS, SCHEDULES, TrainingSettings
from ser.training.settings import AUGMENTATIONS, CHOICES, COPIES_MADE, SIDES_FITTED


def test_the_published_schedule():
    """Adam 5e-4, batch 64, up to 300 epochs, patience 10, halved after 5, at least 1e-6."""
    assert (PUBLISHED.learning_rate, PUBLISHED.batch, PUBLISHED.epochs) == (5e-4, 64, 300)
    assert (PUBLISHED.patience, PUBLISHED.plateau, PUBLISHED.smallest_rate) == (10, 5, 1e-6)
    assert (PUBLISHED.schedule, PUBLISHED.choose, PUBLISHED.scaler) == ("plateau", "val_loss", "published")


def test_what_the_published_script_does_not_do_is_off_by_default():
    for settings in (PUBLISHED, TrainingSettings()):
        assert settings.label_smoothing == settings.weight_decay == settings.averaging == 0
        assert not settings.class_weights
        assert settings.augment == ()
        assert settings.fit_on == "train"
        assert settings.copies == () and not settings.known_speakers


@pytest.mark.parametrize(
    ("change", "what", "allowed"),
    [
        ({"scaler": "minmax"}, "scaler 'minmax'", SCALERS),
        ({"schedule": "step"}, "schedule 'step'", SCHEDULES),
        ({"choose": "loss"}, "choice 'loss'", CHOICES),
        ({"fit_on": "test"}, "side to fit on 'test'", SIDES_FITTED),
        ({"fit_on": "validation"}, "side to fit on 'validation'", SIDES_FITTED),
        ({"augment": ("pitch",)}, "augmentation 'pitch'", AUGMENTATIONS),
        ({"augment": ("mixup", "noise")}, "augmentation 'noise'", AUGMENTATIONS),
        ({"augment": "mixup"}, "augmentation 'm'", AUGMENTATIONS),
        ({"copies": ("mixup",)}, "change of sound 'mixup'", CHANGES),
        ({"copies_made": "later"}, "moment of copying 'later'", COPIES_MADE),
    ],
)
def test_an_unknown_setting_is_refused(refuses, change, what, allowed):
    with refuses(BadValue, f"unknown {what}", "expected one of", *allowed):
        TrainingSettings(**change)


def test_copies_are_no_clips_of_a_speaker(refuses):
    with refuses(BadValue, "copies noise", "known_speakers=True", "one of the two"):
        TrainingSettings(copies=("noise",), known_speakers=True)


@pytest.mark.parametrize("change", [{"epochs": 0}, {"batch": 0}, {"epochs": -3}])
def test_a_number_below_one_is_refused(refuses, change):
    with refuses(BadValue, "epochs and batch", str(next(iter(change.values()))), "expected 1 or more"):
        TrainingSettings(**change)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"patience": -1}, "patience and plateau: received -1 and 5"),
        ({"plateau": 0}, "patience and plateau: received 0 and 0"),
        ({"learning_rate": 0.0}, "learning_rate and smallest_rate: received 0.0 and 1e-06"),
        ({"learning_rate": -1e-3}, "received -0.001"),
        ({"learning_rate": float("nan")}, "received nan"),
        ({"learning_rate": float("inf")}, "received inf"),
        ({"smallest_rate": -1e-6}, "and -1e-06"),
    ],
)
def test_a_schedule_that_is_none_is_refused(refuses, change, words):
    with refuses(BadValue, words, "expected"):
        TrainingSettings(**change)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"choose": "val_loss"}, "choose='val_loss'"),
        ({"choose": "val_accuracy"}, "choose='val_accuracy'"),
        ({"choose": "last", "schedule": "plateau"}, "schedule='plateau'"),
        ({"choose": "last", "patience": 5}, "patience=5"),
    ],
)
def test_clips_that_train_cannot_choose(refuses, change, words):
    with refuses(BadValue, "fit_on 'train+validation'", words, "expected choose='last'", "cannot choose"):
        TrainingSettings(fit_on="train+validation", **change)


@pytest.mark.parametrize("field", ["label_smoothing", "averaging", "weight_decay"])
@pytest.mark.parametrize("value", [-0.1, 1.0])
def test_a_share_out_of_range_is_refused(refuses, field, value):
    with refuses(BadValue, f"{field}: received {value}", "expected 0 or more, below 1"):
        TrainingSettings(choose="last", **{field: value})


def test_an_epoch_that_is_chosen_has_no_mean_of_weights(refuses):
    with refuses(BadValue, "averaging 0.9", "choose='val_accuracy'", "expected 'last'"):
        TrainingSettings(averaging=0.9)


def test_both_sides_train_where_nothing_is_chosen():
    settings = TrainingSettings(fit_on="train+validation", choose="last", averaging=0.9)
    assert settings.schedule == "cosine"


@pytest.mark.parametrize("kind", AUGMENTATIONS)
def test_every_kind_of_augmentation_is_accepted_alone_and_with_others(kind):
    assert TrainingSettings(augment=(kind,)).augment == (kind,)
    assert TrainingSettings(augment=AUGMENTATIONS).augment == AUGMENTATIONS
