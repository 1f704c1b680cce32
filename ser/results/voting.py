"""Several methods that answer together: who votes is chosen on the validation side, and the vote is then tested.

A vote needs no training of its own. It is the mean of the probabilities that its members gave to the same clips.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from ser.evaluation import confusion_matrix, uar
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
from ser.results.paired import paired
from ser.results.pooled import complete, summary
from ser.results.runs import Result, in_order, metrics_of, place_of, same_clips, same_split, select

NAME = "vote"
"""What the vote is called where arms are named."""

_RANGE = ("accuracy", "accuracy_low", "accuracy_high")
_APART = ("difference", "difference_low", "difference_high")
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
        if len(found) == len(members) and _agree(list(found.values()))
    ]


def seeds_together(results: Sequence[Result], arm: str) -> list[Result]:
    """Return what the seeds of one arm say together: the control of a vote, with as many networks of one kind.

    One result for each data, split and fold that several seeds were tested on with the same clips, as `vote`
    makes them; its seed is the first of theirs.
    """
    by_place: dict[tuple, list[Result]] = {}
    for one in select(list(results), arm=arm):
        by_place.setdefault((one.record["data"]["name"], one.record["split"]["name"], one.fold), []).append(
            one
        )
    return [
        _together(sorted(found, key=lambda one: one.seed))
        for _, found in sorted(by_place.items())
        if len(found) > 1 and _agree(found)
    ]


def beside_seeds(results: list[Result], members: Sequence[str] = VOTE) -> pd.DataFrame:
    """Return what the seeds of each network that votes reach together on unseen speakers of RAVDESS, and the vote beside it.

    A row for each member with several complete seeds. `alone` is the mean accuracy of its seeds, `accuracy` with
    its interval what they reach together. `difference` with its interval and p is that of `paired`: the vote of the
    first of these seeds against the seeds together, on the same clips; NaN where there is no vote of that seed.
    Columns: label, seeds, networks (that vote), alone, accuracy, difference, p.
    """
    here = select(results, data="RAVDESS", split="speaker", arm=tuple(members))
    voted = vote(here, members)
    rows = {}
    for arm in members:
        seeds = complete(select(here, arm=arm))
        many = seeds_together(seeds, arm)
        if not many or not all(one.is_network for one in seeds):
            continue
        figures = summary(many).iloc[0]
        held = paired([one for one in voted if one.seed == many[0].seed], many)
        rows[arm] = {
            "label": ARMS[arm].label,
            "seeds": len({one.seed for one in seeds}),
            "networks": len(members),
        }
        rows[arm] |= {"alone": float(summary(seeds).iloc[0]["accuracy"])}
        rows[arm] |= {name: figures[name] for name in _RANGE}
        rows[arm] |= {name: held.get(name, float("nan")) for name in (*_APART, "p")}
    columns = ["label", "seeds", "networks", "alone", *_RANGE, *_APART, "p"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def compared(results: list[Result]) -> pd.DataFrame:
    """Return the rows of `ser.results.compare.every_place` for the members and, at the end, their vote."""
    asked = experiment("vote")
    return every_place([*results, *vote(results)], replace(asked, arms=(*asked.arms, NAME)))


def _agree(members: Sequence[Result]) -> bool:
    return all(same_split(one, members[0]) and same_clips(one, members[0]) for one in members)


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
    held = _mean(members)
    return float(uar(confusion_matrix(held.truth, held.predicted)))


def _parameters(arm: str, answered: Result) -> int:
    """Return how many numbers training sets in an arm; a record does not say so of a multilayer perceptron.

    Classical methods that keep clips or rules instead count none, as in their records.
    """
    settings = ARMS[arm].model
    if not isinstance(settings, BaselineSettings) or settings.name != "mlp":
        return int(answered.record["training"]["parameters"])
    hidden = classifier(settings.name, 1.0, seed=0)[-1].hidden_layer_sizes
    sizes = (6 * settings.coefficients + 1, *hidden, settings.labels)
    return sum((inputs + 1) * units for inputs, units in pairwise(sizes))


def _mean(members: Sequence[Result]) -> Predictions:
    first = members[0]
    given = [in_order(one, first).predictions.probabilities.astype(np.float64) for one in members]
    return Predictions(first.predictions.clips, first.predictions.truth, np.mean(given, axis=0))


def _together(members: Sequence[Result]) -> Result:
    """Return the vote of members that tested the same clips as a result like theirs."""
    first = members[0]
    held = _mean(members)
    data, split, _ = place_of(first)
    network = next((one for one in members if one.is_network), first)
    record = first.record | {
        "run": f"{data}/{split}/{NAME}/f{first.fold}-s{first.seed}",
        "arm": NAME,
        "metrics": metrics_of(replace(first, predictions=held, again=())),
        "training": {
            "epochs": max(one.record["training"]["epochs"] for one in members),
            "best_epoch": -1,
            "parameters": sum(_parameters(one.record["arm"], one) for one in members),
            "history": {},
        },
        "seconds": {"training": sum(one.record["seconds"]["training"] for one in members), "epoch": 0.0},
        "versions": network.record["versions"],
        "device": network.record["device"],
    }
    return Result(record, held, first.path)
