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
#       name: lost-calm
#       level: easy
#       minutes: 10
#       needs: dictionaries in Python.
#       teaches: to bring the labels of three corpora to one list, and what happens to an emotion that one corpus alone has.
#       page: notebooks/01_corpora
#       works_on: the names of the clips of the demo corpus, and no sound of them. What comes out is not a result about speech.
#       demo: true
# ---

# %% [markdown]
# # Eight labels, and the lost calm
#
# ```{about-exercise}
# ```
#
# Each corpus has its own codes for emotions. To train on all of them, they need one list of labels. In this step, emotions get lost without a word.

# %% tags=["parameters", "book"]
profile = "demo"
results = "results/demo"

# %%
import pandas as pd

from ser.corpora import EMOTIONS, demo
from ser.exercises import check

EMOTIONS

# %% [markdown]
# ## What you have
#
# The file names of three corpora, with a code in each. The names are those of the demo corpus, which has the grammar of the real ones.

# %%
examples = pd.Series([clip.path for clip in demo.clips()])
examples.iloc[[0, 200, 360, 430, 490, 530]].tolist()

# %% [markdown]
# What the codes mean:
#
# | Corpus | Codes |
# |---|---|
# | RAVDESS, the third number | `01` neutral, `02` calm, `03` happy, `04` sad, `05` angry, `06` fearful, `07` disgust, `08` surprised |
# | TESS, the last word | `angry`, `disgust`, `fear`, `happy`, `neutral`, `ps` (pleasant surprise), `sad` |
# | SAVEE, the letters before the number | `a` anger, `d` disgust, `f` fear, `h` happiness, `n` neutral, `sa` sadness, `su` surprise |

# %% [markdown]
# In the end, each corpus has this many clips of each label:

# %%
clips = pd.DataFrame([vars(clip) for clip in demo.clips()])
pd.crosstab(clips["emotion"], clips["corpus"]).reindex(EMOTIONS)

# %% [markdown]
# The row of calm has one entry that is not zero. A network that can tell the corpora apart by their sound need only choose between the labels of that corpus. What does a good score on calm then say?

# %% [markdown]
# ## Your turn
#
# Write `answer(corpus, code)`. It gives back one of the labels in `EMOTIONS`, and `None` for a code that the corpus does not have.
#
# The corpora are not consistent: one folder of TESS is called `OAF_Fear`, another `YAF_fear`. Let capital letters make no difference.

# %% [markdown]
# :::{dropdown} Hint 1: where to begin
# A dictionary for each corpus, from code to label. A dictionary of these three, from the name of the corpus.
# :::
#
# :::{dropdown} Hint 2: codes that are not there
# `table.get(code)` gives `None` where `table[code]` stops.
# :::
#
# :::{dropdown} Hint 3: calm
# Neutral and calm are near each other. They are two labels all the same, because the paper counts eight.
# :::


# %%
def answer(corpus, code):
    # solution
    shared = {"happy": "happy", "sad": "sad", "angry": "angry", "disgust": "disgust", "neutral": "neutral"}
    codes = {
        "RAVDESS": {f"{place:02d}": label for place, label in enumerate(EMOTIONS, 1)},
        "TESS": shared | {"fear": "fearful", "ps": "surprised"},
        "SAVEE": {
            "a": "angry",
            "d": "disgust",
            "f": "fearful",
            "h": "happy",
            "n": "neutral",
            "sa": "sad",
            "su": "surprised",
        },
    }
    return codes[corpus].get(code.lower())
    # end of solution


# %%
check("lost-calm", answer)

# %% [markdown]
# ## With the real corpora
#
# The codes are the same, the counts are larger, and the row of calm has the same two zeros. [](../01_corpora) tells more.
