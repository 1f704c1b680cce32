import json
from dataclasses import asdict, replace

import pytest

from ser.errors import BadValue
from ser.features import MfccSettings, SpectralSettings, settings_of
from ser.features.kinds import sources

SETTINGS = [
    MfccSettings(),
    MfccSettings(coefficients=13, offset=0.0, duration=2.0),
    SpectralSettings(),
    SpectralSettings(("chroma", "mfcc", "tempogram"), mfcc_coefficients=20, top_db=60.0),
]


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda one: one.kind)
def test_settings_come_back_from_what_is_stored(settings):
    """A feature store and a model folder hold them as JSON, which has no tuples."""
    stored = json.loads(json.dumps(asdict(settings)))
    again = settings_of(settings.kind, stored)
    assert again == settings
    assert hash(again) == hash(settings)
    assert (again.kind, again.frames, again.coefficients) == (
        settings.kind,
        settings.frames,
        settings.coefficients,
    )


def test_settings_of_another_version_or_another_kind_are_refused(refuses):
    plain = asdict(MfccSettings())
    with refuses(BadValue, "'mfcc'", "colour", "the fields of MfccSettings"):
        settings_of("mfcc", plain | {"colour": "blue"})
    with refuses(BadValue, "'chroma'", "coefficients", "the fields of SpectralSettings"):
        settings_of("chroma", plain)
    with refuses(BadValue, "'chroma'", "received the settings of 'rms+zcr'"):
        settings_of("chroma", asdict(SpectralSettings(("rms", "zcr"))))
    with refuses(BadValue, "unknown feature 'smell'"):
        settings_of("smell", asdict(SpectralSettings(("rms",))) | {"kinds": ["smell"]})


def test_what_is_wrong_with_stored_values_is_said(refuses):
    with refuses(BadValue, "coefficients", "received 0"):
        settings_of("mfcc", asdict(MfccSettings()) | {"coefficients": 0})


def test_the_code_that_features_rest_on():
    alone, beside = (
        [path.name for path in sources(settings)] for settings in (MfccSettings(), SpectralSettings())
    )
    assert alone == ["mfcc.py"]
    assert beside == ["mfcc.py", "spectral.py"]
    assert all(path.is_file() for path in sources(replace(SETTINGS[3])))
