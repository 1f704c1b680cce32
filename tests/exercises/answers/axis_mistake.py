"""Known wrong answers to `axis-mistake`: what is wrong, the answer, words of its hint."""


def _right(maps):
    return maps.transpose(0, 2, 1, 3).reshape(len(maps), maps.shape[2], -1)


WRONG = {
    "as published": (lambda maps: maps.reshape(*maps.shape[:2], -1), "what the published code does"),
    "reshape alone": (lambda maps: maps.reshape(len(maps), maps.shape[2], -1), "cuts the numbers anew"),
    "backwards": (lambda maps: _right(maps)[:, ::-1], "run backwards"),
    "clips and steps swapped": (lambda maps: _right(maps).transpose(1, 0, 2), "changed places"),
    "time last": (lambda maps: _right(maps).transpose(0, 2, 1), "Time stands last"),
    "four axes": (lambda maps: maps.transpose(0, 2, 1, 3), "four axes still"),
    "channels added up": (lambda maps: maps.sum(axis=3).transpose(0, 2, 1), "added up or left out"),
    "clips mixed": (lambda maps: _right(maps) + _right(maps)[::-1] / 2, "clips got mixed"),
    "cut off below zero": (lambda maps: _right(maps).clip(0) + 0 * maps.sum(), "gone or changed"),
}
