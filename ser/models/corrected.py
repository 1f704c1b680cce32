"""The corrected model: the same parts in an order that walks through time, and knows what is padding."""

from ser.models.settings import ModelSettings


def corrected(settings: ModelSettings):
    """Return the corrected model, uncompiled; each correction is a switch of `settings`.

    Inputs: `mfcc` (batch, frames, coefficients), scaled, zero where padded, and `mask` (batch,
    frames), 1 for a true frame. Output: (batch, labels), probabilities. The layer `attention` gives
    the weights of the steps as its second output.
    """
    import keras
    from keras import layers

    from ser.models.batch_norm import BatchNormalization
    from ser.models.layers import ShrinkMask

    frames = keras.Input((settings.frames, settings.coefficients), name="mfcc")  # (130, 40)
    mask = keras.Input((settings.frames,), name="mask")  # (130,)
    decay = keras.regularizers.L2(settings.l2) if settings.l2 else None
    x = layers.Reshape((settings.frames, settings.coefficients, 1))(frames)  # (130, 40, 1)
    steps = mask
    for filters, pool in zip(settings.filters, settings.time_pooling, strict=True):
        # defaults: -> (65, 20, 64) -> (33, 10, 64) -> (33, 5, 64) -> (33, 3, 64)
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False, kernel_regularizer=decay)(x)
        x = BatchNormalization(momentum=settings.norm_momentum)(x)
        x = layers.ReLU()(x)
        x = layers.MaxPooling2D((pool, 2), padding="same")(x)
        x = layers.SpatialDropout2D(settings.dropout)(x)
        steps = ShrinkMask(pool)(steps)  # (33,) at the end
    if settings.axis == "cepstral":
        x = layers.Permute((2, 1, 3))(x)  # (3, 33, 64): bands first, as published
        steps = keras.ops.ones_like(x[:, :, 0, 0])  # (3,)
    elif not settings.masked:
        steps = keras.ops.ones_like(steps)  # (33,)
    x = layers.Reshape((x.shape[1], x.shape[2] * x.shape[3]))(x)  # (33, 192)
    if settings.lstm:
        walk = layers.LSTM(settings.lstm, return_sequences=True)
        walk = layers.Bidirectional(walk) if settings.bidirectional else walk
        x = walk(x, mask=keras.ops.cast(steps, "bool"))  # (33, 128)
    x = _pool(x, steps, settings.pooling)  # (128,)
    if settings.second_lstm:
        x = layers.LSTM(settings.lstm or 32)(layers.Reshape((1, x.shape[1]))(x))  # one step, as published
    x = layers.Dropout(settings.head_dropout)(x)
    outputs = layers.Dense(settings.labels, activation="softmax", name="emotion")(x)  # (8,)
    return keras.Model({"mfcc": frames, "mask": mask}, outputs, name="corrected")


def _pool(x, steps, kind: str):
    from keras import layers

    from ser.models.layers import AttentionPooling, MaskedMax, WeightedDeviation

    if kind == "max":
        return MaskedMax(name="pooling")([x, steps])
    weighing = {"statistics": "mean", "attentive-statistics": "additive"}.get(kind, kind)
    pooled, weights = AttentionPooling(weighing, name="attention")([x, steps])
    if weighing == kind:
        return pooled
    spread = WeightedDeviation(name="deviation")([x, pooled, weights])
    return layers.Concatenate(name="statistics")([pooled, spread])
