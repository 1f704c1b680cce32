import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from ser.errors import BadValue
from ser.experiments import ARMS, Arm, arms, table
from ser.experiments.arms import (
    ARCHITECTURE,
    BASELINES,
    BEST,
    COPIES,
    FEATURES,
    HEADLINE,
    OWN,
    SCALED,
    TRAINING,
    VOTING,
)
from ser.experiments.choices import LEARNING_RATES
from ser.features import MfccSettings, SpectralSettings
from ser.models import ModelSettings
from ser.training import PUBLISHED, TrainingSettings

CORRECTED = ARMS["corrected"]

# Where one change takes another along, or would not be the change its label names.
SEVERAL = {
    "cepstral-axis": {"axis", "time_pooling", "lstm"},
    "cnn-alone": {"lstm", "pooling"},
    "lstm-alone": {"filters", "time_pooling", "pooling"},
    "lstm-attention": {"filters", "time_pooling"},
    "deep": {"filters", "time_pooling"},
    "shallow": {"filters", "time_pooling"},
    "narrow": {"filters", "lstm"},
}


def _differences(one, other):
    return {name for name, value in asdict(one).items() if asdict(other)[name] != value}


def test_names_and_labels_are_unique():
    assert all(name == arm.name for name, arm in ARMS.items())
    labels = [arm.label for arm in ARMS.values()]
    assert len(set(labels)) == len(labels)
    assert HEADLINE == ("published", "corrected")
    others = [*BASELINES, *ARCHITECTURE, *FEATURES, *TRAINING, *COPIES, *BEST, *VOTING, *SCALED, *OWN]
    assert list(ARMS) == [*HEADLINE, "published-network", *others]


def test_no_two_arms_are_the_same():
    made = {(arm.model, arm.training, arm.features) for arm in ARMS.values()}
    assert len(made) == len(ARMS)


def test_the_two_models_are_what_their_names_say():
    assert ARMS["published"].model == ModelSettings("published")
    assert ARMS["published"].training == PUBLISHED
    network = ARMS["published-network"]
    assert (network.model, network.features) == (ARMS["published"].model, ARMS["published"].features)
    assert network.training == replace(CORRECTED.training, scaler=PUBLISHED.scaler)
    model = CORRECTED.model
    assert (model.name, model.axis, model.pooling, model.masked) == ("corrected", "time", "additive", True)
    assert model.lstm and not model.second_lstm
    assert CORRECTED.training.scaler == "coefficient"
    assert CORRECTED.features == ARMS["published"].features == MfccSettings()


@pytest.mark.parametrize("name", ARCHITECTURE)
def test_a_model_differs_in_one_part_and_nothing_else(name):
    arm = ARMS[name]
    assert (arm.training, arm.features) == (CORRECTED.training, CORRECTED.features)
    changed = _differences(arm.model, CORRECTED.model)
    assert changed == SEVERAL.get(name, changed)
    assert len(changed) == 1 or name in SEVERAL


@pytest.mark.parametrize("name", TRAINING)
def test_a_training_differs_in_one_setting_and_nothing_else(name):
    arm = ARMS[name]
    assert (arm.model, arm.features) == (CORRECTED.model, CORRECTED.features)
    assert len(_differences(arm.training, CORRECTED.training)) == 1


@pytest.mark.parametrize("name", FEATURES)
def test_features_differ_and_the_model_follows_their_shape_alone(name):
    """But for the learning rate, which each kind chooses among the same three."""
    arm = ARMS[name]
    assert _differences(arm.training, CORRECTED.training) <= {"learning_rate"}
    assert arm.training.learning_rate in LEARNING_RATES
    assert arm.features != CORRECTED.features
    assert _differences(arm.model, CORRECTED.model) <= {"frames", "coefficients"}
    assert (arm.model.frames, arm.model.coefficients) == (arm.features.frames, arm.features.coefficients)
    if isinstance(arm.features, MfccSettings):
        assert len(_differences(arm.features, CORRECTED.features)) == 1
    else:
        assert arm.features == SpectralSettings(arm.features.kinds)


def test_a_model_that_does_not_fit_its_features_is_refused(refuses):
    with refuses(BadValue, "arm 'x'", "130 frames x 13 columns", "expected 130 x 40"):
        Arm("x", "x", ModelSettings(coefficients=13), TrainingSettings())
    with refuses(BadValue, "arm 'x'", "expected 87 x 40"):
        Arm("x", "x", ModelSettings(), TrainingSettings(), MfccSettings(duration=2.0))
    assert replace(CORRECTED, name="y").model == CORRECTED.model


def test_bands_alone_can_be_warped(refuses):
    warped = replace(CORRECTED.training, augment=("tempo", "warp"))
    mel = SpectralSettings(("log-mel",))
    model = replace(CORRECTED.model, frames=mel.frames, coefficients=mel.coefficients)
    assert Arm("a", "a", model, warped, mel).training == warped
    with refuses(BadValue, "'corrected'", "received augmentation 'warp' of mfcc", "expected log-mel alone"):
        replace(CORRECTED, training=warped)


def test_the_arm_and_the_row_of_contributing_are_an_arm_and_a_row():
    text = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    given, row = (next(block for block in blocks if word in block) for word in ("_OWN", "Experiment("))
    names = dict(vars(arms))
    exec(compile(given, "CONTRIBUTING.md", "exec"), names)  # noqa: S102
    (own,) = names["_OWN"]
    asked = eval(compile(row, "CONTRIBUTING.md", "eval"), dict(vars(table)))  # noqa: S307
    assert own.name not in ARMS and (own.model.dropout, own.training.batch) == (0.4, 32)
    assert set(asked.arms) == {asked.reference, own.name} <= {own.name, *ARMS}
    assert asked.name not in [one.name for one in table.EXPERIMENTS] and not asked.claims
    assert f"ser train --model {own.name} --epochs 2" in text
    assert f"ser experiments run --experiment {asked.name} " in text
