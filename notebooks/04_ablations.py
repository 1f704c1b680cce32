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
#     reads: ["runs/**"]
# ---

# %% [markdown]
# # Ablations: what is each part worth?
#
# What you will learn
# : how to read an ablation, what happened when one part of the model was changed at a time, and how much of it could be luck.
#
# Time to read
# : about eight minutes.
#
# What it needs
# : the corrected model from [](03_model).

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"

# %% tags=["remove-input"]
import pandas as pd

from ser import experiments
from ser.experiments import ARMS, EXPERIMENTS
from ser.pages import show
from ser.plots.arms import arms_figure
from ser.results import load_results, rests_on, select
from ser.results.compare import changes, compare

page = show.start(profile, results)
held = load_results(page.results)
chosen = experiments.experiment("ablations")
mine = select(held, data=chosen.data, split=chosen.split)
arms = compare(held, chosen)
reference = arms.loc[chosen.reference]
others = arms.drop(chosen.reference)
finished = others[others["run"] & others["difference"].notna()]


# %% tags=["remove-cell"]
def count(value):
    return None if pd.isna(value) else f"{value:,.0f}"


seeds = arms["seeds"].max()
clear = finished[(finished["difference_low"] > 0) | (finished["difference_high"] < 0)]
page.glue("rests_on", rests_on(mine) if mine else None)
page.glue("data", chosen.data)
page.glue("question", chosen.question)
page.glue("arms_done", int(arms["run"].sum()))
page.glue("arms_all", len(arms))
page.glue("seeds", count(seeds))
page.glue("seed_word", "seed" if seeds == 1 else "seeds")
page.glue("clips", count(reference["clips"]))
page.glue("speakers", count(reference["speakers"]))
page.glue("clip_worth", 1 / reference["clips"], ".2%")
page.glue("reference", reference["accuracy"], ".1%")
page.glue("reference_low", reference["accuracy_low"], ".1%")
page.glue("reference_high", reference["accuracy_high"], ".1%")
page.glue("chance", reference["chance"], ".1%")
page.glue("compared", len(finished))
page.glue("below", int((finished["difference"] < 0).sum()))
page.glue("above", int((finished["difference"] > 0).sum()))
page.glue("disagree_low", finished["disagree"].min(), ".0%")
page.glue("disagree_high", finished["disagree"].max(), ".0%")
page.glue("clear_count", len(clear))
page.glue("clear", ", ".join(clear["label"]) or "none")

# %% [markdown]
# ## How to read an ablation
#
# To *ablate* is to take away. Take one part out of a model, train what is left in the same way, and see what is lost. If nothing is, the part was decoration.
#
# Four things make it fair:
#
# - **One change.** An arm differs from the *reference*, here the corrected model, in one part. If two parts change, the difference belongs to neither.
# - **The same clips.** All arms train and are tested on the same ones.
# - **The same seed.** The first random numbers are the same, as far as the networks have the same shape.
# - **Some idea of noise.** Train the same model twice from different seeds, and it gives two scores. A difference smaller than that says nothing.
#
# The question of this page is: *{glue:text}`question:s`* It is asked on {glue:text}`data:s` under a random split. {glue:text}`arms_done:s` of {glue:text}`arms_all:s` arms have been run so far, with {glue:text}`seeds:s` {glue:text}`seed_word:s`. The runs rest on {glue:text}`rests_on:s`.

# %% [markdown]
# ## What each arm changes
#
# The table is computed from the settings themselves. A change that has to bring another along shows as two: with the cepstral axis, time is pooled as the published code pools it, and the LSTM has the published width.


# %% tags=["hide-input"]
def written(found):
    return "; ".join(f"{name}: {before} → {after}" for name, (before, after) in found.items()) or "nothing"


table = pd.DataFrame(
    {
        "name": [ARMS[arm].label for arm in chosen.arms],
        "changes": [written(changes(ARMS[arm], ARMS[chosen.reference])) for arm in chosen.arms],
    },
    index=pd.Index(chosen.arms, name="arm"),
)
page.table(table, caption="What each arm changes in the reference: setting: before → after.")

# %% [markdown]
# ## What came out
#
# A dot is the accuracy on the test clips. The line through it is its *95% interval*: were other people tested in the same way, drawn at random from people like these, again and again, then about nineteen in twenty of such lines would cover the accuracy on all of them. *Chance* is what blind guessing gets, and *always the majority label* what one gets by always naming the emotion that is commonest in training.

# %% tags=["hide-input"]
run = arms[arms["run"]]
finding = f"{len(run)} of {len(arms)} arms have been run."
if len(run):
    best, worst = run.loc[run["accuracy"].idxmax()], run.loc[run["accuracy"].idxmin()]
    finding += f" Highest: {best.label}, {best.accuracy:.1%}. Lowest: {worst.label}, {worst.accuracy:.1%}."
basis = {}
if reference["run"]:
    basis = {name: int(reference[name]) for name in ("clips", "speakers", "seeds")}
page.figure(
    arms_figure(arms, reference=chosen.reference),
    "ablation-accuracy",
    alt=f"Test accuracy of each arm with its interval. {finding}",
    caption=f"Test accuracy of each arm with its 95% interval. The diamond is the reference. {finding}",
    data=arms,
    **basis,
)

# %% tags=["hide-input"]
shown = arms.set_index("label")[
    ["accuracy", "accuracy_low", "accuracy_high", "uar", "seeds", "parameters", "epochs", "minutes"]
]
shown.columns = ["accuracy", "from", "to", "UAR", "seeds", "parameters", "epochs", "minutes"]
shown.index.name = "arm"
formats = dict.fromkeys(("accuracy", "from", "to", "UAR"), ".3f")
formats |= {"seeds": ".0f", "parameters": ",.0f", "epochs": ".0f", "minutes": ".1f"}
page.table(shown, caption="The same as numbers. An arm with dashes has not been run yet.", formats=formats)

# %% [markdown]
# The reference names {glue:text}`reference:s` of the clips rightly, with an interval from {glue:text}`reference_low:s` to {glue:text}`reference_high:s`; chance is {glue:text}`chance:s`. Its test side has {glue:text}`clips:s` clips of {glue:text}`speakers:s` speakers, so that one clip is worth {glue:text}`clip_worth:s`.

# %% [markdown]
# ## Clip by clip
#
# Intervals that overlap do not mean that two arms are equal. Both were tested on the same clips, and a clip that is hard for one is often hard for the other. So we compare them *paired*, clip by clip.
#
# *Differ* is the share of clips for which the two arms name different emotions. Of these, some are *gained*, named rightly by the arm alone, and some *lost*, named rightly by the reference alone. The difference in accuracy is gained minus lost, over all clips. Its interval is drawn over speakers where there are ten or more, else over texts or clips.

# %% tags=["hide-input"]
shown = others.set_index("label")[
    ["difference", "difference_low", "difference_high", "disagree", "gained", "lost"]
]
shown.columns = ["difference", "from", "to", "differ", "gained", "lost"]
shown.index.name = "arm"
formats = dict.fromkeys(("difference", "from", "to"), "+.3f")
formats |= {"differ": ".0%", "gained": ".0f", "lost": ".0f"}
page.table(shown, caption="Each arm against the reference, on the same test clips.", formats=formats)

# %% [markdown]
# Of the {glue:text}`compared:s` arms that can be compared, {glue:text}`below:s` lie below the reference and {glue:text}`above:s` above it. Paired intervals that leave out zero: {glue:text}`clear_count:s` ({glue:text}`clear:s`).
#
# The arms answer differently from the reference on {glue:text}`disagree_low:s` to {glue:text}`disagree_high:s` of the clips. Where two networks disagree on many clips and yet score nearly the same, most of their disagreement is a matter of luck. That is the noise an ablation has to be heard through.

# %% [markdown]
# ## What this can and cannot say
#
# This page has {glue:text}`seeds:s` {glue:text}`seed_word:s`.
#
# One seed can say that a change breaks the model, when the loss is large. It can show that two arms make different mistakes.
#
# One seed cannot say that a small difference is real. The interval above knows that other people might have been tested. It does not know that the same network, started from another seed, might have learnt something else. And whoever looks at many arms will find one that is far from the reference by luck alone. So "no difference seen" is no proof that a part is worthless, and an arm on top is no winner.
#
# It also speaks of these recordings, of this split, and of a schedule that was made for the reference. A random split puts every speaker on both sides. A part that helps a network remember voices would look good here.

# %% [markdown]
# ## The experiments
#
# All experiments stand in one table in the code, `ser.experiments.table`. A run that two experiments share is run once.

# %% tags=["hide-input"]
planned = experiments.plan(experiments.profile(profile))
done = {one.record["run"] for one in held}


def runs_of(one):
    return [
        run.name
        for run in planned
        if run.data == one.data and run.split == one.split and run.arm.name in one.arms
    ]


table = pd.DataFrame(
    [
        {
            "experiment": one.name,
            "question": one.question,
            "varies": one.varies,
            "held": one.held,
            "data": one.data,
            "split": one.split,
            "claim": one.claim,
            "runs": f"{len(done.intersection(runs_of(one)))} of {len(runs_of(one))}",
        }
        for one in EXPERIMENTS
    ]
).set_index("experiment")
page.table(table, caption=f"Every experiment, and how many of its runs the profile {profile} has so far.")
missing = [run.name for run in planned if run.name not in done]
page.glue("open_runs", len(missing))
page.glue("planned_runs", len(planned))

# %% [markdown]
# Of {glue:text}`planned_runs:s` planned runs of this profile, {glue:text}`open_runs:s` are still open. Open beyond the table are more seeds, other features than MFCC, other kinds of attention, and the same ablations on unseen speakers.

# %% [markdown]
# ## In short
#
# - An ablation changes one thing and holds the rest.
# - {glue:text}`arms_done:s` of {glue:text}`arms_all:s` arms have been run: {glue:text}`below:s` below the reference, {glue:text}`above:s` above it. Paired intervals without zero: {glue:text}`clear:s`.
# - With {glue:text}`seeds:s` {glue:text}`seed_word:s`, small differences stay open.
#
# **Next:** [](05_published_results), where the claims of the paper meet our numbers.
