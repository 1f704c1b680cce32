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
# # Explore the ablations
#
# What you will learn
# : whatever you ask: choose an experiment, the data, the protocol and the arms, and see what they score.
#
# Time to read
# : as long as you like; the text itself takes a few minutes.
#
# What it needs
# : the words *arm*, *reference*, *interval*, *noise band* and *chance* from [](04_ablations).

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"

# %% tags=["remove-input"]
from ser.pages import show
from ser.pages.explorer import show_explorer, views
from ser.pages.two_protocols import show_two_protocols
from ser.results import load_results, rests_on
from ser.results.compare import ALPHA

page = show.start(profile, results)
held = load_results(page.results)
shown = views(held, profile)

# %% tags=["remove-cell"]
page.glue("rests_on", rests_on(held))
page.glue("alpha", ALPHA, rests=())
page.glue("explored", sum(len(view.table) for view in shown), ",")
page.glue("explored_run", sum(int(view.table["run"].sum()) for view in shown), ",")

# %% [markdown]
# ## The explorer
#
# An *experiment* compares arms with a reference. *Data* says on which corpora they were trained and tested, *protocol* how the clips were divided. Each arm has a mark at its score and a line for its 95% interval, and the verdict stands beside it in words. More on reading it stands [below](reading-the-explorer).

# %% tags=["remove-input"]
show_explorer(page, shown)

# %% [markdown]
# (reading-the-explorer)=
# ## How to read it
#
# An arm is *better* or *worse* where p, after {term}`Holm's correction`, is at most {glue:text}`alpha:s` and the difference is larger than the luck of seeds explains ([](04_ablations) says how that is reckoned). The protocol matters most of all, and [](06_protocols) explains why.
#
# Only an experiment's own seeds count in it. So the same arm may stand under two experiments, and on other pages, with a slightly different accuracy: there it has more seeds, or fewer.
#
# What the features of the arms are, such as *tonnetz*, the [](../glossary) says.
#
# Everything can be reached with the Tab key, the arrow keys and the space bar. The address of the page follows what you choose, so that *Link to this view* leads others to what you see. *Save as CSV* keeps its rows as a file.
#
# An experiment at one place, such as random clips of RAVDESS, has a row for each arm. Of {glue:text}`explored:s` rows in all, {glue:text}`explored_run:s` have been run so far. The others are listed as open. *Open* behind a choice says that nothing has been run there yet, *not planned* that no run is foreseen. The runs rest on {glue:text}`rests_on:s`.

# %% [markdown]
# ## One arm, two protocols
#
# Here one arm stands twice, under two protocols: at first on random clips, and on speakers it has not heard. The test clips of the two differ, so the change is told with an interval of its own, over speakers where there are enough of them. None is told where the two protocols test other corpora.

# %% tags=["remove-input"]
show_two_protocols(page, held)

# %% [markdown]
# ## What to keep in mind
#
# - Who looks at many arms finds one that is far off by luck. The p-values are corrected for all arms of an experiment, not only for those that you leave on the screen. A page that compares other arms corrects for those, and may have another p for the same pair.
# - No difference shown is not the same as no difference. Where some runs of the reference name one emotion for every clip and others learn, its noise band is very wide, and even a large difference is not shown ([why](stopped-early)).
# - A row whose runs are not all done may still move.
#
# The step from protocol to protocol, for one model, is the subject of [](06_protocols).
#
# **Try it yourself:** [](exercises/08_one_change).
#
# **Next:** [](12_try), where the models listen to you.
