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
#       name: augmentation
#       level: medium
#       minutes: 25
#       needs: lists and dictionaries; the word *split*.
#       teaches: how copies of clips turn into a leak, how much they add to a score, and the order that prevents it.
#       page: notebooks/06_protocols
#       demo: true
# ---

# %% [markdown]
# # Augment after the split
#
# ```{about-exercise}
# ```
#
# More clips can be had by changing the clips one has: a little noise, another pitch. Many published scores rest on such copies. It matters when they are made.

# %% tags=["parameters", "book"]
profile = "demo"
results = "results/demo"

# %%
import numpy as np
import pandas as pd
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ser.exercises import check
from ser.exercises.material import demo_clips, demo_measures

# %% [markdown]
# ## What you have
#
# The made clips of RAVDESS, and three copies of each with a little noise in the features. `copies` says of which clip each copy is.

# %%
table = demo_clips()
here = (table["corpus"] == "RAVDESS").to_numpy()
emotion = dict(zip(table["clip"], table["emotion"], strict=True))
features = dict(zip(table["clip"][here], demo_measures()[here], strict=True))
clips = list(features)
copies = {f"{clip}-copy{number}": clip for clip in clips for number in range(3)}
rng = np.random.default_rng(0)
spread = np.std([features[clip] for clip in clips], axis=0)
features |= {copy: features[clip] + rng.normal(0, 0.3, len(spread)) * spread for copy, clip in copies.items()}
len(clips), len(copies)

# %% [markdown]
# A nearest neighbour learns by heart. When everything is thrown together and then split, it scores:


# %%
def score(train, test):
    labels = [[emotion[copies.get(clip, clip)] for clip in side] for side in (train, test)]
    model = make_pipeline(StandardScaler(), KNeighborsClassifier(1))
    model.fit([features[clip] for clip in train], labels[0])
    return model.score([features[clip] for clip in test], labels[1])


everything = np.random.default_rng(0).permutation([*clips, *copies]).tolist()
fifth = len(everything) // 5
round(score(everything[fifth:], everything[:fifth]), 3)

# %% [markdown]
# ## Your turn
#
# Write `answer(clips, copies, seed)`. It gives back two lists, `train` and `test`.
#
# - The test has a fifth of the original clips, drawn with the seed, and no copies.
# - Training has the other clips, and all their copies.
# - No clip of the test has a relative in training.

# %% [markdown]
# :::{dropdown} Hint 1: the order
# First draw the clips that are tested. Only then look at the copies.
# :::
#
# :::{dropdown} Hint 2: which copies?
# `copies[name]` is the clip that a copy was made of. It trains when that clip does.
# :::


# %%
def answer(clips, copies, seed):
    # solution
    order = np.random.default_rng(seed).permutation(clips).tolist()
    test = order[: len(order) // 5]
    kept = order[len(order) // 5 :]
    train = kept + [copy for copy, clip in copies.items() if clip in set(kept)]
    return train, test
    # end of solution


# %% [markdown]
# What is left of the score?

# %% tags=["solution"]
pd.Series([score(*answer(clips, copies, seed)) for seed in range(5)], name="score").round(3)

# %%
check("augmentation", answer)

# %% [markdown]
# ## With the real corpora
#
# The speakers of the test are still heard in training here, so these are *random clips*. On recordings, a published project reports two scores for one model, and the higher one with copies made before the split; its author calls that a leak. [](../05_published_results) sets such works beside each other.
