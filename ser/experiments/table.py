"""Every experiment, as data: what is asked, what varies, what is held, on which split and seeds.

A run is one training of one arm on one split; several experiments may rest on the same run.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ser.errors import BadValue
from ser.features import MfccSettings
from ser.models import ModelSettings
from ser.training import PUBLISHED, TrainingSettings

ALL = ("RAVDESS", "TESS", "SAVEE")
DATA = {"all": ALL, "RAVDESS": ("RAVDESS",), "TESS": ("TESS",), "SAVEE": ("SAVEE",)}


@dataclass(frozen=True)
class Arm:
    """One way to build and train a model. `label` names it in tables and figures."""

    name: str
    label: str
    model: ModelSettings
    training: TrainingSettings
    features: MfccSettings = field(default_factory=MfccSettings)


@dataclass(frozen=True)
class Run:
    """One training: an arm on one fold and seed of one split of one part of the data."""

    data: str
    split: str
    arm: Arm
    fold: int = 0
    seed: int = 0

    @property
    def name(self) -> str:
        """The run's name, which is also its place in the results folder."""
        return f"{self.data}/{self.split}/{self.arm.name}/f{self.fold}-s{self.seed}"


@dataclass(frozen=True)
class Experiment:
    """One question and the runs that answer it. `claim` is the id of the claim it bears on."""

    name: str
    question: str
    varies: str
    held: str
    claim: str
    data: str
    split: str
    arms: tuple[str, ...]
    reference: str
    folds: tuple[int, ...] = (0,)
    seeds: tuple[int, ...] = (0,)


# Half the published width where the maps are largest: half the time of an epoch.
_CORRECTED = ModelSettings(filters=(32, 32, 64, 64))
_SCHEDULE = TrainingSettings(epochs=50)


def _variant(name: str, label: str, **changes) -> Arm:
    return Arm(name, label, replace(_CORRECTED, **changes), _SCHEDULE)


ARMS: dict[str, Arm] = {
    arm.name: arm
    for arm in (
        Arm("published", "published code", ModelSettings("published"), PUBLISHED),
        Arm("corrected", "corrected", _CORRECTED, _SCHEDULE),
        _variant("no-attention", "mean instead of attention", pooling="mean"),
        _variant("max-pooling", "maximum instead of attention", pooling="max"),
        _variant("no-mask", "padding takes part", masked=False),
        _variant("no-lstm", "no LSTM", lstm=0),
        _variant("cepstral-axis", "cepstral axis", axis="cepstral", time_pooling=(2, 2, 2, 2), lstm=32),
        _variant("second-lstm", "one-step second LSTM", second_lstm=True),
        Arm(
            "published-scaler",
            "scaler over everything, padding scaled",
            _CORRECTED,
            replace(_SCHEDULE, scaler="published"),
        ),
    )
}
"""Every arm by name. The arms after `corrected` change one thing of it."""

_ABLATIONS = (
    "corrected",
    "no-attention",
    "max-pooling",
    "no-mask",
    "no-lstm",
    "cepstral-axis",
    "second-lstm",
    "published-scaler",
)

EXPERIMENTS: tuple[Experiment, ...] = (
    Experiment(
        name="headline",
        question="How accurate are the published and the corrected model on the combined corpora?",
        varies="the model with its schedule",
        held="features, split, seeds",
        claim="C1",
        data="all",
        split="random",
        arms=("published", "corrected"),
        reference="published",
    ),
    Experiment(
        name="unseen-speakers",
        question="How accurate are they on speakers nobody trained on?",
        varies="the model with its schedule",
        held="features, folds, seeds",
        claim="C1",
        data="RAVDESS",
        split="speaker",
        arms=("corrected", "published"),
        reference="published",
        folds=(0, 1, 2, 3, 4),
    ),
    Experiment(
        name="ablations",
        question="What is each part of the corrected model worth?",
        varies="one part of the model at a time",
        held="features, split, schedule, seeds",
        claim="S2",
        data="RAVDESS",
        split="random",
        arms=_ABLATIONS,
        reference="corrected",
    ),
)
"""In the order in which they are run: the most telling first."""


def experiment(name: str) -> Experiment:
    """Return the experiment called `name`; BadValue when there is none."""
    for candidate in EXPERIMENTS:
        if candidate.name == name:
            return candidate
    raise BadValue(f"unknown experiment {name!r}; expected one of {', '.join(e.name for e in EXPERIMENTS)}")


def runs(chosen: Experiment) -> Iterator[Run]:
    """Yield the runs of an experiment, fold by fold and seed by seed."""
    for seed in chosen.seeds:
        for fold in chosen.folds:
            for arm in chosen.arms:
                yield Run(chosen.data, chosen.split, ARMS[arm], fold, seed)
