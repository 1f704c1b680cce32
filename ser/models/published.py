"""The published model, layer for layer, flaws included."""

from ser.models.settings import ModelSettings


def published(settings: ModelSettings):
    """Return the model of the published code, uncompiled.

    Input `mfcc`: (batch, coefficients, frames, 1), scaled. Output: (batch, labels), probabilities.

    Kept as published: TimeDistributed runs over the first axis, which holds cepstral bands, so
    the LSTM and the attention walk 3 of those and never through time; the second LSTM sees one
    step; the attention knows no mask.
    """
    import keras
    from keras import layers

    from ser.models.batch_norm import BatchNormalization
    from ser.models.published_attention import PublishedAttention

    inputs = keras.Input((settings.coefficients, settings.frames, 1), name="mfcc")  # (40, 130, 1)
    x = inputs
    for block in range(1, 5):  # -> (20, 65, 64) -> (10, 33, 64) -> (5, 17, 64) -> (3, 9, 64)
        x = layers.Conv2D(64, 3, padding="same", kernel_regularizer=keras.regularizers.L2(0.01))(x)
        x = BatchNormalization()(x)
        x = layers.ReLU()(x)
        x = layers.MaxPooling2D(2, padding="same")(x)
        x = layers.Dropout(0.2, name=f"block{block}")(x)
    x = layers.TimeDistributed(layers.Flatten())(x)  # (3, 576): 3 cepstral steps
    x = layers.LSTM(32, return_sequences=True)(x)  # (3, 32)
    x, _ = PublishedAttention(return_weights=True, name="attention")(x)  # (32,) and (3,)
    x = layers.Reshape((1, 32))(x)  # (1, 32)
    x = layers.LSTM(32)(x)  # (32,): one step
    outputs = layers.Dense(settings.labels, activation="softmax", name="emotion")(x)  # (8,)
    return keras.Model({"mfcc": inputs}, outputs, name="published")
