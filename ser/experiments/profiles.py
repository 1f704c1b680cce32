"""Three sizes of the same work: a demonstration, a quick look, and the full measurement."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ser.errors import BadValue
from ser.experiments.arms import HEADLINE
from ser.experiments.choices import choices_before, choosing_runs
from ser.experiments.table import EXPERIMENTS, Experiment, Run, runs


@dataclass(frozen=True)
class Profile:
    """How far a profile goes; None means as far as the table says.

    `places` counts the places of an experiment that compares arms; one that compares places keeps
    all of them. `headline_epochs` are for the two models on the combined corpora, `epochs` for every
    other run. Only with `chooses` are settings chosen; the others take what was chosen. `demo` runs on the embedded corpus and proves that everything works; its figures are no
    results.
    """

    name: str
    about: str
    seeds: int | None = None
    folds: int | None = None
    places: int | None = None
    epochs: int | None = None
    headline_epochs: int | None = None
    batch: int | None = None
    chooses: bool = False

    @property
    def together(self) -> int:
        """Runs that share a process: a start of TensorFlow takes as long as several short runs."""
        return 1 if self.epochs is None else 6


PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile(
            "demo", "embedded demo corpus, every arm, one seed, one fold, few epochs", 1, 1, 1, 2, 20, 32
        ),
        Profile("quick", "real corpora, every arm, one seed, one fold, few epochs", 1, 1, 1, 8, 12),
        Profile("full", "real corpora, everything", chooses=True),
    )
}


def profile(name: str) -> Profile:
    """Return the profile called `name`; BadValue when there is none."""
    if name not in PROFILES:
        raise BadValue(f"unknown profile {name!r}; expected one of {', '.join(PROFILES)}")
    return PROFILES[name]


def plan(chosen: Profile, experiments: Iterable[Experiment] = EXPERIMENTS) -> list[Run]:
    """Return the runs of a profile, each once, the most telling first.

    What chooses the settings of an experiment's arms comes before it.
    """
    planned: dict[str, Run] = {}
    for one in experiments:
        if chosen.chooses:
            before = [run for choice in choices_before(one.name) for run in choosing_runs(choice)]
            planned |= {run.name: run for run in before if run.name not in planned}
        places = tuple(
            replace(place, seeds=place.seeds[: chosen.seeds], folds=place.folds[: chosen.folds])
            for place in (one.places[: chosen.places] if len(one.arms) > 1 else one.places)
        )
        reduced = replace(one, places=places)
        for run in runs(reduced):
            planned.setdefault(run.name, _shorten(run, chosen))
    return list(planned.values())


def required(chosen: Profile) -> frozenset[str]:
    """Return the names of the runs of a profile that a required experiment rests on."""
    return frozenset(run.name for run in plan(chosen, [one for one in EXPERIMENTS if one.required]))


def _shorten(run: Run, chosen: Profile) -> Run:
    training = run.arm.training
    headline = run.data == "all" and run.split == "random" and run.arm.name in HEADLINE
    most = chosen.headline_epochs if headline else chosen.epochs
    training = replace(
        training,
        epochs=min(training.epochs, most or training.epochs),
        batch=chosen.batch or training.batch,
    )
    return replace(run, arm=replace(run.arm, training=training))
