"""The tables of the status page: the grid with the day on which each result was committed."""

from collections.abc import Iterable

import pandas as pd

from ser.experiments import CHOOSING
from ser.pages import words
from ser.pages.history import History
from ser.results.numbers_in_prose import signed
from ser.results.runs import Result
from ser.results.standing import folder_of, place_of_row


def names_of(results: Iterable[Result]) -> list[str]:
    """Return the names of the records of runs from the repository root, where a page is executed."""
    return [one.path.as_posix() for one in results]


def with_commits(coverage: pd.DataFrame, results: list[Result], known: History) -> pd.DataFrame:
    """Return rows of `ser.results.standing.coverage` with the commit that last changed the runs of each."""
    groups: dict[str, list[Result]] = {}
    for one in results:
        groups.setdefault(folder_of(one.record["run"]), []).append(one)
    choosing = coverage["side"].map({"test": "", "validation": f"{CHOOSING}/"})
    keys = choosing + coverage["data"] + "/" + coverage["split"] + "/" + coverage["arm"]
    told = [known.told(names_of(groups[key])) if key in groups else None for key in keys]
    return coverage.assign(commit=told)


def arms_table(coverage: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `with_commits` as the page shows them."""
    return pd.DataFrame(
        {
            "at": [
                words.where(place_of_row(row)) + (", to choose" if row["side"] == "validation" else "")
                for _, row in coverage.iterrows()
            ],
            "arm": coverage["label"].to_numpy(),
            "done": [f"{row['done']} of {row['planned']}" for _, row in coverage.iterrows()],
            "open": coverage["open"].to_numpy(),
            "hours": coverage["hours"].where(coverage["done"] > 0).to_numpy(),
            "last changed by": coverage["commit"].to_numpy(),
        }
    )


def span(results: Iterable[Result], known: History) -> str:
    """Return from when to when results were committed: "from 2025-01-01 to 2025-11-22, 3 not committed"."""
    names = names_of(results)
    if not known.known:
        return "not known, since git cannot tell"
    dates = sorted(commit.date for name in names if (commit := known.of(name)))
    told = []
    if dates:
        told.append(f"on {dates[0]}" if dates[0] == dates[-1] else f"from {dates[0]} to {dates[-1]}")
    cut = sum(name in known.cut for name in names)
    rest = len(names) - len(dates) - cut
    told += [f"{words.count(rest, 'run')} not committed"] if rest else []
    told += [f"{words.count(cut, 'run')} not known"] if cut else []
    return ", ".join(told) or "no run yet"


def twice_told(table: pd.DataFrame) -> str:
    """Return in sentences how far apart runs ended that were done twice (`ser.results.repeated`)."""
    others = table[table["device"] != table["again_on"]]
    if others.empty:
        return "No run has been done on two models of processor yet."
    apart, labels = others["difference"].abs(), others["disagree"]
    far = words.span((apart.min(), apart.max()), ".3f")
    return (
        f"{words.count(len(others), 'run').capitalize()} {'was' if len(others) == 1 else 'were'} done twice, from the "
        f"same clips, settings and seed. The accuracies lie {far} apart; on average the second differs by "
        f"{signed(others['difference'].mean())}. {words.span((labels.min(), labels.max()), '.0%')} of the test clips got another label."
    )


def twice_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `ser.results.repeated` as the page shows them."""
    shown = table.assign(difference=[signed(value) for value in table["difference"]])
    shown = shown[["run", "device", "again_on", "accuracy", "again", "difference", "disagree"]]
    return shown.rename(columns={"again_on": "again on", "disagree": "other labels"}).set_index("run")
