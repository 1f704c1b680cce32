import numpy as np
import pytest

MOMENTUM = 0.9


@pytest.fixture(scope="module")
def maps():
    rng = np.random.default_rng(3)
    return (rng.normal(size=(5, 6, 4, 3)) * [1, 5, 0.2] + [0, 3, -2]).astype(np.float32)


def _pair(keras, **options):
    """The layer and Keras' own, with the same weights, none at its start value."""
    from ser.models.batch_norm import BatchNormalization

    ours, theirs = BatchNormalization(**options), keras.layers.BatchNormalization(**options)
    for layer in (ours, theirs):
        layer.build((None, 6, 4, 3))
        layer.set_weights(
            [np.array(row, np.float32) for row in ([1, 2, 3], [0, -1, 1], [1, 1, 1], [2, 2, 2])]
        )
    return ours, theirs


def test_values_and_moving_figures_are_those_of_keras(keras, maps):
    ours, theirs = _pair(keras, momentum=MOMENTUM)
    for _ in range(3):
        np.testing.assert_allclose(ours(maps, training=True), theirs(maps, training=True), atol=2e-5)
    for mine, other in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-5, atol=1e-6)
    assert abs(ours.get_weights()[3][1] - 2) > 1, "the moving variance has moved"
    np.testing.assert_allclose(ours(maps), theirs(maps), atol=2e-5)


def test_slopes_are_those_of_keras(keras, maps):
    tf = pytest.importorskip("tensorflow")
    if keras.backend.backend() != "tensorflow":
        pytest.skip("the kernel is TensorFlow's")
    slopes = []
    for layer in _pair(keras):
        inputs = tf.Variable(maps)
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.square(layer(inputs, training=True)) * maps)
        slopes.append(tape.gradient(loss, [inputs, layer.gamma.value, layer.beta.value]))
    for mine, other in zip(*slopes, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-4, atol=1e-3)
    assert np.abs(slopes[0][0]).max() > 0.1


def test_a_frozen_layer_uses_its_moving_figures(keras, maps):
    ours, _ = _pair(keras)
    before = ours.get_weights()
    ours.trainable = False
    np.testing.assert_allclose(ours(maps, training=True), ours(maps, training=False))
    for new, old in zip(ours.get_weights(), before, strict=True):
        np.testing.assert_array_equal(new, old)


def test_other_shapes_take_the_way_of_keras(keras, maps):
    ours, theirs = _pair(keras)
    flat = maps.reshape(-1, 4, 3)
    for layer in (ours, theirs):
        layer.input_spec = None
        layer._reduction_axes = [0, 1]
    np.testing.assert_allclose(ours(flat, training=True), theirs(flat, training=True), atol=1e-6)


def test_one_value_a_channel_gives_no_number_that_is_none(keras):
    ours, _ = _pair(keras, momentum=MOMENTUM)
    assert np.isfinite(np.asarray(ours(np.ones((1, 1, 1, 3), np.float32), training=True))).all()
    assert np.isfinite(np.concatenate(ours.get_weights())).all()


def test_a_model_with_it_comes_back_from_its_configuration(keras, maps):
    ours, _ = _pair(keras)
    inputs = keras.Input((6, 4, 3))
    model = keras.Model(inputs, ours(inputs))
    again = keras.Model.from_config(model.get_config())
    again.set_weights(model.get_weights())
    np.testing.assert_array_equal(model.predict(maps, verbose=0), again.predict(maps, verbose=0))
    assert type(again.layers[-1]) is type(ours)
