"""Known wrong answers to `confusion-matrix`: what is wrong, the answer, words of its hint."""

import numpy as np


def _right(counts, safe=1):
    shares = counts / np.maximum(counts.sum(axis=1), 1)[:, None]
    np.fill_diagonal(shares, 0)
    return {
        "recall": np.diag(counts) / np.maximum(counts.sum(axis=1), safe),
        "precision": np.diag(counts) / np.maximum(counts.sum(axis=0), safe),
        "confused": tuple(map(int, np.unravel_index(shares.argmax(), shares.shape))),
    }


def _changed(change):
    return lambda counts: (lambda told: told | change(told, counts))(_right(counts))


def _counted(told, counts):
    off = counts - np.diag(np.diag(counts))
    return {"confused": divmod(int(off.argmax()), len(counts))}


def _of_mistakes(told, counts):
    off = counts - np.diag(np.diag(counts))
    return {"confused": divmod(int((off / off.sum(axis=1, keepdims=True)).argmax()), len(counts))}


def _between(told, counts):
    true, said = told["confused"]
    return {"confused": (true + 0.7, said + 0.9)}


WRONG = {
    "rows for columns": (
        _changed(lambda told, _: {"recall": told["precision"], "precision": told["recall"]}),
        "changed places",
    ),
    "of all clips": (_changed(lambda told, c: {"recall": np.diag(c) / c.sum()}), "the number of all clips"),
    "per cent": (
        _changed(lambda told, _: {key: 100 * told[key] for key in ("recall", "precision")}),
        "go up to 100",
    ),
    "precision is recall": (_changed(lambda told, _: {"precision": told["recall"]}), "precision is not"),
    "recall is precision": (_changed(lambda told, _: {"recall": told["precision"]}), "recall is not"),
    "the diagonal": (_changed(lambda told, _: {"confused": (1, 1)}), "on the diagonal"),
    "pair turned": (_changed(lambda told, _: {"confused": told["confused"][::-1]}), "wrong way round"),
    "largest count": (_changed(_counted), "take the largest count"),
    "share of the mistakes": (_changed(_of_mistakes), "share of the mistakes in a row"),
    "between places": (_changed(_between), "Places are whole numbers"),
    "0 by 0": (lambda counts: _right(counts, safe=0), "0 divided by 0"),
    "one recall": (_changed(lambda told, _: {"recall": told["recall"].mean()}), "shape of `recall`"),
}
