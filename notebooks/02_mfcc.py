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

# %% tags=["remove-input"]
import numpy as np
import pandas as pd

from ser import audio, features
from ser.corpora import demo
from ser.pages import show
from ser.plots import coefficients as draw_coefficients
from ser.plots import recordings
from ser.plots import signal as draw

page = show.start(profile, results)
settings = features.MfccSettings()
made = {"clips": 1, "speakers": 1}

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

# %% [markdown]
# MFCC are an old and compact description of speech {cite:p}`davis1980`. The paper calls them the best of the features it tried.
#
# The idea in one sentence: cut the sound into short frames, ask of each how its power is spread over the frequencies, look at that the way the ear does, and keep the broad shape.

# %% [markdown]
# ## A clip
#
# The clip of this page is made, not spoken: a small synthesiser says "Dogs are sitting by the door" with the pitch, pace and brightness that the literature reports for anger {cite:p}`juslin2003`. So anyone may hear it, and it is the same clip in every profile.

# %%
samples, rate = demo.synthesise("RAVDESS/03-01-05-01-02-01-02")
samples = samples.astype("float32")
samples = audio.resample(samples, rate, settings.rate)

# %% tags=["hide-input"]
from IPython.display import Audio

Audio(samples, rate=settings.rate, normalize=False)

# %% [markdown]
# Sound is pressure that changes. A computer keeps it as a row of numbers, the *samples*, {glue:text}`rate:s` of them a second here, which is the *sampling rate*. The published code resamples every clip to that rate.
#
# It then takes a *window* of {glue:text}`duration:s` s that starts {glue:text}`offset:s` s into the clip.

# %%
start = int(settings.offset * settings.rate)
end = start + int(settings.duration * settings.rate)
window = samples[start:end]

# %% tags=["hide-input"]
used = len(window) / (settings.duration * settings.rate)
finding = f"The clip lasts {len(samples) / settings.rate:.2f} s and fills {used:.0%} of the window."
page.figure(
    draw.waveform(samples, settings),
    "mfcc-waveform",
    alt=f"The made clip as a line that swings around zero over time. {finding}",
    caption=f"The waveform of the made clip, the window in colour. {finding}",
    data=pd.DataFrame({"pressure": np.round(samples, 5)}),
    **made,
)

# %% [markdown]
# ## Frames
#
# Speech changes all the time, but little within some hundredths of a second. So it is cut into *frames* of {glue:text}`frame_length:s` samples ({glue:text}`frame_ms:s` ms). A new frame starts every {glue:text}`hop:s` samples ({glue:text}`hop_ms:s` ms), the *hop*; neighbours overlap.
#
# A frame that is simply cut out starts and ends with a jump, and a jump sounds like every frequency at once. Hence each frame is faded in and out by a *Hann window*:
#
# $$ y_t[n] = w[n] \, s[tH + n] $$
#
# $$ w[n] = \frac{1}{2} - \frac{1}{2} \cos(2 \pi n / N) $$
#
# Here $s$ are the samples, $t$ is the number of the frame, $H$ the hop, $N$ the length of a frame, and $n$ runs from $0$ to $N - 1$. Frames are centred: half a frame of zeros is put before the window and after it, so that frame $t$ has its middle at sample $tH$.

# %%
power = features.power_spectrum(window, settings)
loudest = int(power.sum(axis=1).argmax())
frame = draw.cut_frame(window, loudest, settings)
phase = 2 * np.pi * np.arange(len(frame)) / len(frame)
hann = 0.5 - 0.5 * np.cos(phase)

# %% tags=["hide-input"]
moment = loudest * settings.hop / settings.rate
page.figure(
    draw.frame(frame, hann, settings),
    "mfcc-frame",
    alt="One frame of the clip. Cut out, it ends abruptly; times the Hann window, it fades to zero at both ends.",
    caption=f"The loudest frame of the clip, number {loudest}, {moment:.2f} s into the window: as it is cut out, and faded.",
    data=pd.DataFrame({"cut_out": frame, "weight": hann, "faded": frame * hann}),
    **made,
)

# %% [markdown]
# ## The power spectrum
#
# The *Fourier transform* asks how much of each frequency is in a frame. Its squared size is the *power spectrum*:
#
# $$ Y_t[k] = \sum_{n=0}^{N-1} y_t[n] \, e^{-2 \pi i k n / N} $$
#
# $$ P_t[k] = | Y_t[k] |^2 $$
#
# There are {glue:text}`bins:s` different values of $k$, from 0 Hz to half the sampling rate.

# %%
by_hand = np.abs(np.fft.rfft(frame * hann)) ** 2
difference = np.abs(by_hand - power[loudest]).max()
difference /= power[loudest].max()

# %% tags=["hide-input"]
page.glue("power_parts", 10 ** np.floor(-np.log10(difference)), ",.0f")
peak = power[loudest].argmax() * settings.rate / settings.frame_length
finding = f"Its strongest frequency is {peak:,.0f} Hz."
page.figure(
    draw.spectrum(power[loudest], settings),
    "mfcc-spectrum",
    alt=f"The power spectrum of one frame: narrow peaks at even distances on a falling curve. {finding}",
    caption=f"The power spectrum of that frame. The narrow peaks are the voice's pitch and its multiples, the broad hills what mouth and throat make of them. {finding}",
    data=pd.DataFrame({"power": power[loudest]}),
    **made,
)

# %% [markdown]
# The first line of the code is the formula. It and `ser.features.power_spectrum` differ by less than one part in {glue:text}`power_parts:s` of the largest value.

# %% [markdown]
# ## Mel filters
#
# The ear tells low frequencies apart more finely than high ones. The *mel scale* follows it: nearly even at the bottom, wider and wider towards the top. Along it stand {glue:text}`bands:s` overlapping triangles, the filters $F_b$. Each adds up the power it covers:
#
# $$ M_t[b] = \sum_k F_b[k] \, P_t[k] $$

# %%
filters = features.mel_filters(
    settings.rate,
    settings.frame_length,
    settings.mel_bands,
)
mel = power @ filters.T

# %% tags=["hide-input"]
widths = (filters > 0).sum(axis=1) * settings.rate / settings.frame_length
page.glue("narrowest", widths.min(), ",.0f")
page.glue("widest", widths.max(), ",.0f")
page.figure(
    draw.filters(power[loudest], settings),
    "mfcc-filters",
    alt=f"Triangular filters, narrow at low frequencies and wide at high ones; below, the smoother curve of the same frame seen through them. The narrowest covers {widths.min():,.0f} Hz, the widest {widths.max():,.0f} Hz.",
    caption=f"Some of the mel filters, drawn equally high, and the frame seen through all of them. The narrowest covers {widths.min():,.0f} Hz, the widest {widths.max():,.0f} Hz.",
    data=pd.DataFrame({"power": mel[loudest]}),
    **made,
)

# %% [markdown]
# The filters are {glue:text}`narrowest:s` Hz wide at the bottom and {glue:text}`widest:s` Hz at the top. High up, the single peaks of the pitch melt into hills.

# %% [markdown]
# ## The logarithm
#
# The ear also hears ratios rather than differences. So each band is given in decibels:
#
# $$ L_t[b] = 10 \log_{10} M_t[b] $$
#
# A logarithm of zero is no number. Power below a tiny floor counts as that floor, and nothing counts as more than {glue:text}`top_db:s` dB below the loudest band of the clip.

# %%
bands = features.log_mel(window, settings)

# %% tags=["hide-input"]
floor = float((bands <= bands.max() - settings.top_db + 1e-3).mean())
page.glue("floor", floor, ".0%")
page.figure(
    draw.log_mel_figure(bands, settings),
    "mfcc-log-mel",
    alt=f"Mel bands over time: bright stripes where the voice sounds, dark where it pauses. {floor:.0%} of the values lie on the floor.",
    caption=f"The mel spectrum of the whole window in decibels. {floor:.0%} of the values lie on the floor, {settings.top_db:g} dB below the highest.",
    data=pd.DataFrame(np.round(bands, 2)),
    **made,
)

# %% [markdown]
# The floor hangs on the loudest moment of the clip. In a clip with one shout, the rest is cut off higher than in a clip without.

# %% [markdown]
# ## The cosine transform
#
# Neighbouring bands say much the same. The *discrete cosine transform* (DCT) writes the column of bands as a sum of cosines, slow ones first:
#
# $$ c_t[j] = g_j \sum_{b=0}^{B-1} L_t[b] \cos(\pi j (b + 1/2) / B) $$
#
# $B$ is the number of bands, $g_0 = \sqrt{1/B}$, and $g_j = \sqrt{2/B}$ for all other $j$. The first {glue:text}`coefficients:s` numbers $c_t[0], c_t[1], \ldots$ are the MFCC of frame $t$. Slow cosines carry the broad shape of the spectrum, which is made by the mouth. Faster ones carry finer detail; the fastest are dropped.

# %%
from scipy.fft import dct

by_hand = dct(bands, norm="ortho")[:, : settings.coefficients]
mfcc = features.mfcc(window, settings)

# %% tags=["hide-input"]
kept = (1, 8, settings.coefficients)
page.glue("dct_difference", np.abs(by_hand - mfcc).max(), ".4f")
losses = {
    n: float(np.sqrt(np.mean((draw_coefficients.rebuilt(bands[loudest], n) - bands[loudest]) ** 2)))
    for n in kept
}
finding = (
    "What is missed, on average: " + ", ".join(f"{loss:.1f} dB with {n}" for n, loss in losses.items()) + "."
)
rebuilt = {f"from_{n}": draw_coefficients.rebuilt(bands[loudest], n) for n in kept}
page.figure(
    draw_coefficients.rebuilt_figure(bands[loudest], kept),
    "mfcc-rebuilt",
    alt=f"One frame's mel spectrum, and curves rebuilt from few and many coefficients, ever closer to it. {finding}",
    caption=f"The frame's mel spectrum, rebuilt from its first coefficients. {finding}",
    data=pd.DataFrame({"bands": bands[loudest], **rebuilt}),
    **made,
)

# %% [markdown]
# The line `dct(...)` and `ser.features.mfcc` differ by at most {glue:text}`dct_difference:s`.

# %% [markdown]
# ## The table that the network sees
#
# One column a frame, one row a coefficient: a picture of the clip.

# %% tags=["hide-input"]
energy = draw.decibels(power.sum(axis=1))[: len(mfcc)]
link = float(np.corrcoef(mfcc[:, 0], energy)[0, 1])
page.glue("loudness_link", link, ".2f")
hertz = recordings.band_hertz(settings)
step = (hertz[30] - hertz[0]) / 30  # between the lowest bands, which lie at even distances
page.glue("lowest_pitch", round(2 * settings.mel_bands * step / settings.coefficients, -1), ".0f")
page.figure(
    draw_coefficients.coefficients_figure(mfcc, settings),
    "mfcc-coefficients",
    alt=f"Coefficient 0 as a line over time, high while the voice sounds; the others as an image. The line's correlation with the level of the frames is {link:.2f}.",
    caption=f"All coefficients of the made clip. Coefficient 0 has a panel of its own because it is so much larger. Its correlation with the frame's level is {link:.2f}.",
    data=pd.DataFrame(np.round(mfcc, 3)),
    **made,
)

# %% [markdown]
# **What the first coefficient says.** For $j = 0$ the cosine is one everywhere, so $c_t[0]$ is $\sqrt{B}$ times the mean of the bands: the loudness of the frame. Its correlation with the level of the frames is {glue:text}`loudness_link:s` in this clip. Loudness is part of anger. It is also the distance to the microphone.
#
# **What the stripe says.** The stripe that winds through the upper rows is the pitch. The multiples of a pitch stand at even distances along the lower bands, and even distances are what one cosine fits. A lower voice has them closer together, so its stripe lies higher. Below about {glue:text}`lowest_pitch:s` Hz, where many men speak, it lies past the last row and is dropped.
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
# A network wants tables of one size: here {glue:text}`coefficients:s` rows by {glue:text}`frames:s` columns. A clip that is shorter is filled up with zeros. Three made clips, one in the manner of each corpus:

# %%
names = {
    "RAVDESS": "RAVDESS/03-01-03-01-02-01-02",
    "TESS": "TESS/OAF_dog_happy",
    "SAVEE": "SAVEE/DC_h01",
}
tables = {}
for corpus, name in names.items():
    clip, rate = demo.synthesise(name)
    clip = clip.astype("float32")
    clip = audio.resample(clip, rate, settings.rate)
    tables[corpus] = features.mfcc(clip[start:end], settings)

# %% tags=["hide-input"]
padding = {name: 1 - len(table) / settings.frames for name, table in tables.items()}
finding = ", ".join(f"{name} {share:.0%}" for name, share in padding.items())
page.figure(
    draw_coefficients.padded_figure(tables, settings),
    "mfcc-padded",
    alt=f"Three made clips in the same window; what they leave empty is hatched: {finding}.",
    caption=f"Three made clips in the same window. Hatched: padding. Of the frames, padding is {finding}.",
    data=pd.DataFrame({"frames": {n: len(t) for n, t in tables.items()}, "padding": padding}),
    clips=len(tables),
    speakers=len(tables),
)
first = np.concatenate([table[:, 0] for table in tables.values()])
first_low, first_high = (f"{one:.0f}".replace("-", "\N{MINUS SIGN}") for one in (first.min(), first.max()))
page.glue("first_low", first_low)
page.glue("first_high", first_high)
page.glue("below_zero", (first < 0).mean(), ".0%")
clips = pd.read_csv(page.results / "facts" / "clips.csv")
mean_padding = clips.groupby("corpus", sort=False)["padding"].mean()
page.glue("mean_padding", ", ".join(f"{name} {share:.0%}" for name, share in mean_padding.items()))
page.glue("all_clips", len(clips), ",")

# %% [markdown]
# Over the {glue:text}`all_clips:s` clips of the corpora, the mean share of padding is: {glue:text}`mean_padding:s`.
#
# Zero is not silence. In these three clips, coefficient 0 runs from {glue:text}`first_low:s` to {glue:text}`first_high:s`, and {glue:text}`below_zero:s` of the frames lie below zero. A padded zero reads as a frame louder than those. So a clip ends in a wall of seeming loudness, and where the wall stands tells how long the clip was.
#
# Two remedies are tried in this book: tell the network the true number of frames (a *mask*), and scale the coefficients by what real frames say. [](03_model) takes them up.

# %% [markdown]
# ## Is emotion in it?
#
# Average the coefficients of all frames of an emotion, and compare with the mean of the same corpus. Each corpus is compared with itself, so that a quiet microphone is not taken for a sad voice.

# %% tags=["hide-input"]
means = pd.read_csv(page.results / "facts" / "coefficients.csv")
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
page.figure(
    draw_coefficients.profile_figure(emotion_profile),
    "mfcc-emotions",
    alt=f"A table of colours: emotions by coefficients. {finding} Half of all differences are below {sizes.median():.2f}.",
    caption=f"Mean coefficients of each emotion against the mean of its corpus, in standard deviations of the frames. A sign marks what is clearly above or below. {finding}",
    data=emotion_profile,
    clips=len(clips),
    speakers=clips["speaker"].nunique(),
)

# %% [markdown]
# The largest difference is that of {glue:text}`strongest_emotion:s` in coefficient {glue:text}`strongest_number:s`: {glue:text}`strongest:s` standard deviations. Half of all differences are smaller than {glue:text}`typical:s`.
#
# The unit is the spread of single frames. Where a difference is well below one, the frames of different emotions overlap widely, and no single number names the emotion. What is left to use is how coefficients go together, and how they move in time. That takes a model.

# %% [markdown]
# ## In short
#
# - Frame, fade, transform, filter, logarithm, cosine transform: six steps, each a line, equal to librosa's to {glue:text}`librosa_difference:s`.
# - A clip becomes {glue:text}`coefficients:s` coefficients by {glue:text}`frames:s` frames, whatever its length; what is missing is zeros.
# - Coefficient 0 is loudness. A padded zero reads as loud, and shows how long the clip was.
# - The mean coefficients of emotions differ by {glue:text}`strongest_size:s` standard deviations of a frame at most.
#
# **Next:** [](03_model), the network that reads this table.
