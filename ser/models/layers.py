"""The layers Keras does not have, written with `keras.ops` alone so that any backend runs them."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="ser")
class AttentionPooling(keras.layers.Layer):
    """One vector out of many steps: a weighted mean whose weights can be read out.

    `kind` says how a step x is scored:
    "additive" u . tanh(W x + b) (Bahdanau et al. 2015), "dot" q . x / sqrt(features),
    "multi-head" the same for `heads` slices of x, "mean" equally, "last" the last true step alone.
    The scores pass through a softmax with the maximum subtracted; steps whose mask is 0 weigh 0.

    Inputs: steps (batch, steps, features) and mask (batch, steps), 1 for a true step.
    Outputs: pooled (batch, features) and weights (batch, steps), which sum to 1 over the true steps
    (heads averaged).
    """

    def __init__(self, kind: str = "additive", heads: int = 4, **kwargs):
        super().__init__(**kwargs)
        if kind not in ("additive", "dot", "multi-head", "mean", "last"):
            raise ValueError(
                f"Unknown kind. Expected one of additive, dot, multi-head, mean, last. Received: {kind}"
            )
        self.kind = kind
        self.heads = heads
        self.supports_masking = True

    def compute_mask(self, inputs, mask=None):
        return None, None

    def build(self, input_shape):
        size = input_shape[0][-1]
        if self.kind == "multi-head" and size % self.heads:
            raise ValueError(
                f"Features must divide by heads. Expected a multiple of {self.heads}. Received: {size}"
            )
        if self.kind == "additive":
            self.project = self.add_weight(name="project", shape=(size, size), initializer="glorot_uniform")
            self.shift = self.add_weight(name="shift", shape=(size,), initializer="zeros")
        if self.kind in ("additive", "dot", "multi-head"):
            self.context = self.add_weight(name="context", shape=(size,), initializer="random_normal")

    def call(self, inputs):
        steps, mask = inputs
        batch, length, size = ops.shape(steps)[0], steps.shape[1], steps.shape[2]
        heads = self.heads if self.kind == "multi-head" else 1
        mask = ops.cast(mask, steps.dtype)
        scores = ops.reshape(self._scores(steps, mask), (batch, length, -1, heads))[:, :, 0, :]
        scores = scores + (1.0 - ops.expand_dims(mask, -1)) * -1e9
        weights = ops.softmax(scores, axis=1)
        sliced = ops.reshape(steps, (batch, length, heads, size // heads))
        pooled = ops.sum(sliced * ops.expand_dims(weights, -1), axis=1)
        return ops.reshape(pooled, (batch, size)), ops.mean(weights, axis=-1)

    def _scores(self, steps, mask):
        """Return scores, shape (batch, steps) or (batch, steps, heads)."""
        if self.kind == "mean":
            return ops.zeros_like(mask)
        if self.kind == "last":
            place = ops.cumsum(mask, axis=1)
            return ops.where(place == ops.sum(mask, axis=1, keepdims=True), 0.0, -1e9)
        if self.kind == "additive":
            steps = ops.tanh(ops.matmul(steps, self.project) + self.shift)
            return ops.matmul(steps, ops.expand_dims(self.context, -1))[..., 0]
        heads = self.heads if self.kind == "multi-head" else 1
        width = steps.shape[2] // heads
        products = ops.reshape(steps * self.context, (ops.shape(steps)[0], steps.shape[1], heads, width))
        return ops.sum(products, axis=-1) / (width**0.5)

    def compute_output_shape(self, input_shape):
        steps = input_shape[0]
        return (steps[0], steps[2]), (steps[0], steps[1])

    def get_config(self):
        return super().get_config() | {"kind": self.kind, "heads": self.heads}


@keras.saving.register_keras_serializable(package="ser")
class WeightedDeviation(keras.layers.Layer):
    """How far the steps spread around their weighted mean, feature by feature.

    With the weights of an attention this is the second half of attentive statistics pooling (Okabe et
    al. 2018).

    Inputs: steps (batch, steps, features), their weighted mean (batch, features) and the weights
    (batch, steps). Output: (batch, features).
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def compute_mask(self, inputs, mask=None):
        return None

    def call(self, inputs):
        steps, mean, weights = inputs
        squares = ops.square(steps - ops.expand_dims(mean, 1)) * ops.expand_dims(weights, -1)
        # The slope of a square root has no end at 0.
        return ops.sqrt(ops.sum(squares, axis=1) + 1e-5)

    def compute_output_shape(self, input_shape):
        return (input_shape[0][0], input_shape[0][2])


@keras.saving.register_keras_serializable(package="ser")
class MaskedMax(keras.layers.Layer):
    """The largest value of each feature over the true steps.

    Inputs: steps (batch, steps, features) and mask (batch, steps), 1 for a true step.
    Output: (batch, features).
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def compute_mask(self, inputs, mask=None):
        return None

    def call(self, inputs):
        steps, mask = inputs
        mask = ops.expand_dims(ops.cast(mask, steps.dtype), -1)
        return ops.max(steps * mask + (1.0 - mask) * -1e9, axis=1)

    def compute_output_shape(self, input_shape):
        return (input_shape[0][0], input_shape[0][2])


@keras.saving.register_keras_serializable(package="ser")
class ShrinkMask(keras.layers.Layer):
    """A mask that follows its steps through max pooling: a step is true when any of its `factor` was.

    Input: (batch, steps). Output: (batch, ceil(steps / factor)).
    """

    def __init__(self, factor: int = 1, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor

    def call(self, inputs):
        steps = inputs.shape[1]
        padded = ops.pad(inputs, [[0, 0], [0, -steps % self.factor]])
        return ops.max(
            ops.reshape(padded, (-1, (steps + -steps % self.factor) // self.factor, self.factor)), axis=2
        )

    def compute_output_shape(self, input_shape):
        return (input_shape[0], -(-input_shape[1] // self.factor))

    def get_config(self):
        return super().get_config() | {"factor": self.factor}
