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
#       name: own-study
#       level: hard
#       minutes: 240
#       needs: the pages up to "Ablations", and a question.
#       teaches: to turn a question into a row of the experiment table, before anything is run.
#       page: notebooks/04_ablations
#       demo: false
# ---

# %% [markdown]
# # Plan a study of your own
#
# ```{about-exercise}
# ```
#
# The experiments of this book are rows of a table. A row says what is asked, what varies, what is held, where, and with which seeds. It is written before the first run, so that nobody can look for the question after the answer.

# %% tags=["parameters", "book"]
profile = "demo"
results = "results/demo"

# %%
from dataclasses import asdict, replace

import pandas as pd

from ser.exercises import check
from ser.experiments import ARMS, EXPERIMENTS, Arm, Experiment, Place, experiment

# %% [markdown]
# ## What you have
#
# The table:

# %%
pd.set_option("display.max_colwidth", None)  # every question in full
pd.DataFrame(
    [{"experiment": one.name, "question": one.question, "arms": len(one.arms)} for one in EXPERIMENTS]
)

# %% [markdown]
# One row of it, with all that a row says. `claims` are the published claims it bears on, by their names in the ledger; your own question needs none. `claims` may be left out. `required` says whether the book is incomplete without its runs; left out, it is true, so a study of one's own says `required=False`.

# %%
vars(experiment("training"))

# %% [markdown]
# An *arm*, with every setting it can have:

# %%
asdict(ARMS["corrected"])

# %% [markdown]
# ## Your turn
#
# Plan an experiment that the table does not have. `answer` is a pair: an `Experiment(name=..., question=..., ...)` with the same fields as the row above, and a dictionary of the arms in it that are not in `ARMS` yet, by their names (it may be empty).
#
# - One question, in a sentence.
# - Two arms or more, one of them the reference. Each other arm changes *one* setting of it. Some of the book's own arms change two, because the first brings the second along; [](../04_ablations) says which. Yours need not.
# - A place at which the speakers of the test are new. Further places are welcome. Each place has all its folds.
# - Three seeds or more at each place.
# - Names that a file may have, since runs are kept under them. An arm of your own has the same name in the dictionary and in itself, and a label that no other arm has.
# - `required=False`.
#
# The check looks at the row. Whether the question is worth asking, it cannot say: have somebody read it.

# %% [markdown]
# :::{dropdown} Hint 1: an arm of your own
# `replace(ARMS["corrected"], name="...", label="...", model=replace(ARMS["corrected"].model, lstm=32))` is a copy in which one setting is another.
# :::
#
# :::{dropdown} Hint 2: a place
# `Place("RAVDESS", "speaker", folds=(0, 1, 2, 3, 4), seeds=(0, 1, 2))` is fifteen runs for each arm.
# :::
#
# :::{dropdown} Hint 3: a question
# Good ones can be answered by "no". "Is a narrower LSTM worse for new speakers?" is one. "How do we get a better score?" is none.
# :::

# %%
# solution: answer = ...
corrected = ARMS["corrected"]
narrow = Arm(
    "narrow-lstm",
    "LSTM of half the width",
    replace(corrected.model, lstm=corrected.model.lstm // 2),
    corrected.training,
    corrected.features,
)
study = Experiment(
    name="narrow-lstm",
    question="Is an LSTM of half the width worse for speakers nobody trained on?",
    varies="the units of the LSTM",
    held="everything else, splits, seeds",
    places=(Place("RAVDESS", "speaker", folds=(0, 1, 2, 3, 4), seeds=(0, 1, 2)),),
    arms=("corrected", "narrow-lstm"),
    reference="corrected",
    required=False,
)
answer = study, {"narrow-lstm": narrow}
# end of solution

# %%
check("own-study", answer)

# %% [markdown]
# ## With the real corpora
#
# Write down first which difference would matter to you. Then put the row into `ser/experiments/table.py` and the arm into `_OWN` in `arms.py`, and run `ser experiments run --experiment NAME --data FOLDER`: the name is that of your row, the folder the one with the corpora. It does what is not done yet of this experiment; without `--experiment`, that is the whole grid. On a laptop, try `--profile demo` first. [](../04_ablations) says how the outcome is read, and what the correction for many arms does to it.
