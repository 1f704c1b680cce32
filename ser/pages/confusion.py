"""A confusion matrix as pages show it: the picture, its data, and the same as a table that unfolds."""

import html

import numpy as np

from ser.corpora import EMOTIONS
from ser.pages.banner import BANNER
from ser.pages.show import Page, table_html
from ser.plots.confusion import confusion_data, confusion_figure, confusion_table


def show_confusion(page: Page, counts: np.ndarray, name: str, *, label: str, facts: str, basis: dict) -> None:
    """Show a matrix of clips, shape (8, 8), row = truth, as a figure called `name` and as a table.

    Args:
        page: the page.
        counts: clips, in the order of `EMOTIONS`.
        name: of the figure.
        label: the arm, in words.
        facts: what else the caption says, such as the share on the diagonal and chance.
        basis: clips, speakers and seeds of the caption.
    """
    right = np.trace(counts) / counts.sum()
    page.figure(
        confusion_figure(counts, title=label),
        name,
        alt=f"Confusion matrix, {label}: {right:.1%} of the clips on the diagonal. {worst_pair(counts)}",
        caption=f"Confusion matrix of the test clips, {label}: the share of each row, and under it the clips. {facts} {worst_pair(counts)}",
        data=confusion_data(counts),
        **basis,
    )
    caption = (
        f"Share and number of the clips of each true emotion (row) by predicted emotion (column), {label}."
    )
    caption += f" {BANNER.capitalize()}." if page.demo else ""
    table = confusion_table(counts)
    summary = html.escape(f"The same as a table, {label}")
    text = table_html(table, caption=caption, formats={"clips": ",d"}, close=False)
    _display(f'<details class="ser-fold"><summary>{summary}</summary>\n{text}\n</details>', table.to_string())


def worst_pair(counts: np.ndarray) -> str:
    """Return in a sentence which emotion loses the largest share of its clips to which other."""
    shares = counts / np.maximum(counts.sum(axis=1), 1)[:, None] * (1 - np.eye(len(counts)))
    true, taken = np.unravel_index(shares.argmax(), shares.shape)
    if not shares[true, taken]:
        return "No emotion is taken for another."
    return f"Most often mistaken: {EMOTIONS[true]} for {EMOTIONS[taken]}, {shares[true, taken]:.0%} of its clips."


def _display(text: str, plain: str) -> None:
    from IPython.display import display

    display({"text/html": text, "text/plain": plain}, raw=True)
