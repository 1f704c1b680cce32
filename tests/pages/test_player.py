"""A player says what is heard, plays a small file, and its line stands where the time of a figure is."""

import base64
import io
import json
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import soundfile
from matplotlib.figure import Figure

from ser.audio import Example
from ser.audio.example import made
from ser.features import MfccSettings
from ser.pages import player, show
from ser.plots import signal, widths

DOG = "TESS/OAF_dog_happy"


@pytest.fixture
def shown(monkeypatch):
    """What is displayed as HTML."""
    found = []
    monkeypatch.setattr("IPython.display.display", lambda data, **more: found.append(data["text/html"]))
    return found


@pytest.fixture
def executed(monkeypatch, tmp_path):
    """The folder for files of a page that is being executed."""
    monkeypatch.setenv(show.FIGURES, str(tmp_path / "figures"))
    monkeypatch.setenv(show.LINKS, "figures/02_mfcc")
    return tmp_path / "figures"


def _tone(**changes):
    samples = 0.1 * np.sin(2 * np.pi * 300 * np.arange(22050) / 22050).astype(np.float32)
    facts = {"clip": "TESS/OAF_dog_happy", "speaker": "TESS-OAF", "sex": "female", "emotion": "happy"}
    facts |= {"text": "Say <b> & go", "samples": samples, "rate": 22050, "made": True}
    return Example(**(facts | changes))


def test_a_player_says_who_says_what_and_how():
    text = player.player_html(_tone(), heard="Taken for sad.")
    assert "<strong>happy</strong>" in text
    assert "<q>Say &lt;b&gt; &amp; go</q>" in text
    assert "made voice, in place of TESS-OAF (woman) · 1.0\N{NO-BREAK SPACE}s" in text
    assert "Taken for sad." in text
    assert 'role="img" aria-label="Waveform of 1.0 seconds' in text
    assert re.search(r"<audio controls [^>]*aria-label=\"Play happy", text)
    assert "recording of TESS-OAF (woman)" in player.player_html(_tone(made=False))


def test_a_clip_is_played_at_16_khz_and_equally_loud():
    for height in (0.01, 0.9):
        tone = _tone()
        samples, rate = soundfile.read(io.BytesIO(player.encoded(_tone(samples=tone.samples * 10 * height))))
        assert rate == 16000
        assert len(samples) == 16000
        assert np.abs(samples).max() == pytest.approx(player.PEAK, abs=1e-3)


def test_the_file_lies_beside_the_figures_where_a_page_is_executed(executed):
    example = made(DOG)
    text = player.player_html(example)
    (file,) = executed.iterdir()
    assert f'src="figures/02_mfcc/{file.name}"' in text
    assert file.name == "made-tess-oaf-dog-happy.flac"
    assert file.read_bytes() == player.encoded(example)
    assert len(file.read_bytes()) < 100_000


def test_elsewhere_the_sound_stands_in_the_page():
    source = re.search(r'src="data:audio/flac;base64,([^"]+)"', player.player_html(_tone()))
    assert base64.b64decode(source[1]) == player.encoded(_tone())


def test_a_recording_never_has_the_name_of_a_made_clip(executed):
    player.player_html(_tone())
    player.player_html(_tone(made=False))
    assert {path.name for path in executed.iterdir()} == {
        "made-tess-oaf-dog-happy.flac",
        "recorded-tess-oaf-dog-happy.flac",
    }


def test_the_page_says_whose_voices_it_holds(shown):
    player.notice([_tone()])
    player.notice([_tone(), _tone(made=False)])
    first, second = shown
    assert 'class="ser-made"' in first
    assert "not human speech" in first
    assert 'class="ser-recorded"' in second
    assert "keep it to yourself" in second
    assert "<noscript>" in second


def test_the_outline_reaches_the_loudest_sample_and_stays_inside():
    samples = np.zeros(1000, np.float32)
    samples[500], samples[700] = 0.25, -0.5
    numbers = [float(word) for word in re.findall(r"-?[\d.]+", player.outline(samples, columns=10))]
    heights = numbers[1::2]
    assert (min(heights), max(heights)) == (-0.5, 1.0)
    assert max(numbers[0::2]) == 9


@pytest.mark.parametrize("stamped", [False, True])
def test_a_line_stands_where_the_time_is_in_the_picture(stamped):
    """A bar is drawn at 2 s; the box that the line moves in has to put 2 s on it."""
    figure = Figure(figsize=(5, 3), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 4], [0, 0], alpha=0)
    axes.axvline(2.0, color="#00FF00", linewidth=4)
    axes.set(xlim=(0, 4), ylabel="something", title="a title")
    if stamped:
        show._stamp(figure)
    left, top, width, height, first, last = player.time_boxes(figure, [axes], start=0.5)[0]
    assert (first, last) == (0.5, 4.5)

    picture = plt.imread(io.BytesIO(show.drawn(figure, "png")))
    green = (picture[..., 1] > 0.9) & (picture[..., 0] < 0.1) & (picture[..., 2] < 0.1)
    rows, columns = np.nonzero(green)
    share = left + (2.5 - first) / (last - first) * width
    assert share * picture.shape[1] == pytest.approx(columns.mean() + 0.5, abs=2)
    assert top * picture.shape[0] == pytest.approx(rows.min(), abs=3)
    assert (top + height) * picture.shape[0] == pytest.approx(rows.max() + 1, abs=3)


def test_what_follows_a_clip_names_figure_clip_and_boxes(shown):
    figure = Figure()
    axes = figure.subplots()
    player.follow(figure, "mfcc-log-mel", _tone(), axes=[axes], start=0.5)
    text = shown[0]
    assert 'class="ser-follow" hidden' in text
    assert 'data-figure="mfcc-log-mel"' in text
    assert 'data-clip="made-tess-oaf-dog-happy"' in text
    boxes = json.loads(re.search(r'data-boxes="([^"]+)"', text)[1])
    assert boxes[0][4:] == [0.5, 1.5]


@pytest.mark.parametrize("beside", [False, True])
def test_the_line_finds_its_place_in_the_picture_for_a_phone_too(shown, beside):
    settings = MfccSettings()
    figure = signal.waveform(np.sin(np.arange(2 * settings.rate) / 50), settings)
    narrow = widths.narrowed(figure)
    for one in (figure, narrow):
        show._stamp(one)
    player.follow(figure, "a", _tone(), axes=figure.axes[:1], beside=beside)
    boxes, narrow_boxes = (
        json.loads(re.search(rf'data-{kind}="([^"]+)"', shown[0])[1]) for kind in ("boxes", "narrow-boxes")
    )
    wide = player.time_boxes(figure, figure.axes[:1])
    assert narrow_boxes == [
        pytest.approx(box, abs=1e-4) for box in player.time_boxes(narrow, narrow.axes[:1])
    ]
    assert boxes == (narrow_boxes if beside else [pytest.approx(box, abs=1e-4) for box in wide])
    assert narrow_boxes[0][0] > wide[0][0]
