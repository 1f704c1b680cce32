"""A clip is a recording where a folder is named and has it, and a made one everywhere else."""

import numpy as np
import pytest
import soundfile

from ser.audio import load_example
from ser.audio.example import made, recorded
from ser.corpora import demo
from ser.errors import BadValue

DOG = "TESS/OAF_dog_happy"


@pytest.fixture
def own(tmp_path):
    """A folder with one clip that stands for a recording: a tone that no synthesiser makes."""
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(8000) / 16000)
    (tmp_path / "TESS").mkdir()
    soundfile.write(tmp_path / "TESS" / "OAF_dog_happy.wav", tone, 16000)
    return tmp_path


def test_without_a_folder_the_clip_is_made(own, monkeypatch):
    monkeypatch.setenv("SER_DATA", str(own))
    example = load_example(DOG, rate=16000)
    samples, rate = demo.synthesise(DOG)
    assert example.made
    assert len(example.samples) == int(np.ceil(len(samples) * 16000 / rate))
    assert (example.corpus, example.speaker, example.emotion) == ("TESS", "TESS-OAF", "happy")
    assert example.text == "Say the word dog"
    assert example.samples.dtype == np.float32


def test_with_a_folder_the_recording_is_read(own):
    example = load_example(DOG, data=own, rate=16000)
    assert not example.made
    assert example.seconds == pytest.approx(0.5)
    assert np.abs(example.samples).max() == pytest.approx(0.5, abs=1e-3)


def test_what_the_folder_lacks_is_made_and_is_no_recording(own):
    clip = "TESS/OAF_dog_sad"
    assert load_example(clip, data=own).made
    assert recorded(clip, data=own) is None


def test_a_clip_that_cannot_be_made_is_refused():
    with pytest.raises(BadValue, match="No demo clip"):
        made("TESS/OAF_bean_happy")
