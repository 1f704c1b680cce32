"""Random numbers that depend on a seed and a name, never on the order in which clips are made."""

import hashlib

import numpy as np


def generator(seed: int, *names: str) -> np.random.Generator:
    """Return a Generator seeded from the SHA-256 of the seed and the names.

    The same arguments give the same numbers in every process and on every platform
    (PCG64; Python's own `hash` is salted per process and would not).
    """
    digest = hashlib.sha256("\n".join([str(seed), *names]).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))
