# ---
# jupyter:
#   html_theme.sidebar_secondary.remove: true
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   ser:
#     reads: ["runs/**", "repeated/**", "choosing/**", "../published.toml"]
# ---

# %% [markdown]
# # Can a program hear an emotion?
#
# **The claim.** {cite:t}`singh2023` train a network with {term}`attention` on three {term}`corpora <corpus>` of acted speech. It names the right one of eight emotions, they report, in {glue:text}`claimed:s` of the clips. {term}`MFCCs <MFCC>` are the best of the features tried, and the model is "a substantial improvement over established models". This book runs it again.

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"

# %% tags=["remove-input"]
import pandas as pd

from ser.claims import ledger, missing_told, read_published
from ser.corpora import CORPORA
from ser.experiments import ARMS, experiment
from ser.pages import comparison, one_emotion, show, words
from ser.pages.corrected_beside_published import corrected_beside_published
from ser.plots.ladder import ladder_figure
from ser.results import load_choosing, load_results, rests_on, select, summary
from ser.results.compare import compare
from ser.results.cost import cost
from ser.results.steps import falls, protocol_runs, steps
from ser.results.stopping import stopping

MODEL, SIMPLE, CORPUS = experiment("protocols").reference, "svm", "RAVDESS"
ENDS = ["random", "speaker"]

page = show.start(profile, results)
held = load_results(page.results)
LEDGER = "results/published.toml"
claims = ledger(LEDGER, held).set_index("id")
central = next(one for one in read_published(LEDGER)[0] if one.id == "C1")
headline = experiment("headline")
found = select(held, data=headline.place.data, split=headline.place.split, arm="published")
combined = summary(found).iloc[0] if found else None
ours = select(held, data=headline.place.data, split=headline.place.split, arm=MODEL)
corrected = summary(ours).iloc[0] if ours else None
ladders = {arm: steps(held, arm, CORPUS).loc[ENDS] for arm in (MODEL, SIMPLE)}
fallen = {arm: falls(held, arm, CORPUS) for arm in ladders}
named = {MODEL: f"the {ARMS[MODEL].label} model", SIMPLE: f"the {ARMS[SIMPLE].label}"}


# %% tags=["remove-cell"]
def sureness(row):
    parts = words.by_corpus(row, ".1%")
    return f"{words.limits(row)}, {words.so_far(row)}" + (f": {parts}" if parts else "")


runs = {
    (arm, split): protocol_runs(held, arm, CORPUS, split)
    for arm in ladders
    for split in (*ENDS, "corpus", "matched", "matched-6", "speaker-6")
}
page.glue("claimed", claims.loc["C1", "published"], ".0%", rests=[LEDGER])
page.glue("c1_verdict", claims.loc["C1", "standing"], rests=[LEDGER, *found])
for name in ("C2", "C3"):
    page.glue(f"{name.lower()}_verdict", claims.loc[name, "standing"])
gap = 100 * (claims.loc["C1", "ours"] - claims.loc["C1", "published"])
told = f", {abs(gap):.1f} percentage points {'below' if gap < 0 else 'above'} it (tolerance: {100 * (central.tolerance or 0):g})"
page.glue("c1_apart", "" if pd.isna(gap) else told, rests=[LEDGER, *found])
page.glue("missing", missing_told(combined, central) if found else "", rests=[LEDGER, *found])
page.glue("combined", combined["accuracy"] if found else None, ".1%", rests=found)
page.glue("corrected", corrected["accuracy"] if ours else None, ".1%", rests=ours)
page.glue("corrected_basis", sureness(corrected) if ours else "these runs are still open", rests=ours)
page.glue("mended", corrected_beside_published(compare(held, headline).loc[MODEL]), rests=[*found, *ours])
for arm, table in ladders.items():
    for split, row in table.iterrows():
        name = f"{'simple' if arm == SIMPLE else 'model'}_{split}"
        told = sureness(row) if row["run"] else "this run is still open"
        page.glue(name, row["accuracy"], ".1%", rests=runs[arm, split])
        page.glue(f"{name}_basis", told, rests=runs[arm, split])
told = [
    f"The accuracy of {named[arm]} on {CORPUS} {words.moved(table.loc[tuple(ENDS)])}."
    for arm, table in fallen.items()
    if tuple(ENDS) in table.index
]
network = falls(held, "published-network", CORPUS)
if tuple(ENDS) in network.index:
    row = network.loc[tuple(ENDS)]
    told.append(
        f"That of the published network, trained on the schedule of the corrected model, {words.moved(row)}, {words.ends(row)}."
    )
waiting = [named[arm] for arm, table in fallen.items() if tuple(ENDS) not in table.index]
waits = f" Not known yet for {words.listed(waiting)}." if waiting else ""
fewer = [way for way in (("matched", "speaker"), ("matched-6", "speaker-6")) if way in fallen[MODEL].index]
if fewer:
    each = [f"{words.moved(fallen[MODEL].loc[way])}, {words.ends(fallen[MODEL].loc[way])}" for way in fewer]
    told.append(
        f"With equally many training clips in both splits, the accuracy of {named[MODEL]} {'; on another set of folds it '.join(each)}. How the clips happened to be dealt out comes on top."
    )
behind = [one for (_, split), part in runs.items() if split != "corpus" for one in part]
behind += select(held, data=CORPUS, split=tuple(ENDS), arm="published-network")
page.glue(
    "fall", (" ".join(told) or "What that costs is not known yet.") + (waits if told else ""), rests=behind
)
stops = select(held, data=CORPUS, arm="published")
page.glue("silent", one_emotion.brief(stopping(stops), CORPUS), rests=stops)
spent = cost([*held, *load_choosing(page.results)], profile)
by_device = spent[spent["runs"] > 0].groupby("device")["hours"].sum()
planned = int(spent.drop_duplicates("experiment")["planned"].sum())
page.glue("runs", int(spent["runs"].sum()), ",")
page.glue("planned", planned, ",", rests=())
page.glue("hours", spent["hours"].sum(), ".1f")
page.glue("devices", words.devices(by_device.index))
page.glue("rests_on", rests_on(held))
at_hand = {name: counts for one in held for name, counts in one.record["data"]["corpora"].items()}
absent = [name for name in CORPORA if at_hand.get(name, {}).get("found", 0) == 0]
page.glue("absent", words.listed(absent))
without = f"without {words.listed(absent)}, " if absent else ""
page.glue("combined_basis", f"{without}{sureness(combined)}" if found else None, rests=found)
page.glue("speakers_all", sum(len(corpus.speakers) for corpus in CORPORA.values()), rests=())
page.glue("speakers_here", max(one.record["data"]["speakers"] for one in held))
across = steps(held, SIMPLE, CORPUS).loc["corpus"]
far = runs[SIMPLE, "corpus"]
told = f"{across['accuracy']:.1%}, where chance is {across['chance']:.1%}" if across["run"] else None
page.glue("across", told, rests=far)
page.glue("across_accuracy", across["accuracy"] if across["run"] else None, ".1%", rests=far)
page.glue("across_basis", sureness(across) if across["run"] else "this run is still open", rests=far)
page.glue("across_chance", across["chance"] if across["run"] else None, ".1%", rests=far)
copies = experiment("copies")
behind = select(held, data=copies.place.data, split=copies.place.split, arm=copies.arms[:2])
page.glue("leak", comparison.leak(compare(held, copies)), rests=behind)
page.glue("others", words.listed([name for name in CORPORA if name not in (*absent, CORPUS)]))

# %% [markdown]
# ## What we found
#
# :::{container} ser-numbers
# How many clips were named correctly; in brackets the 95% {term}`interval`, and how many {term}`seeds <seed>` and {term}`folds <fold>` it rests on:
#
# - **{glue:text}`combined:s`** by our rebuild of the {term}`published code` on {term}`random clips` of the {term}`combined set` ({glue:text}`combined_basis:s`). Claimed: {glue:text}`claimed:s`. Verdict: *{glue:text}`c1_verdict:s`*{glue:text}`c1_apart:s`. {glue:text}`missing:s`
# - **{glue:text}`model_random:s`** by a {term}`corrected model` on random clips of RAVDESS ({glue:text}`model_random_basis:s`). By a simple, {term}`classical` method, an {term}`SVM <support vector machine>` on MFCC statistics: {glue:text}`simple_random:s` ({glue:text}`simple_random_basis:s`).
# - **{glue:text}`model_speaker:s`** by the corrected model on {term}`unseen speakers` of RAVDESS ({glue:text}`model_speaker_basis:s`). By the simple method: {glue:text}`simple_speaker:s` ({glue:text}`simple_speaker_basis:s`).
#
# When clips are divided at random, every speaker is in training and test alike; unseen speakers are in the test alone. [The other claims and further findings](what-else) stand below.
# :::

# %% tags=["remove-input"]
panels = {
    f"{CORPUS}, {named[arm]}": table.assign(label=[words.PROTOCOLS[one] for one in table.index])
    for arm, table in ladders.items()
}
each = "; ".join(
    f"{name}: "
    + ", ".join(
        f"{row['label']} {row['accuracy']:.1%}" if row["run"] else f"{row['label']} not run"
        for _, row in table.iterrows()
    )
    for name, table in panels.items()
)
whole = pd.concat(panels, names=["panel"])
page.figure(
    ladder_figure(panels),
    "random-and-unseen",
    alt=f"Accuracy on random clips and on unseen speakers, a panel for each of two models, with intervals and chance. {each}.",
    caption="Accuracy of the corrected model and of a simple method on clips of RAVDESS, divided in two ways, with 95% intervals, the noise band where there are several seeds, chance, and always the majority label. The rows rest on different counts; at most:",
    data=whole,
    beside=True,
    **{name: int(whole[name].max()) for name in ("clips", "speakers", "seeds") if whole["run"].any()},
)

# %% [markdown]
# :::{container} ser-doors
# - **Ten minutes?** The short answers: [paper and ours](short-published), [what a random split hides](short-protocols), [how far a small model gets](short-best).
# - **A reviewer?** [The report](08_report): every claim, its verdict, and what could not be tested.
# - **A lecturer?** [For lecturers](../teaching) has lessons; [the corpora](01_corpora) open the course, from sound to verdict.
# - **A researcher?** [The score to beat](short-best), [splits as files](shared-sides), [ablations](04_ablations) and [the package](../api).
# :::
#
# :::{container} ser-facts
# - **To cite it:** [BibTeX](../cite) for the paper, this companion and each corpus.
# - **It cost** {glue:text}`hours:s` hours of training on {glue:text}`devices:s` for {glue:text}`runs:s` of {glue:text}`planned:s` planned runs, by the clock, including pauses and time shared with other work.
# - **It rests on** {glue:text}`rests_on:s`. Lacking: {glue:text}`absent:s`. [Sources and licences](../catalogue).
# :::

# %% [markdown]
# (what-else)=
# ## What else we found
#
# - The corrected model on random clips of the combined set: {glue:text}`corrected:s` ({glue:text}`corrected_basis:s`). {glue:text}`mended:s` The two are compared by runs on one kind of processor, so the difference need not be that of the two numbers.
# - The simple method on RAVDESS as an {term}`unseen corpus`, trained on {glue:text}`others:s`: {glue:text}`across_accuracy:s` ({glue:text}`across_basis:s`). Chance there, among the emotions that both sides have: {glue:text}`across_chance:s`.
# - MFCCs as the best features: *{glue:text}`c2_verdict:s`*. A substantial improvement over established models, here classical methods that we chose: *{glue:text}`c3_verdict:s`*. [The ledger](05_published_results) has every claim.
# - From random clips to unseen speakers: {glue:text}`fall:s`
# - Changed copies of clips that are made before the clips are divided, as some do, on random clips of RAVDESS: {glue:text}`leak:s` [More](copies-before).
# - {glue:text}`silent:s`: [why](stopped-early). Neither the abstract of the paper nor the scripts claim anything for RAVDESS alone.

# %% [markdown]
# ## What this book does
#
# It takes the claims of the paper one at a time and runs them. There is public code that implements the paper, two scripts that are not known to be by its authors. The model of these scripts is rebuilt, with what we believe to be its flaws, beside a corrected model. Both are trained on the same clips and judged by the same measures.
#
# It also asks what a claim leaves open. How were the clips divided? If recordings of one speaker stand on both sides of the division, a test can be passed in part by knowing the voice. So each result here names the way its clips were divided, and how many clips, speakers and {term}`seeds <seed>` it rests on.
#
# What we do not know is left empty. Of the paper we have read the abstract alone; its tables and its division of the clips are not transcribed here, which does not mean that it withholds them. A value that differs from the published one is a finding about our run. It becomes a finding about the paper only where the two runs are the same in all that matters.
#
# The emotions are acted. Nothing here says how people sound when they feel something. [](../use) says what follows from that.

# %% [markdown]
# ## How to read it
#
# Read the pages in order if the field is new to you; each says what it needs. The [](../glossary) explains the terms and the symbols, and a number leads to the files it comes from.
#
# | Page | Its question |
# |:---|:---|
# | [](01_corpora) | What is in the recordings, and who speaks? |
# | [](02_mfcc) | How does sound become a table of numbers? |
# | [](03_model) | What does the network do with them, and what does attention add? |
# | [](04_ablations) | Which part of the model carries the result? |
# | [](05_published_results) | How do paper, published code and our runs compare? |
# | [](06_protocols) | What does a random division of the clips hide? |
# | [](07_best) | How far does a small model get, and how is it chosen? |
# | [](08_report) | Which claims hold, and what stood in the way of an answer? |
# | [](12_try) | What do the models make of your own voice? |
# | [](../use) | What may such a model be used for, and what not? |
#
# Each of these pages opens with the minutes it takes. They are counted while the book is built: two hundred words a minute, and a quarter of a minute for each figure, table, formula or open piece of code.
#
# The numbers in the pages are read from the files of the runs while the book is built. None that was measured is typed by hand. *Not run* stands where a run is still open.
#
# Above each title stands the *profile*, which tells what the page rests on:
#
# demo
# : the {term}`demo corpus`, a small corpus of synthetic, speech-like clips that the project makes itself. It shows that everything runs. Its numbers are no result, and every page built from it says so.
#
# quick
# : the real corpora, one seed, a reduced set of runs.
#
# full
# : the real corpora and every planned run; those still open read *not run*.

# %% [markdown]
# ## How to run it
#
# You need Python 3.11, 3.12 or 3.13, and make. In a clone of the repository,
#
# ```sh
# make reproduce
# ```
#
# makes the environment, runs the experiments on the demo corpus, executes the notebooks and builds this book. With the real corpora in a folder that holds `RAVDESS/`, `TESS/`, `SAVEE/`, or those of them you have,
#
# ```sh
# make reproduce DATA=path/to/folder
# ```
#
# runs the profile `full`; add `PROFILE=quick` for the shorter one. The corpora are not part of this book: their owners give them out, each under its own licence. [The catalogue](../catalogue) says where.
#
# **Try it yourself:** [the exercises](../exercises).
#
# **Next:** [](01_corpora), where the recordings are looked at.
