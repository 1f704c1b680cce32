"""What the corrected model does to the score of the published code, in words that follow from the verdict."""

import math
from collections.abc import Mapping

from ser.pages import words

_SO = {
    "better": "Its sizes and its schedule differ too, so mending the flaws need not be what raised the score",
    "worse": "Its sizes and its schedule differ too, so this is not the price of mending the flaws",
    "no difference shown": "Its sizes and its schedule differ too, so this says nothing of any one flaw",
}


def corrected_beside_published(row: Mapping) -> str:
    """Return how the corrected model compares with the published code, and what that says of the flaws.

    `row` is its row in `ser.results.compare.compare`, with the published code as reference.
    """
    verdict = row["verdict"]
    moved = words.moved(row)
    if verdict not in _SO or moved is None:
        return "It has not been compared with the published code yet, so whether mending the flaws raises the score is not known."
    known = not math.isnan(row["hurdle"])
    luck = f"; with so many seeds, up to {100 * row['hurdle']:.1f} points may be luck" if known else ""
    return f"From the published code to it, accuracy {moved}{luck}: {verdict}. {_SO[verdict]}."
