"""How easily the corpus is told from a clip, by what has nothing to do with emotion."""

import numpy as np
import pandas as pd

from ser.corpora import CORPORA
from ser.evaluation import accuracy, confusion_matrix, interval, uar
from ser.features import FeatureSet

MEASURES = {
    "duration": ("duration",),
    "silence": ("silence_before", "silence_after"),
    "level": ("rms_db",),
}
"""Single measures of `clips.csv` that a corpus is told by; the mean MFCC come besides."""

PROTOCOLS = ("heard", "unseen")
"""`heard`: unseen speakers where a corpus has more than two, else unseen texts. `unseen`: no clip is
tested by a classifier that heard its speaker."""

_FOLDS = 5
_COLUMNS = (
    "measure",
    "protocol",
    "values",
    "uar",
    "low",
    "high",
    "unit",
    "accuracy",
    "chance",
    "clips",
    "speakers",
)


def spectra(corpora: pd.Series, means: np.ndarray) -> pd.DataFrame:
    """Return mean and deviation of the clips' mean mel spectrum by corpus, in dB above its own mean.

    `means` has shape (clips, mel bands). Columns: corpus, band, mean_db, deviation_db.
    """
    level = means - means.mean(axis=1, keepdims=True)
    rows = []
    for name in [name for name in CORPORA if (corpora == name).any()]:
        chosen = level[(corpora == name).to_numpy()]
        for band in range(chosen.shape[1]):
            mean, deviation = chosen[:, band].mean(), chosen[:, band].std()
            rows.append((name, band, round(float(mean), 3), round(float(deviation), 3)))
    return pd.DataFrame(rows, columns=["corpus", "band", "mean_db", "deviation_db"])


def mean_features(features: FeatureSet) -> np.ndarray:
    """Return the mean over time of each clip's features, shape (clips, coefficients), float64."""
    sums = np.add.reduceat(features.values.astype(np.float64), features.starts, axis=0)
    return sums / features.lengths[:, None]


def tell_corpus(clips: pd.DataFrame, means: np.ndarray) -> tuple[pd.DataFrame, list[dict]]:
    """Tell the corpus of each clip by logistic regression, from several measures and by two protocols.

    Args:
        clips: one row a clip, with corpus, speaker, sex, text, emotion and the columns of `MEASURES`.
        means: each clip's mean MFCC, shape (clips, coefficients); the first is the level.

    Returns:
        a row for each measure and protocol, with measure, protocol, values (how many numbers of a
        clip are used), uar with low and high, unit, accuracy, chance, clips, speakers, and the recall
        of each corpus. And, for each emotion of one corpus alone, what telling the corpus by all mean
        MFCC (protocol `heard`) does to it. Both empty with fewer than two corpora of two speakers.
    """
    inputs = {name: clips[list(columns)].to_numpy(float) for name, columns in MEASURES.items()}
    inputs |= {"mfcc": means, "mfcc shape": means[:, 1:]}
    everyone = np.ones(len(clips), bool)
    cases = [(name, values, everyone) for name, values in inputs.items()]
    for sex in ("female", "male"):
        cases.append((f"mfcc shape, {sex}", means[:, 1:], (clips["sex"] == sex).to_numpy()))
    rows, lonely = [], []
    for name, values, chosen in cases:
        chosen = chosen & _tellable(clips, chosen)
        part, corpora = clips[chosen], np.unique(clips["corpus"][chosen])
        if len(corpora) < 2:
            continue
        for protocol in PROTOCOLS:
            said = _predict(part, values[chosen], protocol)
            rows.append(
                {"measure": name, "protocol": protocol, "values": values.shape[1]} | _score(part, said)
            )
            if name == "mfcc" and protocol == "heard":
                lonely = _lonely(part, corpora[said])
    return pd.DataFrame(rows, columns=None if rows else list(_COLUMNS)), lonely


def _tellable(clips: pd.DataFrame, chosen: np.ndarray) -> np.ndarray:
    """Return which clips are of corpora with two speakers or more: with one, nobody is left to train on."""
    speakers = clips[chosen].groupby("corpus")["speaker"].nunique()
    return clips["corpus"].isin(speakers.index[speakers > 1]).to_numpy()


def _predict(clips: pd.DataFrame, values: np.ndarray, protocol: str) -> np.ndarray:
    """Return the number of the corpus that is said for each clip, shape (clips,)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import LeaveOneGroupOut, StratifiedGroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    truth = np.unique(clips["corpus"], return_inverse=True)[1]
    groups = clips["speaker"].to_numpy()
    folds = LeaveOneGroupOut()
    if protocol == "heard":
        crowd = clips.groupby("corpus")["speaker"].transform("nunique") > 2
        groups = clips["speaker"].where(crowd, clips["corpus"] + " " + clips["text"]).to_numpy()
        folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=0)
    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced", max_iter=2000))
    return cross_val_predict(model, values, truth, groups=groups, cv=folds)


def _score(clips: pd.DataFrame, said: np.ndarray) -> dict:
    names, truth = np.unique(clips["corpus"], return_inverse=True)
    confusion = confusion_matrix(truth, said, labels=len(names))
    columns = (clips[column].to_numpy() for column in ("speaker", "text", "corpus"))
    low, high, unit = interval(truth, said, *columns, statistic=uar)
    recall = {
        f"recall_{name}": round(float(confusion[n, n] / confusion[n].sum()), 4)
        for n, name in enumerate(names)
    }
    return {
        "uar": round(float(uar(confusion)), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "unit": unit,
        "accuracy": round(float(accuracy(confusion)), 4),
        "chance": 1 / len(names),
        "clips": len(clips),
        "speakers": int(clips["speaker"].nunique()),
    } | recall


def _lonely(clips: pd.DataFrame, said: np.ndarray) -> list[dict]:
    """Return for each emotion that one corpus alone has how far the corpus that was said gives it away.

    `placed`: share of its clips that were placed in that corpus; `ruled_out`: share of all other clips
    placed elsewhere; `before` and `after`: its share among all clips, and among those placed in that
    corpus.
    """
    owners = clips.groupby("emotion")["corpus"].unique()
    rows = []
    for emotion, names in owners.items():
        if len(names) > 1:
            continue
        its, inside = (clips["emotion"] == emotion).to_numpy(), said == names[0]
        rows.append(
            {
                "emotion": str(emotion),
                "corpus": str(names[0]),
                "placed": float(inside[its].mean()),
                "ruled_out": float((~inside[~its]).mean()),
                "before": float(its.mean()),
                "after": float(its[inside].mean()) if inside.any() else 0.0,
            }
        )
    return rows
