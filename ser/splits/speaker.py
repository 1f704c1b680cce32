"""The speaker protocol: nobody who is tested was heard in training.

RAVDESS comes in the two sets of folds that published figures rest on: five folds (Luna-Jimenez et
al. 2021, Sensors 21, 7665, which ResLSTM-SA uses too) and six folds (EmoBox, Interspeech 2024).
SAVEE leaves one man out at a time, TESS goes from one woman to the other. Any other corpus has as
many folds as speakers, and five from eleven speakers on.
"""

import numpy as np
import pandas as pd

from ser.splits.dealing import generator

PUBLISHED_FOLDS: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {
    ("speaker", "RAVDESS"): (
        ("02", "05", "14", "15", "16"),
        ("03", "06", "07", "13", "18"),
        ("10", "11", "12", "19", "20"),
        ("08", "17", "21", "23", "24"),
        ("01", "04", "09", "22"),
    ),
    ("speaker-6", "RAVDESS"): (
        ("01", "11", "20", "21"),
        ("04", "10", "12", "14"),
        ("08", "09", "19", "23"),
        ("03", "05", "07", "24"),
        ("02", "15", "16", "18"),
        ("06", "13", "17", "22"),
    ),
}
"""Test speakers of each fold, without the corpus."""

_MANY = 10
_FOLDS_OF_MANY = 5


def test_speakers(name: str, corpus: str, speakers: list[str]) -> list[tuple[str, ...]]:
    """Return the speakers each fold of the split `name` tests, given all `speakers` of `corpus`."""
    published = PUBLISHED_FOLDS.get((name, corpus))
    if published is not None:
        return [tuple(f"{corpus}-{speaker}" for speaker in fold) for fold in published]
    ordered = sorted(speakers)
    if len(ordered) <= _MANY:
        return [(speaker,) for speaker in ordered]
    return [tuple(ordered[start::_FOLDS_OF_MANY]) for start in range(_FOLDS_OF_MANY)]


def speaker_sides(
    clips: pd.DataFrame, *, name: str = "speaker", fold: int, sexes: dict[str, str]
) -> pd.Series:
    """Return the side of each clip of one corpus: clip id -> side.

    `sexes` names every speaker of the corpus with the sex. Validation is two women and two men of
    the following folds where there are that many, else the next speaker; with two speakers, a tenth
    of the words of the one who trains.
    """
    (corpus,) = clips["corpus"].unique()
    folds = test_speakers(name, corpus, list(sexes))
    if len(sexes) == 2:
        return _two_speakers(clips, corpus, folds, fold)
    later = [who for step in range(1, len(folds)) for who in folds[(fold + step) % len(folds)]]
    # Clips at hand decide: with some actors missing, others choose.
    later = [who for who in later if who in set(clips["speaker"])]
    validation = later[:1]
    if len(sexes) > _MANY:
        of_sex = {sex: [who for who in later if sexes[who] == sex] for sex in sorted(set(sexes.values()))}
        validation = [who for names in of_sex.values() for who in names[:2]]
    sides = dict.fromkeys(sexes, "train") | dict.fromkeys(validation, "validation")
    sides |= dict.fromkeys(folds[fold], "test")
    return pd.Series(clips["speaker"].map(sides).to_numpy(), index=clips["clip"].to_numpy())


def _two_speakers(clips: pd.DataFrame, corpus: str, folds: list[tuple[str, ...]], fold: int) -> pd.Series:
    words = np.array(sorted(clips["text"].unique()))
    chosen = generator(corpus, fold, 4).permutation(words)[: max(1, len(words) // 10)]
    sides = pd.Series("train", index=clips["clip"].to_numpy(), dtype=object)
    sides[clips["text"].isin(chosen).to_numpy()] = "validation"
    sides[clips["speaker"].isin(folds[fold]).to_numpy()] = "test"
    return sides
