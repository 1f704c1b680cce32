"""Where the grid stands: which runs are done and which are open, on what machines, from which data."""

from collections.abc import Iterable

import pandas as pd

from ser.experiments import ARMS, EXPERIMENTS, Place, plan, profile
from ser.results.cost import UNPLANNED, first_planned
from ser.results.runs import Result

_UNTOLD = "not recorded"


def coverage(results: list[Result], profile_name: str) -> pd.DataFrame:
    """Return a row for each arm on each split of a part of the data, planned or run.

    Columns: experiment (the first that plans it, or `UNPLANNED`), data, split, side ("test", or
    "validation" for runs that choose), arm, label, done, planned, open (which runs are not done, in
    words), hours (of training so far). `results` are those that choose too (`load_choosing`), or they
    count as open.
    """
    done = {one.record["run"]: one for one in results}
    planned: dict[str, list[tuple[int, int]]] = {}
    of: dict[str, str] = {}
    labels = {arm: ARMS[arm].label for arm in ARMS}
    first = first_planned(profile_name)
    for run in plan(profile(profile_name)):
        place = folder_of(run.name)
        planned.setdefault(place, []).append((run.fold, run.seed))
        of.setdefault(place, first[run.name])
        labels.setdefault(run.arm.name, run.arm.label)
    found: dict[str, list[Result]] = {}
    for one in results:
        found.setdefault(folder_of(one.record["run"]), []).append(one)
    rows = []
    for place in dict.fromkeys([*planned, *found]):
        *choosing, data, split, arm = place.split("/")
        wanted = planned.get(place, [])
        left = [(fold, seed) for fold, seed in wanted if f"{place}/f{fold}-s{seed}" not in done]
        here = found.get(place, [])
        rows.append(
            {
                "experiment": of.get(place, UNPLANNED),
                "data": data,
                "split": split,
                "side": "validation" if choosing else "test",
                "arm": arm,
                "label": labels.get(arm, arm),
                "done": len(here),
                "planned": len(wanted),
                "open": _open(left, wanted),
                "hours": sum(one.record["seconds"]["training"] for one in here) / 3600,
            }
        )
    columns = ["experiment", "data", "split", "side", "arm", "label", "done", "planned", "open", "hours"]
    table = pd.DataFrame(rows, columns=columns)
    order = [*(one.name for one in EXPERIMENTS), UNPLANNED]
    by = table["experiment"].map(order.index)
    return table.assign(order=by).sort_values("order", kind="stable", ignore_index=True)[columns]


def progress(results: list[Result], profile_name: str) -> pd.DataFrame:
    """Return a row for each experiment: whether it is required, its runs done, planned and open, minutes of a run.

    A required experiment is one without which the companion does not count as complete. A run that several experiments plan counts with each. `shortest`, `median` and `longest` are minutes of
    training of the runs done, NaN where there is none.
    """
    minutes = {one.record["run"]: one.record["seconds"]["training"] / 60 for one in results}
    rows = {}
    for one in EXPERIMENTS:
        names = [run.name for run in plan(profile(profile_name), [one])]
        taken = pd.Series([minutes[name] for name in names if name in minutes], dtype=float)
        rows[one.name] = {
            "required": "yes" if one.required else "no",
            "done": len(taken),
            "planned": len(names),
            "open": len(names) - len(taken),
            "shortest": taken.min(),
            "median": taken.median(),
            "longest": taken.max(),
        }
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "experiment"
    return table


def environments(results: list[Result]) -> pd.DataFrame:
    """Return a row for each set of versions and device that runs were done with: runs and hours of training."""
    rows = [
        {
            "device": one.record["device"],
            **{name: value for name, value in sorted(one.record["versions"].items())},
            "hours": one.record["seconds"]["training"] / 3600,
        }
        for one in results
    ]
    table = pd.DataFrame(rows)
    if table.empty:
        return pd.DataFrame(columns=["device", "runs", "hours"])
    about = [name for name in table.columns if name != "hours"]
    table[about] = table[about].astype(object).where(table[about].notna(), _UNTOLD)
    grouped = table.groupby(about)["hours"].agg(["size", "sum"]).reset_index()
    return grouped.rename(columns={"size": "runs", "sum": "hours"})


def fingerprints(results: list[Result]) -> pd.DataFrame:
    """Return a row for each state of the data that runs were done on.

    Columns: data, fingerprint (the first 16 digits of the hash over the content of every clip), clips,
    speakers, corpora (found of published), left_out (clips, with the reason), demo, runs.
    """
    groups: dict[tuple[str, str], list[Result]] = {}
    for one in results:
        groups.setdefault((one.record["data"]["name"], one.record["data"]["fingerprint"]), []).append(one)
    rows = []
    for (name, fingerprint), here in sorted(groups.items()):
        data = here[0].record["data"]
        rows.append(
            {
                "data": name,
                "fingerprint": fingerprint[:16],
                "clips": data["clips"],
                "speakers": data["speakers"],
                "corpora": ", ".join(
                    f"{corpus} {counts['found']:,} of {counts['expected']:,}"
                    for corpus, counts in data["corpora"].items()
                ),
                "left_out": "; ".join(f"{clip} ({reason})" for clip, reason in data["left_out"]) or "none",
                "demo": data["demo"],
                "runs": len(here),
            }
        )
    columns = ["data", "fingerprint", "clips", "speakers", "corpora", "left_out", "demo", "runs"]
    return pd.DataFrame(rows, columns=columns)


def folder_of(run: str) -> str:
    """Return what the names of an arm's runs at one place begin with: a run's name without fold and seed."""
    return run.rpartition("/")[0]


def place_of_row(row: pd.Series) -> Place:
    """Return the place of a row of `coverage`."""
    return Place(row["data"], row["split"])


def _open(left: list[tuple[int, int]], wanted: Iterable[tuple[int, int]]) -> str:
    """Return "none", "all", or which seeds, and of a seed that is partly done which folds, are open."""
    wanted = list(wanted)
    if not left:
        return "none"
    if len(left) == len(wanted):
        return "all"
    told = []
    for seed in sorted({seed for _, seed in left}):
        folds = sorted(fold for fold, other in left if other == seed)
        whole = len(folds) == sum(other == seed for _, other in wanted)
        told.append(f"seed {seed}" + ("" if whole else f": fold {', '.join(map(str, folds))}"))
    return "; ".join(told)
