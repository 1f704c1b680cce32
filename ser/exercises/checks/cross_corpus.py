"""Cross-corpus: answer(features, labels, corpora, tested) -> labels of the clips of the corpus that is tested."""

from typing import Any

import numpy as np

from ser.evaluation import confusion_matrix, uar
from ser.exercises import asking
from ser.exercises.verdict import Mistake

_LABELS, _SIZE = 4, 12
_CORPORA = ("X", "Y", "Z")
_ENOUGH = 0.7
_MIXED_UP = 0.45


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    features, labels, corpora = _clips(rng)
    tested = str(rng.choice(_CORPORA))
    here = corpora == tested
    found = _predict(answer, features, labels, corpora, tested)
    # Labels of the tested corpus turned round: an honest model cannot notice.
    turned = np.where(here, (labels + 1) % _LABELS, labels)
    after = _predict(answer, features, turned, corpora, tested)
    if (found != after).mean() > 0.02:
        raise Mistake(
            "Your prediction changes when the labels of the tested corpus are changed. They are what is asked, so they must "
            "not train."
        )
    score = uar(confusion_matrix(labels[here], found, labels=_LABELS))
    if len(set(found.tolist())) == 1:
        raise Mistake(
            "Every clip gets the same label. The tested corpus lies somewhere else as a whole: its channel is another."
        )
    counts = [np.bincount(one.astype(int), minlength=_LABELS) for one in (found, labels[here])]
    if score < _MIXED_UP and np.abs(counts[0] - counts[1]).max() <= 3:
        raise Mistake(
            f"The UAR is {score:.2f}, and yet each label comes up as often as it should. Do the labels go with the right clips? "
            "They come in the order of the table."
        )
    if score < _ENOUGH:
        raise Mistake(
            f"The UAR is {score:.2f}; {_ENOUGH} can be reached. Each corpus was recorded on a scale of its own. No label is needed "
            "to bring each to a common one, the tested corpus too."
        )
    return (
        f"on the clips of this check, a UAR of {score:.2f} on a corpus without one label of it. To centre a corpus you needed many of its clips at once, "
        "though: with a single clip from a new place, that is not possible."
    )


def _clips(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return clips of three corpora with the same emotions on different channels."""
    centres = rng.normal(0, 1.0, (_LABELS, _SIZE))
    centres -= centres.mean(axis=0)
    centres *= 4.5 / np.sqrt((centres**2).sum(axis=1, keepdims=True))
    labels = np.tile(np.arange(_LABELS), 45)
    corpora = np.repeat(_CORPORA, 60)
    order = rng.permutation(len(labels))
    features = centres[labels] + rng.normal(0, 1, (len(labels), _SIZE))
    for place, corpus in enumerate(_CORPORA):
        here = corpora == corpus
        direction = rng.normal(size=_SIZE)
        features[here] *= (1.0, 6.0, 0.2)[place]
        features[here] += 60 * direction / np.linalg.norm(direction)
    return features[order], labels[order], corpora[order]


def _predict(
    answer: Any, features: np.ndarray, labels: np.ndarray, corpora: np.ndarray, tested: str
) -> np.ndarray:
    back = asking.numbers(asking.call(answer, features, labels, corpora, tested), "what comes back")
    wanted = int((corpora == tested).sum())
    if back.shape == (len(labels),):
        raise Mistake(
            "You give a label to every clip. Give one to the clips of the tested corpus alone, in their order."
        )
    if back.shape == (wanted, _LABELS):
        raise Mistake("Those are probabilities. Give the number of the label.")
    found = asking.numbers(back, "what comes back", shape=(wanted,))
    if not np.isin(found, labels).all():
        raise Mistake("Some of what you give are no labels. Labels are whole numbers, as in `labels`.")
    return found.astype(np.int64)
