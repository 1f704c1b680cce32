import pytest

from ser.errors import BadValue
from ser.models import AXES, MODELS, POOLINGS, ModelSettings


@pytest.mark.parametrize(
    ("change", "what", "allowed"),
    [
        ({"name": "resnet"}, "model 'resnet'", MODELS),
        ({"axis": "mel"}, "axis 'mel'", AXES),
        ({"pooling": "sum"}, "pooling 'sum'", POOLINGS),
    ],
)
def test_an_unknown_name_is_refused_with_those_allowed(refuses, change, what, allowed):
    with refuses(BadValue, f"unknown {what}", "expected one of", *allowed):
        ModelSettings(**change)


def test_time_pooling_has_a_number_for_each_block(refuses):
    with refuses(BadValue, "time_pooling", "received 4", "expected 2"):
        ModelSettings(filters=(8, 8))
    assert ModelSettings(filters=(), time_pooling=()).filters == ()


def test_the_published_model_takes_no_mask():
    assert not ModelSettings("published").needs_mask
    assert ModelSettings("corrected").needs_mask
    assert ModelSettings().name == "corrected"


def test_the_defaults_are_the_published_input_and_the_papers_attention():
    settings = ModelSettings()
    assert (settings.frames, settings.coefficients, settings.labels) == (130, 40, 8)
    assert (settings.axis, settings.pooling, settings.masked) == ("time", "additive", True)


def test_a_model_without_a_builder_is_refused_and_not_built_as_another(refuses, monkeypatch):
    from ser import models

    monkeypatch.setattr("ser.models.settings.MODELS", (*MODELS, "mine"))
    with refuses(BadValue, "model 'mine'", "expected one of published, corrected", "ser/models/__init__.py"):
        models.build(ModelSettings("mine"))


@pytest.mark.parametrize("name", MODELS)
def test_each_model_has_its_code_in_the_key(name):
    from ser.experiments.key import _OF_MODEL

    assert f"models/{name}.py" in _OF_MODEL[name]
