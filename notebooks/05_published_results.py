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
#     reads: ["runs/**", "../published.toml"]
# ---

# %% [markdown]
# # Published results: the paper, its code, and ours
#
# What you will learn
# : what was claimed, what we measured, how sure we are, and why a high number on the combined set says less than it seems to.
#
# Time to read
# : about twelve minutes.
#
# What it needs
# : the two models of [](03_model). The words *seed*, *interval* and *chance* are explained in [](04_ablations).

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"

# %% tags=["remove-input"]
import numpy as np
import pandas as pd

from ser.claims import ledger, read_published
from ser.corpora import CORPORA, EMOTIONS
from ser.evaluation import per_class
from ser.experiments import ARMS, experiment
from ser.pages import show
from ser.plots.arms import arms_figure
from ser.plots.confusion import confusion_figure
from ser.results import load_results, pooled_confusion, rests_on, select, summary
from ser.results.compare import compare, of_corpus, pooled_report, protocols

LEDGER = "results/published.toml"

page = show.start(profile, results)
held = load_results(page.results)
claims = ledger(LEDGER, held).set_index("id")
published, works = read_published(LEDGER)
headline, unseen = experiment("headline"), experiment("unseen-speakers")
models = compare(held, headline)
groups = {arm: select(held, data=headline.data, split=headline.split, arm=arm) for arm in headline.arms}
groups = {arm: group for arm, group in groups.items() if group}
combined = [one for group in groups.values() for one in group]
table = summary(held).set_index(["data", "split", "arm"])


# %% tags=["remove-cell"]
def between(row, measure="accuracy"):
    if pd.isna(row[measure]):
        return None
    if pd.isna(row[f"{measure}_low"]):
        return f"{row[measure]:.3f}"
    return f"{row[measure]:.3f} ({row[f'{measure}_low']:.3f} to {row[f'{measure}_high']:.3f})"


corpora = combined[0].record["data"]["corpora"] if combined else {}
absent = [name for name in CORPORA if corpora.get(name, {}).get("found", 0) == 0]
page.glue("rests_on", rests_on(combined) if combined else None)
page.glue("absent", ", ".join(absent) or "none")
page.glue("claimed", claims.loc["C1", "published"], ".0%")
page.glue("folds", len(unseen.folds))
page.glue("c1_verdict", claims.loc["C1", "verdict"])
page.glue("c1_reason", claims.loc["C1", "reason"])
page.glue("s1_verdict", claims.loc["S1", "verdict"])
page.glue("s1_reason", claims.loc["S1", "reason"])
page.glue("claims_all", len(claims))
page.glue("claims_open", int((claims["verdict"] == "not tested yet").sum()))
for arm, row in models.iterrows():
    page.glue(f"{arm}_accuracy", row["accuracy"], ".1%")
    page.glue(f"{arm}_low", row["accuracy_low"], ".1%")
    page.glue(f"{arm}_high", row["accuracy_high"], ".1%")
both = models.loc["corrected", "difference"]
direction = "above" if both >= 0 else "below"
gap = f"lies {100 * abs(both):.1f} percentage points {direction} the published architecture"
page.glue("gap", "cannot be compared with the published architecture yet" if pd.isna(both) else gap)
seeds = models["seeds"].max()
page.glue("seeds", None if pd.isna(seeds) else int(seeds))
page.glue("seed_word", "seed" if seeds == 1 else "seeds")
page.glue("unit", " and of ".join(sorted(set(summary(combined)["unit"]))) if combined else None)

# %% [markdown]
# ## The short answer
#
# The paper states {glue:text}`claimed:s` on the combined set. The published architecture, rebuilt and trained here, reaches {glue:text}`published_accuracy:s` ({glue:text}`published_low:s` to {glue:text}`published_high:s`); the corrected model {glue:text}`corrected_accuracy:s` ({glue:text}`corrected_low:s` to {glue:text}`corrected_high:s`). What has been run was run with {glue:text}`seeds:s` {glue:text}`seed_word:s`. In brackets stand 95% intervals, drawn over {glue:text}`unit:s`: how far a number would move with others of these, not with another seed.
#
# Verdict on that claim: *{glue:text}`c1_verdict:s`*, {glue:text}`c1_reason:s`.
#
# Our runs rest on {glue:text}`rests_on:s`. Corpora of the combined set that they lack: {glue:text}`absent:s`.

# %% [markdown]
# ## The ledger of claims
#
# A *ledger* lists every claim we could read at its source, and what we can say about it. Claims that start with C stand in the abstract of the paper, those that start with S in the description of the published code. How far a number of ours may lie from the published one and still count as the same was written down before the runs.


# %% tags=["hide-input"]
def ours(row):
    if pd.isna(row["ours"]):
        return None
    if pd.isna(row["low"]):
        return f"{row['ours']:+.3f} (difference)"
    return f"{row['ours']:.3f} ({row['low']:.3f} to {row['high']:.3f})"


shown = claims.assign(ours=claims.apply(ours, axis=1))[["claim", "published", "ours", "verdict", "reason"]]
page.table(
    shown,
    caption="Every claim, ours beside it with a 95% interval, and a verdict.",
    formats={"published": ".2f"},
)

# %% [markdown]
# Of {glue:text}`claims_all:s` claims, {glue:text}`claims_open:s` have not been tested yet. A dash in the column *published* means that no number is given, or that it is not transcribed yet: the tables of the paper have not been copied into this book, and nothing here is a guess at them.

# %% [markdown]
# ## Side by side
#
# A number means little without its *protocol*: which clips, divided how, and averaged over what.

# %% tags=["hide-input"]
rows = [
    {
        "what": f"{one.source} ({one.id})",
        "data": ", ".join(one.corpora),
        "protocol": one.protocol,
        "accuracy": None if one.value is None else f"{one.value:.2f}",
    }
    for one in published
    if one.metric
]
rows += [
    {
        "what": f"ours, {row['label']}",
        "data": ", ".join(name for name in corpora if name not in absent),
        "protocol": "random 70/10/20, test side" if row["run"] else "not run yet",
        "accuracy": between(row),
    }
    for _, row in models.iterrows()
]
page.table(
    pd.DataFrame(rows),
    index=False,
    caption="Paper, published code and ours. In brackets: the 95% interval.",
)

# %% tags=["hide-input"]
basis = {}
if combined:
    data = models.dropna(subset=["clips"]).iloc[0]
    basis = {name: int(data[name]) for name in ("clips", "speakers", "seeds")}
found = "In numbers: " + "; ".join(
    f"{row['label']} {between(row) or 'not run yet'}" for _, row in models.iterrows()
)
page.figure(
    arms_figure(models, reference=headline.reference, published=claims.loc["C1", "published"]),
    "headline-accuracy",
    alt=f"Test accuracy of both models on the combined set beside the published number. {found}.",
    caption=f"Test accuracy on the combined set, random split, with 95% intervals. The diamond is the published code, the other arm is compared with it. {found}.",
    data=models,
    **basis,
)

# %% [markdown]
# The corrected model {glue:text}`gap:s`. The two differ in schedule and size as well as in the flaws, so this is not the price of the flaws.

# %% [markdown]
# ## One number, several corpora
#
# An average over the combined set is mostly an average over its largest corpus. What would it be if TESS were solved?

# %% tags=["hide-input"]
sizes = pd.Series({name: corpus.clips for name, corpus in CORPORA.items()}, name="clips")
share = sizes["TESS"] / sizes.sum()
claimed = claims.loc["C1", "published"]
page.glue("tess_share", share, ".1%")
page.glue("needed", (claimed - share) / (1 - share), ".1%")
supposed = 0.75
page.glue("supposed", supposed, ".0%")
page.glue("composed", share + (1 - share) * supposed, ".1%")
by_corpus = pd.DataFrame(
    {
        ARMS[arm].label: {
            name: table.loc[(headline.data, headline.split, arm)].get(f"accuracy_{name}") for name in corpora
        }
        for arm in groups
    }
).reindex([name for name in CORPORA if name in corpora])
by_corpus.insert(
    0,
    "test clips",
    [
        sum(len(one.predictions.clips) for one in of_corpus(next(iter(groups.values()), []), name))
        for name in by_corpus.index
    ],
)
by_corpus.index.name = "corpus"
formats = {"test clips": ",.0f"} | {ARMS[arm].label: ".3f" for arm in groups}
page.table(by_corpus, caption="Accuracy on the test clips of each corpus, random split.", formats=formats)
worst = by_corpus.drop(columns="test clips")
for arm in headline.arms:
    column = worst[ARMS[arm].label].dropna() if ARMS[arm].label in worst else worst.iloc[:0].sum(axis=1)
    page.glue(f"{arm}_best_corpus", column.idxmax() if len(column) else None)
    page.glue(f"{arm}_best", column.max() if len(column) else None, ".1%")
    page.glue(f"{arm}_worst_corpus", column.idxmin() if len(column) else None)
    page.glue(f"{arm}_worst", column.min() if len(column) else None, ".1%")

# %% [markdown]
# Of the clips of the three corpora, {glue:text}`tess_share:s` are of TESS. A model that names all of these rightly, and {glue:text}`supposed:s` of the rest, scores {glue:text}`composed:s`. To reach {glue:text}`claimed:s`, it needs {glue:text}`needed:s` on the rest.
#
# In our runs, the published architecture is best on {glue:text}`published_best_corpus:s` ({glue:text}`published_best:s`) and worst on {glue:text}`published_worst_corpus:s` ({glue:text}`published_worst:s`). The corrected model is best on {glue:text}`corrected_best_corpus:s` ({glue:text}`corrected_best:s`) and worst on {glue:text}`corrected_worst_corpus:s` ({glue:text}`corrected_worst:s`).
#
# TESS has two speakers who say the same words in every emotion. Under a random split both stand in training and test with most of their words. A score on TESS says how well two voices that are known can be told apart from themselves.

# %% [markdown]
# ## Which emotion is taken for which?
#
# A *confusion matrix* has a row for each true emotion and a column for each predicted one. What stands on the diagonal is right.


# %% tags=["hide-input"]
def worst_pair(counts):
    shares = counts / np.maximum(counts.sum(axis=1), 1)[:, None] * (1 - np.eye(len(counts)))
    true, taken = np.unravel_index(shares.argmax(), shares.shape)
    return f"Most often mistaken: {EMOTIONS[true]} for {EMOTIONS[taken]}, {shares[true, taken]:.0%} of its clips."


for arm, group in groups.items():
    counts = pooled_confusion(group)
    row = models.loc[arm]
    page.figure(
        confusion_figure(counts, title=ARMS[arm].label),
        f"confusion-{arm}",
        alt=f"Confusion matrix, {ARMS[arm].label}: {row.accuracy:.1%} of the clips on the diagonal. {worst_pair(counts)}",
        caption=f"Confusion matrix of the test clips, {ARMS[arm].label}. {worst_pair(counts)}",
        clips=int(row.clips),
        speakers=int(row.speakers),
        seeds=int(row.seeds),
        data=pd.DataFrame(counts, index=EMOTIONS, columns=EMOTIONS),
    )

# %% [markdown]
# The same counts as tables:

# %% tags=["hide-input", "hide-output"]
for arm, group in groups.items():
    counts = pd.DataFrame(pooled_confusion(group), index=pd.Index(EMOTIONS, name="true"), columns=EMOTIONS)
    page.table(
        counts, caption=f"Clips of each true emotion (row) by predicted emotion (column), {ARMS[arm].label}."
    )

# %% [markdown]
# ## Emotion by emotion
#
# *Precision*: of the clips that were called angry, how many were. *Recall*: of those that were angry, how many were called so. *F1* is their harmonic mean, which is low when either is. *Support* is the number of test clips. The *macro* average counts each emotion alike, the *weighted* one counts each by its clips. In the row of the accuracy, it stands under F1.


# %% tags=["hide-input"]
for arm, group in groups.items():
    shown = pooled_report(group).rename(columns={"f1": "F1"})
    formats = dict.fromkeys(("precision", "recall", "F1"), ".3f") | {"support": ",d"}
    page.table(shown, caption=f"Test clips of the combined set, {ARMS[arm].label}.", formats=formats)
recalls = {
    arm: pd.Series(per_class(pooled_confusion(group))["recall"], EMOTIONS) for arm, group in groups.items()
}
tested = {arm: recalls[arm][pooled_confusion(group).sum(axis=1) > 0] for arm, group in groups.items()}
for arm in headline.arms:
    page.glue(f"{arm}_easiest", tested[arm].idxmax() if arm in tested else None)
    page.glue(f"{arm}_hardest", tested[arm].idxmin() if arm in tested else None)
untested = [name for name in EMOTIONS if all(name not in column.index for column in tested.values())]
page.glue("untested", ", ".join(untested) or "none")

# %% [markdown]
# By recall, the published architecture finds *{glue:text}`published_easiest:s`* easiest and *{glue:text}`published_hardest:s`* hardest; for the corrected model it is *{glue:text}`corrected_easiest:s`* and *{glue:text}`corrected_hardest:s`*. Emotions of which the test side holds no clip: {glue:text}`untested:s`.

# %% [markdown]
# ## Speakers nobody has trained on
#
# A random split asks how well a model does on new clips of people it knows. Whoever wants to use one needs another answer: how well does it do on a stranger?
#
# So the speakers of RAVDESS are divided into {glue:text}`folds:s` groups, those of {cite:t}`luna2021`. Each is tested on a model that was trained on the others. One such division is a *fold*. Here we compare UAR, the mean of the recalls, because published work on unseen speakers does.


# %% tags=["hide-input"]
rows = protocols(held, headline.arms, unseen.data)
rows["label"] = rows["model"] + ", " + rows["protocol"]
told = "; ".join(f"{row.label} {row.uar:.3f}" for row in rows.dropna(subset=["uar"]).itertuples())
told = f"In numbers: {told}." if told else "None of it has been run yet."
page.figure(
    arms_figure(rows.drop(columns="majority"), measure="uar"),
    "unseen-speakers",
    alt=f"UAR of both models on clips of {unseen.data}, by protocol. {told}",
    caption=f"UAR on the test clips of {unseen.data} with 95% intervals. {told}",
    data=rows.set_index("label"),
)
shown = rows[["model", "protocol", "uar", "uar_low", "uar_high", "accuracy", "clips", "speakers", "folds"]]
shown = shown.rename(columns={"uar": "UAR", "uar_low": "from", "uar_high": "to"})
formats = dict.fromkeys(("UAR", "from", "to", "accuracy"), ".3f")
formats |= dict.fromkeys(("clips", "speakers", "folds"), ",.0f")
caption = f"The same as numbers. Unseen speakers have {len(unseen.folds)} folds in all; a dash: not run yet."
page.table(shown, index=False, caption=caption, formats=formats)
for arm, mine in rows.groupby("arm"):
    known, alone, strange = mine["uar"]
    change = strange - (known if pd.isna(alone) else alone)
    page.glue(f"{arm}_known", known if pd.isna(alone) else alone, ".3f")
    page.glue(f"{arm}_strange", strange, ".3f")
    word = "higher" if change > 0 else "lower"
    page.glue(f"{arm}_change", None if pd.isna(change) else f"{abs(change):.3f} {word}")

# %% [markdown]
# The published architecture: UAR {glue:text}`published_known:s` on known speakers, {glue:text}`published_strange:s` on unseen ones ({glue:text}`published_change:s`). The corrected model: {glue:text}`corrected_known:s` on known speakers, {glue:text}`corrected_strange:s` on unseen ones ({glue:text}`corrected_change:s`). Where a model has been trained on RAVDESS alone under a random split, *known* is that run; else it is the RAVDESS part of the combined run.
#
# The number that belongs to a use is the one on unseen speakers. An interval over fewer folds than all covers fewer people, and says less.

# %% [markdown]
# ## Beside other work
#
# These are numbers that others have published, each with its protocol. Rows of different protocols cannot be ranked against each other: the way the clips were divided differs between them as much as the models do.

# %% tags=["hide-input"]
own = [
    {
        "name": f"this book, {ARMS[arm].label}",
        "data": f"{unseen.data}, 8 classes",
        "protocol": f"speaker-independent, {row['folds']:.0f} of {len(unseen.folds)} folds",
        "metric": "UAR",
        "value": row["folds_mean_uar"],
    }
    for arm, row in compare(held, unseen).iterrows()
    if row["run"]
]
shown = pd.concat([works, pd.DataFrame(own)], ignore_index=True) if own else works
page.table(
    shown,
    index=False,
    caption="Other published numbers, and ours on unseen speakers as the mean of the folds.",
    formats={"value": ".3f"},
)

# %% [markdown]
# EmoBox is described in {cite:t}`ma2024`. The folds of ResLSTM-SA and ours are the same; those of EmoBox are others.

# %% [markdown]
# ## What it cost
#
# *Minutes* is training time alone, on one thread where the device is a processor.

# %% tags=["hide-input"]
cost = summary(held)[["data", "split", "label", "folds", "seeds", "epochs", "minutes", "device"]]
page.table(
    cost,
    index=False,
    caption="Training time of every run so far. Epochs: mean over folds and seeds.",
    formats={"epochs": ".0f", "minutes": ".1f"},
)
page.glue("runs", len(held))
page.glue("hours", cost["minutes"].sum() / 60, ".1f")
page.glue("devices", ", ".join(sorted(set(cost["device"]))))

# %% [markdown]
# Together, {glue:text}`runs:s` runs took {glue:text}`hours:s` hours on: {glue:text}`devices:s`.

# %% [markdown]
# ## Limits
#
# - **The paper's split is not known to us.** Nor are its tables transcribed here. A difference from its number is a finding about our run first.
# - **Corpora missing:** {glue:text}`absent:s`. A claim about three corpora cannot be settled on fewer.
# - **Seeds:** {glue:text}`seeds:s`. From one, it cannot be known how far another would move the headline.
# - **An interval over speakers, words or clips speaks of these corpora.** It says nothing about other recordings.
# - **Acted speech.** Nothing here says how people sound when they feel something, and none of these models should decide anything about a person.

# %% [markdown]
# ## In short
#
# - Claimed: {glue:text}`claimed:s`. Ours with the published architecture: {glue:text}`published_accuracy:s`, with the corrected one: {glue:text}`corrected_accuracy:s`. Verdict: *{glue:text}`c1_verdict:s`*.
# - TESS solved and {glue:text}`supposed:s` on the rest makes {glue:text}`composed:s`. An average over corpora needs its parts beside it.
# - On unseen speakers of RAVDESS, UAR is {glue:text}`published_strange:s` for the published architecture and {glue:text}`corrected_strange:s` for the corrected model.
#
# **Next:** [](../references), and [](../api) for those who want to run or change something.
