"""Every experiment, as data: what is asked, what varies, what is held, on which splits and seeds.

A run is one training of one arm on one split; several experiments may rest on the same run.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ser.corpora import CATALOGUE, CORPORA
from ser.errors import BadValue
from ser.experiments.arms import (
    ARCHITECTURE,
    ARMS,
    BASELINES,
    BEST,
    COPIES,
    FEATURES,
    HEADLINE,
    OTHER_FEATURES,
    POOLED_OTHERWISE,
    SCALED,
    TRAINING,
    VOTE,
    VOTING,
    Arm,
)

ALL = tuple(CORPORA)
DATA = {"all": ALL} | {name: (name,) for name in CATALOGUE}
"""What a run may rest on: the paper's combination, or one corpus of the catalogue alone."""
_PUBLISHED = ("all", *CORPORA)

CHOOSING = "choosing"
"""What the names of runs that are scored on the validation side begin with."""

CLAIMS = ("C1", "C2", "C3", "C4", "C5", "S1", "S2", "S3", "S4")


@dataclass(frozen=True)
class Run:
    """One training: an arm on one fold and seed of one split of one part of the data.

    It is scored on the test side, or, where settings are still being chosen, on the validation side
    alone.
    """

    data: str
    split: str
    arm: Arm
    fold: int = 0
    seed: int = 0
    side: str = "test"

    @property
    def name(self) -> str:
        """The run's name, which is also its place in the results folder."""
        place = f"{self.data}/{self.split}/{self.arm.name}/f{self.fold}-s{self.seed}"
        return place if self.side == "test" else f"{CHOOSING}/{place}"


@dataclass(frozen=True)
class Place:
    """Where arms are compared: part of the data, a split, its folds and the seeds."""

    data: str
    split: str
    folds: tuple[int, ...] = (0,)
    seeds: tuple[int, ...] = (0,)

    def __str__(self) -> str:
        counts = f"{len(self.folds)} folds" if len(self.folds) > 1 else ""
        counts += (", " if counts else "") + f"{len(self.seeds)} seeds" if len(self.seeds) > 1 else ""
        return f"{self.data}, {self.split} split" + (f" ({counts})" if counts else "")


@dataclass(frozen=True)
class Experiment:
    """One question and the runs that answer it.

    `claims` are the ids of the published claims it bears on, () where it answers a question of our own;
    `required` says whether the companion counts as complete without it.
    """

    name: str
    question: str
    varies: str
    held: str
    places: tuple[Place, ...]
    arms: tuple[str, ...]
    reference: str
    claims: tuple[str, ...] = ()
    required: bool = True

    @property
    def place(self) -> Place:
        """The place the question is first asked at."""
        return self.places[0]


_FIVE = (0, 1, 2, 3, 4)
_THREE_SEEDS = (0, 1, 2)
# Random clips and unseen speakers: the two between which every choice is judged.
_BOTH = (Place("RAVDESS", "random", seeds=_THREE_SEEDS), Place("RAVDESS", "speaker", _FIVE, _THREE_SEEDS))

EXPERIMENTS: tuple[Experiment, ...] = (
    Experiment(
        name="headline",
        question="How accurate are the published and the corrected model when clips are dealt out at random?",
        varies="the model with its schedule",
        held="features, splits, seeds",
        places=tuple(Place(data, "random", seeds=_FIVE) for data in _PUBLISHED),
        arms=HEADLINE,
        reference="published",
        claims=("C1", "S1"),
    ),
    Experiment(
        name="unseen-speakers",
        question="How accurate are they on speakers nobody trained on?",
        varies="the model with its schedule",
        held="features, folds, seeds",
        places=(Place("RAVDESS", "speaker", _FIVE),),
        arms=("corrected", "published"),
        reference="published",
        claims=("C1",),
    ),
    Experiment(
        name="schedule",
        question="Is it the published network or its schedule that fails where clips are few?",
        varies="the schedule",
        held="the published network, its features and scaler, folds, seeds",
        places=(Place("RAVDESS", "speaker", _FIVE), Place("RAVDESS", "random", seeds=_THREE_SEEDS)),
        arms=("published", "published-network"),
        reference="published",
        claims=("C1",),
    ),
    Experiment(
        name="baselines",
        question="How far do guesses and classical methods go?",
        varies="the method",
        held="MFCC as published, splits",
        places=(
            *(Place(data, "random", seeds=_FIVE) for data in _PUBLISHED),
            Place("RAVDESS", "speaker", _FIVE),
            Place("TESS", "speaker", (0, 1)),
            Place("SAVEE", "speaker", (0, 1, 2, 3)),
            Place("all", "corpus", (0, 1, 2)),
        ),
        arms=("corrected", *BASELINES),
        reference="corrected",
        claims=("C3", "S3"),
    ),
    Experiment(
        name="protocols",
        question="Where does the accuracy go, step by step from random clips to other corpora?",
        varies="what the sides of the split share",
        held="the corrected model, its schedule, features",
        places=(
            Place("RAVDESS", "repetition", seeds=_THREE_SEEDS),
            Place("RAVDESS", "text", (0, 1), _THREE_SEEDS),
            Place("RAVDESS", "matched", _FIVE, _THREE_SEEDS),
            Place("RAVDESS", "speaker", _FIVE, _THREE_SEEDS),
            Place("TESS", "text", (0, 1)),
            Place("TESS", "matched", (0, 1)),
            Place("TESS", "speaker", (0, 1), _THREE_SEEDS),
            Place("SAVEE", "matched", (0, 1, 2, 3)),
            Place("SAVEE", "speaker", (0, 1, 2, 3)),
            Place("all", "corpus", (0, 1, 2), _THREE_SEEDS),
            Place("RAVDESS", "matched-6", (*_FIVE, 5), _THREE_SEEDS),
            Place("RAVDESS", "speaker-6", (*_FIVE, 5), _THREE_SEEDS),
        ),
        arms=("corrected",),
        reference="corrected",
        claims=("C1", "S1"),
    ),
    Experiment(
        name="architecture",
        question="What is each part of the corrected model worth?",
        varies="one part of the model at a time",
        held="features, splits, schedule, seeds",
        places=_BOTH,
        arms=("corrected", *ARCHITECTURE),
        reference="corrected",
        claims=("S2",),
    ),
    Experiment(
        name="features",
        question="Are MFCCs the best features for this model?",
        varies="the features; at the end, the classifier too",
        held="model, splits, schedule but for the learning rate, which is chosen for each, seeds",
        places=_BOTH,
        # The classical set beside them. openSMILE's eGeMAPS is free for research alone, so it cannot be
        # part of this; MFCC statistics stand for it.
        arms=("corrected", *FEATURES, "svm"),
        reference="corrected",
        claims=("C2", "S4"),
    ),
    Experiment(
        name="attention-and-features",
        question="Do attention and MFCCs matter on TESS, on which the published code is run?",
        varies="the attention, or the features with their learning rate",
        held="the rest of the model, splits, schedule, seeds",
        places=(Place("TESS", "random", seeds=_THREE_SEEDS),),
        arms=("corrected", *POOLED_OTHERWISE, *OTHER_FEATURES),
        reference="corrected",
        claims=("C2", "S2", "S4"),
        required=False,
    ),
    Experiment(
        name="training",
        question="What do scaling, augmentation and the loss change?",
        varies="one part of the training at a time",
        held="model, features, splits, seeds",
        places=_BOTH,
        arms=("corrected", *TRAINING),
        reference="corrected",
        required=False,
    ),
    Experiment(
        name="copies",
        question="What does it change when changed copies are made before the clips are dealt out?",
        varies="which copies train: those of training clips, or any",
        held="model, features, split, number of clips that train, test clips, seeds",
        places=(Place("RAVDESS", "random", seeds=_THREE_SEEDS),),
        arms=(*COPIES, "corrected"),
        reference="copies-after",
        claims=("C1",),
        required=False,
    ),
    Experiment(
        name="best",
        question="How far does a small model get that is trained on these clips alone?",
        varies="the method, chosen on validation",
        held="splits, seeds",
        places=(
            Place("all", "random", seeds=_THREE_SEEDS),
            Place("RAVDESS", "random", seeds=_THREE_SEEDS),
            Place("RAVDESS", "speaker", _FIVE, _THREE_SEEDS),
            # Speakers of RAVDESS are tested, and the other corpora train too.
            Place("all", "speaker", _FIVE),
            # The folds of the works that start from networks trained on other speech.
            Place("RAVDESS", "speaker-6", (*_FIVE, 5)),
        ),
        arms=("corrected", *BEST),
        reference="corrected",
    ),
    Experiment(
        name="vote",
        question="Does a vote of several methods do better than each of them?",
        varies="the method; their vote is computed from their answers",
        held="splits, seeds",
        places=(
            Place("RAVDESS", "speaker", _FIVE, _THREE_SEEDS),
            Place("RAVDESS", "random", seeds=_THREE_SEEDS),
        ),
        arms=("corrected", *VOTE, *(arm for arm in VOTING if arm not in VOTE)),
        reference="corrected",
    ),
    Experiment(
        name="scaling",
        question="How much is won where each speaker is brought to one mean and spread, without labels?",
        varies="the scaling: by the training clips, or of each speaker by all clips of theirs",
        held="the method, MFCC as published, splits",
        places=(
            Place("all", "corpus", (0, 1, 2)),
            Place("TESS", "speaker", (0, 1)),
            Place("RAVDESS", "speaker", _FIVE),
            Place("SAVEE", "speaker", (0, 1, 2, 3)),
        ),
        arms=("svm", *SCALED),
        reference="svm",
        required=False,
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
    """Yield the runs of an experiment, those of the first seed first, place by place and fold by fold."""
    for place, seed, fold in _order(chosen):
        for arm in chosen.arms:
            yield Run(place.data, place.split, ARMS[arm], fold, seed)


def _order(chosen: Experiment) -> list[tuple[Place, int, int]]:
    every = [(place, seed, fold) for place in chosen.places for seed in place.seeds for fold in place.folds]
    return sorted(every, key=lambda one: one[0].seeds.index(one[1]))
