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
#     reads: ["facts/clips.csv", "facts/coefficients.csv"]
# ---

# %% [markdown]
# # MFCC: from sound to a table of numbers
#
# What you will learn
# : how a clip becomes mel-frequency cepstral coefficients (MFCC), step by step, and what is lost and added on the way.
#
# Time to read
# : {minutes}`this page`.
#
# What it needs
# : a cosine and a logarithm. The terms *clip*, *corpus* and *padding* are explained in [](01_corpora).

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"
data = ""

# %% tags=["remove-input"]
import numpy as np
import pandas as pd
from librosa import mel_frequencies

from ser import audio, features
from ser.pages import player, show
from ser.plots import coefficients as draw_coefficients
from ser.plots import recordings
from ser.plots import signal as draw
from ser.results import read_table

page = show.start(profile, results)
settings = features.MfccSettings()
CLIP = "RAVDESS/03-01-05-01-02-01-02"
# One word in every emotion by one voice, and a clip in the manner of each corpus.
EMOTIONS = [f"TESS/OAF_dog_{code}" for code in ("neutral", "happy", "sad", "angry", "fear", "disgust", "ps")]
MANNERS = ("RAVDESS/03-01-03-01-02-01-02", "TESS/OAF_dog_happy", "SAVEE/DC_h01")
load = {"data": data, "rate": settings.rate}
basis = {"clips": 1, "speakers": 1}

# %% tags=["remove-cell"]
page.glue("rate", settings.rate, ",")
page.glue("offset", settings.offset, "g")
page.glue("duration", settings.duration, "g")
page.glue("coefficients", settings.coefficients)
page.glue("frames", settings.frames)
page.glue("frame_length", settings.frame_length, ",")
page.glue("frame_ms", 1000 * settings.frame_length / settings.rate, ".0f")
page.glue("hop", settings.hop)
page.glue("hop_ms", 1000 * settings.hop / settings.rate, ".0f")
page.glue("bins", settings.frame_length // 2 + 1, ",")
page.glue("bands", settings.mel_bands)
page.glue("top_db", settings.top_db, "g")
example = audio.load_example(CLIP, **load)
clips = [audio.load_example(name, **load) for name in MANNERS]
voices = [audio.load_example(name, **load) for name in EMOTIONS]
kind = "made" if example.made else "recorded"
page.glue("kind", "made, not spoken" if example.made else "a recording, from your own copy of the corpora")
page.glue("said", example.text)
page.glue("emotion", example.emotion)
page.glue("played_rate", player.RATE, ",")

# %% [markdown]
# MFCC are an old and compact description of speech {cite:p}`davis1980`. The paper calls them the best of the features it tried.
#
# The idea in one sentence: cut the sound into short frames, ask of each how its power is spread over the frequencies, look at that the way the ear does, and keep the broad shape.
#
# That takes six steps. Each stands below with its formula, the code that does it, and the picture of what comes out. They all look at one clip.

# %% [markdown]
# ## The clip
#
# The clip is {glue:text}`kind:s`: "{glue:text}`said:s`", and the emotion is *{glue:text}`emotion:s`*. In the published book a small synthesiser says it, with the pitch, pace and brightness that the literature reports for the emotion {cite:p}`juslin2003`. So anyone may hear it, and it is the same clip in every profile.

# %% tags=["remove-input"]
player.notice([example, *clips, *voices])
player.show(example)

# %% [markdown]
# What is played has {glue:text}`played_rate:s` numbers a second, and every clip is played equally loud. The pictures below show the clip as the features see it. Where a picture has time on its axis, *Play* under it moves a line through it.

# %% [markdown]
# ## Step 1: the waveform
#
# Sound is pressure that changes. A computer keeps it as a row of numbers, the *samples* $s[n]$: the pressure $p$ at even distances in time. There are {glue:text}`rate:s` of them a second here. That is the *sampling rate* $R$, and the published code resamples every clip to it.
#
# It then takes a *window* of {glue:text}`duration:s` s that starts {glue:text}`offset:s` s into the clip. What a clip leaves of the window empty is looked at further down.
#
# $$ s[n] = p(n / R) $$

# %%
rate = settings.rate
start = int(settings.offset * rate)
length = int(settings.duration * rate)
samples = example.samples
window = samples[start:][:length]

# %% tags=["remove-input", "step"]
used = len(window) / length
finding = f"The clip lasts {example.seconds:.2f} s and fills {used:.0%} of the window."
figure = draw.waveform(samples, settings)
page.figure(
    figure,
    "mfcc-waveform",
    alt=f"The {kind} clip as a line that swings around zero over time. {finding}",
    caption=f"The waveform of the {kind} clip, the window in blue on grey. {finding}",
    data=pd.DataFrame({"pressure": np.round(samples, 5)}) if example.made else None,
    **basis,
    beside=True,
)
player.follow(figure, "mfcc-waveform", example, axes=figure.axes[:1], beside=True)

# %% [markdown]
# ## Step 2: frames and their window
#
# Speech changes all the time, but little within some hundredths of a second. So it is cut into *frames* of $N =$ {glue:text}`frame_length:s` samples ({glue:text}`frame_ms:s` ms). A new frame starts every $H =$ {glue:text}`hop:s` samples ({glue:text}`hop_ms:s` ms), the *hop*; neighbours overlap.
#
# A frame that is simply cut out starts and ends with a jump, and a jump sounds like every frequency at once. Hence frame number $t$ is faded in and out by a *Hann window* $w$ before anything else.
#
# Frames are centred: half a frame of zeros is put before the window and after it, so that frame $t$ has its middle at sample $tH$. In the formulas of the next steps, $s$ begins with these zeros, and $n$ runs from $0$ to $N - 1$.
#
# $$ w[n] = \frac{1}{2} - \frac{1}{2} \cos(2 \pi n / N) $$
#
# $$ y_t[n] = w[n] \, s[tH + n] $$

# %%
power = features.power_spectrum(
    window,
    settings,
)
loudest = power.sum(axis=1).argmax()
frame = draw.cut_frame(
    window,
    loudest,
    settings,
)

turn = 2 * np.pi / len(frame)
n = np.arange(len(frame))
hann = 0.5 - 0.5 * np.cos(turn * n)
faded = hann * frame

# %% tags=["remove-input", "step"]
moment = loudest * settings.hop / settings.rate
page.figure(
    draw.frame(frame, hann, settings),
    "mfcc-frame",
    alt=f"One frame of the {kind} clip. Cut out, it ends abruptly; times the Hann window, it fades to zero at both ends.",
    caption=f"The loudest frame of the clip, number {loudest}, {moment:.2f} s into the window: as it is cut out, and faded.",
    data=pd.DataFrame({"cut_out": frame, "weight": hann, "faded": faded}) if example.made else None,
    **basis,
    beside=True,
)

# %% [markdown]
# ## Step 3: the power spectrum
#
# The *Fourier transform* asks how much of each frequency is in a frame. Its squared size is the *power spectrum* $P_t$. There are {glue:text}`bins:s` different values of the number $k$, from 0 Hz to half the sampling rate.
#
# $$ Y_t[k] = \sum_{n=0}^{N-1} y_t[n] \, e^{-2 \pi i k n / N} $$
#
# $$ P_t[k] = | Y_t[k] |^2 $$

# %%
transform = np.fft.rfft(faded)
by_hand = np.abs(transform) ** 2

ours = power[loudest]
apart = np.abs(by_hand - ours).max()
difference = apart / ours.max()

# %% tags=["remove-input", "step"]
page.glue("power_parts", 10 ** np.floor(-np.log10(difference)), ",.0f")
peak = power[loudest].argmax() * settings.rate / settings.frame_length
finding = f"Its strongest frequency is {peak:,.0f} Hz."
page.figure(
    draw.spectrum(power[loudest], settings),
    "mfcc-spectrum",
    alt=f"The power spectrum of one frame: narrow peaks at even distances on a falling curve. {finding}",
    caption=f"The power spectrum of that frame. The narrow peaks are the voice's pitch and its multiples, the broad hills what mouth and throat make of them. {finding}",
    data=pd.DataFrame({"power": power[loudest]}),
    **basis,
    beside=True,
)

# %% [markdown]
# The first two lines of the code are the formula. They and `ser.features.power_spectrum`, which does all frames at once, differ by less than one part in {glue:text}`power_parts:s` of the largest value.

# %% [markdown]
# ## Step 4: mel bands
#
# The ear tells low frequencies apart more finely than high ones. The *mel scale* follows it. There are several of that name; this one is Slaney's, librosa's default: exactly even up to 1 kHz, wider and wider above. Along it stand $B =$ {glue:text}`bands:s` overlapping triangles, the filters $F_b$. Each begins at the peak of the one before it and ends at the peak of the next. It adds up the power it covers, and its height is two divided by its width in hertz. So all have the same area, and a wide filter does not win by its width.
#
# $$ M_t[b] = \sum_k F_b[k] \, P_t[k] $$

# %%
filters = features.mel_filters(
    settings.rate,
    settings.frame_length,
    settings.mel_bands,
)
mel = power @ filters.T

# %% tags=["remove-input", "step"]
edges = mel_frequencies(settings.mel_bands + 2, fmin=0, fmax=settings.rate / 2)
widths = edges[2:] - edges[:-2]
page.glue("narrowest", widths.min(), ",.0f")
page.glue("widest", widths.max(), ",.0f")
page.figure(
    draw.filters(power[loudest], settings),
    "mfcc-filters",
    alt=f"Triangular filters, narrow at low frequencies and wide at high ones; below, the smoother curve of the same frame seen through them. The narrowest covers {widths.min():,.0f} Hz, the widest {widths.max():,.0f} Hz.",
    caption=f"Some of the mel filters, drawn equally high, and the frame seen through all of them. The narrowest covers {widths.min():,.0f} Hz, the widest {widths.max():,.0f} Hz.",
    data=pd.DataFrame({"power": mel[loudest]}),
    **basis,
    beside=True,
)

# %% [markdown]
# The filters are {glue:text}`narrowest:s` Hz wide at the bottom and {glue:text}`widest:s` Hz at the top. High up, the single peaks of the pitch melt into hills.

# %% [markdown]
# ## Step 5: the logarithm
#
# The ear also hears ratios rather than differences. So each band is given in decibels.
#
# A logarithm of zero is no number. Power below a tiny floor counts as that floor, and nothing counts as more than {glue:text}`top_db:s` dB below the loudest band of the window.
#
# $$ L_t[b] = 10 \log_{10} M_t[b] $$

# %%
bands = features.log_mel(
    window,
    settings,
)

# %% tags=["remove-input", "step"]
floor = float((bands <= bands.max() - settings.top_db + 1e-3).mean())
page.glue("floor", floor, ".0%")
figure = draw.log_mel_figure(bands, settings)
page.figure(
    figure,
    "mfcc-log-mel",
    alt=f"Mel bands over time: bright stripes where the voice sounds, dark where it pauses. {floor:.0%} of the values lie on the floor.",
    caption=f"The mel spectrum of the whole window in decibels. {floor:.0%} of the values lie on the floor, {settings.top_db:g} dB below the highest.",
    data=pd.DataFrame(np.round(bands, 2)),
    **basis,
    beside=True,
)
player.follow(figure, "mfcc-log-mel", example, axes=figure.axes[:1], start=settings.offset, beside=True)

# %% [markdown]
# The floor depends on the loudest moment of the window. In one with a shout, the rest is cut off higher than in one without.

# %% [markdown]
# ## Step 6: the cosine transform
#
# Neighbouring bands say much the same. The *discrete cosine transform* (DCT) writes the column of bands as a sum of cosines, slow ones first.
#
# The first {glue:text}`coefficients:s` numbers $c_t[0], c_t[1], \ldots$ are the MFCC of frame $t$. Slow cosines carry the broad shape of the spectrum, which is made by the mouth. Faster ones carry finer detail; the fastest are dropped. The factors keep the sum of squares as it is: $g_0^2$ is $1/B$, every other $g_j^2$ is $2/B$. This is the transform of type II, *orthonormal*. Some programs then weigh the coefficients once more (*liftering*); here nothing of the kind is done.
#
# $$ c_t[j] = g_j \sum_{b=0}^{B-1} L_t[b] \cos \frac{\pi j (2b + 1)}{2B} $$

# %%
from scipy.fft import dct

count = settings.coefficients
all_of_them = dct(bands, norm="ortho")
by_hand = all_of_them[:, :count]

mfcc = features.mfcc(
    window,
    settings,
)

# %% tags=["remove-input", "step"]
page.glue("dct_difference", np.abs(by_hand - mfcc).max(), ".4f")
energy = draw.decibels(power.sum(axis=1))[: len(mfcc)]
link = float(np.corrcoef(mfcc[:, 0], energy)[0, 1])
page.glue("loudness_link", link, ".2f")
figure = draw_coefficients.coefficients_figure(mfcc, settings)
page.figure(
    figure,
    "mfcc-coefficients",
    alt=f"Coefficient 0 as a line over time, high while the voice sounds; the others as an image. The line's correlation with the level of the frames is {link:.2f}.",
    caption=f"All coefficients of the {kind} clip. Coefficient 0 has a panel of its own because it is so much larger. Its correlation with the frame's level is {link:.2f}.",
    data=pd.DataFrame(np.round(mfcc, 3)),
    **basis,
    beside=True,
)
player.follow(figure, "mfcc-coefficients", example, axes=figure.axes[:2], start=settings.offset, beside=True)

# %% [markdown]
# The line `dct(...)` and `ser.features.mfcc` differ by at most {glue:text}`dct_difference:s`.
#
# This is the table that the network sees. One column a frame, one row a coefficient: a picture of the clip.

# %% [markdown]
# ## What is kept, and what is gone
#
# The transform can be turned back. From the first coefficients of a frame comes a curve that is smoother than its bands, and how much smoother depends on how many there are.

# %% tags=["hide-input"]
kept = (1, 8, settings.coefficients)
losses = {
    n: float(np.sqrt(np.mean((draw_coefficients.rebuilt(bands[loudest], n) - bands[loudest]) ** 2)))
    for n in kept
}
finding = (
    "What is missed, on average: " + ", ".join(f"{loss:.1f} dB with {n}" for n, loss in losses.items()) + "."
)
rebuilt = {f"from_{n}": draw_coefficients.rebuilt(bands[loudest], n) for n in kept}
hertz = recordings.band_hertz(settings)
step = (hertz[30] - hertz[0]) / 30  # between the lowest bands, which lie at even distances
page.glue("lowest_pitch", round(2 * settings.mel_bands * step / settings.coefficients, -1), ".0f")
page.figure(
    draw_coefficients.rebuilt_figure(bands[loudest], kept),
    "mfcc-rebuilt",
    alt=f"One frame's mel spectrum, and curves rebuilt from few and many coefficients, ever closer to it. {finding}",
    caption=f"The frame's mel spectrum, rebuilt from its first coefficients. {finding}",
    data=pd.DataFrame({"bands": bands[loudest], **rebuilt}),
    **basis,
)

# %% [markdown]
# **What the first coefficient says.** For $j = 0$ the cosine is one everywhere, so $c_t[0]$ is $g_0$ times the sum of the bands, which goes with their mean: the loudness of the frame. Its correlation with the level of the frames is {glue:text}`loudness_link:s` in this clip. Loudness is part of anger. It is also the distance to the microphone.
#
# **What the stripe says.** The stripe that winds through the upper rows of {numref}`mfcc-coefficients` is the pitch. The multiples of a pitch stand at even distances along the lower bands, and even distances are what one cosine fits. A lower voice has them closer together, so its stripe lies higher. Below about {glue:text}`lowest_pitch:s` Hz, where most men speak, unless they are excited, it lies past the last row and is dropped.
#
# **What is gone.** Squaring drops the *phase*, that is, where in its swing each frequency stands. The filters melt fine detail at high frequencies, and the dropped cosines what is left of it.

# %% [markdown]
# ## The same as librosa's
#
# The published code calls `librosa` {cite:p}`mcfee2015`. This project computes MFCC itself, because the steps are short enough to read, and because it is faster to start. So the two must agree.

# %%
import librosa

theirs = librosa.feature.mfcc(
    y=window,
    sr=settings.rate,
    n_mfcc=settings.coefficients,
)
largest = np.abs(mfcc - theirs.T[: settings.frames]).max()

# %% tags=["remove-cell"]
page.glue("librosa_difference", largest, ".4f")
page.glue("largest_value", np.abs(theirs).max(), ".0f")

# %% [markdown]
# The largest difference in this clip is {glue:text}`librosa_difference:s`, where the largest value is {glue:text}`largest_value:s`.
#
# For storage we round to *float16*, numbers of two bytes instead of four. This is what that costs:

# %%
rounded = mfcc.astype(np.float16).astype(np.float32)
error = np.abs(rounded - mfcc).max(axis=0)
relative = error / mfcc.std(axis=0)

# %% tags=["remove-cell"]
page.glue("half_first", error[0], ".3f")
page.glue("half_others", error[1:].max(), ".3f")
page.glue("half_relative", relative.max(), ".2%")

# %% [markdown]
# Coefficient 0 is off by {glue:text}`half_first:s` at most, any other by {glue:text}`half_others:s`: never more than {glue:text}`half_relative:s` of how much that coefficient varies within the clip.

# %% [markdown]
# ## What a fixed window does
#
# A network wants tables of one size: here {glue:text}`coefficients:s` rows by {glue:text}`frames:s` columns. A clip that is shorter is filled up with zeros. Three clips, one in the manner of each corpus:

# %% tags=["remove-input"]
player.show_all(clips)

# %%
tables = {
    one.corpus: features.mfcc(
        one.samples[start:][:length],
        settings,
    )
    for one in clips
}

# %% tags=["hide-input"]
padding = {name: 1 - len(table) / settings.frames for name, table in tables.items()}
finding = ", ".join(f"{name} {share:.0%}" for name, share in padding.items())
page.figure(
    draw_coefficients.padded_figure(tables, settings),
    "mfcc-padded",
    alt=f"Three clips in the same window; what they leave empty is hatched: {finding}.",
    caption=f"Three clips in the same window. Hatched: padding. Share of the frames that is padding: {finding}.",
    data=pd.DataFrame({"frames": {n: len(t) for n, t in tables.items()}, "padding": padding}),
    clips=len(tables),
    speakers=len(tables),
)
first = np.concatenate([table[:, 0] for table in tables.values()])
first_low, first_high = (f"{one:.0f}".replace("-", "\N{MINUS SIGN}") for one in (first.min(), first.max()))
page.glue("first_low", first_low)
page.glue("first_high", first_high)
page.glue("below_zero", (first < 0).mean(), ".0%")
known = read_table(page.results / "facts" / "clips.csv")
mean_padding = known.groupby("corpus", sort=False)["padding"].mean()
page.glue("mean_padding", ", ".join(f"{name} {share:.0%}" for name, share in mean_padding.items()))
page.glue("all_clips", len(known), ",")

# %% [markdown]
# Over the {glue:text}`all_clips:s` clips of the corpora, the mean share of padding is: {glue:text}`mean_padding:s`.
#
# Zero is not silence. In these three clips, coefficient 0 runs from {glue:text}`first_low:s` to {glue:text}`first_high:s`, and {glue:text}`below_zero:s` of the frames lie below zero. A padded zero reads as a frame louder than those. So a clip ends in a wall of seeming loudness, and where the wall stands tells how long the clip was.
#
# Two remedies are tried in this book: tell the network the true number of frames (a *mask*), and scale the coefficients by what real frames say. They keep padding from sounding loud, and from taking attention. Neither hides how long a clip is: whoever counts the steps still knows. [](03_model) takes them up.

# %% [markdown]
# ## Is emotion in it?
#
# First by ear. One voice, one phrase, an emotion each:

# %% tags=["remove-input"]
player.show_all(voices)

# %% [markdown]
# Now in numbers. Average the coefficients of all frames of an emotion, and compare with the mean of the same corpus. Each corpus is compared with itself, so that a quiet microphone is not taken for a sad voice.

# %% tags=["hide-input"]
means = read_table(page.results / "facts" / "coefficients.csv")
emotion_profile = draw_coefficients.emotion_profile(means)
sizes = emotion_profile.abs().stack()
emotion, number = sizes.idxmax()
strongest = emotion_profile.loc[emotion, number]
finding = f"The largest difference: {emotion}, coefficient {number}, {strongest:+.2f} deviations."
page.glue("strongest_emotion", emotion)
page.glue("strongest_number", number)
page.glue("strongest", f"{strongest:+.2f}".replace("-", "\N{MINUS SIGN}"))
page.glue("strongest_size", abs(strongest), ".2f")
page.glue("typical", sizes.median(), ".2f")
page.glue("shown_coefficients", emotion_profile.shape[1])
page.figure(
    draw_coefficients.profile_figure(emotion_profile),
    "mfcc-emotions",
    alt=f"A table of colours: emotions by coefficients. {finding} Half of all differences are below {sizes.median():.2f}.",
    caption=f"Mean coefficients of each emotion, the first {emotion_profile.shape[1]} of {settings.coefficients}, against the mean of its corpus, in standard deviations of the frames. A sign marks what lies {draw_coefficients.MARKED:g} or more above or below. {finding}",
    data=emotion_profile,
    clips=len(known),
    speakers=known["speaker"].nunique(),
)

# %% [markdown]
# Of the first {glue:text}`shown_coefficients:s` coefficients, the largest difference is that of {glue:text}`strongest_emotion:s` in coefficient {glue:text}`strongest_number:s`: {glue:text}`strongest:s` standard deviations. Half of all differences are smaller than {glue:text}`typical:s`.
#
# The unit is the spread of single frames. Where a difference is well below one, the frames of different emotions overlap widely, and no single number names the emotion. What is left to use is how coefficients go together, and how they move in time. That takes a model.

# %% [markdown]
# ## In short
#
# - Frame, fade, transform, filter, logarithm, cosine transform: six steps, each a line, equal to librosa's to {glue:text}`librosa_difference:s`.
# - A clip becomes {glue:text}`coefficients:s` coefficients by {glue:text}`frames:s` frames, whatever its length; what is missing is zeros.
# - Coefficient 0 is loudness. A padded zero reads as loud, and shows how long the clip was.
# - The means of the first {glue:text}`shown_coefficients:s` coefficients of an emotion lie {glue:text}`strongest_size:s` standard deviations of a frame from the mean of their corpus at most.
#
# **Try it yourself:** [](exercises/02_mfcc_by_hand) or [](exercises/03_padding).
#
# **Next:** [](03_model), the network that reads this table.
