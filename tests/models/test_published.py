import numpy as np
import pytest

from ser import models
from ser.models import ModelSettings

BLOCK = ["Conv2D", "BatchNormalization", "ReLU", "MaxPooling2D", "Dropout"]
TAIL = ["TimeDistributed", "LSTM", "PublishedAttention", "Reshape", "LSTM", "Dense"]


@pytest.fixture(scope="module")
def model(keras):
    keras.utils.set_random_seed(1)
    return models.build(ModelSettings("published"))


@pytest.fixture
def attention(keras):
    from ser.models.published_attention import PublishedAttention

    layer = PublishedAttention(return_weights=True)
    layer.build((None, 3, 5))
    rng = np.random.default_rng(0)
    layer.set_weights([rng.normal(size=shape) for shape in ((5, 5), (5,), (5, 1))])
    return layer


def test_the_layers_are_those_described_in_their_order(model):
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == ["InputLayer", *BLOCK * 4, *TAIL]


def test_the_shapes_are_those_described(model):
    pooled = [layer.output.shape[1:] for layer in model.layers if type(layer).__name__ == "MaxPooling2D"]
    assert pooled == [(20, 65, 64), (10, 33, 64), (5, 17, 64), (3, 9, 64)]
    by_kind = {kind: [] for kind in TAIL}
    for layer in model.layers[-6:]:
        output = layer.output[0] if isinstance(layer.output, list | tuple) else layer.output
        by_kind[type(layer).__name__].append(output.shape[1:])
    assert by_kind == {
        "TimeDistributed": [(3, 576)],
        "LSTM": [(3, 32), (32,)],
        "PublishedAttention": [(32,)],
        "Reshape": [(1, 32)],
        "Dense": [(8,)],
    }
    assert [(tensor.name, tensor.shape) for tensor in model.inputs] == [("mfcc", (None, 40, 130, 1))]


def test_the_settings_of_the_layers_are_those_described(model):
    convolutions = [layer for layer in model.layers if type(layer).__name__ == "Conv2D"]
    assert all(
        (layer.filters, layer.kernel_size, layer.padding, layer.use_bias) == (64, (3, 3), "same", True)
        for layer in convolutions
    )
    assert [float(layer.kernel_regularizer.l2) for layer in convolutions] == pytest.approx([0.01] * 4)
    assert [layer.rate for layer in model.layers if type(layer).__name__ == "Dropout"] == [0.2] * 4
    pools = [layer for layer in model.layers if type(layer).__name__ == "MaxPooling2D"]
    assert all((layer.pool_size, layer.padding) == ((2, 2), "same") for layer in pools)
    assert [layer.units for layer in model.layers if type(layer).__name__ == "LSTM"] == [32, 32]
    assert model.layers[-1].activation.__name__ == "softmax"


def test_it_has_as_many_parameters_as_its_description_adds_up_to(model):
    blocks = (9 * 1 * 64 + 64) + 3 * (9 * 64 * 64 + 64) + 4 * 4 * 64
    first, second = 4 * (576 + 32 + 1) * 32, 4 * (32 + 32 + 1) * 32
    attention, dense = 32 * 32 + 32 + 32, 32 * 8 + 8
    assert model.count_params() == blocks + first + attention + second + dense == 200_072


def test_the_attention_walks_three_cepstral_steps_and_never_time(model):
    """A flaw that is kept: 40 coefficients become 3 steps, 130 frames none."""
    both = models.attention_model(model)
    frames = np.random.default_rng(0).normal(size=(2, 130, 40)).astype(np.float32)
    arranged = models.inputs(ModelSettings("published"), frames, np.array([130, 60]))
    probabilities, weights = both.predict(arranged, verbose=0)
    assert weights.shape == (2, 3)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(probabilities, model.predict(arranged, verbose=0), atol=1e-6)
    # 26 frames make 2 steps of pooled time in place of 9, and still 3 steps of attention.
    shorter = models.build(ModelSettings("published", frames=26))
    assert shorter.get_layer("attention").output[1].shape == (None, 3)


def test_the_attention_is_the_formula(attention):
    """softmax over steps of u . tanh(W x + b), and the weighted sum of the steps."""
    steps = np.random.default_rng(1).normal(size=(4, 3, 5)).astype(np.float32)
    project, shift, context = attention.get_weights()
    # Not by `@`: BLAS may raise a flag of an invalid value over lanes that it does not use.
    hidden = np.tanh(np.einsum("bsf,fg->bsg", steps, project) + shift)
    scores = np.einsum("bsg,gc->bsc", hidden, context)[..., 0]
    expected = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    pooled, weights = (np.asarray(part) for part in attention(steps))
    np.testing.assert_allclose(weights, expected, atol=1e-5)
    np.testing.assert_allclose(pooled, np.einsum("bs,bsf->bf", expected, steps), atol=1e-5)


def test_the_attention_starts_as_in_the_published_code(keras):
    """Within the limits of "glorot_uniform", the vector as one column."""
    from ser.models.published_attention import PublishedAttention

    layer = PublishedAttention()
    layer.build((None, 3, 32))
    project, shift, context = (np.asarray(weight) for weight in layer.get_weights())
    for matrix in (project, context):
        limit = (6 / sum(matrix.shape)) ** 0.5
        assert 0.8 * limit < np.abs(matrix).max() <= limit
    assert (shift == 0).all()


def test_huge_scores_break_the_published_attention(attention):
    """A flaw that is kept: no maximum is subtracted before the exponential."""
    steps = np.zeros((1, 3, 5), np.float32)
    for sign in (1, -1):
        attention.set_weights([np.zeros((5, 5)), np.ones(5), np.full((5, 1), sign * 1e4)])
        assert np.isnan(np.asarray(attention(steps)[1])).all()
    attention.set_weights([np.zeros((5, 5)), np.ones(5), np.ones((5, 1))])
    np.testing.assert_allclose(attention(steps)[1], 1 / 3, atol=1e-6)


@pytest.mark.parametrize("kept", [True, False])
def test_the_attention_can_be_made_again_from_its_config(keras, kept):
    from ser.models.published_attention import PublishedAttention

    layer = PublishedAttention(return_weights=kept, name="attention")
    again = PublishedAttention.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    shapes = layer.compute_output_shape((None, 3, 5))
    assert shapes == (((None, 5), (None, 3)) if kept else (None, 5))


def test_a_saved_model_is_loaded_in_safe_mode_and_says_the_same(keras, model, tmp_path):
    frames = np.random.default_rng(2).normal(size=(3, 40, 130, 1)).astype(np.float32)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras", compile=False, safe_mode=True)
    np.testing.assert_array_equal(model({"mfcc": frames}), again({"mfcc": frames}))
