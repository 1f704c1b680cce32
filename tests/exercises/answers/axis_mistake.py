"""Known wrong answers to `axis-mistake`: what is wrong, the answer, words of its hint."""

import numpy as np


def _right(maps):
    return maps.transpose(0, 2, 1, 3).reshape(len(maps), maps.shape[2], -1)


def _moved(cut, axis, size=(1, 3, 9, 64)):
    """Which steps move (columns) with each place of an axis (rows), on random maps."""
    maps = np.random.default_rng(7).normal(size=size)
    rows = []
    for place in range(maps.shape[axis]):
        changed = maps.copy()
        changed[(slice(None),) * axis + (place,)] += 1
        rows.append((cut(changed) != cut(maps)).any(axis=2)[0])
    return np.array(rows)


def _walks(cut, size=(1, 3, 9, 64)):
    for name, axis in (("time", 2), ("coefficients", 1)):
        moved = _moved(cut, axis, size)
        if moved.shape[0] == moved.shape[1] and (moved == np.eye(len(moved), dtype=bool)).all():
            return name
    return "neither"


def _by_one_number(cut):
    maps = np.zeros((1, 3, 9, 64))
    changed = maps.copy()
    changed[0, 1, 4, 0] = 1
    found = np.flatnonzero((cut(changed) != cut(maps)).any(axis=2)[0]).tolist()
    return {4: "time", 1: "coefficients"}.get(found[0], "neither") if len(found) == 1 else "neither"


def _one_step_each(cut):
    for name, axis in (("time", 2), ("coefficients", 1)):
        moved = _moved(cut, axis)
        if moved.shape[0] == moved.shape[1] and (moved.sum(axis=1) == 1).all():
            return name
    return "neither"


def _its_own_moves(cut):
    for name, axis in (("time", 2), ("coefficients", 1)):
        moved = _moved(cut, axis)
        if moved.shape[0] == moved.shape[1] and moved.diagonal().all() and not moved.all():
            first = moved[0].nonzero()[0]
            if len(first) <= 2:
                return name
    return "neither"


def _by_numbers_in_order(cut):
    maps = np.random.default_rng(7).normal(size=(1, 3, 9, 64))
    for name, known in (("time", _right(maps)), ("coefficients", maps.reshape(1, 3, -1))):
        if np.array_equal(cut(maps), known):
            return name
    return "neither"


def _by_how_much(cut):
    maps = np.zeros((1, 3, 9, 64))
    for name, axis in (("time", 2), ("coefficients", 1)):
        changed = maps.copy()
        changed[(slice(None),) * axis + (1,)] = 1
        moved = np.isclose(cut(changed) - cut(maps), 1).all(axis=2)[0]
        if moved.tolist() == [place == 1 for place in range(maps.shape[axis])]:
            return name
    return "neither"


def _answer(walks=_walks, steps=_right):
    return {"walks": walks, "steps": steps}


def _cuts(steps):
    return _answer(steps=steps)


WRONG = {
    "one function": (_right, "has to be a dictionary"),
    "another word": (_answer(lambda cut: "frames"), "expected one of: time, coefficients, neither"),
    "by one number": (_answer(_by_one_number), "one whole frame moves several"),
    "square maps": (_answer(lambda cut: _walks(cut, (1, 6, 6, 2))), "a different number of each"),
    "one step each, whichever": (_answer(_one_step_each), "begins with the last frame"),
    "its own step among others": (_answer(_its_own_moves), "something of the frame before"),
    "known cuts": (_answer(_by_numbers_in_order), "Do not look for cuts that you know"),
    "by how much": (_answer(_by_how_much), "by how much does not matter"),
    "as published": (_cuts(lambda maps: maps.reshape(*maps.shape[:2], -1)), "what the published code does"),
    "reshape alone": (
        _cuts(lambda maps: maps.reshape(len(maps), maps.shape[2], -1)),
        "cuts the numbers anew",
    ),
    "backwards": (_cuts(lambda maps: _right(maps)[:, ::-1]), "run backwards"),
    "clips and steps swapped": (_cuts(lambda maps: _right(maps).transpose(1, 0, 2)), "changed places"),
    "time last": (_cuts(lambda maps: _right(maps).transpose(0, 2, 1)), "Time stands last"),
    "four axes": (_cuts(lambda maps: maps.transpose(0, 2, 1, 3)), "four axes still"),
    "channels added up": (_cuts(lambda maps: maps.sum(axis=3).transpose(0, 2, 1)), "added up or left out"),
    "clips mixed": (_cuts(lambda maps: _right(maps) + _right(maps)[::-1] / 2), "clips got mixed"),
    "cut off below zero": (_cuts(lambda maps: _right(maps).clip(0) + 0 * maps.sum()), "gone or changed"),
}
