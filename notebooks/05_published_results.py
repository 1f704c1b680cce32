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
#     reads: ["runs/**", "repeated/**", "choosing/**", "facts/examples.json", "../published.toml"]
# ---

# %% [markdown]
# # Published results: the paper, the code, and ours
#
# What you will learn
# : what was claimed, what we measured, how sure we are, how far simpler methods come, and why a high number on the combined set says less than it seems to.
#
# Time to read
# : {minutes}`this page`.
#
# What it needs
# : the two models of [](03_model). The words *seed*, *interval*, *noise band* and *chance* are explained in [](04_ablations).

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"
data = ""

# %% tags=["remove-input"]
from dataclasses import replace

import pandas as pd

from ser.audio.example import made, recorded
from ser.claims import ledger, mark, missing_told, our_works, read_published, read_untranscribed, value_told
from ser.corpora import CORPORA, EMOTIONS
from ser.evaluation import per_class, reliability
from ser.evaluation.calibration import BINS
from ser.experiments import ARMS, CHOICES, DATA, experiment
from ser.models.baselines import BASELINES, CLASSICAL
from ser.pages import calibration, one_emotion, player, show, words
from ser.pages.arms import show_figure, show_tables
from ser.pages.confusion import show_confusion
from ser.plots.reliability import NO_BAND, reliability_figure
from ser.results import (
    load_choosing,
    load_results,
    of_corpus,
    pooled_confusion,
    read_json,
    rests_on,
    select,
)
from ser.results.choosing import chosen as chosen_of
from ser.results.compare import compare, pooled_report
from ser.results.mistakes import commonest, most_confident
from ser.results.pooled import complete, pool, recall_limits
from ser.results.sureness import sureness

LEDGER = "results/published.toml"

page = show.start(profile, results)
held = load_results(page.results)
claims = ledger(LEDGER, held).set_index("id")
published, works = read_published(LEDGER)
headline, unseen = experiment("headline"), experiment("unseen-speakers")
models = compare(held, headline)
# The published network beside the corrected one and every simpler method, on each set of clips.
beside = replace(experiment("baselines"), arms=("published", "corrected", *BASELINES), reference="published")
methods = {place.data: compare(held, beside, place) for place in headline.places}
mine = select(held, data=headline.place.data, split=headline.place.split)
groups = {arm: complete(select(mine, arm=arm)) for arm in headline.arms}
groups = {arm: group for arm, group in groups.items() if group}
combined = [one for group in groups.values() for one in group]

# %% tags=["remove-cell"]
corpora = {name: counts for one in held for name, counts in one.record["data"]["corpora"].items()}
absent = [name for name in CORPORA if corpora.get(name, {}).get("found", 0) == 0]
page.glue("rests_on", rests_on(held))
page.glue("absent", words.listed(absent))
page.glue("claimed", claims.loc["C1", "published"], ".0%", rests=[LEDGER])
for name in claims.index:
    page.glue(f"{name.lower()}_verdict", claims.loc[name, "standing"])
    page.glue(f"{name.lower()}_reason", claims.loc[name, "reason"])
page.glue("c1_apart", claims.loc["C1", "apart"] or None)
page.glue("s1_published", claims.loc["S1", "published"], ".0%", rests=[LEDGER])
waiting = int((claims["verdict"] == "not tested yet").sum())
told = f"{waiting} {'waits' if waiting == 1 else 'wait'}" if waiting else "none waits"
page.glue("claims_open", f"Of {len(claims)} claims, {told} for a first run")
for arm, row in models.iterrows():
    runs = groups.get(arm, ())
    page.glue(f"{arm}_accuracy", row["accuracy"], ".1%", rests=runs)
    page.glue(f"{arm}_between", words.between(row), rests=runs)
    parts = words.by_corpus(row)
    page.glue(f"{arm}_parts", f"; {parts}" if parts else "", rests=runs)
    page.glue(f"{arm}_seeds", words.count(row["seeds"], "seed"), rests=runs)
    page.glue(f"{arm}_ece", row["ece"], ".3f", rests=runs)
noise = models.loc[headline.reference, "noise"]
noise = "not known, as it takes two seeds" if pd.isna(noise) else f"{noise:.3f}"
page.glue("noise", noise, rests=groups.get(headline.reference, ()))
both = models.loc["corrected"]
page.glue("noise_corrected", both["own_noise"], ".3f", rests=groups.get("corrected", ()))
page.glue("counts_above", both["hurdle"], ".3f", rests=combined)
apart = f"differs from the published one by {words.between(both, 'difference', sign=True)} in accuracy: {both['verdict']}"
if both["verdict_uar"] != both["verdict"]:
    apart += f" (by UAR: {both['verdict_uar']})"
page.glue("gap", "cannot be compared with the published one yet" if pd.isna(both["difference"]) else apart)
among = methods[headline.place.data].loc["corrected", "verdict"]
told = f" Among all the methods of the next section, where p is corrected for more comparisons, the verdict is: {among}."
page.glue("gap_among", "" if pd.isna(both["difference"]) or among == both["verdict"] else told)
page.glue("reach", " | ".join(sorted(set(models["reach"]) - {""})) or None)
for name, table in methods.items():
    simple = table.loc[list(CLASSICAL)].dropna(subset=["accuracy"])
    network = table.loc["published"]
    told = "not run yet."
    if len(simple):
        best = simple.loc[simple["accuracy"].idxmax()]
        apart = words.between(best, "difference", sign=True)
        apart = (
            f"{apart}, over {words.count(best['pairs'], 'seed')} that both have" if apart else "not compared"
        )
        told = f"of {words.count(len(simple), 'classical method')}, {best['label']} comes out highest, {words.between(best)}. The published code "
        told += (
            f"reaches {words.between(network)}. Classical minus published: {apart}. Verdict: {best['verdict']}."
            if network["run"]
            else "has not been run here yet."
        )
    runs = select(held, data=name, split=headline.place.split, arm=("published", *CLASSICAL))
    page.glue(f"classical_{name}", told, rests=runs)
stopped = one_emotion.silent(held, "published", "RAVDESS")
page.glue("silent_RAVDESS", one_emotion.told(stopped, "RAVDESS"))
page.glue("classical_names", words.listed([ARMS[name].label for name in CLASSICAL]), rests=())

# %% [markdown]
# (short-published)=
# ## The short answer
#
# The paper states {glue:text}`claimed:s` on the combined set. The published code, rebuilt and trained here, reaches {glue:text}`published_between:s` ({glue:text}`published_seeds:s`{glue:text}`published_parts:s`). The corrected model reaches {glue:text}`corrected_between:s` ({glue:text}`corrected_seeds:s`{glue:text}`corrected_parts:s`). In brackets stand 95% intervals. They speak of: {glue:text}`reach:s`.
#
# Verdict on that claim: *{glue:text}`c1_verdict:s`*. The reason: {glue:text}`c1_reason:s`. {glue:text}`missing:s`
#
# Is the network a step beyond simpler methods?
#
# - On the combined set, {glue:text}`classical_all:s`
# - On TESS alone, {glue:text}`classical_TESS:s`
#
# All of this is on random clips, where every speaker of the test has been heard in training. [](06_protocols) shows what is left without that.
#
# Our runs rest on {glue:text}`rests_on:s`. Corpora of the combined set that they lack: {glue:text}`absent:s`.

# %% [markdown]
# ## The ledger of claims
#
# A *ledger* lists every claim we could read at its source, and what we can say about it. Claims that start with C stand in the abstract of the paper, those that start with S in the description of the published code. How far a number of ours may lie from the published one and still count as the same was written down before the runs.
#
# *Partly tested* means that something keeps us from a full answer: a corpus that we lack or that the experiment leaves out, runs still open, or a list that is not known to us. The words after the comma say where the claim stands so far. For a claimed number, ours is *within tolerance*, *above it* or *below it*. For a claim to be better than others, the evidence is *in its favour*, *against it* or *undecided*; it points *both ways* when the model wins under one protocol and loses under another. A win under one alone leaves it undecided. One rival that does better speaks against such a claim; only a lead over every rival speaks for it.
#
# *Differs* means that nothing was left open, and what we found is not what was claimed. The words after the comma say how. A number of ours lies further off than its tolerance, above or below. A claim to be better was not borne out: a rival does better, or no lead over every rival could be shown. The latter does not prove the contrary: where nearly every answer is right, there is no room for a lead, and the reason then says so.


# %% tags=["hide-input"]
def ours(row):
    told = words.between(row, "ours", sign=row["measure"] == "difference")
    return f"{told} (difference)" if told and row["measure"] == "difference" else told


shown = claims.rename(columns={"low": "ours_low", "high": "ours_high"})
shown["ours"] = [ours(row) for _, row in shown.iterrows()]
shown = shown[["claim", "published", "ours", "standing", "reason"]].rename(columns={"standing": "verdict"})
page.table(
    shown,
    caption="Every claim, ours beside it with a 95% interval, and a verdict. A difference is that from the strongest rival, under the protocol where it is lowest. Its interval is that of this one comparison, and makes no allowance for its having been picked as the lowest.",
    formats={"published": ".2f"},
)

# %% [markdown]
# {glue:text}`claims_open:s`. A dash in the column *published* means that no number is given, or that it is not transcribed yet: we had the abstract of the paper and the published code. What else the paper holds has an empty row until somebody reads it there. Nothing is a guess at it.

# %% tags=["remove-input"]
empty = [
    {"source": one.source, "what": one.what, "published": one.state} for one in read_untranscribed(LEDGER)
]
page.table(pd.DataFrame(empty), index=False, caption="What the paper holds and this book does not yet.")

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
        "accuracy": f"{one.value:.2f}",
    }
    for one in published
    if one.value is not None
]


def of_arm(place, arm):
    return complete(select(held, data=place.data, split=place.split, arm=arm, seed=place.seeds))


for place in headline.places:
    table = methods[place.data]
    rows += [
        {
            "what": f"ours, {row['label']}",
            "data": ", ".join(name for name in DATA[place.data] if name not in absent) or "none",
            "protocol": f"random 70/10/20, test side, {words.count(row['seeds'], 'seed')}",
            "accuracy": "; ".join(
                filter(None, (words.between(row), words.by_corpus(row), words.apart(row, of_arm(place, arm))))
            ),
        }
        for arm, row in table.loc[list(headline.arms)].iterrows()
        if row["run"]
    ]
page.table(
    pd.DataFrame(rows),
    index=False,
    caption="Paper, published code and ours. In brackets: the 95% interval. Where seeds lie so far apart that their mean describes none of them, each is given.",
)

# %% [markdown]
# The corrected model {glue:text}`gap:s`.{glue:text}`gap_among:s` The two differ in schedule and size as well as in the flaws, so this is not the price of the flaws. The noise band of the published code is {glue:text}`noise:s`, that of the corrected model {glue:text}`noise_corrected:s`; so a difference counts above {glue:text}`counts_above:s`.

# %% [markdown]
# ## Beside simpler methods
#
# The paper calls its model "a substantial improvement over established models". Which models these are is not transcribed yet. So we let the network meet methods that were there before it.
#
# Four are {term}`classical`: {glue:text}`classical_names:s`. A {term}`support vector machine` draws borders between the emotions, the trees of a {term}`random forest` vote, a {term}`multilayer perceptron` is a small plain network, and {term}`nearest neighbours` go by the clips most alike. Each gets six statistics of every MFCC coefficient over the clip (mean, deviation, smallest, median and largest value, and the mean absolute change from frame to frame) and the number of frames. So each is told how long the clip is, which gives something away by itself, as [](01_corpora) shows. One setting of each is chosen on the validation clips.
#
# The others are guesses; none of them listens for the emotion. One always names the commonest emotion. Two name the commonest emotion of the clip's corpus: one is told the corpus, the other has a classifier detect it. The last goes by the length of the file alone. ([](01_corpora) asks the same of its logarithm and on other folds, so its numbers differ a little.)

# %% tags=["hide-input"]
named = {"all corpora": methods[headline.place.data], "TESS alone": methods["TESS"]}
show_figure(
    page,
    "methods-accuracy",
    named,
    reference=beside.reference,
    published=claims.loc["C1", "published"],
    level="data",
    alt="Test accuracy of both networks and of simpler methods on random clips, with intervals, beside the claimed number.",
    caption="Test accuracy of networks, classical methods, and guesses on random clips",
    lines="the published code with its noise band, and the claim",
    of_reference=True,
)

# %% tags=["hide-input"]
show_tables(page, named, subject="Random clips", reference="the published code")

# %% [markdown]
# The short answer has this in words for the combined set and for TESS. On RAVDESS alone, {glue:text}`classical_RAVDESS:s` {glue:text}`silent_RAVDESS:s`. [](06_protocols) explains it.
#
# Which of the classical methods is best was seen on the test clips. That flatters it a little. A difference is taken over the seeds that both have, and between runs on one kind of processor, so it need not be the difference of the two accuracies.
#
# The description of the published code gives a number too (S1), {glue:text}`s1_published:s` for code that runs on TESS alone: *{glue:text}`s1_verdict:s`*. {glue:text}`s1_reason:s`. Where so much more is reached with every seed, the number may be that of the paper, which is the same, or come from other clips or an earlier version of the scripts: the description does not say how it was had, and we cannot tell. What differs in our rebuild, [](03_model) and [](08_report) list; we know of nothing there that adds as much.
#
# The verdicts that rest on such comparisons:
#
# - "A substantial improvement over established models", says the paper (C3), here on all corpora: *{glue:text}`c3_verdict:s`*.
# - "Significant improvements over traditional methods", says the published code (S3), here on TESS: *{glue:text}`s3_verdict:s`*.
# - MFCCs are the best features, say both (C2 and S4), here on RAVDESS and on TESS: *{glue:text}`c2_verdict:s`*.
# - Attention improves the result, says the published code (S2), here on RAVDESS and on TESS: *{glue:text}`s2_verdict:s`*.
#
# The last two come from the comparisons of [](04_ablations). Mind who is compared. For C3 and S3 it is our rebuild of the scripts, beside methods that we chose; the paper may have surpassed others. For C2, S4 and S2 it is our corrected model, and not the model of the paper or of the scripts.

# %% [markdown]
# ## One number, several corpora
#
# An average over the combined set is mostly an average over its largest corpus. What would it be if TESS were solved?

# %% tags=["hide-input"]
sizes = pd.Series({name: corpus.clips for name, corpus in CORPORA.items()}, name="clips")
share = sizes["TESS"] / sizes.sum()
claimed = claims.loc["C1", "published"]
page.glue("tess_share", share, ".1%", rests=())
page.glue("needed", (claimed - share) / (1 - share), ".1%", rests=[LEDGER])
supposed = 0.75
page.glue("supposed", supposed, ".0%", rests=())
page.glue("composed", share + (1 - share) * supposed, ".1%", rests=())
whole = methods[headline.place.data]
parts = [name for name in CORPORA if f"accuracy_{name}" in whole and name not in absent]
by_corpus = whole[
    ["label", "accuracy", *(f"accuracy_{name}" for name in parts), "uar", *(f"uar_{name}" for name in parts)]
]
by_corpus = by_corpus[whole["run"]].set_index("label")
by_corpus.columns = [
    "accuracy",
    *(f"accuracy, {name}" for name in parts),
    "UAR",
    *(f"UAR, {name}" for name in parts),
]
by_corpus.index.name = "arm"
page.table(
    by_corpus,
    caption="Trained on all corpora, random clips: accuracy and UAR on all test clips, and on those of each corpus, without intervals. The short answer has those of the networks."
    + f" Of the published code: {words.counts(whole.loc['published'])}.",
    formats=dict.fromkeys(by_corpus.columns, ".3f"),
)
central = next(one for one in published if one.id == "C1")
page.glue("missing", missing_told(whole.loc["published"], central), rests=groups.get("published", ()))
plain = whole.loc["published", [f"accuracy_{name}" for name in parts]].astype(float).mean()
page.glue("by_corpora", plain, ".1%", rests=groups.get("published", ()))
for arm in headline.arms:
    runs = groups.get(arm, ())
    column = whole.loc[arm, [f"accuracy_{name}" for name in parts]].dropna().astype(float)
    page.glue(f"{arm}_best_corpus", column.idxmax().partition("_")[2] if len(column) else None, rests=runs)
    page.glue(f"{arm}_best", column.max() if len(column) else None, ".1%", rests=runs)
    page.glue(f"{arm}_worst_corpus", column.idxmin().partition("_")[2] if len(column) else None, rests=runs)
    page.glue(f"{arm}_worst", column.min() if len(column) else None, ".1%", rests=runs)

# %% [markdown]
# Of the clips of the three corpora, {glue:text}`tess_share:s` are of TESS. A model that names all of these correctly, and {glue:text}`supposed:s` of the rest, scores {glue:text}`composed:s`. To reach {glue:text}`claimed:s`, it needs {glue:text}`needed:s` on the rest. And TESS weighs more in our runs than in the paper's set, as long as a corpus is missing. The short answer says what the missing corpus would have to give; training on it may move all of this. If *average* means the plain mean over corpora, ours so far is {glue:text}`by_corpora:s`.
#
# In our runs, the published code is best on {glue:text}`published_best_corpus:s` ({glue:text}`published_best:s`) and worst on {glue:text}`published_worst_corpus:s` ({glue:text}`published_worst:s`). The corrected model is best on {glue:text}`corrected_best_corpus:s` ({glue:text}`corrected_best:s`) and worst on {glue:text}`corrected_worst_corpus:s` ({glue:text}`corrected_worst:s`).
#
# TESS has two speakers who say the same words in every emotion. Under a random split both stand in training and test with most of their words. A score on TESS says how well the emotions of two known voices are told apart.

# %% [markdown]
# ## Which emotion is taken for which?
#
# A *confusion matrix* has a row for each true emotion and a column for each predicted one. What stands on the diagonal is right. A cell gives its share of the row, and under it the number of tests of all seeds, added up. Each seed deals out test clips of its own, so a clip that two of them test counts twice here, and once in the line below the figure. Shares of a row can be compared between emotions, however many clips each has.

# %% tags=["hide-input"]
for arm, group in groups.items():
    row = models.loc[arm]
    show_confusion(
        page,
        pooled_confusion(group),
        f"confusion-{arm}",
        label=ARMS[arm].label,
        facts=f"On the diagonal {row.accuracy:.1%}, chance {row.chance:.1%}, always the majority label {row.majority:.1%}.",
        basis=words.basis(row),
    )

# %% [markdown]
# ## Errors to hear
#
# A count says how often. What a mistake sounds like, only the clip itself can say. These are the confusions that take the largest share of an emotion's test clips, each with the clip of which the model was surest.


# %% tags=["remove-input"]
def together(table):
    """Let a text break into few lines: a space between each two words, and else none that breaks."""
    words_of = table["text"].str.split(" ")
    return table.assign(
        text=words_of.map(
            lambda one: " ".join("\N{NO-BREAK SPACE}".join(one[i : i + 3]) for i in range(0, len(one), 3))
        )
    )


pairs = {arm: commonest(group) for arm, group in groups.items()}
surest = {arm: most_confident(group) for arm, group in groups.items()}
for arm, table in pairs.items():
    shown = together(table).assign(said=table["said"] + " taken for " + table["heard"]).set_index("said")
    shown.index.name = "confusion"
    page.table(
        shown[["mistaken", "share", "clip", "probability", "text"]],
        caption=f"The commonest confusions, {ARMS[arm].label}: how many test predictions, their share of the emotion, and the surest of them with the probability the model gave to what it heard.",
        formats={"mistaken": ",d", "share": ".1%", "probability": ".2f"},
    )

# %% [markdown]
# And these are the mistakes in which the model was surest of all. *Said* is the emotion that the actor was asked for, *heard* what the model took it for.

# %% tags=["remove-input"]
for arm, table in surest.items():
    runs = [
        f"{wrong}\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}{all_}"
        for wrong, all_ in zip(table["mistaken"], table["runs"], strict=True)
    ]
    page.table(
        together(table)[["clip", "said", "heard", "probability", "speaker", "text"]]
        .assign(runs=runs)
        .set_index("clip"),
        caption=f"The most confident mistakes, {ARMS[arm].label}. Runs: in how many of the runs that tested the clip it was mistaken.",
        formats={"probability": ".2f"},
    )

# %% tags=["remove-input"]
heard = {}
for arm in groups:
    for row in pd.concat([pairs[arm], surest[arm]]).itertuples():
        if page.demo:
            one = made(row.clip) if len(heard) < 8 else None
        else:
            one = recorded(row.clip, data=data) if data else None
        if one:
            told = heard.setdefault(row.clip, (one, {}))[1]
            told[arm] = f"{ARMS[arm].label}: taken for {row.heard} ({row.probability:.2f})"
heard = [(one, "; ".join(told.values())) for one, told in heard.values()]
how = "Here they are, to be heard."
examples = page.results / "facts" / "examples.json"
if not heard:
    how = "The recordings are other people's, so they cannot be played here. With your own copy of the corpora, make book DATA=path/to/folder builds this page with a player for each of these clips, on your machine alone."
    for name, told in (read_json(examples)["made"] if examples.is_file() else {}).items():
        said = max(told["probabilities"], key=told["probabilities"].get)
        if said != told["emotion"]:
            line = f"{ARMS['corrected'].label}: taken for {said} ({told['probabilities'][said]:.2f})"
            heard.append((made(name), line))
    if heard:
        how += " What can be played are clips that this project made, of which the corrected model has these wrong. It was trained on people and has never heard such a voice."
page.glue("how_to_hear", how, rests=[examples] if examples.is_file() else ())
if heard:
    player.notice([one for one, _ in heard])
    player.show_all([one for one, _ in heard], heard=[text for _, text in heard])

# %% [markdown]
# {glue:text}`how_to_hear:s`
#
# One caution. An actor may have missed the emotion, and a listener may hear another: the label is what was asked for. A mistake of the model is a difference from that.

# %% [markdown]
# ## Emotion by emotion
#
# *Precision*: of the clips that were called angry, how many were. *Recall*: of those that were angry, how many were called so. *F1* is their harmonic mean, which is low when either is. *Support* is the number of test clips, over all seeds. The *macro* average counts each emotion alike, the *weighted* one counts each by its clips. In the row of the accuracy, it stands under F1.


# %% tags=["hide-input"]
for arm, group in groups.items():
    shown = pooled_report(group).rename(columns={"f1": "F1"})
    low, high = (pd.Series(end, EMOTIONS).reindex(shown.index) for end in recall_limits(pool(group)))
    ends = zip(low, high, strict=True)
    shown["recall between"] = [words.span(one, ".3f") if pd.notna(one[0]) else None for one in ends]
    formats = dict.fromkeys(("precision", "recall", "F1"), ".3f") | {"support": ",d"}
    row = models.loc[arm]
    f1 = {
        name: words.span((row[f"{name}_f1_low"], row[f"{name}_f1_high"]), ".3f")
        for name in ("macro", "weighted")
    }
    page.table(
        shown,
        caption=f"Test clips of the combined set, {ARMS[arm].label}. Recall lies between the ends of its 95% interval; that of macro F1 is {f1['macro']}, of weighted F1 {f1['weighted']}. A dash: none is given.",
        formats=formats,
    )
recalls = {
    arm: pd.Series(per_class(pooled_confusion(group))["recall"], EMOTIONS) for arm, group in groups.items()
}
tested = {arm: recalls[arm][pooled_confusion(group).sum(axis=1) > 0] for arm, group in groups.items()}
for arm in headline.arms:
    page.glue(f"{arm}_easiest", tested[arm].idxmax() if arm in tested else None, rests=groups.get(arm, ()))
    page.glue(f"{arm}_hardest", tested[arm].idxmin() if arm in tested else None, rests=groups.get(arm, ()))
untested = [name for name in EMOTIONS if all(name not in column.index for column in tested.values())]
page.glue("untested", words.listed(untested) if groups else None)

# %% [markdown]
# By recall, the published code finds *{glue:text}`published_easiest:s`* easiest and *{glue:text}`published_hardest:s`* hardest; for the corrected model it is *{glue:text}`corrected_easiest:s`* and *{glue:text}`corrected_hardest:s`*. Emotions of which the test side holds no clip: {glue:text}`untested:s`.

# %% [markdown]
# ## Is a model as sure as it should be?
#
# A network gives each emotion a probability. The highest is its guess, and that probability is its *confidence*. It is *calibrated* when, of the clips it names with a confidence of 80%, four in five are named correctly.
#
# The *expected calibration error* (ECE) is the mean distance between confidence and the share that is right, within {glue:text}`bins:s` equally wide bins of confidence, each weighted by its clips: zero is best.

# %% tags=["hide-input"]
pooled = {arm: pool(group) for arm, group in groups.items()}
bins = {
    ARMS[arm].label: pd.DataFrame(reliability(one.truth, one.probabilities)) for arm, one in pooled.items()
}
bins = {label: table[table["clips"] > 0] for label, table in bins.items()}
page.glue("bins", BINS, rests=())
names = {arm: words.model(ARMS[arm].label) for arm in groups}
parts = {
    corpus: calibration.each(
        {names[arm]: sureness(of_corpus(group, corpus)) for arm, group in groups.items()}
    )
    for corpus in CORPORA
    if corpus not in absent
}
told = [f"on {corpus}, {each}" for corpus, each in parts.items() if each]
page.glue("ece_by_corpus", "; ".join(told) or None, rests=combined)
known = {arm: sureness(group) for arm, group in groups.items()}
sure = "; ".join(calibration.told(names[arm], one) for arm, one in known.items() if one) or "not run yet"
page.glue("sureness", sure)
found = {names[arm]: one for arm, one in known.items()}
page.glue("ece_of_runs", calibration.each(found, of_runs=True), rests=combined)
told, behind = [], []
for arm, split in (("corrected", "random"), ("corrected", "speaker"), ("best-speaker", "speaker")):
    group = complete(select(held, data="RAVDESS", split=split, arm=arm))
    if one := sureness(group):
        told.append(calibration.told(f"{words.model(ARMS[arm].label)} on {words.PROTOCOLS[split]}", one))
        behind += group
page.glue(
    "sure_of_strangers",
    f"On RAVDESS, {'; '.join(told)}." if told else "On RAVDESS alone it has not been measured yet.",
    rests=behind,
)
if bins:
    guessed, common = (float(models[name].mean()) for name in ("chance", "majority"))
    page.figure(
        reliability_figure(bins, chance=guessed, majority=common),
        "reliability",
        alt=f"Share of clips named correctly against confidence, for each model, with lines at the diagonal, at chance ({guessed:.1%}) and at the majority label ({common:.1%}). In numbers: {sure}. {NO_BAND}",
        caption=f"Share of test clips named correctly, by confidence. Below the diagonal, a model is surer than it should be. A larger mark holds more clips. {NO_BAND}",
        data=pd.concat(bins, names=["model"]),
        **words.basis(models.loc[next(iter(groups))]),
    )

# %% [markdown]
# On the combined set: {glue:text}`sureness:s`. By corpus, the ECE is {glue:text}`ece_by_corpus:s`. These take the answers of all seeds together, in which the errors of single runs cancel in part: the mean over runs is {glue:text}`ece_of_runs:s`. The ECE is given without an interval.
#
# All of this is the easy case, where the speakers are known. {glue:text}`sure_of_strangers:s`

# %% [markdown]
# (beside-others)=
# ## Beside other work
#
# These are numbers that others have published, each with its protocol, and ours under the protocol nearest to it. Rows of different protocols cannot be ranked against each other: the way the clips were divided differs between them as much as the models do.

# %% tags=["hide-input"]
own = our_works(held)
page.glue("mark", mark(own, works))
winner = chosen_of(load_choosing(page.results), CHOICES["best-random"])
page.glue("chosen_method", winner.label if winner else "winner")
shown = [*(name for name in works.columns if name != "deviation"), "pooled"]
rows = pd.concat([works, own], ignore_index=True) if len(own) else works.assign(pooled=float("nan"))
rows = rows.assign(value=[value_told(row) for _, row in rows.iterrows()])[shown]
unknown = rows["protocol"].str.startswith(("speaker-independent", "leave one"))
for name, part in (("unseen speakers", rows[unknown]), ("known speakers, or not stated", rows[~unknown])):
    page.table(
        part.sort_values(["data", "metric"], kind="stable"),
        index=False,
        formats={"pooled": ".3f"},
        caption=f"Published numbers and ours: {name}. Ours on several folds: the mean of the folds; pooled: over the answers of all folds together. ±: the standard deviation over the runs of a work, where it tells it.",
    )

# %% [markdown]
# {glue:text}`mark:s`
#
# ResLSTM-SA is on arXiv ([2606.03359](https://arxiv.org/abs/2606.03359)), and so are the 1D-CNN with attention ([2507.03251](https://arxiv.org/abs/2507.03251)) and DCRF-BiLSTM ([2507.07046](https://arxiv.org/abs/2507.07046)). EmoBox is described in {cite:t}`ma2024`; it uses networks that were trained on far more speech before. *Frozen* means that such a network is used as it is, and only a small classifier on top of it learns. *Method chosen for random clips* is the {glue:text}`chosen_method:s` of [](07_best). The five folds are those of {cite:t}`luna2021`, which ResLSTM-SA uses too. Where a row says six, they are those of EmoBox.
#
# Even on the same folds, not all else is the same. By its public notebook, ResLSTM-SA {cite:p}`krasnoproshin2026` is one small network. Its settings were chosen by the UAR on the very folds that are reported, its features are scaled over all clips, its UAR is pooled over the folds (so it is our pooled figure that is like it), and fewer actors than in ours are kept back to choose the epoch. A vote is several networks, some of which train on changed copies. By its public code, EmoBox takes its validation clips from the speakers that train, and so hears more speakers than ours do.

# %% [markdown]
# ## Limits
#
# - What these runs cost is in [](08_report). Two folders of weights in `results/full/models` stand for the two networks: one training of each, on random clips of all corpora at hand.
# - **Of the paper we have read the abstract alone.** Its split and its tables are not transcribed here. A difference from its number is a finding about our run first.
# - **Corpora missing:** {glue:text}`absent:s`. A claim about three corpora cannot be settled on fewer.
# - **Seeds:** {glue:text}`published_seeds:s` for the published code on the combined set. The fewer they are, the less is known of how far another would move it.
# - **An interval over speakers, words or clips speaks of these corpora.** It says nothing about other recordings.
# - **Acted speech.** Nothing here says how people sound when they feel something, and none of these models should decide anything about a person.

# %% [markdown]
# ## In short
#
# - Claimed: {glue:text}`claimed:s`. Ours with the published code, rebuilt: {glue:text}`published_accuracy:s`, with the corrected one: {glue:text}`corrected_accuracy:s`. Verdict: *{glue:text}`c1_verdict:s`*. Ours lies {glue:text}`c1_apart:s`.
# - Simpler methods on the same clips: {glue:text}`classical_all:s`
# - TESS solved and {glue:text}`supposed:s` on the rest makes {glue:text}`composed:s`. An average over corpora needs its parts beside it.
#
# **Try it yourself:** [](exercises/09_confusion_matrix), [](exercises/10_accuracy_or_uar) or [](exercises/12_calibrate).
#
# **Next:** [](06_protocols), where the same models meet speakers they have never heard.
