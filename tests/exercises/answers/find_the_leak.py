"""Known wrong answers to `find-the-leak`: what is wrong, the answer, words of its hint."""

KINDS = ("speaker", "text", "sha256")


def _each(share):
    return lambda train, test: {kind: share(train[kind], test[kind]) for kind in KINDS}


def _by_name(train, test):
    columns = {"speaker": "speaker", "text": "text", "sha256": "clip"}
    return {kind: test[column].isin(train[column]).mean() for kind, column in columns.items()}


WRONG = {
    "of the training clips": (
        _each(lambda train, test: train.isin(test).mean()),
        "look at the training clips",
    ),
    "each value once": (
        _each(lambda train, test: len({*train} & {*test}) / len({*test})),
        "count each value once",
    ),
    "names for content": (_by_name, "under two names"),
    "counts": (_each(lambda train, test: test.isin(train).sum()), "You count clips"),
    "per cent": (_each(lambda train, test: 100 * test.isin(train).mean()), "from 0 to 1"),
    "what is new": (_each(lambda train, test: (~test.isin(train)).mean()), "What is asked for is the leak"),
    "texts are left out": (lambda train, test: {"speaker": 0, "sha256": 0}, "has no `text`"),
    "any at all": (
        _each(lambda train, test: float(test.isin(train).any())),
        "is its speaker on the other side",
    ),
}
