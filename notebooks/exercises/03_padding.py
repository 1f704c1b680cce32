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
#       name: padding
#       level: easy
#       minutes: 15
#       needs: NumPy arrays and their axes.
#       teaches: that a network can read a clip's duration from its padding, and why the scaler does not hide it.
#       page: notebooks/02_mfcc
#       demo: true
# ---

# %% [markdown]
# # What padding tells the network
#
# ```{about-exercise}
# ```
#
# Many clips are shorter than the window, and the rest of it is filled with zeros. Some fill it. Does that matter? Be the network, and see.

# %% tags=["parameters", "book"]
profile = "demo"
results = "results/demo"

# %%
import numpy as np

from ser.audio import load_example
from ser.exercises import check
from ser.features import MfccSettings, mfcc
from ser.training import fit_scaler

settings = MfccSettings()

# %% [markdown]
# ## What you have
#
# A word in seven emotions by two made voices, as the published code gives them to its network: the window begins at half a second, what is missing is zero, and one mean and deviation scales everything, the zeros too.

# %%
emotions = ("angry", "disgust", "fear", "happy", "neutral", "ps", "sad")
names = [f"TESS/{voice}_rain_{emotion}" for voice in ("OAF", "YAF") for emotion in emotions]
tables = np.zeros((len(names), settings.frames, settings.coefficients))
lengths = []
for row, name in enumerate(names):
    samples = load_example(name, rate=settings.rate).samples[int(settings.offset * settings.rate) :]
    found = mfcc(samples, settings)
    tables[row, : len(found)] = found
    lengths.append(len(found))
scaled = fit_scaler("published", tables, np.array(lengths))(tables, np.array(lengths))
scaled.shape

# %% [markdown]
# The first three coefficients at the end of two clips:

# %%
scaled[[0, 6], -3:, :3].round(3)

# %% [markdown]
# ## Your turn
#
# Write `answer(tables)`. It takes scaled tables, clips by frames by coefficients, and gives back the number of true frames of each clip. The function gets nothing but the tables: it does not know what the scaler did.

# %% [markdown]
# :::{dropdown} Hint 1: what is padding now?
# A zero minus the mean, divided by the deviation: one number, the same in all clips and coefficients. Hardly any true frame has the same number in all its coefficients; a moment of silence may.
# :::
#
# :::{dropdown} Hint 2: where does speech end?
# Look for the last frame that is not padding. Silence in the middle of a clip is part of the clip.
# :::
#
# :::{dropdown} Hint 3: from place to number
# `np.argmax` of true and false gives the first place that is true. Turn the frames round, and it is the last.
# :::


# %%
def answer(tables):
    # solution
    constant = (tables == tables[:, :, :1]).all(axis=2)
    true = ~constant
    return tables.shape[1] - np.argmax(true[:, ::-1], axis=1)
    # end of solution


# %%
check("padding", answer)

# %% [markdown]
# ## With the real corpora
#
# The clips of TESS are all shorter than the window, so each of them tells its duration. What the duration alone is worth as a guess stands in [](../01_corpora). The corrected model gets a mask, and padding that stays zero; in the tables of [](../04_ablations), *padding takes part* and *scaler of the published code* ask what that is worth, as far as they have been run.
