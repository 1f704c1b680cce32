"""The speaker protocol: nobody who is tested was heard in training.

RAVDESS comes in the two sets of folds that published figures rest on: five folds (Luna-Jimenez et
al. 2021, Sensors 21, 7665, which ResLSTM-SA uses too) and six folds (EmoBox, Interspeech 2024).
SAVEE leaves one man out at a time, TESS goes from one woman to the other.
"""

import numpy as np
import pandas as pd

from ser.errors import BadValue
from ser.splits.split import Split, check, from_sides

RAVDESS_FOLDS: dict[str, tuple[tuple[int, ...], ...]] = {
    "speaker": (
        (2, 5, 14, 15, 16),
        (3, 6, 7, 13, 18),
        (10, 11, 12, 19, 20),
        (8, 17, 21, 23, 24),
        (1, 4, 9, 22),
    ),
    "speaker-6": (
        (1, 11, 20, 21),
        (4, 10, 12, 14),
        (8, 9, 19, 23),
        (3, 5, 7, 24),
        (2, 15, 16, 18),
        (6, 13, 17, 22),
    ),
}


def folds(name: str, corpus: str) -> int:
    """Return how many folds the split `name` has on `corpus`.

    Raises:
        BadValue: the corpus has no such folds.
    """
    if corpus == "RAVDESS" and name in RAVDESS_FOLDS:
        return len(RAVDESS_FOLDS[name])
    if name == "speaker" and corpus in ("TESS", "SAVEE"):
        return {"TESS": 2, "SAVEE": 4}[corpus]
    raise BadValue(
        f"folds: received split {name!r} on {corpus!r}, expected {' or '.join(RAVDESS_FOLDS)} on RAVDESS, "
        "or speaker on TESS or SAVEE"
    )


def speaker_split(clips: pd.DataFrame, *, name: str = "speaker", fold: int = 0, seed: int = 0) -> Split:
    """Test on the speakers of one fold of one corpus.

    Validation is two women and two men of the following folds (RAVDESS), the next man (SAVEE), or
    a tenth of the words of the training speaker, drawn with `seed` (TESS, which has no third).

    Raises:
        BadValue: more than one corpus, or a fold that does not exist.
    """
    corpora = sorted(clips["corpus"].unique())
    if len(corpora) != 1:
        raise BadValue(
            f"split {name!r}: received {', '.join(corpora) or 'no clips'}, expected one corpus at a time"
        )
    count = folds(name, corpora[0])
    if not 0 <= fold < count:
        raise BadValue(f"split {name!r} on {corpora[0]}: received fold {fold}, expected 0 to {count - 1}")
    if corpora[0] == "TESS":
        return _tess(clips, fold, seed)
    speakers, test, validation = _savee(clips, fold) if corpora[0] == "SAVEE" else _ravdess(clips, name, fold)
    sides = {speaker: "train" for speaker in speakers} | dict.fromkeys(validation, "validation")
    sides |= dict.fromkeys(test, "test")
    split = from_sides(
        name, fold, seed, clips, pd.Series(clips["speaker"].map(sides).to_numpy(), clips["clip"])
    )
    check(split, clips, disjoint=("clip", "sha256", "speaker"))
    return split


def _ravdess(clips: pd.DataFrame, name: str, fold: int) -> tuple[list[str], list[str], list[str]]:
    all_folds = RAVDESS_FOLDS[name]
    later = [
        actor for step in range(1, len(all_folds)) for actor in all_folds[(fold + step) % len(all_folds)]
    ]
    present = set(clips["speaker"])
    later = [actor for actor in later if f"RAVDESS-{actor:02d}" in present]
    validation = [actor for actor in later if actor % 2][:2] + [actor for actor in later if not actor % 2][:2]
    return sorted(present), _names(all_folds[fold]), _names(validation)


def _names(actors: list[int] | tuple[int, ...]) -> list[str]:
    return [f"RAVDESS-{actor:02d}" for actor in actors]


def _savee(clips: pd.DataFrame, fold: int) -> tuple[list[str], list[str], list[str]]:
    men = ["SAVEE-DC", "SAVEE-JE", "SAVEE-JK", "SAVEE-KL"]
    return sorted(clips["speaker"].unique()), [men[fold]], [men[(fold + 1) % 4]]


def _tess(clips: pd.DataFrame, fold: int, seed: int) -> Split:
    women = ("TESS-OAF", "TESS-YAF")
    words = np.array(sorted(clips["text"].unique()))
    chosen = np.random.default_rng([seed, fold, 20230314]).permutation(words)[: max(1, len(words) // 10)]
    held_out = clips["text"].isin(chosen)
    sides = pd.Series("train", index=clips["clip"].to_numpy())
    sides[held_out.to_numpy()] = "validation"
    sides[(clips["speaker"] == women[fold]).to_numpy()] = "test"
    split = from_sides("speaker", fold, seed, clips, sides)
    if split.shared(clips, "speaker"):
        raise BadValue("split 'speaker' on TESS: a speaker is on both sides; expected one woman on each")
    return split
