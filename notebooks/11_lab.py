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
# ---

# %% [markdown]
# # The ablation lab
#
# What you will learn
# : to change one thing of a model, train it, and say what the change is worth.
#
# Time to read
# : {minutes}`this page`. A trial takes less than two minutes.
#
# What it needs
# : [](04_ablations), which explains *arm*, *seed*, *noise band* and *verdict*. No graphics processor and no corpora: without them, the lab uses clips that a small synthesiser makes.

# %% tags=["parameters"]
profile = "full"
results = "results/full"
corpora = ""

# %% [markdown]
# ## Your trial
#
# Take this page along as a notebook, with the button at its top. Change a line below, and run the cell. What you do not change is as in the corrected model, which is the *reference*.
#
# Write down first what you expect, and why. An expectation afterwards is worth nothing.

# %%
from ser.exercises import lab

outcome = lab.run(
    features="mfcc",
    axis="time",
    attention="mean",
    data="RAVDESS",
    split="random",
    seeds=[0],
    grid=results,
    corpora=corpora,
)
outcome

# %% [markdown]
# ## Beside its reference

# %% tags=["remove-input"]
lab.show(outcome)

# %% [markdown]
# Interval and p answer two questions: how far off the difference may be with other speakers, and how often luck alone would make one as large. Near the edge they may part: an interval without zero beside *no difference shown*. Then more seeds and speakers are wanted, not a choice between the two.
#
# Each trial at the same place stays in the figure and in the table. The more you try, the more likely one of them looks good by luck. So p is corrected for the number of trials, those you did not like included.

# %% [markdown]
# ## Beside the committed grid
#
# The *committed* runs are those that this book rests on. These are the runs of this book at the same place. They rest on recordings, unless the table says otherwise.

# %% tags=["remove-input"]
from ser.pages import show

page = show.start(profile, results)
lab.show_grid(outcome, page)

# %% [markdown]
# ## What you can choose
#
# A word that is not among these gives one line with those there are. Nothing is trained then.

# %% tags=["remove-input"]
lab.show_choices(page)

# %% [markdown]
# - `features`: what the network is given. `mfcc` are the 40 coefficients of the published code; the [](../glossary) explains the others.
# - `axis`: along what the LSTM walks. `cepstral` is the published mistake.
# - `attention`: how the steps become one vector. `mean` is no attention at all.
# - `split`: what the sides share. In `speaker`, nobody who trains is tested. Such a split has folds: `folds=[0, 1]`. `repetition` keeps takes together, `matched` deals out at random as few clips as `speaker` has; [](06_protocols) explains them.
# - What the arms change is a table in [](04_ablations).
# - `seeds`: a list. Every seed is a run of its own. One seed shows no noise band; three show a rough one.
#
# Stop a trial when you like. What is finished is kept, and the same cell goes on from there.

# %% [markdown]
# ## With the real corpora
#
# Name the folder that holds your copies in the cell of the trial: `corpora="path/to/folder"`. A run then takes minutes to an hour on one core, as the committed ones did.
#
# The comparison is with the committed runs of the reference: same clips, same split, same folds and seeds, same kind of device. Where one of these differs, the lab says which, and draws no verdict. With `own_reference=True` it trains the reference on your machine too, and compares with that.
#
# Your runs lie in `build/lab`. They never get into the results of this book.

# %% [markdown]
# ## Questions to take along
#
# - Does `axis="cepstral"` cost anything on the made clips? What would have to be true of speech for it to cost something?
# - Try `attention="mean"` with five seeds. Is the difference larger than what its verdict says the seeds explain?
# - Change two things at once. Why does the lab complain?
# - Take the same trial to `split="speaker"`. Which of the two numbers would you print?
#
# ## In short
#
# - Change one thing, write down what you expect, and run it with several seeds.
# - A difference counts when it is larger than the seeds explain and survives the correction for all you have tried.
# - What comes out on the made clips is no result about speech.
#
# The exercise [](exercises/08_one_change) does the same by hand.
#
# **Next:** [](../teaching), with lesson plans around the exercises and this lab.
