"""Layer by layer, what comes out and what is learnt, worked out without building the model.

A page shows it without loading a deep learning library; the tests hold it to the built models.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from ser.models.settings import ModelSettings


@dataclass(frozen=True)
class LayerRow:
    """One line of the table: the layer, the shape of what comes out of it, and its parameters."""

    layer: str
    shape: tuple[int, ...]
    parameters: int


def layer_table(settings: ModelSettings) -> list[LayerRow]:
    """Return the layers of the model `settings` describes, from input to output.

    A convolution with its batch normalisation, ReLU, max pooling and dropout is one row. Parameters
    include the running mean and variance of batch normalisation.
    """
    return _published(settings) if settings.name == "published" else _corrected(settings)


def running(rows: Sequence[LayerRow]) -> int:
    """Return how many of the parameters of `rows` no step of training moves.

    They are the running mean and variance of each map in the batch normalisation of a convolution block.
    """
    return sum(2 * row.shape[-1] for row in rows if row.layer.startswith("convolution block"))


def _published(settings: ModelSettings) -> list[LayerRow]:
    bands, frames = settings.coefficients, settings.frames
    rows = [LayerRow("input", (bands, frames, 1), 0)]
    channels = 1
    for number in range(1, 5):
        bands, frames = ceil(bands / 2), ceil(frames / 2)
        count = _block(channels, 64, shifts=True)
        rows.append(LayerRow(f"convolution block {number}", (bands, frames, 64), count))
        channels = 64
    width = frames * channels
    return [
        *rows,
        LayerRow("flatten each band", (bands, width), 0),
        LayerRow("LSTM along the bands", (bands, 32), _lstm(width, 32)),
        LayerRow("attention over the bands", (32,), _attention(32)),
        LayerRow("reshape to one step", (1, 32), 0),
        LayerRow("second LSTM", (32,), _lstm(32, 32)),
        LayerRow("dense, softmax", (settings.labels,), (32 + 1) * settings.labels),
    ]


def _corrected(settings: ModelSettings) -> list[LayerRow]:
    frames, bands, channels = settings.frames, settings.coefficients, 1
    rows = [LayerRow("input, beside a mask", (frames, bands, 1), 0)]
    for number, (filters, pool) in enumerate(zip(settings.filters, settings.time_pooling, strict=True), 1):
        frames, bands = ceil(frames / pool), ceil(bands / 2)
        count = _block(channels, filters, shifts=False)
        rows.append(LayerRow(f"convolution block {number}", (frames, bands, filters), count))
        channels = filters
    steps, width, what = frames, bands * channels, "frame"
    if settings.axis == "cepstral":
        steps, width, what = bands, frames * channels, "band"
    rows.append(LayerRow(f"flatten each {what}", (steps, width), 0))
    if settings.lstm:
        ways = 2 if settings.bidirectional else 1
        name = f"LSTM along the {what}s{', both ways' if ways == 2 else ''}"
        count = ways * _lstm(width, settings.lstm)
        width = ways * settings.lstm
        rows.append(LayerRow(name, (steps, width), count))
    additive = _attention(width)
    learnt = {"additive": additive, "attentive-statistics": additive, "dot": width, "multi-head": width}
    count = learnt.get(settings.pooling, 0)
    name = "attention" if count else f"{settings.pooling} pooling"
    # Mean and deviation stand side by side.
    width *= 2 if settings.pooling in ("statistics", "attentive-statistics") else 1
    rows.append(LayerRow(f"{name} over the {what}s", (width,), count))
    if settings.second_lstm:
        units = settings.lstm or 32
        rows.append(LayerRow("second LSTM", (units,), _lstm(width, units)))
        width = units
    return [*rows, LayerRow("dense, softmax", (settings.labels,), (width + 1) * settings.labels)]


def _block(channels: int, filters: int, *, shifts: bool) -> int:
    """Return the parameters of a 3 x 3 convolution, with or without shifts, and its batch normalisation."""
    return 9 * channels * filters + filters * shifts + 4 * filters


def _lstm(inputs: int, units: int) -> int:
    return 4 * units * (inputs + units + 1)


def _attention(size: int) -> int:
    """Return the parameters of additive attention: W (size, size), b (size) and u (size)."""
    return size * (size + 2)
