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
#     reads: ["models/corrected/*"]
#     exercise:
#       name: own-voice
#       level: medium
#       minutes: 30
#       needs: a microphone, or the synthesiser of this project.
#       teaches: to bring one recording through the whole road, and to say what its prediction means, and what not.
#       page: use
#       works_on: your own recording, or a sound that this project makes. What comes out is not a result about speech.
#       demo: true
# ---

# %% [markdown]
# # Your own voice
#
# ```{about-exercise}
# ```
#
# A model that names the emotion of a corpus can be asked about any voice. Here it is yours. Before that: nothing leaves your computer, and you need not show anybody what comes out.

# %% tags=["parameters"]
profile = "full"
results = "results/full"

# %%
from pathlib import Path

import numpy as np
import pandas as pd

from ser.audio import load_example
from ser.corpora import EMOTIONS
from ser.exercises import check
from ser.exercises.material import demo_clips, demo_measures, measures

# %% [markdown]
# ## What you have
#
# A function `hears(samples, rate)`, which gives the eight probabilities of a model. It is the corrected network of this book, where its folder is there. Else it is a classifier that was trained on the demo corpus just now.

# %%
folder = Path(results) / "models" / "corrected"


def hears(samples, rate):
    from ser.audio import resample
    from ser.features import MfccSettings, mfcc

    settings = MfccSettings()
    sound = resample(np.asarray(samples, np.float32), rate, settings.rate)
    if not (folder / "config.json").is_file():
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))
        model.fit(demo_measures(), [EMOTIONS.index(emotion) for emotion in demo_clips()["emotion"]])
        return model.predict_proba(measures(sound)[None])[0]
    from ser.training.saved.folder import load

    trained, settings, _ = load(folder)
    begin = int(settings.offset * settings.rate)
    found = mfcc(sound[begin : begin + int(settings.duration * settings.rate)], settings)
    frames = np.zeros((1, settings.frames, settings.coefficients), np.float32)
    frames[0, : len(found)] = found
    return trained.predict(frames, np.array([len(found)]))[0]


"the corrected network of this book, trained on recordings" if (
    folder / "config.json"
).is_file() else "a classifier trained on the demo corpus"

# %% [markdown]
# ## Your turn
#
# Say "Dogs are sitting by the door", and mean one of the eight emotions. Record it with any program, as WAV or FLAC, and read it:
#
# ```python
# from ser.audio import read_window
#
# samples = read_window("full/path/to/file.wav", rate=22050)
# ```
#
# No microphone? Take a made voice, in whose name the third number is the emotion:
#
# ```python
# load_example("RAVDESS/03-01-05-02-02-01-07").samples
# ```
#
# Then fill in `answer`, a dictionary:
#
# - `samples` and `rate`: the sound, one channel, from -1 to 1;
# - `meant`: what you meant, one of `EMOTIONS`;
# - `probabilities`: what `hears` gives;
# - `discussion`: forty words or more. Why did the model say that? Think of who it was trained on, of how you were recorded, and of the difference between showing and feeling. The check counts the words; a person reads them.

# %% [markdown]
# :::{dropdown} Hint 1: stereo, and whole numbers
# `read_window` gives one channel between -1 and 1. Other readers give two columns, or numbers up to 32767.
# :::
#
# :::{dropdown} Hint 2: what to think of
# The speakers of the training are few, most of them actors, in quiet rooms. What is different about you? What would have to be true for the highest probability to tell how you feel?
# :::

# %%
# solution: answer = ...
clip = load_example("RAVDESS/03-01-05-02-02-01-07")
answer = {
    "samples": clip.samples,
    "rate": clip.rate,
    "meant": clip.emotion,
    "probabilities": hears(clip.samples, clip.rate),
    "discussion": (
        "The voice is made by a synthesiser that raises pitch and level for anger. A model that was trained on actors has "
        "never heard such a voice, nor a recording without a room and a microphone. Whatever it says, it compares the sound "
        "with what a few people acted. Nobody felt anything here, so the highest probability cannot tell a feeling."
    ),
}
# end of solution

# %% [markdown]
# What does it hear?

# %% tags=["solution"]
pd.Series(answer["probabilities"], index=EMOTIONS).sort_values(ascending=False).round(3)

# %%
check("own-voice", answer)

# %% [markdown]
# ## With the real corpora
#
# The network in `results/full` was trained on recordings of people. Record the same sentence three times in one emotion, and once more in another room. How far apart are the predictions of what you mean as the same? `ser predict FILE` does the same from the command line, and [](../12_try) in your browser. [](../../use) says what such a prediction must not be used for.
