"""Known wrong answers to `augmentation`: what is wrong, the answer, words of its hint."""

import numpy as np


def _cut(names, seed, share=5):
    order = np.random.default_rng(seed).permutation(names).tolist()
    return order[len(order) // share :], order[: len(order) // share]


def _right(clips, copies, seed, share=5):
    train, test = _cut(clips, seed, share)
    return train + [copy for copy, clip in copies.items() if clip in train], test


def _copies_in_test(clips, copies, seed):
    train, test = _right(clips, copies, seed)
    return train, test + [copy for copy, clip in copies.items() if clip in test]


def _all_copies(clips, copies, seed):
    train, test = _cut(clips, seed)
    return train + list(copies), test


def _one_copy(clips, copies, seed):
    train, test = _cut(clips, seed)
    return train + list({clip: copy for copy, clip in copies.items() if clip in train}.values()), test


def _lost(clips, copies, seed):
    train, test = _right(clips, copies, seed)
    gone = next(clip for clip in train if clip in clips)
    return [name for name in train if copies.get(name, name) != gone], test


WRONG = {
    "mixed, then split": (lambda clips, copies, seed: _cut([*clips, *copies], seed), "relative in training"),
    "a test clip trains": (lambda clips, copies, seed: (clips, _cut(clips, seed)[1]), "on both sides"),
    "copies are tested": (_copies_in_test, "test on what was recorded"),
    "no copies": (lambda clips, copies, seed: _cut(clips, seed), "No copy trains"),
    "one copy each": (_one_copy, "copies of training clips are left out"),
    "a clip is lost": (_lost, "on neither side"),
    "half is tested": (lambda *given: _right(*given, share=2), "a fifth of them"),
    "seed not used": (lambda clips, copies, seed: _right(clips, copies, 0), "Is `seed` used"),
    "luck": (lambda clips, copies, seed: _right(clips, copies, None), "same seed gives another split"),
    "names that are none": (lambda *given: (["a", "b"], ["c"]), "neither clips nor copies"),
}
