"""What runs stand on: the clips, features and splits of a store, read once for many runs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ser.errors import BadValue, DataMissing
from ser.experiments.key import run_key, values_hash
from ser.experiments.table import DATA, Run
from ser.features import ChangedSettings, FeatureSet, FeatureSettings, corpora_in, load
from ser.splits import Split, make_split


def part_of(features: FeatureSet, run: Run) -> FeatureSet:
    """Return the clips a run rests on: those of its corpora that are there."""
    present = tuple(name for name in DATA[run.data] if name in features.expected)
    return features.only(present or DATA[run.data])


def split_of(features: FeatureSet, run: Run) -> Split:
    """Return the split of a run; `features` are those `part_of` returned."""
    return make_split(run.split, features.clips, fold=run.fold, seed=run.seed, demo=features.demo)


def copies_of(run: Run) -> dict[str, ChangedSettings]:
    """Return the features of the changed copies that train in a run, by change."""
    if isinstance(run.arm.features, ChangedSettings):
        return {}
    return {change: ChangedSettings(run.arm.features, change) for change in run.arm.training.copies}


def key_of(run: Run, part: FeatureSet, split: Split, copies: Mapping[str, FeatureSet] | None = None) -> str:
    """Return the key of a run on the features, the split and the copies at hand."""
    return run_key(
        run,
        fingerprint=part.fingerprint,
        values=values_hash(part),
        split_hash=split.hash,
        copies={change: values_hash(part_of(copied, run)) for change, copied in (copies or {}).items()},
    )


@dataclass(frozen=True)
class _Part:
    features: FeatureSet
    values: str


class Ground:
    """The keys that runs have on one feature store.

    Feature values are read and hashed once for each kind of feature and part of the data, and not
    kept; the clip tables are.
    """

    def __init__(self, store):
        self.store = store
        self._parts: dict[tuple, _Part | str] = {}
        self._splits: dict[tuple, Split | str] = {}

    @cached_property
    def corpora(self) -> frozenset[str]:
        """The corpora of which the store holds clips."""
        return frozenset(corpora_in(self.store))

    def key(self, run: Run) -> str:
        """Return the key of `run`.

        Raises:
            DataMissing: the store lacks its features of a corpus that it holds others of, or every
                corpus it needs; the message is "no features" or "no data".
        """
        part = self._part(run.arm.features, run.data)
        split = self._split(run, part)
        copies = {
            change: self._part(settings, run.data).values for change, settings in copies_of(run).items()
        }
        return run_key(
            run,
            fingerprint=part.features.fingerprint,
            values=part.values,
            split_hash=split.hash,
            copies=copies,
        )

    def _part(self, settings: FeatureSettings, data: str) -> _Part:
        if (settings, data) not in self._parts:
            self._read(settings)
        found = self._parts[settings, data]
        if isinstance(found, str):
            raise DataMissing(found)
        return found

    def _read(self, settings: FeatureSettings) -> None:
        try:
            features = load(self.store, settings=settings)
        except DataMissing:
            self._parts |= {(settings, data): "no features" for data in DATA}
            return
        for data, corpora in DATA.items():
            present = tuple(name for name in corpora if name in self.corpora)
            if not present:
                self._parts[settings, data] = "no data"
                continue
            if not set(present) <= set(features.expected):
                self._parts[settings, data] = "no features"
                continue
            part = features.only(present)
            empty = replace(part, values=part.values[:0])
            self._parts[settings, data] = _Part(empty, values_hash(part))

    def _split(self, run: Run, part: _Part) -> Split:
        place = (part.features.fingerprint, run.split, run.fold, run.seed)
        if place not in self._splits:
            try:
                self._splits[place] = split_of(part.features, run)
            except (BadValue, DataMissing) as error:
                # A corpus is left out that is not there, or the clips at hand leave a side empty.
                self._splits[place] = str(error)
        found = self._splits[place]
        if isinstance(found, str):
            raise DataMissing("no data")
        return found
