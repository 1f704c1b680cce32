"""Changed copies of clips that train beside them, and what it does to make them before the split."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from ser.errors import DataMissing
from ser.features import FeatureSet
from ser.splits import Split

BETWEEN = "@"
"""Stands between a clip and the change in the name of a copy."""


def with_copies(
    part: FeatureSet, copies: Mapping[str, FeatureSet], split: Split, *, made: str
) -> tuple[FeatureSet, Split]:
    """Return `part` with the copies as clips of their own, and `split` with some of them in training.

    `copies` maps a change to the features of the changed clips, under the ids of the clips; here they
    are named such as `TESS/OAF_back_fear@noise`. With `made` "after", the copies of the training
    clips train. With "before", as many of each change train, but each copy is dealt out on its own, as
    happens when the copies are made first and all files are then divided at random; so copies of test
    clips train. Validation and test side keep their clips, and no copy, so that all arms are judged on
    the same.

    Raises:
        DataMissing: a clip has no copy.
    """
    sources, chosen = [part], list(split.train)
    everybody = np.array(sorted({*split.train, *split.validation, *split.test}))
    for place, (change, source) in enumerate(copies.items()):
        absent = set(everybody) - set(source.clips["clip"])
        if absent:
            raise DataMissing(
                f"no features of {change} copies of {len(absent)} clips, first {min(absent)}; "
                "make them with `ser features --data <folder> --experiment <name>`, with the experiment that trains on them"
            )
        clips = source.clips.assign(clip=source.clips["clip"] + BETWEEN + change)
        sources.append(replace(source, clips=clips))
        if made == "before":
            rng = np.random.default_rng([split.seed, split.fold, place, 1709])
            copied = rng.choice(everybody, len(split.train), replace=False)
        else:
            copied = split.train  # type: ignore[assignment]
        chosen += [f"{clip}{BETWEEN}{change}" for clip in copied]
    joined = replace(
        part,
        clips=pd.concat([one.clips for one in sources], ignore_index=True),
        values=np.concatenate([one.values for one in sources]),
        lengths=np.concatenate([one.lengths for one in sources]),
    )
    return joined, replace(split, train=tuple(chosen))
