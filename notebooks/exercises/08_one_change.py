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
#       name: one-change
#       level: medium
#       minutes: 40
#       needs: mean, standard deviation, and what an interval is.
#       teaches: to change one thing, repeat it with seeds, and let an interval give the verdict.
#       page: notebooks/04_ablations
#       demo: true
# ---

# %% [markdown]
# # One change, done properly
#
# ```{about-exercise}
# ```
#
# "With deviations we reach two points more." With which seed? And with another one? An ablation is a change of one thing, repeated.

# %% tags=["parameters", "book"]
profile = "demo"
results = "results/demo"

# %%
import numpy as np
import pandas as pd
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from ser.corpora import EMOTIONS
from ser.evaluation import confusion_matrix, uar
from ser.exercises import check
from ser.exercises.material import demo_clips, demo_measures

# %% [markdown]
# ## What you have
#
# A support vector machine on the mean of each coefficient, over the made clips of RAVDESS. The change: it is given the deviation of each coefficient too. Nothing else differs. A *seed* says which speakers are tested; both arms get the same ones.

# %%
clips = demo_clips()
here = (clips["corpus"] == "RAVDESS").to_numpy()
clips, table = clips[here], demo_measures()[here]
truth = np.array([EMOTIONS.index(emotion) for emotion in clips["emotion"]])
speakers = np.array(sorted(clips["speaker"].unique()))


tested_speakers = 5


def score(columns, seed):
    tested = np.random.default_rng(seed).permutation(speakers)[:tested_speakers]
    test = clips["speaker"].isin(tested).to_numpy()
    model = make_pipeline(StandardScaler(), SVC(C=10)).fit(table[~test][:, columns], truth[~test])
    return uar(confusion_matrix(truth[test], model.predict(table[test][:, columns])))


reference = {seed: score(slice(0, 40), seed) for seed in range(10)}
changed = {seed: score(slice(0, 80), seed) for seed in reversed(range(10))}
pd.DataFrame({"reference": reference, "changed": changed}).round(3)

# %% [markdown]
# Look at the rows. Some seeds are hard for both arms. The seeds may differ by as much as the arms do, so compare seed by seed.
#
# ## Your turn
#
# Write `answer(changed, reference)`. Both are dictionaries from seed to score. It gives back a dictionary:
#
# - `difference`: the mean of changed minus reference;
# - `low`, `high`: its 95% interval, by Student's t, over seeds in pairs;
# - `verdict`: `"better"` or `"worse"` when the interval leaves zero out, else `"no difference shown"`.

# %% [markdown]
# :::{dropdown} Hint 1: pairs
# One difference for each seed. The two dictionaries need not have their seeds in the same order.
# :::
#
# :::{dropdown} Hint 2: the interval
# The standard error is the deviation of the differences over the root of their number. NumPy's `std` divides by n unless you say `ddof=1`.
# :::
#
# :::{dropdown} Hint 3: Student's t
# `scipy.stats.t.ppf(0.975, n - 1)` and its negative leave a twentieth outside, half of it on each side.
# :::


# %%
def answer(changed, reference):
    # solution
    from scipy import stats

    gains = np.array([changed[seed] - reference[seed] for seed in changed])
    difference = gains.mean()
    error = gains.std(ddof=1) / np.sqrt(len(gains))
    half = stats.t.ppf(0.975, len(gains) - 1) * error
    low, high = difference - half, difference + half
    verdict = "better" if low > 0 else "worse" if high < 0 else "no difference shown"
    return {"difference": difference, "low": low, "high": high, "verdict": verdict}
    # end of solution


# %% [markdown]
# What became of the change?

# %% tags=["solution"]
pd.Series(answer(changed, reference)).map(lambda value: value if isinstance(value, str) else f"{value:.3f}")

# %% [markdown]
# One thing is still wrong with the interval. The seeds share clips, so their scores are not independent, and it is too narrow. For independent draws, the variance of their mean is that of one draw, divided by their number: times a tenth, for ten. {cite:t}`nadeau2003` add to that factor the number of clips tested for each one trained on. Here:

# %%
draws = len(reference)
for_each_trained = tested_speakers / (len(speakers) - tested_speakers)  # all have equally many clips
wider = np.sqrt((1 / draws + for_each_trained) / (1 / draws))
f"The interval should be about {wider:.1f} times as wide."

# %%
check("one-change", answer)

# %% [markdown]
# ## With the real corpora
#
# On made clips, the verdict is about the synthesiser. On recordings, three things are added. The page behind this exercise draws speakers, and not seeds that share clips. It corrects for looking at many arms. And it asks that a difference be larger than seeds alone explain, which it reckons from the *noise band*: the spread between seeds of the reference. [](../04_ablations) does all three.
