"""How far the duration of a clip goes, without a look at the sound."""

import numpy as np
import pandas as pd

from ser.corpora import EMOTIONS
from ser.errors import DataDamaged
from ser.evaluation import accuracy, confusion_matrix, interval

_FOLDS = 5


def bears(clips: pd.DataFrame) -> bool:
    """Return whether the clips of a corpus are enough for `duration_alone`."""
    return clips["speaker"].nunique() > 1 and clips["emotion"].value_counts().min() >= _FOLDS


def duration_alone(clips: pd.DataFrame) -> dict:
    """Guess the emotion of the clips of one corpus from the logarithm of their duration.

    `random` and `unseen_speakers` are the accuracy of a Gaussian for each emotion: in five random
    folds stratified on emotion, and with each speaker tested on all the others, as `by_speaker` has
    them one by one. Each has an interval (`random_low`, ...), drawn over `unit`. `logistic` holds the
    two figures of a logistic regression.

    Raises:
        DataDamaged: the clips are of one speaker, or there are fewer than five of an emotion.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import LeaveOneGroupOut, StratifiedKFold, cross_val_predict
    from sklearn.naive_bayes import GaussianNB
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    truth = clips["emotion"].map(EMOTIONS.index).to_numpy()
    seconds = np.log(clips[["duration"]].to_numpy())
    speakers, texts = clips["speaker"].to_numpy(), clips["text"].to_numpy()
    if not bears(clips):
        few = clips["emotion"].value_counts()
        raise DataDamaged(
            f"duration alone: received {len(set(speakers))} speakers and {few.min()} clips of {few.idxmin()}, expected "
            f"two speakers and {_FOLDS} clips of each emotion; add clips"
        )
    ways = {
        "random": StratifiedKFold(_FOLDS, shuffle=True, random_state=0),
        "unseen_speakers": list(LeaveOneGroupOut().split(seconds, truth, speakers)),
    }
    logistic = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    found: dict = {"logistic": {}}
    for way, folds in ways.items():
        said = {
            name: cross_val_predict(model, seconds, truth, cv=folds)
            for name, model in (("gaussian", GaussianNB()), ("logistic", logistic))
        }
        low, high, unit = interval(truth, said["gaussian"], speakers, texts)
        found |= {way: _share(truth, said["gaussian"]), f"{way}_low": low, f"{way}_high": high, "unit": unit}
        found["logistic"][way] = _share(truth, said["logistic"])
    unseen = said["gaussian"] == truth
    return found | {
        "by_speaker": {str(name): float(unseen[speakers == name].mean()) for name in sorted(set(speakers))},
        "chance": 1 / len(set(truth)),
        "clips": len(clips),
        "speakers": len(set(speakers)),
    }


def _share(truth: np.ndarray, said: np.ndarray) -> float:
    return float(accuracy(confusion_matrix(truth, said)))
