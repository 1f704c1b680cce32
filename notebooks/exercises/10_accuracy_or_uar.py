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
#       name: accuracy-or-uar
#       level: easy
#       minutes: 5
#       needs: nothing.
#       teaches: how a program that has learnt nothing gets a high accuracy, and which number shows it.
#       page: notebooks/05_published_results
#       demo: false
# ---

# %% [markdown]
# # Accuracy or UAR?
#
# ```{about-exercise}
# ```
#
# Accuracy is the share of clips that are named correctly. *UAR* is the mean of the recalls: for each emotion, the share of its clips that are named correctly, and then the mean over emotions.

# %% tags=["parameters", "book"]
profile = "demo"
results = "results/demo"

# %%
from ser.exercises import check

# %% [markdown]
# ## Your turn
#
# Make up a confusion matrix of two or more emotions. Its accuracy is nine in ten or higher. Its UAR is no better than chance, one divided by the number of emotions. A row is what a clip is, a column is what was said.

# %% [markdown]
# :::{dropdown} Hint 1: always the same word
# Whoever always says the same has a recall of one for that emotion, and of zero for every other.
# :::
#
# :::{dropdown} Hint 2: who is tested?
# How many clips of each emotion are tested is up to you.
# :::

# %%
# solution: answer = ...
answer = [
    [95, 0],
    [5, 0],
]
# end of solution

# %%
check("accuracy-or-uar", answer)

# %% [markdown]
# ## With the real corpora
#
# They are not as uneven as that, but they are uneven: neutral has half as many clips as the others in RAVDESS and twice as many in SAVEE, and calm has none outside RAVDESS. [](../05_published_results) gives both numbers.
