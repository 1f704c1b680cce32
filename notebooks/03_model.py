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
#     reads: ["runs/**", "repeated/**", "facts/attention.json", "facts/examples.json", "facts/clips.csv", "facts/facts.json", "models/*/config.json", "models/*/scaler.json"]
# ---

# %% [markdown]
# # The model: layer by layer, and what went wrong in it
#
# What you will learn
# : what each layer of the published network does, which way it walks through a clip, what attention computes, and the six flaws we correct.
#
# Time to read
# : {minutes}`this page`.
#
# What it needs
# : the table of numbers from [](02_mfcc). Nothing about neural networks.

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"
data = ""

# %% tags=["remove-input"]
import numpy as np
import pandas as pd

from ser import audio, features
from ser.experiments import ARMS, experiment
from ser.models.layer_table import layer_table, running
from ser.pages import player, show, words
from ser.plots import along
from ser.plots.attention import attention_figure, attention_table
from ser.plots.axis import steps_figure
from ser.plots.curves import floor, history_table, learning_curves
from ser.results import load_results, name_of, read_json, read_table, select
from ser.results.attention import before_speech, peaks
from ser.results.kept_epoch import kept_epochs
from ser.results.scales import scales

page = show.start(profile, results)
published, corrected = ARMS["published"].model, ARMS["corrected"].model
layers = {"published": layer_table(published), "corrected": layer_table(corrected)}
chosen = experiment("headline")
headline = select(load_results(page.results), data=chosen.place.data, split=chosen.place.split)
headline = [one for one in headline if one.record["arm"] in chosen.arms]
settings = features.MfccSettings()

# %% tags=["remove-cell"]
steps = {name: next(row.shape[0] for row in rows if "LSTM" in row.layer) for name, rows in layers.items()}
widths = {
    name: next(row.shape[0] for row in rows if "attention" in row.layer) for name, rows in layers.items()
}
page.glue("coefficients", published.coefficients)
page.glue("frames", published.frames)
page.glue("labels", published.labels)
for name, rows in layers.items():
    page.glue(f"{name}_steps", steps[name])
    page.glue(f"{name}_parameters", sum(row.parameters for row in rows), ",")
    page.glue(f"{name}_running", running(rows), ",")
page.glue("head_dropout", corrected.head_dropout, ".0%")
for name in layers:
    mine = [one for one in headline if one.record["arm"] == name]
    epochs = [one.record["seconds"]["training"] / one.record["training"]["epochs"] for one in mine]
    page.glue(f"epoch_{name}", f"{np.median(epochs):.0f} s" if epochs else None, rests=mine)

# %% [markdown]
# ## From a table to a guess
#
# A clip comes in as a table of {glue:text}`coefficients:s` coefficients by {glue:text}`frames:s` frames. What goes out are {glue:text}`labels:s` probabilities, one for each emotion. The highest is the guess.
#
# Between the two stand *layers*. Each takes numbers and gives others, by a rule with *parameters* in it: numbers that nobody sets. Most start at random, some at zero or one. *Training* shows the network clips whose emotion is known, and moves nearly every parameter a little in the direction that makes the right answer more probable.
#
# The published model has {glue:text}`published_parameters:s` parameters. Training does not move {glue:text}`published_running:s` of them in that way: the running means and variances that {term}`batch normalisation` keeps of what has passed through it. The model is that of the *published code*: two public scripts that implement the paper, in the repository [Edeni96/Voice_emotion_recognition](https://github.com/Edeni96/Voice_emotion_recognition) {cite:p}`edeni2024`. The paper stands among their references, and none of its authors is named there. So the scripts are not known to be by the authors, and a flaw of the scripts is not shown to be a flaw of the paper.


# %% tags=["hide-input"]
def layer_frame(rows):
    shapes = ["\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}".join(map(str, row.shape)) for row in rows]
    parameters = [row.parameters for row in rows]
    names = pd.Index([row.layer for row in rows], name="layer")
    return pd.DataFrame({"shape": shapes, "parameters": parameters}, index=names)


page.table(
    layer_frame(layers["published"]),
    caption="The published model, from input to output: the shape of what comes out of each layer.",
    formats={"parameters": ","},
)

# %% [markdown]
# What the words mean:
#
# Convolution
# : A small pattern of three by three numbers slides over the table and says, at each place, how well it fits. There are many such patterns, and each gives a table of its own.
#
# Convolution block
# : A convolution, and then four quick steps. *Batch normalisation* brings the numbers to a common scale. *ReLU* sets what is below zero to zero. *Max pooling* keeps the largest of each two by two numbers, so that both sides of the table are halved. *Dropout* sets some numbers to zero at random during training, so that the network cannot lean on any one of them.
#
# LSTM
# : A layer that reads its input one *step* at a time and keeps a memory of what it has read (long short-term memory). It is made for things that unfold in order.
#
# Attention
# : A weighted mean of the steps, with weights that the network computes itself. More below.
#
# Dense, softmax
# : A weighted sum for each emotion, and then the {term}`softmax`, which turns any numbers into probabilities that add up to one.

# %% [markdown]
# ## Which way does it walk?
#
# Speech unfolds in time. So the LSTM should read the frames one after the other.
#
# In the published code it does not. The table has its coefficients on the first axis, and the layer that cuts it into steps takes the first axis. After the four blocks, {glue:text}`published_steps:s` rows are left of it. Each row is a band of coefficients over the *whole* clip.

# %% tags=["hide-input"]
finding = (
    f"The published model reads {steps['published']} bands of coefficients, "
    f"the corrected one {steps['corrected']} stretches of time."
)
page.figure(
    steps_figure(published, corrected),
    "model-axis",
    alt=f"The table of features twice, cut into cells by the pooling. Arrows show the way the LSTM walks. {finding}",
    caption=f"The way the LSTM walks over the features; two colours tell one step from the next. {finding}",
)

# %% [markdown]
# The LSTM and the attention thus walk across the *cepstrum*, the axis of the coefficients. "The important part of the clip" is no question this attention can be asked: each of its {glue:text}`published_steps:s` steps holds all of the clip.
#
# That is not to say that the model cannot be accurate. The convolutions have seen time, and each step is a long vector in which time is laid out. Whether the axis matters for the score is a question for an experiment, which puts [the flaws back one by one](flaw-by-flaw).
#
# A second LSTM follows. The attention has just made one vector of all steps, so this LSTM reads a single step. It has nothing to remember.

# %% [markdown]
# ## What attention computes
#
# Let $h_t$ be the vector of step $t$. Attention as the published code has it first gives each step a *score*:
#
# $$ e_t = u^\top \tanh(W h_t + d) $$ (score)
#
# The matrix $W$ and the vectors $d$ and $u$ are learnt. The scores become weights, and the weights make the mean $z$:
#
# $$ a_t = \frac{\exp(e_t)}{\sum_r \exp(e_r)}, \quad z = \sum_t a_t h_t $$ (weights)
#
# The weights add up to one. A step with a higher score counts for more.
#
# The form of the score is that of {cite:t}`bahdanau2015`, where every word of a translation asks the steps anew. One learnt vector, $u$, that asks the same of every clip comes from {cite:t}`yang2016`.
#
# The paper speaks of *self-attention*. The word was used of this form, learnt vectors that score each step by itself, before the Transformer {cite:p}`lin2017`; in speech emotion recognition, {cite:t}`mirsamadi2017` pool in this way with one. Today it mostly stands for that of the Transformer {cite:p}`vaswani2017`, in which each step is compared with every other. The scripts compute nothing of that second kind, and the word of the paper fits what they do compute.
#
# Written into code just so, {eq}`weights` has two faults. The exponential of a large score is more than a computer's number can hold. And a clip shorter than the window is filled up with zeros, *padding*, which gets weights like speech does.
#
# Both have a remedy. Let $m_t$ be one for a step of speech and zero for padding, and $e_{\max}$ the largest score of a step of speech:
#
# $$ a_t = \frac{m_t \exp(e_t - e_{\max})}{\sum_r m_r \exp(e_r - e_{\max})} $$ (masked)
#
# Subtracting $e_{\max}$ changes no weight, since it cancels. But the largest exponential is now one. We call $m$ the *mask*.


# %% tags=["hide-input"]
def naive(scores):
    return np.exp(scores) / np.exp(scores).sum()


def masked(scores, mask):
    weights = mask * np.exp(scores - scores[mask > 0].max())
    return weights / weights.sum()


mask = np.array([1, 1, 1, 0, 0])
scores = np.array([1.0, 3.0, 2.0, 0.5, 0.5], dtype=np.float32)
with np.errstate(over="ignore", invalid="ignore"):
    shown = pd.DataFrame(
        {
            "score": scores,
            "naive": naive(scores),
            "naive +": naive(scores + 100),
            "masked": masked(scores, mask),
            "masked +": masked(scores + 100, mask),
        },
        index=pd.Index(["speech 1", "speech 2", "speech 3", "padding 1", "padding 2"], name="step"),
    )
formats = {"score": ".1f"} | dict.fromkeys(shown.columns[1:], ".2f")
page.table(
    shown,
    caption="Weights of five steps, computed both ways; with a +, 100 was added to every score. A dash: not a number.",
    formats=formats,
    stack=False,  # the columns are there to be compared
)
page.glue("padding_weight", shown["naive"][mask == 0].sum(), ".0%")
page.glue("overflow", float(np.log(np.finfo(np.float32).max)), ".1f")
# The limit of "glorot_uniform" for one column.
start = (6 / (widths["published"] + 1)) ** 0.5
page.glue("start", start, ".3g")
page.glue("largest", start * widths["published"], ".1f")

# %% [markdown]
# Here the naive form gives padding {glue:text}`padding_weight:s` of the weight. With 100 added to all scores, which ought to change nothing, it gives no numbers at all. The masked form gives the same weights both times, and none to padding.
#
# How likely is the overflow in practice? A single-precision exponential overflows above {glue:text}`overflow:s`. The hyperbolic tangent lies between −1 and 1, so a score cannot exceed the sum of the sizes in $u$. Each of them starts within {glue:text}`start:s` of zero, which allows a score of {glue:text}`largest:s` at most. Training would have to make $u$ much larger. So the exponential is a trap that waits, and we blame it for no number in this book. In the published code no step is padding alone, so a mask would have nothing to take away there. It matters as soon as attention walks along time.
#
# The network is rebuilt layer for layer, down to how the parameters start, with {glue:text}`labels:s` outputs where the scripts have one for each emotion in their folder.

# %% [markdown]
# ## Six flaws, and what we do instead
#
# A model called *corrected* differs from the published one where we believe the code to be at fault, and in some choices that are ours, listed below. The first four corrections are switches that can be turned back, and the fifth is a choice of each run. `ModelSettings` and `TrainingSettings` hold the switches; an *arm* is a named setting of them, one way to build and train a model.
#
# 1. **The axis.** The LSTM and the attention walk over cepstral bands. Corrected: they walk over time. To turn it back: `ModelSettings(axis="cepstral")`, arm `cepstral-axis`.
# 2. **The second LSTM** sees one step. Corrected: it is left out. To turn it back: `ModelSettings(second_lstm=True)`, arm `second-lstm`.
# 3. **The attention** has a naive exponential and knows no mask. Corrected: the masked form above. To turn the mask back: `ModelSettings(masked=False)`, arm `no-mask`. The naive exponential stays in `published` alone.
# 4. **The scaler** is one mean and one deviation for all coefficients, and scales padding too. It sees the validation clips, since these are dealt out after it is fitted; it does not see the test clips, which lie in another folder by then. Corrected: it is fitted on training frames alone, one for each coefficient, and padding stays zero. To turn it back: `TrainingSettings(scaler="published")`, arm `published-scaler`.
# 5. **The split** is random, so that a speaker is on both sides. And the script that trains prints the {term}`F1` of the very validation clips that chose the epoch; only a second script has figures of the test folder. Corrected: a second protocol holds speakers apart, and every figure comes from test clips that chose nothing. To turn it back: each run names its split, `random` or `speaker`.
# 6. **Luck and order.** The first parameters and the order of the {term}`batches <batch>` have no seed. The validation clips have one, but it picks places in a list, and the list is in the order in which a folder happens to give its files. A file that is not audio stops the run. Corrected: everything is seeded, clips are read in a fixed order, and a damaged file is named. No switch turns this back: there is nothing to measure.
#
# Two words need explaining. A *scaler* brings the features to a common scale: it subtracts a mean and divides by a deviation. A *seed* is the number that random choices start from, so that the same seed gives the same run.
#
# On the fourth: a zero that is scaled is no longer zero. Padding then stands out from speech, and it tells the network how long the clip is. [](01_corpora) shows how much can be guessed from that alone. The duration is still there in the corrected model, for whoever counts the steps of speech.

# %% tags=["remove-cell"]
both = scales(page.results)
rests = [page.results / "models" / name / "scaler.json" for name in ("published", "corrected")]
rests = [path.as_posix() for path in (*rests, page.results / "facts" / "clips.csv") if path.is_file()]
for side in ("published", "training"):
    scale = getattr(both, side, None)
    mean = f"{scale.mean:.3f}".replace("-", "\N{MINUS SIGN}") if scale else None
    page.glue(f"scaler_{side}_mean", mean, rests=rests)
    page.glue(f"scaler_{side}_deviation", scale.deviation if scale else None, ".3f", rests=rests)
page.glue("scaler_stretch", both.stretch if both else None, ".2%", rests=rests)

# %% [markdown]
# How much does it matter that the scaler sees validation clips? In the first run of the published model on random clips of all corpora it has the mean {glue:text}`scaler_published_mean:s` and the deviation {glue:text}`scaler_published_deviation:s`. From the training side alone, with neither test nor validation clips, they would be {glue:text}`scaler_training_mean:s` and {glue:text}`scaler_training_deviation:s`. The two deviations differ by {glue:text}`scaler_stretch:s`.

# %% [markdown]
# ## The corrected model
#
# It has the same kinds of parts, without the second LSTM. Time is now the first axis, and it is pooled less, so that {glue:text}`corrected_steps:s` steps are left to walk along. A *bidirectional* LSTM reads them from both ends. There are {glue:text}`corrected_parameters:s` parameters, {glue:text}`corrected_running:s` of them running means and variances.

# %% tags=["hide-input"]
page.table(
    layer_frame(layers["corrected"]),
    caption="The corrected model, likewise.",
    formats={"parameters": ","},
)

# %% [markdown]
# Besides the six corrections, some choices are ours. They are:
#
# - fewer patterns in the first convolutions, for a shorter epoch: {glue:text}`epoch_corrected:s` by the clock in the median of the runs on random clips, against {glue:text}`epoch_published:s` for the published model, though the other differences count in this too;
# - no bias in the convolutions: the published code adds a number to what each pattern gives, and the batch normalisation that follows takes it away again;
# - the width and direction of the LSTM;
# - no penalty on large parameters ({term}`L2`);
# - dropout of all that one pattern gives, where the published code drops single numbers, and a second one before the dense layer, which drops {glue:text}`head_dropout:s` of its input;
# - a batch normalisation that adapts faster.
#
# So a difference between the two models cannot be put down to the corrections alone. That is what ablations are for.
#
# The training differs too:

# %% tags=["hide-input"]
schedules = pd.DataFrame({ARMS[name].label: vars(ARMS[name].training) for name in chosen.arms})
schedules = schedules[schedules.nunique(axis=1) > 1].astype(str)
schedules.index = schedules.index.str.replace("_", " ")
schedules = schedules.replace({"val_loss": "validation loss", "val_accuracy": "validation accuracy"})
schedules.index.name = "setting"
page.table(schedules, caption="Where the two schedules differ, as the experiment table has them.")

# %% [markdown]
# One pass over the training clips is an *epoch*. The *learning rate* says how far one step of training moves the parameters. *Choose* is the measure by which one epoch is kept; the next section explains validation and loss. *Plateau* halves the learning rate when the validation loss stops falling; *cosine* lets it fall smoothly to nothing. A *patience* of zero never stops early. A profile may shorten the training: *demo* and *quick* do.

# %% [markdown]
# ## How the training went
#
# The clips are divided three ways. The network learns from the *training side*. After each epoch it is tried on the *validation side*, and the best epoch is the one that is kept. The *test side* is looked at once, at the end. The *loss* is what training makes small: it is large when the right answer was given a low probability.


# %% tags=["hide-input"]
if headline:
    kept = kept_epochs(headline)
    chance, majority = floor(headline)
    ends = kept.groupby([name.partition(", seed")[0] for name in kept.index])["validation"].agg(
        ["min", "max"]
    )
    told = "; ".join(
        f"{name} {words.span((low, high), '.1%')}" for name, low, high in ends.itertuples(name=None)
    )
    finding = (
        f"Validation accuracy at the epochs that were kept: {told}. Chance is {chance:.1%}, "
        f"and {majority:.1%} is had by always naming the commonest emotion."
    )
    page.figure(
        learning_curves(headline, labels={arm: ARMS[arm].label for arm in chosen.arms}),
        "model-learning-curves",
        alt=f"Loss and accuracy by epoch on training and validation clips, a line for each seed and a band over them, and lines at chance and at the majority label in the accuracy. {finding}",
        caption=f"Loss and accuracy by epoch, on the combined set under the random split. Of several seeds, each is a thin line; the thick line is their mean, and the band reaches from the lowest to the highest. {finding} The table has each run.",
        clips=headline[0].record["data"]["clips"],
        speakers=headline[0].record["data"]["speakers"],
        seeds=len({one.record["split"]["seed"] for one in headline}),
        data=history_table(headline),
    )
    formats = dict.fromkeys(("training", "validation", "test"), ".3f") | {"minutes": ".1f"}
    page.table(
        kept,
        caption="Accuracy of each run on the three sides, at the epoch that was kept. Minutes are by the clock, including pauses and time shared with other work, on whichever processor the run had.",
        formats=formats,
    )
else:
    print("The headline runs have not been done yet.")

# %% [markdown]
# Two cautions. The training curve is measured while dropout hides a part of the network, so it may lie below the validation curve. And the two losses are not comparable with each other: the published one includes its L2 penalty, the corrected one has none.

# %% [markdown]
# ## Where attention looks
#
# The weights can be read out of a trained model. We average them over the test clips and divide by what an even spread would give: one means that the network might as well have taken the plain mean.

# %% tags=["hide-input"]
path = page.results / "facts" / "attention.json"
found = read_json(path) if path.is_file() else {}
weights = attention_table(found)
measured = select(headline, arm="corrected", seed=0)
speakers = {name_of(clip).speaker for one in measured for clip in one.predictions.clips.tolist()}
if len(weights):
    finding = " ".join(
        f"{row.corpus}: heaviest at {row.place:.0%} of the clip, {row.relative_weight:.2f} times even."
        if row.model == "corrected"
        else f"Published model: heaviest on band {row.part}, {row.relative_weight:.2f} times even."
        for row in peaks(weights).itertuples()
    )
    page.figure(
        attention_figure(found),
        "model-attention",
        alt=f"Mean attention weight relative to an even spread. {finding}",
        caption=f"Mean attention weight relative to an even spread, which is the line at one. Above: the corrected model, in twentieths of the clip. Below: the published model, on its three bands. {finding}",
        clips=found["corrected"]["clips"],
        speakers=len(speakers) or None,
        seeds=1,
        data=weights,
    )
else:
    print("Attention has not been measured for this profile yet.")
corrected_weights = weights.loc[weights["model"] == "corrected", "relative_weight"]
page.glue("attention_low", corrected_weights.min(), ".2f")
page.glue("attention_high", corrected_weights.max(), ".2f")
page.glue("attention_padding", found.get("corrected", {}).get("weight_on_padding"), ".1%")

# %% [markdown]
# In the corrected model, the mean weight of a twentieth of a clip lies between {glue:text}`attention_low:s` and {glue:text}`attention_high:s` times even. The weight that falls on padding is {glue:text}`attention_padding:s`.
#
# ### Clip by clip
#
# A mean over many clips hides what happens in one. The next figures draw the weights of the corrected model over single clips: in the upper panel over the waveform, in the lower one over the coefficients that the model reads. Press *Play*, and a line moves with the sound.
#
# {glue:text}`whose:s` The model was trained on {glue:text}`trained_on:s`.

# %% tags=["remove-input"]
told = (
    read_json(page.results / "facts" / "examples.json")
    if (page.results / "facts" / "examples.json").is_file()
    else {}
)
measured = {}
for name, made in told.get("made", {}).items():
    example = audio.load_example(name, data=data, rate=settings.rate)
    recorded = told.get("recorded", {}).get(name)
    example = example if example.made or recorded else audio.load_example(name, rate=settings.rate)
    measured[name] = (example, made if example.made else recorded)
examples = [example for example, _ in measured.values()]
all_made = all(example.made for example in examples)
page.glue(
    "whose",
    "What the network does with made clips shows how attention works. It is not a finding about speech."
    if all_made
    else "These clips are recordings, from your own copy of the corpora; the model did not see them in training.",
)
page.glue("trained_on", "made clips" if told.get("trained_on_made_clips") else "human speech")
if examples:
    player.notice(examples)
else:
    print("Single clips have not been measured for this profile yet.")

# %% tags=["remove-cell"]
known = read_table(page.results / "facts" / "clips.csv")
silent = "Whether recordings show the same has not been measured for this profile yet."
top = peaks(weights[weights["model"] == "corrected"]).nlargest(1, "relative_weight")
for row in top.itertuples():
    here = known[known["corpus"] == row.corpus]
    before = before_speech(here, row.part, row.parts, settings)
    silent = (
        f"The mean over the test clips, drawn further up, is highest in part {row.part} of {row.parts} of the clips of {row.corpus}. "
        f"In {before:.0%} of all {len(here):,} clips of that corpus, the speech has not begun when this part ends."
    )

# %% tags=["remove-input"]
begin = int(settings.offset * settings.rate)
ends = {}
for number, (example, one) in enumerate(measured.values(), 1):
    window = example.samples[begin : begin + int(settings.duration * settings.rate)]
    table = along.along_table(window, one, settings)
    ends[example.clip] = along.quiet_share(table)
    said = pd.Series(one["probabilities"]).sort_values(ascending=False)
    heard = (
        f"The model says: {said.index[0]} ({said.iloc[0]:.0%}), then {said.index[1]} ({said.iloc[1]:.0%})."
    )
    player.show(example, heard=heard)
    figure = along.along_figure(window, table, settings)
    finding = along.in_words(table)
    kind = "made clip" if example.made else "recording"
    page.figure(
        figure,
        f"model-attention-{number}",
        alt=f"Attention over a {kind}, {example.emotion}: steps of weight over the waveform and over the coefficients. {finding}",
        caption=f"Attention over a {kind}, {example.emotion}, {'in place of ' if example.made else ''}{example.speaker}. Orange and the black line: the weight of each step; dotted: an even spread. {finding}",
        data=table if example.made else None,
        clips=1,
        speakers=1,
        seeds=1,
    )
    player.follow(figure, f"model-attention-{number}", example, axes=figure.axes[:2], start=settings.offset)
page.glue("silent_start", silent)
page.glue("quiet", min(ends.values(), default=None), ".0%")
page.glue("quiet_most", max(ends.values(), default=None), ".0%")

# %% [markdown]
# The share of the weight that falls where these clips are quiet lies between {glue:text}`quiet:s` and {glue:text}`quiet_most:s`. Where it is high, the mean is mostly taken of steps in which nobody speaks.
#
# {glue:text}`silent_start:s`
#
# A weight says how much a step entered the mean. It does not say why. The LSTM has already carried news from one step to its neighbours, and the ends of a clip are where a bidirectional LSTM has read all of it. To know what attention is worth, take it away and measure. That is the next page.

# %% [markdown]
# ## In short
#
# - The published model walks over {glue:text}`published_steps:s` cepstral bands, the corrected one over {glue:text}`corrected_steps:s` stretches of time.
# - Attention is a weighted mean whose weights are learnt. It needs a mask, and a maximum subtracted.
# - Attention need not look at speech. {glue:text}`silent_start:s`
# - Six flaws are corrected. Those that may move a score are switches, to be turned one at a time.
# - The two models also differ in choices that are ours, so comparing them says which is better, and not why.
#
# **Try it yourself:** [](exercises/06_attention_mask), [](exercises/07_axis_mistake) or [](exercises/13_attention_explains).
#
# **Next:** [](04_ablations), where one switch at a time is turned.
