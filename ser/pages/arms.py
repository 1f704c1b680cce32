"""Arms beside their reference, as pages show them: one figure, and a table for each place."""

from collections.abc import Mapping

import pandas as pd

from ser.pages import comparison, words
from ser.pages.show import Page
from ser.plots.arms import arms_figure


def show_figure(
    page: Page,
    name: str,
    tables: Mapping[str, pd.DataFrame],
    *,
    reference: str,
    alt: str,
    caption: str,
    lines: str,
    of_reference: bool = False,
    published: float | None = None,
    level: str = "protocol",
) -> None:
    """Show the accuracy of arms, dots of another look for each of `tables` (title -> table of `ser.results.compare`).

    `alt` and `caption` say what is drawn, `lines` what the vertical lines are; the numbers, highest and
    lowest, are added to both. The clips, speakers and seeds that are named are those of the reference in each of
    the tables where `of_reference`, else the most that any row has. `level` names the titles in the data behind the figure. Arms
    that were run in none of the tables are named, not drawn.
    """
    run = pd.concat([table["run"] for table in tables.values()], axis=1).any(axis=1)
    if not run.drop(reference).any():
        print("No arm but the reference has been run yet, so there is nothing to draw.")
        return
    left = list(next(iter(tables.values())).loc[~run, "label"])
    tables = {title: table[run | (table.index == reference)] for title, table in tables.items()}
    told = "; ".join(f"{title}: {comparison.extremes(table)}" for title, table in tables.items())
    told += f". Not run yet: {words.listed(left, most=4)}" if left else ""
    if of_reference:
        each = {title: words.counts(table.loc[reference]) for title, table in tables.items()}
        based = " Of the reference, " + "; ".join(f"{title}: {told}" for title, told in each.items()) + "."
        counts = {}
    else:
        counts = words.most(tables.values())
        based = " Clips and seeds differ from row to row; at most:" if counts else ""
    astray = sum(_astray(table, reference) for table in tables.values())
    note = (
        f" An arm with fewer seeds than the reference is compared with those seeds of the reference alone, while the line shows all of them. "
        f"So {words.count(astray, 'dot')} {'lie' if astray > 1 else 'lies'} on one side of the line while the difference in the tables points to the other."
        if astray
        else ""
    )
    page.figure(
        arms_figure(dict(tables), reference=reference, published=published),
        name,
        alt=f"{alt} In numbers: {told}.",
        caption=f"{caption}, with 95% intervals. Light orange: the reference. Vertical lines: {lines}. In numbers: {told}.{note}{based}",
        data=pd.concat(dict(tables), names=[level]),
        **counts,
    )


def _astray(table: pd.DataFrame, reference: str) -> int:
    """Return how many arms are drawn on one side of the reference's line and compared on the other."""
    drawn = table["accuracy"] - table.loc[reference, "accuracy"]
    return int((drawn * table["difference"] < 0).sum())


def show_tables(page: Page, tables: Mapping[str, pd.DataFrame], *, subject: str, reference: str) -> None:
    """Show the arms that were run as numbers with their verdicts, a table for each of `tables`.

    The others are named below it.

    `subject` begins the captions, `reference` names in words what differences are from.
    """
    for title, table in tables.items():
        run = table[table["run"]]
        left = list(table.loc[~table["run"], "label"])
        page.table(
            comparison.verdict_table(run if len(run) else table[:1]),
            caption=f"{subject}, {title}: accuracy and difference from {reference} with 95% intervals, and the verdict. "
            + ("A dash: nothing to compare." if len(run) else "A dash: not run yet.")
            + basis_told(table, reference)
            + (f" Not run yet: {words.listed(left, most=40)}." if left else ""),
            formats=comparison.VERDICT_FORMATS,
        )


def basis_told(table: pd.DataFrame, reference: str) -> str:
    """Return, after a blank, what the reference of a table rests on, what is drawn and what runs are; "" where it was not run."""
    met = table[table["run"].astype(bool) & (table["verdict"] == "reference")]
    if met.empty:
        return ""
    row = met.iloc[0]
    return (
        f" Of {reference}: {words.counts(row)}; intervals and p over {row['unit']}. Runs: seeds times folds."
    )
