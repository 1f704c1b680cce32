"""The attention of the published code, kept apart because it is wrong on purpose."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="ser")
class PublishedAttention(keras.layers.Layer):
    """Attention as the published code computes it: exp(u . tanh(W x + b)) over its sum.

    No maximum is subtracted before the exponential and no step is masked: both are its flaws.

    Input: (batch, steps, features). Output: (batch, features), or with `return_weights` also the
    weights (batch, steps).
    """

    def __init__(self, return_weights: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.return_weights = return_weights

    def build(self, input_shape):
        size = input_shape[-1]
        self.project = self.add_weight(name="project", shape=(size, size), initializer="glorot_uniform")
        self.shift = self.add_weight(name="shift", shape=(size,), initializer="zeros")
        self.context = self.add_weight(name="context", shape=(size, 1), initializer="glorot_uniform")

    def call(self, inputs):
        hidden = ops.tanh(ops.matmul(inputs, self.project) + self.shift)
        weights = ops.exp(ops.matmul(hidden, self.context)[..., 0])
        weights = weights / ops.sum(weights, axis=1, keepdims=True)
        pooled = ops.sum(inputs * ops.expand_dims(weights, -1), axis=1)
        return (pooled, weights) if self.return_weights else pooled

    def compute_output_shape(self, input_shape):
        pooled = (input_shape[0], input_shape[2])
        return (pooled, input_shape[:2]) if self.return_weights else pooled

    def get_config(self):
        return super().get_config() | {"return_weights": self.return_weights}
