"""What the grid cost: hours of training by experiment and device."""

import pandas as pd

from ser.corpora import CORPORA
from ser.experiments import EXPERIMENTS, Run, plan, profile, required
from ser.experiments.estimate import estimates
from ser.results.runs import Result

UNPLANNED = "no longer planned"


def first_planned(profile_name: str) -> dict[str, str]:
    """Return {run: the first experiment that plans it} for every run of a profile, the most telling first."""
    first: dict[str, str] = {}
    for one in EXPERIMENTS:
        for run in plan(profile(profile_name), [one]):
            first.setdefault(run.name, one.name)
    return first


def hours(results: list[Result]) -> dict[str, float]:
    """Return hours of training by kind of processor, such as {"CPU": 12.5}.

    The kind is what stands before the colon in the name of the device. Hours are by the clock,
    pauses and other work beside it included; a run on a CPU uses one thread. Features, which are computed
    once, and testing are not in them.
    """
    spent: dict[str, float] = {}
    for one in results:
        kind = one.record["device"].partition(":")[0].strip().upper()
        spent[kind] = spent.get(kind, 0.0) + one.record["seconds"]["training"] / 3600
    return dict(sorted(spent.items()))


def hours_left(results: list[Result], profile_name: str) -> dict[bool, float]:
    """Return hours of one core that the open runs of a profile will take, {True: required, False: optional ones}.

    They are judged by the finished runs (`ser.experiments.estimate`). Runs that need a corpus that no result
    has are left out.
    """
    whole = {run.name: run for run in plan(profile(profile_name))}
    done = {one.record["run"]: one.record["seconds"]["training"] for one in results}
    at_hand = {
        name for one in results for name, counts in one.record["data"]["corpora"].items() if counts["found"]
    }
    left = [run for name, run in whole.items() if name not in done and _needs(run) <= at_hand]
    seconds = estimates(((whole[name], took) for name, took in done.items() if name in whole), left)
    needed = required(profile(profile_name))
    return {
        wanted: sum(took for name, took in seconds.items() if (name in needed) == wanted) / 3600
        for wanted in (True, False)
    }


def _needs(run: Run) -> set[str]:
    """Return the corpora without which a run cannot be done."""
    if run.data != "all":
        return {run.data}
    return {list(CORPORA)[run.fold]} if run.split == "corpus" else set()


def cost(results: list[Result], profile_name: str) -> pd.DataFrame:
    """Return a row for each experiment and device: runs so far, runs planned, hours of training.

    Columns: experiment, runs, planned, hours, device. A run that several experiments share counts with
    the first; one that none plans any more is `UNPLANNED`. An experiment without a run has a row too.
    """
    first = first_planned(profile_name)
    planned = pd.Series(first, dtype=object).value_counts()
    spent = pd.DataFrame(
        {
            "experiment": [first.get(one.record["run"], UNPLANNED) for one in results],
            "device": [one.record["device"] for one in results],
            "hours": [one.record["seconds"]["training"] / 3600 for one in results],
        }
    )
    table = spent.groupby(["experiment", "device"])["hours"].agg(["size", "sum"]).reset_index()
    table.columns = ["experiment", "device", "runs", "hours"]
    none = [name for name in planned.index if name not in set(table["experiment"])]
    empty = pd.DataFrame({"experiment": none, "device": "", "runs": 0, "hours": 0.0})
    table = pd.concat([table, empty], ignore_index=True) if none else table
    table["planned"] = table["experiment"].map(planned).fillna(0).astype(int)
    order = [*(one.name for one in EXPERIMENTS), UNPLANNED]
    table = table.sort_values("experiment", key=lambda names: names.map(order.index), kind="stable")
    return table[["experiment", "runs", "planned", "hours", "device"]].reset_index(drop=True)
