"""What the tests of corpora share."""

import contextlib
import os
import random

import pytest


@pytest.fixture
def shuffle_listings(monkeypatch):
    """Return a function; once it is called, every folder is listed in another order, always the same."""
    listed = os.scandir

    @contextlib.contextmanager
    def shuffled(folder):
        with listed(folder) as entries:
            mixed = list(entries)
        random.Random(str(folder)).shuffle(mixed)
        yield iter(mixed)

    return lambda: monkeypatch.setattr(os, "scandir", shuffled)
