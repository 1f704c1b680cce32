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
#       minutes: 30
#       needs: NumPy arrays and their axes; the section "Which way does it walk?".
#       teaches: to find out by an experiment, and not from the code, which way a layer walks; and to mend it.
#       page: notebooks/03_model
#       demo: false
# ---

# %% [markdown]
# # The axis mistake
#
# ```{about-exercise}
# ```
#
# The published network has an LSTM, a layer made for what unfolds in time. Which way does it walk? You may read the code, if you have it and trust your reading. Or you make an experiment: change something in the input, and see what moves.

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
# The input is 40 coefficients by 130 frames. The four blocks make maps of it: fewer coefficients, fewer frames, 64 channels. A layer then cuts the maps into the steps that the LSTM walks along. Here are two ways to cut, the published one and one that somebody proposes instead.


# %%
def published(maps):
    clips, first = maps.shape[:2]
    return maps.reshape(clips, first, -1)


def proposed(maps):
    clips, _, frames, _ = maps.shape
    return maps.reshape(clips, frames, -1)


maps = np.random.default_rng(0).normal(size=(1, 3, 9, 64))
published(maps).shape, proposed(maps).shape

# %% [markdown]
# A first experiment: change one number of the maps, at coefficient 1 and frame 4.

# %%
changed = maps.copy()
changed[0, 1, 4, 0] += 1
for cut in (published, proposed):
    moved = (cut(changed) != cut(maps)).any(axis=2)[0]
    print(cut.__name__, "moves step", np.flatnonzero(moved))

# %% [markdown]
# So the published steps are coefficients, and the proposed ones are frames? One of the two is true. A single number was a weak experiment.
#
# ## Your turn
#
# Write two functions.
#
# - `walks(cut)` finds out which way a cut walks. `cut` takes maps, clips by coefficients by frames by channels, and gives back steps, clips by steps by the rest. Call it on maps that you make, of any size. Return `"time"` if each step changes with the frame of its own number and with no other frame; `"coefficients"` if each changes with the coefficient of its own number and with no other; and `"neither"` otherwise.
# - `steps(maps)` is a cut that walks along time. Step number `t` holds all that the maps have at frame `t`.

# %% [markdown]
# :::{dropdown} Hint 1: a better experiment
# Change *all* that the maps have at one frame. How many steps may move, and which?
# :::
#
# :::{dropdown} Hint 2: two axes
# Do it for each frame, and then for each coefficient. What moves is best kept in a table: a row for what you changed, a column for each step. What does it look like when the steps are frames?
# :::
#
# :::{dropdown} Hint 3: the cut
# `reshape` never moves a number, it only draws the borders anew. Bring time to the second axis first, with `transpose`. Then join the last two.
# :::


# %%
def walks(cut):
    # solution
    maps = np.random.default_rng(1).normal(size=(1, 4, 6, 5))
    for name, axis in (("time", 2), ("coefficients", 1)):
        moved = []
        for place in range(maps.shape[axis]):
            changed = maps.copy()
            changed[(slice(None),) * axis + (place,)] += 1
            moved.append((cut(changed) != cut(maps)).any(axis=2)[0])
        if np.array_equal(moved, np.eye(maps.shape[axis])):
            return name
    return "neither"
    # end of solution


# %%
def steps(maps):
    # solution
    clips, _, frames, _ = maps.shape
    return maps.transpose(0, 2, 1, 3).reshape(clips, frames, -1)
    # end of solution


# %% [markdown]
# What does your experiment say of the three?

# %% tags=["solution"]
said = {cut.__name__: walks(cut) for cut in (published, proposed, steps)}
pd.Series(said, dtype=object)

# %%
answer = {"walks": walks, "steps": steps}

# %%
check("axis-mistake", answer)

# %% [markdown]
# ## With the real corpora
#
# Nothing changes here: the mistake is in how the maps are cut. Whether it costs anything is another matter, because the convolutions before it have seen time. The arm `cepstral-axis` of [](../04_ablations) measures it, together with the pooling of time and the width of the LSTM that the published code has along that axis.
