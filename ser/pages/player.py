"""Players: a clip to hear, with what is said, how and by whom, and a line that moves over its picture.

Few lines of a notebook do it::

    clip = load_example("TESS/OAF_dog_happy", data=data)
    player.show(clip)
    page.figure(fig, "a-name", ...)
    player.follow(fig, "a-name", clip, axes=fig.axes[:2], start=0.5)

The sound lies in a small file beside the page's figures. Where a page is not executed for the book,
it stands in the page itself. `book/_static/player.js` moves the lines; without it, a clip still plays.
"""

import base64
import html
import io
import json
import os
import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ser.audio import Example, resample
from ser.pages.show import FIGURES, LINKS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RATE = 16_000
"""Samples a second of what is played: enough for speech, and small."""

PEAK = 0.5
"""Of full scale: every clip is played equally loud, since recordings differ in level by a factor of ten."""

RECORDED = (
    "This build holds recordings of other people, read from your own copy of the corpora. "
    "Their licences do not let you publish it: keep it to yourself."
)
MADE = (
    "The clips on this page are made by a small synthesiser. They are not human speech, and nothing "
    "heard in them is a finding."
)
_COLUMNS = 160  # of the waveform's outline
_PADDING = 0.08  # inches around a figure, as `ser.pages.show.drawn` leaves them


def notice(examples: Iterable[Example]) -> None:
    """Say whose voices a page holds: made ones, or recordings that must not be passed on."""
    made = all(one.made for one in examples)
    kind, text = ("ser-made", MADE) if made else ("ser-recorded", RECORDED)
    still = (
        "<noscript><p>Without JavaScript the clips play, but no line moves over the pictures.</p></noscript>"
    )
    _display(f'<p class="{kind}" role="note">{html.escape(text)}</p>{still}', text)


def show(example: Example, *, heard: str = "") -> None:
    """Show a player with the clip's emotion, words, speaker and waveform.

    Args:
        example: the clip.
        heard: a further line, such as what a model took the clip for.
    """
    _display(player_html(example, heard=heard), described(example))


def show_all(examples: Iterable[Example], *, heard: Iterable[str] | None = None) -> None:
    """Show players side by side, as many as the screen is wide; `heard` has a further line for each."""
    examples = list(examples)
    lines = [""] * len(examples) if heard is None else list(heard)
    players = "\n".join(player_html(one, heard=line) for one, line in zip(examples, lines, strict=True))
    _display(f'<div class="ser-players">\n{players}\n</div>', "\n".join(described(one) for one in examples))


def follow(
    fig: "Figure",
    name: str,
    example: Example,
    *,
    axes: "Iterable[Axes]",
    start: float = 0.0,
    beside: bool = False,
) -> None:
    """Let a line move over a figure while a clip plays.

    Call it after `page.figure`. The line finds its place in the picture for a phone, too. Without JavaScript nothing is shown.

    Args:
        fig: the figure, as it was shown.
        name: the name it was shown by.
        example: a clip that has a player on the page.
        axes: those whose horizontal axis is time in seconds.
        start: the second of the clip at which that axis is 0.
        beside: as it was shown; see `ser.pages.show.Page.figure`.
    """
    from ser.plots.widths import narrowed

    axes, narrow = list(axes), narrowed(fig)
    boxes = narrow_boxes = _boxes_told(fig, axes, start)
    if narrow:
        narrow_boxes = _boxes_told(narrow, [narrow.axes[fig.axes.index(one)] for one in axes], start)
        boxes = narrow_boxes if beside else boxes
    text = (
        f'<div class="ser-follow" hidden data-figure="{html.escape(name)}" data-clip="{_id(example)}" '
        f'data-seconds="{example.seconds:.3f}" data-boxes="{boxes}" '
        f'data-narrow-boxes="{narrow_boxes}" '
        f'data-label="{html.escape(short(example))}"></div>'
    )
    _display(text, "")


def time_boxes(
    fig: "Figure", axes: "Iterable[Axes]", *, start: float = 0.0
) -> list[tuple[float, float, float, float, float, float]]:
    """Return where axes lie in the picture that `ser.pages.show.drawn` makes of a figure.

    Returns:
        For each of `axes`: left, top, width, height, as shares of the picture, and the seconds of the
        clip at its left and right edge.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    whole = fig.get_tightbbox(canvas.get_renderer()).padded(_PADDING)
    boxes = []
    for one in axes:
        inside = one.get_window_extent().transformed(fig.dpi_scale_trans.inverted())
        left, right = one.get_xlim()
        boxes.append(
            (
                (inside.x0 - whole.x0) / whole.width,
                (whole.y1 - inside.y1) / whole.height,
                inside.width / whole.width,
                inside.height / whole.height,
                left + start,
                right + start,
            )
        )
    return boxes


def player_html(example: Example, *, heard: str = "") -> str:
    """Return a player as HTML; its sound is written where the page is executed, else put into it."""
    who = example.speaker + (f" ({_SEXES[example.sex]})" if example.sex in _SEXES else "")
    who = f"made voice, in place of {who}" if example.made else f"recording of {who}"
    loudest = np.abs(example.samples).argmax() / example.rate
    wave = f"Waveform of {example.seconds:.1f} seconds, loudest at {loudest:.1f} seconds"
    further = f'\n<p class="ser-heard">{html.escape(heard)}</p>' if heard else ""
    return (
        f'<div class="ser-player" role="group" aria-label="{html.escape(short(example))}" '
        f'data-clip="{_id(example)}" data-seconds="{example.seconds:.3f}">\n'
        f'<p class="ser-said"><strong>{html.escape(example.emotion)}</strong> '
        f'<q>{html.escape(example.text)}</q><br><span class="ser-who">{html.escape(who)} · '
        f"{example.seconds:.1f}\N{NO-BREAK SPACE}s</span></p>\n"
        f'<div class="ser-wave"><svg role="img" aria-label="{wave}" viewBox="0 -1 {_COLUMNS} 2" '
        f'preserveAspectRatio="none"><path d="{outline(example.samples)}"/></svg></div>\n'
        f'<audio controls preload="metadata" src="{source(example)}" '
        f'aria-label="Play {html.escape(short(example))}"></audio>{further}\n'
        "</div>"
    )


def described(example: Example) -> str:
    """Return the clip in a sentence part, for where there is no sound."""
    return f"{short(example)}, {example.seconds:.1f} s, {'made' if example.made else 'recorded'}"


def short(example: Example) -> str:
    """Return emotion, words and speaker in one line."""
    return f"{example.emotion}: {example.text}, {example.speaker}"


def encoded(example: Example) -> bytes:
    """Return what is played as the bytes of a FLAC file: 16 kHz, 16 bits, its peak at `PEAK`."""
    import soundfile

    samples = resample(example.samples, example.rate, RATE)
    samples = samples * (PEAK / max(float(np.abs(samples).max()), 1e-9))
    stream = io.BytesIO()
    soundfile.write(stream, np.round(samples * 32767).astype(np.int16), RATE, format="FLAC", subtype="PCM_16")
    return stream.getvalue()


def outline(samples: np.ndarray, *, columns: int = _COLUMNS) -> str:
    """Return the path of a waveform's outline, from 0 to `columns` across and from -1 to 1 downwards."""
    edges = np.linspace(0, len(samples), columns + 1).astype(int)
    top = float(np.abs(samples).max()) or 1.0
    parts = [samples[low : max(high, low + 1)] for low, high in pairwise(edges)]
    above = [f"{column} {-part.max() / top:.2f}" for column, part in enumerate(parts)]
    below = [f"{column} {-part.min() / top:.2f}" for column, part in enumerate(parts)]
    return "M" + "L".join([*above, *reversed(below)]) + "Z"


def _boxes_told(fig: "Figure", axes: "Iterable[Axes]", start: float) -> str:
    boxes = [[round(value, 4) for value in box] for box in time_boxes(fig, axes, start=start)]
    return html.escape(json.dumps(boxes))


_SEXES = {"female": "woman", "male": "man"}


def _id(example: Example) -> str:
    """Return the clip's name as it may stand in a file name and an attribute."""
    kind = "made" if example.made else "recorded"
    return f"{kind}-{re.sub(r'[^a-z0-9]+', '-', example.clip.lower())}"


def source(example: Example) -> str:
    """Return where the sound of a clip is read from: the file that is written beside the page, else the sound itself."""
    content, folder = encoded(example), os.environ.get(FIGURES)
    if not folder:
        return "data:audio/flac;base64," + base64.b64encode(content).decode("ascii")
    Path(folder).mkdir(parents=True, exist_ok=True)
    file = f"{_id(example)}.flac"
    (Path(folder) / file).write_bytes(content)
    return f"{os.environ[LINKS]}/{file}"


def _display(text: str, plain: str) -> None:
    from IPython.display import display

    display({"text/html": text, "text/plain": plain}, raw=True)
