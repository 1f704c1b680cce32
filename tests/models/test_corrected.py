from dataclasses import replace

import numpy as np
import pytest

from ser import models
from ser.models import POOLINGS, ModelSettings

SMALL = ModelSettings(
    frames=64, coefficients=8, filters=(4, 4), time_pooling=(2, 2), lstm=4, head_dropout=0.0
)
LENGTHS = np.array([64, 24, 9])
VARIANTS = {
    "default": {},
    "cepstral axis": {"axis": "cepstral"},
    "no mask": {"masked": False},
    "second LSTM": {"second_lstm": True},
    "no LSTM": {"lstm": 0},
    "no LSTM but the second": {"lstm": 0, "second_lstm": True},
    "one direction": {"bidirectional": False},
    "no convolution": {"filters": (), "time_pooling": ()},
    "weight decay": {"l2": 0.01},
    **{pooling: {"pooling": pooling} for pooling in POOLINGS},
}


@pytest.fixture(scope="module")
def frames():
    """Three clips of 64, 24 and 9 true frames, zero where padded."""
    values = np.random.default_rng(7).normal(size=(3, 64, 8)).astype(np.float32)
    return values * (np.arange(64) < LENGTHS[:, None])[..., None]


@pytest.fixture(scope="module")
def build(keras):
    """Return a function that builds a small model with the changes given, always with the same weights."""

    def make(**changes):
        keras.utils.set_random_seed(3)
        return models.build(replace(SMALL, **changes))

    return make


def _say(model, frames, lengths=LENGTHS):
    """Outputs of a model, in the way that training does not use (no dropout)."""
    outputs = model(models.inputs(SMALL, frames, lengths), training=False)
    return (
        [np.asarray(part) for part in outputs] if isinstance(outputs, list | tuple) else np.asarray(outputs)
    )


# its parts


def test_the_default_model_walks_33_steps_of_time(keras):
    model = models.build(ModelSettings())
    shapes = {tensor.name: tensor.shape for tensor in model.inputs}
    assert shapes == {"mfcc": (None, 130, 40), "mask": (None, 130)}
    pooled = [layer.output.shape[1:] for layer in model.layers if type(layer).__name__ == "MaxPooling2D"]
    assert pooled == [(65, 20, 64), (33, 10, 64), (33, 5, 64), (33, 3, 64)]
    masks = [layer.output.shape[1:] for layer in model.layers if type(layer).__name__ == "ShrinkMask"]
    assert masks == [(65,), (33,), (33,), (33,)]
    vector, weights = model.get_layer("attention").output
    assert vector.shape == (None, 128)
    assert weights.shape == (None, 33)
    assert model.output_shape == (None, 8)


@pytest.mark.parametrize("changes", VARIANTS.values(), ids=VARIANTS)
def test_every_variant_gives_probabilities_and_is_saved_in_safe_mode(keras, build, frames, tmp_path, changes):
    model = build(**changes)
    said = _say(model, frames)
    assert said.shape == (3, 8)
    np.testing.assert_allclose(said.sum(axis=1), 1, atol=1e-5)
    assert (np.ptp(said, axis=0) > 0).all()
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras", compile=False, safe_mode=True)
    np.testing.assert_array_equal(_say(again, frames), said)


def test_a_config_makes_the_same_model_again(keras, build, frames):
    model = build()
    again = keras.Model.from_config(model.get_config())
    again.set_weights(model.get_weights())
    np.testing.assert_array_equal(_say(again, frames), _say(model, frames))


@pytest.mark.parametrize(
    "changes", [{"axis": "cepstral"}, {"second_lstm": True}, {"lstm": 0}, {"l2": 0.1}], ids=str
)
def test_a_switch_changes_what_the_model_is_made_of(build, changes):
    usual, other = build(), build(**changes)
    kinds = [[type(layer).__name__ for layer in model.layers] for model in (usual, other)]
    if "l2" in changes:
        assert not usual.losses
        assert len(other.losses) == 2
    else:
        assert kinds[0] != kinds[1]
    assert kinds[0].count("Bidirectional") == 1
    assert kinds[1].count("Bidirectional") == (0 if changes == {"lstm": 0} else 1)
    assert kinds[1].count("LSTM") == (1 if changes == {"second_lstm": True} else 0)


def test_the_cepstral_axis_attends_to_bands(build, frames):
    _, weights = _say(models.attention_model(build(axis="cepstral")), frames)
    assert weights.shape == (3, 2)  # 8 coefficients, halved twice
    assert (weights > 0).all()


# attention and padding


@pytest.mark.parametrize("pooling", [kind for kind in POOLINGS if kind != "max"])
def test_weights_can_be_read_out_sum_to_one_and_pass_over_padding(build, frames, pooling):
    model = build(pooling=pooling)
    said, weights = _say(models.attention_model(model), frames)
    np.testing.assert_allclose(said, _say(model, frames), atol=1e-6)
    assert weights.shape == (3, 16)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)
    true = -(-LENGTHS // 4)  # a step is true when any of its four frames is
    padded = np.arange(16) >= true[:, None]
    assert (weights[padded] == 0).all()
    if pooling == "last":
        assert (np.argmax(weights, axis=1) == true - 1).all()
    else:
        assert (weights[~padded] > 0).all()


@pytest.mark.parametrize(
    ("pooling", "weighing"), [("statistics", "mean"), ("attentive-statistics", "additive")]
)
def test_statistics_are_the_mean_and_the_deviation_side_by_side(keras, build, frames, pooling, weighing):
    """The first half is what the pooling alone gives, the second the deviation from it with the same weights."""
    model = build(pooling=pooling)
    names = [layer.name for layer in model.layers]
    walked = model.get_layer("attention").input[0]
    wanted = [walked, *model.get_layer("attention").output, model.get_layer("statistics").output]
    steps, mean, weights, both = _say(keras.Model(model.inputs, wanted), frames)
    assert both.shape == (3, 16)
    assert model.get_layer("attention").kind == weighing
    np.testing.assert_array_equal(both[:, :8], mean)
    np.testing.assert_allclose(mean, (steps * weights[..., None]).sum(axis=1), atol=1e-6)
    variance = ((steps - mean[:, None]) ** 2 * weights[..., None]).sum(axis=1)
    np.testing.assert_allclose(both[:, 8:], np.sqrt(variance + 1e-5), atol=1e-6)
    assert names.index("deviation") < names.index("emotion")
    usual, wider = (build(pooling=kind).count_params() for kind in (weighing, pooling))
    assert wider - usual == 8 * 8  # the classifier sees twice as much


def test_maximum_pooling_has_no_weights_to_read(build):
    with pytest.raises(ValueError, match="attention"):
        models.attention_model(build(pooling="max"))


@pytest.mark.parametrize("pooling", POOLINGS)
def test_what_lies_in_the_padding_changes_nothing(build, frames, pooling):
    """Beyond the reach of the convolutions, 3 pooled steps (12 frames) past the end of the clip."""
    model = build(pooling=pooling)
    wild = frames.copy()
    wild[1, 24 + 12 :] = 30
    wild[2, 9 + 12 :] = -30
    np.testing.assert_allclose(_say(model, wild), _say(model, frames), atol=1e-6)
    if pooling != "max":
        both = models.attention_model(model)
        np.testing.assert_allclose(_say(both, wild)[1], _say(both, frames)[1], atol=1e-6)


@pytest.mark.parametrize("changes", [{"masked": False}, {"axis": "cepstral"}], ids=str)
def test_without_the_mask_padding_does_change_something(build, frames, changes):
    """So the test above can fail."""
    model = build(**changes)
    wild = frames.copy()
    wild[1, 24 + 12 :] = 30
    difference = np.abs(_say(model, wild) - _say(model, frames))
    assert difference[1].max() > 1e-3
    assert difference[0].max() < 1e-6


def test_a_shorter_clip_is_not_the_same_as_one_of_silence(build, frames):
    model = build()
    full = _say(model, frames, np.array([64, 64, 64]))
    assert np.abs(full - _say(model, frames))[2].max() > 1e-4
    np.testing.assert_allclose(full[0], _say(model, frames)[0], atol=1e-6)


def test_clips_of_a_batch_do_not_touch_each_other(build, frames):
    model = build()
    together = _say(model, frames)
    for row in range(3):
        alone = _say(model, frames[row : row + 1], LENGTHS[row : row + 1])
        np.testing.assert_allclose(alone[0], together[row], atol=1e-6)


def test_build_takes_the_model_by_its_name(keras):
    assert models.build(SMALL).name == "corrected"
    assert models.build(ModelSettings("published", frames=26, coefficients=8)).name == "published"
