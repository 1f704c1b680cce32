"""What a student chooses in the lab, in the words of the book, and the arm and runs it means."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, cast

from ser.corpora import CORPORA
from ser.errors import BadValue
from ser.experiments import ARMS, DATA, Arm, Place, Run
from ser.experiments.arms import FEATURES as FEATURE_ARMS
from ser.models.settings import AXES, POOLINGS, ModelSettings
from ser.pages.words import listed, where
from ser.splits import NAMES as SPLITS
from ser.splits import folds_on

FEATURES = ("mfcc", *FEATURE_ARMS)
REFERENCE = "corrected"
"""The arm of the grid that the lab changes."""

_MARK = "lab"
_JOINT = "_"  # in no name of a feature, an axis or an attention
_BASE = {"time": REFERENCE, "cepstral": "cepstral-axis"}
_ATTENTION = {
    "additive": "additive attention",
    "dot": "dot-product attention",
    "multi-head": "multi-head attention",
    "mean": "mean of the steps",
    "max": "maximum of the steps",
    "last": "last step",
    "statistics": "mean and deviation",
    "attentive-statistics": "attentive mean and deviation",
}
_DEMO = {"epochs": 12, "batch": 32}  # so few that a trial ends within two minutes, on a slow machine too


@dataclass(frozen=True)
class Choices:
    """One configuration of the lab: what the model is given and made of, and where it is tried.

    The defaults are the corrected model, the reference. `features`, `axis` and `attention` are changed;
    `data`, `split`, `folds` and `seeds` say where both are run.
    """

    features: str = "mfcc"
    axis: str = "time"
    attention: str = "additive"
    data: str = "RAVDESS"
    split: str = "random"
    folds: tuple[int, ...] = (0,)
    seeds: tuple[int, ...] = (0,)

    def __post_init__(self) -> None:
        for name, allowed in ALLOWED.items():
            _check_word(name, getattr(self, name), allowed)
        for name in ("folds", "seeds"):
            object.__setattr__(self, name, _whole_numbers(name, getattr(self, name)))
        if self.split == "text" and len(DATA[self.data]) > 1:
            raise BadValue(f"split 'text': received data {self.data!r}, expected one corpus, RAVDESS or TESS")
        if self.split == "corpus" and len(DATA[self.data]) == 1:
            raise BadValue(
                f"split 'corpus': received data {self.data!r}, expected 'all': a corpus is left out of several"
            )
        count = folds_on(self.split, DATA[self.data])
        if max(self.folds) >= count:
            expected = f"numbers from 0 to {count - 1}" if count > 1 else "[0]; vary the seeds instead"
            raise BadValue(f"folds of split {self.split!r}: received {list(self.folds)}, expected {expected}")

    @property
    def name(self) -> str:
        """The name of the arm these choices mean; no arm of the grid has such a one."""
        return _JOINT.join((_MARK, self.features, self.axis, self.attention))

    @property
    def label(self) -> str:
        """The arm in words, such as "40 MFCC, cepstral axis, additive attention"."""
        features = "40 MFCC" if self.features == "mfcc" else ARMS[self.features].label
        return f"{features}, {self.axis} axis, {_ATTENTION[self.attention]}"

    @property
    def place(self) -> Place:
        """Where it is tried, as the table of experiments names places."""
        return Place(self.data, self.split, self.folds, self.seeds)

    @property
    def where(self) -> str:
        """The place in words, such as "RAVDESS, random clips, seeds 0 and 1"."""
        several = folds_on(self.split, DATA[self.data]) > 1
        folds = f", {_numbered('fold', self.folds)}" if several else ""
        return f"{where(self.place)}{folds}, {_numbered('seed', self.seeds)}"

    @property
    def changed(self) -> dict[str, tuple[str, str]]:
        """What differs from the reference: name -> (of the reference, here)."""
        pairs = ((name, getattr(Choices, name), getattr(self, name)) for name in _CHANGED)
        return {name: (before, here) for name, before, here in pairs if before != here}

    @property
    def reference(self) -> "Choices":
        """The reference at the same place."""
        return replace(self, **{name: getattr(Choices, name) for name in _CHANGED})


_CHANGED = ("features", "axis", "attention")
ALLOWED: dict[str, tuple[str, ...]] = {
    "features": FEATURES,
    "axis": AXES,
    "attention": POOLINGS,
    "data": ("all", *CORPORA),
    "split": SPLITS,
}
"""What each choice that is a word may be."""


def choose(**chosen: Any) -> Choices:
    """Return choices, those that are not named as in the reference.

    Raises:
        BadValue: a choice, or a value of one, that there is not; the message lists those there are.
    """
    known = [field.name for field in fields(Choices)]
    for name in chosen:
        if name not in known:
            raise BadValue(f"unknown choice {name!r}{_meant(name, known)}; expected {listed(known, most=9)}")
    return Choices(**chosen)


def arm_of(choices: Choices, *, demo: bool) -> Arm:
    """Return the arm that the choices mean; on the demo corpus with a schedule for few clips.

    Each part is that of an arm of the grid: the cepstral axis brings the pooling along time and the width of
    the LSTM that the published code has with it, features their learning rate.
    """
    model = cast(ModelSettings, ARMS[_BASE[choices.axis]].model)
    given = ARMS[REFERENCE if choices.features == "mfcc" else choices.features]
    features = given.features
    model = replace(
        model, pooling=choices.attention, frames=features.frames, coefficients=features.coefficients
    )
    training = replace(given.training, **_DEMO) if demo else given.training
    return Arm(choices.name, choices.label, model, training, features)


def twin(choices: Choices) -> Arm | None:
    """Return the arm of the grid that is made and trained in the same way, None where there is none."""
    mine = arm_of(choices, demo=False)
    same = (one for one in ARMS.values() if (one.model, one.training, one.features) == _settings(mine))
    return next(same, None)


def runs_of(choices: Choices, *, demo: bool) -> list[Run]:
    """Return the runs that the choices mean, seed by seed."""
    arm = arm_of(choices, demo=demo)
    return [
        Run(choices.data, choices.split, arm, fold, seed) for seed in choices.seeds for fold in choices.folds
    ]


def choices_of(name: str, place: Choices) -> Choices | None:
    """Return the choices that an arm of the lab is named after, at the place of others; None for another arm."""
    parts = name.split(_JOINT)
    if len(parts) != 1 + len(_CHANGED) or parts[0] != _MARK:
        return None
    try:
        changed: dict[str, Any] = dict(zip(_CHANGED, parts[1:], strict=True))
        return replace(place, **changed)
    except BadValue:
        return None


def _settings(arm: Arm) -> tuple:
    return arm.model, arm.training, arm.features


def _check_word(name: str, value: Any, allowed: tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in allowed:
        raise BadValue(
            f"unknown {name} {value!r}{_meant(value, allowed)}; expected one of {', '.join(allowed)}"
        )


def _meant(value: Any, allowed: Iterable[str]) -> str:
    near = difflib.get_close_matches(value, list(allowed), n=1) if isinstance(value, str) else []
    return f" (did you mean {near[0]!r}?)" if near else ""


def _whole_numbers(name: str, value: Any) -> tuple[int, ...]:
    numbers = tuple(value) if isinstance(value, list | tuple | range) else ()
    right = all(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in numbers)
    if not numbers or not right or len(set(numbers)) < len(numbers):
        raise BadValue(
            f"{name}: received {value!r}, expected a list of different whole numbers, such as [0] or [0, 1, 2]"
        )
    return numbers


def _numbered(word: str, numbers: tuple[int, ...]) -> str:
    return f"{word}{'s' if len(numbers) > 1 else ''} {listed(map(str, numbers), most=10)}"
