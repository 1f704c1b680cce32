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
# # Ablations: what is each part worth?
#
# What you will learn
# : how to read an ablation, what happened when one part of the model, the features or the training was changed at a time, and how much of it could be luck.
#
# Time to read
# : {minutes}`this page`.
#
# What it needs
# : the corrected model from [](03_model).

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"

# %% tags=["remove-input"]
from inspect import signature

import pandas as pd
from librosa.feature import delta
from scipy.stats import norm
from scipy.stats import t as student

from ser import experiments
from ser.corpora import CORPORA
from ser.evaluation.intervals import LEVEL
from ser.experiments import ARMS, EXPERIMENTS, choices_before, experiment
from ser.experiments.choices import LEARNING_RATES
from ser.pages import comparison, show, words
from ser.pages.arms import show_figure, show_tables
from ser.results import chosen as chosen_of
from ser.results import load_choosing, load_results, rests_on, select, summary
from ser.results.compare import ALPHA, LUCK, compare, hurdle
from ser.results.repeated import repeated

page = show.start(profile, results)
held = load_results(page.results)
asked = {name: experiment(name) for name in ("architecture", "features", "training", "copies")}
asked["tess"] = experiment("attention-and-features")
found = {
    name: {place.split: compare(held, one, place) for place in one.places} for name, one in asked.items()
}
chosen = asked["architecture"]
random, strangers = found["architecture"].values()
data = chosen.place.data

# %% tags=["remove-cell"]
used = [one for one in held if one.record["data"]["name"] == data]
page.glue("rests_on", rests_on(used) if used else None, rests=used)
page.glue("data", data, rests=())
page.glue("alpha", ALPHA, rests=())
page.glue("luck", LUCK, rests=())
page.glue("larger", f"{2**0.5:.1f}", rests=())
people, tail = len(CORPORA[data].speakers), (1 - LEVEL) / 2
narrow = (people / (people - 1)) ** 0.5 * student.isf(tail, people - 1) / norm.isf(tail) - 1
page.glue("too_narrow", narrow, ".0%", rests=())
page.glue("people", people, rests=())
page.glue("delta_frames", signature(delta).parameters["width"].default, rests=())
page.glue("folds", len(chosen.places[1].folds), rests=())
for split, table in found["architecture"].items():
    row = table.loc[chosen.reference]
    mine = select(used, split=split, arm=chosen.reference)
    page.glue(f"reference_{split}", words.between(row), rests=mine)
    noise = "not known, as it takes two seeds" if pd.isna(row["noise"]) else f"{row['noise']:.3f}"
    page.glue(f"noise_{split}", noise, rests=mine)
    for seeds in (1, len(chosen.place.seeds)):
        name = f"hurdle_{split}_{'one' if seeds == 1 else 'all'}"
        page.glue(name, hurdle(row["noise"], seeds), ".3f", rests=mine)
    page.glue(f"noise_seeds_{split}", words.count(row["noise_seeds"], "seed"), rests=mine)
    page.glue(f"basis_{split}", words.counts(row), rests=mine)
    page.glue(f"reach_{split}", row["reach"] or None, rests=mine)
    passes = 2 * student.sf(LUCK, row["noise_seeds"] - 1) if row["noise_seeds"] > 1 else None
    page.glue(f"passes_{split}", passes, ".0%", rests=mine)
former = {}
for name, one in asked.items():
    page.glue(f"{name}_question", one.question, rests=())
    for place in one.places:
        table = found[name][place.split]
        mine = select(held, data=place.data, split=place.split, arm=one.arms)
        page.glue(f"{name}_{place.split}", comparison.outcome(table, one.reference), rests=mine)
        page.glue(f"{name}_{place.split}_open", comparison.still_open(table, place), rests=mine)
        met = select(held, data=place.data, split=place.split, fold=place.folds, arm=one.reference)
        told = [comparison.both_lucks(table)]
        page.glue(f"{name}_{place.split}_joint", told[0], rests=mine)
        told += [comparison.same_run(table, summary(met).iloc[0])] if met else []
        page.glue(f"{name}_{place.split}_luck", " ".join(filter(None, told)), rests=[*mine, *met])
        before = comparison.by_reference_alone(table)
        former |= (
            {f"{name}, {words.PROTOCOLS[place.split]}: {words.listed(before, most=20)}": mine}
            if before
            else {}
        )
told = f"With the band of the reference alone, these would have had another verdict: {'; '.join(former)}."
page.glue(
    "former",
    told if former else "With the band of the reference alone, every verdict of this page would be the same.",
    rests=[one for mine in former.values() for one in mine],
)
page.glue(
    "leak",
    comparison.leak(found["copies"]["random"]),
    rests=select(used, arm=asked["copies"].arms[:2], split="random"),
)
tried = load_choosing(page.results)
largest = [
    ARMS[choice.arm].label
    for choice in choices_before("features")
    if (taken := chosen_of(tried, choice)) and taken.training.learning_rate == max(LEARNING_RATES)
]
page.glue(
    "at_the_edge",
    f"And {words.listed(largest, most=20)} took the largest learning rate there was to choose from: a larger one might suit them better."
    if largest
    else "",
    rests=tried,
)
scripts = asked["tess"].place.data
there = select(held, data=scripts, split="random", arm=asked["tess"].arms, seed=asked["tess"].place.seeds)
row = found["tess"]["random"].loc[asked["tess"].reference]
page.glue("tess_reference", words.between(row), rests=there)
page.glue("tess_room", 1 - row["accuracy"], ".3f", rests=there)
page.glue("tess_rests_on", rests_on(there) if there else None, rests=there)
page.glue("tess_seeds", words.count(row["seeds"], "seed"), rests=there)
others = random[random["disagree"].notna()]
disagree, differ = others["disagree"], others["difference"].abs()
told = f"the arms name another emotion than the reference for {disagree.min():.0%} to {disagree.max():.0%} of the clips, while their scores lie {differ.min():.3f} to {differ.max():.3f} from it."
page.glue("disagree", told if len(others) else "no other arm has been compared yet, so this is still open.")

seeds = chosen.place.seeds
asked_for = select(used, split="random", arm=chosen.reference)
answers = [len(one.predictions.truth) for one in asked_for if one.record["split"]["seed"] in seeds]
page.glue("answers", sum(answers) if answers else None, ",", rests=asked_for)
page.glue("answer_worth", 1 / sum(answers) if answers else None, ".2%", rests=asked_for)
worth = words.span((1 / max(answers), 1 / min(answers)), ".2%") if answers else None
page.glue("one_seed_worth", worth, rests=asked_for)

twice = repeated(select(used, split="random"))
ends = words.span((twice["disagree"].min(), twice["disagree"].max()), ".0%") if len(twice) else None
told = f"Some of that is luck: the same run, done again on another processor, names another for {ends}."
page.glue("again", told if ends else "")

# %% [markdown]
# ## The short answer
#
# We change one thing of the corrected model at a time, train it in the same way, and test it twice: on random clips of {glue:text}`data:s`, whose speakers it has heard, and on speakers it has never heard.
#
# **Architecture**
#
# - On random clips, {glue:text}`architecture_random:s` {glue:text}`architecture_random_joint:s`
# - On unseen speakers, {glue:text}`architecture_speaker:s` {glue:text}`architecture_speaker_joint:s`
#
# **Features**
#
# - On random clips, {glue:text}`features_random:s` {glue:text}`features_random_joint:s`
# - On unseen speakers, {glue:text}`features_speaker:s` {glue:text}`features_speaker_joint:s`
#
# **Training**
#
# - On random clips, {glue:text}`training_random:s` {glue:text}`training_random_joint:s`
# - On unseen speakers, {glue:text}`training_speaker:s` {glue:text}`training_speaker_joint:s`
#
# [One test of both kinds of luck](both-lucks) is stricter than the verdicts are; what it would take back is the least sure. "No difference that could be shown" is not "no difference". The next section says what it takes to show one.
#
# The runs rest on {glue:text}`rests_on:s`.

# %% [markdown]
# ## How to read an ablation
#
# To *ablate* is to take away. Take one part out of a model, train what is left in the same way, and see what is lost.
#
# Each variant is an *arm*. All arms are compared with one of them, the *reference*: here the corrected model.
#
# What makes it fair:
#
# - **One change.** An arm differs from the reference in one part. If two parts change, the difference belongs to neither. Where a change brings another along, and where each kind of feature has a learning rate of its own, a table says so.
# - **The same clips.** All arms train and are tested on the same ones.
# - **The same kind of machine.** An arm and its reference are trained on the same kind of device. Where their processors were of two models, one of the two was trained again on that of the other, and these two are compared; of any pair where that is missing, *the data behind the figure* tells. [](10_status) shows how far one run ends from itself on another processor.
# - **The same seeds.** A *seed* fixes the first random numbers. Several seeds show how much of a score is luck.
# - **Two protocols.** Under *random clips*, the speakers of the test clips are in the training clips too. Under *unseen speakers*, they are not: {glue:text}`folds:s` groups of speakers are tested in turn, each on a model trained on the others. One such turn is a *fold*. [](06_protocols) is about the difference.

# %% [markdown]
# ## How sure is sure?
#
# A score can move for three reasons that are not the change itself. Each has its own guard.
#
# - **Other people might have been tested.** The *95% interval* guards against that. It comes from drawing the speakers of the test clips again and again, with replacement. It takes the models as they were trained: that other people might have trained them is not in it. And with {glue:text}`people:s` speakers, an interval drawn in this way is too narrow by some {glue:text}`too_narrow:s`, as one reckons for a mean.
# - **Another seed might have been drawn.** The *noise band* guards against that: the standard deviation of the reference over its seeds. On random clips, each seed also draws its own test clips, so several seeds together test more clips than one does.
# - **Whoever looks at many arms finds one that is far off by luck.** A *permutation test* asks: were arm and reference equally good, how often would exchanging their answers, speaker by speaker, give a difference as large as the one we see? That share is *p*. *Holm's correction* makes it larger, the more arms are looked at. The tables call it *p (Holm)*.
#
# The verdict is *better* or *worse* where p, so corrected, is at most {glue:text}`alpha:s` and the difference is larger than a limit that is made of the noise band. Otherwise it is *no difference shown*.
#
# ### From the noise band to a limit
#
# The band is that of one run of one arm. A difference involves two runs. If they had nothing in common, its standard deviation would be {glue:text}`larger:s` times as large; averaging over several seeds makes it smaller again. A difference counts when it is larger than {glue:text}`luck:s` times this standard deviation: the tables call that *counts above*. With the band of the reference, these are the limits:
#
# - On random clips, {glue:text}`hurdle_random_one:s` with one seed, {glue:text}`hurdle_random_all:s` with all planned seeds.
# - On unseen speakers, {glue:text}`hurdle_speaker_one:s` with one seed, {glue:text}`hurdle_speaker_all:s` with all planned seeds.
#
# Three things to know about them:
#
# - **A band from a few seeds is itself rough.** Were the band exact, the seeds alone would pass the limit in one comparison of twenty. With a band from {glue:text}`noise_seeds_random:s`, as on random clips, they pass it in {glue:text}`passes_random:s` of all comparisons, with {glue:text}`noise_seeds_speaker:s`, as on unseen speakers, in {glue:text}`passes_speaker:s`.
# - **The wider of two bands counts.** Where the arm's own seeds scatter more than those of the reference, or where the arm alone has several, the arm's band is used instead, so that the verdict does not depend on which of the two is called the reference. There the limit is on the strict side.
# - **It is on the strict side on random clips, too.** Arm and reference meet the same test clips in each seed, so some of the luck cancels out. A very small p may then stand beside *no difference shown*; *seed by seed* in the tables shows whether all seeds point the same way. From two or three such differences we do not reckon a band for each arm: it would be rougher still.
#
# (both-lucks)=
# ### Two guards are not one
#
# The limit asks whether the seeds alone explain a difference, and p whether the choice of speakers alone does. Some differences pass both and are explained by the two together, so that false verdicts are more frequent than {glue:text}`alpha:s` suggests. One test of both adds the variance of the interval to that of the seeds, and is corrected by Holm as well. It rather asks too much: it counts twice what seeds and speakers do to each other, and on random clips also the luck with test clips that arm and reference share. No verdict rests on it, as it came after the results; below each table we say which verdicts it would keep or take back. Trust the latter least. Its p stands in the data behind the figures, as `p_joint`.
#
# ### Which runs are compared
#
# A difference is taken over the seeds and folds that both arms were run with, and between runs on one kind of processor. Where one of the two has more runs than the other, or was trained on two kinds, it is therefore not the difference of their two accuracies in the table. For the same reason the reference may stand on other pages with a slightly different accuracy: there it has more seeds.
#
# Where the speakers of the test clips are fewer than ten, words or clips are drawn in their place. Such an interval says nothing about other speakers. Where every speaker has the same share of correct answers, all draws are alike and the interval has no width. That happens when no clip is named wrongly, or when one answer is given to every clip. It is a limit of the method, not a sign of certainty. What the intervals of this page speak of, on random clips: {glue:text}`reach_random:s`; on unseen speakers: {glue:text}`reach_speaker:s`.
#
# *Chance* is what blind guessing gets. “Always the majority label” is what one gets by always naming the emotion that is commonest in training. *UAR*, unweighted average recall, is the mean over the emotions of the share that was found. It counts a rare emotion like a common one.

# %% [markdown]
# ## The reference
#
# On random clips, the corrected model has an accuracy of {glue:text}`reference_random:s` ({glue:text}`basis_random:s`). The accuracy pools the answers of all its seeds, {glue:text}`answers:s` in number, so one of them is worth {glue:text}`answer_worth:s`; in an arm with one seed it is {glue:text}`one_seed_worth:s`. The noise band is {glue:text}`noise_random:s` (so far: {glue:text}`noise_seeds_random:s`).
#
# On unseen speakers it is {glue:text}`reference_speaker:s` ({glue:text}`basis_speaker:s`). The noise band is {glue:text}`noise_speaker:s` (so far: {glue:text}`noise_seeds_speaker:s`).
#
# In brackets stand 95% intervals. *Not run* means what it says: the page is built from the runs there are.

# %% [markdown]
# ## Architecture
#
# *{glue:text}`architecture_question:s`*
#
# What each arm changes is computed from the settings themselves. A change that brings others along shows as several: with the cepstral axis, time is pooled as the published code pools it, and the LSTM has the published width.

# %% tags=["hide-input"]
page.table(
    comparison.changes_table(asked["architecture"]),
    caption="Architecture: what each arm changes in the reference. Setting: before → after.",
)

# %% tags=["hide-input"]
named = {words.PROTOCOLS[split]: table for split, table in found["architecture"].items()}
show_figure(
    page,
    "ablation-architecture",
    named,
    reference=asked["architecture"].reference,
    alt=f"Accuracy of each architecture on {data}, with intervals, beside the reference.",
    caption=f"Accuracy on {data} when one part of the architecture is changed",
    lines="the reference and its noise band",
    of_reference=True,
)

# %% tags=["hide-input"]
show_tables(page, named, subject="Architecture", reference="the reference")

# %% [markdown]
# On random clips, {glue:text}`architecture_random:s` {glue:text}`architecture_random_luck:s` {glue:text}`architecture_random_open:s`
#
# On unseen speakers, {glue:text}`architecture_speaker:s` {glue:text}`architecture_speaker_luck:s` {glue:text}`architecture_speaker_open:s`
#
# The arms that put something else in the place of attention answer the claim of the published code that attention improves the result. [](05_published_results) draws the verdict.

# %% [markdown]
# ### Clip by clip
#
# Two networks need not make the same mistakes, even with the same score. On random clips, {glue:text}`disagree:s` {glue:text}`again:s`
#
# Disagreement that goes both ways cancels out in a score.

# %% [markdown]
# ## Features
#
# *{glue:text}`features_question:s`*
#
# The paper states that MFCCs are the best of the features it tried, among combinations of spectral and rhythmic ones. Its list is not transcribed yet, so the list here is ours. Every arm keeps the model, the splits, the seeds and the schedule, but for the learning rate, which is chosen for each. A few speakers on one validation side choose it, and in another fold they are tested: [](07_best) has these scores, and what such judges can do to a result. The last arm is the exception: it puts a simple classifier on statistics of the MFCCs in the place of the model. It stands for the classical sets of features; the best known of them, eGeMAPS, is made by a program that is free for research alone, so it cannot be part of this.
#
# *Log-mel* is the kind of spectrum from which the last step makes MFCCs, here in fewer bands. *Chroma* tells which notes of the octave sound, *tonnetz* how they stand to each other, *spectral contrast* how far peaks rise above valleys. *Tempograms* tell how regularly the sound pulses: they are the rhythmic ones. *Deltas* tell how each MFCC rises or falls: its slope over {glue:text}`delta_frames:s` frames.

# %% tags=["hide-input"]
page.table(
    comparison.changes_table(asked["features"]),
    caption="Features: what each arm changes in the reference. Setting: before → after.",
)

# %% tags=["hide-input"]
named = {words.PROTOCOLS[split]: table for split, table in found["features"].items()}
show_figure(
    page,
    "ablation-features",
    named,
    reference=asked["features"].reference,
    alt=f"Accuracy with each kind of feature on {data}, with intervals, beside MFCC.",
    caption=f"Accuracy on {data} with other features than 40 MFCCs, which are the reference",
    lines="the reference and its noise band",
    of_reference=True,
)

# %% tags=["hide-input"]
show_tables(page, named, subject="Features", reference="40 MFCCs")

# %% [markdown]
# On random clips, {glue:text}`features_random:s` {glue:text}`features_random_luck:s` {glue:text}`features_random_open:s`
#
# On unseen speakers, {glue:text}`features_speaker:s` {glue:text}`features_speaker_luck:s` {glue:text}`features_speaker_open:s`
#
# The two arms before the last vary the window that is cut from a clip. What padding does is asked elsewhere: under *Architecture*, where padding takes part, and under *Training*, where it is scaled.
#
# The model was made for MFCCs, and so was its schedule. A feature that loses here might win in a model made for it. {glue:text}`at_the_edge:s`

# %% [markdown]
# ### On TESS, on which the published code is run
#
# *{glue:text}`tess_question:s`*
#
# The description of the published code claims that attention helps and that MFCCs are best, and the code runs on TESS alone. So the arms that answer these two claims are run there too, on random clips, as the code deals them out. What each of them changes stands in the two tables above.

# %% tags=["hide-input"]
named = {words.PROTOCOLS["random"]: found["tess"]["random"]}
show_tables(page, named, subject="On TESS", reference="the corrected model with 40 MFCCs")

# %% [markdown]
# On these clips, {glue:text}`tess_random:s` {glue:text}`tess_random_luck:s` {glue:text}`tess_random_open:s`
#
# The reference has an accuracy of {glue:text}`tess_reference:s` ({glue:text}`tess_seeds:s`), so no arm can be better by more than {glue:text}`tess_room:s`. Where nearly every clip is named correctly by most arms, little can be learnt about any part. These runs rest on {glue:text}`tess_rests_on:s`.

# %% [markdown]
# ## Training
#
# *{glue:text}`training_question:s`*
#
# A *scaler* brings the coefficients to a common size. That of the published code is one mean and one deviation for all of them, and scales padding too (arm `published-scaler`). It is fitted on the validation clips as well, which moves it by next to nothing, as [](03_model) shows. *Augmentation* makes changed copies of the training clips. *Class weights* count rare emotions more, *label smoothing* asks the model to be less sure.

# %% tags=["hide-input"]
page.table(
    comparison.changes_table(asked["training"]),
    caption="Training: what each arm changes in the reference. Setting: before → after.",
)

# %% tags=["hide-input"]
named = {words.PROTOCOLS[split]: table for split, table in found["training"].items()}
show_figure(
    page,
    "ablation-training",
    named,
    reference=asked["training"].reference,
    alt=f"Accuracy with each change of the training on {data}, with intervals, beside the reference.",
    caption=f"Accuracy on {data} when one part of the training is changed",
    lines="the reference and its noise band",
    of_reference=True,
)

# %% tags=["hide-input"]
show_tables(page, named, subject="Training", reference="the reference")

# %% [markdown]
# On random clips, {glue:text}`training_random:s` {glue:text}`training_random_luck:s` {glue:text}`training_random_open:s`
#
# On unseen speakers, {glue:text}`training_speaker:s` {glue:text}`training_speaker_luck:s` {glue:text}`training_speaker_open:s`

# %% [markdown]
# (copies-before)=
# ### Copies made before the split
#
# *{glue:text}`copies_question:s`*
#
# A common way to get more training clips is to write changed copies of the files: with noise, louder or softer, higher or lower, faster or slower. Some scripts do so first and divide the files afterwards. Then a clip is tested whose copies were in training.
#
# Both arms below train on as many copies. In one they are copies of training clips. In the other each copy is dealt out on its own, as if it had been made first. Both are tested on the same clips, and no copy is tested.

# %% tags=["hide-input"]
page.table(
    comparison.changes_table(asked["copies"]),
    caption="Copies: what each arm changes in the reference. Setting: before → after.",
)

# %% tags=["hide-input"]
named = {words.PROTOCOLS[split]: table for split, table in found["copies"].items()}
show_tables(page, named, subject="Copies", reference="copies of training clips")

# %% [markdown]
# {glue:text}`leak:s`
#
# On random clips, {glue:text}`copies_random:s` {glue:text}`copies_random_luck:s` {glue:text}`copies_random_open:s`

# %% [markdown]
# (flaw-by-flaw)=
# ## The flaws of the published code, one by one
#
# [](03_model) names six flaws. Four of them can be put back into the corrected model, one at a time.

# %% tags=["hide-input"]
protocols = {
    words.PROTOCOLS[place.split]: pd.concat(
        [found["architecture"][place.split], found["training"][place.split].drop(index=chosen.reference)]
    )
    for place in chosen.places
}
page.table(
    comparison.flaw_by_flaw(protocols),
    caption=f"Each flaw put back into the corrected model, on {data}: the difference in accuracy that it makes, with its 95% interval, the verdict, and the seeds it rests on. A dash: not run yet.",
)

# %% tags=["remove-cell"]
one_for_all = found["training"]["random"].loc["global-scaler"]
mine = select(used, split="random", arm=(chosen.reference, "global-scaler"))
page.glue("one_for_all", words.between(one_for_all, "difference", sign=True), rests=mine)
page.glue("one_for_all_label", one_for_all["label"], rests=())

# %% [markdown]
# - **The axis** came with a narrower LSTM and with other pooling of time. No arm shows what these cost alone.
# - **The scaler** of the published code differs in two ways: it is one for all coefficients, and it scales padding. One for all coefficients that leaves padding at zero (*{glue:text}`one_for_all_label:s`*) makes {glue:text}`one_for_all:s` on random clips. Only what lies between the two can be the padding's doing.
# - **The split**, the fifth flaw, is what [](06_protocols) is about. **Luck and order**, the sixth, leave nothing to measure.
#
# All flaws together, with the published schedule, are the published model. [](05_published_results) has it.

# %% [markdown]
# ## What this can and cannot say
#
# It can say that a change breaks the model, when the loss is large. It can show that two arms make different mistakes.
#
# It cannot say that a part is worthless: no difference shown means that our seeds and speakers are too few to show one of this size. It cannot name a winner among arms that lie no further apart than their seeds scatter.
#
# It speaks of these recordings and of a schedule that was made for the reference. No arm was tuned, but for the learning rate of the features.
#
# The rule for a verdict was made stricter three times, after many runs had been seen. At first a difference had to exceed the noise band. Then it had to exceed a limit as above, but made of the band of the reference alone, and there was none where the reference had one seed. Then the wider of the two bands counted, and at last the band of the arm came to serve where the reference has one seed. {glue:text}`former:s`
#
# A part that helps a network to remember voices looks good on random clips. The tables of unseen speakers are the ones to trust for any use.

# %% [markdown]
# ## The experiments
#
# All experiments stand in one table in the code, `ser.experiments.table`. A run that two experiments share is run once. *Claims* are the published claims that an experiment bears on, by their names in the ledger of [](05_published_results); "none" is a question of our own.

# %% tags=["hide-input"]
planned = experiments.plan(experiments.profile(profile))
done = {one.record["run"] for one in (*held, *load_choosing(page.results))}
names = {
    one.name: {run.name for run in experiments.plan(experiments.profile(profile), [one])}
    for one in EXPERIMENTS
}
table = pd.DataFrame(
    [
        {
            "experiment": one.name,
            "question": one.question,
            "varies": one.varies,
            "held": one.held,
            "at": "; ".join(map(str, one.places)),
            "claims": ", ".join(one.claims) or "none",
            "runs": f"{len(done & names[one.name])} of {len(names[one.name])}",
        }
        for one in EXPERIMENTS
    ]
).set_index("experiment")
page.table(table, caption=f"Every experiment, and how many of its runs the profile {profile} has so far.")
page.glue("planned_runs", len(planned), ",")
page.glue("open_runs", sum(run.name not in done for run in planned), ",")
unfinished = [f"{one} ({words.count(len(mine - done), 'run')})" for one, mine in names.items() if mine - done]
page.glue("unfinished", words.listed(unfinished, most=10))

# %% [markdown]
# Of {glue:text}`planned_runs:s` planned runs of this profile, {glue:text}`open_runs:s` are still open. By experiment, with a run that two of them share counted in both: {glue:text}`unfinished:s`.

# %% [markdown]
# ## In short
#
# - An ablation changes one thing and holds the rest. A difference counts when it is larger than the seeds alone explain and survives the correction for many arms.
# - Architecture, on unseen speakers: {glue:text}`architecture_speaker:s` {glue:text}`architecture_speaker_joint:s`
# - Features, on unseen speakers: {glue:text}`features_speaker:s` {glue:text}`features_speaker_joint:s`
# - Training, on unseen speakers: {glue:text}`training_speaker:s` {glue:text}`training_speaker_joint:s`
#
# **Try it yourself:** [](exercises/08_one_change) or [](exercises/16_own_study).
#
# **Next:** [](05_published_results), where the claims of the paper meet our numbers.
