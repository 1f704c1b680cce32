"""What was taken for what: the mistakes of an arm on its test clips, one by one and pair by pair."""

from collections.abc import Sequence

import pandas as pd

from ser.corpora import EMOTIONS
from ser.results.pooled import pool
from ser.results.runs import Result


def predictions_table(results: Sequence[Result]) -> pd.DataFrame:
    """Return a row a prediction: clip, corpus, speaker, text, said (the truth), heard, probability (of heard)."""
    held = pool(results)
    return pd.DataFrame(
        {
            "clip": held.clips,
            "corpus": held.corpora,
            "speaker": held.speakers,
            "text": held.texts,
            "said": [EMOTIONS[number] for number in held.truth],
            "heard": [EMOTIONS[number] for number in held.predicted],
            "probability": held.probabilities.max(axis=1).astype(float),
        }
    )


def most_confident(results: Sequence[Result], *, most: int = 8) -> pd.DataFrame:
    """Return the mistakes that the model was surest of, the surest first; a clip stands once.

    Besides the columns of `predictions_table`, `runs` counts the runs that tested the clip and
    `mistaken` those that took it for another emotion.
    """
    table = predictions_table(results)
    wrong = table["said"] != table["heard"]
    counts = wrong.groupby(table["clip"]).agg(runs="size", mistaken="sum")
    surest = table[wrong].sort_values(["probability", "clip"], ascending=[False, True], kind="stable")
    return surest.drop_duplicates("clip").head(most).join(counts, on="clip").reset_index(drop=True)


def commonest(results: Sequence[Result], *, most: int = 5) -> pd.DataFrame:
    """Return the confusions with the largest share of an emotion's clips, the largest first.

    Columns: said, heard, `mistaken` (predictions), `share` of the predictions on clips that were said
    so, and the clip, speaker, text and probability of the surest one.
    """
    table = predictions_table(results)
    said = table["said"].value_counts()
    wrong = table[table["said"] != table["heard"]]
    rows = []
    for (truth, taken), group in wrong.groupby(["said", "heard"], sort=True):
        surest = group.sort_values(["probability", "clip"], ascending=[False, True]).iloc[0]
        rows.append(
            {
                "said": truth,
                "heard": taken,
                "mistaken": len(group),
                "share": len(group) / said[truth],
                **surest[["clip", "speaker", "text", "probability"]],
            }
        )
    columns = ["said", "heard", "mistaken", "share", "clip", "speaker", "text", "probability"]
    found = pd.DataFrame(rows, columns=columns)
    return (
        found.sort_values(["share", "said", "heard"], ascending=[False, True, True])
        .head(most)
        .reset_index(drop=True)
    )
