"""Every split by name: from the committed files where there are such, else dealt out from the clips at hand."""

from collections.abc import Iterator, Sequence

import pandas as pd

from ser.corpora import CATALOGUE, CORPORA
from ser.errors import BadValue
from ser.splits.committed import SEEDS, expected_clips, read_sides
from ser.splits.dealing import deal, generator
from ser.splits.random import matched_sides, random_sides, repetition_sides
from ser.splits.speaker import PUBLISHED_FOLDS, speaker_sides, test_speakers
from ser.splits.split import SIDES, Split, check, from_sides, with_sentence
from ser.splits.text import FOLDS as TEXT_FOLDS
from ser.splits.text import text_sides

SEEDED = ("random", "repetition")
"""Splits that are drawn again with every seed; the others have folds, the same for every seed."""

NAMES = (*SEEDED, "text", "matched", "matched-6", "speaker", "speaker-6", "corpus")
"""From the most that the sides share to the least."""

_FOLDS_OF = {"matched": "speaker", "matched-6": "speaker-6"}
_SIX = tuple(corpus for name, corpus in PUBLISHED_FOLDS if name == "speaker-6")
_ONLY = {"text": tuple(TEXT_FOLDS), "matched-6": _SIX, "speaker-6": _SIX}
_PROMISES = {
    "repetition": "sentence",
    "text": "text",
    "speaker": "speaker",
    "speaker-6": "speaker",
    "corpus": "corpus",
}


def speakers_apart(name: str) -> bool:
    """Return whether the split `name` tests nobody who trains: "speaker", "speaker-6" and "corpus" do."""
    return _PROMISES.get(name) in ("speaker", "corpus")


def texts_apart(name: str) -> bool:
    """Return whether the split `name` tests no text that trains: "text" and "corpus" do."""
    return _PROMISES.get(name) in ("text", "corpus")


def corpora_with(name: str) -> tuple[str, ...]:
    """Return the corpora of the catalogue that have the split `name`; BadValue for an unknown name."""
    if name not in NAMES:
        raise BadValue(f"unknown split {name!r}; expected one of {', '.join(NAMES)}")
    return _ONLY.get(name, tuple(CATALOGUE))


def folds(name: str, corpus: str) -> int:
    """Return how many folds the split `name` has on `corpus`.

    Raises:
        BadValue: an unknown split, or a corpus that does not have it.
    """
    having = corpora_with(name)
    if corpus not in having:
        raise BadValue(
            f"split {name!r}: received {corpus}, expected {' or '.join(having)}; `ser data splits` shows which there are"
        )
    if name in SEEDED:
        return 1
    if name == "corpus":
        return len(CATALOGUE)
    if name == "text":
        return TEXT_FOLDS[corpus]
    return len(test_speakers(_FOLDS_OF.get(name, name), corpus, list(CATALOGUE[corpus].speakers)))


def folds_on(name: str, corpora: Sequence[str]) -> int:
    """Return how many folds the split `name` has on `corpora` together; raises as `folds`.

    "corpus" leaves out one after the other; any other split with folds tests the first.
    """
    return len(corpora) if name == "corpus" else folds(name, corpora[0])


def make_split(name: str, clips: pd.DataFrame, *, fold: int = 0, seed: int = 0, demo: bool = False) -> Split:
    """Return the split called `name` of the clip table `clips`, of one corpus or several.

    Sides come from `data/splits`, where the corpus is one of the paper's three, so a clip that is not
    at hand moves no other; those of made clips (`demo`) and of other corpora are dealt out here. With
    several corpora, `random` and `repetition` deal out each; `speaker`, `matched` and their six-fold
    relatives test the first corpus, and all of the others trains; `corpus` tests corpus number `fold`
    of the catalogue on the emotions that both sides have. `text` takes one corpus.

    Raises:
        BadValue: an unknown name, a fold or seed the split does not have, a corpus it does not fit.
        DataMissing: the clips at hand leave a side empty.
        DataDamaged: a clip that is not in the committed split, a file of it that is not there or not
            as it was committed, a broken promise.
    """
    corpora_with(name)
    present = [corpus for corpus in CATALOGUE if corpus in set(clips["corpus"])]
    present += sorted(set(clips["corpus"]) - set(present))
    if not present:
        raise BadValue(f"split {name!r}: received no clips, expected one corpus or more")
    if name == "corpus":
        sides = _leave_corpus_out(clips, present, fold, demo)
    else:
        _refuse(name, present, fold, seed)
        parts = []
        for place, corpus in enumerate(present):
            of_corpus = clips[clips["corpus"] == corpus]
            if place and name not in SEEDED:
                parts.append(pd.Series("train", index=of_corpus["clip"].to_numpy()))
            else:
                parts.append(_sides(name, corpus, of_corpus, fold=fold, seed=seed, demo=demo))
        sides = pd.concat(parts)
    split = from_sides(name, fold, seed, clips, sides)
    promised = _PROMISES.get(name)
    if promised:
        check(split, with_sentence(clips) if promised == "sentence" else clips, promised=promised)
    return split


def tables() -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield (split, corpus, clips x columns of sides) of every split that is committed, dealt out anew."""
    for corpus in CORPORA:
        clips = expected_clips(corpus)
        for name in NAMES:
            if corpus not in corpora_with(name):
                continue
            # The training part of `corpus` is the same whichever corpus is tested.
            count = SEEDS if name in SEEDED else 1 if name == "corpus" else folds(name, corpus)
            sides = {
                _column(name, n, n): _whole(_dealt(name, clips, fold=n, seed=n), clips) for n in range(count)
            }
            yield name, corpus, pd.DataFrame(sides).rename_axis("clip").fillna("")


def _refuse(name: str, present: list[str], fold: int, seed: int) -> None:
    if name == "text" and len(present) > 1:
        raise BadValue(f"split 'text': received {', '.join(present)}, expected one corpus at a time")
    count = folds(name, present[0])
    if not 0 <= fold < count:
        expected = f"0 to {count - 1}" if count > 1 else "0; vary the seed instead"
        raise BadValue(f"split {name!r} on {present[0]}: received fold {fold}, expected {expected}")
    if name in SEEDED and seed < 0:
        raise BadValue(f"split {name!r}: received seed {seed}, expected 0 or more")


def _column(name: str, fold: int, seed: int) -> str:
    return f"s{seed}" if name in SEEDED else f"f{fold}"


def _sides(name: str, corpus: str, clips: pd.DataFrame, *, fold: int, seed: int, demo: bool) -> pd.Series:
    """Return clip id -> side of one corpus, the committed sides where there are such."""
    if demo or corpus not in CORPORA:
        return _dealt(name, clips, fold=fold, seed=seed)
    if name in SEEDED and seed >= SEEDS:
        raise BadValue(
            f"split {name!r} on {corpus}: received seed {seed}, expected 0 to {SEEDS - 1}; data/splits holds no other"
        )
    return read_sides(name, corpus, _column(name, fold, seed), clips["clip"])


def _dealt(name: str, clips: pd.DataFrame, *, fold: int, seed: int) -> pd.Series:
    (corpus,) = clips["corpus"].unique()
    if name == "random":
        return random_sides(clips, seed=seed)
    if name == "repetition":
        return repetition_sides(clips, seed=seed)
    if name == "text":
        return text_sides(clips, fold=fold)
    if name == "corpus":
        return deal(clips.set_index("clip"), generator(corpus, 5), test=0.0)
    sexes = dict(CATALOGUE[corpus].speakers)
    if name not in (*_FOLDS_OF, *_FOLDS_OF.values()):
        raise BadValue(f"split {name!r}: no way to deal it out; give it a branch in ser/splits/named.py")
    if name in _FOLDS_OF:
        of_fold = speaker_sides(clips, name=_FOLDS_OF[name], fold=fold, sexes=sexes)
        return matched_sides(clips, of_fold, number=fold)
    return speaker_sides(clips, name=name, fold=fold, sexes=sexes)


def _leave_corpus_out(clips: pd.DataFrame, present: list[str], fold: int, demo: bool) -> pd.Series:
    if not 0 <= fold < len(CATALOGUE):
        raise BadValue(f"split 'corpus': received fold {fold}, expected 0 to {len(CATALOGUE) - 1}")
    tested = list(CATALOGUE)[fold]
    if tested not in present or len(present) < 2:
        raise BadValue(
            f"split 'corpus', fold {fold}: received {', '.join(present)}, expected {tested} and another corpus"
        )
    test = clips["corpus"] == tested
    common = set(clips.loc[test, "emotion"]) & set(clips.loc[~test, "emotion"])
    used = clips[clips["emotion"].isin(common)]
    parts = [pd.Series("test", index=used.loc[used["corpus"] == tested, "clip"].to_numpy())]
    for corpus in present:
        part = used[used["corpus"] == corpus]
        if corpus != tested and len(part):
            parts.append(_sides("corpus", corpus, part, fold=0, seed=0, demo=demo))
    return pd.concat(parts)


def _whole(sides: pd.Series, clips: pd.DataFrame) -> pd.Series:
    """Return the sides with files of the same content together, as every split has them."""
    split = from_sides("", 0, 0, clips, sides, allow_empty=True)
    return pd.Series({clip: side for side in SIDES for clip in getattr(split, side)})
