"""What is chosen before anything is tested: candidates for an arm, compared on the validation side alone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ser.experiments.arms import ARMS, FEATURES, TRIED, Arm
from ser.experiments.table import Place, Run

LEARNING_RATES = (5e-4, 1e-3, 2e-3)
"""What each kind of feature may choose from, MFCC too: else MFCC wins because the rate suits it."""


@dataclass(frozen=True)
class Choice:
    """The settings of `arm` are those of the candidate with the highest UAR on the validation side.

    It is made before the experiment named. The mean over the folds and seeds of `place` counts; of equals, the first wins. As a candidate,
    nothing is scored on a test side.
    """

    arm: str
    experiment: str
    question: str
    place: Place
    candidates: tuple[Arm, ...]


def _rates(arm: Arm) -> tuple[Arm, ...]:
    return tuple(
        replace(
            arm,
            name=f"{arm.name}-rate-{rate:g}",
            label=f"{arm.label}, learning rate {rate:g}",
            training=replace(arm.training, learning_rate=rate),
        )
        for rate in LEARNING_RATES
    )


# Four speakers that do not train choose. In other folds they are tested: see `ser.results.choosing`.
_INNER_SPEAKERS = Place("RAVDESS", "speaker", (0,))

CHOICES: dict[str, Choice] = {
    name: Choice(
        name, "features", "Which learning rate suits these features?", _INNER_SPEAKERS, _rates(ARMS[name])
    )
    for name in ("corrected", *FEATURES)
} | {
    name: Choice(name, "best", "Which method, trained on these clips alone, does best?", place, TRIED[name])
    for name, place in (
        ("best-random", Place("all", "random")),
        ("best-speaker", _INNER_SPEAKERS),
        ("best-known", _INNER_SPEAKERS),
    )
}
"""By the name of the arm that is chosen."""


def choosing_runs(choice: Choice) -> Iterator[Run]:
    """Yield the runs that make a choice."""
    place = choice.place
    for seed in place.seeds:
        for fold in place.folds:
            for candidate in choice.candidates:
                yield Run(place.data, place.split, candidate, fold, seed, side="validation")


def voting_run(arm: str, winner: Arm | None) -> Run:
    """Return the run whose answers on the validation side stand for an arm of `VOTERS` when voters are chosen.

    It is that of the candidate that the arm's settings are: `winner` of its own choice, or, for an arm
    without one, the candidate with the same model, features and copies.
    """
    candidates = CHOICES[arm].candidates if arm in CHOICES else CHOICES["best-speaker"].candidates
    same = winner or next(
        one
        for one in candidates
        if (one.model, one.features, one.training.copies)
        == (ARMS[arm].model, ARMS[arm].features, ARMS[arm].training.copies)
    )
    place = _INNER_SPEAKERS
    return Run(place.data, place.split, same, place.folds[0], place.seeds[0], side="validation")


def choices_before(experiment: str) -> list[Choice]:
    """Return the choices that are made before the experiment named."""
    return [choice for choice in CHOICES.values() if choice.experiment == experiment]
