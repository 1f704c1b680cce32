"""What the grid cost: hours of training by experiment and device."""

import pandas as pd

from ser.experiments import EXPERIMENTS, plan, profile
from ser.results.runs import Result

UNPLANNED = "no longer planned"


def cost(results: list[Result], profile_name: str) -> pd.DataFrame:
    """Return a row for each experiment and device: runs so far, runs planned, hours of training.

    Columns: experiment, runs, planned, hours, device. A run that several experiments share counts with
    the first; one that none plans any more is `UNPLANNED`. An experiment without a run has a row too.
    """
    first: dict[str, str] = {}
    for one in EXPERIMENTS:
        for run in plan(profile(profile_name), [one]):
            first.setdefault(run.name, one.name)
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
