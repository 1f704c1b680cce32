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
#       name: find-the-leak
#       level: easy
#       minutes: 20
#       needs: a table in pandas.
#       teaches: three ways in which a test clip may be known before it is tested, and how to measure each.
#       page: notebooks/06_protocols
#       works_on: the names of the clips of the demo corpus, and no sound of them. What comes out is not a result about speech.
#       demo: true
# ---

# %% [markdown]
# # Find the leak in a split
#
# ```{about-exercise}
# ```
#
# A split puts clips on two sides. What the sides have in common helps a model to score, without hearing an emotion.

# %% tags=["parameters", "book"]
profile = "demo"
results = "results/demo"

# %%
import hashlib

import pandas as pd

from ser.corpora import demo
from ser.exercises import check

# %% [markdown]
# ## What you have
#
# The clips of the demo corpus, and four splits. Each is made by a rule that sounds good. Column `sha256` stands for the content of a file, shortened here: two files have the same value when they are the same, whatever they are called.

# %%
clips = pd.DataFrame([vars(clip) for clip in demo.clips()])
clips["sha256"] = [hashlib.sha256(clip.encode()).hexdigest()[:8] for clip in clips["clip"]]
copies = clips[clips["speaker"] == "RAVDESS-07"].assign(clip=lambda table: table["clip"] + "-copy")
ravdess = pd.concat([clips, copies], ignore_index=True).query("corpus == 'RAVDESS'").reset_index(drop=True)
tess = clips[clips["corpus"] == "TESS"].reset_index(drop=True)
fifth = ravdess.sample(frac=0.2, random_state=0)
splits = {
    "a random fifth": (ravdess.drop(fifth.index), fifth),
    "the last actors": (
        ravdess[ravdess["speaker"] < "RAVDESS-20"],
        ravdess[ravdess["speaker"] >= "RAVDESS-20"],
    ),
    "names that are new": (
        ravdess[~ravdess["clip"].str.endswith("-copy")],
        ravdess[ravdess["clip"].str.endswith("-copy")],
    ),
    "the other woman": (tess[tess["speaker"] == "TESS-OAF"], tess[tess["speaker"] == "TESS-YAF"]),
}
ravdess[["clip", "speaker", "emotion", "text", "sha256"]].head()

# %% [markdown]
# ## Your turn
#
# Write `answer(train, test)`. It gives back a dictionary with the keys `speaker`, `text` and `sha256`. Under each stands a share, a number from zero to one: of the *test clips*, how many have a value in that column that is found among the training clips?

# %% [markdown]
# :::{dropdown} Hint 1: of what is it a share?
# Of the test clips. Ask each of them whether its speaker is on the other side.
# :::
#
# :::{dropdown} Hint 2: in pandas
# `test["speaker"].isin(train["speaker"])` is true or false for each test clip. The mean of true and false is a share.
# :::


# %%
def answer(train, test):
    # solution
    return {kind: test[kind].isin(train[kind]).mean() for kind in ("speaker", "text", "sha256")}
    # end of solution


# %% [markdown]
# Hold it to the four splits. Which one would you trust, and for what?

# %% tags=["solution"]
pd.DataFrame({name: answer(*sides) for name, sides in splits.items()}).T

# %% [markdown] tags=["solution"]
# :::{dropdown} What we make of it
# No split is free of all three. "A random fifth" looks the fairest and is not: it tests voices and sentences that were all heard in training, and some of its clips are there under another name. "The last actors" tests new voices with known sentences, and so does "the other woman". Whether a known sentence matters depends on the question. Copies matter always.
# :::

# %%
check("find-the-leak", answer)

# %% [markdown]
# ## With the real corpora
#
# After `from ser.splits import expected_clips`, `expected_clips("RAVDESS")` is the table of all its clips, with their content, and needs no audio. There are two takes in RAVDESS that are the same bytes: which actor is it? What the splits of this project share is drawn in [](../01_corpora) and counted in a table of [](../06_protocols), which also measures what a leak is worth.
