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
#       name: attention-mask
#       level: medium
#       minutes: 30
#       needs: a little NumPy, and the section "What attention computes".
#       teaches: to write additive attention, to keep padding out of it, and to keep its exponential from overflowing.
#       page: notebooks/03_model
#       demo: false
# ---

# %% [markdown]
# # Attention with a mask
#
# ```{about-exercise}
# ```
#
# Written as in the published code and run along time, attention gives weight to padding. The exponential in it may overflow. Here you write one that does neither.

# %% tags=["parameters", "book"]
profile = "demo"
results = "results/demo"

# %%
import numpy as np

from ser.exercises import check

# %% [markdown]
# ## What you have
#
# Three clips, each cut into five steps of two numbers. The clips are shorter than the window: where `mask` is 0, the step is padding. In the padding stands a large number, so that you notice when it gets in.

# %%
rng = np.random.default_rng(0)
mask = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [1, 0, 0, 0, 0]])
steps = np.where(mask[..., None] == 1, rng.normal(size=(3, 5, 2)), 99.0)
W, d, u = rng.normal(size=(2, 2)), rng.normal(size=2), rng.normal(size=2)
steps.round(1)

# %% [markdown]
# ## Your turn
#
# Write `answer(steps, mask, W, d, u)`. It gives back two arrays:
#
# - `pooled`, the weighted mean of the steps of each clip: clips by numbers of a step;
# - `weights`: clips by steps.
#
# The score of a step $h_t$ is $e_t = u^\top \tanh(W h_t + d)$. The weights come from the scores of speech alone, and add up to one in each clip.

# %% [markdown]
# :::{dropdown} Hint 1: the scores
# The steps stand in rows. $W h$ for one column vector $h$ is `h @ W.T` for rows. The product with `u` leaves one number for each step.
# :::
#
# :::{dropdown} Hint 2: the mask
# Let a score of padding be so low that its exponential is zero. Do it before anything else looks at the scores.
# :::
#
# :::{dropdown} Hint 3: large scores
# Subtract the largest score of each clip from all scores of that clip. It cancels in the division. `keepdims=True` keeps the axis.
# :::


# %%
def answer(steps, mask, W, d, u):
    # solution
    scores = np.tanh(steps @ W.T + d) @ u
    scores = np.where(mask > 0, scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = powers / powers.sum(axis=1, keepdims=True)
    pooled = (steps * weights[..., None]).sum(axis=1)
    return pooled, weights
    # end of solution


# %%
check("attention-mask", answer)

# %% [markdown]
# ## With the real corpora
#
# Nothing changes in the function. It is the layer `ser.models.layers.AttentionPooling`, in which training finds $W$, $d$ and $u$. What the mask is worth on recordings, the *arm* `no-mask` of [](../04_ablations) measures.
