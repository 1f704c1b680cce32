"""The source-filter synthesiser: glottal pulses and noise, shaped by moving formants.

Fant 1960 (Acoustic Theory of Speech Production) for the model, Rosenberg 1971 (JASA 49) for the
glottal pulse, Klatt 1980 (JASA 67(3)) for the resonators and the split into voicing, aspiration
and frication. The moving filter is applied to short overlapping windows in the frequency domain,
which needs no loop over samples.

Sums run over fixed axes and no matrix product is used: the bytes must not depend on how many
threads a linear algebra library has been given.
"""

import numpy as np

from ser.corpora.demo.articulation import STEP, Tracks
from ser.corpora.demo.prosody import Cues, Speaker

_FRAME = 0.02  # seconds of a synthesis window; half of it is the hop
_FFT = 1024
_BANDWIDTHS = (80.0, 100.0, 140.0, 220.0, 280.0)
_STEEPEST = 4.0  # dB per octave
_LOWEST_TILTED = 150.0  # Hz; the tilt is held below, where it would only boost the fundamental


def speak(tracks: Tracks, voice: Speaker, style: Cues, rate: int, rng: np.random.Generator) -> np.ndarray:
    """Return the samples of an utterance, [samples] float64, with an RMS of about 1 in its vowels."""
    hop = round(_FRAME * rate / 2)
    samples = int(len(tracks.f0) * STEP * rate)
    at = np.arange(samples) / rate / STEP
    frames = samples // hop + 2
    at_frame = np.clip(np.arange(frames) * hop / rate / STEP, 0, len(tracks.f0) - 1)

    pulses, opening = _glottis(_sampled(tracks.f0, at), voice, style, rate, rng)
    loudness = _sampled(tracks.voice, at)
    breathiness = voice.breath * np.exp(style.breath)
    hiss = rng.normal(0, 1, samples)
    source = pulses * loudness
    source += hiss * (breathiness * loudness * (0.3 + 0.7 * opening) + 0.35 * _sampled(tracks.breath, at))
    formants = np.stack([_sampled(column, at_frame) for column in tracks.formants.T], axis=1)
    tract = _tract(formants, _sampled(tracks.nasal, at_frame), voice, rate)
    tilt = _tilt(_slope(voice, style), rate)
    voiced = _filtered(source, tract * tilt, hop)
    strong = loudness > 0.7
    voiced /= np.sqrt(np.mean(voiced[strong] ** 2)) + 1e-12

    friction = rng.normal(0, 1, samples) * _sampled(tracks.noise, at)
    band = np.stack([_sampled(column, at_frame) for column in tracks.band.T], axis=1)
    friction = _filtered(friction, _band(band, rate) * np.sqrt(tilt), hop)
    return voiced + friction * np.exp(0.3 * style.breath)


def _sampled(track: np.ndarray, at: np.ndarray) -> np.ndarray:
    return np.interp(at, np.arange(len(track)), track)


def _glottis(
    f0: np.ndarray, voice: Speaker, style: Cues, rate: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return the derivative of the glottal flow and the flow itself, both [samples].

    A tense voice closes fast and stays closed longer (small open quotient), a lax one the other
    way round. Cycles differ in length (jitter) and height (shimmer).
    """
    roughness = np.exp(style.roughness)
    jitter = min(voice.jitter * roughness, 0.02)
    cycle = np.cumsum(f0 / rate).astype(int)
    chance = rng.normal(0, 1, (2, cycle[-1] + 3))
    phase = np.cumsum(f0 * (1 + jitter * chance[0][cycle]) / rate)
    cycle = np.clip(phase.astype(int), 0, chance.shape[1] - 1)
    within = phase - np.floor(phase)
    opened = float(np.clip(0.62 - 0.05 * _slope(voice, style) + 0.08 * style.breath, 0.4, 0.9))
    rise, fall = 0.66 * opened, 0.34 * opened
    flow = np.where(
        within < rise,
        0.5 * (1 - np.cos(np.pi * within / rise)),
        np.where(within < opened, np.cos(0.5 * np.pi * (within - rise) / fall), 0.0),
    )
    shimmer = 1 + np.clip(3 * jitter * chance[1][cycle], -0.5, 0.5)
    flow_change = np.diff(flow * shimmer, prepend=0.0) * rate / f0
    return 0.3 * flow_change, flow


def _frequencies(rate: int) -> np.ndarray:
    return np.fft.rfftfreq(_FFT, 1 / rate)


def _slope(voice: Speaker, style: Cues) -> float:
    """Return the spectral tilt in dB per octave, bent so that no voice loses its fundamental."""
    return float(_STEEPEST * np.tanh((voice.tilt + style.brightness) / _STEEPEST))


def _tilt(slope: float, rate: int) -> np.ndarray:
    """Return the gain, [bins], of a spectral tilt in dB per octave around 1 kHz."""
    octaves = np.log2(np.maximum(_frequencies(rate), _LOWEST_TILTED) / 1000)
    return 10 ** (slope * octaves / 20)


def _resonance(frequency: np.ndarray, width: np.ndarray, rate: int) -> np.ndarray:
    """Return the response of digital resonators with unit gain at 0 Hz, [..., bins] (Klatt 1980, eq. 1-2)."""
    back = np.exp(-2j * np.pi * np.arange(_FFT // 2 + 1) / _FFT)
    c = -np.exp(-2 * np.pi * width / rate)
    b = 2 * np.exp(-np.pi * width / rate) * np.cos(2 * np.pi * frequency / rate)
    return (1 - b - c)[..., None] / (1 - back * (b[..., None] + c[..., None] * back))


def _tract(formants: np.ndarray, nasal: np.ndarray, voice: Speaker, rate: int) -> np.ndarray:
    """Return the vocal tract's response for every frame, [frames, bins] complex.

    F1 to F3 move, the higher formants stay where a uniform tube of that length has them.
    """
    response = np.ones((len(formants), _FFT // 2 + 1), dtype=complex)
    for k in range(3):
        width = _BANDWIDTHS[k] * (1 + 0.8 * nasal)
        response *= _resonance(formants[:, k], width, rate)
    high = np.arange(3500.0, rate / 2 / voice.tract - 400, 1000.0) * voice.tract
    for k, frequency in enumerate(high):
        bandwidth = _BANDWIDTHS[3 + k] if k < 2 else 0.07 * frequency
        response *= _resonance(np.array(frequency), np.array(bandwidth), rate)
    notch = np.exp(-0.5 * ((_frequencies(rate) - 900 * voice.tract) / 250) ** 2)
    return response * (1 - 0.85 * nasal[:, None] * notch)


def _band(band: np.ndarray, rate: int) -> np.ndarray:
    """Return bells of gain around the frication's centre, [frames, bins], each passing unit power."""
    bell = np.exp(-0.5 * ((_frequencies(rate) - band[:, :1]) / band[:, 1:]) ** 2)
    return bell / np.sqrt(np.mean(bell**2, axis=1, keepdims=True))


def _filtered(source: np.ndarray, response: np.ndarray, hop: int) -> np.ndarray:
    """Return the source after a filter that changes from frame to frame, by overlap-add.

    Hann windows at half overlap sum to 1, so a response of 1 gives the source back.
    """
    frames = len(response)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(2 * hop) / (2 * hop))
    padded = np.zeros((frames + 1) * hop)
    padded[hop : hop + len(source)] = source
    pieces = np.lib.stride_tricks.sliding_window_view(padded, 2 * hop)[::hop][:frames]
    shaped = np.fft.irfft(np.fft.rfft(pieces * window, _FFT, axis=1) * response, _FFT, axis=1)
    output = np.zeros((frames - 1) * hop + _FFT)
    for k, piece in enumerate(shaped):
        output[k * hop : k * hop + _FFT] += piece
    return output[hop : hop + len(source)]
