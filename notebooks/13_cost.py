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
#     reads: ["runs/**", "repeated/**", "../../benchmarks/results.json"]
# ---

# %% [markdown]
# # What it costs: time, memory, and more speech
#
# What you will learn
# : how long each step takes here and in the published way, how much memory it needs, and what to expect of a hundred times as much speech.
#
# Time to read
# : {minutes}`four minutes`.
#
# What it needs
# : nothing. [](10_status) has the hours that the results took.

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"

# %% tags=["remove-input"]
from pathlib import Path

from ser.pages import show, speed, words
from ser.results import load_results, select
from ser.results.benchmarks import getting_there, plan, read_benchmarks, seconds_a_clip
from ser.results.kept_epoch import kept_epochs

page = show.start(profile, results)
measured = Path("benchmarks/results.json")
rows = read_benchmarks(measured)
real = rows[(rows["corpus"] != "demo") & rows["hours"].notna()].iloc[0]
every = load_results(page.results)
held = [one for one in every if one.record["arm"] == "corrected"]

# %% tags=["remove-cell"]
page.glue("bench_corpus", real["corpus"], rests=[measured])
page.glue("bench_clips", int(real["clips"]), ",", rests=[measured])
page.glue("bench_hours", float(real["hours"]), ".1f", rests=[measured])
page.glue("bench_machine", real["machine"], rests=[measured])
marked = rows[rows["mark"].notna()]
page.glue("marks_met", int(marked["met"].sum()), rests=[measured])
page.glue("marks", len(marked), rests=[measured])
page.glue("marks_open", speed.not_met(rows), rests=[measured])
taken = [
    one.record["seconds"]["epoch"] for one in select(held, data="RAVDESS", split="random", arm="corrected")
]
page.glue("epochs_ravdess", words.span((min(taken), max(taken)), ".1f") if taken else None, rests=held)
page.glue("once", speed.once(rows), rests=[measured])
stored = select(held, data="all", split="random", arm="corrected")
page.glue("reached", speed.reached(getting_there(rows, stored, "corrected")), rests=stored)
theirs = select(every, data="all", split="random", arm="published")
ends = kept_epochs(theirs)["validation"]
page.glue("published_ends", words.span((ends.min(), ends.max()), ".3f") if len(ends) else None, rests=theirs)
page.glue("two_workers", speed.two_workers(rows), rests=[measured])

# %% [markdown]
# ## Measured here
#
# `make bench` measures what people wait for, and writes `benchmarks/results.json`. A comparison runs two sides in turn, in processes of their own: the published method, written from its description, and ours. Most do so several times. Two kinds go otherwise. Warm features are computed after all pairs of cold ones, and stand beside the published runs of those pairs. Each of our trainings stands beside the same one of the published network, which comes first. {glue:text}`once:s` The published method takes one file at a time with `librosa` and TensorFlow, as the scripts do.
#
# The *ratio* is the seconds of the published method divided by ours. Its *range* is that of the single pairs of runs. The *mark* was set before anything was measured.
#
# The corpora were {glue:text}`bench_corpus:s`: {glue:text}`bench_clips:s` clips, {glue:text}`bench_hours:s` hours of speech. The machine: {glue:text}`bench_machine:s`. Rows that test the machinery alone are measured on the demo corpus, and say so.

# %% tags=["remove-input"]
page.table(
    speed.against_published(rows),
    caption="Seconds of the published method and of ours, or of one worker and of two, and how many times faster the second is. A dash: no mark, the row tells what the machine gives.",
    formats={"published": ".1f", "ours": ".2f", "ratio": ".1f", "mark": "g"},
)

# %% tags=["remove-input"]
page.table(
    speed.limits(rows),
    caption="What has a limit of its own: seconds, or mebibytes of memory or disk.",
    formats={"ours": ".2f", "mark": "g"},
)

# %% [markdown]
# {glue:text}`marks_met:s` of {glue:text}`marks:s` marks are met. Not met: {glue:text}`marks_open:s`.
#
# ## Where the time goes, and what was tried
#
# **Features.** A clip is read, brought to one rate, cut into frames and transformed. Nearly all of that time is spent in compiled libraries that `librosa` calls too, so nothing can be many times faster on one core. What we gain is the second core, and what we leave out: a second reading, a filter bank made anew for each clip, memory that goes back to the system after each step.
#
# Frames in blocks that fit the cache were tried, and were slower. Products without the zeros of the filter bank were tried, and saved little; where they add up in another order, the last digit changes, and with it the key of every run.
#
# What is left beside the compiled parts is starting Python, finding the clips and hashing their content, so that no store is taken for one of other clips.
#
# **Features again.** Nothing is read a second time. Stored features are identified by the content of every clip, by the settings and by the code. Where no file's time of change has moved, the command's last answer is used again.
#
# **One answer.** Most of the published way is TensorFlow starting. Ours is an exported network that needs none of it. [](03_model) has the network, `ser export` writes it.
#
# **Many answers.** Each file needs its features, and then goes through the network. Both sides do the same transforms and the same products of matrices, in compiled code. Ours leaves out TensorFlow, and takes the second core; there is little else to leave out. A smaller network would be faster, and would not be the published one.
#
# **Two workers.** Each takes the next run when it is ready, so none waits for the other before the end. One wait was found and taken away. TensorFlow tunes the pipeline that feeds a network while it runs; where two processes trained side by side, the end of most epochs waited for the tuning to wake up. Without the tuning the batches are the same to the bit, and so is the network.
#
# An epoch of the corrected network on random clips of RAVDESS took {glue:text}`epochs_ravdess:s` seconds in the runs of this book; most of them were done before that wait was found, some beside other work, so [](10_status) counts more hours than the same runs would take today.
#
# What two workers still share is the way to memory: work that does little but wait for it gains less from a second core, as the row on sums over large arrays shows.
#
# **Training.** A network takes as long as its products of matrices do. The bar in the table is the validation accuracy with which the published network ended when this was measured. It has been trained again since: the epochs that its runs in this book keep have {glue:text}`published_ends:s`. The bar is reached sooner by a method that was chosen on validation clips, *best-random* in the table: [](07_best) has it. The time of the corrected network is that of one training that got there. {glue:text}`reached:s`

# %% tags=["remove-cell"]
epoch = seconds_a_clip(held, "corrected")
page.glue("milliseconds", None if epoch is None else 1000 * epoch, ".1f", rests=held)
table = plan(rows, epoch=epoch)

# %% [markdown]
# ## A hundred times as much speech
#
# Every step takes clip by clip, so its time grows with the number of clips. The table takes what was measured, and multiplies. It is a plan and no measurement.
#
# *Features* and *answers* use two cores. *Training* is one run of the corrected network on one core, with seven tenths of the clips for fifty epochs; it took {glue:text}`milliseconds:s` milliseconds a clip and epoch in the median of the runs of this book. A single run may take much less or much more, by its processor and by what runs beside it: [](03_model) has the minutes of some.

# %% tags=["remove-input"]
page.table(
    speed.in_words(table),
    caption="What to expect of more speech, from what was measured. A dash: not measured.",
    formats={"clips": ",d"},
)

# %% [markdown]
# **Memory.** Features are written clip by clip, and answers are given a few files at a time: neither takes more memory for more clips. Training does. It holds the input of the network for every clip, the column *input*. Where that no longer fits, take the clips that a question needs (`--corpora`), or shorter windows.
#
# **A GPU.** The same code trains on one (`make env GPU=1`, or Keras on JAX). It was not measured here, so the table does not say what it saves.
#
# **A cluster.** Runs do not know of each other, so any number of workers can share a grid. {glue:text}`two_workers:s` [](../cluster) says how to share a grid among machines. A test checks that two workers of Dask, each in its own process, give the results of one.
#
# **What it costs to do nothing.** A second `make reproduce` finds out what changed and does only that. It goes by the content of files and not by their dates.
#
# **Try it yourself:** `make bench DATA=corpora` measures all of it on your machine.
#
# **Next:** [](../exercises), to change things yourself; or [](../use), on what such a model may be used for, and what not.
