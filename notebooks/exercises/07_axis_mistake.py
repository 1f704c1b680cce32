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
#       name: axis-mistake
#       level: medium
#       minutes: 20
#       needs: NumPy arrays and their axes; the section "Which way does it walk?".
#       teaches: why the published LSTM does not walk through time, how to find such a mistake by changing one moment, and how to mend it.
#       page: notebooks/03_model
#       demo: false
# ---

# %% [markdown]
# # The axis mistake
#
# ```{about-exercise}
# ```
#
# The published network has an LSTM, a layer made for what unfolds in time. Which way does it walk? Do not look at the code. Change one moment of the input, and see what moves.

# %% tags=["parameters", "book"]
profile = "demo"
results = "results/demo"

# %%
import numpy as np
import pandas as pd

from ser.exercises import check
from ser.experiments import ARMS
from ser.models.layer_table import layer_table

# %% [markdown]
# ## What you have
#
# The layers of the published model, with the shape of what comes out of each.

# %%
rows = layer_table(ARMS["published"].model)
pd.DataFrame([{"layer": row.layer, "shape": row.shape} for row in rows])

# %% [markdown]
# The input is 40 coefficients by 130 frames. The four blocks make maps of it: fewer coefficients, fewer frames, 64 channels. Then `TimeDistributed(Flatten())` cuts the maps into steps. In NumPy, it does this:


# %%
def published(maps):
    clips, first = maps.shape[:2]
    return maps.reshape(clips, first, -1)


maps = np.random.default_rng(0).normal(size=(1, 3, 9, 64))
published(maps).shape

# %% [markdown]
# Now change one moment of the sound, frame 4 of the maps, and count the steps that change.

# %%
changed = maps.copy()
changed[:, :, 4] += 1
moved = (published(changed) != published(maps)).any(axis=2)
moved

# %% [markdown]
# One moment changes every step. So no step is a moment: each is a band of coefficients, with the whole clip in it.
#
# ## Your turn
#
# Write `answer(maps)`. It takes maps, clips by coefficients by frames by channels, and gives back steps, clips by frames by the rest. Step number `t` holds all that the maps have at frame `t`, and nothing else.

# %% [markdown]
# :::{dropdown} Hint 1: the shape
# For maps of 1 × 3 × 9 × 64, there are 9 steps of 3 × 64 numbers.
# :::
#
# :::{dropdown} Hint 2: the shape is not enough
# `maps.reshape(1, 9, 192)` has the right shape, and is wrong. Try it on the changed maps.
# :::
#
# :::{dropdown} Hint 3: the way
# Bring time to the second axis first, with `transpose`. Then join the last two.
# :::


# %%
def answer(maps):
    # solution
    clips, _, frames, _ = maps.shape
    return maps.transpose(0, 2, 1, 3).reshape(clips, frames, -1)
    # end of solution


# %%
check("axis-mistake", answer)

# %% [markdown]
# ## With the real corpora
#
# Nothing changes here: the mistake is in the shapes. Whether it costs anything is another matter, because the convolutions before it have seen time. The arm `cepstral-axis` of [](../04_ablations) measures it, together with the pooling of time and the width of the LSTM that the published code has along that axis.
