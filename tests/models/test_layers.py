import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

KINDS = ("additive", "dot", "multi-head", "mean", "last")
LENGTHS = np.array([6, 4, 1])


@pytest.fixture(scope="module")
def layers(keras):
    from ser.models import layers

    return layers


@pytest.fixture(scope="module")
def steps():
    """Three sequences of 6 steps with 8 features."""
    return np.random.default_rng(4).normal(size=(3, 6, 8)).astype(np.float32)


@pytest.fixture(scope="module")
def mask():
    return (np.arange(6) < LENGTHS[:, None]).astype(np.float32)


def _pooling(layers, kind, **options):
    layer = layers.AttentionPooling(kind, **options)
    layer.build([(None, 6, 8), (None, 6)])
    rng = np.random.default_rng(0)
    layer.set_weights([rng.normal(size=weight.shape) for weight in layer.get_weights()])
    return layer


def _apply(layer, *inputs):
    return tuple(np.asarray(part) for part in layer(list(inputs)))


def _softmax(scores):
    grown = np.exp(scores - scores.max(axis=0))
    return grown / grown.sum(axis=0)


def _reference(kind, weights, steps, length):
    """Pooled vector and weights of one sequence, written for one step at a time."""
    true = steps[:length].astype(np.float64)
    if kind == "mean":
        shares = np.full((length, 1), 1 / length)
    elif kind == "last":
        shares = np.eye(length)[:, -1:]
    elif kind == "additive":
        project, shift, context = weights
        shares = _softmax(np.array([[context @ np.tanh(step @ project + shift)] for step in true]))
    else:
        heads = 4 if kind == "multi-head" else 1
        query = weights[0].reshape(heads, -1)
        scores = [
            [part @ q / np.sqrt(len(q)) for part, q in zip(step.reshape(heads, -1), query, strict=True)]
            for step in true
        ]
        shares = _softmax(np.array(scores))
    heads = shares.shape[1]
    sliced = true.reshape(length, heads, -1)
    pooled = (sliced * shares[:, :, None]).sum(axis=0).reshape(-1)
    return pooled, np.r_[shares.mean(axis=1), np.zeros(len(steps) - length)]


@pytest.mark.parametrize("kind", KINDS)
def test_pooling_is_its_formula_over_the_true_steps(layers, steps, mask, kind):
    layer = _pooling(layers, kind)
    pooled, weights = _apply(layer, steps, mask)
    assert pooled.shape == (3, 8)
    assert weights.shape == (3, 6)
    for row, length in enumerate(LENGTHS):
        expected = _reference(kind, layer.get_weights(), steps[row], length)
        np.testing.assert_allclose(pooled[row], expected[0], atol=1e-5)
        np.testing.assert_allclose(weights[row], expected[1], atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_padded_steps_weigh_nothing_and_say_nothing(layers, steps, mask, kind):
    layer = _pooling(layers, kind)
    pooled, weights = _apply(layer, steps, mask)
    assert (weights[mask == 0] == 0).all()
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-6)
    noise = np.random.default_rng(9).normal(scale=100, size=steps.shape).astype(np.float32)
    wild = np.where(mask[..., None] == 1, steps, noise)
    again, their = _apply(layer, wild, mask)
    np.testing.assert_array_equal(again, pooled)
    np.testing.assert_array_equal(their, weights)


@pytest.mark.parametrize("kind", ["additive", "dot", "multi-head"])
def test_huge_scores_stay_finite(layers, steps, mask, kind):
    """The published attention gives nan here (test_published)."""
    layer = _pooling(layers, kind)
    *others, context = layer.get_weights()
    layer.set_weights([*others, np.sign(context) * 1e4])
    pooled, weights = _apply(layer, steps, mask)
    assert np.isfinite(pooled).all()
    assert np.isfinite(weights).all()
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-6)
    assert weights.max() > 0.9
    # Without the mask too: the largest score need not be a true step's.
    assert np.isfinite(_apply(layer, steps, np.ones_like(mask))[1]).all()


def test_moving_all_scores_does_not_move_the_weights(layers, steps, mask):
    """With u . tanh(W x + b), a step of features that is the same everywhere only adds a number."""
    layer = _pooling(layers, "dot")
    moved = steps + 50 * np.sign(layer.get_weights()[0]).astype(np.float32)
    np.testing.assert_allclose(_apply(layer, moved, mask)[1], _apply(layer, steps, mask)[1], atol=1e-4)


def test_the_mean_and_the_last_step_have_nothing_to_learn(layers):
    for kind in ("mean", "last"):
        assert _pooling(layers, kind).get_weights() == []
    assert [weight.shape for weight in _pooling(layers, "additive").get_weights()] == [(8, 8), (8,), (8,)]


def test_a_mask_of_numbers_or_truth_values_is_the_same(layers, steps, mask):
    layer = _pooling(layers, "additive")
    np.testing.assert_array_equal(_apply(layer, steps, mask)[1], _apply(layer, steps, mask.astype(bool))[1])


def test_an_unknown_kind_is_refused(layers):
    with pytest.raises(ValueError, match=r"additive, dot, multi-head, mean, last\. Received: sum"):
        layers.AttentionPooling("sum")


def test_features_must_divide_by_heads(layers):
    with pytest.raises(ValueError, match=r"multiple of 3\. Received: 8"):
        layers.AttentionPooling("multi-head", heads=3).build([(None, 6, 8), (None, 6)])


@pytest.mark.parametrize("kind", ["mean", "additive", "dot"])
def test_the_deviation_is_that_of_the_true_steps_around_their_weighted_mean(layers, steps, mask, kind):
    pooled, weights = _apply(_pooling(layers, kind), steps, mask)
    spread = np.asarray(layers.WeightedDeviation()([steps, pooled, weights]))
    assert spread.shape == (3, 8)
    for row, length in enumerate(LENGTHS):
        true, shares = steps[row, :length].astype(np.float64), weights[row, :length]
        mean = np.average(true, axis=0, weights=shares)
        variance = np.average((true - mean) ** 2, axis=0, weights=shares)
        np.testing.assert_allclose(spread[row], np.sqrt(variance + 1e-5), atol=1e-5)
    if kind == "mean":
        np.testing.assert_allclose(spread[0], steps[0].std(axis=0), atol=1e-4)


def test_the_deviation_does_not_see_the_padding(layers, steps, mask):
    pooled, weights = _apply(_pooling(layers, "additive"), steps, mask)
    wild = np.where(mask[..., None] == 1, steps, 1e3).astype(np.float32)
    usual, other = (np.asarray(layers.WeightedDeviation()([what, pooled, weights])) for what in (steps, wild))
    np.testing.assert_array_equal(usual, other)


def test_the_deviation_moves_with_the_spread_and_not_with_the_level(layers, steps, mask):
    layer, mean = layers.WeightedDeviation(), _pooling(layers, "mean")

    def spread(what):
        return np.asarray(layer([what, *_apply(mean, what, mask)]))

    np.testing.assert_allclose(spread(steps + 7), spread(steps), atol=1e-4)
    np.testing.assert_allclose(spread(3 * steps)[:2], 3 * spread(steps)[:2], rtol=1e-3)


def test_the_deviation_of_equal_steps_can_be_learned_from(keras, layers):
    """One true step, or steps that are all the same: at 0 the slope of the square root would be endless."""
    same = np.full((2, 6, 8), 2.0, np.float32)
    mask = np.array([[1, 0, 0, 0, 0, 0], [1] * 6], np.float32)
    steps, true = keras.Input((6, 8)), keras.Input((6,))
    scaled = keras.layers.Dense(8, kernel_initializer="identity")(steps)
    pooled, weights = layers.AttentionPooling("mean")([scaled, true])
    model = keras.Model([steps, true], layers.WeightedDeviation()([scaled, pooled, weights]))
    np.testing.assert_allclose(model.predict([same, mask], verbose=0), np.sqrt(1e-5), rtol=1e-3)
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(1.0))
    model.fit([same, mask], np.ones((2, 8), np.float32), epochs=2, verbose=0)
    assert all(np.isfinite(weight).all() for weight in model.get_weights())


def test_the_largest_value_of_the_true_steps(layers, steps, mask):
    pooled = np.asarray(layers.MaskedMax()([steps, mask]))
    for row, length in enumerate(LENGTHS):
        np.testing.assert_allclose(pooled[row], steps[row, :length].max(axis=0), atol=1e-6)
    low = np.where(mask[..., None] == 1, -50, 99).astype(np.float32) * np.ones_like(steps)
    np.testing.assert_array_equal(layers.MaskedMax()([low, mask]), np.full((3, 8), -50))


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 6),
    st.lists(st.lists(st.integers(0, 1), min_size=7, max_size=7), min_size=1, max_size=4),
)
def test_a_mask_shrinks_as_its_steps_do_under_max_pooling(factor, rows):
    from ser.models.layers import ShrinkMask

    mask = np.array(rows, np.float32)
    layer = ShrinkMask(factor)
    expected = np.array([[max(row[at : at + factor]) for at in range(0, 7, factor)] for row in rows])
    shrunk = np.asarray(layer(mask))
    np.testing.assert_array_equal(shrunk, expected)
    assert layer.compute_output_shape((None, 7)) == (None, expected.shape[1])


@pytest.mark.parametrize(("frames", "pools"), [(130, (2, 2, 1, 1)), (26, (2, 2)), (33, (3, 2))])
def test_the_mask_keeps_the_length_of_what_max_pooling_gives(keras, layers, frames, pools):
    steps = np.random.default_rng(0).normal(size=(1, frames, 2, 1)).astype(np.float32)
    mask = np.ones((1, frames), np.float32)
    for pool in pools:
        steps = keras.layers.MaxPooling2D((pool, 1), padding="same")(steps)
        mask = layers.ShrinkMask(pool)(mask)
    assert mask.shape[1] == steps.shape[1]


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("AttentionPooling", {"kind": "multi-head", "heads": 2}),
        ("AttentionPooling", {}),
        ("MaskedMax", {}),
        ("WeightedDeviation", {}),
        ("ShrinkMask", {"factor": 3}),
    ],
)
def test_a_layer_can_be_made_again_from_its_config(layers, kind, options):
    made = getattr(layers, kind)
    layer = made(name="it", **options)
    config = layer.get_config()
    assert options.items() <= config.items()
    assert made.from_config(config).get_config() == config


def test_the_layers_tell_their_shapes(layers, steps, mask):
    pooled, weights = _apply(layers.AttentionPooling("mean"), steps, mask)
    shapes = layers.AttentionPooling("mean").compute_output_shape([(3, 6, 8), (3, 6)])
    assert shapes == (pooled.shape, weights.shape)
    assert layers.MaskedMax().compute_output_shape([(3, 6, 8), (3, 6)]) == (3, 8)
    assert layers.WeightedDeviation().compute_output_shape([(3, 6, 8), (3, 8), (3, 6)]) == (3, 8)
