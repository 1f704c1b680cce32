"""Cross-corpus: answer(features, labels, corpora, tested) -> labels of the clips of the corpus that is tested."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ser.evaluation import confusion_matrix, uar
from ser.exercises import asking
from ser.exercises.verdict import Mistake

_LABELS, _SIZE = 4, 12
_CORPORA = ("X", "Y", "Z")
_ENOUGH = 0.7
_MIXED_UP = 0.45
_SPREADS = (1.0, 6.0, 0.2)
_NOISE, _MANY = 3.0, 160  # more of both, where labels are changed
_KEPT = (1.0, 0.8, 0.5, 0.3)
"""The share of clips of each emotion that the tested corpus has where its labels are changed."""
_FEW = 3
"""Clips that each emotion keeps at least when labels are changed."""

_Clips = tuple[np.ndarray, np.ndarray, np.ndarray]  # features, labels, corpora


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    clips = _clips(rng)
    found = {tested: _predict(answer, *clips, tested) for tested in _CORPORA}
    _uses_no_label(answer, str(rng.choice(_CORPORA)), rng)
    scores = _scores(found, clips)
    worst = min(scores, key=lambda tested: scores[tested])
    if scores[worst] < _ENOUGH:
        _mixed_up(found[worst], clips, worst)
        raise Mistake(
            f"Each corpus is tested in turn. On one, the UAR is {scores[worst]:.2f}; {_ENOUGH} can be reached. {_why(answer, rng)}"
        )
    return (
        f"on the clips of this check, a UAR of {scores[worst]:.2f} or more on each corpus without one label of it. To centre a corpus you needed many of its clips at once, "
        "though: with a single clip from a new place, that is not possible."
    )


def _scores(found: dict[str, np.ndarray], clips: _Clips) -> dict[str, float]:
    _, labels, corpora = clips
    return {
        tested: float(uar(confusion_matrix(labels[corpora == tested], said, labels=_LABELS)))
        for tested, said in found.items()
    }


def _mixed_up(said: np.ndarray, clips: _Clips, tested: str) -> None:
    truth = clips[1][clips[2] == tested]
    score = uar(confusion_matrix(truth, said, labels=_LABELS))
    counts = [np.bincount(one, minlength=_LABELS) for one in (said, truth)]
    if score < _MIXED_UP and np.abs(counts[0] - counts[1]).max() <= 3:
        raise Mistake(
            f"The UAR is {score:.2f}, and yet each label comes up as often as it should. Do the labels go with the right clips? "
            "They come in the order of the table."
        )


def _why(answer: Any, rng: np.random.Generator) -> str:
    """What an answer has not understood, by what becomes of it where corpora differ in less."""
    alike = _clips(rng, spreads=(1.0, 1.0, 1.0), away=0.0)
    same = {tested: _predict(answer, *alike, tested) for tested in _CORPORA}
    if all(len(set(said.tolist())) == 1 for said in same.values()):
        return "Every clip gets the same label, and it would where all corpora are alike too. What does your function go by?"
    moved = _clips(rng, spreads=(1.0, 1.0, 1.0))
    there = _scores({tested: _predict(answer, *moved, tested) for tested in _CORPORA}, moved)
    if min(there.values()) >= _ENOUGH:
        return (
            "Your function copes where a corpus lies somewhere else, and not where its numbers spread more widely or less than "
            "those of the others. Bring their spread together too."
        )
    return (
        "Each corpus was recorded on a scale of its own: its numbers lie elsewhere and spread otherwise. No label is needed to "
        "bring each to a common one, the tested corpus too."
    )


def _uses_no_label(answer: Any, tested: str, rng: np.random.Generator) -> None:
    """An honest answer stays as it is whatever the labels of the tested corpus.

    Many clips lie between two emotions here, so that a small shift moves some of them. Each label in turn is
    most of the labels that are put in place of the true ones, so that whoever chooses by them chooses otherwise.
    """
    features, labels, corpora = _clips(rng, noise=_NOISE, each=_MANY)
    here = corpora == tested
    kept = ~here | (rng.random(len(labels)) < np.array(_KEPT)[labels])
    features, labels, corpora, here = features[kept], labels[kept], corpora[kept], here[kept]
    found = _predict(answer, features, labels, corpora, tested)
    for most in np.tile(np.arange(_LABELS), 2):
        other = labels.copy()
        few = np.repeat(np.arange(_LABELS), _FEW)
        put = np.concatenate([few, np.full(here.sum() - len(few), most)])
        other[here] = rng.permutation(put)
        if np.array_equal(found, _predict(answer, features, other, corpora, tested)):
            continue
        if not np.array_equal(found, _predict(answer, features, labels, corpora, tested)):
            raise Mistake(
                "Called twice with the same clips, your function gives different labels. Fix the seed of what is drawn: only "
                "then can one see what the prediction rests on."
            )
        raise Mistake(
            "Your prediction changes when the labels of the tested corpus are changed. They are what is asked, so they must "
            "not train, nor have a part in the scaling, nor in a choice among classifiers."
        )


def _clips(
    rng: np.random.Generator,
    *,
    noise: float = 1.0,
    each: int = 60,
    spreads: tuple[float, ...] = _SPREADS,
    away: float = 60.0,
) -> _Clips:
    """Return clips of three corpora with the same emotions on different channels.

    Each channel has its spread, and lies `away` from zero in a direction of its own.
    """
    centres = rng.normal(0, 1.0, (_LABELS, _SIZE))
    centres -= centres.mean(axis=0)
    centres *= 4.5 / np.sqrt((centres**2).sum(axis=1, keepdims=True))
    labels = np.tile(np.arange(_LABELS), 3 * each // _LABELS)
    corpora = np.repeat(_CORPORA, each)
    order = rng.permutation(len(labels))
    features = centres[labels] + rng.normal(0, noise, (len(labels), _SIZE))
    for place, corpus in enumerate(_CORPORA):
        here = corpora == corpus
        direction = rng.normal(size=_SIZE)
        features[here] *= spreads[place]
        features[here] += away * direction / np.linalg.norm(direction)
    return features[order], labels[order], corpora[order]


def _predict(
    answer: Any, features: np.ndarray, labels: np.ndarray, corpora: np.ndarray, tested: str
) -> np.ndarray:
    with _same_luck():
        back = asking.call(answer, features, labels, corpora, tested)
    back = asking.numbers(back, "what comes back")
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


@contextmanager
def _same_luck() -> Iterator[None]:
    """Let whoever draws from NumPy without a seed, as scikit-learn does, draw the same each time."""
    before = np.random.get_state()
    np.random.seed(0)
    try:
        yield
    finally:
        np.random.set_state(before)
