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
#       name: cross-corpus
#       level: medium
#       minutes: 40
#       needs: scikit-learn, and the word *channel*.
#       teaches: to test on a corpus that did not train, which labels must not be touched on the way, and what can be mended without labels.
#       page: notebooks/06_protocols
#       demo: true
# ---

# %% [markdown]
# # From one corpus to another
#
# ```{about-exercise}
# ```
#
# The hardest test in this book takes another corpus: other voices, other words, another room. What was learnt about the room is then worth nothing.

# %% tags=["parameters", "book"]
profile = "demo"
results = "results/demo"

# %%
import numpy as np
import pandas as pd
from sklearn.svm import SVC

from ser.corpora import EMOTIONS
from ser.evaluation import confusion_matrix, uar
from ser.exercises import check
from ser.exercises.material import demo_clips, demo_measures

# %% [markdown]
# ## What you have
#
# Mean and deviation of each coefficient for the made clips of three corpora. Calm is left out, because one corpus alone has it.

# %%
clips = demo_clips()
kept = (clips["emotion"] != "calm").to_numpy()
features, corpora = demo_measures()[kept], clips["corpus"].to_numpy()[kept].astype(str)
labels = np.array([EMOTIONS.index(emotion) for emotion in clips["emotion"][kept]])
pd.Series(corpora).value_counts()

# %% [markdown]
# One classifier, trained on two corpora and tested on the third, on features as they are:


# %%
def tested_on(predict, corpus):
    truth = labels[corpora == corpus]
    said = predict(features, labels, corpora, corpus)
    return uar(confusion_matrix(truth, np.asarray(said)))


def as_they_are(features, labels, corpora, tested):
    train = corpora != tested
    return SVC(C=10).fit(features[train], labels[train]).predict(features[~train])


pd.Series({corpus: tested_on(as_they_are, corpus) for corpus in np.unique(corpora)}).round(3)

# %% [markdown]
# ## Your turn
#
# Write `answer(features, labels, corpora, tested)`. It trains on every corpus but `tested`, and gives back a label for each clip of that one, in the order in which they stand in the table.
#
# - The labels of the tested corpus are in `labels`. Do not use them: not to train, not to scale, not to choose among classifiers. Whatever stands there, your prediction stays the same.
# - The corpora lie on different scales. Do something about it.

# %% [markdown]
# :::{dropdown} Hint 1: what may be used
# Of the tested corpus, the features, and no label. Somebody with recordings from a new place has just that.
# :::
#
# :::{dropdown} Hint 2: a common scale
# Subtract from each corpus its own mean, and divide by its own deviation, coefficient by coefficient. A scaler fitted on the training side takes the wrong mean from the tested corpus.
# :::


# %%
def answer(features, labels, corpora, tested):
    # solution
    scaled = np.empty_like(features)
    for corpus in np.unique(corpora):
        here = corpora == corpus
        scaled[here] = (features[here] - features[here].mean(axis=0)) / features[here].std(axis=0)
    train = corpora != tested
    return SVC(C=10).fit(scaled[train], labels[train]).predict(scaled[~train])
    # end of solution


# %% [markdown]
# And now?

# %% tags=["solution"]
pd.Series({corpus: tested_on(answer, corpus) for corpus in np.unique(corpora)}).round(3)

# %%
check("cross-corpus", answer)

# %% [markdown]
# ## With the real corpora
#
# The made voices show each emotion by the same rules in all three corpora, so they make it too easy. Real actors do not agree like that. What is reached between real corpora stands in [](../06_protocols). There no corpus is centred as a whole, so the two numbers cannot be compared; nearest comes its section on speakers brought to one scale.
