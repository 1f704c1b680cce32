"""Try it: what the page needs to let the models of this book hear a reader's voice, with no server.

The markup and the data are made here. `book/_static/try.js` builds the controls, `try_record.js` records and
`try_draw.js` draws; the models are run by `book/_static/listen/`.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from ser.audio import Example
from ser.corpora import EMOTIONS
from ser.experiments import ARMS, Place
from ser.features import MfccSettings
from ser.pages import player, words
from ser.pages.banner import BANNER
from ser.pages.show import NOT_RUN, Page
from ser.results.pooled import summary
from ser.results.runs import Result, select
from ser.results.stopping import stopping

MODELS = ("published", "corrected")
"""The models that listen side by side."""

PLACES = (
    Place("all", "random"),
    Place("RAVDESS", "random"),
    Place("RAVDESS", "speaker"),
    Place("all", "speaker"),
)
"""Where each of them was tested: as it was trained; then one corpus twice, on speakers heard in training and on others; then those others again, where all corpora train."""

CLIPS = (
    *(f"RAVDESS/03-01-{emotion:02}-01-02-01-02" for emotion in range(1, 9)),
    "TESS/OAF_dog_happy",
    "SAVEE/DC_h01",
)
"""The made clips to choose from: one sentence in eight emotions, and one clip each in the manner of TESS and SAVEE."""

RECORDED = 4.0
"""Seconds after which a recording stops by itself."""

CHANGES = (
    {
        "kind": "cut",
        "legend": "Cut: keep only the first",
        "told": "only the first {}",
        "sizes": (("2", "2 s"), ("1", "1 s"), ("0.5", "0.5 s")),
    },
    {
        "kind": "slow",
        "legend": "Slowed: it lasts",
        "told": "{} as long",
        "sizes": (("1.25", "1.25 times"), ("1.5", "1.5 times"), ("2", "2 times")),
    },
    {
        "kind": "noise",
        "legend": "Drowned in noise, signal to noise",
        "told": "noise at {}",
        "sizes": (("20", "20 dB"), ("10", "10 dB"), ("0", "0 dB")),
    },
)
"""What can be done to a clip: kind of change and its sizes as the engine takes them, each with its name."""

CAUTION = (
    "The models compare a sound with what a few actors showed in a studio. Your voice, language, microphone and room "
    "were in none of these tests. What they say is nothing about how anybody feels."
)

WITHOUT_SCRIPT = (
    "Here the models do not listen: for that they need the book in a browser, and JavaScript, which is off or missing. "
    "How often they are right stands in the table on this page, and <code>ser predict FILE</code> asks them without a browser."
)
"""What stands in place of the controls until the script of the page takes it away."""

_COLOURS = 65  # of the scale for MFCC: an odd number, so that zero has one of its own


def accuracies(results: Sequence[Result]) -> pd.DataFrame:
    """Return a row for each model and place: `label`, `told` (the place in words) and the figures of `summary`.

    `runs` counts them, and `one_answer` those among them that name one emotion for every clip. The index is (model, data, split). What was not run has NaN.
    """
    rows = {}
    for arm in MODELS:
        for place in PLACES:
            here = select(results, data=place.data, split=place.split, arm=arm)
            figures = dict(summary(here).iloc[0]) if here else {}
            stopped = stopping(here)
            rows[arm, place.data, place.split] = figures | {
                "label": ARMS[arm].label,
                "told": words.where(place),
                "runs": stopped.runs if stopped else 0,
                "one_answer": stopped.one_answer if stopped else 0,
            }
    index = pd.MultiIndex.from_tuples(list(rows), names=["model", "data", "split"])
    columns = [
        "label",
        "told",
        "accuracy",
        "accuracy_low",
        "accuracy_high",
        "chance",
        "clips",
        "speakers",
        "seeds",
        "runs",
        "one_answer",
    ]
    return pd.DataFrame(list(rows.values()), index=index).reindex(columns=columns)


def table(found: pd.DataFrame) -> pd.DataFrame:
    """Return `accuracies` as a reader sees them, a row for each model and place."""
    return pd.DataFrame(
        {
            "trained and tested on": found["told"].to_numpy(),
            "accuracy": [words.between(row, fmt=".1%") for _, row in found.iterrows()],
            "chance": found["chance"].to_numpy(),
            "clips": found["clips"].to_numpy(),
            "speakers": found["speakers"].to_numpy(),
        },
        index=pd.Index(found["label"], name="model"),
    )


TABLE_FORMATS = {"chance": ".1%", "clips": ",.0f", "speakers": ",.0f"}


def scale() -> list[str]:
    """Return the colours of the book's scale for MFCC, from the lowest to the highest, zero in the middle."""
    import matplotlib as mpl
    from matplotlib.colors import to_hex

    colours = mpl.colormaps["RdBu_r"]
    return [to_hex(colours(place / (_COLOURS - 1))) for place in range(_COLOURS)]


def held(
    found: pd.DataFrame,
    clips: Iterable[Example],
    *,
    demo: bool,
    settings: MfccSettings | None = None,
) -> dict[str, Any]:
    """Return what the script of the page reads, ready for JSON.

    Args:
        found: what `accuracies` returns.
        clips: those that the reader may choose from; their sound is written beside the page.
        demo: whether the results rest on the demo corpus.
        settings: the window that the models were trained on.
    """
    settings, clips = settings or MfccSettings(), list(clips)
    return {
        "demo": BANNER if demo else "",
        "labels": list(EMOTIONS),
        "rate": settings.rate,
        "hop": settings.hop,
        "offset": settings.offset,
        "duration": settings.duration,
        "coefficients": settings.coefficients,
        "recorded": RECORDED,
        "scale": scale(),
        "changes": CHANGES,
        "caution": CAUTION,
        "models": [
            {
                "name": arm,
                "told": words.model(ARMS[arm].label),
                "worth": [_worth(row) for _, row in found.loc[arm].iterrows()],
            }
            for arm in MODELS
        ],
        "chance": format(found["chance"].max(), ".1%") if found["chance"].notna().any() else "",
        "whose": player.MADE if all(clip.made for clip in clips) else player.RECORDED,
        "clips": [
            {"name": player.short(clip), "emotion": clip.emotion, "source": player.source(clip)}
            for clip in clips
        ],
    }


def try_html(data: dict[str, Any]) -> str:
    """Return the place that the script draws in, what stands there without it, and its data."""
    # "<" could end the element that holds the data.
    told = json.dumps(data, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    return "\n".join(
        [
            f'<div id="ser-try"><p class="ser-noscript">{WITHOUT_SCRIPT}</p></div>',
            f'<script type="application/json" id="ser-try-data">{told}</script>',
        ]
    )


def show_try(page: Page, results: Sequence[Result], clips: Sequence[Example]) -> None:
    """Show on a page what lets the reader ask the models."""
    from IPython.display import display

    found = accuracies(results)
    data = held(found, clips, demo=page.demo)
    plain = f"Open the book in a browser to ask the models.\n\n{table(found).to_string()}"
    plain = f"{BANNER}\n\n{plain}" if page.demo else plain
    display({"text/html": try_html(data), "text/plain": plain}, raw=True)


def _worth(row: pd.Series) -> dict[str, str]:
    """What one test of a model came to, in words."""
    if pd.isna(row["accuracy"]):
        return {"where": row["told"], "value": NOT_RUN, "limits": "", "silent": ""}
    silent = (
        f"{row['one_answer']:.0f} of {words.count(row['runs'], 'run')} name one emotion for every clip"
        if row["one_answer"]
        else ""
    )
    return {
        "where": row["told"],
        "value": format(row["accuracy"], ".1%"),
        "limits": words.limits(row) or "",
        "silent": silent,
    }
