"""Several methods that answer together: who votes is chosen on the validation side, and the vote is then tested.

A vote needs no training of its own. It is the mean of the probabilities that its members gave to the same clips.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ser.evaluation import summarise
from ser.experiments import (
    ARMS,
    CHOICES,
    MOST_PARAMETERS,
    VOTE,
    VOTERS,
    Predictions,
    experiment,
    voting_run,
)
from ser.models.baselines import BaselineSettings, classifier
from ser.results.choosing import chosen
from ser.results.compare import every_place
from ser.results.runs import Result, select

NAME = "vote"
"""What the vote is called where arms are named."""

COLUMNS = ("arm", "label", "parameters", "uar", "joined", "together")


def elect(tried: Sequence[Result]) -> pd.DataFrame:
    """Return who votes for unseen speakers, by the answers on the validation side.

    The method with the highest UAR comes first. Then, again and again, the one joins with which the UAR
    of the vote is highest, as long as it rises and all together have at most `MOST_PARAMETERS`; of
    equals, the first of `VOTERS`. After Caruana and others (2004), "Ensemble selection from libraries
    of models", without replacement.

    Columns `COLUMNS`: `uar` is that of a voter alone, `joined` its place in the order (NaN: it does not
    vote) and `together` the UAR of the vote from then on. Empty while a voter has not answered yet.
    """
    answers = _answers(tried)
    if answers is None:
        return pd.DataFrame(columns=list(COLUMNS))
    parameters = {arm: _parameters(arm, answers[arm]) for arm in VOTERS}
    rows = {
        arm: {"arm": arm, "label": ARMS[arm].label, "parameters": parameters[arm]}
        | {"uar": _uar([answers[arm]]), "joined": float("nan"), "together": float("nan")}
        for arm in VOTERS
    }
    members: list[str] = []
    highest = 0.0
    while True:
        room = MOST_PARAMETERS - sum(parameters[arm] for arm in members)
        open_to = [arm for arm in VOTERS if arm not in members and parameters[arm] <= room]
        scores = {arm: _uar([answers[one] for one in (*members, arm)]) for arm in open_to}
        if not scores or max(scores.values()) <= highest:
            break
        joins = max(scores, key=lambda arm: scores[arm])
        highest = scores[joins]
        members.append(joins)
        rows[joins] |= {"joined": float(len(members)), "together": highest}
    return pd.DataFrame(rows.values(), columns=list(COLUMNS))


def vote(results: Sequence[Result], members: Sequence[str] = VOTE) -> list[Result]:
    """Return what `members` say together, wherever all of them tested the same clips of the same split.

    One result for each data, split, fold and seed, called `NAME`: the mean of the members' probabilities,
    their seconds and parameters added up.
    """
    by_place: dict[tuple, dict[str, Result]] = {}
    for one in select(list(results), arm=tuple(members)):
        place = (one.record["data"]["name"], one.record["split"]["name"], one.fold, one.seed)
        by_place.setdefault(place, {})[one.record["arm"]] = one
    return [
        _together([found[arm] for arm in members])
        for _, found in sorted(by_place.items())
        if len(found) == len(members) and _same_clips(found.values())
    ]


def compared(results: list[Result]) -> pd.DataFrame:
    """Return the rows of `ser.results.compare.every_place` for the members and, at the end, their vote."""
    asked = experiment("vote")
    return every_place([*results, *vote(results)], replace(asked, arms=(*asked.arms, NAME)))


def _answers(tried: Sequence[Result]) -> dict[str, Result] | None:
    known = {one.record["run"]: one for one in tried}
    found = {}
    for arm in VOTERS:
        winner = chosen(list(tried), CHOICES[arm]) if arm in CHOICES else None
        if arm in CHOICES and winner is None:
            return None
        name = voting_run(arm, winner).name
        if name not in known:
            return None
        found[arm] = known[name]
    return found


def _uar(members: Sequence[Result]) -> float:
    one = _together(members)
    return float(one.record["metrics"]["uar"])


def _parameters(arm: str, answered: Result) -> int:
    settings = ARMS[arm].model
    if not isinstance(settings, BaselineSettings):
        return int(answered.record["training"]["parameters"])
    hidden = classifier(settings.name, 1.0, seed=0)[-1].hidden_layer_sizes
    sizes = (6 * settings.coefficients + 1, *hidden, settings.labels)
    return sum((inputs + 1) * units for inputs, units in zip(sizes, sizes[1:], strict=False))


def _same_clips(members) -> bool:
    first, *others = members
    return all(
        one.record["split"].get("hash") == first.record["split"].get("hash")
        and sorted(one.predictions.clips.tolist()) == sorted(first.predictions.clips.tolist())
        for one in others
    )


def _together(members: Sequence[Result]) -> Result:
    first = members[0]
    clips = first.predictions.clips
    means = np.mean([_in_order(one.predictions, clips) for one in members], axis=0)
    held = Predictions(clips, first.predictions.truth, means)
    metrics = summarise(held.truth, held.probabilities, np.array([clip.partition("/")[0] for clip in clips]), majority=0)
    kept = {name: first.record["metrics"][name] for name in ("majority", "chance")}
    networks = [one for one in members if one.is_network] or list(members)
    record: Mapping = first.record | {
        "run": _renamed(first.record["run"], first.record["arm"]),
        "arm": NAME,
        "metrics": {"accuracy": metrics["accuracy"], "uar": metrics["uar"]} | kept,
        "training": {
            "epochs": max(one.record["training"]["epochs"] for one in members),
            "best_epoch": -1,
            "parameters": sum(_parameters_in_test(one) for one in members),
            "history": {},
        },
        "seconds": {"training": sum(one.record["seconds"]["training"] for one in members), "epoch": 0.0},
        "versions": networks[0].record["versions"],
        "device": networks[0].record["device"],
    }
    return Result(dict(record), held, first.path)


def _parameters_in_test(one: Result) -> int:
    arm = one.record["arm"]
    return _parameters(arm, one) if arm in ARMS else int(one.record["training"]["parameters"])


def _in_order(held: Predictions, clips: np.ndarray) -> np.ndarray:
    place = {clip: row for row, clip in enumerate(held.clips.tolist())}
    return held.probabilities[[place[clip] for clip in clips.tolist()]].astype(np.float64)


def _renamed(run: str, arm: str) -> str:
    return "/".join(NAME if part == arm else part for part in run.split("/"))
