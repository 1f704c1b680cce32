"""Known wrong answers to `speaker-split`: what is wrong, the answer, words of its hint."""

import numpy as np


def _named(clips, test, validation):
    sides = {"train": ~test & ~validation, "validation": validation & ~test, "test": test}
    return {side: clips.loc[here, "clip"].tolist() for side, here in sides.items()}


def _speakers(clips, by=("sex", "speaker")):
    return clips[["sex", "speaker"]].drop_duplicates().sort_values(list(by))["speaker"].tolist()


def _dealt(order=_speakers, step=5):
    def answer(clips, fold):
        speakers = order(clips)
        test, validation = speakers[fold::step], speakers[(fold + 1) % 5 :: step]
        return _named(clips, clips["speaker"].isin(test), clips["speaker"].isin(validation))

    return answer


def _random(clips, fold):
    places = np.random.default_rng(0).permutation(len(clips)) % 10
    return _named(clips, np.isin(places, [2 * fold, 2 * fold + 1]), np.isin(places, [(2 * fold + 2) % 10]))


def _validates_on_trained(clips, fold):
    test = clips["speaker"].isin(_speakers(clips)[fold::5])
    return _named(clips, test, ~test & (np.arange(len(clips)) % 8 == 0))


def _validates_on_tested(clips, fold):
    right = _dealt()(clips, fold)
    half = len(right["test"]) // 2
    return {
        "train": right["train"] + right["validation"],
        "validation": right["test"][:half],
        "test": right["test"][half:],
    }


def _one_sex(clips, fold):
    speakers = _speakers(clips)
    size = len(speakers) // 5
    blocks = [
        speakers[4 * size :] if one == 4 else speakers[one * size : (one + 1) * size] for one in range(5)
    ]
    return _named(clips, clips["speaker"].isin(blocks[fold]), clips["speaker"].isin(blocks[(fold + 1) % 5]))


def _shuffled(clips):
    return list(np.random.default_rng().permutation(_speakers(clips)))


def _first_seen(clips):
    women, men = (
        clips.loc[clips["sex"] == sex, "speaker"].drop_duplicates().tolist() for sex in ("female", "male")
    )
    return women + men


def _last_fold_by_rows(clips, fold):
    """Sorted but for the validation side of the last fold, which takes the speakers as they come."""
    right = _dealt()(clips, fold)
    if fold < 4:
        return right
    test = clips["speaker"].isin(_speakers(clips)[4::5])
    seen = clips.loc[~test, "speaker"].drop_duplicates().tolist()
    return _named(clips, test, clips["speaker"].isin(seen[:4]))


def _lost(clips, fold):
    right = _dealt()(clips, fold)
    return right | {"train": right["train"][:-5]}


def _of_speakers(clips, fold):
    speakers = _speakers(clips)
    rest = [one for place, one in enumerate(speakers) if place % 5 not in (fold, (fold + 1) % 5)]
    return {"train": rest, "validation": speakers[(fold + 1) % 5 :: 5], "test": speakers[fold::5]}


WRONG = {
    "clips are dealt out": (_random, "in training and in the test"),
    "validation knows the voices of training": (_validates_on_trained, "in training and in validation"),
    "validation knows the voices of the test": (_validates_on_tested, "in validation and in the test"),
    "one fold for all": (lambda clips, fold: _dealt()(clips, 0), "test the same speakers"),
    "some are never tested": (_dealt(step=6), "never tested"),
    "blocks of one sex": (_one_sex, "one sex only"),
    "the order of the rows": (_dealt(_first_seen), "rows in another order"),
    "the order of the rows, in the last fold alone": (
        _last_fold_by_rows,
        "split otherwise in fold 4",
    ),
    "clips are lost": (_lost, "Clips are lost"),
    "lists of speakers": (_of_speakers, "hold speakers"),
    "two sides": (lambda clips, fold: {"train": [], "test": []}, "has no `validation`"),
}
