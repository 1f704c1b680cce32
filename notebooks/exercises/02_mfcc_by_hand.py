# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   ser:
#     reads: []
#     exercise:
#       name: mfcc-by-hand
#       level: hard
#       minutes: 90
#       needs: NumPy, and the six steps on the page behind it.
#       teaches: to compute the features of the published code yourself, down to the last frame, and to find the step in which two results part.
#       page: notebooks/02_mfcc
#       demo: true
# ---

# %% [markdown]
# # MFCC by hand
#
# ```{about-exercise}
# ```
#
# Everybody calls `librosa.feature.mfcc`. Write it yourself once, and you know what the network is given.

# %% tags=["parameters", "book"]
profile = "demo"
results = "results/demo"

# %%
import librosa
import numpy as np

from ser.audio import load_example
from ser.exercises import check
from ser.features import MfccSettings, mel_filters

settings = MfccSettings()
vars(settings)

# %% [markdown]
# ## What you have
#
# A made clip, and what librosa makes of it. Time lies on librosa's second axis; `.T` puts it first.

# %%
clip = load_example("TESS/OAF_dog_happy", rate=settings.rate)
librosas = librosa.feature.mfcc(y=clip.samples, sr=settings.rate, n_mfcc=settings.coefficients).T
librosas.shape

# %% [markdown]
# The mel filters are given, since to write them would fill a page; Step 4 of [](../02_mfcc) shows them. `filters @ spectrum` adds up the power in each band.

# %%
filters = mel_filters(settings.rate, settings.frame_length, settings.mel_bands)
filters.shape

# %% [markdown]
# ## Your turn
#
# Write `answer(samples)`. It gives back the coefficients, frames by 40, in six steps: frame, window, spectrum, mel filters, decibels, cosine transform. You may use `scipy.fft.dct`.

# %% [markdown]
# :::{dropdown} Hint 1: how many frames?
# A frame is 2048 samples long and is centred on a multiple of 512, also on 0. So the sound is padded with half a frame of zeros at both ends. `np.lib.stride_tricks.sliding_window_view` cuts it up; take every 512th.
# :::
#
# :::{dropdown} Hint 2: window and spectrum
# The Hann window of a frame is `0.5 - 0.5 * cos(2 * pi * n / 2048)`. `np.fft.rfft` gives complex numbers; power is the square of their size.
# :::
#
# :::{dropdown} Hint 3: decibels
# Ten times the logarithm to base ten. Power below 1e-10 counts as 1e-10. Then nothing may lie more than 80 below the largest value of the clip.
# :::
#
# :::{dropdown} Hint 4: the last step
# `scipy.fft.dct` of each row, with `norm="ortho"`, and the first 40 columns of it.
# :::


# %%
def answer(samples):
    # solution
    from scipy.fft import dct

    length, hop = settings.frame_length, settings.hop
    padded = np.pad(samples, length // 2)
    framed = np.lib.stride_tricks.sliding_window_view(padded, length)[::hop]
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
    power = np.abs(np.fft.rfft(framed * hann, axis=1)) ** 2
    mel = power @ filters.T
    decibels = 10 * np.log10(np.maximum(mel, 1e-10))
    decibels = np.maximum(decibels, decibels.max() - settings.top_db)
    return dct(decibels, axis=1, norm="ortho")[:, : settings.coefficients]
    # end of solution


# %% [markdown]
# Where do you part from librosa?

# %% tags=["solution"]
print(f"{np.abs(answer(clip.samples) - librosas).max():.1g}")

# %%
check("mfcc-by-hand", answer)

# %% [markdown]
# ## With the real corpora
#
# The function stays as it is. The corpora have sampling rates of their own, and `ser.audio.read_window` brings them to one. Put a recording in place of the made clip: `load_example("TESS/OAF_dog_happy", data="path/to/your/corpora")`.
