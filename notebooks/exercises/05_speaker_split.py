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
#       name: speaker-split
#       level: medium
#       minutes: 30
#       needs: a table in pandas, and the exercise before this one.
#       teaches: to write the protocol that asks whether a model understands voices it has never heard.
#       page: notebooks/06_protocols
#       works_on: the names of the clips of the demo corpus, and no sound of them. What comes out is not a result about speech.
#       demo: true
# ---

# %% [markdown]
# # A split that holds speakers apart
#
# ```{about-exercise}
# ```
#
# In a *random split*, the speakers of the test were heard in training. Here you write the other one.

# %% tags=["parameters", "book"]
profile = "demo"
results = "results/demo"

# %%
import pandas as pd

from ser.corpora import demo
from ser.exercises import check

# %% [markdown]
# ## What you have
#
# The clips of RAVDESS as the demo corpus has them.

# %%
clips = (
    pd.DataFrame([vars(clip) for clip in demo.clips()]).query("corpus == 'RAVDESS'").reset_index(drop=True)
)
clips[["clip", "speaker", "sex", "emotion", "text"]].head()

# %% [markdown]
# ## Your turn
#
# Write `answer(clips, fold)`, with `fold` from 0 to 4. It gives back a dictionary of three lists, `train`, `validation` and `test`, of names from the column `clip`. None of them is empty.
#
# - Every clip is on one side, and no speaker on two.
# - Over the five folds, every speaker is tested once.
# - Each test side has women and men.
# - The same table gives the same split, whatever the order of its rows.

# %% [markdown]
# :::{dropdown} Hint 1: deal out speakers
# Make a list of speakers first. `speakers[fold::5]` takes every fifth of them, from place `fold` on.
# :::
#
# :::{dropdown} Hint 2: women and men
# Sort the list by sex and then by name. Whoever takes every fifth of it meets both.
# :::
#
# :::{dropdown} Hint 3: who validates?
# The speakers that the next fold tests. `(fold + 1) % 5` goes back to 0 after 4.
# :::


# %%
def answer(clips, fold):
    # solution
    speakers = clips[["sex", "speaker"]].drop_duplicates().sort_values(["sex", "speaker"])["speaker"].tolist()
    tested, choosing = speakers[fold::5], speakers[(fold + 1) % 5 :: 5]
    test = clips["speaker"].isin(tested)
    validation = clips["speaker"].isin(choosing)
    return {
        "train": clips.loc[~test & ~validation, "clip"].tolist(),
        "validation": clips.loc[validation, "clip"].tolist(),
        "test": clips.loc[test, "clip"].tolist(),
    }
    # end of solution


# %%
check("speaker-split", answer)

# %% [markdown]
# ## With the real corpora
#
# After `from ser.splits import expected_clips, make_split`, `clips = expected_clips("RAVDESS")` is the real table. {cite:t}`luna2021` published five folds of it, and others use them too: `make_split("speaker", clips, fold=0)` gives the first. TESS has two speakers, so there is little to deal out. How far scores fall when the speakers are new, [](../06_protocols) shows.
