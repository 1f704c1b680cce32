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
#       name: attention-explains
#       level: hard
#       minutes: 60
#       needs: some linear algebra; the exercise "Attention with a mask".
#       teaches: why the weights of an attention do not say why a network answered as it did.
#       page: notebooks/03_model
#       demo: false
# ---

# %% [markdown]
# # Attention is not explanation
#
# ```{about-exercise}
# ```
#
# "The model looked at the end of the clip, so the end gave it away." Does that follow? Only if other weights would have given another answer. Find others that give the same.

# %% tags=["parameters", "book"]
profile = "demo"
results = "results/demo"

# %%
import numpy as np
import pandas as pd

from ser.exercises import check

# %% [markdown]
# ## What you have
#
# Sixteen steps of four numbers, and weights. The network hears the pooled vector $z = \sum_t a_t h_t$, and nothing else of the clip.

# %%
rng = np.random.default_rng(0)
steps = rng.normal(size=(16, 4))
powers = np.exp(rng.uniform(-0.4, 0.4, 16))
weights = powers / powers.sum()
(weights @ steps).round(3)

# %% [markdown]
# ## Your turn
#
# Write `answer(steps, weights)`. It gives back other weights for the same steps.
#
# - None is below zero, and they add up to one.
# - The pooled vector is the same.
# - At least a fifth of the weight lies on other steps than before: half the sum of `abs(other - weights)` is 0.2 or more.

# %% [markdown]
# :::{dropdown} Hint 1: count
# The pooled vector has four numbers, and the sum is one more. That makes five conditions on sixteen weights. What is left is free.
# :::
#
# :::{dropdown} Hint 2: what the network cannot notice
# A change $\delta$ of the weights with $\sum_t \delta_t h_t = 0$ and $\sum_t \delta_t = 0$. Write the five conditions as a matrix; `scipy.linalg.null_space` gives all such changes.
# :::
#
# :::{dropdown} Hint 3: how far?
# Take one direction, and go along until the first weight reaches zero. Try several directions, forwards and backwards, and keep the one that moves most. `scipy.optimize.linprog` finds a far one too, if you say what it should make small; for instance `weights @ other`.
# :::


# %%
def answer(steps, weights):
    # solution
    from scipy.linalg import null_space

    free = null_space(np.vstack([steps.T, np.ones(len(weights))]))
    draws = np.random.default_rng(0).normal(size=(2000, free.shape[1]))
    best, most = weights, 0.0
    for change in draws @ free.T:
        down = change < 0
        far = (weights[down] / -change[down]).min()
        moved = far * np.abs(change).sum() / 2
        if moved > most:
            best, most = weights + far * change, moved
    return best.clip(0)
    # end of solution


# %% [markdown]
# Beside each other:

# %% tags=["solution"]
pd.DataFrame({"given": weights, "yours": answer(steps, weights)}).round(3)

# %%
check("attention-explains", answer)

# %% [markdown]
# ## With the real corpora
#
# The corrected network has more steps than these sixteen, and each has more numbers than there are steps: more conditions than weights. So in general no other weights give exactly the same vector. {cite:t}`jain2019` asked trained networks for nearly the same answer, and found very different weights that give it for most texts. What attention is worth is a question of its own: the arm `no-attention` of [](../04_ablations) takes it away.
