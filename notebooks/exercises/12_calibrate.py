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
#       name: calibrate
#       level: hard
#       minutes: 45
#       needs: logarithms, and the word *confidence*.
#       teaches: to make a model as sure as it should be, and to let it say "I do not know".
#       page: notebooks/05_published_results
#       demo: false
# ---

# %% [markdown]
# # Calibrate, and abstain
#
# ```{about-exercise}
# ```
#
# A network says "angry", and is nearly certain. How often is it right when it says so? If less often, two things help: a *temperature* that takes its confidence down, and a *threshold* below which it abstains.

# %% tags=["parameters"]
profile = "full"
results = "results/full"

# %%
import numpy as np
import pandas as pd

from ser.evaluation import reliability
from ser.exercises import check
from ser.results import is_demo, load_results

# %% [markdown]
# ## What you have
#
# Probabilities and truth of one run of a network: of those whose clips were dealt out at random, the one that was tested on the most. It has heard the voices of the test in training. Each row of the table holds the clips of one range of confidence: how sure the network is there, and how often it is right.

# %%
at_random = [
    one for one in load_results(results) if one.is_network and one.record["split"]["name"] == "random"
]
run = max(at_random, key=lambda one: len(one.predictions.truth))
probabilities, truth = run.predictions.probabilities.astype(float), run.predictions.truth
place = run.record["data"]["name"], run.record["split"]["name"]
print("Demo corpus: not a result." if is_demo([run]) else "Recordings.", f"{len(truth):,} clips")
print("Network, data and split:", run.record["arm"], *place)
pd.DataFrame(reliability(truth, probabilities)).dropna().round(2)

# %% [markdown]
# ## Your turn
#
# Write `answer(probabilities, truth, target)`. It gives back two numbers.
#
# - `temperature` $T$: every probability $q$ becomes $q^{1/T}$, divided so that each row adds up to one again. Choose the $T$ for which the mean of $-\log q$ of the true label is smallest.
# - `threshold`: after that, the model speaks where its confidence is at least this high. Choose the lowest one at which, of the clips for which it speaks, at least the share `target` is right (0.9, for example). If none reaches it, give the highest confidence there is.

# %% [markdown]
# :::{dropdown} Hint 1: work with logarithms
# `np.log(probabilities) / T`, then the *softmax* of each row. Take care of a probability of zero: `np.maximum(probabilities, 1e-12)`.
# :::
#
# :::{dropdown} Hint 2: search
# A grid of temperatures from a tenth to ten, in even steps of the logarithm (`np.geomspace`), is good enough when it is fine.
# :::
#
# :::{dropdown} Hint 3: the threshold
# Sort the clips from the surest down. The share of right ones among the first k is a running mean. Which is the last k with enough of them?
# :::


# %%
def answer(probabilities, truth, target):
    # solution
    logs = np.log(np.maximum(probabilities, 1e-12))
    places = np.arange(len(truth))

    def warm(temperature):
        powers = np.exp((logs - logs.max(axis=1, keepdims=True)) / temperature)
        return powers / powers.sum(axis=1, keepdims=True)

    temperatures = np.geomspace(0.1, 10, 400)
    losses = [-np.log(np.maximum(warm(one)[places, truth], 1e-12)).mean() for one in temperatures]
    temperature = temperatures[int(np.argmin(losses))]

    warmed = warm(temperature)
    confidence, right = warmed.max(axis=1), warmed.argmax(axis=1) == truth
    order = np.argsort(-confidence)
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= target)
    last = enough[-1] if len(enough) else 0
    return temperature, confidence[order][last]
    # end of solution


# %% [markdown]
# For the run above, choose on one half of the clips, and look at the other.

# %% tags=["solution"]
# A high target may leave few clips for which the model speaks: that is its price.
half = np.random.default_rng(0).permutation(len(truth)) % 2 == 0
temperature, threshold = answer(probabilities[half], truth[half], 0.9)
powers = np.maximum(probabilities[~half], 1e-12) ** (1 / temperature)
warmed = powers / powers.sum(axis=1, keepdims=True)
right, speaks = warmed.argmax(axis=1) == truth[~half], warmed.max(axis=1) >= threshold
pd.Series(
    {
        "temperature": temperature,
        "threshold": threshold,
        "speaks": speaks.mean(),
        "right when it speaks": right[speaks].mean() if speaks.any() else np.nan,
        "right in all": right.mean(),
    }
).round(2)

# %%
check("calibrate", answer)

# %% [markdown]
# ## With the real corpora
#
# The results in `results/full`, named at the top, rest on recordings already. The temperature above was chosen on clips by the same speakers as those it is tried on. For new speakers, choose it on speakers of their own: about a new voice, a model is often sure and wrong. So it is about a corpus that it has not trained on. The reliability of both models stands in [](../05_published_results).
