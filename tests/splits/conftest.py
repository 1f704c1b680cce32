"""What the tests of splits share: every split there is, made once of the names of all 4720 clips."""

from functools import cache

import pytest

from ser.corpora import CORPORA
from ser.splits import NAMES, SEEDED, SEEDS, corpora_with, folds, make_split


def _cases():
    """Every (split, tested corpus, fold or seed) that is committed."""
    for name in NAMES:
        for place, corpus in enumerate(CORPORA):
            if name == "corpus":
                yield name, corpus, place
            elif corpus in corpora_with(name):
                for number in range(SEEDS if name in SEEDED else folds(name, corpus)):
                    yield name, corpus, number


CASES = tuple(_cases())


_ASKED = {
    "case": CASES,
    # "corpus" is of three corpora at once, its parts alone are in the index.
    "single_case": [case for case in CASES if case[0] != "corpus"],
    "control_case": [case for case in CASES if case[0].startswith("matched")],
    "speaker_case": [case for case in CASES if case[0].startswith("speaker")],
}


def pytest_generate_tests(metafunc):
    """A test that asks for `case` runs on every split, corpus, fold and seed, and so on."""
    for asked in _ASKED.keys() & set(metafunc.fixturenames):
        metafunc.parametrize(asked, _ASKED[asked], ids=["-".join(map(str, case)) for case in _ASKED[asked]])


def _made(case, clips, **options):
    name, _, number = case
    return make_split(name, clips, **{"seed" if name in SEEDED else "fold": number}, **options)


@pytest.fixture(scope="session")
def cases():
    """Every (split, tested corpus, fold or seed) that is committed."""
    return CASES


@pytest.fixture(scope="session")
def parts(whole_table):
    """The clip table of each corpus, from the manifests."""
    return {corpus: whole_table[whole_table["corpus"] == corpus] for corpus in CORPORA}


@pytest.fixture(scope="session")
def make():
    """Return a function that makes the split of a case of the clips given."""
    return _made


@pytest.fixture(scope="session")
def rows_of(whole_table, parts):
    """Return a function that gives the clips a case is made of: one corpus, or all for `corpus`."""
    return lambda case: whole_table if case[0] == "corpus" else parts[case[1]]


@pytest.fixture(scope="session")
def split_of(rows_of):
    """Return a function that gives the split of a case, made once."""
    return cache(lambda case: _made(case, rows_of(case)))


@pytest.fixture(scope="session")
def demo_table(demo_root):
    """The clip table of the demo corpus."""
    from ser.corpora import combine

    return combine(demo_root).clips


@pytest.fixture(scope="session")
def sided():
    """Return a function that gives `clips` with the column `side`, without those that take no part."""

    def with_side(split, clips):
        side = {clip: name for name in ("train", "validation", "test") for clip in getattr(split, name)}
        return clips.assign(side=clips["clip"].map(side)).dropna(subset="side")

    return with_side
