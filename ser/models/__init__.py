"""Step 5, models: the published one, flaws included, and the corrected one with a switch for each flaw.

Nothing here imports Keras before a model is built.
"""

from ser.errors import BadValue
from ser.models.inputs import inputs
from ser.models.settings import AXES, MODELS, POOLINGS, ModelSettings

__all__ = ["AXES", "MODELS", "POOLINGS", "ModelSettings", "attention_model", "build", "inputs"]


def build(settings: ModelSettings):
    """Return the model `settings` describes, uncompiled, with fresh weights; BadValue for an unknown name."""
    from ser.models.corrected import corrected
    from ser.models.published import published

    builders = {"published": published, "corrected": corrected}
    if settings.name not in builders:
        raise BadValue(
            f"model {settings.name!r}: expected one of {', '.join(builders)}; a new one has its builder in ser/models/__init__.py"
        )
    return builders[settings.name](settings)


def attention_model(model):
    """Return a model with the same inputs and two outputs: probabilities and the weights of the steps."""
    import keras

    return keras.Model(model.inputs, [model.outputs[0], model.get_layer("attention").output[1]])
