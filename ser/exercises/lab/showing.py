"""A trial as a notebook shows it: a figure and a table beside its reference, and the committed grid."""

from pathlib import Path

from ser.exercises.lab.choices import ALLOWED, Choices
from ser.exercises.lab.outcome import Outcome
from ser.pages import comparison, words
from ser.pages.show import Page

FIGURE = "lab-trial"


def show(outcome: Outcome) -> None:
    """Show a trial and all that were made at the same place beside their reference; nothing where there was none.

    What rests on the demo corpus says so in figure, caption and table.
    """
    if outcome.refused:
        return
    from ser.plots.arms import arms_figure

    page = Page(profile="lab", results=Path(), demo=outcome.demo)
    reference, told = outcome.table.index[0], comparison.extremes(outcome.table)
    page.figure(
        arms_figure(outcome.table, reference=reference),
        FIGURE,
        alt=f"Accuracy of the trials on {outcome.choices.where}, with intervals, beside the reference. Verdict on "
        f"yours: {outcome.verdict}. In numbers: {told}.",
        caption=f"Accuracy on {outcome.choices.where}, with 95% intervals. Vertical line: the reference. Verdict on "
        f"yours: {outcome.verdict}.",
        data=outcome.table,
        **words.basis(outcome.row),
    )
    page.table(
        outcome.beside,
        caption=f"Trials on {outcome.choices.where}: accuracy and difference from the reference with 95% intervals, "
        "and the verdict.",
        formats=comparison.VERDICT_FORMATS,
    )


def show_choices(page: Page) -> None:
    """Show what may be chosen, and what each choice is in the reference."""
    import pandas as pd

    rows = [(name, ", ".join(allowed), getattr(Choices, name)) for name, allowed in ALLOWED.items()]
    table = pd.DataFrame(rows, columns=["choice", "may be", "reference"])
    page.table(
        table.set_index("choice"), caption="What can be chosen in the lab, and what the reference has."
    )


def show_grid(outcome: Outcome, page: Page) -> None:
    """Show the arms of the committed grid at the same part of the data and split, as its pages judge them.

    `page` is that of the results folder the grid was read from.
    """
    if outcome.refused:
        return
    where = words.where(outcome.choices.place)
    if outcome.committed.empty:
        print(f"The committed grid has no runs on {where} yet.")
        return
    apart = (
        "Recordings of people, so nothing above can be compared with it. "
        if outcome.demo and not page.demo
        else ""
    )
    page.table(
        comparison.verdict_table(outcome.committed),
        caption=f"The committed grid on {where}. {apart}Accuracy and difference from the corrected model with 95% "
        "intervals, and the verdict. A difference is taken over the seeds and folds that both arms have.",
        formats=comparison.VERDICT_FORMATS,
    )
