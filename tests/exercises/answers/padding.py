"""Known wrong answers to `padding`: what is wrong, the answer, words of its hint."""

import numpy as np


def _padding(tables):
    return (tables == tables[:, :, :1]).all(axis=2)


def _right(tables):
    return tables.shape[1] - np.argmax(~_padding(tables)[:, ::-1], axis=1)


def _first_constant(tables):
    padding = _padding(tables)
    return np.where(padding.any(axis=1), padding.argmax(axis=1), tables.shape[1])


def _from_the_end(tables):
    lengths = _right(tables)
    return np.where(lengths == tables.shape[1], 0, lengths)


def _unlike_the_last(tables):
    return (tables != tables[:, -1:]).any(axis=2).sum(axis=1)


def _unlike_but_one(tables):
    lengths = _unlike_the_last(tables)
    return np.where(lengths == tables.shape[1] - 1, 0, lengths)


WRONG = {
    "looks for zeros": (lambda tables: (tables != 0).any(axis=2).sum(axis=1), "not zero any more"),
    "place of the last": (lambda tables: _right(tables) - 1, "one short"),
    "length of the padding": (lambda tables: tables.shape[1] - _right(tables), "length of the padding"),
    "stops at silence": (_first_constant, "a moment of silence"),
    "first padded frame": (lambda tables: _padding(tables).argmax(axis=1), "first frame that is padding"),
    "unlike the last": (_unlike_the_last, "unlike the last one"),
    "unlike the last, full clips are empty": (_unlike_but_one, "Two kinds of clips are wrong"),
    "full clips are empty": (_from_the_end, "fills the window"),
    "a number a coefficient": (lambda tables: (tables != 0).sum(axis=1), "one number for each clip"),
    "one number": (lambda tables: 3, "shape of what comes back"),
    "guesses": (lambda tables: _right(tables)[::-1], "Some lengths are right"),
}
