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
#     reads: ["runs/**", "repeated/**"]
#     exercise:
#       name: confusion-matrix
#       level: easy
#       minutes: 15
#       needs: a table of counts.
#       teaches: what rows and columns say, recall and precision of each emotion, and why a large count is not always a frequent mistake.
#       page: notebooks/05_published_results
#       demo: false
# ---

# %% [markdown]
# # Read a confusion matrix
#
# ```{about-exercise}
# ```
#
# A score is one number. The confusion matrix says which emotions are taken for which.

# %% tags=["parameters"]
profile = "full"
results = "results/full"

# %%
import numpy as np
import pandas as pd

from ser.corpora import EMOTIONS
from ser.exercises import check
from ser.results import is_demo, load_results, pooled_confusion, select

# %% [markdown]
# ## What you have
#
# A network that was tested on the most emotions and clips of this profile, with the test clips of all its runs added up. A row is what the clip is, a column what was said.

# %%
runs = [one for one in load_results(results) if one.is_network]
truths = [one.predictions.truth for one in runs]
sizes = [(len(set(truth)), len(truth)) for truth in truths]
first = runs[sizes.index(max(sizes))].record
runs = select(runs, data=first["data"]["name"], split=first["split"]["name"], arm=first["arm"])
counts = pooled_confusion(runs)
print(f"{first['arm']}, data {first['data']['name']}, split {first['split']['name']}, runs: {len(runs)}")
print("Demo corpus: not a result." if is_demo(runs) else "Recordings.")
pd.DataFrame(counts, index=EMOTIONS, columns=[name[:3] for name in EMOTIONS])

# %% [markdown]
# ## Your turn
#
# Write `answer(counts)`, for a matrix of any size. It gives back a dictionary:
#
# - `recall`: of the clips of each emotion, the share that was named correctly;
# - `precision`: of the clips that were given this name, the share that it is right for; 0 where nothing was given the name;
# - `confused`: one pair of numbers for the whole matrix, the place of the true emotion and the place of what it is taken for: the mistake that has the largest share of its row.

# %% [markdown]
# :::{dropdown} Hint 1: two sums
# `counts.sum(axis=1)` adds up each row, `counts.sum(axis=0)` each column. `np.diag` is what is right.
# :::
#
# :::{dropdown} Hint 2: a share, not a count
# An emotion with many clips has many of everything. Divide each row by its sum, the diagonal with it, before you look for the largest. The diagonal is no mistake: after the division, set it to zero.
# :::
#
# :::{dropdown} Hint 3: from one number to two
# `np.unravel_index(table.argmax(), table.shape)` is row and column of the largest.
# :::


# %%
def answer(counts):
    # solution
    hits = np.diag(counts)
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    shares = counts / np.maximum(rows, 1)[:, None]
    np.fill_diagonal(shares, 0)
    true, said = np.unravel_index(shares.argmax(), shares.shape)
    return {
        "recall": hits / np.maximum(rows, 1),
        "precision": hits / np.maximum(columns, 1),
        "confused": (int(true), int(said)),
    }
    # end of solution


# %% [markdown]
# What does it say of the network above?

# %% tags=["solution"]
told = answer(counts)
print(" is most often taken for ".join(EMOTIONS[place] for place in told["confused"]))
pd.DataFrame({"recall": told["recall"], "precision": told["precision"]}, index=EMOTIONS).round(2)

# %%
check("confusion-matrix", answer)

# %% [markdown]
# ## With the real corpora
#
# The matrix is that of the results folder named at the top, `results/full`: it rests on recordings already. Before you explain a confusion, look at how many clips it rests on, and whether another seed has it too. [](../05_published_results) shows the matrices of the published and of the corrected model.
