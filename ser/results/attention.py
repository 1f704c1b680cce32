"""Where along a clip attention is heaviest, and what lies there."""

import pandas as pd

from ser.features import MfccSettings


def peaks(weights: pd.DataFrame) -> pd.DataFrame:
    """Return where each model's attention is heaviest, a row for each model and corpus.

    Args:
        weights: a row for each model, corpus and part (from 1), with `relative_weight` (1 = even).

    Returns:
        Columns model, corpus, part, relative_weight, `parts` (how many there are) and `place` (the
        middle of the part, 0 to 1 along the clip).
    """
    groups = weights.groupby(["model", "corpus"], sort=False)
    found = weights.loc[groups["relative_weight"].idxmax()].reset_index(drop=True)
    parts = groups["part"].max().reset_index(drop=True)
    return found.assign(parts=parts, place=(found["part"] - 0.5) / parts)


def before_speech(clips: pd.DataFrame, part: int, parts: int, settings: MfccSettings) -> float:
    """Return the share of clips in which nobody has spoken when a part of what the window holds ends.

    Args:
        clips: a row for each clip, with `duration` and `silence_before` in seconds.
        part: which part, from 1.
        parts: into how many equal parts the clip is cut, from where the window begins to where the
            clip or the window ends.
        settings: the window.
    """
    inside = (clips["duration"] - settings.offset).clip(lower=0, upper=settings.duration)
    ends = settings.offset + inside * part / parts
    return float((clips["silence_before"] >= ends).mean())
