"""Known wrong answers to `mfcc-by-hand`: what is wrong, the answer, words of its hint."""

import numpy as np
from scipy.fft import dct

from ser.features import mel_filters, mfcc
from ser.features.mfcc import MfccSettings

LONG = MfccSettings(duration=1e6)
FILTERS = mel_filters(22050, 2048, 128)


def _mfcc(
    power=2, window=True, factor=10, floor=80.0, norm="ortho", centred=True, mode="constant", hann=None
):
    def answer(samples):
        padded = np.pad(samples, 1024, mode=mode) if centred else samples
        framed = np.lib.stride_tricks.sliding_window_view(padded, 2048)[::512]
        faded = framed * (np.hanning(2049)[:-1] if hann is None else hann) if window else framed
        mel = np.abs(np.fft.rfft(faded, axis=1)) ** power @ FILTERS.T
        decibels = factor * np.log10(np.maximum(mel, 1e-10))
        return dct(np.maximum(decibels, decibels.max() - floor), axis=1, norm=norm)[:, :40]

    return answer


WRONG = {
    "time last": (lambda samples: mfcc(samples, LONG).T, "puts time first"),
    "not centred": (_mfcc(centred=False), "Frames are centred"),
    "one frame short": (lambda samples: mfcc(samples, LONG)[:-1], "one frame off"),
    "amplitude": (_mfcc(power=1), "add up power"),
    "no window": (_mfcc(window=False), "fades each one"),
    "the symmetric window": (_mfcc(hann=np.hanning(2048)), "ends with the zero it begins with"),
    "a Hamming window": (_mfcc(hann=np.hamming(2049)[:-1]), "That is a Hamming window"),
    "natural logarithm": (_mfcc(factor=1 / np.log10(np.e)), "natural logarithm"),
    "20 for power": (_mfcc(factor=20), "that for amplitudes"),
    "no floor": (_mfcc(floor=np.inf), "80 dB below"),
    "not orthonormal": (_mfcc(norm=None), "not orthonormal"),
    "mirrored ends": (_mfcc(mode="reflect"), "All is right but the ends"),
    "13 coefficients": (lambda samples: mfcc(samples, LONG)[:, :13], "frames by 40"),
    "scaled": (lambda samples: mfcc(samples, LONG) / 2, "Go through the steps"),
}
