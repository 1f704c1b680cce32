"""From a waveform to mel bands, one picture a step."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ser.features import MfccSettings, mel_filters
from ser.plots.sheet import sheet
from ser.plots.style import BLUE, GREY, ORANGE, VERMILLION
from ser.plots.widths import two_widths


def frame_times(frames: int, settings: MfccSettings) -> np.ndarray:
    """Return the middle of each frame in seconds from the start of the window, shape (frames,)."""
    return np.arange(frames) * settings.hop / settings.rate


def cut_frame(window: np.ndarray, number: int, settings: MfccSettings) -> np.ndarray:
    """Return the samples of one frame of a window, shape (frame_length,); zeros stand past its ends."""
    padded = np.pad(window, settings.frame_length // 2)
    return padded[number * settings.hop : number * settings.hop + settings.frame_length]


@two_widths
def waveform(samples: np.ndarray, settings: MfccSettings) -> Figure:
    """Draw a clip over time, and in colour the window that the features are taken from.

    Args:
        samples: the whole clip, shape (n,), at `settings.rate`.
        settings: the window.
    """
    seconds = np.arange(len(samples)) / settings.rate
    start, end = settings.offset, settings.offset + settings.duration
    inside = (seconds >= start) & (seconds < end)
    figure, (axes,) = sheet(2.5)
    axes.axvspan(start, end, color="#EEEEEE", zorder=0)
    for chosen, colour in ((inside, BLUE), (seconds < start, GREY), (seconds >= end, GREY)):
        axes.plot(seconds[chosen], samples[chosen], color=colour, linewidth=0.5)
    axes.set(xlabel="time (s)", ylabel="pressure", xlim=(0, max(end, seconds[-1])))
    axes.margins(y=0.18)  # room for the word above the loudest peak
    axes.text(start, 0.98, " the window", transform=axes.get_xaxis_transform(), va="top", fontsize=10)
    return figure


@two_widths
def frame(samples: np.ndarray, weights: np.ndarray, settings: MfccSettings) -> Figure:
    """Draw one frame as it is cut, and below it times the weights that fade its ends.

    Args:
        samples: one frame, shape (frame_length,).
        weights: the window function, shape (frame_length,).
        settings: the rate.
    """
    milliseconds = 1000 * np.arange(len(samples)) / settings.rate
    figure, (above, below) = sheet(3.8, rows=2, sharex=True, sharey=True)
    height = np.abs(samples).max()
    above.plot(milliseconds, samples, color=BLUE, linewidth=0.9)
    above.set_title("cut out", fontsize=10)
    below.plot(milliseconds, samples * weights, color=BLUE, linewidth=0.9)
    for side in (1, -1):
        below.plot(milliseconds, side * height * weights, color=VERMILLION, linestyle="--", linewidth=1.5)
    below.set_title("faded by the Hann window (dashed)", fontsize=10)
    below.set(xlabel="time (ms)")
    figure.supylabel("pressure", fontsize=10)
    return figure


@two_widths
def spectrum(power: np.ndarray, settings: MfccSettings) -> Figure:
    """Draw the power spectrum of one frame, shape (frame_length // 2 + 1,), in dB."""
    figure, (axes,) = sheet(2.6)
    axes.plot(_kilohertz(settings), decibels(power), color=BLUE, linewidth=0.9)
    axes.set(xlabel="frequency (kHz)", ylabel="power (dB)", xlim=(0, settings.rate / 2000))
    return figure


@two_widths
def filters(power: np.ndarray, settings: MfccSettings, *, every: int = 8) -> Figure:
    """Draw the mel filters, one in `every`, and below them the power that each band takes from one frame.

    The triangles are drawn equally high; as they are used, each has the same area.
    """
    bank = mel_filters(settings.rate, settings.frame_length, settings.mel_bands)
    hertz = _kilohertz(settings)
    figure, (above, below) = sheet(4.2, rows=2)
    for band in range(0, len(bank), every):
        support = np.flatnonzero(bank[band])
        shown = np.arange(support[0] - 1, support[-1] + 2).clip(0, len(hertz) - 1)
        style = "-" if (band // every) % 2 else "--"
        colour = BLUE if (band // every) % 2 else ORANGE
        above.plot(hertz[shown], bank[band, shown] / bank[band].max(), style, color=colour, linewidth=1.2)
    above.set(xlabel="frequency (kHz)", ylabel="weight", xlim=(0, settings.rate / 2000), yticks=[])
    above.set_title(f"one filter in {every}", fontsize=10)
    below.plot(decibels(bank @ power), color=BLUE, marker=".", markersize=4, linewidth=0.9)
    below.set(xlabel="mel band", ylabel="power (dB)", xlim=(0, len(bank) - 1))
    below.set_title("the frame, seen through all of them", fontsize=10)
    return figure


@two_widths
def log_mel_figure(bands: np.ndarray, settings: MfccSettings) -> Figure:
    """Draw the mel spectrum in dB over time, shape (frames, mel bands)."""
    figure, (axes,) = sheet(3.2)
    image = over_time(axes, bands, settings, cmap="magma")
    axes.set(xlabel="time in the window (s)", ylabel="mel band")
    figure.colorbar(image, ax=axes, label="dB", pad=0.02)
    return figure


def over_time(axes: Axes, matrix: np.ndarray, settings: MfccSettings, *, first: int = 0, **options):
    """Show a matrix, shape (frames, rows), with time to the right; rows are numbered from `first`."""
    step = settings.hop / settings.rate
    extent = (-step / 2, (len(matrix) - 0.5) * step, first - 0.5, first + matrix.shape[1] - 0.5)
    axes.grid(visible=False)
    return axes.imshow(
        matrix.T, origin="lower", aspect="auto", interpolation="nearest", extent=extent, **options
    )


def decibels(power: np.ndarray) -> np.ndarray:
    """Return 10 log10 of power, which counts as 1e-10 where it is less."""
    return 10.0 * np.log10(np.maximum(power, 1e-10))


def _kilohertz(settings: MfccSettings) -> np.ndarray:
    return np.fft.rfftfreq(settings.frame_length, 1.0 / settings.rate) / 1000
