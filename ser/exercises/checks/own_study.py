"""Plan a study of your own: the answer is (experiment, arms), a row of the experiment table and the arms it names."""

import re
from dataclasses import asdict
from typing import Any

import numpy as np

from ser.exercises import asking
from ser.exercises.verdict import Mistake
from ser.experiments import ARMS, DATA, EXPERIMENTS, Arm, Experiment, Place
from ser.models import ModelSettings
from ser.splits import NAMES, corpora_with, folds_on, speakers_apart

_SEEDS = 3
# Settings that follow from others and are no change of their own.
_FOLLOW = {"frames", "coefficients", "label", "name"}
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")
"""A name that files and folders may have on any system."""


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    study, own = asking.pair(answer, "the answer", ("experiment", "arms"))
    study = _experiment(study)
    _is_new(study)
    own = _own_arms(own)
    arms = {name: ARMS[name] for name in ARMS} | own
    _question(study)
    _arms(study, arms)
    _one_change(study, arms)
    _each_another(study, arms)
    _listed(study, own)
    _places(study)
    _not_required(study)
    count = sum(len(place.folds) * len(place.seeds) for place in study.places) * len(study.arms)
    return (
        f"one change at a time, a reference, {len(study.places)} "
        f"place{'s' if len(study.places) > 1 else ''} with speakers apart among them, and seeds. That makes {count} runs. "
        "Whether the question is a good one, no check can say; a person has to read it. Could its answer be no?"
    )


def _experiment(study: Any) -> Experiment:
    if study is None or study is Ellipsis:
        asking.function(study)
    if type(study) is not Experiment:
        raise Mistake(
            f"The first thing has to be an `Experiment` of `ser.experiments`; received {asking.kind(study)}."
        )
    texts = (
        study.name,
        study.question,
        study.varies,
        study.held,
        study.reference,
        *_tuple(study.arms, "arms"),
        *_tuple(study.claims, "claims"),
    )
    for text in texts:
        asking.text(text, "each name and sentence of the experiment")
    if any(type(place) is not Place for place in _tuple(study.places, "places")):
        raise Mistake("`places` holds things that are no `Place`.")
    return study


def _tuple(value: Any, what: str) -> tuple[Any, ...]:
    if not isinstance(value, tuple):
        raise Mistake(f"`{what}` has to be a tuple, also of one: `(one,)`; received {asking.kind(value)}.")
    return tuple(value)


def _is_new(study: Experiment) -> None:
    for one in EXPERIMENTS:
        same = set(study.arms) == set(one.arms) and study.reference == one.reference
        if same and study.places == one.places:
            raise Mistake(
                f"That is the experiment `{one.name}` of the table: the same arms at the same places. Plan one that the book does "
                "not have."
            )
        if study.name == one.name:
            raise Mistake(f"The name `{one.name}` is taken: the table has an experiment of that name.")


def _own_arms(own: Any) -> dict[str, Arm]:
    if type(own) is not dict or any(type(arm) is not Arm for arm in own.values()):
        raise Mistake(
            "The second thing has to be a dictionary from the name of each new arm to its `Arm`; it may be empty."
        )
    known = {asking.text(name, "the name of an arm"): arm for name, arm in own.items()}
    taken = sorted(set(known) & set(ARMS))
    if taken:
        raise Mistake(f"The name `{taken[0]}` is taken: the table has an arm of that name.")
    labels = {ARMS[name].label for name in ARMS}
    for name, arm in known.items():
        if asking.text(arm.name, "the `name` of an arm") != name:
            raise Mistake(
                f"In your dictionary an arm is called `{name}`, and its `name` says `{arm.name}`. Runs are kept by the `name`: "
                "let the two be the same."
            )
        _plain(name, "an arm")
        if not asking.text(arm.label, "the `label` of an arm").strip():
            raise Mistake(f"The arm `{name}` has no `label`: what shall tables and figures call it?")
        if arm.label in labels:
            raise Mistake(
                f"The label `{arm.label}` of the arm `{name}` is taken: in a figure, nobody could tell the two apart."
            )
        labels.add(arm.label)
    return known


def _plain(name: str, what: str) -> None:
    if not _PLAIN.fullmatch(name):
        raise Mistake(
            f"`{name}` as the name of {what} is no name for a file, and runs are kept in files of that name. Use letters, digits "
            "and hyphens, without spaces."
        )


def _question(study: Experiment) -> None:
    if not study.question.strip().endswith("?") or len(study.question.split()) < 5:
        raise Mistake("`question` is one sentence with a question mark: what do you want to know?")
    for field in ("name", "varies", "held"):
        if not getattr(study, field).strip():
            raise Mistake(
                f"`{field}` is empty: say in words what {'is held' if field == 'held' else 'it is'}."
            )
    _plain(study.name, "the experiment")


def _arms(study: Experiment, arms: dict[str, Arm]) -> None:
    unknown = [name for name in study.arms if name not in arms]
    if unknown:
        raise Mistake(f"The arm `{unknown[0]}` is neither in the table nor among your own.")
    if len(set(study.arms)) < len(study.arms):
        raise Mistake(
            "An arm is listed twice. It would be trained twice, and both times with the same outcome."
        )
    if len(study.arms) < 2:
        raise Mistake("A comparison needs two arms or more.")
    if study.reference not in study.arms:
        raise Mistake(
            "The reference is not among the arms. It has to run at the same places, with the same seeds."
        )


def _one_change(study: Experiment, arms: dict[str, Arm]) -> None:
    reference = arms[study.reference]
    for name in study.arms:
        changed = sorted(_changes(arms[name], reference))
        if name != study.reference and not changed:
            raise Mistake(f"The arm `{name}` has the settings of the reference. What does it change?")
        if len(changed) > 1:
            raise Mistake(
                f"The arm `{name}` changes {len(changed)} settings at once ({asking.listed(changed)}). If the score moves, which "
                "of them did it?"
            )


def _each_another(study: Experiment, arms: dict[str, Arm]) -> None:
    """No two arms have the same settings, nor does one of the study's own have those of an arm of the table."""
    own = [name for name in study.arms if name not in ARMS]
    for name in own:
        for other in [*ARMS, *own[: own.index(name)]]:
            one, two = arms[name], arms[other]
            if (one.model, one.training, one.features) == (two.model, two.training, two.features):
                where = (
                    "the table has it already: name that one" if other in ARMS else "leave one of them out"
                )
                raise Mistake(f"The arms `{other}` and `{name}` have the same settings; {where}.")


def _listed(study: Experiment, own: dict[str, Arm]) -> None:
    unused = [name for name in own if name not in study.arms]
    if unused:
        raise Mistake(
            f"The arm `{unused[0]}` is in your dictionary and not among the `arms` of the experiment, so nobody would train it."
        )


def _not_required(study: Experiment) -> None:
    if study.required is not False:
        raise Mistake(
            "`required` is true, as it is when it is left out: without your runs, the book would count as incomplete. A study of "
            "one's own says `required=False`."
        )


def _changes(one: Arm, other: Arm) -> set[str]:
    found = set()
    for part in ("model", "training", "features"):
        mine, theirs = getattr(one, part), getattr(other, part)
        if type(mine) is not type(theirs):
            found.add(part)
            continue
        first, second = asdict(mine), asdict(theirs)
        keep = {"name"} if isinstance(mine, ModelSettings) else set()
        found |= {key for key in first if first[key] != second[key] and (key in keep or key not in _FOLLOW)}
        if part == "features" and first != second and not found & set(first):
            found.add("coefficients")
    # Blocks of a network and how far each one pools are one decision.
    return found - {"time_pooling"} if {"time_pooling", "filters"} <= found else found


def _places(study: Experiment) -> None:
    if not study.places:
        raise Mistake("There is no place: on which data and split are the arms compared?")
    for place in study.places:
        if place.data not in DATA or place.split not in NAMES:
            raise Mistake(
                f"No place `{place.data}`, `{place.split}`. Data are {', '.join(DATA)}; splits are {', '.join(NAMES)}."
            )
        if not _has_split(place):
            raise Mistake(f"{place.data} has no split `{place.split}`.")
        if not (_numbers(place.seeds, "seeds", place) and _numbers(place.folds, "folds", place)):
            raise Mistake("A place without a seed or a fold has no runs.")
    apart = [place for place in study.places if speakers_apart(place.split)]
    if not apart:
        raise Mistake(
            "At no place are the speakers of the test new. Whatever comes out, it speaks of these speakers alone: add a place "
            "that holds speakers apart."
        )
    for place in study.places:
        if len(place.seeds) < _SEEDS:
            raise Mistake(
                f"At {place.data}, {place.split}, there are {len(place.seeds)} seeds. One run may be luck: take {_SEEDS} or more."
            )
        whole = folds_on(place.split, DATA[place.data])
        if not set(place.folds) <= set(range(whole)):
            raise Mistake(
                f"At {place.data}, {place.split}, a fold is named that there is not. Folds count from 0; there are {whole}."
            )
        if len(place.folds) < whole:
            raise Mistake(
                f"At {place.data}, {place.split}, some folds are left out, and with them the speakers they test. There are {whole}."
            )


def _has_split(place: Place) -> bool:
    """Whether this part of the data can be divided like that: one corpus is left out of several, texts are of one."""
    if place.data == "all":
        return place.split != "text"
    return place.split != "corpus" and place.data in corpora_with(place.split)


def _numbers(value: Any, what: str, place: Place) -> int:
    """How many seeds or folds are named; each is a whole number from 0 on, and named once."""
    if not isinstance(value, tuple | list | range):
        raise Mistake(
            f"`{what}` of a place has to be a tuple, also of one: `(0,)`; received {asking.kind(value)}."
        )
    if any(isinstance(one, bool) or not isinstance(one, int | np.integer) or one < 0 for one in value):
        raise Mistake(f"At {place.data}, {place.split}, `{what}` have to be whole numbers, 0 or more.")
    if len(set(value)) < len(value):
        raise Mistake(
            f"At {place.data}, {place.split}, one of the `{what}` is named twice: the same run, counted twice."
        )
    return len(value)
