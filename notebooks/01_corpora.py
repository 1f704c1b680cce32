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
#     reads: ["facts/clips.csv", "facts/spectra.csv", "facts/irregular.csv", "facts/channel.csv", "facts/likeness.csv", "facts/nearest.csv", "facts/near.csv", "facts/sharing.csv", "facts/facts.json"]
# ---

# %% [markdown]
# # The corpora: who speaks, and what gives them away
#
# What you will learn
# : what the recordings are, who speaks in them, what a program can pick up from them that is not emotion, and what the two sides of a test have in common.
#
# Time to read
# : {minutes}`this page`.
#
# What it needs
# : nothing. Each term is explained where it first stands.

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"

# %% tags=["remove-input"]
import pandas as pd

from ser.corpora import CORPORA
from ser.features import MfccSettings
from ser.pages import show
from ser.plots import channel, composition, likeness, recordings
from ser.plots import sharing as sharing_plots
from ser.results import read_json, read_table
from ser.results.facts.told import irregularities, not_in_catalogue

page = show.start(profile, results)
folder = page.results / "facts"
facts = read_json(folder / "facts.json")
files = ("clips", "spectra", "irregular", "channel", "likeness", "nearest", "near", "sharing")
clips, spectra, irregular, told, spread, nearest, near, sharing = (
    read_table(folder / f"{name}.csv") for name in files
)
settings = MfccSettings()
present = list(facts["corpora"])
size = {"clips": len(clips), "speakers": clips["speaker"].nunique()}

# %% tags=["remove-cell"]
absent = [name for name in CORPORA if name not in present]
left_out = [f"{clip} ({reason})" for clip, reason in facts["left_out"]]
page.glue("clips", size["clips"], ",")
page.glue("speakers", size["speakers"])
page.glue("hours", clips["duration"].sum() / 3600, ".1f")
page.glue("corpora", ", ".join(present))
page.glue("absent", ", ".join(absent) or "none")
page.glue("left_out_count", len(left_out))
page.glue("left_out", "; ".join(left_out[:5]) or "none")
page.glue("notes", "; ".join(facts["notes"]) or "nothing to remark")
page.glue("identical", "; ".join(" = ".join(group) for group in facts["identical"]) or "none")
odd = [
    f"{one['speaker']}, {one['emotion']}: {one['found']} of {one['published']}"
    for one in facts["unpublished"]
]
page.glue("unpublished", "; ".join(odd[:5]) or "none")
page.glue("unpublished_count", len(odd))
for name, corpus in CORPORA.items():
    for fact in ("title", "citation", "licence", "source"):
        page.glue(f"{name.lower()}_{fact}", getattr(corpus, fact).rstrip("."))

# %% [markdown]
# ## Three corpora of acted speech
#
# A *corpus* is a collection of recordings made for study. In two of these three, people say sentences that mean little ("Say the word home") in a voice that means a lot.
#
# **RAVDESS** is the {glue:text}`ravdess_title:s` {cite:p}`livingstone2018`. Professional actors say two sentences in eight emotions, each emotion but neutral in a normal and in a strong version, and each version twice. Source: {glue:text}`ravdess_source:s`. Licence: {glue:text}`ravdess_licence:s`.
#
# **TESS** is the {glue:text}`tess_title:s` {cite:p}`pichora2020`. Two women, one young and one older, put a long list of words into one carrier phrase. Source: {glue:text}`tess_source:s`. Licence: {glue:text}`tess_licence:s`.
#
# **SAVEE** is the {glue:text}`savee_title:s` {cite:p}`haq2009`. Four men read sentences of the TIMIT corpus, which were chosen for their sounds; a few of them suit an emotion by their words. Source: {glue:text}`savee_source:s`. Licence: {glue:text}`savee_licence:s`.
#
# The paper trains on all three together. We call that the *combined set*.

# %% [markdown]
# ## What was found
#
# This page rests on {glue:text}`clips:s` clips by {glue:text}`speakers:s` speakers, {glue:text}`hours:s` hours of sound. A *clip* is one audio file: one person saying one thing once.
#
# *Published* counts the clips that the corpus has. *Expected* counts those in a whole copy of what this page was given: the same number for the real corpora, a smaller one for the made corpus of the demo profile.

# %% tags=["hide-input"]
by_corpus = clips.groupby("corpus")
sexes = clips.drop_duplicates("speaker").groupby(["corpus", "sex"]).size().unstack(fill_value=0)
found = pd.DataFrame(
    {
        "published": {name: corpus.clips for name, corpus in CORPORA.items()},
        "expected": {name: counts["expected"] for name, counts in facts["corpora"].items()},
        "found": by_corpus.size(),
        "women": sexes.get("female"),
        "men": sexes.get("male"),
        "hours": by_corpus["duration"].sum() / 3600,
    },
    index=list(CORPORA),
)
whole = dict.fromkeys(("published", "expected", "found", "women", "men"), ",.0f")
page.table(found, caption="Clips and speakers of each corpus.", formats=whole | {"hours": ".2f"})

# %% [markdown]
# Corpora of the combined set that this page lacks: {glue:text}`absent:s`.
#
# Clips left out of those that are here: {glue:text}`left_out_count:s`. By name: {glue:text}`left_out:s`. The loader's own remarks: {glue:text}`notes:s`.
#
# Each speaker should have as many clips of each emotion as the corpus' authors published. Pairs of a speaker and an emotion for which that is not so: {glue:text}`unpublished_count:s`. By name: {glue:text}`unpublished:s`.

# %% [markdown]
# ## Eight emotions, unevenly shared
#
# The paper's eight labels are those of RAVDESS. The other two corpora know seven of them: neither has *calm*. Nor is a label the same everywhere: the surprise of TESS is a pleasant one, that of RAVDESS need not be.

# %% tags=["hide-input"]
counts = composition.count(clips)
only = {
    name: counts.columns[counts.loc[name] > 0][0]
    for name in counts.index
    if (counts.loc[name] > 0).sum() == 1 < counts.shape[1]
}
largest = counts.sum().idxmax()
share = counts[largest].sum() / counts.to_numpy().sum()
lonely = ", ".join(f"{emotion} ({corpus})" for emotion, corpus in only.items()) or "none"
finding = f"{largest} gives {share:.0%} of all clips. Emotions that one corpus alone has: {lonely}."
page.glue("largest", largest)
page.glue("largest_share", share, ".0%")
page.glue("lonely", lonely)
page.figure(
    composition.composition(clips),
    "composition",
    alt=f"Bars of clips for each emotion, cut by corpus. {finding}",
    caption=f"Clips of each emotion, and the corpus they come from. {finding}",
    data=counts,
    **size,
)

# %% [markdown]
# Two things follow.
#
# First, {glue:text}`largest:s` gives {glue:text}`largest_share:s` of all clips and weighs as much in every average over them. So the later pages give a number for each corpus as well.
#
# Second, an emotion that stands in one corpus alone is easier for whoever recognises the corpus: everywhere else it is ruled out. Here that holds for: {glue:text}`lonely:s`. A high score on such an emotion is no proof that anything was heard in the voice.

# %% tags=["remove-cell"]
totals = counts.sum(axis=1)
page.glue("rarest", totals.idxmin())
page.glue("rarest_count", totals.min(), ",")
page.glue("commonest_count", totals.max(), ",")

# %% [markdown]
# The emotions are also unequal in number: {glue:text}`rarest:s` has {glue:text}`rarest_count:s` clips, the commonest {glue:text}`commonest_count:s`. *Accuracy*, the share of clips that are named correctly, lets the common emotions count for more. *UAR* (unweighted average recall) takes the share within each emotion and then the plain mean, so that each emotion counts alike. This book gives both.

# %% [markdown]
# ## Who speaks

# %% tags=["hide-input"]
per_speaker = clips.groupby(["corpus", "speaker", "sex"]).size().rename("clips").reset_index()
mean_load = per_speaker.groupby("corpus")["clips"].mean().reindex(present)
words = {"female": "women", "male": "men"}
cast = "; ".join(
    f"{name}: " + ", ".join(f"{number} {words[sex]}" for sex, number in sexes.loc[name].items() if number)
    for name in present
)
page.glue("cast", cast)
page.glue("most_load", mean_load.max(), ",.0f")
page.glue("most_load_corpus", mean_load.idxmax())
page.glue("least_load", mean_load.min(), ",.0f")
page.glue("least_load_corpus", mean_load.idxmin())
page.figure(
    composition.speakers(clips),
    "speakers",
    alt=f"One bar for each corpus, cut into one box for each speaker. {cast}.",
    caption=f"Each box is one speaker, as wide as the number of their clips. {cast}.",
    data=per_speaker,
    **size,
)

# %% [markdown]
# A speaker of {glue:text}`most_load_corpus:s` has {glue:text}`most_load:s` clips on average; one of {glue:text}`least_load_corpus:s` has {glue:text}`least_load:s`. Divided at random, the clips of every speaker land on both sides: a network is tested on voices that it has trained on.
#
# Sex goes with corpus ({glue:text}`cast:s`). So does everything about a voice that goes with sex, its pitch first of all. When two things come together so often that the data can hardly say which of the two a program has learnt, we call them *confounded*.

# %% tags=["hide-input"]
table = composition.by_group(clips)
women = (clips["sex"] == "female").groupby(clips["emotion"]).mean()
finding = f"Women speak {women.max():.0%} of the clips of {women.idxmax()} and {women.min():.0%} of those of {women.idxmin()}. Emotions that one corpus alone has: {lonely}."
page.glue("most_women", women.max(), ".0%")
page.glue("most_women_emotion", women.idxmax())
page.glue("least_women", women.min(), ".0%")
page.glue("least_women_emotion", women.idxmin())
page.figure(
    composition.groups(table),
    "groups",
    alt=f"Map of the clips of each corpus and sex in each emotion. {finding}",
    caption=f"Clips of each corpus and sex in each emotion; the colour is the share of the emotion. The CSV has the clips of every speaker. {finding}",
    data=composition.per_speaker(clips),
    **size,
)

# %% [markdown]
# Emotion, corpus and sex are tied together in one table. Read it down a column: of the clips of {glue:text}`least_women_emotion:s`, women speak {glue:text}`least_women:s`; of those of {glue:text}`most_women_emotion:s`, {glue:text}`most_women:s`. To hear whether a voice is high or low is to know something about the label, before anything is felt.

# %% [markdown]
# ## How long a clip is
#
# The published code cuts a fixed *window* out of every clip: it starts {glue:text}`offset:s` s into the file and lasts {glue:text}`duration:s` s. What is past the end of a short clip is filled with zeros. That is *padding*.

# %% tags=["hide-input"]
window = (settings.offset, settings.offset + settings.duration)
lengths = by_corpus["duration"].median().reindex(present)
finding = "Median durations: " + ", ".join(f"{name} {value:.2f} s" for name, value in lengths.items()) + "."
page.glue("offset", settings.offset, "g")
page.glue("duration", settings.duration, "g")
page.figure(
    recordings.by_corpus(clips, "duration", "duration of the clip (s)", form=".2f", span=window),
    "durations",
    alt=f"How long the clips of each corpus are, one histogram a corpus. {finding}",
    caption=f"How long clips are. The line is the median, the grey stretch the window. {finding}",
    data=clips[["clip", "corpus", "duration"]],
    **size,
)

# %% tags=["remove-cell"]
shares = recordings.window_shares(clips, settings)
page.glue("most_padding", shares["padding"].max(), ".0%")
page.glue("most_padding_corpus", shares["padding"].idxmax())
page.glue("most_cut", shares["cut_off"].max(), ".0%")
page.glue("most_cut_corpus", shares["cut_off"].idxmax())

# %% [markdown]
# ## What the window holds
#
# A recording begins and ends with silence, and not every corpus leaves the same amount. We call *sound* what lies between the first and the last sample that is louder than a hundredth of the clip's peak (−40 dB).

# %% tags=["hide-input"]
finding = " ".join(
    f"{name}: {one.sound:.0%} sound, {one.silence:.0%} silence, {one.padding:.0%} padding."
    for name, one in shares.iterrows()
)
page.figure(
    recordings.window_figure(shares),
    "window",
    alt=f"Bars of what fills the window on average. {finding}",
    caption=f"What fills the window, on average over the clips of a corpus. {finding}",
    data=shares,
    **size,
)
levels = by_corpus[["silence_before", "silence_after"]].median().reindex(present)
table = levels.join(shares["cut_off"]).rename(
    columns={
        "silence_before": "silence before (s)",
        "silence_after": "silence after (s)",
        "cut_off": "sound outside the window",
    }
)
formats = dict(zip(table.columns, (".2f", ".2f", ".1%"), strict=True))
page.table(
    table, caption="Median silence, and the mean share of the sound that the window misses.", formats=formats
)

# %% [markdown]
# In {glue:text}`most_padding_corpus:s` the window is {glue:text}`most_padding:s` padding. Where padding starts tells how long the clip is, to any program that looks.
#
# The window also misses sound. It does so most in {glue:text}`most_cut_corpus:s`, where {glue:text}`most_cut:s` of the sound lies outside of it. A fixed start suits a corpus that opens with silence. It cuts the first words off one that does not.

# %% [markdown]
# ## How loud it is
#
# *Level* is the mean power of a clip in decibels (dB) relative to the loudest that a file can hold. Ten decibels less is a tenth of the power.

# %% tags=["hide-input"]
loudness = recordings.medians(clips, "rms_db")
of_corpus = by_corpus["rms_db"].median().reindex(present)
of_emotion = (loudness.max() - loudness.min()).max()
finding = "Median levels: " + ", ".join(f"{name} {value:.1f} dB" for name, value in of_corpus.items()) + "."
finding = finding.replace("-", "\N{MINUS SIGN}")
page.glue("level_gap", of_corpus.max() - of_corpus.min(), ".1f")
page.glue("level_emotions", of_emotion, ".1f")
page.figure(
    recordings.by_corpus(clips, "rms_db", "level (dB)"),
    "levels",
    alt=f"How loud the clips of each corpus are, one histogram a corpus. {finding}",
    caption=f"How loud clips are. {finding}",
    data=clips[["clip", "corpus", "rms_db", "peak"]],
    **size,
)
finding = " ".join(
    f"In {name}, {column.idxmax()} is loudest and {column.idxmin()} quietest."
    for name, column in loudness.items()
)
page.figure(
    recordings.by_emotion(loudness, "median level (dB)"),
    "level-by-emotion",
    alt=f"Median level of each emotion, one mark a corpus. {finding}",
    caption=f"The same by emotion. {finding}",
    data=loudness,
    **size,
)

# %% [markdown]
# Level carries emotion: within one corpus, the loudest and the quietest emotion are up to {glue:text}`level_emotions:s` dB apart. It also carries the corpus: the medians of two corpora are up to {glue:text}`level_gap:s` dB apart, and a microphone turned up has nothing to do with feeling.
#
# The same number means one thing in one corpus and another in the next.

# %% tags=["hide-input"]
measures = {
    "peak": "peak",
    "rms_db": "level (dB)",
    "silence_before": "silence before (s)",
    "silence_after": "silence after (s)",
    "padding": "padding",
}
numbers = recordings.quantiles(clips, measures)
page.glue("full_scale", int((clips["peak"] >= 0.999).sum()), ",")
caption = "Peak is the share of full scale, padding the share of the window. Of a hundred clips, five lie below the first number and five above the last."
page.table(numbers, caption=caption, formats=dict.fromkeys(numbers.columns, ".2f"))

# %% [markdown]
# Clips whose peak reaches full scale, where a recording is cut off: {glue:text}`full_scale:s`.

# %% [markdown]
# ## What the room adds
#
# A *spectrum* shows how the power of a sound is spread over its frequencies, from low to high. Averaged over many clips of many emotions, what remains is the voices, the microphone and the room. Together we call the last two the *channel*.

# %% tags=["hide-input"]
gap, where = recordings.spectral_gap(spectra, settings)
finding = f"The mean spectra of two corpora are up to {gap:.1f} dB apart, most at {where:,.0f} Hz."
page.glue("gap", gap, ".1f")
page.glue("gap_hertz", where, ",.0f")
page.figure(
    recordings.spectra_figure(spectra, settings),
    "spectra",
    alt=f"Mean spectrum of each corpus. {finding}",
    caption=f"Mean spectrum of each corpus, its own level taken away; the shade is one standard deviation of the clips. {finding}",
    data=spectra,
    **size,
)

# %% [markdown]
# The widest gap is {glue:text}`gap:s` dB, at {glue:text}`gap_hertz:s` Hz. Voices make a part of such gaps, room and microphone the rest. Below the lowest voice it is mostly these two, and how loud the voice is beside them: each spectrum is taken from its own mean. The features of the next page describe spectra, so they describe the channel too.
#
# ## How easily the corpus is recognised
#
# Whether that matters can be tried. We train a small program, a *logistic regression*, to name the corpus of a clip. It is given one measure at a time: the duration, the silence, the level, or the clip's *mean MFCC*, the features of the next page averaged over time. It is tested on speakers whom it has not heard. A corpus with two speakers is tested on unheard texts instead, by speakers it has heard, because after one is taken away, only one is left to learn from.
#
# The score is the mean over the corpora of the share that is named correctly. A random guess scores one divided by the number of corpora. With one corpus alone there is nothing to tell apart, and the figures read "not run". At hand here: {glue:text}`corpora:s`.

# %% tags=["remove-cell"]
heard, unseen = (told[told["protocol"] == one].set_index("measure") for one in ("heard", "unseen"))
whole = heard.loc["mfcc"] if "mfcc" in heard.index else pd.Series(dtype=float)
pairs_of = by_corpus["speaker"].nunique().reindex(present)
twos = [name for name in present if pairs_of[name] == 2 and f"recall_{name}" in told]
page.glue("told", whole.get("uar"), ".1%")
page.glue("told_low", whole.get("low"), ".1%")
page.glue("told_high", whole.get("high"), ".1%")
page.glue("told_chance", whole.get("chance"), ".0%")
page.glue("told_unit", whole.get("unit", "clips"))
for one in ("duration", "silence", "level", "mfcc shape"):
    page.glue(f"told_{one.split()[-1]}", heard["uar"].get(one), ".1%")
recalls = ", ".join(f"{name} {unseen[f'recall_{name}'].get('mfcc'):.0%}" for name in twos)
page.glue("told_two", recalls or "not run")
given_away = [
    f"{one['placed']:.1%} of the clips of {one['emotion']} are placed in {one['corpus']}, and {one['ruled_out']:.1%} of all other clips are placed elsewhere. "
    f"Among the clips placed in {one['corpus']}, {one['after']:.1%} are {one['emotion']}; among all clips, {one['before']:.1%}."
    for one in facts["lonely"]
]
page.glue("given_away", " ".join(given_away) or "No emotion of these clips is one corpus' alone.")

# %% tags=["hide-input"]
if len(told):
    finding = " ".join(f"{channel.WORDS[name]} {one:.1%};" for name, one in heard["uar"].items())
    strict = " ".join(f"{channel.WORDS[name]} {one:.1%};" for name, one in unseen["uar"].items())
    page.figure(
        channel.told_figure(told),
        "corpus-told",
        alt=f"Mean share of a corpus' clips whose corpus is named correctly, by measure: {finding} with unseen speakers everywhere: {strict} by chance {whole['chance']:.0%}.",
        caption=f"How often the corpus is named correctly, with the 95% interval, drawn over {whole['unit']}. Circles: {finding} Diamonds: every tested speaker is unheard: {strict} By chance {whole['chance']:.0%}.",
        data=told.set_index("measure"),
        **size,
    )

# %% [markdown]
# From the mean MFCC alone, the corpus is named correctly for {glue:text}`told:s` of the clips, averaged over the corpora (95% interval {glue:text}`told_low:s` to {glue:text}`told_high:s`; by chance {glue:text}`told_chance:s`). Without the level it is still {glue:text}`told_shape:s`; from the duration alone, {glue:text}`told_duration:s`; from the silence before and after, {glue:text}`told_silence:s`.
#
# The diamonds ask for more: every speaker tested is unheard. In a corpus of two speakers, the program then knows one voice and has to find the corpus in the other. By the mean MFCC, the share of the unheard speaker's clips that is placed in the right corpus: {glue:text}`told_two:s`. From two people, nobody can say what is the corpus and what is the person.
#
# What does that mean for an emotion that one corpus alone has? {glue:text}`given_away:s` A program that has learnt the corpus knows when not to say the word, without an ear for the feeling.

# %% [markdown]
# ## What the real files do
#
# Real corpora have been copied, renamed and repaired for years. A loader that expects tidy files fails on them, or counts wrongly without a word. The table has the irregularities that our catalogue knows of. The last column is measured in the files at hand: what a reading by the corpus' own rule makes of the odd clip. *Deviations* say how far the clip's mean MFCC move, in units of how far clips of the corpus lie apart.

# %% tags=["hide-input"]
page.table(
    irregularities(irregular, clips),
    caption="What is odd in the files of these corpora, what follows from it, and what was measured.",
    index=False,
)

# %% tags=["remove-cell"]
rules = [
    f"{name} {one['container']}, {one['rate']:,} Hz, {'mono' if one['channels'] == 1 else 'stereo'}"
    for name, one in facts["rules"].items()
]
strangers = not_in_catalogue(irregular)
page.glue("rules", "; ".join(rules))
page.glue("strangers", "; ".join(strangers[:5]) or "none")
page.glue("shared_files", sharing["shared_sha256"].max(), ".0%")

# %% [markdown]
# The rule is what most files of a corpus have: {glue:text}`rules:s`. Clips that depart from it and stand in no row above: {glue:text}`strangers:s`. Listings of folders differ in their order from machine to machine, so every listing is sorted.
#
# Clips of this page that are the same bytes: {glue:text}`identical:s`. No split of this project parts them: the share of test clips whose very file trains or chooses is {glue:text}`shared_files:s` in every one. A clip that is missing takes one from its speaker's count, and moves no other clip to another side.

# %% [markdown]
# ## A first leak: duration alone
#
# How much can be guessed from a clip without listening to it? We keep one number, its duration, and fit to each emotion a bell curve over its logarithm. The guess for a clip is the emotion whose curve is highest there, each curve weighted by how common its emotion is in training (a Gaussian naive Bayes classifier).
#
# The guess is tested in two ways. In a *random split*, clips are divided by chance, so each speaker is on both sides. With *unseen speakers*, each person is tested on curves fitted to all the others. *Chance* is one divided by the number of emotions.

# %% tags=["hide-input"]
scores = pd.DataFrame(
    {name: pd.Series(one).drop(["by_speaker", "logistic"]) for name, one in facts["duration_alone"].items()}
).T
finding = " ".join(
    f"{name}: {one.random:.1%} at random, {one.unseen_speakers:.1%} on unseen speakers, chance {one.chance:.1%}."
    for name, one in scores.iterrows()
)
leak = facts["duration_alone"][scores["random"].astype(float).idxmax()] if len(scores) else {}
for name in (
    "random",
    "random_low",
    "random_high",
    "unseen_speakers",
    "unseen_speakers_low",
    "unseen_speakers_high",
    "chance",
):
    page.glue(f"leak_{name}", leak.get(name), ".1%")
page.glue("leak_corpus", scores["random"].astype(float).idxmax() if leak else None)
page.glue("leak_unit", leak.get("unit"))
page.glue("leak_worst", min(leak["by_speaker"].values()) if leak else None, ".0%")
page.glue("leak_best", max(leak["by_speaker"].values()) if leak else None, ".0%")
page.glue("logistic_random", leak["logistic"]["random"] if leak else None, ".1%")
page.glue("logistic_unseen", leak["logistic"]["unseen_speakers"] if leak else None, ".1%")
if leak:
    page.figure(
        recordings.duration_alone(scores),
        "duration-alone",
        alt=f"Accuracy of a guess from the clip's duration alone. {finding}",
        caption=f"How often the emotion is guessed correctly from the duration alone, with the 95% interval. {finding}",
        data=scores,
        **size,
    )
else:
    print("No corpus here has two speakers and five clips of each emotion.")

# %% [markdown]
# In {glue:text}`leak_corpus:s`, one number that has nothing of the voice in it guesses {glue:text}`leak_random:s` of the clips correctly (95% interval {glue:text}`leak_random_low:s` to {glue:text}`leak_random_high:s`, drawn over {glue:text}`leak_unit:s`), where chance is {glue:text}`leak_chance:s`. On unseen speakers it is {glue:text}`leak_unseen_speakers:s` ({glue:text}`leak_unseen_speakers_low:s` to {glue:text}`leak_unseen_speakers_high:s`): {glue:text}`leak_worst:s` for the speaker at which it does worst and {glue:text}`leak_best:s` for the one at which it does best. A logistic regression in place of the curves has {glue:text}`logistic_random:s` at random and {glue:text}`logistic_unseen:s` on unseen speakers.
#
# Duration is not noise: people do speak faster in fear than in sadness {cite:p}`juslin2003`. But a network that is shown padding is told the duration without having to listen. A score says how well the emotion was named. It does not say from what.

# %% [markdown]
# ## The same thing said twice
#
# A test asks for something new. So it matters how new a test clip is. Within each corpus we compared every clip with every other: {glue:text}`pairs:s` pairs. What is compared is the *course* of the spectrum over the sound, without the silence around it, its level and its mean. The *likeness* of two clips is the cosine of their courses, at the best shift of up to {glue:text}`lag:s` s. A copy has a likeness of one, also when it was turned up, and close to one when a little was cut off; two clips with nothing in common have one near zero. Time is not stretched, so a sentence said slower looks less alike than it sounds.

# %% tags=["remove-cell"]
alike = facts["likeness"]
others = near[~near["identical"]]
page.glue("pairs", sum(one["pairs"] for one in alike["corpora"].values()), ",")
page.glue("lag", alike["lag_seconds"], ".2f")
page.glue("near", alike["near"], "g")
page.glue("same_recording", alike["same_recording"], "g")
page.glue("near_counts", ", ".join(f"{name} {one['near']:,}" for name, one in alike["corpora"].items()))
by_relation = near.groupby(["corpus", "relation"], sort=False).size()
page.glue(
    "near_relations", "; ".join(f"{name}, {what}: {n:,}" for (name, what), n in by_relation.items()) or "none"
)
page.glue("same_bytes", int(near["identical"].sum()))
same = sum(one["same_recording"] for one in alike["corpora"].values())
spoken = "So what is listed, but for the identical files, was spoken twice, and spoken alike."
stored = "So some of what is listed is one recording, stored twice as different bytes."
page.glue("same_counts", same)
page.glue("copies", stored if same > near["identical"].sum() else spoken)
page.glue("waveform_most", others["waveform"].max() if len(others) else None, ".2f")

# %% tags=["hide-input"]
columns = ["corpus", "clip", "other", "relation", "likeness", "waveform"]
most = near.groupby("corpus", sort=False).head(6)[columns]
most = most.assign(clip=most["clip"].str.split("/").str[-1], other=most["other"].str.split("/").str[-1])
page.table(
    most,
    caption="The most alike pairs of each corpus, identical files first. The last column is the highest correlation of the two waveforms.",
    formats={"likeness": ".3f", "waveform": ".2f"},
    index=False,
)

# %% [markdown]
# Pairs with a likeness of {glue:text}`near:s` or more: {glue:text}`near_counts:s`. By what the two have in common: {glue:text}`near_relations:s`. The file `near.csv` of the results lists them.
#
# Are they copies? Two waveforms that stem from one recording correlate by {glue:text}`same_recording:s` or more at the best shift. Pairs for which that holds: {glue:text}`same_counts:s`; pairs that are the same bytes: {glue:text}`same_bytes:s`. Among all other listed pairs, the highest correlation is {glue:text}`waveform_most:s`. {glue:text}`copies:s`

# %% tags=["hide-input"]
medians = [f"{one.corpus}, {one.relation}: {one.q50:.2f}." for one in spread.itertuples()]
page.figure(
    likeness.relations_figure(spread, near=alike["near"]),
    "likeness",
    alt=f"How alike two clips are, by what they have in common. Medians: {' '.join(medians)}",
    caption="How alike two clips of a corpus are, by what they have in common. The bar holds half of the pairs, the line nine of ten, the dot is the median; the dashed line is where pairs are listed.",
    data=spread.set_index("corpus"),
    **size,
)

# %% tags=["remove-cell"]
with_takes = {name: one["takes"] for name, one in alike["corpora"].items() if one["takes"]}
said = [
    f"In {name}, the nearest of all other clips is the other take for {one['nearest']:.0%} of the clips; for {one['among_five']:.0%}, the other take is among the five nearest. "
    f"The other take is more like the clip than {one['beats']:.0%} of the clips in which the same speaker says another text are."
    for name, one in with_takes.items()
]
page.glue("takes", " ".join(said) or "None of the corpora of this page has two takes of a sentence.")

# %% [markdown]
# A *take* is one of several recordings of the same sentence by the same speaker in the same emotion, at the same intensity. {glue:text}`takes:s` A random split puts one take on the side that trains and the other on the side that tests, time and again. The split `repetition` keeps them together. The same sentence at the other intensity may still be on the other side: [](06_protocols) counts how often.
#
# How much does the nearest clip give away? We label each clip as its nearest neighbour is labelled. Nothing is trained. Then we close the door step by step: no other take of the sentence, no clip with the same text, no clip by the same speaker.

# %% tags=["hide-input"]
finding = " ".join(
    f"{one.corpus}, {one.among}: {one.same_emotion:.0%} (chance {one.chance:.0%})."
    for one in nearest.itertuples()
)
page.figure(
    likeness.nearest_figure(nearest),
    "nearest",
    alt=f"How often the nearest clip has the same emotion. {finding}",
    caption=f"How often the nearest clip has the same emotion, by which clips may be chosen, with the 95% interval. {finding}",
    data=nearest.set_index("corpus"),
    **size,
)

# %% tags=["remove-cell"]
steps = nearest.pivot(index="corpus", columns="among", values="same_emotion")
fall = (steps["any other clip"] - steps["other speakers alone"]).reindex(present)
page.glue("fall_corpus", fall.idxmax())
page.glue("fall_from", steps.loc[fall.idxmax(), "any other clip"], ".0%")
page.glue("fall_to", steps.loc[fall.idxmax(), "other speakers alone"], ".0%")

# %% [markdown]
# In {glue:text}`fall_corpus:s` the last step weighs most: the nearest of all clips has the same emotion for {glue:text}`fall_from:s`, the nearest by another person for {glue:text}`fall_to:s`. A network that did nothing but remember might come near the first number on a random split, which hears most of the other clips in training. Only the second says something about people it has not met.
#
# The steps between need not fall one by one. When a take is closed but the same words in other emotions are open, the nearest clip is often those words; when the words are closed as well, the emotion decides again.

# %% [markdown]
# ## What the sides share
#
# This is why the project tests by several *splits*, ways to say which clips train, which choose the moment to stop (*validation*) and which test. The map says how many of the test clips have their like among those that train or choose: a clip of the same corpus, by the same speaker, of the same text, another take of the same sentence, the very same file.

# %% tags=["hide-input"]
shares = sharing_plots.by_split(sharing)
page.glue("not_borne", "; ".join(sorted(set(sharing["problem"].dropna()))) or "none")
if len(shares):
    finding = " ".join(
        f"{split}, {corpus}: speaker {one.speaker:.0%}, text {one.text:.0%}, take {one['take']:.0%}."
        for (split, corpus), one in shares.iterrows()
    )
    page.figure(
        sharing_plots.sharing_figure(shares),
        "sharing",
        alt=f"Map of what test clips share with the clips that train or choose. {finding}",
        caption="Share of the test clips that have their like among the clips that train or choose, mean over folds or seeds. Each row names the split and the corpus that is tested.",
        data=shares,
        **size,
    )


# %% tags=["remove-cell"]
def shared(split, what):
    values = shares.query("split == @split")[what]
    return ", ".join(f"{corpus} {value:.0%}" for (_, corpus), value in values.items() if value > 0) or "none"


for split in ("random", "matched", "matched-6"):
    page.glue(f"takes_{split}", shared(split, "take"))
for split, what in (("repetition", "take"), ("text", "text"), ("speaker", "speaker"), ("corpus", "corpus")):
    page.glue(f"{split}_shares", shared(split, what))

# %% [markdown]
# `random`
# : Clips are dealt out by chance, but within each emotion and speaker, so that each gives its share to every side. The published code takes its test clips in that way too; its validation clips are drawn from all the rest. Speakers and texts are on both sides; test clips with another take of their sentence on the other side: {glue:text}`takes_random:s`.
#
# `repetition`
# : The same, but the takes of a sentence at one intensity stay together. Test clips with another take on the other side: {glue:text}`repetition_shares:s`.
#
# `text`
# : What is tested was not said in training, but the speakers are the same. Test clips with a shared text: {glue:text}`text_shares:s`. SAVEE has no such split here: most of its sentences are said in one emotion alone, and its file names do not tell which are shared.
#
# `matched`, `matched-6`
# : Random again, with as many clips to train on as `speaker` and `speaker-6` have: a control, so that a smaller training side is not taken for a leak. Test clips with another take on the other side: under `matched`, {glue:text}`takes_matched:s`; under `matched-6`, {glue:text}`takes_matched-6:s`.
#
# `speaker`, `speaker-6`
# : Nobody who is tested was heard. Test clips with a shared speaker: {glue:text}`speaker_shares:s`. The sentences are the same, and so is the channel.
#
# `corpus`
# : One corpus is tested and the others train. Test clips with a shared corpus: {glue:text}`corpus_shares:s`. Speakers, texts and channel are new.
#
# Splits for which the clips of this page are too few: {glue:text}`not_borne:s`.

# %% [markdown]
# ## In short
#
# - The clips come from {glue:text}`corpora:s`: {glue:text}`clips:s` clips, {glue:text}`speakers:s` speakers. {glue:text}`largest:s` alone gives {glue:text}`largest_share:s`. Corpora of the combined set that are missing: {glue:text}`absent:s`; clips left out: {glue:text}`left_out_count:s`.
# - Corpus, sex and emotion are confounded. From the mean MFCC, the corpus is named correctly for {glue:text}`told:s` of the clips; of an unheard speaker's clips in a corpus of two speakers, for this share: {glue:text}`told_two:s`. So whoever recognises the corpus, by its voices or by its channel, can rule out an emotion that only another has.
# - Level, silence, padding and spectrum differ between corpora, whatever is felt.
# - The duration alone guesses {glue:text}`leak_random:s` of {glue:text}`leak_corpus:s`, and {glue:text}`leak_unseen_speakers:s` when the speaker is unseen.
# - The nearest clip has the same emotion in {glue:text}`fall_from:s` of {glue:text}`fall_corpus:s`, and in {glue:text}`fall_to:s` when it must be by another speaker. Each split says what its sides share.
#
# **Try it yourself:** [](exercises/01_lost_calm).
#
# **Next:** [](02_mfcc), where a clip becomes the table of numbers that the network sees.
