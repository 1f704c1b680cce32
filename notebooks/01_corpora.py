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
#     reads: ["facts/clips.csv", "facts/spectra.csv", "facts/facts.json"]
# ---

# %% [markdown]
# # The corpora: who speaks, and what gives them away
#
# What you will learn
# : what the recordings are, who speaks in them, and what a program can pick up from them that is not emotion.
#
# Time to read
# : about ten minutes.
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
from ser.plots import composition, recordings
from ser.results import read_json

page = show.start(profile, results)
facts = read_json(page.results / "facts" / "facts.json")
clips = pd.read_csv(page.results / "facts" / "clips.csv")
spectra = pd.read_csv(page.results / "facts" / "spectra.csv")
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
for name, corpus in CORPORA.items():
    for fact in ("title", "citation", "licence", "source"):
        page.glue(f"{name.lower()}_{fact}", getattr(corpus, fact).rstrip("."))

# %% [markdown]
# ## Three corpora of acted speech
#
# A *corpus* is a collection of recordings made for study. In each of these three, actors say sentences that mean little ("Say the word home") in a voice that means a lot.
#
# **RAVDESS** is the {glue:text}`ravdess_title:s` {cite:p}`livingstone2018`. Professional actors say two sentences, most of them in a normal and in a strong version, and each version twice. Source: {glue:text}`ravdess_source:s`. Licence: {glue:text}`ravdess_licence:s`.
#
# **TESS** is the {glue:text}`tess_title:s` {cite:p}`pichora2020`. Two women, one young and one older, put a long list of words into one carrier phrase. Source: {glue:text}`tess_source:s`. Licence: {glue:text}`tess_licence:s`.
#
# **SAVEE** is the {glue:text}`savee_title:s` {cite:p}`haq2009`. Four men read sentences that were chosen for their sounds. Source: {glue:text}`savee_source:s`. Licence: {glue:text}`savee_licence:s`.
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

# %% [markdown]
# ## Eight emotions, unevenly shared
#
# The paper's eight labels are those of RAVDESS. The other two corpora know seven of them: neither has *calm*.

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
# Second, an emotion that stands in one corpus alone can be found by recognising the corpus. Here that holds for: {glue:text}`lonely:s`. A high score on such an emotion is no proof that anything was heard in the voice.

# %% tags=["remove-cell"]
totals = counts.sum(axis=1)
page.glue("rarest", totals.idxmin())
page.glue("rarest_count", totals.min(), ",")
page.glue("commonest_count", totals.max(), ",")

# %% [markdown]
# The emotions are also unequal in number: {glue:text}`rarest:s` has {glue:text}`rarest_count:s` clips, the commonest {glue:text}`commonest_count:s`. *Accuracy*, the share of clips that are named rightly, lets the common emotions count for more. *UAR* (unweighted average recall) takes the share within each emotion and then the plain mean, so that each emotion counts alike. This book gives both.

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
# Sex goes with corpus ({glue:text}`cast:s`). So does everything about a voice that goes with sex, its pitch first of all. When two things always come together, we call them *confounded*: the data cannot say which of the two a program has learnt.

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
peaks = by_corpus["peak"].describe()[["min", "50%", "max"]].reindex(present)
peaks.columns = ["lowest", "median", "highest"]
caption = "Peak of a clip as a share of full scale. Resampling can lift a peak a little above 1."
page.table(peaks, caption=caption, formats=dict.fromkeys(peaks.columns, ".3f"))

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
# The widest gap is {glue:text}`gap:s` dB, at {glue:text}`gap_hertz:s` Hz. Voices make a part of such gaps, room and microphone the rest; below the lowest voice they make all of it. The features of the next page describe spectra, so they describe the channel too.

# %% [markdown]
# ## What the real files do
#
# Real corpora have been copied, renamed and repaired for years. A loader that expects tidy files fails on them, or counts wrongly without a word. These are the irregularities we know of in the real files, and what `ser.corpora` does.
#
# | What is odd | What is done |
# |:---|:---|
# | **RAVDESS:** Five clips are stereo, both channels the same: `03-01-02-01-01-02-01`, `03-01-08-01-02-02-01`, `03-01-02-01-02-02-05`, `03-01-03-01-02-01-20`, `03-01-06-01-01-02-20` | The channels are averaged |
# | **RAVDESS:** Two clips are the same bytes: `03-01-03-01-02-01-07`, `03-01-03-01-02-02-07` | Both stay, on the same side of every split |
# | **RAVDESS:** A common copy holds every file twice, in a folder within the folder | A clip is known by its name and counted once |
# | **TESS:** `OA_bite_neutral.wav` has lost a letter of its speaker | Read as `OAF` |
# | **TESS:** `OAF_food_fear.wav` has another sampling rate than the rest | Every clip is resampled |
# | **TESS:** `YAF_germ_angry.wav` and `YAF_neat_fear.wav` are AIFF files with the ending of a WAV file | Read by content, not by ending |
# | **TESS:** Folders are named in several ways (`OAF_Fear`, `OAF_fear`) | The label is read from the file name |
# | **SAVEE:** Copies name a clip `DC/a01.wav` or `DC_a01.wav` | Both are read |
# | **All:** The order of a folder's listing differs between machines | Every listing is sorted |
#
# Clips of this page that are the same bytes: {glue:text}`identical:s`.

# %% [markdown]
# ## A first leak: duration alone
#
# How much can be guessed from a clip without listening to it? We keep one number, its duration, and fit to each emotion a bell curve over its logarithm. The guess for a clip is the emotion whose curve is highest there.
#
# The guess is tested in two ways. In a *random split*, clips are divided by chance, so each speaker is on both sides. With *unseen speakers*, each person is tested on curves fitted to all the others. *Chance* is one divided by the number of emotions.

# %% tags=["hide-input"]
scores = pd.DataFrame(facts["duration_alone"]).T
finding = " ".join(
    f"{name}: {one.random:.1%} at random, {one.unseen_speakers:.1%} on unseen speakers, chance {one.chance:.1%}."
    for name, one in scores.iterrows()
)
best = scores["random"].idxmax()
page.glue("leak_corpus", best)
page.glue("leak_random", scores["random"][best], ".1%")
page.glue("leak_unseen", scores["unseen_speakers"][best], ".1%")
page.glue("leak_chance", scores["chance"][best], ".1%")
page.figure(
    recordings.duration_alone(scores),
    "duration-alone",
    alt=f"Accuracy of a guess from the clip's duration alone. {finding}",
    caption=f"How often the emotion is guessed rightly from the duration alone. The grey band is where guessing blindly lands 95 times in 100. {finding}",
    data=scores,
    **size,
)

# %% [markdown]
# In {glue:text}`leak_corpus:s`, one number that has nothing of the voice in it guesses {glue:text}`leak_random:s` of the clips, where chance is {glue:text}`leak_chance:s`. On unseen speakers it is {glue:text}`leak_unseen:s`.
#
# Duration is not noise: people do speak faster in fear than in sadness {cite:p}`juslin2003`. But a network that is shown padding is told the duration without having to listen. A score says how well the emotion was named. It does not say from what.

# %% [markdown]
# ## In short
#
# - The clips come from {glue:text}`corpora:s`: {glue:text}`clips:s` clips, {glue:text}`speakers:s` speakers. {glue:text}`largest:s` alone gives {glue:text}`largest_share:s`.
# - Corpus, sex and emotion are confounded. An emotion that one corpus alone has can be guessed from the channel.
# - Level, silence, padding and spectrum differ between corpora, whatever is felt.
# - The duration alone guesses {glue:text}`leak_random:s` of {glue:text}`leak_corpus:s`.
#
# **Next:** [](02_mfcc), where a clip becomes the table of numbers that the network sees.
