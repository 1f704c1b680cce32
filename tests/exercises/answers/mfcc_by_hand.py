"""Known wrong answers to `mfcc-by-hand`: what is wrong, the answer, words of its hint."""

import librosa
import numpy as np
from scipy.fft import dct

from ser.features import log_mel, mel_filters, mfcc
from ser.features.mfcc import MfccSettings

LONG = MfccSettings(duration=1e6)
FILTERS = mel_filters(22050, 2048, 128)


def _mfcc(
    power=2,
    window=True,
    factor=10,
    floor=80.0,
    norm="ortho",
    centred=True,
    mode="constant",
    hann=None,
    loudest=np.max,
    relative=False,
    axis=1,
    first=0,
):
    def answer(samples):
        padded = np.pad(samples, 1024, mode=mode) if centred else samples
        framed = np.lib.stride_tricks.sliding_window_view(padded, 2048)[::512]
        faded = framed * (np.hanning(2049)[:-1] if hann is None else hann) if window else framed
        mel = np.abs(np.fft.rfft(faded, axis=1)) ** power @ FILTERS.T
        decibels = factor * np.log10(np.maximum(mel, 1e-10))
        decibels = decibels - decibels.max() if relative else decibels
        floored = np.maximum(decibels, loudest(decibels) - floor)
        return dct(floored, axis=axis, norm=norm)[:, first : first + 40]

    return answer


WRONG = {
    "time last": (lambda samples: _mfcc()(samples).T, "puts time first"),
    "not centred": (_mfcc(centred=False), "Frames are centred"),
    "one frame short": (lambda samples: _mfcc()(samples)[:-1], "one frame off"),
    "amplitude": (_mfcc(power=1), "add up power"),
    "no window": (_mfcc(window=False), "fades each one"),
    "the symmetric window": (_mfcc(hann=np.hanning(2048)), "ends with the zero it begins with"),
    "a Hamming window": (_mfcc(hann=np.hamming(2049)[:-1]), "That is a Hamming window"),
    "natural logarithm": (_mfcc(factor=1 / np.log10(np.e)), "natural logarithm"),
    "20 for power": (_mfcc(factor=20), "that for amplitudes"),
    "no floor": (_mfcc(floor=np.inf), "80 dB below"),
    "a floor for each frame": (
        _mfcc(loudest=lambda decibels: decibels.max(axis=1, keepdims=True)),
        "floor of its own",
    ),
    "relative to the loudest": (_mfcc(relative=True), "count from the largest power"),
    "cosine transform through time": (_mfcc(axis=0), "runs through time"),
    "columns 1 to 40": (_mfcc(first=1), "You keep columns 1 to 40"),
    "not orthonormal": (_mfcc(norm=None), "not orthonormal"),
    "mirrored ends": (_mfcc(mode="reflect"), "All is right but the ends"),
    "13 coefficients": (lambda samples: _mfcc()(samples)[:, :13], "frames by 40"),
    "ready made": (lambda samples: mfcc(samples, LONG), "all six steps for you"),
    "ready made in librosa": (
        lambda samples: librosa.feature.mfcc(y=samples, sr=22050, n_mfcc=40).T,
        "all six steps for you",
    ),
    "five steps ready made": (
        lambda samples: dct(log_mel(samples, LONG), axis=1, norm="ortho")[:, :40],
        "five of the six steps",
    ),
    "scaled": (lambda samples: _mfcc()(samples) / 2, "Go through the steps"),
}
