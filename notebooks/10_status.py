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
#     reads: ["runs/**", "repeated/**", "choosing/**"]
# ---

# %% [markdown]
# # Status: what has been run, on what, and when
#
# What you will learn
# : which runs this book rests on, which are still open, what they cost, and how old they are.
#
# Time to read
# : {minutes}`this page`.
#
# What it needs
# : nothing. [](04_ablations) explains the words *arm*, *seed* and *fold*.

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"

# %% tags=["remove-input"]
from pathlib import Path

from ser.experiments import profile as profile_of
from ser.experiments import required
from ser.pages import show, status, words
from ser.pages.history import history
from ser.results import load_choosing, load_results, rests_on, select, summary
from ser.results.cost import hours, hours_left
from ser.results.repeated import repeated
from ser.results.standing import coverage, environments, fingerprints, progress

page = show.start(profile, results)
held = load_results(page.results)
known = history(page.results, root=Path())
chose = load_choosing(page.results)
all_runs = [*held, *chose]
rows = status.with_commits(coverage(all_runs, profile), all_runs, known)
spent = hours(all_runs)
twice = repeated(held)

# %% tags=["remove-cell"]
planned, done = int(rows["planned"].sum()), len(all_runs)
left = int(sum((rows["planned"] - rows["done"]).clip(lower=0)))
page.glue("profile", profile, rests=())
page.glue("done", done, ",")
page.glue("planned", planned, ",", rests=())
page.glue("left", left, ",")
needed = required(profile_of(profile))
done_needed = len(needed & {one.record["run"] for one in all_runs})
page.glue("required_done", done_needed, ",")
page.glue("required_open", len(needed) - done_needed, ",")
page.glue("cpu_hours", spent.get("CPU", 0.0), ".1f")
others = {kind: value for kind, value in spent.items() if kind != "CPU"}
page.glue("other_hours", words.listed(f"{value:.1f} on {kind}" for kind, value in others.items()))
to_come = hours_left(all_runs, profile)
page.glue("hours_required", to_come[True], ".1f")
page.glue("hours_optional", to_come[False], ".1f")
page.glue("span", status.span(all_runs, known))
page.glue("chose", len(chose), ",", rests=chose)
mine = select(held, data="RAVDESS", split="random", arm="corrected")
spread = summary(mine).iloc[0]["spread"] if mine else None
page.glue("seeds_apart", spread, ".3f", rests=mine)
page.glue("twice", status.twice_told(twice), rests=held)
page.glue("rests_on", rests_on(held))

# %% [markdown]
# ## The short answer
#
# The profile *{glue:text}`profile:s`* plans {glue:text}`planned:s` runs. {glue:text}`done:s` are done, and {glue:text}`left:s` are open. Of those done, {glue:text}`chose:s` chose settings on the validation side and tested nothing: [](07_best) has their scores.
#
# Training took {glue:text}`cpu_hours:s` hours on processors, one thread a run, by the clock, including pauses and time shared with other work. Hours on other devices: {glue:text}`other_hours:s`. Features, which are computed once, and testing are not counted. What is open would take about {glue:text}`hours_required:s` hours of one core for required runs and {glue:text}`hours_optional:s` for optional ones, judged by the finished runs of the same kind; runs that need a corpus we lack are not counted.
#
# The results were committed: {glue:text}`span:s`. They rest on {glue:text}`rests_on:s`.

# %% [markdown]
# ## By experiment
#
# A run that several experiments share counts with each of them here, and once in the numbers above. An experiment is *required* if we do not call this book complete without it. Of the runs of those, {glue:text}`required_done:s` are done and {glue:text}`required_open:s` are open.

# %% tags=["remove-input"]
page.table(
    progress(all_runs, profile),
    caption="Runs of each experiment, and the shortest, median and longest training of those done, in minutes. A dash: none done yet.",
    formats=dict.fromkeys(("done", "planned", "open"), ",d")
    | dict.fromkeys(("shortest", "median", "longest"), ".1f"),
)

# %% [markdown]
# ## Arm by arm
#
# Here each arm stands once, with all its runs in one place, at the first experiment that plans it. So the counts differ from those above. What was run *to choose* settings says so. *Open* names the seeds and folds that have not been run. *Last changed by* is the newest commit of its files with its day: that is how old a result is. Where git cannot tell, as in a copy without its history, it says so. The names of features are in the [](../glossary).

# %% tags=["remove-input"]
for experiment, part in rows.groupby("experiment", sort=False):
    name = experiment.replace("-", " ")
    page.table(
        status.arms_table(part),
        index=False,
        caption=f"{name.capitalize()}: what is done, what is open, and how old it is.",
        formats={"hours": ".2f"},
        fold=f"{name.capitalize()}: {part['done'].sum():,} of {part['planned'].sum():,} runs done",
    )

# %% [markdown]
# ## Machines and versions
#
# Comparisons between arms are made among runs of one backend and one kind of device: processors, or one model of graphics card. A run records the versions of what it used; a classical method uses no backend.

# %% tags=["remove-input"]
made = environments(all_runs)
page.table(
    made.replace("not recorded", None),
    index=False,
    caption="Devices and versions that the runs were done with. A dash: not used, or not recorded.",
    formats={"runs": ",d", "hours": ".2f"},
)

# %% [markdown]
# ### The same run on another processor
#
# Two models of processor round alike, but add long sums in another order. The first epoch ends with nearly the same loss; many epochs later the networks differ. On one machine, the same run gives the same bits.
#
# By how much do they differ? {glue:text}`twice:s`
#
# Compare the {term}`noise band`: over its seeds, the accuracy of the corrected model on random clips of RAVDESS has a standard deviation of {glue:text}`seeds_apart:s`. A seed draws other test clips as well, so it has more to move. So where an arm and its reference were trained on two models of processor, one of the two is trained once more on that of the other, and these two are compared. A pair for which that is missing is compared as it is; the data behind each figure of arms counts such pairs. `ser experiments repeat` does a finished run again on your machine.

# %% tags=["remove-input"]
page.table(
    status.twice_table(twice),
    caption="Runs that were done twice: accuracy in test on both machines, and the share of the test clips that got another label. The second runs serve for differences between arms whose first runs were trained on two models of processor, and for no accuracy.",
    formats={"accuracy": ".3f", "again": ".3f", "other labels": ".1%"},
)

# %% [markdown]
# ## Data
#
# The *fingerprint* is a hash over the content of every clip. Two runs with the same fingerprint have heard the same clips.

# %% tags=["remove-input"]
states = fingerprints(all_runs).rename(columns={"left_out": "left out"})
states["demo"] = states["demo"].map({True: "demo corpus", False: "real clips"})
page.table(
    states.rename(columns={"demo": "kind"}),
    index=False,
    caption="The data of the runs: clips and speakers found, and those left out.",
    formats=dict.fromkeys(("clips", "speakers", "runs"), ",d"),
)

# %% [markdown]
# Whether a run that is done is still what code and data of today would make is known only where the feature store is: `ser experiments status` tells it there.
#
# **Try it yourself:** [the exercises](../exercises).
#
# **Next:** [](13_cost), on how long each step takes, and what more speech would take.
